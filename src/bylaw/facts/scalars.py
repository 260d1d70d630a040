"""The vocabulary of the fact declarations: the language's scalars, and what a fact is.

The declarations in this folder are read as text by `bylaw.facts.generate`; a run never imports
them. They are classes all the same, so that the type checker and an editor understand them.
"""

from __future__ import annotations

from abc import ABC
from dataclasses import dataclass
from typing import TypeAlias

Int: TypeAlias = int
Float: TypeAlias = float
Bool: TypeAlias = bool


class Duration:
    """A length of time: `30d`, `1d12h`."""


class Size:
    """A number of bytes: `10MB`, `10MiB`."""


class Date:
    """A point in time, to the second, in UTC: `2026-01-01`."""


class Version:
    """A version, ordered by the rules of its ecosystem."""


class Regex:
    """A regular expression: `/TODO|FIXME/`."""


class Glob:
    """A pattern over paths: `glob("src/**")`."""


@dataclass(frozen=True, slots=True)
class Fact(ABC):  # noqa: B024
    """Something that a rule can ask about."""


@dataclass(frozen=True, slots=True)
class Place(Fact):
    """A region of a file: lines and columns count from 1, columns in code points."""

    path: str
    """The path from the repository's root."""
    line: int
    """The first line."""
    column: int
    """The first column."""
    end_line: int
    """The last line."""
    end_column: int
    """The column after the last; 0 means the end of the line."""


@dataclass(frozen=True, slots=True)
class Located(Fact):
    """A fact that a finding can be placed at: it may stand after `deny`, `warn` and `note`."""

    place: Place
    """Where it stands."""
