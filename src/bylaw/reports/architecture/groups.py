"""A picture from further away: layers or systems instead of their components."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from bylaw.reports.architecture.words import NO_LAYER, NO_SYSTEM
from bylaw.verdict.architecture import Edge, Level, Node, Picture

_NONE: Final[dict[Level, str]] = {"layer": NO_LAYER, "system": NO_SYSTEM}


def grouped(picture: Picture, level: Level) -> Picture:
    """The groups of a level, and the edges between them; components that are in none are one.

    What stays within a group is not shown. Packages stay what they are.
    """
    if level == "component":
        return picture
    group_of = {
        node.name: (node.layer if level == "layer" else node.system) or _NONE[level]
        for node in picture.nodes
        if not node.is_external
    }
    names = sorted(set(group_of.values()))
    layers = picture.layers if level == "layer" else ()
    nodes = [Node(name, level, name if name in layers else "") for name in names]
    nodes += [node for node in picture.nodes if node.is_external]
    edges = _joined(picture.edges, group_of.__getitem__)
    return replace(picture, nodes=tuple(nodes), edges=edges, layers=layers, level=level)


def _joined(edges: Iterable[Edge], group: Callable[[str], str]) -> tuple[Edge, ...]:
    found: dict[tuple[str, str, bool], Edge] = {}
    for edge in edges:
        source = group(edge.source)
        target = edge.target if edge.is_external else group(edge.target)
        if source == target and not edge.is_external:
            continue
        moved = replace(edge, source=source, target=target)
        key = source, target, edge.is_external
        found[key] = _sum(found[key], moved) if key in found else moved
    return tuple(found[key] for key in sorted(found))


def _sum(one: Edge, other: Edge) -> Edge:
    known = one.imports is not None and other.imports is not None
    tells = one if (bool(one.reason), one.added) >= (bool(other.reason), other.added) else other
    return replace(
        one,
        imports=(one.imports or 0) + (other.imports or 0) if known else None,
        added=one.added + other.added,
        removed=one.removed + other.removed,
        reason=tells.reason,
        place=tells.place,
    )
