"""The catalog of a tree: which files describe it, and what they say together."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.catalog.interface import (
    Broken,
    Catalog,
    Include,
    Problem,
    Tree,
    Unreadable,
)

_MOST_FILES: Final = 20_000
"""Files of one catalog that are read."""
_MOST_GLOBS: Final = 50_000
"""Globs of the components of one catalog."""
_MOST_INCLUDED: Final = 200
"""Globs by which files bring in others; each is held against all paths of the tree."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A catalog, and what keeps it from being whole."""

    catalog: Catalog | None = None
    """None where no file describes one. With something broken, it is of what could be read."""
    broken: tuple[Broken, ...] = ()
    """In the order of the files, and of each file's lines."""
    missing: tuple[str, ...] = ()
    """Of the sources that were named: those that no file answers to."""


def load(
    tree: Tree,
    files: Sequence[str],
    sources: Sequence[str] | None = None,
    *,
    checks_paths: bool = True,
) -> Loaded:
    """Reads the catalog of a tree.

    Args:
        tree: Where files are read.
        files: The paths of all its files.
        sources: Paths and globs of the files that describe the catalog, in the order in which they
            count; None looks where each format usually stands.
        checks_paths: Look for components that claim the same file, or none; it takes each file of
            the tree in turn.
    """
    from bylaw.sources.catalog.formats import found

    if sources is None:
        pairs: list[tuple[str, bool]] = [(path, False) for path in found(files)]
        missing: list[str] = []
    else:
        pairs, missing = _named(files, sources)
    loader = _Loader(tree, files)
    for path, is_named in pairs:
        loader.add(path, is_named)
    if not loader.read and not loader.broken:
        return Loaded(missing=tuple(missing))
    from bylaw.sources.catalog.join import join

    broken = sorted(loader.broken, key=lambda one: (loader.order[one.path], one.line, one.column))
    return Loaded(join(loader.read, files if checks_paths else None), tuple(broken), tuple(missing))


def _named(
    files: Sequence[str], sources: Sequence[str]
) -> tuple[list[tuple[str, bool]], list[str]]:
    from bylaw.sources.catalog.globs import matcher

    known = set(files)
    pairs: dict[str, bool] = {}
    missing = []
    for source in sources:
        path = source.removeprefix("./")
        matched: list[str] = [path] if path in known else []
        if not matched:
            # A glob that is none matches nothing; whoever reads the configuration says why.
            with suppress(ValueError):
                matched = sorted(filter(matcher((path,)), files))
        # A folder, or a glob, names many files: those of them that are catalogs count.
        for each in matched:
            pairs[each] = pairs.get(each, False) or each == path
        if not matched:
            missing.append(source)
    return list(pairs.items()), missing


class _Loader:
    """Reads files, each once, with those that they bring in."""

    def __init__(self, tree: Tree, files: Sequence[str]) -> None:
        from bylaw.sources.catalog.join import Read

        self.tree = tree
        self.files = files
        self.known = frozenset(files)
        self.globs = 0
        self.included = 0
        self.read: list[Read] = []
        self.broken: list[Broken] = []
        self.order: dict[str, int] = {}

    def add(self, path: str, is_named: bool, format_name: str = "") -> None:
        """Reads a file, and what it includes after it."""
        from bylaw.sources.catalog import formats
        from bylaw.sources.catalog.join import Read

        waiting = [(path, is_named, format_name)]
        while waiting:
            path, is_named, format_name = waiting.pop()
            if path in self.order:
                continue
            self.order[path] = len(self.order)
            if len(self.order) > _MOST_FILES:
                self._complain(path, f"the catalog has more than {_MOST_FILES:,} files")
                return
            try:
                data = self.tree.read(path)
            except Unreadable as error:
                self._complain(path, str(error))
                continue
            if data is None:
                continue
            format_ = formats.by_name(format_name) or formats.of_named(path, data, is_named)
            if format_ is None:
                if is_named:
                    self._complain(path, "it is of no format that catalogs have")
                continue
            reading = formats.read(format_, path, data, self.tree.read)
            if reading.foreign and not is_named:
                continue
            if reading.foreign:
                self._complain(path, "it does not describe an architecture")
            self.globs += sum(len(one.paths) + len(one.public) for one in reading.components)
            if self.globs > _MOST_GLOBS:
                self._complain(path, f"with it, the catalog has more than {_MOST_GLOBS:,} globs")
                return
            included = [(include, self._included(include)) for include in reading.includes]
            missing = [
                Problem("dangling-reference", f"no file is in {include.glob}", include.place)
                for include, paths in included
                if not paths
            ]
            reading = replace(reading, problems=(*reading.problems, *missing))
            self.read.append(Read(format_.module, path, reading))
            self.broken += reading.broken
            brought = [each for _, paths in included for each in paths]
            waiting += [(each, False, format_.module) for each in reversed(brought)]

    def _included(self, include: Include) -> list[str]:
        """The files that are meant; a path is that file alone."""
        from bylaw.sources.catalog.globs import matcher

        glob = include.glob
        if not any(char in glob for char in "*?[{"):
            return [glob] if glob in self.known else []
        self.included += 1
        if self.included > _MOST_INCLUDED:
            self._complain(include.place.path, f"more than {_MOST_INCLUDED} globs bring in files")
            return []
        return sorted(filter(matcher((glob,)), self.files))

    def _complain(self, path: str, message: str) -> None:
        self.broken.append(Broken(path, 1, 1, 0, 0, message))
