"""What an inconclusive weighs, and what a run's findings and inconclusives add up to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from bylaw.verdict.model import FailOn, Inconclusive, JudgedFinding, Level, Outcome, Weight
from bylaw.verdict.settings import Settings

LEVELS: Final[Mapping[str, int]] = {"off": 0, "note": 1, "warn": 2, "deny": 3}
"""From what is not asked to what denies."""
WEIGHTS: Final[Mapping[str, int]] = {"pass": 0, "warn": 1, "deny": 2}
"""Of what could not be judged, from the lightest on."""

PASSED, DENIED, WRONG, INCONCLUSIVE, INTERNAL = 0, 1, 2, 3, 4
"""The exit codes; product.md, Verdict and exit codes."""

_FAILING: dict[FailOn, frozenset[Level]] = {
    "deny": frozenset({"deny"}),
    "warn": frozenset({"deny", "warn"}),
    "never": frozenset(),
}
_STRONGEST_FIRST = (INTERNAL, WRONG, DENIED, INCONCLUSIVE, PASSED)


def strongest(codes: Iterable[int]) -> int:
    """The exit code to answer with when several hold: 4, 2, 1, 3, 0."""
    held = set(codes)
    return next((code for code in _STRONGEST_FIRST if code in held), PASSED)


def heavier(one: Level, other: Level) -> Level:
    """The heavier of two levels."""
    return max(one, other, key=LEVELS.__getitem__)


def failing(fail_on: FailOn) -> frozenset[Level]:
    """The levels of findings that give exit code 1."""
    return _FAILING[fail_on]


def weight_of(rule: str, settings: Settings, *, bound: bool = False) -> Weight:
    """What an inconclusive of a rule weighs.

    The rule's `on unknown`, else configuration, else `--unknown`, else the profile; never below
    the organisation's floor. When a bound was hit, whoever says `pass` is passed over.
    """
    for weight in _sources(rule, settings):
        if weight is not None and not (bound and weight == "pass"):
            return max(weight, settings.unknown_floor, key=WEIGHTS.__getitem__)
    raise AssertionError("the profile's weight always holds")


def _sources(rule: str, settings: Settings) -> Iterator[Weight | None]:
    yield settings.on_unknown.get(rule)
    yield settings.configured_of.get(rule)
    yield settings.configured_unknown
    yield settings.unknown
    yield "deny" if settings.profile == "ci" else "warn"


def outcome_of(
    findings: Iterable[JudgedFinding], inconclusive: Iterable[Inconclusive], fail_on: FailOn
) -> tuple[Outcome, int]:
    """The outcome, and its exit code.

    The outcome says what was found; `fail_on` moves only the exit code 1: with `never` a denied
    change exits 0, or 3 when something weighty could not be judged, and with `warn` a warning
    denies.
    """
    levels = {finding.level for finding in findings}
    unknown = tuple(inconclusive)
    heavy = any(one.fatal or one.weight == "deny" for one in unknown)
    denied = bool(levels & (failing(fail_on) | {"deny"}))
    codes = {INCONCLUSIVE} if heavy else {PASSED}
    if levels & failing(fail_on):
        codes.add(DENIED)
    outcome: Outcome
    if denied:
        outcome = "denied"
    elif heavy:
        outcome = "inconclusive"
    else:
        outcome = "passed-with-unknowns" if unknown else "passed"
    return outcome, strongest(codes)
