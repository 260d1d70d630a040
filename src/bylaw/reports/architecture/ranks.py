"""Which nodes stand in which row.

The rows of a catalog's layers are its layers. Other components stand by longest paths, cycles
broken where a search from the first name on meets them. Nodes are numbers: their places in
`Picture.nodes`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bylaw.dataclass import dataclass
from bylaw.reports.architecture.bands import Band
from bylaw.reports.architecture.focus import ends, key
from bylaw.verdict.architecture import Picture


@dataclass(frozen=True, slots=True)
class Row:
    """Nodes of one rank."""

    band: int
    """Which band it is part of, by number."""
    nodes: tuple[int, ...]


def links(picture: Picture) -> list[tuple[int, int]]:
    """The ends of each edge."""
    number = {key(node): at for at, node in enumerate(picture.nodes)}
    return [(number[source], number[target]) for source, target in map(ends, picture.edges)]


def rows(picture: Picture, bands: Sequence[Band]) -> list[Row]:
    """The rows of a drawing, from the top down."""
    number = {key(node): at for at, node in enumerate(picture.nodes)}
    pairs = links(picture)
    found: list[Row] = []
    for at, band in enumerate(bands):
        nodes = [number[key(node)] for node in band.nodes]
        is_one = band.is_layer or band.is_external
        ranks = [nodes] if is_one else _by_longest_path(nodes, pairs)
        found += [Row(at, tuple(rank)) for rank in ranks]
    return found


def _by_longest_path(nodes: Sequence[int], pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Ranks of some nodes; those that nothing connects to any other are the last."""
    graph: dict[int, list[int]] = {node: [] for node in sorted(nodes)}
    for source, target in sorted(set(pairs)):
        if source in graph and target in graph and source != target:
            graph[source].append(target)
    order = _finished_first(graph)
    place = {node: at for at, node in enumerate(order)}
    rank = dict.fromkeys(graph, 0)
    for node in reversed(order):
        for other in graph[node]:
            if place[other] < place[node]:  # the others lead back, and close a cycle
                rank[other] = max(rank[other], rank[node] + 1)
    targets = {each for others in graph.values() for each in others}
    ranks: list[list[int]] = [[] for _ in range(max(rank.values(), default=0) + 1)]
    alone: list[int] = []
    for node in graph:
        (ranks[rank[node]] if graph[node] or node in targets else alone).append(node)
    return [each for each in (*ranks, alone) if each]


def _finished_first(graph: Mapping[int, Sequence[int]]) -> list[int]:
    """The nodes in the order in which a depth-first search leaves them."""
    seen: set[int] = set()
    done: list[int] = []
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
