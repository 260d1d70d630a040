"""Where findings about dependencies stand."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bylaw.facts.place import Place, Unknown
from bylaw.sources.manifests.interface import Entry

if TYPE_CHECKING:
    from bylaw.sources.git.change import Change
    from bylaw.sources.git.files import File


def at(path: str, entry: Entry) -> Place:
    """An entry's own region."""
    return Place(path, entry.line, entry.column, entry.end_line, entry.end_column)


class Lines:
    """The numbers of some lines of a file."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self._sorted = sorted(numbers)
        self._known = frozenset(numbers)

    def __contains__(self, line: int) -> bool:
        return line in self._known

    def after(self, line: int) -> int | None:
        """The first of them that is after a line."""
        at = bisect_right(self._sorted, line)
        return self._sorted[at] if at < len(self._sorted) else None


def added_lines(change: Change) -> Callable[[str], Lines]:
    """The numbers of the lines that the change adds to a file, by its path; read once a file."""
    known: dict[str, Lines] = {}

    def numbers(path: str) -> Lines:
        if path not in known:
            file = change.file(path)
            known[path] = Lines([] if file is None else _numbers(file, "head"))
        return known[path]

    return numbers


def survivors(change: Change) -> Callable[[str, int, str], Place]:
    """Tells the place at head of what stood at a line of the base; each file is read once.

    That is the nearest line above that survived, else the first line; where the file is gone, the
    line itself, at the base. What is asked with is the path at the base, the line, and the path at
    the head.
    """
    known: dict[str, tuple[list[int], list[int]] | None] = {}

    def place(path: str, line: int, head_path: str) -> Place:
        if head_path not in known:
            known[head_path] = _moves(change.file(head_path))
        moves = known[head_path]
        if moves is None:
            return Place(path, line, side="base")
        removed, shifts = moves
        kept = line - bisect_left(removed, line + 1)  # lines up to this one that survived
        return Place(head_path, kept + bisect_right(shifts, kept) if kept else 1)

    return place


def _moves(file: File | None) -> tuple[list[int], list[int]] | None:
    """Lines that are gone, and of each that is new how many others stand before it."""
    if file is None or file.status == "deleted":
        return None
    added = sorted(_numbers(file, "head"))
    return sorted(_numbers(file, "base")), [each - at for at, each in enumerate(added)]


def _numbers(file: File, side: str) -> list[int]:
    block = file.added_lines if side == "head" else file.removed_lines
    if isinstance(block, Unknown):
        return []
    return [line.number for line in block]
