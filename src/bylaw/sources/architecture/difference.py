"""What one side imports and the other does not, by source and target and never by line.

An edge is one of both sides where its source and its target are the same files, or the target the
same folder where that is imported as a whole, renames followed, and belong to the same components.
What only a test imported, or only the type checker, is new where other code does.
What is left is paired once more: code that moves from one file of a component to another takes its
imports along, and what a deleted file imported is not new where another takes it over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from bylaw.dataclass import dataclass
from bylaw.sources.git.tests import is_test_name
from bylaw.sources.imports.edges import Edge, key_of

Component: TypeAlias = Callable[[str], str | None]
"""The name of the component that has a path."""
_Weakness: TypeAlias = tuple[bool, bool]
_Key: TypeAlias = tuple[str, str, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Difference:
    """What the head does to the imports of the base."""

    added: tuple[Edge, ...] = ()
    removed: tuple[Edge, ...] = ()


def difference(
    base: Iterable[Edge],
    head: Iterable[Edge],
    renamed: Mapping[str, str],
    deleted: frozenset[str],
    component: Component,
) -> Difference:
    """Compares the imports of both sides.

    Args:
        base: Edges of the base.
        head: Edges of the head.
        renamed: Path at head by path at base.
        deleted: Paths of the base that the head has no more.
        component: The same catalog tells for both sides.
    """
    old, new = list(base), list(head)
    before = _strengths((_key(each, renamed, component), each) for each in old)
    after = _strengths((_key(each, {}, component), each) for each in new)
    added = [each for each in new if not _covers(before.get(_key(each, {}, component)), each)]
    removed = [each for each in old if not _covers(after.get(_key(each, renamed, component)), each)]
    return _paired(added, removed, renamed, deleted, component)


def _key(edge: Edge, renamed: Mapping[str, str], component: Component) -> _Key:
    source, path = edge.source, edge.target.path
    target = key_of(edge.target) if path is None else renamed.get(path, path)
    if path is not None and edge.target.folder is not None:
        target = f"{target.rpartition('/')[0]}/"
    inside = None if path is None else component(path)
    return renamed.get(source, source), target, component(source), inside


def _strengths(edges: Iterable[tuple[_Key, Edge]]) -> dict[_Key, set[_Weakness]]:
    """What edges are there for alone, by what they connect."""
    found: dict[_Key, set[_Weakness]] = {}
    for key, edge in edges:
        found.setdefault(key, set()).add(_weakness(edge))
    return found


def _weakness(edge: Edge) -> _Weakness:
    """Whether an edge is there for the type checker alone, and for a test alone."""
    return edge.is_for_types, is_test_name(edge.source)


def _covers(there: set[_Weakness] | None, edge: Edge) -> bool:
    """Whether what one side has is as much as what the other asks for."""
    types, test = _weakness(edge)
    return any(types >= for_types and test >= for_test for for_types, for_test in there or ())


def _paired(
    added: list[Edge],
    removed: list[Edge],
    renamed: Mapping[str, str],
    deleted: frozenset[str],
    component: Component,
) -> Difference:
    if not added or not removed:
        return Difference(tuple(added), tuple(removed))

    def of(edge: Edge, names: Mapping[str, str]) -> tuple[object, ...]:
        _, target, source, inside = _key(edge, names, component)
        return source, target, inside, _weakness(edge)

    moved = Counter(
        of(each, renamed)
        for each in removed
        if component(each.source) is not None or each.source in deleted
    )
    gone: Counter[tuple[object, ...]] = Counter()
    new = []
    for edge in added:
        key = of(edge, {})
        if moved[key] > gone[key]:
            gone[key] += 1
        else:
            new.append(edge)
    left = []
    for edge in removed:
        key = of(edge, renamed)
        if gone[key]:
            gone[key] -= 1
        else:
            left.append(edge)
    return Difference(tuple(new), tuple(left))
