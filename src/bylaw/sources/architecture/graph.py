"""Rings and chains of imports: breadth first, so that what is shown is as short as can be."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from heapq import heappop, heappush
from typing import TypeVar

N = TypeVar("N", bound=Hashable)


def shortest(graph: Mapping[N, Sequence[N]], source: N, target: N) -> list[N] | None:
    """The nodes of a shortest path between two different nodes, both included; None without one.

    Of several it is the one that takes the first neighbour at each step.
    """
    before: dict[N, N] = {}
    seen = {source}
    waiting = deque((source,))
    while waiting:
        node = waiting.popleft()
        for other in graph.get(node, ()):
            if other in seen:
                continue
            before[other] = node
            if other == target:
                path = [target]
                while path[-1] != source:
                    path.append(before[path[-1]])
                return path[::-1]
            seen.add(other)
            waiting.append(other)
    return None


def reachable(graph: Mapping[N, Sequence[N]], sources: Iterable[N]) -> set[N]:
    """The nodes that can be reached, the sources included."""
    seen = set(sources)
    waiting = list(seen)
    while waiting:
        for other in graph.get(waiting.pop(), ()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen


def cheapest(
    graph: Mapping[N, Sequence[tuple[N, tuple[int, int]]]],
    sources: Iterable[N],
    is_goal: Callable[[N], bool],
) -> list[N] | None:
    """A path with the least sum of costs, which are compared as pairs; None without one.

    Dijkstra; of several, the one that is found first.
    """
    best: dict[N, tuple[int, int]] = {}
    before: dict[N, N | None] = {}
    queue: list[tuple[tuple[int, int], int, N]] = []
    for number, node in enumerate(sources):
        best[node], before[node] = (0, 0), None
        heappush(queue, ((0, 0), number, node))
    number = len(queue)
    while queue:
        cost, _, node = heappop(queue)
        if cost > best[node]:
            continue
        if is_goal(node):
            path: list[N] = []
            at: N | None = node
            while at is not None:
                path.append(at)
                at = before[at]
            return path[::-1]
        for other, (first, second) in graph.get(node, ()):
            distance = (cost[0] + first, cost[1] + second)
            if other not in best or distance < best[other]:
                best[other], before[other] = distance, node
                heappush(queue, (distance, number, other))
                number += 1
    return None


def components(graph: Mapping[N, Sequence[N]]) -> list[list[N]]:
    """The strongly connected components of more than one node.

    Tarjan, Depth-first search and linear graph algorithms, 1972, without recursion.
    """
    index: dict[N, int] = {}
    low: dict[N, int] = {}
    on_stack: set[N] = set()
    stack: list[N] = []
    found: list[list[N]] = []
    for root in graph:
        if root in index:
            continue
        work: list[tuple[N, int]] = [(root, 0)]
        while work:
            node, at = work.pop()
            if at == 0:
                index[node] = low[node] = len(index)
                stack.append(node)
                on_stack.add(node)
            neighbours = graph.get(node, ())
            descended = False
            for position in range(at, len(neighbours)):
                other = neighbours[position]
                if other not in index:
                    work += [(node, position + 1), (other, 0)]
                    descended = True
                    break
                if other in on_stack:
                    low[node] = min(low[node], index[other])
            if descended:
                continue
            if low[node] == index[node]:
                group = []
                while True:
                    member = stack.pop()
                    on_stack.discard(member)
                    group.append(member)
                    if member == node:
                        break
                if len(group) > 1:
                    found.append(group)
            if work:
                above = work[-1][0]
                low[above] = min(low[above], low[node])
    return found
