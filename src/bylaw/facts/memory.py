"""What happened before."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bylaw.facts.scalars import Date, Duration, Fact

if TYPE_CHECKING:
    from bylaw.facts.dependencies import Dependency


@dataclass(frozen=True, slots=True)
class Memory(Fact):
    """The store of verdicts; unknown without one."""

    waivers: list[Waiver]
    """Findings that were accepted, and are still."""
    runs: list[Run]
    """Earlier runs, newest first."""

    @abstractmethod
    def findings(self, rule: str, within: Duration | None = None) -> list[PastFinding]:
        """What a rule found before, newest first; `within` bounds how long ago."""

    @abstractmethod
    def seen(self, dependency: Dependency) -> bool:
        """The organisation already uses this package."""


@dataclass(frozen=True, slots=True)
class PastFinding(Fact):
    """A finding of an earlier run."""

    rule: str
    """The id of the rule."""
    path: str
    """The file."""
    message: str
    """What was said."""
    fingerprint: str
    """Its identity."""
    at: Date
    """When it was first found."""
    outcome: Literal["open", "fixed", "waived"]
    """What became of it."""


@dataclass(frozen=True, slots=True)
class Waiver(Fact):
    """Somebody accepted a finding."""

    rule: str
    """The id of the rule."""
    path: str
    """The paths it is for."""
    reason: str
    """Why."""
    owner: str
    """Who answers for it."""
    until: Date | None
    """When it ends."""


@dataclass(frozen=True, slots=True)
class Run(Fact):
    """An earlier verdict."""

    at: Date
    """When it was judged."""
    outcome: Literal["passed", "passed-with-unknowns", "denied", "inconclusive"]
    """What it said."""
    head: str | None
    """The commit that was judged."""
