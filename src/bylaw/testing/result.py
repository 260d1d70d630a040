"""What running the tests of a policy gave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["passed", "failed", "waits", "error"]


@dataclass(frozen=True, slots=True)
class Failure:
    """One expectation that does not hold, or a given that cannot be set up."""

    line: int
    """Its line in the policy file."""
    expected: str
    """The expectation as a sentence, or what is wrong with the given."""
    happened: tuple[str, ...] = ()
    """What the rule said instead, a line each."""


@dataclass(frozen=True, slots=True)
class TestResult:
    """One test."""

    __test__ = False  # pytest would take the class for a test of its own

    pack: str
    name: str
    path: str
    line: int
    status: Status
    """`waits`: this version cannot read a fact that it needs. `error`: it cannot be set up."""
    failures: tuple[Failure, ...] = ()
    waits_for: tuple[str, ...] = ()
    """The facts it waits for."""


@dataclass(frozen=True, slots=True)
class TestReport:
    """All tests of some packs."""

    __test__ = False

    results: tuple[TestResult, ...]
    """By pack, in the order they stand in."""
    untested: tuple[str, ...] = ()
    """Ids of the rules that no test expects anything of."""

    def count(self, status: Status) -> int:
        """How many tests ended so."""
        return sum(result.status == status for result in self.results)

    @property
    def ok(self) -> bool:
        """Nothing failed; a test that waits does not count against it."""
        return all(result.status in ("passed", "waits") for result in self.results)
