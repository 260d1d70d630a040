"""What a change does to the architecture, read when a rule asks for it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from bylaw.facts.place import Listing, Side, Unknown
from bylaw.sources.architecture.anew import led_along, led_elsewhere
from bylaw.sources.architecture.catalogs import Catalogs
from bylaw.sources.architecture.difference import Difference, difference
from bylaw.sources.architecture.gaps import Readings, gap_of_base, gaps_of
from bylaw.sources.architecture.links import Links
from bylaw.sources.architecture.model import Component, Import, identity, order
from bylaw.sources.architecture.trees import Trees
from bylaw.sources.catalog.allowed import Breach, BreachKind, judge, possible
from bylaw.sources.git.files import File
from bylaw.sources.git.tests import is_test_name
from bylaw.sources.git.vendored import is_vendored_name
from bylaw.sources.imports.edges import Edge
from bylaw.sources.imports.interface import Reading
from bylaw.sources.imports.kept import Kept
from bylaw.sources.imports.languages import language_of
from bylaw.sources.imports.parse import Failure

if TYPE_CHECKING:
    from bylaw.sources.git.change import Change


class Architecture:
    """The imports of both sides against the governing catalog; each is computed once.

    Args:
        change: The change, which has a store.
        catalogs: What was decided.
        kept: Readings of earlier runs.
        guard: What the rules that compare imports ask of a path.
    """

    def __init__(
        self, change: Change, catalogs: Catalogs, kept: Kept, guard: Callable[[str], object]
    ) -> None:
        self.change = change
        self.catalogs = catalogs
        self.kept = kept
        self._guard = guard
        self.zone: Callable[[str], Hashable] = cache(self._zone)
        """What tells paths apart: an import that moves from one to another is new."""
        self._files: dict[tuple[str, Side], File] = {}

    # -- components -----------------------------------------------------------------------------

    @cached_property
    def by_name(self) -> dict[str, Component]:
        """Components by their names."""
        catalog = self.catalogs.governing
        described = catalog.components.items() if catalog else ()
        return {name: Component(self, each) for name, each in described}

    @property
    def unclaimed(self) -> list[str]:
        """The paths of the source files of the head that belong to no component."""
        sources = self.trees.head.sources
        return sorted(path for path in sources if self.catalogs.component_of(path) is None)

    def component_of(self, path: str) -> Component | None:
        """The component that a path belongs to."""
        name = self.catalogs.component_of(path)
        return None if name is None else self.by_name.get(name)

    def _zone(self, path: str) -> Hashable:
        component = self.catalogs.component_of(path)
        return component, is_test_name(path), is_vendored_name(path), self._guard(path)

    @cached_property
    def added_components(self) -> Sequence[Component]:
        """See facts.architecture.Architecture, as the catalog of the head describes them."""
        catalogs = self.catalogs.of_head()
        new = catalogs.new_names
        if not new:
            return ()
        known = Architecture(self.change, catalogs, self.kept, self._guard).by_name
        return tuple(known[name] for name in new)

    def possible(self, source: Component | None) -> tuple[BreachKind, ...]:
        """What an import of a component could go against, wherever it leads."""
        catalog = self.catalogs.governing
        return () if catalog is None or source is None else possible(catalog, source.name)

    def judge(
        self, edge: Import, source: Component, target: Component | None
    ) -> tuple[Breach, ...]:
        """What an import goes against."""
        catalog = self.catalogs.governing
        assert catalog is not None
        said = edge.edge.target
        return judge(
            catalog,
            source.name,
            None if target is None else target.name,
            target_path=said.path,
            external=said.path is None,
            package=said.package,
        )

    # -- the difference -------------------------------------------------------------------------

    @cached_property
    def trees(self) -> Trees:
        """Both trees."""
        return Trees(
            self.change, self.kept, lambda path: self.catalogs.component_of(path) is not None
        )

    @cached_property
    def _renamed(self) -> dict[str, str]:
        return {
            file.old_path: file.path
            for file in self.change.files
            if file.status == "renamed" and file.old_path is not None
        }

    @cached_property
    def _anew(self) -> frozenset[str]:
        """Languages of which the whole of both trees is compared."""
        files, component = self.change.files, self.catalogs.component_of
        moved = led_along(files, lambda path: (component(path), self._guard(path)))
        return led_elsewhere(files, self.trees.leads_elsewhere) | moved

    @cached_property
    def _touched(self) -> tuple[dict[str, str], dict[str, str]]:
        """The source files to compare, with the ids of their contents: of the base, of the head."""
        base: dict[str, str] = {}
        head: dict[str, str] = {}
        for file in self.change.files:
            if file.side == "head" and self.trees.is_source(file.path, file.mode):
                head[file.path] = file.oid
            old = file.old_path or file.path
            is_there = file.status not in ("added", "copied")
            if is_there and self.trees.is_source(old, file.old_mode):
                base[old] = file.old_oid
        for side, found in ((self.trees.base, base), (self.trees.head, head)):
            if self._anew:
                for path, oid in side.sources.items():
                    language = language_of(path)
                    if language is not None and language.module in self._anew:
                        found[path] = oid
        return base, head

    @cached_property
    def readings(self) -> tuple[Readings, Readings]:
        """What the compared files say: of the base, of the head."""
        whole = bool(self._anew)
        base, head = self._touched
        return (
            self.trees.readings(base.items(), whole=whole),
            self.trees.readings(head.items(), whole=whole),
        )

    @cached_property
    def edges(self) -> tuple[dict[str, tuple[Edge, ...]], dict[str, tuple[Edge, ...]]]:
        """What the compared files import, by path: at the base, at the head."""
        base, head = self.readings
        if not any(map(_says, (*base.values(), *head.values()))):
            return {}, {}
        same = {} if self._anew else self._same(base, head)
        return (
            self.trees.base.edges({path: each for path, each in base.items() if path not in same}),
            self.trees.head.edges({path: each for path, each in head.items() if path not in same}),
        )

    def _same(self, base: Readings, head: Readings) -> frozenset[str]:
        """Files that import the same as before, from where they were: nothing is to be resolved."""
        return frozenset(
            path
            for path, each in head.items()
            if path in base and _imported(each) == _imported(base[path])
        )

    @cached_property
    def _difference(self) -> Difference:
        base, head = self.edges
        deleted = frozenset(file.path for file in self.change.files if file.status == "deleted")
        return difference(
            (edge for edges in base.values() for edge in edges),
            (edge for edges in head.values() for edge in edges),
            self._renamed,
            deleted,
            lambda path: self.catalogs.component_of(path) is not None,
            self.zone,
        )

    @cached_property
    def added(self) -> Sequence[Import]:
        """See facts.architecture.Imports."""
        found = sorted(self._known(self._difference.added), key=order)
        return listing([Import(self, edge, "head") for edge in found], self._new_gaps)

    def _known(self, edges: Iterable[Edge]) -> list[Edge]:
        """Edges of files of which it is known what they imported before."""
        return [edge for edge in edges if edge.source not in self.unsure]

    @cached_property
    def unsure(self) -> dict[str, Unknown]:
        """Why it is not known what files imported before, by their paths at the head."""
        base, _ = self.readings
        _, edges = self.edges
        paths = {path: self._renamed.get(path, path) for path in sorted(base)}
        return {
            path: gap_of_base(self, path, said)
            for old, path in paths.items()
            if isinstance(said := base[old], str) and edges.get(path)
        }

    @cached_property
    def removed(self) -> Sequence[Import]:
        """See facts.architecture.Imports."""
        found = sorted(self._difference.removed, key=order)
        return listing([Import(self, edge, "base") for edge in found], self._new_gaps)

    @cached_property
    def _new_gaps(self) -> tuple[Unknown, ...]:
        """What could hide an import that the change adds: what the base does not have as well."""
        base, head = self.readings
        old = {new: path for path, new in self._renamed.items()}
        before, after = self._touched
        found = (
            gap
            for path, reading in sorted(head.items())
            if not isinstance(reading, str)
            or after[path] != before.get(old.get(path, path))
            or self.zone(old.get(path, path)) != self.zone(path)
            for gap in gaps_of(self, path, reading, self._before(old.get(path, path), path, base))
        )
        return (*found, *self.unsure.values())

    def _before(self, old: str, path: str, base: Readings) -> tuple[str, Readings]:
        """What tells whether a line that cannot be parsed is new, as it is in another place."""
        is_same = self.zone(old) == self.zone(path) and _folder(old) == _folder(path)
        return old, base if is_same else {}

    @cached_property
    def new_steps(self) -> dict[tuple[str, str, bool], Import]:
        """The imports by which a file begins to use another, by what they are.

        More than what is added: an import that code takes along from one file to another is one.
        """
        known = self.known_added
        found = sorted(self._known(self._difference.steps), key=order)
        return {
            identity(edge): known.get(identity(edge)) or Import(self, edge, "head")
            for edge in found
        }

    @cached_property
    def known_added(self) -> dict[tuple[str, str, bool], Import]:
        """The imports that the change adds, by what they are."""
        return {identity(each.edge): each for each in self.added}

    # -- the whole ------------------------------------------------------------------------------

    @cached_property
    def _whole(self) -> Readings:
        return self.trees.head.whole()

    @cached_property
    def whole(self) -> dict[str, tuple[Import, ...]]:
        """What every source file of the head imports, by path."""
        edges = self.trees.head.edges(self._whole)
        added = self.known_added
        return {
            path: tuple(
                added.get(identity(edge)) or Import(self, edge, "head") for edge in edges[path]
            )
            for path in sorted(edges)
        }

    @cached_property
    def gaps(self) -> tuple[Unknown, ...]:
        """What of the head's source could not be read."""
        found = (
            gap
            for path, reading in sorted(self._whole.items())
            for gap in gaps_of(self, path, reading)
        )
        return tuple(found)

    @cached_property
    def all(self) -> Sequence[Import]:
        """See facts.architecture.Imports."""
        return listing([each for edges in self.whole.values() for each in edges], self.gaps)

    def imports_of(self, path: str) -> Sequence[Import]:
        """What one file of the head imports."""
        if "whole" in self.__dict__:
            found = self.whole.get(path, ())
            return listing(list(found), gaps_of(self, path, self._whole.get(path)))
        oid = self.trees.head.sources.get(path)
        if oid is None:
            return ()
        reading = self.trees.readings([(path, oid)])[path]
        edges = self.trees.head.edges({path: reading})[path]
        added = self.known_added
        return listing(
            [added.get(identity(edge)) or Import(self, edge, "head") for edge in edges],
            gaps_of(self, path, reading),
        )

    @cached_property
    def importers(self) -> dict[str, list[Import]]:
        """The imports that lead to a file of the head, by path; to a whole folder, by `FOLDER/`."""
        found: dict[str, list[Import]] = {}
        for edges in self.whole.values():
            for each in edges:
                target = each.edge.target
                if target.path is not None:
                    whole = target.folder is not None
                    key = f"{target.folder}/" if whole else target.path
                    found.setdefault(key, []).append(each)
        return found

    @cached_property
    def links(self) -> Links:
        """Which component uses which."""
        return Links(self)

    def is_added(self, edge: Import) -> bool:
        """Whether the base does not have an import."""
        return edge.side == "head" and identity(edge.edge) in self.known_added

    # -- files -------------------------------------------------------------------------

    def file(self, path: str, side: Side = "head") -> File | None:
        """A file of one of the trees; None where it is not there."""
        key = (path, side)
        if key not in self._files:
            found = self._found_file(path, side)
            if found is None:
                return None
            self._files[key] = found
        return self._files[key]

    @cached_property
    def _files_before(self) -> dict[str, File]:
        olds = [file.before for file in self.change.files]
        return {old.path: old for old in reversed(olds) if old is not None}

    def _found_file(self, path: str, side: Side) -> File | None:
        if side == "head":
            changed = self.change.file(path)
            if changed is not None and changed.side == "head":
                return changed
        else:
            before = self._files_before.get(path)
            if before is not None:
                return before
        entries = (self.trees.head if side == "head" else self.trees.base).entries
        if path not in entries:
            return None
        mode, oid = entries[path]
        return File(self.change.contents, path, "unchanged", mode, oid, side=side)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _says(reading: Reading | Failure) -> bool:
    return isinstance(reading, Reading) and bool(reading.statements)


def _imported(reading: Reading | Failure) -> Any:
    if not isinstance(reading, Reading):
        return None
    return sorted((each.module, each.name, each.kind, each.form) for each in reading.statements)


def listing(found: Sequence[Any], gaps: Iterable[Unknown]) -> Sequence[Any]:
    """A list, with its gaps where it has any."""
    gaps = tuple(gaps)
    return Listing(found, gaps) if gaps else found
