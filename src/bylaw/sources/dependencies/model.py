"""A dependency on one side, and what the change did to it."""

from __future__ import annotations

from dataclasses import field
from typing import Any, Literal

from bylaw.dataclass import dataclass
from bylaw.facts.place import Place
from bylaw.sources.manifests.interface import Entry, Format, Origin, Scope

Bump = Literal["major", "minor", "patch", "downgrade", "source", "integrity"]


@dataclass(frozen=True, slots=True)
class Package:
    """A package that a project of one side uses."""

    name: str
    ecosystem: str
    entry: Entry
    """Where it is asked for; of what nobody asks for, where the lock has it."""
    path: str
    """The file that `entry` stands in."""
    locked: Entry | None = None
    """What the lock resolved it to; `entry` itself where only the lock has it."""
    lock: str = ""
    """The lock's path; empty where no lock was read."""
    scope: Scope = "runtime"
    direct: bool = True
    via: tuple[str, ...] = ()

    @property
    def version(self) -> str | None:
        """The version that it resolves to."""
        if self.locked is not None and self.locked.version is not None:
            return self.locked.version
        return self.entry.version

    @property
    def requirement(self) -> str:
        """The range as it is asked for."""
        return self.entry.requirement

    @property
    def source(self) -> Origin:
        """Where it is fetched from: the lock says it where the manifest asks the registry."""
        if self.entry.source != "registry" or self.locked is None:
            return self.entry.source
        return self.locked.source

    @property
    def location(self) -> str:
        """The address, of what is not from a registry."""
        if self.source == "registry":
            return ""
        if self.locked is not None and self.locked.location:
            return self.locked.location
        return self.entry.location

    @property
    def integrity(self) -> str | None:
        """The hash that is recorded."""
        if self.locked is not None and self.locked.integrity is not None:
            return self.locked.integrity
        return self.entry.integrity

    @property
    def license(self) -> str | None:
        """The license that the files state."""
        stated = self.locked.license if self.locked is not None else None
        return stated or self.entry.license


@dataclass(slots=True, eq=False)
class Dependency:
    """A dependency as rules see it; compared by identity, because two may look alike."""

    package: Package
    place: Place
    old: Package | None = None
    """The package at the base; None where it is new, or where nothing was compared."""
    bump: Bump | None = None
    is_removed: bool = False
    cache: dict[str, Any] = field(default_factory=dict)
    """What services answered."""


@dataclass(slots=True, eq=False)
class Manifest:
    """A manifest, lock or inventory that the change touches."""

    path: str
    format: Format
    place: Place
    lock: str | None = None
    """Of a manifest, the lock that stands for it at the head."""
    is_alone: bool = False
    """What it asks for changed and its lock did not; of a lock, the other way round."""
    missing: tuple[str, ...] = ()
    """Of a manifest: what it asks for and its lock, which the change touches, does not have."""


@dataclass(slots=True, eq=False)
class ManifestProblem:
    """What could not be read in a manifest or lock."""

    message: str
    manifest: str
    place: Place
    is_added: bool = True
    """The base does not have it."""
    is_whole: bool = False
    """Nothing of the file can be read."""
