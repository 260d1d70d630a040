"""Which findings the waivers of a file accept, and which they no longer do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from functools import cache
from typing import Literal, TypeAlias

from bylaw.config.moments import DAY
from bylaw.config.waiver_file import Waiver
from bylaw.dataclass import dataclass
from bylaw.facts.place import Place
from bylaw.gate.waivers.check import Names
from bylaw.gate.waivers.limits import Limits
from bylaw.gate.waivers.packages import is_package
from bylaw.packs.glob import matcher
from bylaw.verdict.model import Inconclusive, JudgedFinding, Suppression

State: TypeAlias = Literal["pending", "active", "expiring", "expired"]

_matcher = cache(matcher)


def days_left(waiver: Waiver, now: int) -> int:
    """Whole days before it ends; 0 on its last day, below it once it has ended."""
    return (waiver.expires.end - 1 - now) // DAY


def state_of(waiver: Waiver, now: int, limits: Limits) -> State:
    """How a waiver stands.

    One with more days left than a term may have is pending too: ends that are claimed to lie
    behind it would make it last as long as anybody likes.
    """
    if waiver.expires.end <= now:
        return "expired"
    longest = (limits.max_days + 1) * DAY + DAY // 2  # to the end of a day, in any zone
    if now < waiver.created.start or waiver.expires.end - now > longest:
        return "pending"
    return "expiring" if days_left(waiver, now) < limits.warn_days else "active"


@dataclass(slots=True)
class Waivers:
    """The waivers of a file at one time; an Acceptance that keeps what each was good for."""

    waivers: Sequence[Waiver]
    path: str
    names: Names
    limits: Limits
    now: int
    component: Callable[[str], str | None]
    """The component that a path belongs to."""
    used: set[int] = field(default_factory=set)
    """The entries that accepted something."""
    _by_rule: dict[str, list[Waiver]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for waiver in self.waivers:
            for rule in self.names.meant(waiver):
                self._by_rule.setdefault(rule, []).append(waiver)

    def of_finding(self, finding: JudgedFinding) -> Suppression | None:
        """See verdict.accept.Acceptance."""
        return self._accepted(one for one in self._about(finding) if self.is_active(one))

    def of_unknown(self, unknown: Inconclusive) -> Suppression | None:
        """See verdict.accept.Acceptance."""
        about = (one for one in self._by_rule.get(unknown.rule, ()) if one.missing)
        return self._accepted(
            one for one in about if self.is_active(one) and self._fits_unknown(one, unknown)
        )

    def lapsed(self, finding: JudgedFinding) -> Suppression | None:
        """The waiver that would accept a finding and has ended, the last one that did."""
        ended = [one for one in self._about(finding) if one.expires.end <= self.now]
        if not ended:
            return None
        return self.suppression(max(ended, key=lambda one: (one.expires.end, -one.at)))

    def is_active(self, waiver: Waiver) -> bool:
        """Whether it counts now."""
        return state_of(waiver, self.now, self.limits) in ("active", "expiring")

    def suppression(self, waiver: Waiver) -> Suppression:
        """What reports show of it."""
        return Suppression(
            kind="waiver",
            reason=waiver.reason,
            owner=waiver.owner,
            expires=waiver.expires.shown,
            ticket=waiver.ticket,
            path=self.path,
            line=waiver.line,
            id=waiver.id,
            since=waiver.created.shown if waiver.created.start == waiver.created.end else "",
            approver=waiver.approver,
        )

    def _accepted(self, fitting: Iterator[Waiver]) -> Suppression | None:
        """The first that fits is shown; the others are of use as well."""
        every = list(fitting)
        self.used.update(one.at for one in every)
        return self.suppression(every[0]) if every else None

    def _about(self, finding: JudgedFinding) -> Iterator[Waiver]:
        """The waivers that describe a finding, whether they count now or not."""
        for waiver in self._by_rule.get(finding.rule, ()):
            if not waiver.missing and self._fits(waiver, finding):
                yield waiver

    def _fits(self, waiver: Waiver, finding: JudgedFinding) -> bool:
        if waiver.finding and waiver.finding != finding.fingerprint:
            return False
        if waiver.dependency and not is_package(waiver.dependency, finding.anchor):
            return False
        return self._is_at(waiver, finding.place)

    def _fits_unknown(self, waiver: Waiver, unknown: Inconclusive) -> bool:
        """Whether all of it is meant: of many places only the first ones are known."""
        if _plain(waiver.missing) != _plain(unknown.fact):
            return False
        if not (waiver.paths or waiver.component):
            return True
        places = unknown.places
        return 0 < unknown.count <= len(places) and all(self._is_at(waiver, one) for one in places)

    def _is_at(self, waiver: Waiver, place: Place) -> bool:
        if not (waiver.paths or waiver.component):
            return True
        if place.scope == "change":  # its path is only where reports show it
            return False
        if waiver.paths and not _matcher(waiver.paths)(place.path):
            return False
        return not waiver.component or self.component(place.path) == waiver.component


def _plain(fact: str) -> str:
    """`Dependency.license` and `dependency.license` are one fact."""
    return fact[:1].lower() + fact[1:]
