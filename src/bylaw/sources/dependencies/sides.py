"""The two sides of a change as trees that readers of manifests read from."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import field
from posixpath import dirname
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.dependencies.locks import Locks
from bylaw.sources.git.files import SYMLINK
from bylaw.sources.git.objects import TooLarge
from bylaw.sources.git.store import REGULAR, Store
from bylaw.sources.manifests.formats import FORMATS, format_of, read
from bylaw.sources.manifests.interface import Format, Problem, Reading, Source, Unreadable
from bylaw.sources.manifests.load import LARGEST
from bylaw.sources.manifests.references import within

_LOCKED: Final = tuple(
    {
        shape.rpartition("*")[2]
        for each in FORMATS
        if each.locks or each.module == "setup_cfg"
        for shape in each.patterns
    }
)
"""Ends of the names of manifests that have locks."""
_LONGEST: Final = 4096
"""Bytes of a link."""


@dataclass(frozen=True, slots=True)
class Read:
    """One file as it was read."""

    path: str
    format: Format
    reading: Reading
    oid: str
    is_unreadable: bool = False
    """Nothing of it could be read."""


@dataclass(slots=True)
class Side:
    """One tree; files are listed once, and each content is read and parsed once."""

    store: Store
    tree: str
    _entries: dict[str, tuple[str, str]] | None = None
    _read: dict[str, Read | None] = field(default_factory=dict)
    _locks: Locks | None = None

    def entries(self) -> dict[str, tuple[str, str]]:
        """Mode and object id of every file, by path."""
        if self._entries is None:
            listed = self.store.entries(self.tree)
            self._entries = {path: (mode, oid) for mode, oid, path in listed}
        return self._entries

    @property
    def locks(self) -> Locks:
        """Which lock stands for which manifest."""
        if self._locks is None:
            self._locks = Locks(self)
        return self._locks

    def format_of(self, path: str) -> Format | None:
        """The format of a file by its path and, of one that is compiled, what it stands for."""
        format_ = format_of(path)
        return None if format_ is None else self.locks.role(path, format_)

    def is_locked(self, path: str, locks: Container[str]) -> bool:
        """Whether a file is a manifest that one of these locks stands for."""
        format_ = format_of(path) if path.endswith(_LOCKED) else None
        return format_ is not None and self.locks.of(path, format_) in locks

    def paths(self) -> Sequence[str]:
        """See manifests.interface.Tree."""
        return list(self.entries())

    def read(self, path: str) -> bytes | None:
        """See manifests.interface.Tree."""
        mode, oid = self.entries().get(path, ("", ""))
        if mode not in REGULAR:
            return None
        try:
            data = self.store.objects.blob(oid, LARGEST)
        except TooLarge as large:
            raise Unreadable(
                f"it has {large.size >> 20} MiB; at most {LARGEST >> 20} are read"
            ) from None
        if data is None:
            raise Unreadable("its content is not in this partial clone")
        return data

    def target(self, path: str) -> str | None:
        """The path to which a link in the place of a manifest leads; None where it is no such."""
        mode, oid = self.entries().get(path, ("", ""))
        if mode != SYMLINK or format_of(path) is None:
            return None
        try:
            data = self.store.objects.blob(oid, _LONGEST) or b""
        except TooLarge:
            return None
        return within(dirname(path), data.decode("utf-8", "surrogateescape"))

    def file(self, path: str) -> Read | None:
        """What stands in a manifest or lock; None where there is none or no reader is for it."""
        if path not in self._read:
            self._read[path] = self._file(path)
        return self._read[path]

    def _file(self, path: str) -> Read | None:
        format_ = self.format_of(path)
        mode, oid = self.entries().get(path, ("", ""))
        if format_ is None or not mode:
            return None
        data: bytes | None = None
        # What a link leads to may change while the link does not.
        if (target := self.target(path)) is not None:
            oid = f"{oid} {self.entries().get(target, ('', ''))[1]}"
        try:
            if mode not in REGULAR:
                raise Unreadable("it is a symbolic link or a submodule, which is not followed")
            data = self.read(path)
            assert data is not None
            return Read(path, format_, read(format_, Source(path, data, self)), oid)
        except Unreadable as error:
            problem = _problem(error, data or b"")
            return Read(path, format_, Reading(problems=(problem,)), oid, True)


def _problem(error: Unreadable, data: bytes) -> Problem:
    """What is wrong; what is missing at the end of a file is missed in its last line."""
    last = max(1, data.count(b"\n") + (not data.endswith(b"\n")))
    if error.line > last:
        return Problem(error.message, last)
    return Problem(error.message, error.line, error.column)
