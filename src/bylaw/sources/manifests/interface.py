"""The shared shape of readers of manifests and locks.

A reader is a module with a function `read(file: Source) -> Reading`; `formats.py` says which names
of files it is for. It says what stands in one file and where; joining manifests with their locks,
and the two sides of a change with each other, is done elsewhere and once for all ecosystems.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Literal, Protocol

from bylaw.dataclass import dataclass

Scope = Literal["runtime", "development", "build", "optional", "test"]
Origin = Literal["registry", "git", "url", "path", "workspace"]
Kind = Literal["manifest", "lock", "checksums", "inventory"]
"""`checksums`: hashes alone, of more than what is used (`go.sum`); `inventory`: an SBOM."""


class Unreadable(Exception):
    """A file, or the rest of it from a line on, that cannot be read as what its name says."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


class Tree(Protocol):
    """The files of one side of the change; nothing outside of it can be reached."""

    def read(self, path: str) -> bytes | None:
        """A file's bytes; None where there is no such regular file.

        Raises:
            Unreadable: it is there and too large, or its content is not in this clone.
        """
        ...

    def paths(self) -> Sequence[str]:
        """The paths of all files, by path."""
        ...


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, and the tree it stands in, for what it refers to."""

    path: str
    data: bytes
    tree: Tree


@dataclass(frozen=True, slots=True)
class Entry:
    """A package that a manifest asks for, or that a lock resolved."""

    name: str
    """The name in its ecosystem, as people write it: `requests`, `@babel/core`, `g:a`."""
    ecosystem: str = ""
    """The purl type where it is not the format's own: `githubactions`, `docker`."""
    line: int = 1
    """Where it stands, from 1; of a lock, the entry's first line."""
    column: int = 1
    end_line: int = 0
    """The last line; 0 is `line`."""
    end_column: int = 0
    """The column after the last; 0 is the end of the line."""
    version: str | None = None
    """The one version that it resolves to, without marks such as `v` or `==` that are no part of
    a version in its ecosystem; None where only a range is known."""
    requirement: str = ""
    """The range as written; empty where there is none."""
    scope: Scope = "runtime"
    source: Origin = "registry"
    location: str = ""
    """Of git, url and path: where; of a registry that is named: which. Never with credentials."""
    integrity: str | None = None
    """The hash or hashes that are recorded, as written; several joined by a space."""
    license: str | None = None
    """The license as the file states it."""
    direct: bool | None = None
    """Whether the project itself asks for it; None where a lock does not tell, so that the
    manifest beside it decides."""
    key: str = ""
    """Of a lock: what other entries call it; unique in the file."""
    requires: tuple[str, ...] = ()
    """Of a lock: the keys of the entries that it brings in."""
    answers: tuple[str, ...] = ()
    """Of a lock: the requirements that it was resolved for (`^4.17.20`), where the lock keeps
    them and several versions of one name can stand beside each other."""
    pinned: bool | None = None
    """Whether one version alone fits, where the requirement does not show it to the rules of its
    ecosystem's versions: an action by its commit id is, an image by a tag is not."""
    path: str = ""
    """The file it stands in, where that is not the file that was read: an included one."""
    unlocked: bool = False
    """Of a manifest: no lock of its format holds such an entry, as none of Terraform's holds
    modules."""
    conditional: bool = False
    """Of a manifest: it is asked for in some environments alone, by a marker of Python's."""
    unhashed: bool = False
    """Of a lock: its tool records no hash of such an entry, so that one without is as it should
    be: what another package brings along in itself, what is only for another system."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What a lock says that a project of its workspace asks for."""

    name: str
    key: str
    """The entry that answers it; empty where it is a member of the workspace itself."""
    requirement: str = ""
    scope: Scope = "runtime"
    folder: str = ""
    """The project's folder, from the lock's; empty is the lock's own."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be read, at its line. It is a finding, never an empty list."""

    message: str
    """One sentence without a full stop: `it is not TOML: expected "=" after a key`."""
    line: int = 1
    column: int = 1
    path: str = ""
    """The file, where it is not the one that was read."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands in one file."""

    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()
    """What could not be read; the entries are the rest."""
    name: str = ""
    """The package that the manifest describes, for other members of its workspace."""
    asks: tuple[Ask, ...] | None = None
    """Of a lock that keeps them: what the projects ask for. None: the manifests tell."""
    includes: tuple[str, ...] = ()
    """Other files that were read for it, from the root: a change to them is one to this."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format: which files it is for, and who reads them."""

    module: str
    """Below `bylaw.sources.manifests`: `npm_lock`."""
    ecosystem: str
    """The purl type of its packages."""
    kind: Kind
    patterns: tuple[str, ...]
    """Globs of paths as `bylaw.facts.globs` reads them: `**/package-lock.json`; one with `!` before
    it takes away."""
    family: str = ""
    """Manifests and locks of one family belong together when they stand in one folder, or the
    lock in one above; empty is the ecosystem."""
    locks: tuple[str, ...] = field(default=())
    """Of a manifest: the names of files beside it that may lock it, the first found counts; `*`
    stands for its own name without its ending."""
    may_be_empty: bool = False
    """Whether a file without a word is one of them, and asks for nothing."""
    above: tuple[str, ...] = field(default=())
    """Those of them that lock the projects of a workspace too, and so may stand in a folder above,
    the nearest first."""
