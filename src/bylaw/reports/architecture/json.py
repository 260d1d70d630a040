"""A picture as JSON: as `architecture` of the JSON report, or by itself."""

from __future__ import annotations

import json
from typing import Any, Final

from bylaw.facts.place import Place
from bylaw.reports import escape
from bylaw.verdict.architecture import Edge, Node, Picture

FORMAT: Final = 1
"""Version of the shape: raised when a reader of the old one would be misled."""


def render(picture: Picture) -> str:
    """The picture as one JSON object in ASCII."""
    text = json.dumps({"format": FORMAT, **data(picture)}, ensure_ascii=True, indent=2)
    return escape.json_surrogates(escape.quiet_json(text)) + "\n"


def data(picture: Picture) -> dict[str, Any]:
    """The picture as JSON values."""
    return {
        "layers": list(picture.layers),
        "components": [_node(node) for node in picture.nodes if not node.is_external],
        "packages": [node.name for node in picture.nodes if node.is_external],
        "edges": [_edge(edge) for edge in picture.edges],
        "unread": picture.unread,
    }


def _node(node: Node) -> dict[str, Any]:
    return {
        "name": node.name,
        "kind": node.kind,
        "layer": node.layer or None,
        "owner": node.owner or None,
        "system": node.system or None,
    }


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "source": edge.source,
        "target": edge.target,
        "external": edge.is_external,
        "change": edge.change,
        "imports": edge.imports,
        "added": edge.added,
        "removed": edge.removed,
        "allowed": not edge.reason,
        "reason": edge.reason,
        "place": _place(edge.place),
    }


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {"path": place.path, "line": place.line, "column": place.column, "side": place.side}
