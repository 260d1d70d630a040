"""Decisions as rules see them."""

from __future__ import annotations

from typing import Any

from bylaw.dataclass import dataclass
from bylaw.facts.place import Place, Side
from bylaw.sources.decisions.interface import Kind, Record


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """A decision of one side of the change, or of what governs."""

    record: Record
    superseded_by: tuple[str, ...]
    supersedes: tuple[str, ...]
    globs: tuple[Any, ...]
    """Those of its paths that are globs, ready."""
    side: Side = "head"

    @property
    def place(self) -> Place:
        """The line of its title."""
        return Place(self.record.path, self.record.line, side=self.side)

    def __str__(self) -> str:
        return self.record.id


@dataclass(frozen=True, slots=True)
class DecisionProblem:
    """Something that does not hold, and whether the change brought it."""

    kind: Kind
    message: str
    path: str
    decision: str | None
    place: Place
    is_added: bool
