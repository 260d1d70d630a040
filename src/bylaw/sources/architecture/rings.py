"""Rings of imports, and chains from one component to another.

What is for the type checker alone takes no part: it does not run, and is how rings are broken.
Neither do tests where components are meant.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from bylaw.facts.place import Unknown
from bylaw.sources.architecture.change import listing
from bylaw.sources.architecture.graph import cheapest, components, reachable, shortest
from bylaw.sources.architecture.model import Cycle, Import, identity
from bylaw.sources.git.tests import is_test_name
from bylaw.sources.imports.edges import Edge

if TYPE_CHECKING:
    from bylaw.sources.architecture.change import Architecture

_STARTS: Final = 64
"""Files of a group from which its shortest ring is looked for."""

Pair: TypeAlias = tuple[str, str]


class Rings:
    """The root `cycles`, and the function `reach`."""

    def __init__(self, architecture: Architecture) -> None:
        self.architecture = architecture

    # -- components -----------------------------------------------------------------------------

    def _pair(self, edge: Edge) -> Pair | None:
        """The two components that an edge connects."""
        link = None if edge.is_for_types else self.architecture.links.link(edge)
        return link[:2] if link is not None and link[2] else None

    @cached_property
    def _links(self) -> dict[Pair, Import]:
        """The first import from one component to another; one that is added where there is one."""
        found: dict[Pair, Import] = {}
        added = self.architecture.known_added
        for edges in self.architecture.whole.values():
            for each in edges:
                pair = self._pair(each.edge)
                if pair is None:
                    continue
                is_better = pair in found and (
                    identity(each.edge) in added and identity(found[pair].edge) not in added
                )
                if pair not in found or is_better:
                    found[pair] = each
        return found

    @cached_property
    def _graph(self) -> dict[str, list[str]]:
        return _adjacent(self._links)

    @cached_property
    def _old_links(self) -> frozenset[Pair]:
        """Which component imports which at the base."""
        pairs = map(self._pair, self.architecture.links.edges_before())
        return frozenset(pair for pair in pairs if pair is not None)

    @cached_property
    def added(self) -> Sequence[Cycle]:
        """See facts.architecture.Cycles."""
        pairs = {self._pair(each.edge) for each in self.architecture.added}
        if not any(pairs):
            return listing([], self._added_gaps)
        new = sorted(pair for pair in pairs if pair is not None and pair not in self._old_links)
        after = reachable(self._graph, (target for _, target in new))
        gaps = self._gaps_in(lambda path: self._is_of(path, after))
        return listing(self._through(new), (*gaps, *self.architecture.unsure.values()))

    @cached_property
    def all(self) -> Sequence[Cycle]:
        """See facts.architecture.Cycles."""
        groups = {name: at for at, group in enumerate(components(self._graph)) for name in group}
        inside = [
            (source, target)
            for source, target in sorted(self._links)
            if source in groups and groups[source] == groups.get(target)
        ]
        gaps = self._gaps_in(self.architecture.links.counts)
        return listing(self._through(inside), gaps)

    def _is_of(self, path: str, names: Container[str]) -> bool:
        """Whether what a file imports is said of one of these components."""
        name = self.architecture.catalogs.component_of(path)
        return name is not None and name in names and self.architecture.links.counts(path)

    def _gaps_in(self, matters: Callable[[str], bool]) -> tuple[Unknown, ...]:
        """What could not be read, of the files that can be part of what is looked for."""
        gaps = self.architecture.gaps
        return tuple(gap for gap in gaps if gap.place is not None and matters(gap.place.path))

    @property
    def _added_gaps(self) -> tuple[Unknown, ...]:
        added = self.architecture.added
        return getattr(added, "gaps", ())

    def _through(self, pairs: Iterable[Pair]) -> list[Cycle]:
        """The shortest ring through each of these steps; each ring once."""
        found: dict[frozenset[str], Cycle] = {}
        for source, target in pairs:
            path = shortest(self._graph, target, source)
            if path is None or frozenset(path) in found:
                continue
            steps = [self._links[one, other] for one, other in pairwise(path)]
            closing = self._links[source, target]
            names = _from_smallest(path)
            members = tuple(self.architecture.by_name[name] for name in names)
            found[frozenset(path)] = Cycle(
                members, _turned(path, names, [*steps, closing]), closing
            )
        return sorted(found.values(), key=lambda ring: _at(ring.closing))

    # -- files ----------------------------------------------------------------------------------

    @cached_property
    def _files(self) -> dict[str, dict[str, Import]]:
        """What a file imports of the repository, by path."""
        found: dict[str, dict[str, Import]] = {}
        for path, edges in self.architecture.whole.items():
            mine = {
                each.edge.target.path: each
                for each in edges
                if each.edge.target.path is not None and not each.edge.is_for_types
            }
            if mine:
                found[path] = mine
        return found

    @cached_property
    def _file_graph(self) -> dict[str, list[str]]:
        return {path: sorted(targets) for path, targets in self._files.items()}

    @cached_property
    def _groups(self) -> list[list[str]]:
        """Files that import one another, each group by path."""
        return sorted(sorted(group) for group in components(self._file_graph))

    @cached_property
    def added_modules(self) -> Sequence[Cycle]:
        """See facts.architecture.Cycles."""
        new = [
            each
            for each in self.architecture.new_steps.values()
            if each.edge.target.path is not None and not each.edge.is_for_types
        ]
        if not new:
            return listing([], self._added_gaps)
        group = {path: at for at, paths in enumerate(self._groups) for path in paths}
        found: dict[frozenset[str], Cycle] = {}
        for each in new:
            source, target = each.edge.source, each.edge.target.path
            assert target is not None
            if source not in group or group[source] != group.get(target):
                continue
            path = shortest(self._file_graph, target, source)
            if path is not None and frozenset(path) not in found:
                found[frozenset(path)] = self._ring(path, each)
        rings = sorted(found.values(), key=lambda ring: _at(ring.closing))
        after = reachable(self._file_graph, (each.edge.target.path or "" for each in new))
        gaps = self._gaps_in(after.__contains__)
        return listing(rings, (*gaps, *self.architecture.unsure.values()))

    @cached_property
    def all_modules(self) -> Sequence[Cycle]:
        """See facts.architecture.Cycles."""
        found = []
        for group in self._groups:
            paths = [self._shortest_from(path) for path in group[:_STARTS]]
            path = min(
                (each for each in paths if each is not None), key=lambda one: (len(one), one)
            )
            closing = self._files[path[-1]][path[0]]
            found.append(self._ring(path, closing))
        return listing(found, self.architecture.gaps)

    def _shortest_from(self, path: str) -> list[str] | None:
        """A shortest ring through a file, from it on."""
        rings = (shortest(self._file_graph, each, path) for each in self._file_graph[path])
        known = [ring for ring in rings if ring is not None]
        if not known:
            return None
        ring = min(known, key=lambda one: (len(one), one))
        return [path, *ring[:-1]]

    def _ring(self, path: list[str], closing: Import) -> Cycle:
        steps = [self._files[one][other] for one, other in pairwise(path)]
        names = _from_smallest(path)
        members = tuple(self.architecture.file(name) for name in names)
        return Cycle(members, _turned(path, names, [*steps, closing]), closing)

    # -- chains ---------------------------------------------------------------------------------

    @cached_property
    def _steps(self) -> dict[str, dict[str, Import]]:
        """What a file imports, by path; of a folder that is imported whole, by `FOLDER/`."""
        found: dict[str, dict[str, Import]] = {}
        for path, edges in self.architecture.whole.items():
            for each in edges:
                target = each.edge.target
                if target.path is not None and not each.edge.is_for_types:
                    whole = target.folder is not None
                    node = f"{target.folder}/" if whole else target.path
                    found.setdefault(path, {})[node] = each
        return found

    @cached_property
    def _costs(self) -> dict[str, list[tuple[str, tuple[int, int]]]]:
        """Where each file leads to: how many new imports that takes, and how many imports.

        From a folder that is imported whole, to each of its files, it takes none; to its tests
        it does not lead.
        """
        costs = {
            path: [
                (node, (int(self._is_new_step(each)), 1)) for node, each in sorted(targets.items())
            ]
            for path, targets in self._steps.items()
        }
        for path in self.architecture.whole:
            folder, _, name = path.rpartition("/")
            if not is_test_name(name):
                costs.setdefault(f"{folder}/", []).append((path, (0, 0)))
        return costs

    def _is_new_step(self, edge: Import) -> bool:
        """Whether the base has no such step, be it that code only moved from file to file."""
        known, name = self.architecture, identity(edge.edge)
        return name in known.known_added or name in known.new_steps

    def reach(self, source: str, target: str) -> Sequence[Import] | Unknown | None:
        """A chain of imports from one component to another; see facts.roots."""
        architecture = self.architecture
        for name in (source, target):
            if name not in architecture.by_name:
                return Unknown(
                    "reach()",
                    "no-component",
                    f"No component is called `{name}`.",
                    "Name a component of the catalog: `bylaw architecture` lists them.",
                )
        name_of = architecture.catalogs.component_of
        starts = [path for path in architecture.whole if self._is_of(path, (source,))]
        costs = self._costs
        path = cheapest(costs, starts, lambda each: each[-1] != "/" and name_of(each) == target)
        if path is None:
            plain = {node: [other for other, _ in others] for node, others in costs.items()}
            gaps = self._gaps_in(reachable(plain, starts).__contains__)
            return gaps[0] if gaps else None
        steps = (self._steps[one][other] for one, other in pairwise(path) if not one.endswith("/"))
        return tuple(
            Import(architecture, each.edge, each.side, is_new_step=self._is_new_step(each))
            for each in steps
        )


def _adjacent(pairs: Mapping[Pair, object]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for source, target in sorted(pairs):
        found.setdefault(source, []).append(target)
    return found


def _from_smallest(path: Sequence[str]) -> list[str]:
    at = path.index(min(path))
    return [*path[at:], *path[:at]]


def _turned(
    path: Sequence[str], names: Sequence[str], edges: Sequence[Import]
) -> tuple[Import, ...]:
    """The edges of a ring, from the first of its members on."""
    at = path.index(names[0])
    return (*edges[at:], *edges[:at])


def _at(edge: Import) -> tuple[str, int, int]:
    place = edge.place
    return place.path, place.line, place.column
