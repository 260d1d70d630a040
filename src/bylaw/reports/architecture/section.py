"""What a change does to the architecture, as a section of a Markdown report."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bylaw.reports.architecture.focus import drawable, ends, key
from bylaw.reports.architecture.mermaid import embedded
from bylaw.reports.architecture.words import counted, missing
from bylaw.reports.escape import code_span, markdown
from bylaw.reports.summary import plural
from bylaw.verdict.architecture import Edge, Picture

MOST: Final = 30
"""Edges that are shown."""
_BYTES: Final = 12_000
"""Of the section, so that it leaves room for findings."""
_LONGEST: Final = 100
_LEGEND: Final = (
    "Thick: imports are added. Dotted: imports are removed. With a cross: not allowed. "
    "`+2 -1`: imports gained and lost."
)


def section(picture: Picture) -> str:
    """A picture of the edges that a change touches, folded up; empty where it touches none."""
    if not picture.edges:
        return ""
    for most in (MOST, MOST // 3, 0):
        text = _section(picture, most)
        if len(text.encode()) <= _BYTES:
            return text
    return text


def _section(picture: Picture, most: int) -> str:
    shown = _joined(drawable(picture, edges=most))
    rest = len(picture.edges) - len(shown.edges)
    parts = [f"\n<details>\n<summary>Architecture: {_summary(picture)}</summary>\n"]
    if shown.edges:
        parts.append(f"```mermaid\n{embedded(shown)}\n```\n")
        parts.append(f"{_LEGEND}\n")
        parts.append("".join(map(_line, shown.edges)))
    if rest:
        more = plural(rest, "more edge") if shown.edges else plural(rest, "edge")
        parts.append(f"{more} {'is' if rest == 1 else 'are'} not shown here.\n")
    parts += [f"{said}\n" for said in missing(replace(picture, left_out=0, edges_left_out=0))]
    return "\n".join(parts) + "\n</details>\n"


def _joined(picture: Picture) -> Picture:
    """Without the components that no edge of it has."""
    kept = {end for edge in picture.edges for end in ends(edge)}
    nodes = tuple(node for node in picture.nodes if key(node) in kept)
    return replace(picture, nodes=nodes, left_out=0, edges_left_out=0)


def _summary(picture: Picture) -> str:
    counts = (
        (sum(edge.added > 0 for edge in picture.edges), "gains imports", "gain imports"),
        (sum(edge.removed > 0 for edge in picture.edges), "loses imports", "lose imports"),
    )
    parts = [
        f"{plural(count, 'edge')} {one if count == 1 else many}"
        for count, one, many in counts
        if count
    ]
    if denied := sum(bool(edge.reason) for edge in picture.edges):
        parts.append(f"{denied:,} not allowed")
    return ", ".join(parts)


def _line(edge: Edge) -> str:
    reason = f", **not allowed**: {markdown(_cut(edge.reason))}" if edge.reason else ""
    names = f"{code_span(_cut(edge.source))} → {code_span(_cut(edge.target))}"
    return f"- {names}: {counted(edge)}{reason}\n"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
