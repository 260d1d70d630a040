"""Where the boxes and lines of a drawing stand, in pixels from the upper left corner."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.reports.architecture.bands import Band, bands
from bylaw.reports.architecture.focus import Key, ends
from bylaw.reports.architecture.ranks import Row, rows
from bylaw.reports.escape import line
from bylaw.verdict.architecture import Edge, Picture

TITLE: Final = 24
"""The height of a band's title."""
BOX: Final = 34
_WIDE: Final = 1_280
"""A row that is wider goes on below."""
_LONGEST: Final = 28
"""Characters of a name; a longer one is cut."""
_CHARACTER: Final = 8
"""The width of one of 13 pixels: what the widest of the usual fonts takes on the mean."""
_PAD: Final = 12
_GAP: Final = 28
_BETWEEN: Final = 58
"""Between two rows; the arcs of a row's own edges take part of it."""
_ARC: Final = 44
"""Below a row with arcs."""
_MARGIN: Final = 16


@dataclass(frozen=True, slots=True)
class Box:
    """A node as it is drawn."""

    key: Key
    text: str
    row: int
    x: int
    y: int
    width: int


@dataclass(frozen=True, slots=True)
class Strip:
    """A band as it is drawn: as wide as the drawing."""

    title: str
    y: int
    height: int
    is_external: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """An edge as it is drawn: a cubic curve by its four points."""

    edge: Edge
    points: tuple[tuple[int, int], ...]

    @property
    def mark(self) -> tuple[int, int]:
        """Where text about it stands: beside its start, where no box is."""
        (x, y), (_, bend), *_ = self.points
        return x + 4, y + 18 if bend > y else y - 10


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
    broken = [(row.band, part) for row in rows(picture, found) for part in _broken(row)]
    widths = [sum(map(_width, part)) + _GAP * (len(part) - 1) for _, part in broken]
    width = max([*widths, 320]) + 2 * (_MARGIN + _PAD)
    boxes: list[Box] = []
    strips: list[Strip] = []
    arched = _arched(picture, broken)
    y, last = _MARGIN, -1
    for number, (band, part) in enumerate(broken):
        if band != last:
            y += _BETWEEN // 2 if strips else 0
            strips.append(_strip(found[band], y))
            y += TITLE + _PAD
            last = band
        x = (width - widths[number]) // 2
        for node in part:
            boxes.append(Box(node, _text(node), number, x, y, _width(node)))
            x += _width(node) + _GAP
        y += BOX + _BETWEEN
        below = _ARC if number in arched else _PAD
        strips[-1] = _down_to(strips[-1], y - _BETWEEN + below)
        if number + 1 < len(broken) and broken[number + 1][0] != band:
            y += below - _BETWEEN // 2
    height = (strips[-1].y + strips[-1].height if strips else y) + _MARGIN
    return Layout(width, height, tuple(boxes), tuple(strips), _curves(picture, boxes))


def _arched(picture: Picture, broken: Sequence[tuple[int, Sequence[Key]]]) -> set[int]:
    """The numbers of the rows with edges of their own."""
    row = {node: number for number, (_, part) in enumerate(broken) for node in part}
    pairs = (ends(edge) for edge in picture.edges)
    return {row[source] for source, target in pairs if row[source] == row[target]}


def _strip(band: Band, y: int) -> Strip:
    return Strip(line(band.title), y, 0, band.is_external)


def _down_to(strip: Strip, y: int) -> Strip:
    return Strip(strip.title, strip.y, y - strip.y, strip.is_external)


def _broken(row: Row) -> list[list[Key]]:
    """A row in as many as it needs; what is left of something stays left of it."""
    wide = sum(_width(node) + _GAP for node in row.nodes)
    count = ceil(wide / _WIDE)
    return [list(row.nodes[at::count]) for at in range(count) if row.nodes[at::count]]


def _text(node: Key) -> str:
    shown = line(node[0])
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"


def _width(node: Key) -> int:
    from bylaw.reports.console.terminal import width

    return max(56, width(_text(node)) * _CHARACTER + 2 * _PAD)


def _curves(picture: Picture, boxes: Sequence[Box]) -> tuple[Curve, ...]:
    by_key = {box.key: box for box in boxes}
    pairs = []
    for edge in picture.edges:
        source, target = (by_key[end] for end in ends(edge))
        pairs.append((edge, source, target))
    ports = _ports(pairs)
    return tuple(
        Curve(edge, _points(source, target, ports[at, True], ports[at, False]))
        for at, (edge, source, target) in enumerate(pairs)
    )


def _sides(source: Box, target: Box) -> tuple[str, str]:
    """Where an edge leaves its source and reaches its target."""
    if source.row == target.row:
        return "bottom", "bottom"
    return ("bottom", "top") if source.row < target.row else ("top", "bottom")


def _ports(pairs: Sequence[tuple[Edge, Box, Box]]) -> dict[tuple[int, bool], int]:
    """The x of both ends of each edge: spread over the side, in the order of where they lead."""
    sides: dict[tuple[Key, str], list[tuple[int, int, int, bool]]] = {}
    for at, (_, source, target) in enumerate(pairs):
        leaves, reaches = _sides(source, target)
        sides.setdefault((source.key, leaves), []).append((target.x, target.row, at, True))
        sides.setdefault((target.key, reaches), []).append((source.x, source.row, at, False))
    by_key = {box.key: box for _, *both in pairs for box in both}
    found: dict[tuple[int, bool], int] = {}
    for (node, _), listed in sides.items():
        box = by_key[node]
        room = box.width - 2 * _PAD
        for number, (_, _, at, is_source) in enumerate(sorted(listed), 1):
            found[at, is_source] = box.x + _PAD + room * number // (len(listed) + 1)
    return found


def _points(source: Box, target: Box, start: int, end: int) -> tuple[tuple[int, int], ...]:
    leaves, reaches = _sides(source, target)
    y1 = source.y + (BOX if leaves == "bottom" else 0)
    y2 = target.y + (BOX if reaches == "bottom" else 0)
    if source.row == target.row:
        bend = min(_BETWEEN - 6, 24 + abs(end - start) // 12)
        return (start, y1), (start, y1 + bend), (end, y2 + bend), (end, y2)
    pull = max(abs(y2 - y1) // 2, 20)
    sign = 1 if y1 < y2 else -1
    return (start, y1), (start, y1 + sign * pull), (end, y2 - sign * pull), (end, y2)
