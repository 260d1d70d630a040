"""Names of Python packages, and what the names of groups and files say packages are for."""

from __future__ import annotations

import re
from posixpath import splitext
from typing import Final
from urllib.parse import unquote

from bylaw.sources.manifests.interface import Scope

_RUN: Final = re.compile(r"[-_.]+")
_NEITHER: Final = re.compile(r"[^a-z0-9]+")
_WORD: Final = re.compile(r"[a-z]+")
_ARCHIVE: Final = re.compile(
    r"(?P<sdist>.+?)\.(?:tar\.(?:gz|bz2|xz|lz|lzma|Z)|tgz|tbz|txz|tlz|tar|zip)|(?P<wheel>.+)\.whl",
    re.DOTALL | re.IGNORECASE,
)
_PURPOSES: Final[dict[str, Scope]] = {
    **dict.fromkeys(("test", "tests", "testing"), "test"),
    **dict.fromkeys(("dev", "develop", "development", "doc", "docs", "lint", "typing", "ci"),
                    "development"),
    "build": "build",
    **dict.fromkeys(("optional", "extra", "extras"), "optional"),
}  # fmt: skip
_FOLDERS: Final = frozenset(("test", "tests", "testing", "doc", "docs", "dev"))


def normal(name: str) -> str:
    """A name as the Python package index compares names (PEP 503)."""
    return _RUN.sub("-", name).lower()


def scope_of_group(name: str, others: Scope = "development") -> Scope:
    """What a group of packages is for: tests where its name says so, `others` elsewhere."""
    return "test" if name.lower() in ("test", "tests") else others


def scope_of_file(path: str) -> Scope | None:
    """What a requirements file is for, as its name or its folder's says; None where none does."""
    folder, _, name = path.lower().rpartition("/")
    folder = folder.rpartition("/")[2]
    for word in _WORD.findall(splitext(name)[0]):
        if word in _PURPOSES:
            return _PURPOSES[word]
    return _PURPOSES[folder] if folder in _FOLDERS else None


def archive(name: str) -> tuple[str, str | None] | None:
    """Package and version of a wheel or a source archive by its file name; None of other files.

    The version is None where the name does not show it.
    """
    found = _ARCHIVE.fullmatch(name)
    if found is None:
        return None
    if found["wheel"] is not None:
        parts = found["wheel"].split("-")
        return (parts[0], parts[1]) if len(parts) >= 5 else (found["wheel"], None)
    package, dash, version = found["sdist"].rpartition("-")
    return (package, version) if dash and version[:1].isdigit() else (found["sdist"], None)


def version_of(name: str, address: str) -> str | None:
    """The version that the file name of a package's archive shows; None where it shows none."""
    found = archive(address.partition("#")[0].partition("?")[0].rpartition("/")[2])
    return found[1] if found is not None and normal(found[0]) == normal(name) else None


def is_archive_of(name: str, version: str, address: str) -> bool:
    """Whether an address ends in an archive of this version, as those of an index do.

    Args:
        name: The package's name.
        version: Its version, in any spelling.
        address: The address or path.
    """
    file = address.partition("#")[0].partition("?")[0].rpartition("/")[2]
    if _plain(unquote(file)).startswith(_plain(name + version)):
        return True
    found = _ARCHIVE.fullmatch(unquote(file))
    words = map(re.escape, normal(name).split("-"))
    shape = re.compile(f"{'[-_.]+'.join(words)}-([^-].*)", re.IGNORECASE)
    named = None if found is None else shape.fullmatch(found["sdist"] or "-".join(_two(found)))
    return named is not None and _is_same(version, named[1])


def _two(wheel: re.Match[str]) -> list[str]:
    """Package and version of a wheel's name."""
    parts: list[str] = wheel["wheel"].split("-")
    return parts[:2]


def _plain(text: str) -> str:
    return _NEITHER.sub("", text.lower())


def _is_same(version: str, other: str | None) -> bool:
    from packaging.version import InvalidVersion, Version

    try:
        return other is not None and Version(version) == Version(other)
    except InvalidVersion:
        return False
