"""The source around a finding, with carets under what is meant, and its fix as a small diff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bylaw.facts.place import Place
from bylaw.reports.console.terminal import Paint, Style, cells
from bylaw.reports.hunks import beyond, hunks
from bylaw.verdict.model import Edit, Excerpt


def gutter(excerpt: Excerpt | None, place: Place) -> int:
    """Columns of the line numbers."""
    last = place.last_line if excerpt is None else excerpt.first_line + len(excerpt.lines) - 1
    return len(str(last)) if place.scope == "region" else 1


def source(
    excerpt: Excerpt, place: Place, columns: int, paint: Paint, style: Style
) -> Iterator[str]:
    """The excerpt's lines; a region within one line is underlined, a longer one marked with `>`."""
    margin = gutter(excerpt, place)
    room = max(columns - margin - 3, 10)
    rows = [cells(text) for text in excerpt.lines]
    target = place.line - excerpt.first_line
    one_line = place.last_line == place.line
    marked = one_line and not beyond(excerpt, place)
    start, size = _underline(rows[target], excerpt.lines[target], place) if marked else (0, 0)
    shift = _shift(start, size, room)
    first, last = _told(excerpt, place)
    for index, row in enumerate(rows[: last + 1]):
        if index < first:
            continue
        number = excerpt.first_line + index
        inside = place.line <= number <= place.last_line
        bar = ">" if inside and not one_line else "|"
        shown = _window(row, shift, room)
        head = paint("path", f"{number:>{margin}}")
        bar = paint(style, bar) if bar == ">" else paint("path", bar)
        yield f"{head} {bar} {shown}".rstrip()
        if index == target and size:
            start_column = start - shift
            carets = paint(style, "^" * min(size, room - start_column))
            yield f"{' ' * margin} {paint('path', '|')} {' ' * start_column}{carets}"


def _told(excerpt: Excerpt, place: Place) -> tuple[int, int]:
    """The first and the last line to show: blank neighbours at the edges say nothing."""
    first, last = 0, len(excerpt.lines) - 1
    while first < place.line - excerpt.first_line and not excerpt.lines[first].strip():
        first += 1
    while last > place.last_line - excerpt.first_line and not excerpt.lines[last].strip():
        last -= 1
    return first, last


def _underline(row: Sequence[tuple[str, int]], text: str, place: Place) -> tuple[int, int]:
    """Where the carets start and how many there are; a whole line counts without its margins."""
    first = place.column - 1
    last = place.end_column - 1 if place.end_column else len(text.rstrip())
    if place.column == 1 and not place.end_column:
        first = len(text) - len(text.lstrip())
    first = min(first, len(row))
    before = sum(size for _, size in row[:first])
    return before, max(1, sum(size for _, size in row[first : max(first, last)]))


def _shift(start: int, size: int, room: int) -> int:
    """How many columns to leave out on the left, so that the carets are in sight."""
    if start + min(size, room) <= room:
        return 0
    return max(0, start - max(room // 3, 1))


def _window(row: Sequence[tuple[str, int]], shift: int, room: int) -> str:
    total = sum(size for _, size in row)
    if not shift and total <= room:
        return "".join(shown for shown, _ in row)
    left, right = shift, shift + room
    picked, at = [], 0
    for shown, size in row:
        end = at + size
        if at >= left and end <= right:
            picked.append((shown, size))
        elif end > left and at < right:
            visible = min(end, right) - max(at, left)
            picked.append((" " * visible, visible))
        at = end
    if total > right:
        picked = _ellipsis(picked, last=True)
    if shift and picked:
        picked = _ellipsis(picked, last=False)
    return "".join(shown for shown, _ in picked)


def _ellipsis(picked: list[tuple[str, int]], *, last: bool) -> list[tuple[str, int]]:
    index = max(i for i, (_, size) in enumerate(picked) if size) if last else 0
    size = picked[index][1]
    mark = ("…" + " " * (size - 1), size)
    return [*picked[:index], mark] if last else [mark, *picked[1:]]


def fix(
    excerpt: Excerpt | None, path: str, edits: Sequence[Edit], columns: int, paint: Paint
) -> Iterator[str]:
    """The lines that the edits change, before and after; nothing where they are out of sight."""
    found = hunks(excerpt, path, edits)
    if excerpt is None or not found:
        return
    margin = len(str(excerpt.first_line + len(excerpt.lines) - 1))
    room = max(columns - margin - 3, 10)
    for hunk in found:
        shift = _common_shift(hunk.old, hunk.new, room)
        for index, text in enumerate(hunk.old):
            shown = paint("cut", "- " + _window(cells(text), shift, room - 1).rstrip())
            yield f"{paint('path', f'{hunk.line + index:>{margin}}')} {shown}"
        for text in hunk.new:
            shown = paint("add", "+ " + _window(cells(text), shift, room - 1).rstrip())
            yield f"{' ' * margin} {shown}"


def _common_shift(old: Sequence[str], new: Sequence[str], room: int) -> int:
    """Left columns to leave out, so that the first difference of long lines is in sight."""
    if not old or not new:
        return 0
    pairs = enumerate(zip(old[0], new[0], strict=False))
    same = next((index for index, (before, after) in pairs if before != after), 0)
    return _shift(same, room // 2, room) if max(len(old[0]), len(new[0])) > room else 0
