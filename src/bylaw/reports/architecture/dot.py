"""A picture in the language DOT, which Graphviz draws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bylaw.reports.architecture.bands import bands, numbered
from bylaw.reports.architecture.focus import drawable, ends, key
from bylaw.reports.architecture.words import LEGEND, mark, missing, stroke, told
from bylaw.reports.escape import line
from bylaw.verdict.architecture import Picture

_STYLE: Final = {
    "added": 'color="#1a7f37", fontcolor="#1a7f37", penwidth=2.5',
    "removed": 'color="#6e7781", fontcolor="#6e7781", style=dotted, penwidth=1.5',
    "denied": 'color="#cf222e", fontcolor="#cf222e", style=dashed, penwidth=2.5',
    "same": 'color="#6e7781"',
}


def render(picture: Picture) -> str:
    """The picture as a directed graph."""
    return "\n".join(_lines(drawable(picture))) + "\n"


def _lines(picture: Picture) -> Iterator[str]:
    ids = numbered(picture)
    yield "digraph architecture {"
    for said in missing(picture):
        yield f"  // {said}"
    yield '  graph [rankdir=TB, newrank=true, compound=true, fontname="sans-serif"];'
    yield '  node [shape=box, fontname="sans-serif"];'
    yield '  edge [fontname="sans-serif", fontsize=10];'
    found = bands(picture)
    for number, band in enumerate(found, 1):
        yield f"  subgraph cluster_{number} {{"
        yield f'    label="{label(band.title)}";'
        if band.is_layer or band.is_external:
            yield "    rank=same;"
        for node in band.nodes:
            more = ", style=rounded" if node.is_external else ""
            yield f'    {ids[key(node)]} [label="{label(node.name)}"{more}];'
        yield "  }"
    firsts = [ids[key(band.nodes[0])] for band in found if band.is_layer or band.is_external]
    if len(firsts) > 1:  # unseen, so that the layers stand below one another
        yield f"  {' -> '.join(firsts)} [style=invis];"
    strokes = set()
    for edge in picture.edges:
        source, target = (ids[end] for end in ends(edge))
        kind = stroke(edge)
        strokes.add(kind)
        marks = mark(edge)
        said = f', label="{label(marks)}"' if marks else ""
        yield f'  {source} -> {target} [{_STYLE[kind]}, tooltip="{label(told(edge))}"{said}];'
    if strokes - {"same"}:
        yield "  subgraph cluster_legend {"
        yield '    label="legend";'
        yield '    node [shape=point, label=""];'
        for kind, meaning in LEGEND:
            if kind in strokes:
                yield f'    {kind}_a -> {kind}_b [{_STYLE[kind]}, label="{label(meaning)}"];'
        yield "  }"
    yield "}"


def label(text: str) -> str:
    """A text inside of quotes, in which Graphviz reads escapes and entities."""
    shown = line(text).replace("\\", "\\\\").replace('"', '\\"')
    return shown.replace("&", "&amp;")
