"""The shared shape of decision records: what formats say, and what is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from bylaw.dataclass import dataclass

Status: TypeAlias = Literal["draft", "proposed", "accepted", "rejected", "deprecated", "superseded"]
Kind: TypeAlias = Literal[
    "unreadable",
    "no-number",
    "no-title",
    "no-status",
    "unknown-status",
    "duplicate-id",
    "dangling-reference",
    "cyclic-supersession",
    "one-sided-supersession",
    "not-a-decision",
    "empty-scope",
]
Part: TypeAlias = Literal[
    "id",
    "title",
    "status",
    "date",
    "owners",
    "authors",
    "supersedes",
    "superseded_by",
    "scope",
    "paths",
    "tags",
]
"""What a header can say of a decision; `authors` stand for owners where nobody else does."""

LARGEST: Final = 1 << 20
"""Bytes of a record that is read."""


class Unreadable(Exception):
    """A file that cannot be read as a record; its text is a clause: `it is not UTF-8`."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a record's header says."""

    part: Part
    values: tuple[str, ...]
    """As written, without quotes and marks of lists; of a text it is one."""
    line: int


@dataclass(frozen=True, slots=True)
class Header:
    """What a format finds in a text; nothing where the text is not in it."""

    statements: tuple[Statement, ...] = ()
    flaws: tuple[tuple[int, str], ...] = ()
    """Line and clause of what could not be read as it should."""
    spans: tuple[tuple[int, int], ...] = ()
    """First line, and the line after the last, of what is header and not body."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a record, or between records."""

    kind: Kind
    message: str
    """One clause, without a capital and a full stop."""
    path: str
    line: int = 1
    decision: str | None = None
    """The id of the record that it is about."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who decided."""

    name: str
    kind: Literal["user", "team", "email"]


@dataclass(frozen=True, slots=True)
class Record:
    """One decision record, as its file has it."""

    id: str
    """`ADR-0007`; of a file that is named by a date, its name without extension."""
    number: int | None
    title: str
    status: Status
    date: int | None
    """Seconds since 1970, at the beginning of the day in UTC."""
    owners: tuple[Owner, ...]
    supersedes: tuple[str, ...]
    """Ids, as this record itself says."""
    superseded_by: tuple[str, ...]
    """Ids, as this record itself says."""
    scope: tuple[str, ...]
    """Names of components."""
    paths: tuple[str, ...]
    """Globs."""
    tags: tuple[str, ...]
    path: str
    text: str
    """The whole text, with LF at the ends of lines."""
    body: str
    """The text without its header: front matter, state, dates, people and links."""
    said: str
    """The state as written."""
    format: str
    """The name of the format that said the state, else of the first that said anything."""
    lines: Mapping[str, int]
    """The line of each part that is there, by its name."""
    mentions: frozenset[str]
    """Ids of decisions that stand anywhere in the text."""

    @property
    def line(self) -> int:
        """The line of the title."""
        return self.lines.get("title", 1)

    @property
    def folder(self) -> str:
        """The folder that it stands in."""
        return self.path.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision that is to be written."""

    id: str
    number: int | None
    title: str
    status: Status
    day: str
    """`2026-01-02`."""
    supersedes: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file gave: a record, or none, and what is wrong with it."""

    record: Record | None = None
    problems: tuple[Problem, ...] = ()
