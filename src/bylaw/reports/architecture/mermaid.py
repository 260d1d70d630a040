"""A picture as a Mermaid flowchart, which GitHub and GitLab draw in Markdown.

In a label all but letters, digits and a few harmless characters is written as an entity code:
Mermaid takes labels for HTML, and for Markdown where they begin with a backquote.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bylaw.reports.architecture.bands import bands, numbered
from bylaw.reports.architecture.focus import drawable, ends, key
from bylaw.reports.architecture.words import LEGEND, mark, missing, stroke
from bylaw.reports.escape import line
from bylaw.verdict.architecture import Edge, Picture

_LONGEST: Final = 60
_PLAIN: Final = frozenset(" ._/+-")
_ARROW: Final = {"added": "==>", "removed": "-.->", "denied": "==x", "same": "-->"}
_COLOR: Final = {"added": "#1a7f37", "removed": "#6e7781", "denied": "#cf222e"}


def render(picture: Picture) -> str:
    """The picture with a legend of the strokes in it."""
    return "\n".join(_lines(drawable(picture), legend=True)) + "\n"


def embedded(picture: Picture) -> str:
    """The picture for a report that has a legend of its own."""
    return "\n".join(_lines(picture, legend=False))


def _lines(picture: Picture, *, legend: bool) -> Iterator[str]:
    ids = numbered(picture)
    yield "flowchart TB"
    for said in missing(picture):
        yield f"  %% {said}"
    found = bands(picture)
    for number, band in enumerate(found, 1):
        yield f'  subgraph b{number}["{label(band.title)}"]'
        for node in band.nodes:
            text = f'"{label(node.name)}"'
            yield f"    {ids[key(node)]}" + (f"([{text}])" if band.is_external else f"[{text}]")
        yield "  end"
    strokes = [stroke(edge) for edge in picture.edges]
    for edge, kind in zip(picture.edges, strokes, strict=True):
        source, target = (ids[end] for end in ends(edge))
        yield f"  {source} {_ARROW[kind]}{_said(edge)} {target}"
    shown = [each for each in LEGEND if each[0] in strokes] if legend else []
    if any(kind != "same" for kind, _ in shown):
        yield '  subgraph legend["legend"]'
        for number, (kind, meaning) in enumerate(shown, 1):
            yield f'    k{number}a[" "] {_ARROW[kind]}|"{label(meaning)}"| k{number}b[" "]'
        yield "  end"
        strokes += [kind for kind, _ in shown]
    layers = [f"b{number}" for number, band in enumerate(found, 1) if band.is_layer]
    if len(layers) > 1:  # unseen, so that the layers stand below one another
        yield f"  {' ~~~ '.join(layers)}"
    for kind, color in _COLOR.items():
        numbers = ",".join(str(at) for at, each in enumerate(strokes) if each == kind)
        if numbers:
            yield f"  linkStyle {numbers} stroke:{color}"


def _said(edge: Edge) -> str:
    marks = mark(edge)
    return f'|"{label(marks)}"|' if marks else ""


def label(text: str) -> str:
    """A text inside of the quotes of a label."""
    shown = line(text)
    shown = shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"
    safe = "".join(
        char if (char.isascii() and char.isalnum()) or char in _PLAIN else f"#{ord(char)};"
        for char in shown
    )
    return safe or " "
