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
    """Dependencies whose requirement, version, source, scope or integrity differs from
    the base's."""
    all: list[Dependency]
    """Every dependency at the head."""
    manifests: list[Manifest]
    """The manifests, locks and inventories that the change touches, by path."""
    problems: list[ManifestProblem]
    """What could not be read in them."""


@dataclass(frozen=True, slots=True)
class Manifest(Located):
    """A manifest, lock or inventory that the change touches."""

    path: str
    """Its path; of a deleted one, the path it had."""
    ecosystem: str
    """The package type of what it lists; empty where that may be of any."""
    kind: Literal["manifest", "lock", "checksums", "inventory"]
    """What it is: `checksums` holds hashes alone (`go.sum`), an `inventory` is an SBOM."""
    lock: str | None
    """Of a manifest: the path of the lock that stands for it; absent where there is none."""
    is_alone: bool
    """Of a manifest: what it asks for changed and its lock did not. Of a lock: it changed and what
    its manifests ask for did not."""
    missing: list[str]
    """Of a manifest whose lock the change touches: what it asks for and the lock does not have."""


@dataclass(frozen=True, slots=True)
class ManifestProblem(Located):
    """What could not be read in a manifest or lock, at its line."""

    message: str
    """What is wrong, in one clause: `it is not TOML: expected "=" after a key`."""
    manifest: str
    """The path of the file."""
    is_added: bool
    """The base does not have it."""
    is_whole: bool
    """Nothing of the file can be read; otherwise the rest of it is."""


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
    old_requirement: str | None
    """The range at the base; absent where it is new."""
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
    old_source: Literal["registry", "git", "url", "path", "workspace"] | None
    """Where it was fetched from at the base; absent where it is new."""
    location: str | None
    """The address it is fetched from, without credentials; absent for a registry."""
    integrity: str | None
    """The hash that the lock records."""
    license: License
    """The license it is published under."""
    vulnerabilities: list[Vulnerability]
    """Known vulnerabilities of its version."""
    registry: Registry
    """What its registry says about it; unknown offline."""
    manifest: str
    """The path of the manifest that asks for it, else of the lock that it stands in."""
    lock: str | None
    """The path of the lock that resolved it; absent where the change does not touch one."""
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
    version_age: Duration | None
    """How long ago this version was published; absent where it was not."""
    latest: Version | None
    """The newest version that is not a pre-release."""
    is_yanked: bool
    """This version was withdrawn."""
    is_deprecated: bool
    """The package or this version is marked as deprecated."""
    releases: int
    """How many of its versions can be had; those that were withdrawn do not count."""
    lookalikes: list[str]
    """Well-known packages whose names are close to this one."""
    summary: str
    """One clause that says what speaks against it: `it does not exist`, `it is 3 days old`."""
