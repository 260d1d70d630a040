"""A picture as a table for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from bylaw.reports.architecture.words import NO_LAYER, counted, missing, sign, summary
from bylaw.reports.escape import line, line_start
from bylaw.reports.summary import where
from bylaw.verdict.architecture import Edge, Picture

_WIDEST: Final = 60
"""Columns of a cell; what is longer is cut."""
_SIGNS: Final = {
    "+": "+ added",
    "-": "- removed",
    "~": "~ other imports than before",
    "!": "! not allowed",
}


def render(picture: Picture) -> str:
    """Components by layer, then edges, then the sum of it."""
    parts = [_components(picture), _edges(picture), f"{summary(picture)}\n"]
    parts += [f"{said}\n" for said in missing(picture)]
    return "\n".join(part for part in parts[:2] if part) + "\n" + "".join(parts[2:])


def _components(picture: Picture) -> str:
    uses = Counter(edge.source for edge in picture.edges if edge.imports != 0)
    used = Counter(
        edge.target for edge in picture.edges if edge.imports != 0 and not edge.is_external
    )
    order = {layer: at for at, layer in enumerate(picture.layers)}
    rows: list[tuple[str, ...]] = [("component", "kind", "layer", "owner", "uses", "used by")]
    for node in sorted(picture.nodes, key=lambda one: (order.get(one.layer, len(order)), one.name)):
        if not node.is_external:
            layer = node.layer or (NO_LAYER if picture.layers else "")
            counts = f"{uses[node.name]:,}", f"{used[node.name]:,}"
            rows.append((node.name, node.kind, layer, node.owner, *counts))
    return _table(rows) if len(rows) > 1 else ""


def _edges(picture: Picture) -> str:
    if not picture.edges:
        return ""
    rows: list[tuple[str, ...]] = [("", "from", "to", "imports", "where", "why it is not allowed")]
    rows += [_row(edge) for edge in picture.edges]
    used = {mark for edge in picture.edges for mark in sign(edge)}
    legend = ", ".join(text for mark, text in _SIGNS.items() if mark in used)
    return _table(rows) + (f"{legend}\n" if legend else "")


def _row(edge: Edge) -> tuple[str, ...]:
    place = where(edge.place) if edge.place is not None else ""
    target = f"{edge.target} (package)" if edge.is_external else edge.target
    return sign(edge), edge.source, target, counted(edge), place, edge.reason


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Columns side by side; those that say nothing are left out."""
    from bylaw.reports.console.terminal import width

    columns = []
    for column in zip(*rows, strict=True):
        if any(column[1:]):
            cells = [line_start(line(cell)) for cell in column]
            columns.append([cell if width(cell) <= _WIDEST else _cut(cell) for cell in cells])
    widths = [max(map(width, column)) for column in columns]
    text = ""
    for row in zip(*columns, strict=True):
        padded = (cell + " " * (room - width(cell)) for cell, room in zip(row, widths, strict=True))
        text += "  ".join(padded).rstrip() + "\n"
    return text


def _cut(cell: str) -> str:
    from bylaw.reports.console.terminal import width

    kept, used = "", 1
    for character in cell:
        used += width(character)
        if used > _WIDEST:
            break
        kept += character
    return kept + "…"
