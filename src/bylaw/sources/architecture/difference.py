"""What one side imports and the other does not, by source and target and never by line.

An edge is one of both sides where its source and its target are the same files, or the target the
same folder where that is imported as a whole, renames followed, and are in the same zones: a zone
is a component, and what else rules tell paths apart by. What is left is paired once more: code that
moves from one file of a component to another takes its imports along, and what a deleted file
imported is not new where another takes it over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeAlias

from bylaw.dataclass import dataclass
from bylaw.sources.imports.edges import Edge, key_of

Zone: TypeAlias = Callable[[str], Hashable]
"""What tells paths apart."""
_Key: TypeAlias = tuple[str, str, Hashable, Hashable]


@dataclass(frozen=True, slots=True)
class Difference:
    """What the head does to the imports of the base."""

    added: tuple[Edge, ...] = ()
    removed: tuple[Edge, ...] = ()
    steps: tuple[Edge, ...] = ()
    """Edges of the head between files, or out of one, that had none at the base: zones do not
    count, and nothing is paired."""


def difference(
    base: Iterable[Edge],
    head: Iterable[Edge],
    renamed: Mapping[str, str],
    deleted: frozenset[str],
    is_claimed: Callable[[str], bool],
    zone: Zone,
) -> Difference:
    """Compares the imports of both sides.

    Args:
        base: Edges of the base.
        head: Edges of the head.
        renamed: Path at head by path at base.
        deleted: Paths of the base that the head has no more.
        is_claimed: Whether a component has a path; the same catalog tells for both sides.
        zone: What tells paths apart.
    """
    old, new = list(base), list(head)
    before = _strengths((_key(each, renamed, zone), each) for each in old)
    after = _strengths((_key(each, {}, zone), each) for each in new)
    added = [each for each in new if not _covers(before.get(_key(each, {}, zone)), each)]
    removed = [each for each in old if not _covers(after.get(_key(each, renamed, zone)), each)]
    steps = _strengths((_key(each, renamed, _none), each) for each in old)
    return _paired(
        added,
        removed,
        tuple(each for each in added if not _covers(steps.get(_key(each, {}, _none)), each)),
        lambda path: path in deleted or is_claimed(path),
        renamed,
        zone,
    )


def _none(path: str) -> Hashable:
    return None


def _key(edge: Edge, renamed: Mapping[str, str], zone: Zone) -> _Key:
    source, path = edge.source, edge.target.path
    target = key_of(edge.target) if path is None else renamed.get(path, path)
    folder = edge.target.folder
    if path is not None and folder is not None:
        below = path[len(folder) :] if path.startswith(f"{folder}/") else "/"
        target = f"{target.removesuffix(below) if target.endswith(below) else _above(target)}/"
    inside = None if path is None else zone(path)
    return renamed.get(source, source), target, zone(source), inside


def _above(path: str) -> str:
    return path.rpartition("/")[0]


def _strengths(edges: Iterable[tuple[_Key, Edge]]) -> dict[_Key, bool]:
    """Whether an edge is there for the type checker alone, by what it connects."""
    found: dict[_Key, bool] = {}
    for key, edge in edges:
        found[key] = edge.is_for_types and found.get(key, True)
    return found


def _covers(for_types: bool | None, edge: Edge) -> bool:
    """Whether what one side has is as much as what the other asks for."""
    return for_types is not None and (edge.is_for_types or not for_types)


def _paired(
    added: list[Edge],
    removed: list[Edge],
    steps: tuple[Edge, ...],
    gives: Callable[[str], bool],
    renamed: Mapping[str, str],
    zone: Zone,
) -> Difference:
    if not added or not removed:
        return Difference(tuple(added), tuple(removed), steps)

    def of(edge: Edge, names: Mapping[str, str]) -> tuple[object, ...]:
        _, target, source, inside = _key(edge, names, zone)
        return source, target, inside, edge.is_for_types

    moved = Counter(of(each, renamed) for each in removed if gives(each.source))
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
    return Difference(tuple(new), tuple(left), steps)
