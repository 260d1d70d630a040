"""A merge group judged: all of it by most rules, each request by those that ask for its review."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bylaw.dataclass import dataclass
from bylaw.engine.result import Anchor, Finding, Missing, RuleResult
from bylaw.facts.place import Place
from bylaw.facts.readers import Facts
from bylaw.gate import projects, review
from bylaw.gate.asked import Asked
from bylaw.gate.governance import Governance
from bylaw.gate.group import Member
from bylaw.gate.judging import Judging
from bylaw.gate.policies import Policies
from bylaw.sources.forges.merge_group import Step
from bylaw.sources.git.repository import Repository
from bylaw.verdict.model import Level

_MOST_PLACES = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """How what one request brings is read."""

    change: Callable[[str, str], Any]
    """The change between two commits. Raises NotJudged."""
    facts: Callable[[Any], Facts]
    """The facts about a change itself."""
    parts: Callable[[Sequence[Any]], Sequence[projects.Part]]
    """The projects that some files belong to."""


def notice(group: Sequence[Member]) -> str:
    """Says which requests a group holds."""
    *names, last = (f"#{member.step.number}" for member in group)
    return (
        f"This group holds {', '.join(names)} and {last}; rules about reviews judged each by its "
        "own."
    )


def results(
    judging: Judging,
    asked: Asked,
    policies: Policies,
    parts: Sequence[projects.Part],
    facts: Facts,
    reading: Reading,
) -> tuple[Policies, tuple[RuleResult, ...]]:
    """What all rules say, and the policies that weigh it.

    Raises:
        Wrong, NotJudged: What a request brings cannot be had.
    """
    governance, end = asked.governance, judging.end(asked.governance)
    every, whole = judging.results(policies, parts, governance, facts, end)
    asking = frozenset(card.id for card in every.cards if review.asks(card.requires))
    said: dict[str, list[tuple[int, RuleResult]]] = {}
    levels = dict(every.settings.level_of or {})
    for member in asked.group:
        step = member.step
        own, told = _judged(judging, asked, policies, governance, member, asking, reading, end)
        moved = _Moved.between(judging, step)
        for one in told:
            shown = replace(
                one,
                findings=tuple(moved.finding(each, step.number) for each in one.findings),
                missing=tuple(moved.missing(each) for each in one.missing),
            )
            said.setdefault(one.rule, []).append((step.number, shown))
            for before, after in zip(one.findings, shown.findings, strict=True):
                _keep(levels, own.settings.level_of or {}, before, after)
    kept = [one for one in whole if one.rule not in asking]
    joined = sorted([*kept, *map(_one, said.values())], key=lambda one: one.rule)
    if levels:
        every = replace(every, settings=replace(every.settings, level_of=levels))
    return every, tuple(joined)


def _judged(
    judging: Judging,
    asked: Asked,
    policies: Policies,
    governance: Governance,
    member: Member,
    asking: Container[str],
    reading: Reading,
    end: float,
) -> tuple[Policies, tuple[RuleResult, ...]]:
    """What the rules that ask for a review say of one request, by its own review."""
    change = reading.change(member.step.base, member.step.head)
    parts = [
        replace(part, policies=_only(part.policies, asking)) for part in reading.parts(change.files)
    ]
    whole = _only(policies, asking)
    own = replace(asked, change=change, catalogs=None, described=None, group=())
    facts = reading.facts(change).joined(member.facts())
    facts = own.joined(facts, projects.of_all(whole, parts))
    return replace(judging, change=change).results(whole, parts, governance, facts, end)


def _only(policies: Policies, rules: Container[str]) -> Policies:
    return replace(
        policies,
        program=policies.program.only(rules),
        cards=tuple(card for card in policies.cards if card.id in rules),
    )


def _keep(
    levels: dict[Finding, Level],
    known: Mapping[Finding, Level],
    before: Finding,
    after: Finding,
) -> None:
    """A finding's level in its project goes on with it."""
    if before in known:
        levels[after] = known[before]


@dataclass(frozen=True, slots=True)
class _Moved:
    """Files that are not the same in a request's own trees as in those that are compared."""

    head: frozenset[str]
    base: frozenset[str]

    @classmethod
    def between(cls, judging: Judging, step: Step) -> _Moved:
        repo, change = judging.repo, judging.change
        assert repo is not None
        return cls(_differ(repo, step.head, change.head), _differ(repo, change.base, step.base))

    def place(self, place: Place) -> Place:
        """The place in what is judged: the whole file, where lines count otherwise by now."""
        changed = self.head if place.side == "head" else self.base
        if place.scope != "region" or place.path not in changed:
            return place
        return Place(place.path, side=place.side, scope="file")

    def finding(self, finding: Finding, number: int) -> Finding:
        """The finding with the request that it is of, where it stands in what is judged."""
        place = self.place(finding.place)
        found = replace(finding, message=f"#{number}: {finding.message}", place=place)
        if place == finding.place:
            return found
        is_line = finding.anchor.kind == "line"
        anchor = Anchor("file") if is_line else finding.anchor
        return replace(found, anchor=anchor, related=(), edits=())

    def missing(self, missing: Missing) -> Missing:
        """The same for what is not known."""
        return replace(missing, places=tuple(dict.fromkeys(map(self.place, missing.places))))


def _differ(repo: Repository, one: str, other: str) -> frozenset[str]:
    """The paths that are not the same in two commits."""
    if one == other:
        return frozenset()
    words = ("diff-tree", "-r", "-z", "--name-only", "--no-renames")
    return frozenset(map(os.fsdecode, repo.private.git.run(*words, one, other).split(b"\0")[:-1]))


def _one(said: Sequence[tuple[int, RuleResult]]) -> RuleResult:
    """What one rule says of all requests."""
    lacks: dict[tuple[str, str], list[tuple[int, Missing]]] = {}
    for number, one in said:
        for lack in one.missing:
            lacks.setdefault((lack.fact, lack.reason), []).append((number, lack))
    idle = all(one.status == "not-applicable" for _, one in said)
    return RuleResult(
        said[0][1].rule,
        "not-applicable" if idle else "judged",
        tuple(finding for _, one in said for finding in one.findings),
        tuple(map(_lack, lacks.values())),
        sum(one.steps for _, one in said),
    )


def _lack(said: Sequence[tuple[int, Missing]]) -> Missing:
    """What is not known of some requests for one reason; each of them is named."""
    (_, first), *_ = said
    of_detail: dict[str, list[int]] = {}
    for number, lack in said:
        of_detail.setdefault(lack.detail, []).append(number)
    return replace(
        first,
        detail=" ".join(
            f"{', '.join(f'#{number}' for number in numbers)}: {detail}"
            for detail, numbers in of_detail.items()
        ),
        count=sum(lack.count for _, lack in said),
        places=tuple(dict.fromkeys(p for _, lack in said for p in lack.places))[:_MOST_PLACES],
        bound=any(lack.bound for _, lack in said),
        fatal=any(lack.fatal for _, lack in said),
    )
