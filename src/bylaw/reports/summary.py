"""Sentences that the reports for people share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from bylaw.facts.place import Place
from bylaw.verdict.model import (
    Decided,
    Inconclusive,
    JudgedFinding,
    Obligation,
    RuleCard,
    Verdict,
)

ACCEPTED: Final = {
    "waiver": "waived",
    "allow": "allowed in the code",
    "break-glass": "let pass by break-glass",
    "baseline": "in the baseline",
}
"""How something is accepted, as counts and lines have it."""
_RANK = {"deny": 0, "warn": 1, "note": 2}


def plural(count: int, one: str, many: str = "") -> str:
    """`1 file`, `2 files`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def counted(verdict: Verdict) -> str:
    """`2 deny, 1 warn, 1 rule not judged`; empty when there is nothing."""
    levels = Counter(finding.level for finding in verdict.findings)
    parts = [f"{levels[level]:,} {level}" for level in ("deny", "warn", "note") if levels[level]]
    unjudged = {one.rule for one in verdict.inconclusive if one.rule}
    if unjudged:
        parts.append(f"{plural(len(unjudged), 'rule')} not judged")
    kinds = Counter(str(one.suppression.kind) for one in verdict.suppressed if one.suppression)
    parts += [f"{kinds[kind]:,} {said}" for kind, said in ACCEPTED.items() if kinds[kind]]
    let_go = {one.rule for one in verdict.accepted_unknowns} - unjudged
    if let_go:
        parts.append(f"{plural(len(let_go), 'rule')} not judged by consent")
    return ", ".join(parts)


def measured(verdict: Verdict) -> str:
    """`8 rules, 12 files (+120 -4)`; nothing of a change that could not be had."""
    change = verdict.change
    size = f", {plural(change.files, 'file')} (+{change.added:,} -{change.removed:,})"
    if any(one.fatal and not one.rule for one in verdict.inconclusive):
        if not verdict.rules:
            return "nothing was judged"
        size = ""
    elif not change.files:
        size = ", nothing changed"
    rules = plural(len(verdict.rules), "rule")
    aside = len(verdict.not_applicable)
    if aside:
        rules += f" ({aside:,} not applicable)"
    return rules + size


def summary(verdict: Verdict) -> str:
    """The verdict in one line, made of our own words alone."""
    counts = counted(verdict)
    head = verdict.outcome + (f": {counts}" if counts else "")
    return f"{head} · {measured(verdict)}"


def approval(owed: Obligation) -> str:
    """Who has to approve. Not escaped."""
    who = ", ".join(owed.who) or "a reviewer"
    return f"{who} {'have' if len(owed.who) > 1 else 'has'} to approve"


def owed_at(owed: Obligation, verdict: Verdict) -> tuple[Place, ...]:
    """What has to be approved; each place once."""
    unsure = (one for one in verdict.inconclusive if one.rule == owed.rule)
    places = {place for one in unsure for place in one.places if place.scope != "change"}
    return tuple(sorted(places, key=lambda place: (place.path, place.line, place.column)))


def unknown(one: Inconclusive) -> str:
    """What could not be judged, and why. Not escaped."""
    subject = f"{one.rule} could not be judged" if one.rule else "The change could not be judged"
    times = f", {one.count:,} times" if one.count > 1 else ""
    return f"{subject}: {one.fact} is unknown ({one.reason}{times}). {one.detail}".rstrip()


def where(place: Place) -> str:
    """A place in one word: `path:line:column`, a path, or `change`. Not escaped."""
    if place.scope == "change":
        return "change"
    if place.scope == "file":
        return place.path
    return f"{place.path}:{place.line}:{place.column}"


def decided(card: RuleCard) -> str:
    """The decision that a rule enforces: id, title, file, and its state where it is not in force.

    As the rule cites it where nobody has looked. Not escaped.
    """
    found = card.decided
    if found is None:
        return card.decision
    named = f"{found.id} {found.title}".rstrip()
    where = f" ({found.path})" if found.path else ""
    return f"{named}{where}{standing(found)}"


def standing(found: Decided) -> str:
    """How a decision stands, as a clause behind its name; nothing where it is in force."""
    if found.status == "missing":
        return ", which is not found here"
    if found.superseded_by:
        return f", superseded by {', '.join(found.superseded_by[:3])}"
    return "" if found.status == "accepted" else f", {found.status}"


def worst_first(findings: Iterable[JudgedFinding]) -> list[JudgedFinding]:
    """By level; within one, in the order of their places."""
    return sorted(findings, key=lambda finding: _RANK.get(finding.level, 3))
