"""Paths, rings and groups of graphs, against looking at every simple path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.sources.architecture.graph import cheapest, components, reachable, shortest

NODES = range(6)
Graph = Mapping[int, Sequence[int]]
Costly = Mapping[int, Sequence[tuple[int, tuple[int, int]]]]

graphs = st.dictionaries(
    st.sampled_from(NODES),
    st.lists(st.sampled_from(NODES), unique=True, max_size=4),
)
costly = st.dictionaries(
    st.sampled_from(NODES),
    st.lists(
        st.tuples(st.sampled_from(NODES), st.tuples(st.integers(0, 2), st.integers(0, 2))),
        unique_by=lambda each: each[0],
        max_size=4,
    ),
)
nodes = st.sampled_from(NODES)


def simple_paths(graph: Graph, path: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Every path that goes on from this one and meets no node twice."""
    yield path
    for other in graph.get(path[-1], ()):
        if other not in path:
            yield from simple_paths(graph, (*path, other))


def leads(graph: Graph, source: int, target: int) -> bool:
    return any(path[-1] == target for path in simple_paths(graph, (source,)))


@given(graphs, nodes, nodes)
def test_a_shortest_path_is_one_of_the_shortest(graph: Graph, source: int, target: int) -> None:
    if source == target:
        return
    lengths = [len(path) for path in simple_paths(graph, (source,)) if path[-1] == target]
    found = shortest(graph, source, target)
    if found is None:
        assert not lengths
        return
    assert (found[0], found[-1], len(found)) == (source, target, min(lengths))
    assert all(other in graph[one] for one, other in pairwise(found))


@given(graphs, st.sets(nodes))
def test_what_is_reachable_is_what_paths_lead_to(graph: Graph, sources: set[int]) -> None:
    found = {path[-1] for source in sources for path in simple_paths(graph, (source,))}
    assert reachable(graph, sources) == found


@given(costly, st.lists(nodes, unique=True), st.sets(nodes))
def test_a_cheapest_path_costs_least_by_the_first_sum_and_then_the_second(
    graph: Costly, sources: list[int], goals: set[int]
) -> None:
    costs = {(one, other): cost for one, steps in graph.items() for other, cost in steps}
    plain = {one: [other for other, _ in steps] for one, steps in graph.items()}

    def price(path: Sequence[int]) -> tuple[int, int]:
        steps = [costs[step] for step in pairwise(path)]
        return sum(one for one, _ in steps), sum(other for _, other in steps)

    prices = [
        price(path)
        for source in sources
        for path in simple_paths(plain, (source,))
        if path[-1] in goals
    ]
    found = cheapest(graph, sources, goals.__contains__)
    if found is None:
        assert not prices
        return
    assert found[0] in sources
    assert found[-1] in goals
    assert price(found) == min(prices)


@given(graphs)
@settings(max_examples=300)
def test_groups_are_the_nodes_that_lead_to_one_another(graph: Graph) -> None:
    every = {*graph, *(other for others in graph.values() for other in others)}
    groups = {
        frozenset(b for b in every if leads(graph, a, b) and leads(graph, b, a)) for a in every
    }
    found = [frozenset(group) for group in components(graph)]
    assert sorted(map(sorted, found)) == sorted(sorted(one) for one in groups if len(one) > 1)


def test_a_graph_may_be_deeper_than_calls_can_nest() -> None:
    ring = {at: [(at + 1) % 5_000] for at in range(5_000)}
    assert [len(group) for group in components(ring)] == [5_000]
    assert len(shortest(ring, 1, 0) or ()) == 5_000
