"""What pictures say in words. Nothing here is escaped."""

from __future__ import annotations

from collections import Counter
from typing import Final

from bylaw.reports.summary import plural
from bylaw.verdict.architecture import Edge, EdgeChange, Level, Picture

NO_LAYER: Final = "in no layer"
NO_SYSTEM: Final = "in no system"
OUTSIDE: Final = "outside"
COMPONENTS: Final = "components"

_NOBODY: Final[dict[Level, str]] = {
    "layer": "No component is in a layer that the catalog lists.",
    "system": "No component names its system in the catalog.",
}

LEGEND: Final = (
    ("added", "the change adds it"),
    ("removed", "the change removes it"),
    ("denied", "not allowed"),
    ("same", "as before"),
)
"""The strokes, each with what it means."""
MARKS: Final = "+2 -1: imports gained and lost"


def stroke(edge: Edge) -> str:
    """How an edge is drawn: `denied`, `added`, `removed` or `same`."""
    if edge.reason:
        return "denied"
    return edge.change if edge.change in ("added", "removed") else "same"


def sign(edge: Edge) -> str:
    """`+` added, `-` removed, `~` with other imports than before, `!` not allowed."""
    change = {"added": "+", "removed": "-", "changed": "~", "same": ""}[edge.change]
    return change + ("!" if edge.reason else "")


def mark(edge: Edge) -> str:
    """What stands beside a drawn edge: `!` where it is not allowed, and `+2 -1` imports."""
    return " ".join(filter(None, ("!" if edge.reason else "", _delta(edge))))


def _delta(edge: Edge) -> str:
    pairs = (("+", edge.added), ("-", edge.removed))
    return " ".join(f"{sign_}{count:,}" for sign_, count in pairs if count)


def counted(edge: Edge) -> str:
    """`3 imports (+1 -0)`, or of the change alone `+1 -0 imports`."""
    delta = _delta(edge)
    if edge.imports is None:
        return f"{delta} import{'' if edge.added + edge.removed == 1 else 's'}"
    return plural(edge.imports, "import") + (f" ({delta})" if delta else "")


def told(edge: Edge) -> str:
    """An edge in one line."""
    text = f"{edge.source} → {edge.target}: {counted(edge)}"
    if edge.change in ("added", "removed"):
        text += f", {edge.change}"
    return text + (f", not allowed: {edge.reason}" if edge.reason else "")


def summary(picture: Picture) -> str:
    """`14 components, 33 edges: 2 added, 1 not allowed`."""
    packages = sum(node.is_external for node in picture.nodes)
    text = plural(len(picture.nodes) - packages - _is_rest_there(picture), picture.level)
    if packages:
        text += f", {plural(packages, 'package')}"
    text += f", {plural(len(picture.edges), 'edge')}"
    changes = Counter(edge.change for edge in picture.edges)
    kinds: tuple[EdgeChange, ...] = ("added", "removed", "changed")
    parts = [f"{changes[kind]:,} {kind}" for kind in kinds if changes[kind]]
    if denied := sum(bool(edge.reason) for edge in picture.edges):
        parts.append(f"{denied:,} not allowed")
    return text + (f": {', '.join(parts)}" if parts else "")


def _is_rest_there(picture: Picture) -> bool:
    """Whether a node stands for components that are in no layer, or system."""
    rest = {"layer": NO_LAYER, "system": NO_SYSTEM}.get(picture.level)
    return any(node.name == rest and not node.is_external for node in picture.nodes)


def missing(picture: Picture) -> list[str]:
    """What the picture does not show, a sentence each."""
    said = []
    inside = [node for node in picture.nodes if not node.is_external]
    if _is_rest_there(picture) and len(inside) == 1:
        said.append(_NOBODY[picture.level])
    if picture.left_out or picture.edges_left_out:
        what = []
        if picture.left_out:
            what.append(plural(picture.left_out, "component or package", "components and packages"))
        if picture.edges_left_out:
            what.append(plural(picture.edges_left_out, "edge"))
        said.append(f"Not drawn, because it would be too much: {' and '.join(what)}.")
    if picture.unread:
        places = plural(picture.unread, "place")
        said.append(f"Edges may be missing: at {places} it is not known what is imported.")
    return said
