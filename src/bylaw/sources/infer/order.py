"""What imports between components say of their order: layers, cycles, and what looks odd."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final, TypeAlias

from bylaw.dataclass import dataclass
from bylaw.facts.place import Place
from bylaw.sources.architecture.graph import components
from bylaw.sources.git.tests import is_test_name

MOST_LAYERS: Final = 6
MOST_ACROSS: Final = 3


@dataclass(frozen=True, slots=True)
class Link:
    """One component imports another one today."""

    source: str
    target: str
    imports: int
    place: Place
    """The first of these imports."""
    in_code: tuple[int, Place] | None = None
    """How many of them stand in files that are no tests, and the first; None where none does."""


Links: TypeAlias = Mapping[tuple[str, str], Link]


@dataclass(frozen=True, slots=True)
class Order:
    """Layers, each with its components, the highest first; and groups that import one another."""

    layers: tuple[tuple[str, ...], ...] = ()
    """Empty where imports tell no order."""
    cycles: tuple[tuple[str, ...], ...] = ()
    across: tuple[str, ...] = ()
    """Components in no layer, because others above and below them would be one cycle."""


def links(
    imports: Iterable[tuple[Place, str]], component: Callable[[str], str | None]
) -> dict[tuple[str, str], Link]:
    """What components import of one another.

    Args:
        imports: Where each stands, and the path that it leads to.
        component: The name of the component that has a path.
    """
    found: dict[tuple[str, str], Link] = {}
    for place, path in sorted(imports, key=lambda one: (one[0].path, one[0].line, one[0].column)):
        source, target = component(place.path), component(path)
        if source is None or target is None or source == target:
            continue
        known = found.get((source, target))
        count = 1 if known is None else known.imports + 1
        first = place if known is None else known.place
        in_code = None if known is None else known.in_code
        if not is_test_name(place.path):
            in_code = (1, place) if in_code is None else (in_code[0] + 1, in_code[1])
        found[source, target] = Link(source, target, count, first, in_code)
    return found


def order(names: Collection[str], links: Links) -> Order:
    """Layers by the longest path down, where each cycle counts as one.

    So every import leads to the same layer or to a lower one. Components that nothing connects are
    in none, nor are a few that most cycles go through: a package's own `__init__`, for example.
    """
    graph = _graph(names, links)
    cycles = _cycles(graph)
    across = _across(graph)
    graph = _graph([name for name in graph if name not in across], links)
    of = {name: group[0] for group in _cycles(graph) for name in group}
    heights = _heights(graph, {name: of.get(name, name) for name in graph})
    targets = {each for others in graph.values() for each in others}
    linked = [name for name in graph if graph[name] or name in targets]
    levels = sorted({heights[of.get(name, name)] for name in linked})
    if len(levels) < 2:
        return Order((), tuple(cycles))
    count = min(len(levels), MOST_LAYERS)
    layer_of = {level: at * count // len(levels) for at, level in enumerate(levels)}
    layers: list[list[str]] = [[] for _ in range(count)]
    for name in linked:
        layers[count - 1 - layer_of[heights[of.get(name, name)]]].append(name)
    return Order(tuple(map(tuple, layers)), tuple(cycles), tuple(across))


def _graph(names: Collection[str], links: Links) -> dict[str, list[str]]:
    graph: dict[str, list[str]] = {name: [] for name in sorted(names)}
    for source, target in sorted(links):
        if source in graph and target in graph:
            graph[source].append(target)
    return graph


def _cycles(graph: Mapping[str, Collection[str]]) -> list[tuple[str, ...]]:
    ordered = {name: list(targets) for name, targets in graph.items()}
    return sorted(tuple(sorted(group)) for group in components(ordered))


def _across(graph: Mapping[str, Collection[str]]) -> list[str]:
    """The components without which large cycles come apart."""
    left = dict(graph)
    found: list[str] = []
    while len(found) < MOST_ACROSS:
        largest = max(_cycles(left), key=len, default=())
        if len(largest) <= max(2, len(graph) // 4):
            break
        rest = {name: _largest_without(left, name) for name in largest}
        best = min(rest, key=lambda name: (rest[name], name))
        if rest[best] > len(largest) // 2:
            break
        found.append(best)
        left = _without(left, best)
    return sorted(found)


def _largest_without(graph: Mapping[str, Collection[str]], name: str) -> int:
    return max(map(len, _cycles(_without(graph, name))), default=0)


def _without(graph: Mapping[str, Collection[str]], name: str) -> dict[str, Collection[str]]:
    return {
        source: [target for target in targets if target != name]
        for source, targets in graph.items()
        if source != name
    }


def _heights(graph: Mapping[str, Collection[str]], of: Mapping[str, str]) -> dict[str, int]:
    """How many steps lead down from each group at most."""
    below: dict[str, set[str]] = {group: set() for group in of.values()}
    above: dict[str, set[str]] = {group: set() for group in of.values()}
    for name, targets in graph.items():
        for target in targets:
            if of[name] != of[target]:
                below[of[name]].add(of[target])
                above[of[target]].add(of[name])
    left = {group: len(targets) for group, targets in below.items()}
    heights = dict.fromkeys(below, 0)
    ready = sorted(group for group, count in left.items() if not count)
    while ready:
        group = ready.pop()
        for other in sorted(above[group]):
            heights[other] = max(heights[other], heights[group] + 1)
            left[other] -= 1
            if not left[other]:
                ready.append(other)
    return heights


def lightest(cycle: Collection[str], links: Links, most: int = 3) -> list[Link]:
    """The edges within a cycle that hang on the fewest imports: where it is broken first."""
    inside = [link for pair, link in links.items() if set(pair) <= set(cycle)]
    return sorted(inside, key=lambda link: (link.imports, link.source, link.target))[:most]


def odd(kinds: Mapping[str, str], links: Links) -> Iterable[tuple[Link, str]]:
    """Edges that somebody should look at, and why; what files of tests import is left out."""
    for (source, target), link in sorted(links.items()):
        if kinds[source] == "tests" or link.in_code is None:
            continue
        imports, place = link.in_code
        link = Link(source, target, imports, place, link.in_code)
        if kinds[target] == "tests":
            yield link, "code imports tests"
        elif kinds[source] == "library" and kinds[target] in ("service", "website"):
            yield link, f"a library imports a {kinds[target]}"
