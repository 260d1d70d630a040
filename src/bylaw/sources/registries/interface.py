"""The shared shape of protocols: how a registry is asked, and what its answer says.

A module of this room is one protocol's. It has

- `ECOSYSTEMS`: the purl types that it serves;
- `HEADERS`: what is sent beside each question;
- `addresses(base, package) -> list[str]`: what to ask, the package itself first. Raises NotAName.
- `read(package, answers) -> Package`: what the answers say, in the order of the addresses. The
  first is a document; of the others one may be Failed, or None for what does not exist. Raises
  Failed where the document is not of the protocol.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, Protocol

from bylaw.dataclass import dataclass
from bylaw.sources.services.interface import Coordinates, Failed

MOST_RELEASES: Final = 50_000
"""Versions of one package; a registry that lists more is not believed."""
STATUSES: Final = ("archived", "deprecated", "quarantined")
"""The status of a Python project that is not active (PEP 792)."""
DEPRECATED: Final = ("archived", "deprecated")
LONGEST_NAME: Final = 500
"""Characters of a name or version that is asked for."""


class NotAName(Exception):
    """The name or version is none that a registry of this protocol can have."""


@dataclass(frozen=True, slots=True)
class Release:
    """A version that a registry has; None is what it does not tell."""

    version: str
    published: int | None = None
    """Seconds since 1970."""
    is_yanked: bool | None = None
    is_deprecated: bool | None = None


@dataclass(frozen=True, slots=True)
class Package:
    """What a registry says of a package that it has; None is what it does not tell."""

    releases: tuple[Release, ...]
    first: int | None = None
    """When it was first published, where the registry says so apart from its releases."""
    status: str = ""
    """`archived`, `deprecated`, `quarantined` or `unpublished`; empty for none of them."""
    is_deprecated: bool | None = None
    """As a whole, apart from its releases."""


class RegistryProtocol(Protocol):
    """What a module of this room has; see above."""

    ECOSYSTEMS: Collection[str]
    HEADERS: Mapping[str, str]

    def addresses(self, base: str, package: Coordinates) -> list[str]:
        """What to ask, the package itself first."""
        ...

    def read(self, package: Coordinates, answers: Sequence[Any | Failed | None]) -> Package:
        """What the answers say."""
        ...


def malformed(what: str) -> Failed:
    """The failure that an answer has another shape than its protocol says."""
    return Failed(
        "malformed",
        f"The registry's answer is not what its protocol says: {what}.",
        "Look whether `url` and `protocol` of the registry fit.",
    )
