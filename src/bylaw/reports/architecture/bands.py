"""Nodes grouped as drawings show them: one band for each layer, from the highest down."""

from __future__ import annotations

from collections.abc import Sequence

from bylaw.dataclass import dataclass
from bylaw.reports.architecture.focus import Key, key
from bylaw.reports.architecture.words import COMPONENTS, NO_LAYER, OUTSIDE
from bylaw.verdict.architecture import Node, Picture


@dataclass(frozen=True, slots=True)
class Band:
    """Nodes side by side."""

    title: str
    nodes: tuple[Node, ...]
    is_layer: bool = False
    is_external: bool = False


def bands(picture: Picture) -> tuple[Band, ...]:
    """The bands that have nodes; every node is in one of them."""
    own = [node for node in picture.nodes if not node.is_external]
    found = [
        Band(layer, _those(own, layer), is_layer=True)
        for layer in picture.layers
        if _those(own, layer)
    ]
    if rest := _those(own, ""):
        found.append(Band(NO_LAYER if picture.layers else COMPONENTS, rest))
    if packages := tuple(node for node in picture.nodes if node.is_external):
        found.append(Band(OUTSIDE, packages, is_external=True))
    return tuple(found)


def _those(nodes: Sequence[Node], layer: str) -> tuple[Node, ...]:
    return tuple(node for node in nodes if node.layer == layer)


def numbered(picture: Picture) -> dict[Key, str]:
    """The made-up id of each node: `n1`."""
    return {key(node): f"n{number}" for number, node in enumerate(picture.nodes, 1)}
