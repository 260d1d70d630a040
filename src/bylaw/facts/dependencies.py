"""What the change does to the supply chain."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Literal

from bylaw.facts.scalars import Date, Duration, Fact, Located, Version


@dataclass(frozen=True, slots=True)
class Dependencies(Fact):
    """The difference of both trees' manifests and locks, computed locally."""

    added: list[Dependency]
    """Dependencies that the base does not have."""
    removed: list[Dependency]
    """Dependencies that the head no longer has."""
    changed: list[Dependency]
    """Dependencies whose version, source, scope or integrity differs from the base's."""
    all: list[Dependency]
    """Every dependency at the head."""


@dataclass(frozen=True, slots=True)
class Dependency(Located):
    """A package that a manifest or lock asks for."""

    name: str
    """The name in its ecosystem: `requests`, `@babel/core`."""
    ecosystem: str
    """The package type of its purl: `pypi`, `npm`, `golang`, `cargo`, `maven`, `githubactions`."""
    purl: str
    """Its package URL."""
    version: Version | None
    """The version that is resolved; absent where only a requirement is known."""
    old_version: Version | None
    """The version at the base."""
    requirement: str
    """The range as written in the manifest; empty where there is none."""
    bump: Literal["major", "minor", "patch", "downgrade", "source", "integrity"] | None
    """How it changed; absent where it is new."""
    scope: Literal["runtime", "development", "build", "optional", "test"]
    """What it is needed for."""
    direct: bool
    """The project asks for it itself."""
    pinned: bool
    """One version alone satisfies the requirement."""
    source: Literal["registry", "git", "url", "path", "workspace"]
    """Where it is fetched from."""
    integrity: str | None
    """The hash that the lock records."""
    license: License
    """The license it is published under."""
    vulnerabilities: list[Vulnerability]
    """Known vulnerabilities of its version."""
    registry: Registry
    """What its registry says about it; unknown offline."""
    manifest: str
    """The path of the manifest or lock it stands in."""
    via: list[str]
    """The packages through which an indirect dependency came, nearest the project first."""


@dataclass(frozen=True, slots=True)
class License(Fact):
    """An SPDX expression; it prints as its text. Unknown where no source knows it."""

    text: str
    """The expression: `MIT OR Apache-2.0`."""

    @abstractmethod
    def mentions(self, pattern: str) -> bool:
        """A license of the expression has a name of this shape: `GPL-*`."""


@dataclass(frozen=True, slots=True)
class Vulnerability(Fact):
    """A published weakness of a version."""

    id: str
    """Its id: `GHSA-…`, `CVE-…`, `PYSEC-…`."""
    aliases: list[str]
    """Its ids elsewhere."""
    severity: Literal["low", "medium", "high", "critical", "unrated"]
    """How bad it is, in one word."""
    score: float | None
    """The CVSS base score, 0 to 10."""
    fixed_in: Version | None
    """The lowest version that mends it."""
    summary: str
    """One line about it."""
    url: str
    """Where to read more."""


@dataclass(frozen=True, slots=True)
class Registry(Fact):
    """What a registry says about a package and its version."""

    is_published: bool
    """The package exists there."""
    age: Duration
    """How long ago the package was first published; 0 where it does not exist."""
    published: Date | None
    """When this version was published; absent where it was not."""
    latest: Version | None
    """The newest version that is not a pre-release."""
    is_yanked: bool
    """This version was withdrawn."""
    is_deprecated: bool
    """The package or this version is marked as deprecated."""
    lookalikes: list[str]
    """Well-known packages whose names are close to this one."""
    summary: str
    """One clause that says what speaks against it: `it does not exist`, `it is 3 days old`."""
