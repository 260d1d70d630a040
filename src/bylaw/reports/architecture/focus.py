"""A part of a picture: what is around some nodes, or as much as can be drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final, TypeAlias

from bylaw.verdict.architecture import Edge, Node, Picture

MOST_NODES: Final = 150
"""Nodes of a drawing; with more of them nobody can follow an edge."""
MOST_EDGES: Final = 450
"""Edges of a drawing; Mermaid draws nothing at all of more than 500."""

Key: TypeAlias = tuple[str, bool]
"""A node's name, and whether it is a package."""


def key(node: Node) -> Key:
    """What tells a node apart."""
    return node.name, node.is_external


def ends(edge: Edge) -> tuple[Key, Key]:
    """The two nodes of an edge."""
    return (edge.source, False), (edge.target, edge.is_external)


def is_marked(edge: Edge) -> bool:
    """Whether an edge is not as it was, or not as it may be."""
    return edge.change != "same" or bool(edge.reason)


def around(picture: Picture, names: Collection[str]) -> Picture:
    """Some components, what they use, what uses them, and the edges of these components alone."""
    edges = [edge for edge in picture.edges if edge.source in names or _leads_to(edge, names)]
    kept = {end for edge in edges for end in ends(edge)} | {(name, False) for name in names}
    return _of(picture, kept, edges)


def _leads_to(edge: Edge, names: Collection[str]) -> bool:
    return not edge.is_external and edge.target in names


def drawable(picture: Picture, nodes: int = MOST_NODES, edges: int = MOST_EDGES) -> Picture:
    """As much of a picture as can be drawn; what is left out is counted.

    The ends of marked edges come first, then the nodes with the most edges.
    """
    if len(picture.nodes) > nodes:
        degree = Counter(end for edge in picture.edges for end in ends(edge))
        marked = {end for edge in picture.edges if is_marked(edge) for end in ends(edge)}
        ranked = sorted(
            map(key, picture.nodes), key=lambda each: (each not in marked, -degree[each], each)
        )
        before = len(picture.edges)
        picture = _of(picture, set(ranked[:nodes]), picture.edges)
        picture = replace(
            picture,
            left_out=picture.left_out + len(ranked) - nodes,
            edges_left_out=picture.edges_left_out + before - len(picture.edges),
        )
    if len(picture.edges) > edges:
        first = sorted(picture.edges, key=lambda edge: (not is_marked(edge), -(edge.imports or 0)))
        chosen = set(first[:edges])
        picture = replace(
            picture,
            edges=tuple(edge for edge in picture.edges if edge in chosen),
            edges_left_out=picture.edges_left_out + len(picture.edges) - edges,
        )
    return picture


def _of(picture: Picture, kept: Collection[Key], edges: Iterable[Edge]) -> Picture:
    nodes = tuple(node for node in picture.nodes if key(node) in kept)
    inside = tuple(edge for edge in edges if all(end in kept for end in ends(edge)))
    used = {node.layer for node in nodes}
    return replace(
        picture,
        nodes=nodes,
        edges=inside,
        layers=tuple(layer for layer in picture.layers if layer in used),
    )
