"""Where something stands, and what could not be had."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import Any, Final, Literal

from bylaw.dataclass import dataclass

Side = Literal["head", "base"]
Scope = Literal["region", "file", "change"]


@dataclass(frozen=True, slots=True)
class Place:
    """A region of a file. Lines and columns count from 1, columns in code points.

    `end_line` and `end_column` are inclusive of the line and exclusive of the column, as in SARIF.
    An `end_column` of 0 means to the end of `end_line`.
    """

    path: str
    """Path from the repository's root, `/`-separated; undecodable bytes are surrogate escapes."""
    line: int = 1
    column: int = 1
    end_line: int = 0
    """Last line; 0 means the same as `line`."""
    end_column: int = 0
    """Column after the last; 0 means the end of the line."""
    side: Side = "head"
    """Which tree the region is in; a removed line or deleted file stands in the base."""
    scope: Scope = "region"
    """`file`: the whole file is meant; `change`: the change is meant, shown at its first file."""

    @property
    def last_line(self) -> int:
        """The last line of the region."""
        return self.end_line or self.line


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that could not be had, with why and what to do about it.

    It travels by three-valued logic; what hangs on it is inconclusive.
    """

    fact: str
    """The fact as an author writes it: `review.approvals`, `file.added_lines`."""
    reason: str
    """A kebab-case code: `not-in-this-version`, `no-review`, `too-large`, `not-text`, `budget`."""
    detail: str = ""
    """One sentence for people: why it could not be had."""
    remedy: str = ""
    """One sentence: what would make it known."""
    place: Place | None = None
    bound: bool = False
    """A limit was hit: the weight `pass` does not apply."""
    fatal: bool = False
    """The whole run is bounded or has no base: inconclusive whatever the weight."""
    known: tuple[tuple[str, Any], ...] = field(default=(), compare=False)
    """Fields that are known all the same: a gap of `change.added_lines` knows its `file`."""
    most: int | None = None
    """As a gap in a list: how many elements it can stand for; None is any number."""


NOT_IN_THIS_VERSION: Final = "not-in-this-version"


class Listing(Sequence[Any]):
    """A list of known elements and gaps: stretches of it that could not be had.

    A plain list or tuple is a listing without gaps; readers use this class only where there are
    some.
    """

    __slots__ = ("gaps", "items")

    def __init__(self, items: Sequence[Any], gaps: tuple[Unknown, ...] = ()) -> None:
        self.items = items
        self.gaps = gaps

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, index: Any) -> Any:
        return self.items[index]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)

    def __repr__(self) -> str:
        return f"Listing({self.items!r}, {self.gaps!r})"
