"""The two sides of a change as trees that readers of manifests read from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from bylaw.dataclass import dataclass
from bylaw.sources.git.objects import TooLarge
from bylaw.sources.git.store import REGULAR, Store
from bylaw.sources.manifests.formats import format_of, read
from bylaw.sources.manifests.interface import Format, Problem, Reading, Source, Unreadable
from bylaw.sources.manifests.load import LARGEST


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

    def entries(self) -> dict[str, tuple[str, str]]:
        """Mode and object id of every file, by path."""
        if self._entries is None:
            listed = self.store.entries(self.tree)
            self._entries = {path: (mode, oid) for mode, oid, path in listed}
        return self._entries

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

    def file(self, path: str) -> Read | None:
        """What stands in a manifest or lock; None where there is none or no reader is for it."""
        if path not in self._read:
            self._read[path] = self._file(path)
        return self._read[path]

    def _file(self, path: str) -> Read | None:
        format_ = format_of(path)
        mode, oid = self.entries().get(path, ("", ""))
        if format_ is None or not mode:
            return None
        try:
            if mode not in REGULAR:
                raise Unreadable("it is a symbolic link or a submodule, which is not followed")
            data = self.read(path)
            assert data is not None
            return Read(path, format_, read(format_, Source(path, data, self)), oid)
        except Unreadable as error:
            problem = Problem(error.message, error.line, error.column)
            return Read(path, format_, Reading(problems=(problem,)), oid, True)
