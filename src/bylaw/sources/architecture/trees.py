"""The two trees of a change: which source files they have, and what those import."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from bylaw.sources.git.files import ABSENT, SUBMODULE
from bylaw.sources.git.known import LFS_MOST, LFS_START
from bylaw.sources.git.objects import TooLarge
from bylaw.sources.git.store import REGULAR
from bylaw.sources.git.text import decoded_utf16
from bylaw.sources.git.vendored import is_vendored_name
from bylaw.sources.imports.edges import Edge, Resolvers
from bylaw.sources.imports.files import TreeFiles
from bylaw.sources.imports.folders import LONGEST
from bylaw.sources.imports.interface import Reading
from bylaw.sources.imports.kept import Kept
from bylaw.sources.imports.languages import BY_EXTENSION, extension_of, language_of
from bylaw.sources.imports.packed import packed, unpacked
from bylaw.sources.imports.parse import LARGEST, Failure, Patience, parse
from bylaw.sources.imports.settings import says_nothing, settings

if TYPE_CHECKING:
    from bylaw.sources.git.change import Change
    from bylaw.sources.git.files import File

_CONFIG: Final = 1 << 20
"""Bytes of a file that says how names are resolved."""

Entries = Mapping[str, tuple[str, str]]
"""Mode and object id by path."""


class Trees:
    """The trees of a change that has both; each content is parsed once.

    Args:
        change: It has a store.
        kept: Readings of earlier runs.
        is_claimed: Whether a component has this path; vendored files that none has are left out.
    """

    def __init__(self, change: Change, kept: Kept, is_claimed: Callable[[str], bool]) -> None:
        assert change.store is not None
        assert change.head_tree is not None
        self.change = change
        self.store = change.store
        self._kept = kept
        self._patience = Patience()
        self._is_claimed = is_claimed
        self._by_oid: dict[tuple[str, str], Reading | Failure] = {}
        self._head = Side(self, self._head_entries)
        self._base = Side(self, self._base_entries)

    @property
    def head(self) -> Side:
        """The tree that the change would leave."""
        return self._head

    @property
    def base(self) -> Side:
        """The tree that the change is measured from."""
        return self._base

    def _head_entries(self) -> Entries:
        from bylaw.sources.git.known import entries

        return {path: (mode, oid) for mode, oid, path in entries(self.change, "head")}

    def _base_entries(self) -> Entries:
        """The head's entries with the change taken back."""
        found = dict(self.head.entries)
        for file in self.change.files:
            if file.status != "deleted":
                found.pop(file.path, None)
        for file in self.change.files:
            if file.old_mode != ABSENT and file.status != "copied":
                found[file.old_path or file.path] = (file.old_mode, file.old_oid)
        return found

    def is_source(self, path: str, mode: str) -> bool:
        """Whether a file is read for its imports."""
        if mode not in REGULAR or language_of(path) is None:
            return False
        return not is_vendored_name(path) or self._is_claimed(path)

    def readings(
        self, wanted: Iterable[tuple[str, str]], *, whole: bool = False
    ) -> dict[str, Reading | Failure]:
        """What files say, by path.

        Args:
            wanted: Paths, and the ids of their contents.
            whole: They are those of a whole tree, which are kept from run to run.
        """
        pairs = [(path, (oid, extension_of(path))) for path, oid in wanted]
        missing = {key: path for path, key in pairs if key not in self._by_oid}
        if missing and whole:
            self._take_kept(missing)
        elif missing:
            few = len(missing) < 50
            self._by_oid.update(parse(self._texts(missing), few, self._patience))
        return {path: self._by_oid[key] for path, key in pairs}

    def _take_kept(self, missing: dict[tuple[str, str], str]) -> None:
        """From the cache what is there; the rest is parsed, and then kept."""
        groups: dict[str, dict[tuple[str, str], str]] = {}
        for key, path in missing.items():
            groups.setdefault(BY_EXTENSION[key[1]].module, {})[key] = path
        for module, wanted in groups.items():
            known = self._kept.get(module)
            rest: dict[tuple[str, str], str] = {}
            used: dict[str, list[Any]] = {}
            for key, path in wanted.items():
                name = f"{key[0]}.{key[1]}"
                try:
                    self._by_oid[key] = unpacked(known[name])
                    used[name] = known[name]
                except (KeyError, ValueError, TypeError, IndexError):
                    rest[key] = path
            if not rest:
                continue
            for key, reading in parse(self._texts(rest), patience=self._patience):
                self._by_oid[key] = reading
                if isinstance(reading, Reading):
                    used[f"{key[0]}.{key[1]}"] = packed(reading)
            self._kept.put(module, known, used)

    def _texts(self, wanted: Mapping[tuple[str, str], str]) -> Iterator[Any]:
        self.store.objects.want(oid for oid, _ in wanted)
        for key, path in wanted.items():
            data = self.text(key[0])
            if isinstance(data, str):
                self._by_oid[key] = data
            else:
                yield key, path, data

    def leads_elsewhere(self, file: File) -> bool:
        """Whether a file that says how names are resolved says something else than before."""
        if file.status == "mode-changed":
            return False
        if file.status in ("added", "deleted"):
            data = self.text(file.oid if file.status == "added" else file.old_oid)
            return isinstance(data, str) or not says_nothing(file.path, data)
        if file.status != "modified":
            return True
        sides = [self.text(oid) for oid in (file.old_oid, file.oid)]
        said = [each if isinstance(each, str) else settings(file.path, each) for each in sides]
        return said[0] != said[1]

    def text(self, oid: str) -> bytes | Failure:
        """The text of a source file in UTF-8."""
        try:
            data = self.store.objects.blob(oid, LARGEST)
        except TooLarge:
            return "too-large"
        if data is None:
            return "missing-object"
        if len(data) <= LFS_MOST and data.startswith(LFS_START):
            return "lfs"
        decoded = decoded_utf16(data)
        return data if decoded is None else decoded


