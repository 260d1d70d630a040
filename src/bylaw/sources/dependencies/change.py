"""What a change does to dependencies, read when a rule asks for it."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from bylaw.facts.place import Place, Unknown
from bylaw.sources.dependencies import places
from bylaw.sources.dependencies.alone import alone
from bylaw.sources.dependencies.difference import Difference, difference
from bylaw.sources.dependencies.join import Joined, join
from bylaw.sources.dependencies.lists import listing, once
from bylaw.sources.dependencies.model import (
    Bump,
    Dependency,
    Manifest,
    ManifestProblem,
    Package,
)
from bylaw.sources.dependencies.sides import Read, Side
from bylaw.sources.dependencies.touched import Touched, may_matter, touched
from bylaw.sources.manifests.formats import format_of

if TYPE_CHECKING:
    from bylaw.sources.git.change import Change
    from bylaw.sources.manifests.interface import Entry, Problem


class Dependencies:
    """Both sides' dependencies and their difference; each is computed once, when it is asked."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self._starts: dict[str, list[int]] = {}
        """The lines on which entries of a lock begin, by its path."""

    @cached_property
    def base(self) -> Side:
        """The tree that the change is measured from."""
        assert self.change.store is not None
        assert self.change.base_tree is not None
        return Side(self.change.store, self.change.base_tree)

    @cached_property
    def head(self) -> Side:
        """The tree that the change would leave."""
        assert self.change.store is not None
        assert self.change.head_tree is not None
        return Side(self.change.store, self.change.head_tree)

    # -- what is read ---------------------------------------------------------------------------

    @cached_property
    def touched(self) -> Touched:
        """What the change is about; nothing is listed where no manifest is among its files."""
        if not _is_about_manifests(self.change):
            return Touched((), (), (), {}, frozenset())
        return touched(self.change.files, self.base, self.head)

    def _read(self, side: Side, paths: Iterable[str]) -> dict[str, Read]:
        found = ((path, side.file(path)) for path in paths)
        return {path: file for path, file in found if file is not None}

    @cached_property
    def _base_files(self) -> dict[str, Read]:
        return self._read(self.base, self.touched.base) if self.touched.base else {}

    @cached_property
    def _head_files(self) -> dict[str, Read]:
        return self._read(self.head, self.touched.head) if self.touched.head else {}

    @cached_property
    def _joined(self) -> tuple[Joined, Joined]:
        if not self.touched.base and not self.touched.head:
            return Joined(()), Joined(())
        return (
            join(self._base_files, self.base.locks),
            join(self._head_files, self.head.locks),
        )

    @cached_property
    def _difference(self) -> Difference:
        base, head = self._joined
        hidden = self._hidden
        known = [
            each
            for each in base.packages
            if each.path not in hidden and not (each.lock in hidden and each.locked is each.entry)
        ]
        return difference(known, head.packages, self.touched.renamed, self.touched.deleted, step)

    @cached_property
    def _hidden(self) -> frozenset[str]:
        """Paths at the base of what cannot be read at the head: nothing in it is known to be gone.

        What cannot be read at the base is taken for empty: what is mended is judged as new.
        """
        names = self._old_names
        files = self._head_files.items()
        return frozenset(names.get(path, path) for path, file in files if file.is_unreadable)

    # -- what rules ask -------------------------------------------------------------------------

    @cached_property
    def added(self) -> Sequence[Dependency]:
        """See facts.dependencies.Dependencies."""
        found = [Dependency(each, self._place(each)) for each in self._difference.added]
        return listing(found, self._gaps)

    @cached_property
    def changed(self) -> Sequence[Dependency]:
        """See facts.dependencies.Dependencies."""
        found = [
            Dependency(new, self._place(new), old, bump)
            for old, new, bump in self._difference.changed
        ]
        return listing(found, self._gaps)

    @cached_property
    def removed(self) -> Sequence[Dependency]:
        """See facts.dependencies.Dependencies."""
        found = []
        survivor = places.survivors(self.change)
        for each in self._difference.removed:
            head = self.touched.renamed.get(each.path, each.path)
            place = survivor(each.path, each.entry.line, head)
            found.append(Dependency(each, place, each, None, True))
        gaps = [
            self._gap(path, problem)
            for path, file in self._base_files.items()
            if file.is_unreadable and not self._stays(path, file)
            for problem in file.reading.problems
        ]
        return listing(found, (*self._gaps, *gaps))

    @cached_property
    def all(self) -> Sequence[Dependency] | Unknown:
        """See facts.dependencies.Dependencies."""
        if self.change.store is None:
            return _patch_only()
        paths = [path for path in self.head.entries() if format_of(path) is not None]
        files = self._read(self.head, paths)
        known: dict[Any, Dependency] = {}
        for each in (*self.added, *self.changed):
            package = each.package
            known[package.path, package.entry, package.lock and package.locked] = each
        found = [
            known.get((each.path, each.entry, each.locked))
            or known.get((each.path, each.entry, ""))
            or Dependency(each, places.at(each.path, each.entry), each)
            for each in join(files, self.head.locks).packages
        ]
        gaps = [
            self._gap(problem.path or path, problem)
            for path, file in files.items()
            for problem in file.reading.problems
        ]
        return listing(found, once(gaps))

    @cached_property
    def manifests(self) -> Sequence[Manifest]:
        """See facts.dependencies.Dependencies."""
        if not self.touched.files:  # as in a patch, which has no trees
            return ()
        by_themselves = alone(
            self.head,
            self.base,
            self.touched.files,
            self._old_names,
            self._head_files,
            self._before,
            self._difference,
        )
        found = []
        for path in self.touched.files:
            is_there = path in self.head.entries()
            side = self.head if is_there else self.base
            format_ = side.format_of(path)
            if format_ is None:
                continue
            lock = self.head.locks.of(path, format_) if is_there else None
            found.append(
                Manifest(
                    path,
                    format_,
                    Place(path, side="head" if is_there else "base", scope="file"),
                    lock if format_.kind == "manifest" else None,
                    path in by_themselves,
                    self._joined[1].missing.get(path, ()),
                )
            )
        return tuple(found)

    @cached_property
    def problems(self) -> Sequence[ManifestProblem]:
        """See facts.dependencies.Dependencies."""
        own = self.touched.paths
        known: set[tuple[str, int, str]] = set()
        found = []
        for path, file in self._head_files.items():
            for problem in file.reading.problems:
                where = problem.path or path
                key = (where, problem.line, problem.message)
                is_added = not self._was_there(path, problem)
                if key in known or (not is_added and own.isdisjoint((path, where))):
                    continue
                known.add(key)
                place = Place(where, problem.line, problem.column)
                found.append(
                    ManifestProblem(problem.message, where, place, is_added, file.is_unreadable)
                )
        return tuple(found)

    # -- how ------------------------------------------------------------------------------------

    @cached_property
    def _gaps(self) -> tuple[Unknown, ...]:
        """What could hide a dependency that the change adds: what it did not find already there."""
        return once(
            self._gap(problem.path or path, problem)
            for path, file in self._head_files.items()
            for problem in file.reading.problems
            if not self._was_there(path, problem)
            or (file.is_unreadable and not self._is_same(path, file))
        )

    def _gap(self, path: str, problem: Problem) -> Unknown:
        format_ = format_of(path)
        ecosystem = format_.ecosystem if format_ else ""
        return Unknown(
            "dependencies",
            "unreadable-manifest",
            f"{path} cannot be read: {problem.message}.",
            "Mend it, or leave the file out by its path.",
            Place(path, problem.line, problem.column),
            known=(("manifest", path), ("ecosystem", ecosystem)),
        )

    def _was_there(self, path: str, problem: Problem) -> bool:
        """Whether the base has the same problem in the same file."""
        before = self._before(path)
        return before is not None and any(
            each.message == problem.message for each in before.reading.problems
        )

    def _is_same(self, path: str, file: Read) -> bool:
        """Whether a file has the content that it had: one that is read because of another."""
        before = self._before(path)
        return before is not None and before.oid == file.oid

    def _stays(self, path: str, file: Read) -> bool:
        """Whether a file of the base has the same content at the head."""
        after = self._head_files.get(self.touched.renamed.get(path, path))
        return after is not None and after.oid == file.oid

    def _before(self, path: str) -> Read | None:
        """What a file of the head was at the base."""
        return self._base_files.get(self._old_names.get(path, path))

    @cached_property
    def _old_names(self) -> dict[str, str]:
        return {new: old for old, new in self.touched.renamed.items()}

    @cached_property
    def _added_lines(self) -> Callable[[str], places.Lines]:
        return places.added_lines(self.change)

    def _place(self, package: Package) -> Place:
        """Where it is asked for if the change touches that, else where the lock has it."""
        spots = [(package.path, package.entry)]
        if package.locked is not None and package.locked is not package.entry:
            spots.append((package.locked.path or package.lock, package.locked))
        for path, entry in spots:
            if (place := self._changed_part(path, entry)) is not None:
                return place
        return places.at(*spots[0])

    def _changed_part(self, path: str, entry: Entry) -> Place | None:
        """The entry, from its first line that the change adds; None where it adds none."""
        added = self._added_lines(path)
        if entry.line in added:
            return places.at(path, entry)
        line = added.after(entry.line)
        return None if line is None or line > self._last_line(path, entry) else Place(path, line)

    def _last_line(self, path: str, entry: Entry) -> int:
        """The last line of an entry; in a lock, all that stands before the next one is its own."""
        if entry.end_line:
            return entry.end_line
        file = self._head_files.get(path)
        if file is None or file.format.kind != "lock":
            return entry.line
        if path not in self._starts:
            self._starts[path] = sorted({each.line for each in file.reading.entries})
        starts = self._starts[path]
        after = bisect_right(starts, entry.line)
        return starts[after] - 1 if after < len(starts) else sys.maxsize


def step(old: str, new: str, ecosystem: str) -> Bump | None:
    """The kind of step between two versions, or between the lowest that two ranges name."""
    from bylaw import versions

    if (bump := versions.bump(old, new, ecosystem)) is not None:
        return bump
    before, after = versions.floor(old, ecosystem), versions.floor(new, ecosystem)
    if before is None or after is None or before == after:
        return None
    return versions.bump(before, after, ecosystem)


def root(change: Change) -> Dependencies | Unknown:
    """The root `dependencies` of a change; unknown for a patch that touches manifests."""
    if change.store is None and _is_about_manifests(change):
        return _patch_only()
    return Dependencies(change)


def _is_about_manifests(change: Change) -> bool:
    paths = (path for file in change.files for path in (file.path, file.old_path))
    is_patch = change.store is None
    return any(path is not None and may_matter(path, is_patch) for path in paths)


def _patch_only() -> Unknown:
    return Unknown(
        "dependencies",
        "patch-only",
        "A patch does not hold the whole of a manifest.",
        "Judge the change in its repository.",
    )
