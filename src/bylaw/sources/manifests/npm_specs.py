"""What a requirement of the npm world means: a range, an alias, git, an archive, a folder.

Sources: `npm-package-arg` of npm, "Protocols" of Yarn's documentation, and
pnpm's "Supported package sources".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from bylaw.sources.manifests.interface import Origin, Scope
from bylaw.sources.manifests.npm_git import git_location, is_commit
from bylaw.sources.manifests.references import placed, plain_address

SECTIONS: Final[tuple[tuple[str, Scope], ...]] = (
    ("dependencies", "runtime"),
    ("optionalDependencies", "optional"),
    ("devDependencies", "development"),
    ("peerDependencies", "runtime"),
)
"""Of `package.json` and of what locks keep of it."""

_EXACT: Final = re.compile(
    r"\s*=?\s*v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)\s*\Z"
)
_RANGE: Final = re.compile(r"[\d^~<>=*xXvV\s]|\Z")
_SHORTHAND: Final = re.compile(r"[\w-][\w.-]*/[\w-][\w.-]*\Z")
_LONGEST_VERSION: Final = 256
"""Characters; that is npm's own limit."""
_LONGEST: Final = 2048
"""Characters of a requirement."""
_PATHS: Final = ("file", "link", "portal", "exec")


class Spec(NamedTuple):
    """A requirement, understood."""

    name: str
    """The package's real name, where the requirement gives it another one."""
    source: Origin
    requirement: str
    """The range of a package from a registry; anything else as it is written."""
    location: str = ""
    version: str | None = None
    """The one version that a range allows."""
    pinned: bool | None = None
    problem: str = ""
    """What is wrong with it, as a sentence without a full stop."""


def asked_for(
    sections: Mapping[str, Any], kinds: Sequence[tuple[str, Scope]] = SECTIONS
) -> Iterator[tuple[str, Any, Scope]]:
    """Name, requirement and scope of what a project asks for, of objects by their section.

    npm takes what is optional as such even where it is also among the `dependencies`. What is asked
    of whoever uses the package (`peerDependencies`) is left out where it is asked for otherwise.
    """
    seen: set[str] = set()
    for section, scope in kinds:
        listed = sections.get(section)
        if not isinstance(listed, dict):
            continue
        optional = sections.get("optionalDependencies") if section == "dependencies" else ()
        for name, requirement in listed.items():
            if name in seen and section == "peerDependencies":
                continue
            if not (isinstance(optional, dict) and name in optional):
                yield name, requirement, scope
        seen |= listed.keys()


def spec_of(name: str, written: str, folder: str = "") -> Spec:
    """What a requirement means.

    Args:
        name: What the package is called where it is asked for.
        written: The requirement.
        folder: Where it is asked for, from the root; paths are meant from there.
    """
    if len(written) > _LONGEST:
        return Spec(name, "url", "", problem=f"the requirement of `{name[:80]}` is too long")
    if ":" not in written and "/" not in written and written[:1] != ".":
        return _ranged(name, written)
    head, _, fragment = written.partition("#")
    scheme, colon, rest = head.partition(":")
    if not colon or len(scheme) == 1:
        return _bare(name, written, head, folder)
    scheme = scheme.lower()
    if scheme == "npm":
        return _aliased(name, rest if not fragment else f"{rest}#{fragment}")
    if scheme == "workspace":
        return _member(name, written, rest, folder)
    if scheme in _PATHS:
        path = rest.removeprefix("//").partition("::")[0]
        return Spec(name, "path", plain_address(written), placed(folder, path))
    if scheme == "patch":
        return _patched(name, written)
    if scheme == "catalog":
        return Spec(name, "registry", written)
    if scheme == "jsr":
        return _from_jsr(name, rest)
    if scheme == "runtime":
        return Spec(name, "url", written, version=exact_version(rest))
    if (location := git_location(written)) is not None:
        return _git(name, written, location)
    if scheme in ("http", "https"):
        return Spec(name, "url", plain_address(written), plain_address(written), pinned=False)
    shown = plain_address(written)[:80]
    problem = f"`{shown}` asks for `{name[:80]}` in a way that is not known"
    return Spec(name, "url", plain_address(written), plain_address(written), problem=problem)


def exact_version(requirement: str) -> str | None:
    """The one version that a range allows; None where it allows several, or is a tag."""
    found = _EXACT.match(requirement) if len(requirement) <= _LONGEST_VERSION else None
    return None if found is None else found[1]


def split_name(written: str) -> tuple[str, str]:
    """Name and the rest of `name@rest`, `@scope/name@rest`; the rest is empty without one."""
    at = written.find("@", 1)
    return (written, "") if at < 0 else (written[:at], written[at + 1 :])


def _ranged(name: str, requirement: str) -> Spec:
    return Spec(name, "registry", requirement, version=exact_version(requirement))


def _bare(name: str, written: str, head: str, folder: str) -> Spec:
    """A requirement without a scheme: a path, or a repository of GitHub."""
    if _SHORTHAND.match(head) and head[0] != ".":
        return _git(name, written, git_location(f"github:{written}") or written)
    if ("/" in head or "\\" in head or ":" in head) and head[0] != "@":
        return Spec(name, "path", written, placed(folder, written))
    return _ranged(name, written)


def _git(name: str, written: str, location: str) -> Spec:
    return Spec(name, "git", plain_address(written), location, pinned=is_commit(location))


def _aliased(name: str, rest: str) -> Spec:
    """`npm:^1.0`, `npm:name`, `npm:name@^1.0`."""
    if _RANGE.match(rest):
        return _ranged(name, rest)
    real, requirement = split_name(rest)
    if requirement or real.startswith("@") or real not in ("latest", "next"):
        return _ranged(real, requirement.removeprefix("npm:"))
    return _ranged(name, rest)


def _member(name: str, written: str, rest: str, folder: str) -> Spec:
    """`workspace:^`, `workspace:packages/a`, `workspace:name@*`."""
    if rest.startswith("."):
        return Spec(name, "workspace", written, placed(folder, rest))
    real, requirement = split_name(rest)
    if requirement and not _RANGE.match(real):
        return Spec(real, "workspace", written)
    return Spec(name, "workspace", written)


def _patched(name: str, written: str) -> Spec:
    """Yarn's `patch:name@npm%3A1.0.0#~/.yarn/patches/name.patch::version=1.0.0&hash=…`."""
    from urllib.parse import unquote

    inner, _, patches = written[len("patch:") :].partition("#")
    real, requirement = split_name(unquote(inner))
    below = spec_of(real or name, requirement)
    paths = patches.partition("::")[0].removeprefix("optional!")
    if paths.startswith("builtin<") or below.source != "registry":
        return below
    return Spec(below.name, "path", written, paths.removeprefix("~/"), below.version)


def _from_jsr(name: str, rest: str) -> Spec:
    """`jsr:^1.0`, `jsr:@scope/name@^1.0`: JSR's packages have names of their own in npm."""
    real, requirement = (name, rest) if _RANGE.match(rest) else split_name(rest)
    scope, slash, plain = real.removeprefix("@").partition("/")
    return _ranged(f"@jsr/{scope}__{plain}" if slash else name, requirement)
