"""Which component uses which, and which packages: imports counted by their components.

What tests import does not count, because it is not part of what runs; where all of a component is
tests, it is what the component is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from bylaw.facts.place import Unknown
from bylaw.sources.architecture.gaps import gaps_of
from bylaw.sources.architecture.model import identity
from bylaw.sources.git.tests import is_test_name
from bylaw.sources.imports.edges import Edge

if TYPE_CHECKING:
    from bylaw.sources.architecture.change import Architecture
    from bylaw.sources.architecture.model import Import

Link: TypeAlias = tuple[str, str, bool]
"""A component, what it uses, and whether that is a component and no package."""


class Links:
    """The imports of both sides, by component; each is computed once."""

    def __init__(self, architecture: Architecture) -> None:
        self.architecture = architecture
        self._counts: dict[str, bool] = {}

    def counts(self, path: str) -> bool:
        """Whether what a file imports is said of its component."""
        if path not in self._counts:
            name = self.architecture.catalogs.component_of(path)
            is_source = name is not None and not is_test_name(path)
            self._counts[path] = is_source or (name is not None and name not in self._with_source)
        return self._counts[path]

    @cached_property
    def _with_source(self) -> frozenset[str]:
        """Components that have more than tests."""
        name_of = self.architecture.catalogs.component_of
        names = (
            name_of(path) for path in self.architecture.trees.head.sources if not is_test_name(path)
        )
        return frozenset(name for name in names if name is not None)

    def link(self, edge: Edge) -> Link | None:
        """What an import is of its component; None for one that stays inside, or is of none."""
        name_of = self.architecture.catalogs.component_of
        source, target = name_of(edge.source), edge.target
        if source is None or target.unknown or not self.counts(edge.source):
            return None
        if target.path is None:
            return (source, target.package, False) if target.package is not None else None
        other = name_of(target.path)
        return None if other is None or other == source else (source, other, True)

    # -- the head -------------------------------------------------------------------------------

    @cached_property
    def _head(self) -> frozenset[Link]:
        return frozenset(
            self._strengths(
                each.edge for edges in self.architecture.whole.values() for each in edges
            )
        )

    @cached_property
    def uses(self) -> Mapping[str, frozenset[str]]:
        """The components that a component imports, by name."""
        return _grouped((source, other) for source, other, is_inside in self._head if is_inside)

    @cached_property
    def used_by(self) -> Mapping[str, frozenset[str]]:
        """The components that import a component, by name."""
        return _grouped((other, source) for source, other, is_inside in self._head if is_inside)

    @cached_property
    def packages(self) -> Mapping[str, frozenset[str]]:
        """The packages from outside that a component imports, by name."""
        return _grouped((source, name) for source, name, is_inside in self._head if not is_inside)

    def _strengths(self, edges: Iterable[Edge]) -> dict[Link, bool]:
        """Links, and whether they are there for the type checker alone."""
        found: dict[Link, bool] = {}
        for edge in edges:
            link = self.link(edge)
            if link is not None:
                found[link] = edge.is_for_types and found.get(link, True)
        return found

    # -- the change -----------------------------------------------------------------------------

    def edges_before(self) -> Iterator[Edge]:
        """What the base imports: all that the change leaves alone, and what it takes back."""
        base, head = self.architecture.edges
        for path, edges in self.architecture.whole.items():
            if path not in head:
                yield from (each.edge for each in edges)
        for before in base.values():
            yield from before

    @cached_property
    def _base(self) -> dict[Link, bool]:
        return self._strengths(self.edges_before())

    @cached_property
    def _base_gaps(self) -> dict[str, Unknown]:
        """One reason for each component of which not all was known at the base."""
        architecture = self.architecture
        before, after = architecture.readings
        unchanged = (
            gap
            for gap in architecture.gaps
            if gap.place is not None and gap.place.path not in after
        )
        changed = (
            gap
            for path, reading in sorted(before.items())
            for gap in gaps_of(architecture, path, reading, side="base")
        )
        found: dict[str, Unknown] = {}
        for gap in (*unchanged, *changed):
            if gap.place is not None and self.counts(gap.place.path):
                name = architecture.catalogs.component_of(gap.place.path)
                found.setdefault(name or "", gap)
        return found

    @cached_property
    def _firsts(self) -> dict[Link, Import]:
        """The import that stands for each link which the base does not have."""
        found: dict[Link, Import] = {}
        for each in self.architecture.added:
            link = self.link(each.edge)
            if link is None:
                continue
            known = found.get(link)
            if known is None or (known.edge.is_for_types and not each.edge.is_for_types):
                found[link] = each
        return found

    def is_first(self, edge: Import) -> bool | Unknown:
        """See facts.architecture.Import."""
        link = self.link(edge.edge) if edge.side == "head" else None
        if link is None:
            return False
        unsure = self.architecture.unsure.get(edge.edge.source)
        if unsure is not None:
            return unsure
        first = self._firsts.get(link)
        if first is None or identity(first.edge) != identity(edge.edge):
            return False
        before = self._base.get(link)
        if before is not None and (edge.edge.is_for_types or not before):
            return False
        return self._base_gaps.get(link[0], True)


def _grouped(pairs: Iterable[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, other in pairs:
        found.setdefault(name, set()).add(other)
    return {name: frozenset(others) for name, others in found.items()}
