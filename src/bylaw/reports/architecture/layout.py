"""Where the boxes and lines of a drawing stand, in pixels from the upper left corner."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.reports.architecture.bands import Band, bands
from bylaw.reports.architecture.focus import is_marked
from bylaw.reports.architecture.ranks import links, rows
from bylaw.reports.architecture.routes import Routes, routed
from bylaw.reports.escape import line
from bylaw.verdict.architecture import Edge, Node, Picture

BOX: Final = 34
"""The height of a box."""
_TITLE: Final = 24
"""The height of a band's title."""
_WIDE: Final = 1_280
"""A row whose boxes are wider goes on below."""
_NARROWEST: Final = 360
_LONGEST: Final = 28
"""Characters of a name; a longer one is cut."""
_CHARACTER: Final = 8
"""The width of one of 13 pixels: what the widest of the usual fonts takes on the mean."""
_PAD: Final = 12
_GAP: Final = 24
_BETWEEN: Final = 58
"""Between two rows; the arcs of a row's own edges take part of it."""
_ARC: Final = 44
"""Below a row with arcs."""
_MARGIN: Final = 16


@dataclass(frozen=True, slots=True)
class Box:
    """A node as it is drawn."""

    node: Node
    text: str
    x: int
    y: int
    width: int


@dataclass(frozen=True, slots=True)
class Strip:
    """A band as it is drawn: as wide as the drawing."""

    title: str
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Curve:
    """An edge as it is drawn."""

    edge: Edge
    path: str
    """In the language of SVG's `d`."""
    mark: tuple[int, int]
    """Where text about it stands: beside its start, where no box is."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A drawing."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    strips: tuple[Strip, ...]
    curves: tuple[Curve, ...]


def layout(picture: Picture) -> Layout:
    """Lays a picture out; the same picture gives the same drawing."""
    found = bands(picture)
    widths = [_width(node) for node in picture.nodes]
    broken = [
        (row.band, part) for row in rows(picture, found) for part in _broken(row.nodes, widths)
    ]
    pairs = links(picture)
    bundles = [at if is_marked(edge) else -1 for at, edge in enumerate(picture.edges)]
    routes = routed([part for _, part in broken], pairs, bundles, widths.__getitem__, _GAP)
    arched = _arched([part for _, part in broken], pairs)
    tops, strips = _stacked([band for band, _ in broken], found, arched)
    shift, width = _shift(routes, widths)
    middles = {each: at + shift for each, at in routes.middles.items()}
    boxes = tuple(
        Box(node, _text(node), middles[at] - widths[at] // 2, tops[row], widths[at])
        for row, (_, part) in enumerate(broken)
        for at in sorted(part)
        for node in (picture.nodes[at],)
    )
    curves = _Curves(routes, middles, tops, widths).all(picture.edges)
    bottom = strips[-1].y + strips[-1].height if strips else 0
    return Layout(width, bottom + _MARGIN, boxes, tuple(strips), curves)


def _text(node: Node) -> str:
    shown = line(node.name)
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"


def _width(node: Node) -> int:
    from bylaw.reports.console.terminal import width

    return max(56, width(_text(node)) * _CHARACTER + 2 * _PAD)


def _broken(nodes: Sequence[int], widths: Sequence[int]) -> list[list[int]]:
    """A row in as many as it needs."""
    count = max(ceil(sum(widths[each] + _GAP for each in nodes) / _WIDE), 1)
    return [list(nodes[at::count]) for at in range(count) if nodes[at::count]]


def _arched(parts: Sequence[Sequence[int]], pairs: Sequence[tuple[int, int]]) -> set[int]:
    """The numbers of the rows with edges of their own."""
    row = {node: number for number, part in enumerate(parts) for node in part}
    return {row[source] for source, target in pairs if row[source] == row[target]}


def _stacked(
    of_rows: Sequence[int], found: Sequence[Band], arched: set[int]
) -> tuple[list[int], list[Strip]]:
    """The top of the boxes of each row, and the strips of the bands."""
    tops: list[int] = []
    strips: list[Strip] = []
    y, start = _MARGIN, _MARGIN
    for number, band in enumerate(of_rows):
        if not number or of_rows[number - 1] != band:
            start = y
            y += _TITLE + _PAD
        tops.append(y)
        below = _ARC if number in arched else _PAD
        if number + 1 == len(of_rows) or of_rows[number + 1] != band:
            y += BOX + below
            strips.append(Strip(line(found[band].title), start, y - start))
            y += _BETWEEN // 2
        else:
            y += BOX + _BETWEEN
    return tops, strips


def _shift(routes: Routes, widths: Sequence[int]) -> tuple[int, int]:
    """How far all moves to the right, and the width of the drawing."""
    left = right = 0
    for each, at in routes.middles.items():
        half = (widths[each] if each < len(widths) else 0) // 2 + 1
        left, right = min(left, at - half), max(right, at + half)
    wide = right - left + 2 * (_MARGIN + _PAD)
    width = max(wide, _NARROWEST)
    return _MARGIN + _PAD - left + (width - wide) // 2, width


class _Curves:
    """Turns the paths of edges into lines."""

    def __init__(
        self,
        routes: Routes,
        middles: dict[int, int],
        tops: Sequence[int],
        widths: Sequence[int],
    ) -> None:
        self._routes = routes
        self._middles = middles
        self._tops = tops
        self._widths = widths
        self._row = {each: at for at, row in enumerate(routes.rows) for each in row}
        self._ports = self._all_ports()

    def all(self, edges: Sequence[Edge]) -> tuple[Curve, ...]:
        """All edges, in their order."""
        return tuple(
            self._curve(edge, path) for edge, path in zip(edges, self._routes.paths, strict=True)
        )

    def _side(self, node: int, other: int) -> int:
        """Which side of a box an edge touches: 1 is the bottom, 0 the top."""
        return int(self._row[other] >= self._row[node])

    def _all_ports(self) -> dict[tuple[int, int], int]:
        """Where edges touch a box, by the box and what comes next on the path.

        They are spread over its side, in the order of where they lead.
        """
        sides: dict[tuple[int, int], set[int]] = {}
        for path in self._routes.paths:
            for node, other in ((path[0], path[1]), (path[-1], path[-2])):
                sides.setdefault((node, self._side(node, other)), set()).add(other)
        found: dict[tuple[int, int], int] = {}
        for (node, _), others in sides.items():
            room = self._widths[node] - 2 * _PAD
            left = self._middles[node] - room // 2
            ordered = sorted(others, key=lambda each: (self._middles[each], each))
            for number, other in enumerate(ordered, 1):
                found[node, other] = left + room * number // (len(ordered) + 1)
        return found

    def _curve(self, edge: Edge, path: Sequence[int]) -> Curve:
        source, target = path[0], path[-1]
        leaves, reaches = self._side(source, path[1]), self._side(target, path[-2])
        x, y = self._ports[source, path[1]], self._tops[self._row[source]] + BOX * leaves
        end = self._ports[target, path[-2]], self._tops[self._row[target]] + BOX * reaches
        mark = (x + 4, y + 16 if leaves else y - 8)
        drawn = f"M{x} {y}"
        if self._row[source] == self._row[target]:
            bend = min(_BETWEEN - 6, 24 + abs(end[0] - x) // 12)
            drawn += f"C{x} {y + bend} {end[0]} {end[1] + bend} {end[0]} {end[1]}"
            return Curve(edge, drawn, mark)
        for stop in path[1:-1]:
            top = self._tops[self._row[stop]]
            enter, leave = (top, top + BOX) if leaves else (top + BOX, top)
            at = self._middles[stop]
            drawn += f"{_bent(x, y, at, enter)}V{leave}"
            x, y = at, leave
        return Curve(edge, drawn + _bent(x, y, *end), mark)


def _bent(x: int, y: int, to_x: int, to_y: int) -> str:
    """A curve that begins and ends upright."""
    pull = (to_y - y) // 2
    return f"C{x} {y + pull} {to_x} {to_y - pull} {to_x} {to_y}"
