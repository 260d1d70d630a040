"""A picture as a table for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from bylaw.reports.architecture.words import NO_LAYER, counted, missing, sign, summary
from bylaw.reports.escape import line, line_start
from bylaw.reports.summary import plural, where
from bylaw.verdict.architecture import Edge, Picture

_WIDEST: Final = 60
"""Columns of a cell; what is longer is cut."""
_WHERE: Final = "where"
_MOST_PROBLEMS: Final = 10
_SIGNS: Final = {
    "+": "+ added",
    "-": "- removed",
    "~": "~ changed: gains or loses imports",
    "!": "! not allowed",
}


def render(picture: Picture) -> str:
    """Components by layer, then edges, then the sum of it."""
    parts = [_components(picture), _edges(picture), f"{summary(picture)}\n"]
    parts += [f"{said}\n" for said in missing(picture)]
    if picture.unclaimed:
        count = plural(len(picture.unclaimed), "source file belongs", "source files belong")
        parts.append(f"{count} to no component, such as {line(picture.unclaimed[0])}.\n")
    tables = "\n".join(part for part in parts[:2] if part)
    return tables + ("\n" if tables else "") + "".join(parts[2:]) + _problems(picture)


def _problems(picture: Picture) -> str:
    if not picture.problems:
        return ""
    shown = [f"  {line(each)}\n" for each in picture.problems[:_MOST_PROBLEMS]]
    if (rest := len(picture.problems) - _MOST_PROBLEMS) > 0:
        shown.append(f"  and {rest:,} more\n")
    return "\nThe catalog does not hold:\n" + "".join(shown)


def _components(picture: Picture) -> str:
    uses = Counter(edge.source for edge in picture.edges if edge.imports != 0)
    used = Counter(
        edge.target for edge in picture.edges if edge.imports != 0 and not edge.is_external
    )
    order = {layer: at for at, layer in enumerate(picture.layers)}
    is_whole = picture.level == "component"
    about = ("kind", "layer", "owner") if is_whole else ()
    rows: list[tuple[str, ...]] = [(picture.level, *about, "uses", "used by")]
    for node in sorted(picture.nodes, key=lambda one: (order.get(one.layer, len(order)), one.name)):
        if not node.is_external:
            layer = node.layer or (NO_LAYER if picture.layers else "")
            counts = f"{uses[node.name]:,}", f"{used[node.name]:,}"
            told = (node.kind, layer, node.owner) if is_whole else ()
            rows.append((node.name, *told, *counts))
    return _table(rows) if len(rows) > 1 else ""


def _edges(picture: Picture) -> str:
    if not picture.edges:
        return ""
    rows: list[tuple[str, ...]] = [("", "from", "to", "imports", _WHERE, "why it is not allowed")]
    rows += [_row(edge) for edge in picture.edges]
    used = {mark for edge in picture.edges for mark in sign(edge)}
    legend = ", ".join(text for mark, text in _SIGNS.items() if mark in used)
    return _table(rows) + (f"{legend}\n" if legend else "")


def _row(edge: Edge) -> tuple[str, ...]:
    place = where(edge.place) if edge.place is not None else ""
    target = f"{edge.target} (package)" if edge.is_external else edge.target
    return sign(edge), edge.source, target, counted(edge), place, edge.reason


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Columns side by side; those that say nothing are left out, and the last is never cut."""
    from bylaw.reports.console.terminal import width

    said = [column for column in zip(*rows, strict=True) if any(column[1:])]
    columns = [[line_start(line(cell)) for cell in column] for column in said]
    for column in columns[:-1]:
        cut = _cut_in_front if column[0] == _WHERE else _cut
        column[:] = [cell if width(cell) <= _WIDEST else cut(cell) for cell in column]
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


def _cut_in_front(cell: str) -> str:
    """The end of a place says more than its beginning: the file, the line and the column."""
    return "…" + _cut(cell[::-1])[-2::-1]
