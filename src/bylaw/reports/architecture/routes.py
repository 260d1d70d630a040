"""How edges pass the rows between their ends, and in which order all stands in a row.

An edge that passes rows has a stop in each of them. Edges to one target share their stops, but for
those that are marked: such a bundle is one line less for each, and no edge of it can be taken for
one to somewhere else. The
order in a row is that of the mean places of the neighbours above and below, swept down and up
(Sugiyama, Tagawa and Toda, Methods for visual understanding of hierarchical system structures,
1981); the places are then moved towards their neighbours, without any overtaking another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Final

from bylaw.dataclass import dataclass

_SWEEPS: Final = 12
STOP: Final = 12
"""The width of a stop."""


@dataclass(frozen=True, slots=True)
class Routes:
    """Rows of nodes and stops, which are numbers alike; stops come after the nodes."""

    rows: tuple[tuple[int, ...], ...]
    """From the left to the right."""
    paths: tuple[tuple[int, ...], ...]
    """Of each edge: its source, its stops, its target."""
    middles: Mapping[int, int]
    """Where the middle of each stands, from the left; the least is not 0."""


def routed(
    rows: Sequence[Sequence[int]],
    pairs: Sequence[tuple[int, int]],
    bundles: Sequence[int],
    width: Callable[[int], int],
    gap: int,
) -> Routes:
    """Routes edges, and says where all stands.

    Args:
        rows: The nodes of each row.
        pairs: The ends of each edge.
        bundles: Of each edge, a number; edges to one target that have the same may be bundled.
        width: Of a node.
        gap: Between two nodes.
    """
    row_of = {node: at for at, nodes in enumerate(rows) for node in nodes}
    full, paths = _with_stops(rows, pairs, bundles, row_of)
    above, below = _neighbours(paths, row_of)
    orders = _ordered(full, above, below)
    sizes = {
        node: width(node) if at < len(nodes) else STOP
        for nodes, all_ in zip(rows, full, strict=True)
        for at, node in enumerate(all_)
    }
    return Routes(
        tuple(map(tuple, orders)), tuple(paths), _placed(orders, above, below, sizes, gap)
    )


def _with_stops(
    rows: Sequence[Sequence[int]],
    pairs: Sequence[tuple[int, int]],
    bundles: Sequence[int],
    row_of: dict[int, int],
) -> tuple[list[list[int]], list[tuple[int, ...]]]:
    """Rows with stops in them, and the path of each edge. Stops are added to `row_of`."""
    full = [list(nodes) for nodes in rows]
    number = max(row_of, default=-1) + 1
    stops: dict[tuple[int, int, int, bool], int] = {}
    paths = []
    for (source, target), bundle in zip(pairs, bundles, strict=True):
        start, end = row_of[source], row_of[target]
        step = 1 if end > start else -1
        passed = []
        for row in range(start + step, end, step):
            stop = stops.setdefault((target, bundle, row, step > 0), number)
            if stop == number:
                full[row].append(stop)
                row_of[stop] = row
                number += 1
            passed.append(stop)
        paths.append((source, *passed, target))
    return full, paths


_Beside = dict[int, list[int]]


def _neighbours(
    paths: Sequence[Sequence[int]], row_of: Mapping[int, int]
) -> tuple[_Beside, _Beside]:
    """What each is connected to in the row above, and in the row below."""
    above: dict[int, set[int]] = {each: set() for each in row_of}
    below: dict[int, set[int]] = {each: set() for each in row_of}
    for path in paths:
        for one, other in pairwise(path):
            upper, lower = sorted((one, other), key=lambda each: row_of[each])
            if row_of[upper] < row_of[lower]:
                below[upper].add(lower)
                above[lower].add(upper)
    return (
        {each: sorted(others) for each, others in above.items()},
        {each: sorted(others) for each, others in below.items()},
    )


def _ordered(full: list[list[int]], above: _Beside, below: _Beside) -> list[list[int]]:
    orders = [list(row) for row in full]
    place = {each: at for row in orders for each, at in _spread(row)}
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        beside = above if down else below
        for at in range(len(orders)) if down else reversed(range(len(orders))):
            orders[at] = _by_mean(orders[at], beside, place)
            place.update(_spread(orders[at]))
    return orders


def _by_mean(row: Sequence[int], beside: _Beside, place: Mapping[int, float]) -> list[int]:
    def mean(each: int) -> tuple[float, int]:
        others = beside[each]
        if not others:
            return place[each], each
        return sum(place[other] for other in others) / len(others), each

    return sorted(row, key=mean)


def _spread(row: Sequence[int]) -> list[tuple[int, float]]:
    return [(each, (at + 0.5) / len(row)) for at, each in enumerate(row)]


def _placed(
    orders: Sequence[Sequence[int]],
    above: _Beside,
    below: _Beside,
    sizes: Mapping[int, int],
    gap: int,
) -> dict[int, int]:
    """The middle of each, the row's order and distances kept."""
    apart = [_distances(row, sizes, gap) for row in orders]
    found: dict[int, float] = {}
    for row, distances in zip(orders, apart, strict=True):
        at = -sum(distances) / 2
        for each, distance in zip(row, (*distances, 0.0), strict=True):
            found[each] = at
            at += distance
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        for at_ in range(len(orders)) if down else reversed(range(len(orders))):
            row = orders[at_]
            wanted = [_wanted(each, above, below, found) for each in row]
            found.update(zip(row, _apart(wanted, apart[at_]), strict=True))
    return {each: round(at) for each, at in found.items()}


def _distances(row: Sequence[int], sizes: Mapping[int, int], gap: int) -> list[float]:
    """From the middle of each to the middle of the next."""
    return [
        (sizes[one] + sizes[other]) / 2 + (gap if max(sizes[one], sizes[other]) > STOP else 4)
        for one, other in pairwise(row)
    ]


def _wanted(each: int, above: _Beside, below: _Beside, found: Mapping[int, float]) -> float:
    others = [*above[each], *below[each]]
    return sum(found[other] for other in others) / len(others) if others else found[each]


def _apart(wanted: Sequence[float], distances: Sequence[float]) -> list[float]:
    """Places as near to the wanted ones as can be had without overlap.

    Pushed to the right, and pushed to the left: the mean of both keeps all distances too.
    """
    right = list(wanted)
    for at, distance in enumerate(distances, 1):
        right[at] = max(right[at], right[at - 1] + distance)
    left = list(wanted)
    for at in range(len(distances) - 1, -1, -1):
        left[at] = min(left[at], left[at + 1] - distances[at])
    return [(one + other) / 2 for one, other in zip(left, right, strict=True)]
