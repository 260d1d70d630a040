"""What a fix changes: lines before and after, taken from the excerpt of a finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bylaw.dataclass import dataclass
from bylaw.facts.place import Place
from bylaw.verdict.model import Edit, Excerpt


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines that edits change together."""

    line: int
    """The number of the first of them."""
    old: tuple[str, ...]
    new: tuple[str, ...]


def hunks(excerpt: Excerpt | None, path: str, edits: Sequence[Edit]) -> tuple[Hunk, ...]:
    """The edits of a finding in `path`, in order; none where one of them is out of sight."""
    if excerpt is None or any(edit.place.path != path for edit in edits):
        return ()
    first, last = excerpt.first_line, excerpt.first_line + len(excerpt.lines) - 1
    if not all(first <= edit.place.line <= edit.place.last_line <= last for edit in edits):
        return ()
    if any(beyond(excerpt, edit.place) for edit in edits):
        return ()
    ordered = sorted(edits, key=lambda edit: (edit.place.line, edit.place.column))
    return tuple(_hunks(excerpt, ordered))


def beyond(excerpt: Excerpt, place: Place) -> bool:
    """Whether a place starts or ends behind what the excerpt holds of a very long line."""
    ends = ((place.line, place.column), (place.last_line, place.end_column))
    lines, first = excerpt.lines, excerpt.first_line
    return any(
        number - first < len(lines) and column > len(lines[number - first]) + 1
        for number, column in ends
    )


def _hunks(excerpt: Excerpt, edits: Sequence[Edit]) -> Iterator[Hunk]:
    groups: list[list[Edit]] = []
    for edit in edits:
        if groups and edit.place.line <= groups[-1][-1].place.last_line:
            groups[-1].append(edit)
        else:
            groups.append([edit])
    for group in groups:
        first = group[0].place.line
        last = max(edit.place.last_line for edit in group)
        old = excerpt.lines[first - excerpt.first_line : last - excerpt.first_line + 1]
        new = list(old)
        for edit in reversed(group):
            place = edit.place
            start, end = place.line - first, place.last_line - first
            tail = new[end][place.end_column - 1 :] if place.end_column else ""
            text = new[start][: place.column - 1] + edit.text + tail
            new[start : end + 1] = text.split("\n")
        yield Hunk(first, old, tuple(new))
