"""How a dependency changed: what the kinds of change mean, ecosystem by ecosystem.

`integrity` is for a package that stays in its version while what was vouched for does not: a hash
is another, one more file is let in, or the hash is gone. In two ecosystems it means less:

- An image's tag is a name that moves on, and a digest beside it is how it is held. Another digest
  under one tag is an update like any other, whose size nobody tells: no kind. A digest that is gone
  is `integrity`.
- Terraform notes the hashes of the platforms that somebody worked on. More of them are no sign of
  anything; only where none is left of those that were there is it `integrity`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from bylaw.sources.dependencies.model import Bump, Package
from bylaw.sources.manifests.revisions import is_commit

Order = Callable[[str, str, str], Bump | None]
"""From the old and the new version and their ecosystem to the kind of step."""

_TAGS: Final = frozenset(("docker", "github", "githubactions", "gitlab", "bitbucket"))
"""Ecosystems in which a requirement is a tag or a commit, and no range."""
_NAMED: Final = frozenset(("docker", "helm", "terraform"))
"""Ecosystems in which the registry that a manifest names is a part of what is asked for."""
_REVISION: Final = re.compile(r"([?&])(?:rev|ref|tag|branch)=([^&#]*)")
_RELEASE: Final = re.compile(r"v?\d{1,18}(?:\.\d{1,18}){0,5}", re.ASCII)
_UPDATED: Final = re.compile(r"(?<=[^/]/)[^/]*(?:/[^/]*)?\Z")
_VERSION: Final = re.compile(r"(?<![0-9A-Za-z])(?:v?\d+(?:\.\d+)*|[0-9a-f]{40})(?![0-9A-Za-z])")
_STRENGTH: Final = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")


def bump_of(old: Package, new: Package, step: Order) -> Bump | None:
    """How a package changed; None where it is none of these kinds."""
    if old.source != new.source or not _is_same_place(old, new):
        return "source"
    before, after = _compared(old, new)
    if before != after:
        return (
            None if _is_within(after, before, new.ecosystem) else step(before, after, new.ecosystem)
        )
    if _is_moved(old, new):
        return step(_revision(old), _revision(new), "github")
    if new.source != "workspace" and not _vouches(old, new):
        return "integrity"
    return None


def is_other(old: Package, new: Package) -> bool:
    """Whether it differs in what `changed` is about."""
    before, after = _compared(old, new)
    is_renewed = new.ecosystem == "docker" and old.integrity != new.integrity
    return (
        before != after
        or is_renewed
        or old.scope != new.scope
        or old.location != new.location
        or (_is_asked(old) and _is_asked(new) and _plain(old) != _plain(new))
    )


def _is_asked(package: Package) -> bool:
    return package.path != package.lock


def _plain(package: Package) -> str:
    return "".join(package.requirement.split())


def _compared(old: Package, new: Package) -> tuple[str, str]:
    """The versions to compare; the requirements where a version is not known on both sides."""
    if old.version is not None and new.version is not None:
        return old.version, new.version
    if new.ecosystem in _TAGS:
        return old.version or old.requirement, new.version or new.requirement
    return old.requirement or old.version or "", new.requirement or new.version or ""


def _is_within(version: str, tag: str, ecosystem: str) -> bool:
    """Whether a moving tag can mean a version: `v4` means 4.2.1 and not 5.0.0, and back."""
    if ecosystem not in _TAGS:
        return False
    if _RELEASE.fullmatch(version) is None or _RELEASE.fullmatch(tag) is None:
        return False
    one, other = (each.removeprefix("v").split(".") for each in (version, tag))
    return one[: len(other)] == other[: len(one)]


def _is_same_place(old: Package, new: Package) -> bool:
    if new.source != "registry":
        return _place(old) == _place(new)
    if new.ecosystem == "cargo" and _is_asked(old) and _is_asked(new):
        return old.entry.location == new.entry.location
    if new.ecosystem not in _NAMED:
        return True
    before, after = _registry(old), _registry(new)
    is_told = new.ecosystem == "docker" or (before and after)
    return before == after or not is_told


def _registry(package: Package) -> str:
    locked = package.locked.location if package.locked is not None else ""
    return locked or package.entry.location


def _place(package: Package) -> str:
    """The address without what tells one version of it from another.

    That is the revision that is asked for there; of an archive, numbers and commits in the last two
    parts of its address.
    """
    address = _REVISION.sub(r"\1", package.location).partition("#")[0].rstrip("?&")
    return _UPDATED.sub(_masked, address) if package.source == "url" else address


def _masked(end: re.Match[str]) -> str:
    return _VERSION.sub("*", end[0])


def _revision(package: Package) -> str:
    found = _REVISION.search(package.location)
    return found[2] if found else package.location.partition("#")[2]


def _is_moved(old: Package, new: Package) -> bool:
    """Whether another revision is asked for, and no version tells more of it."""
    if new.source != "git" or (old.version is not None and new.version is not None):
        return False
    before, after = _revision(old), _revision(new)
    return before != after and not is_commit(before) and not is_commit(after)


def _vouches(old: Package, new: Package) -> bool:
    """Whether the hashes that are recorded now were recorded for this version before.

    Nothing is said where the lock is gone or was not read, and where its tool records none.
    """
    if not old.integrity or (old.locked is not None and new.locked is None):
        return True
    if not new.integrity:
        return new.locked is not None and new.locked.unhashed
    if new.ecosystem == "docker":
        return True
    before, now = _hashes(old.integrity), _hashes(new.integrity)
    if new.ecosystem == "terraform":
        return any(not before[each].isdisjoint(now[each]) for each in before.keys() & now.keys())
    if not before.keys() & now.keys():
        return not 0 <= _strength(now) < _strength(before)
    return all(now[each] <= before[each] for each in before.keys() & now.keys())


def _strength(algorithms: Iterable[str]) -> int:
    """How much the best of some algorithms counts for; -1 where none is known."""
    return max((_STRENGTH.index(each) for each in algorithms if each in _STRENGTH), default=-1)


def _hashes(text: str) -> dict[str, set[str]]:
    """Hashes by algorithm: `sha512-…`, `sha256:…`, or bare."""
    found: dict[str, set[str]] = {}
    for each in text.split():
        algorithm, mark, _ = each.replace(":", "-", 1).partition("-")
        found.setdefault(algorithm if mark else str(len(each)), set()).add(each)
    return found
