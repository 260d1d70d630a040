"""Addresses of git repositories, and the packages that they stand for.

The purl types are `github` and `bitbucket`, which the purl specification defines, and `generic`
with the host in the name for all others.
"""

from __future__ import annotations

import re
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.manifests.references import plain_address

_SCHEME: Final = re.compile(r"(?:git\+)?(https?|ssh|git|file)://(?:[^/@\s]*@)?([^/\s]*)/(\S*)\Z")
_SCP: Final = re.compile(r"(?:[\w.-]+@)?([\w-]+(?:\.[\w-]+)+|localhost):(?!/)(\S+)\Z")
_TYPES: Final = {"github.com": "github", "bitbucket.org": "bitbucket"}
LONGEST: Final = 2048
"""Characters of an address."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository by its address."""

    ecosystem: str
    """The purl type."""
    name: str
    """`owner/repo`, or with the host before it where the type does not tell it."""
    location: str
    """The address without credentials."""


def repository(address: str) -> Repository | None:
    """The repository at an address: `https://host/a/b.git`, `git@host:a/b`, `ssh://host/a/b`.

    None where it is no address of one.
    """
    if len(address) > LONGEST:
        return None
    if found := _SCHEME.match(address):
        host, path = found[2], found[3]
        location = plain_address(address)
    elif found := _SCP.match(address):
        host, path = found[1], found[2]
        location = f"ssh://{host}/{path}"
    else:
        return None
    path = re.split(r"[?#]", path, maxsplit=1)[0].strip("/").removesuffix(".git")
    host = host.lower()
    if not path:
        return None
    type_ = _TYPES.get(host.removeprefix("www."))
    if type_ is not None and path.count("/") == 1:
        return Repository(type_, path, location)
    return Repository("generic", f"{host}/{path}".strip("/"), location)
