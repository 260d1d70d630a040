"""Lines of one file kept as one buffer, so that a scan runs over bytes and few objects are made."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
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
        data, ends = self.data, [*(start for start, _ in self.runs[1:]), len(self.data)]
        for (at, number), end in zip(self.runs, ends[: len(self.runs)], strict=True):
            while at < end:
                yield Line(self, number, at)
                at = data.index(b"\n", at) + 1
                number += 1


class LineBlocks(Sequence[Line]):
    """The lines of many files, block after block; a block is asked for when it is its turn.

    A scan works on `blocks()`. What could not be had is in the blocks' own `gaps`.
    """

    __slots__ = ("_blocks",)

    def __init__(self, blocks: Callable[[], Iterable[LineBlock]]) -> None:
        self._blocks = blocks

    def blocks(self) -> Iterator[LineBlock]:
        """Each file's block, in order."""
        return iter(self._blocks())

    @property
    def gaps(self) -> tuple[Unknown, ...]:
        """The gaps of all blocks."""
        return tuple(gap for block in self._blocks() for gap in block.gaps)

    def __len__(self) -> int:
        return sum(map(len, self._blocks()))

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Line]: ...
    def __getitem__(self, index: int | slice) -> Line | Sequence[Line]:
        if isinstance(index, slice):
            return list(self)[index]
        at = index + len(self) if index < 0 else index
        for block in self._blocks() if at >= 0 else ():
            if at < len(block):
                return block[at]
            at -= len(block)
        raise IndexError(index)

    def __iter__(self) -> Iterator[Line]:
        for block in self._blocks():
            yield from block
