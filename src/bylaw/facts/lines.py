"""Lines of one file kept as one buffer, so that a scan runs over bytes and few objects are made."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, Literal, overload

from bylaw.facts.place import Place, Side, Unknown

Kind = Literal["added", "removed", "all"]


class Line:
    """One line of a file, made only when a rule looks at it."""

    __slots__ = ("_text", "block", "number", "offset")

    def __init__(self, block: LineBlock, number: int, offset: int) -> None:
        self.block = block
        self.number = number
        self.offset = offset
        self._text: str | None = None

    @property
    def text(self) -> str:
        """The line without its end (LF, and one CR before it)."""
        if self._text is None:
            data = self.block.data
            self._text = data[self.offset : data.index(b"\n", self.offset)].decode()
        return self._text

    @property
    def file(self) -> Any:
        """The File it belongs to."""
        return self.block.file

    @property
    def place(self) -> Place:
        """The whole line."""
        return Place(self.block.path, self.number, side=self.block.side)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Line)
            and self.number == other.number
            and self.block.file is other.block.file
            and self.block.side == other.block.side
        )

    def __hash__(self) -> int:
        return hash((self.number, id(self.block.file)))


class LineBlock(Sequence[Line]):
    """Some lines of one side of one file: all that were added, all that were removed, or all.

    `data` is UTF-8 in which every line ends with exactly one LF (a CR before it is taken away, and
    an invalid byte is U+FFFD). `runs` are stretches of consecutive lines as `(offset, number)`:
    where the stretch starts in `data`, and the number of its first line in the file.
    """

    __slots__ = ("_count", "_offsets", "data", "file", "gaps", "path", "runs", "side")

    def __init__(
        self,
        file: Any,
        path: str,
        data: bytes,
        runs: Sequence[tuple[int, int]],
        side: Side = "head",
        gaps: tuple[Unknown, ...] = (),
    ) -> None:
        self.file = file
        self.path = path
        self.data = data
        self.runs = runs
        self.side: Side = side
        self.gaps = gaps
        self._offsets: list[int] | None = None
        self._count = -1

    def __len__(self) -> int:
        if self._count < 0:
            self._count = self.data.count(b"\n")
        return self._count

    def number_at(self, offset: int) -> int:
        """The number in the file of the line that holds this offset of `data`."""
        run = bisect_right(self.runs, (offset, 1 << 62)) - 1
        start, number = self.runs[run]
        return number + self.data.count(b"\n", start, offset)

    def line_at(self, offset: int) -> Line:
        """The line that holds this offset of `data`."""
        start = self.data.rfind(b"\n", 0, offset) + 1
        return Line(self, self.number_at(start), start)

    def _line_starts(self) -> list[int]:
        if self._offsets is None:
            starts, data, at = [], self.data, 0
            while at < len(data):
                starts.append(at)
                at = data.index(b"\n", at) + 1
            self._offsets = starts
        return self._offsets

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Line]: ...
    def __getitem__(self, index: int | slice) -> Line | Sequence[Line]:
        starts = self._line_starts()
        if isinstance(index, slice):
            return [Line(self, self.number_at(at), at) for at in starts[index]]
        at = starts[index]
        return Line(self, self.number_at(at), at)

    def __iter__(self) -> Iterator[Line]:
        data, ends = self.data, [start for start, _ in self.runs[1:]] + [len(self.data)]
        for (at, number), end in zip(self.runs, ends, strict=True):
            while at < end:
                yield Line(self, number, at)
                at = data.index(b"\n", at) + 1
                number += 1
