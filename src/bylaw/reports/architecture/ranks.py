"""Which node stands in which row, and in which order.

The rows of a catalog's layers are its layers. Other components stand by longest paths, cycles
broken where a search from the first name on meets them. The order in a row is that of the
neighbours' mean positions, swept a few times down and up (Sugiyama, Tagawa and Toda, Methods for
visual understanding of hierarchical system structures, 1981).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.reports.architecture.bands import Band
from bylaw.reports.architecture.focus import Key, ends, key
from bylaw.verdict.architecture import Picture

_SWEEPS: Final = 8


@dataclass(frozen=True, slots=True)
class Row:
    """Nodes of one rank."""

    band: int
    """Which band it is part of, by number."""
    nodes: tuple[Key, ...]


def rows(picture: Picture, bands: Sequence[Band]) -> list[Row]:
    """The rows of a drawing, from the top down."""
    graph = _graph(picture)
    found: list[Row] = []
    for number, band in enumerate(bands):
        names = [key(node) for node in band.nodes]
        ranks = [names] if band.is_layer or band.is_external else _by_longest_path(names, graph)
        found += [Row(number, tuple(rank)) for rank in ranks]
    return _ordered(found, graph)


def _graph(picture: Picture) -> dict[Key, list[Key]]:
    found: dict[Key, list[Key]] = {key(node): [] for node in picture.nodes}
    for edge in picture.edges:
        source, target = ends(edge)
        if source != target:
            found[source].append(target)
    return {node: sorted(targets) for node, targets in sorted(found.items())}


def _by_longest_path(nodes: Sequence[Key], graph: Mapping[Key, Sequence[Key]]) -> list[list[Key]]:
    """Ranks of some nodes; those that nothing connects to any other are the last."""
    inside = frozenset(nodes)
    own = {node: [other for other in graph[node] if other in inside] for node in sorted(nodes)}
    order = _finished_first(own)
    place = {node: at for at, node in enumerate(order)}
    rank = dict.fromkeys(own, 0)
    for node in reversed(order):
        for other in own[node]:
            if place[other] < place[node]:  # the others lead back, and close a cycle
                rank[other] = max(rank[other], rank[node] + 1)
    joined = {node for node in own if own[node]} | {
        each for targets in own.values() for each in targets
    }
    ranks: list[list[Key]] = [[] for _ in range(max(rank.values(), default=0) + 1)]
    for node in own:
        if node in joined:
            ranks[rank[node]].append(node)
    alone = [node for node in own if node not in joined]
    return [each for each in (*ranks, alone) if each]


def _finished_first(graph: Mapping[Key, Sequence[Key]]) -> list[Key]:
    """The nodes in the order in which a depth-first search leaves them."""
    seen: set[Key] = set()
    done: list[Key] = []
    targets = {each for others in graph.values() for each in others}
    for root in sorted(graph, key=lambda node: (node in targets, node)):
        if root in seen:
            continue
        seen.add(root)
        work = [(root, iter(graph[root]))]
        while work:
            node, others = work[-1]
            following = next((each for each in others if each not in seen), None)
            if following is None:
                done.append(node)
                work.pop()
            else:
                seen.add(following)
                work.append((following, iter(graph[following])))
    return done


def _ordered(found: list[Row], graph: Mapping[Key, Sequence[Key]]) -> list[Row]:
    neighbours: dict[Key, set[Key]] = {node: set(others) for node, others in graph.items()}
    for node, others in graph.items():
        for other in others:
            neighbours[other].add(node)
    orders = [list(row.nodes) for row in found]
    row_of = {node: at for at, nodes in enumerate(orders) for node in nodes}
    position = {node: where for nodes in orders for node, where in _spread(nodes)}
    for sweep in range(_SWEEPS):
        numbers = range(len(orders))
        for at in numbers if sweep % 2 == 0 else reversed(numbers):

            def mean(node: Key, at: int = at) -> tuple[float, Key]:
                others = sorted(each for each in neighbours[node] if row_of[each] != at)
                if not others:
                    return position[node], node
                return sum(position[each] for each in others) / len(others), node

            orders[at].sort(key=mean)
            position.update(_spread(orders[at]))
    return [Row(row.band, tuple(nodes)) for row, nodes in zip(found, orders, strict=True)]


def _spread(nodes: Sequence[Key]) -> list[tuple[Key, float]]:
    return [(node, (at + 0.5) / len(nodes)) for at, node in enumerate(nodes)]