class Side:
    """One tree: its entries are listed when they are first needed."""

    def __init__(self, trees: Trees, entries: Callable[[], Entries]) -> None:
        self._trees = trees
        self._list = entries
        self._entries: Entries | None = None
        self._sources: dict[str, str] | None = None
        self._resolvers: Resolvers | None = None

    @property
    def entries(self) -> Entries:
        """Mode and object id of every file."""
        if self._entries is None:
            self._entries = self._list()
        return self._entries

    @property
    def sources(self) -> dict[str, str]:
        """The object ids of all source files, by path."""
        if self._sources is None:
            self._sources = {
                path: oid
                for path, (mode, oid) in self.entries.items()
                if self._trees.is_source(path, mode)
            }
        return self._sources

    @property
    def resolvers(self) -> Resolvers:
        """Who tells what statements lead to in this tree."""
        if self._resolvers is None:
            links = [path for path, (mode, _) in self.entries.items() if mode not in REGULAR]
            files = TreeFiles(self.entries, self._config, self._all_readings, links, self._leads)
            self._resolvers = Resolvers(files)
        return self._resolvers

    def edges(self, readings: Mapping[str, Reading | Failure]) -> dict[str, tuple[Edge, ...]]:
        """What files import, by their paths; nothing where they cannot be read."""
        return {
            path: self.resolvers.edges(path, reading) if isinstance(reading, Reading) else ()
            for path, reading in readings.items()
        }

    def whole(self) -> dict[str, Reading | Failure]:
        """What every source file says."""
        return self._trees.readings(self.sources.items(), whole=True)

    def _config(self, path: str) -> bytes | None:
        mode, oid = self.entries[path]
        if mode not in REGULAR:
            return None
        try:
            return self._trees.store.objects.blob(oid, _CONFIG)
        except TooLarge:
            return None

    def _leads(self, link: str) -> str | None:
        """What a symbolic link holds; None for a submodule, and for what is not here."""
        mode, oid = self.entries[link]
        if mode == SUBMODULE:
            return None
        try:
            data = self._trees.store.objects.blob(oid, LONGEST)
        except TooLarge:
            return None
        return None if data is None else os.fsdecode(data)

    def _all_readings(self, extensions: Collection[str]) -> Mapping[str, Reading]:
        wanted = [each for each in self.sources.items() if extension_of(each[0]) in extensions]
        found = self._trees.readings(wanted, whole=True)
        return {path: each for path, each in found.items() if isinstance(each, Reading)}
