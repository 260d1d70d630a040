"""Where Python packages come from that no index serves: repositories, addresses and paths.

A location is the address without credentials; behind it `?subdirectory=` where the package is not
at the top, and `#` with the revision that is asked for.

Source: "VCS Support" of pip's documentation; PEP 440, "Direct references".
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import unquote

from bylaw.sources.manifests.interface import Origin
from bylaw.sources.manifests.references import placed, plain_address

_COMMIT: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_ROOT: Final = re.compile(r"/*(?:\$\{PROJECT_ROOT\}|\{root:uri\})/*")
_SCHEME: Final = re.compile(r"(?:[A-Za-z]+\+)?([A-Za-z]+):")
_OTHER_VCS: Final = ("hg+", "svn+", "bzr+")
_SCHEMES: Final = frozenset(
    ("http", "https", "file", "ftp", "ssh", "git", "hg", "svn", "bzr", "sftp", "lp")
)
_HASHES: Final = ("sha256", "sha384", "sha512", "sha224", "sha1", "md5")


class Provenance(NamedTuple):
    """Where a package is fetched from; fields as in `Entry`."""

    source: Origin = "registry"
    location: str = ""
    pinned: bool | None = None
    integrity: str | None = None
    egg: str = ""
    """The name that pip's `#egg=` gives it."""


def is_address(text: str) -> bool:
    """Whether pip takes a text for an address."""
    found = _SCHEME.match(text)
    return found is not None and found[1].lower() in _SCHEMES


def is_commit(revision: str) -> bool:
    """Whether a revision is a commit id in full, which cannot be moved."""
    return _COMMIT.fullmatch(revision) is not None


def git(address: str, revision: str = "", subdirectory: str = "") -> Provenance:
    """A package in a git repository."""
    location = plain_address(address.removeprefix("git+"))
    if subdirectory:
        location += f"?subdirectory={subdirectory}"
    if revision:
        location += f"#{revision}"
    return Provenance("git", location, is_commit(revision))


def direct(address: str, folder: str) -> Provenance:
    """What pip and direct references write: `git+https://…@v1#subdirectory=x`, `file:…`, `https:…`.

    Args:
        address: As written.
        folder: The folder that relative paths are meant from.
    """
    place, _, fragment = address.partition("#")
    said = dict(part.partition("=")[::2] for part in fragment.split("&"))
    egg = said.get("egg", "").partition("[")[0]
    subdirectory = said.get("subdirectory", "")
    scheme = place.partition(":")[0].lower()
    if scheme.startswith("git"):
        place, revision = _revision(place.removeprefix("git+"))
        return git(place, revision, subdirectory)._replace(egg=egg)
    if scheme == "file" or _ROOT.match(place):
        return Provenance("path", _path(place, folder), egg=egg)
    location = plain_address(place)
    if subdirectory:
        location += f"?subdirectory={subdirectory}"
    if place.lower().startswith(_OTHER_VCS):
        location, revision = _revision(location)
        return Provenance("url", location + (f"#{revision}" if revision else ""), False, egg=egg)
    hashes = [f"{name}:{said[name]}" for name in _HASHES if said.get(name)]
    integrity = " ".join(hashes) or None
    return Provenance("url", location, True if integrity else None, integrity, egg)


def local(path: str, folder: str) -> Provenance:
    """A package in a folder or file."""
    return Provenance("path", placed(folder, path))


def _revision(address: str) -> tuple[str, str]:
    """An address without its `@revision`, and that."""
    start = address.find("/", address.find("://") + 3) if "://" in address else address.find(":")
    at = address.rfind("@")
    return (address[:at], address[at + 1 :]) if at > start >= 0 else (address, "")


def _path(address: str, folder: str) -> str:
    """A `file:` address as a path: from the root of the repository where it lies in it."""
    scheme = address[:5].lower()
    path = unquote(address[5:] if scheme == "file:" else address)
    if _ROOT.match(path):
        return placed(folder, _ROOT.sub("", path, count=1) or ".")
    if path.startswith("///"):
        return path[2:]
    return placed(folder, path.removeprefix("//"))
