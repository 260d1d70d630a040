"""One requirement as PEP 508 writes it, and in the forms that pip takes beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from packaging.requirements import InvalidRequirement, Requirement

from bylaw.sources.manifests.python_names import archive, normal, version_of
from bylaw.sources.manifests.python_sources import Provenance, direct, is_address, local
from bylaw.sources.manifests.references import plain_address, within

_HEAD: Final = re.compile(r"\s*[A-Za-z0-9][A-Za-z0-9._-]*\s*(?:\[[^\]]*\])?")
_EXTRAS: Final = re.compile(r"\[[^\[\]]*\]\Z")
_ARCHIVE: Final = re.compile(r"/([^/]+)/(?:-/)?archive/[^/].*\Z")
"""The project in the address of an archive that a forge makes of a branch, tag or commit."""
_EXACT: Final = re.compile(r"={2,3}\s*([^\s,;|*]+)")
_LONGEST: Final = 8192
"""Characters of a requirement."""


class NoRequirement(Exception):
    """A text that is not a requirement; the message is that of a `Problem`."""


class Asked(NamedTuple):
    """What one requirement asks for; fields as in `Entry`."""

    name: str
    requirement: str = ""
    version: str | None = None
    provenance: Provenance = Provenance()
    conditional: bool = False


def asked(text: str, folder: str) -> Asked:
    """What a requirement asks for.

    Args:
        text: `requests[socks]>=2,<3; python_version<"3.9"` or `name @ address`.
        folder: The folder that relative paths are meant from.

    Raises:
        NoRequirement: It is none.
    """
    if len(text) > _LONGEST:
        raise NoRequirement(f"this requirement has more than {_LONGEST} characters")
    try:
        parsed = Requirement(text)
    except (InvalidRequirement, RecursionError):
        shown = plain_address(text.strip())[:120]
        raise NoRequirement(f"`{shown}` is no requirement that can be read") from None
    name, is_some = normal(parsed.name), parsed.marker is not None
    if parsed.url is not None:
        place = direct(parsed.url, folder)
        return Asked(name, "", version_of(name, parsed.url), place, is_some)
    if not parsed.specifier:
        return Asked(name, conditional=is_some)
    head = _HEAD.match(text)
    written = text[head.end() if head else 0 :].partition(";")[0].strip()
    if written.startswith("("):
        written = written[1:-1].strip()
    return Asked(name, written, exact(written), conditional=is_some)


def exact(requirement: str) -> str | None:
    """The one version that a range of PEP 440 allows as it is written; None for more than one."""
    for part in requirement.split(","):
        found = _EXACT.fullmatch(part.strip())
        if found is not None:
            return found[1]
    return None


def pip_asked(text: str, folder: str, is_editable: bool, name_of: Callable[[str], str]) -> Asked:
    """What a line of a requirements file asks for: a requirement, an address, or a path.

    Args:
        text: The line without options.
        folder: The folder that relative paths are meant from.
        is_editable: It stands behind `-e`.
        name_of: The name of the project in a folder of the repository; empty where it has none.

    Raises:
        NoRequirement: It is none of these.
    """
    if len(text) > _LONGEST:
        raise NoRequirement(f"this requirement has more than {_LONGEST} characters")
    if is_address(text):
        address, mark, _ = text.partition("; ")
        return _named(direct(address.strip(), folder), name_of, bool(mark))
    plain, mark, _ = text.partition(";")
    plain = plain.strip()
    path = _EXTRAS.sub("", plain).rstrip()
    before, at, _ = path.partition("@")
    is_reference = bool(at) and "/" not in before and not path.startswith(".")
    is_path = is_editable or path.startswith(".") or "/" in path or archive(path) is not None
    if is_path and path and not is_reference:
        return _named(local(path, folder), name_of, bool(mark))
    return asked(text, folder)


def _named(provenance: Provenance, name_of: Callable[[str], str], is_some: bool) -> Asked:
    """A package that is asked for by its place; what names it is `#egg=`, its file or project."""
    place = provenance.location.partition("#")[0].partition("?")[0].rstrip("/")
    last = place.rpartition("/")[2].rpartition(":")[2]
    name, version = provenance.egg, None
    if not name and provenance.source == "url" and (found_in := _ARCHIVE.search(place)):
        name = found_in[1]  # of a branch or tag, whose file is named by that
    if provenance.source != "git" and (found := archive(last)) is not None:
        name, version = name or found[0], found[1]
    folder = "" if place == "." else place
    if not name and provenance.source == "path" and within("", folder) == folder:
        name = name_of(folder)
    name = normal(name or last.removesuffix(".git")).strip("-") or last or "."
    return Asked(name, "", version, provenance, is_some)


def allows(requirement: str, version: str) -> bool:
    """Whether a range of PEP 440 holds a version; an empty one holds all."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.version import InvalidVersion

    try:
        return SpecifierSet(requirement).contains(version, prereleases=True)
    except (InvalidSpecifier, InvalidVersion):
        return False
