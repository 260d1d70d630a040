"""A picture as SVG that needs nothing else: no script, no font, no network.

It follows the reader's choice of a light or a dark page, and tells edges apart by their strokes as
well as by their colours.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bylaw.reports.architecture.focus import drawable, is_marked
from bylaw.reports.architecture.layout import BOX, Box, Curve, Layout, layout
from bylaw.reports.architecture.words import LEGEND, MARKS, mark, missing, stroke, summary, told
from bylaw.reports.escape import line, xml
from bylaw.verdict.architecture import Node, Picture

_MOST_TOLD: Final = 40
"""Edges that the description tells of; the others have titles of their own."""
STYLE: Final = """\
.arch{background:#fff;color-scheme:light dark;font:13px system-ui,sans-serif}
.arch text{fill:#1f2328}
.arch .band{fill:#f6f8fa;stroke:#d1d9e0}
.arch .title{font-size:12px;fill:#59636e}
.arch .node{fill:#fff;stroke:#59636e}
.arch .package{stroke-dasharray:2 3}
.arch .edge{fill:none}
.arch .same{stroke:#8c959f;stroke-width:1.2}
.arch .added{stroke:#1a7f37;stroke-width:3}
.arch .removed{stroke:#6e7781;stroke-width:2;stroke-dasharray:2 4}
.arch .denied{stroke:#cf222e;stroke-width:3;stroke-dasharray:9 4}
.arch .tip-same{fill:#8c959f}
.arch .tip-added{fill:#1a7f37}
.arch .tip-removed{fill:#6e7781}
.arch .tip-denied{fill:#cf222e}
.arch .mark{font-weight:600;paint-order:stroke;stroke:#fff;stroke-width:4px}
.arch g:hover>.edge{stroke-width:5}
@media(prefers-color-scheme:dark){
.arch{background:#0d1117}
.arch text{fill:#e6edf3}
.arch .band{fill:#151b23;stroke:#3d444d}
.arch .title{fill:#9198a1}
.arch .node{fill:#0d1117;stroke:#9198a1}
.arch .same{stroke:#6e7681}
.arch .added{stroke:#3fb950}
.arch .removed{stroke:#9198a1}
.arch .denied{stroke:#f85149}
.arch .tip-same{fill:#6e7681}
.arch .tip-added{fill:#3fb950}
.arch .tip-removed{fill:#9198a1}
.arch .tip-denied{fill:#f85149}
.arch .mark{stroke:#0d1117}
}"""
"""Every selector begins with a class of the picture's own, because a page can hold it as it is."""


def render(picture: Picture) -> str:
    """The picture as an SVG document."""
    return "\n".join(_lines(drawable(picture))) + "\n"


def _lines(picture: Picture) -> Iterator[str]:
    placed = layout(picture)
    strokes = {stroke(edge) for edge in picture.edges}
    legend = [each for each in LEGEND if each[0] in strokes] if strokes - {"same"} else []
    notes = [MARKS] if any(edge.added or edge.removed for edge in picture.edges) else []
    notes += missing(picture)
    height = placed.height + 20 * (len(notes) + bool(legend)) + 8 * bool(notes or legend)
    # What stands below a small picture is wider than it.
    told_below = [36 + 7 * len(said) for said in notes]
    width = max(placed.width, sum(72 + 7 * len(said) for _, said in legend) + 18, *told_below, 0)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" class="arch" role="img" '
        'aria-labelledby="arch-title arch-desc">'
    )
    yield f'<title id="arch-title">Architecture: {xml(summary(picture))}</title>'
    yield f'<desc id="arch-desc">{_described(picture, placed)}</desc>'
    yield f"<style>{STYLE}</style>"
    yield "<defs>"
    for kind in sorted(strokes):
        yield (
            f'<marker id="arch-tip-{kind}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" '
            f'markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">'
            f'<path class="tip-{kind}" d="M0 0L10 5L0 10z"/></marker>'
        )
    yield "</defs>"
    for strip in placed.strips:
        yield (
            f'<rect class="band" x="8" y="{strip.y}" width="{placed.width - 16}" '
            f'height="{strip.height}" rx="6"/>'
        )
        yield f'<text class="title" x="18" y="{strip.y + 17}">{xml(strip.title)}</text>'
    # What is marked lies above what is not, and the boxes above all lines.
    for curve in sorted(placed.curves, key=lambda one: stroke(one.edge) != "same"):
        yield from _edge(curve)
    for box in placed.boxes:
        yield from _box(box)
    for curve in placed.curves:
        yield from _mark(curve)
    yield from _foot(legend, notes, placed.height)
    yield "</svg>"


def _edge(curve: Curve) -> Iterator[str]:
    kind = stroke(curve.edge)
    yield f"<g><title>{xml(line(told(curve.edge)))}</title>"
    yield (f'<path class="edge {kind}" marker-end="url(#arch-tip-{kind})" d="{curve.path}"/></g>')


def _box(box: Box) -> Iterator[str]:
    is_external = box.node.is_external
    yield f"<g><title>{xml(line(_node(box.node)))}</title>"
    yield (
        f'<rect class="node{" package" * is_external}" x="{box.x}" y="{box.y}" '
        f'width="{box.width}" height="{BOX}" rx="{14 if is_external else 4}"/>'
    )
    yield (
        f'<text x="{box.x + box.width // 2}" y="{box.y + 22}" text-anchor="middle">'
        f"{xml(box.text)}</text></g>"
    )


def _node(node: Node) -> str:
    said = [node.kind, node.layer and f"layer {node.layer}", node.owner and f"owner {node.owner}"]
    return ", ".join(filter(None, (node.name, *said)))


def _mark(curve: Curve) -> Iterator[str]:
    said = mark(curve.edge)
    if said:
        x, y = curve.mark
        yield f'<text class="mark" x="{x}" y="{y}">{xml(said)}</text>'


def _foot(legend: list[tuple[str, str]], notes: list[str], top: int) -> Iterator[str]:
    x, y = 18, top + 8
    for kind, meaning in legend:
        yield (
            f'<path class="edge {kind}" marker-end="url(#arch-tip-{kind})" d="M{x} {y}H{x + 40}"/>'
        )
        yield f'<text class="title" x="{x + 48}" y="{y + 4}">{xml(meaning)}</text>'
        x += 72 + 7 * len(meaning)
    for number, said in enumerate(notes, bool(legend)):
        yield f'<text class="title" x="18" y="{y + 4 + 20 * number}">{xml(said)}</text>'


def _described(picture: Picture, placed: Layout) -> str:
    """For those who do not see it: the bands, and the edges that matter."""
    said = []
    for strip in placed.strips:
        names = [box.text for box in placed.boxes if strip.y < box.y < strip.y + strip.height]
        said.append(f"{strip.title}: {', '.join(names)}.")
    told_of = [edge for edge in picture.edges if is_marked(edge)]
    said += [f"{line(told(edge))}." for edge in told_of[:_MOST_TOLD]]
    if len(told_of) > _MOST_TOLD:
        said.append(f"And {len(told_of) - _MOST_TOLD:,} more edges that are marked.")
    return xml(" ".join((*said, *missing(picture))))
