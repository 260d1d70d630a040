"""From what the rules say to one verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from bylaw.engine.result import Finding, Missing, RuleResult
from bylaw.facts.place import Side, Unknown
from bylaw.verdict.accept import Acceptance
from bylaw.verdict.identity import fingerprints, subject
from bylaw.verdict.line_hash import line_hashes
from bylaw.verdict.model import (
    ChangeSummary,
    Inconclusive,
    JudgedFinding,
    Level,
    Obligation,
    RuleCard,
    Suppression,
    Verdict,
)
from bylaw.verdict.secrets import TAG, Secrets, masked, quiet, secrets_of
from bylaw.verdict.settings import Settings
from bylaw.verdict.text import Lines, excerpt, sound_edits
from bylaw.verdict.weigh import outcome_of, weight_of

_APPROVALS = ("review.approvals", "Review.approvals", "approval.")
_NO_CATALOG = Missing(
    fact="architecture",
    reason="no-catalog",
    detail="The rule is about the architecture, and the repository has no catalog of it.",
    remedy="Add a catalog, or take `catalog` out of `require:`.",
    count=1,
    fatal=True,
)


def judge(
    results: Sequence[RuleResult],
    cards: Sequence[RuleCard],
    settings: Settings,
    change: ChangeSummary,
    lines: Lines,
    *,
    unknowns: Sequence[Unknown] = (),
    renamed: Mapping[str, str] | None = None,
    approvers: Mapping[str, tuple[str, ...]] | None = None,
    accepted: Sequence[Acceptance] = (),
    notices: Sequence[str] = (),
    policy_source: str = "",
    next_command: str = "",
    version: str = "",
) -> Verdict:
    """Judge a change by what its rules say.

    Args:
        results: One result a rule; those of rules that are off are dropped.
        cards: Every loaded rule; their `level` is replaced by the level in force.
        settings: Levels, weights and the run's own inputs.
        change: What was judged.
        lines: The text of a file, see `bylaw.verdict.text.Lines`.
        unknowns: What the run as a whole could not have (no base, a bound on the run): each
            makes the verdict inconclusive whatever the weight.
        renamed: Path at head by path at base, for findings that stand in the base.
        approvers: Who has to approve, by rule id, where that is known.
        accepted: What accepts findings; the first that answers wins.
        notices: Sentences about the run itself.
        policy_source: Where the policies came from.
        next_command: The one next command to show a person.
        version: The version of bylaw.

    Raises:
        KeyError: A result speaks of a rule that has no card.
    """
    read = cache(lines)
    in_force = _in_force(cards, settings)
    rules = {card.id: card for card in in_force if card.level != "off"}
    silent = {card.id for card in in_force if card.level == "off"}
    heard = [one for one in results if one.rule not in silent]
    found = sorted((finding for one in heard for finding in one.findings), key=_order)
    secrets = secrets_of(found, rules, read)
    every = _findings(found, secrets, rules, settings, read, renamed or {})
    findings, suppressed = _sorted_out(every, accepted, secrets)
    held, accepted_unknowns = _accepted(_inconclusive(heard, settings), accepted)
    inconclusive = [*map(_of_the_run, unknowns), *held]
    inconclusive.sort(key=lambda one: (not one.fatal, one.rule, one.fact, one.reason))
    not_applicable = sorted(one.rule for one in heard if one.status == "not-applicable")
    outcome, exit_code = outcome_of(findings, inconclusive, settings.fail_on)
    return Verdict(
        outcome=outcome,
        exit_code=exit_code,
        change=change,
        findings=tuple(findings),
        inconclusive=tuple(inconclusive),
        suppressed=tuple(suppressed),
        accepted_unknowns=tuple(accepted_unknowns),
        obligations=tuple(_obligations(heard, rules, approvers or {}, accepted_unknowns)),
        not_applicable=tuple(not_applicable),
        rules=tuple(sorted(rules.values(), key=lambda card: card.id)),
        notices=tuple(notices),
        profile=settings.profile,
        fail_on=settings.fail_on,
        policy_source=policy_source,
        now=settings.now,
        version=version,
        next_command=next_command,
    )


def _in_force(cards: Iterable[RuleCard], settings: Settings) -> list[RuleCard]:
    return [
        card
        if (level := settings.levels.get(card.id, card.level)) == card.level
        else replace(card, level=level)
        for card in cards
    ]


def _level(finding: Finding, rules: Mapping[str, RuleCard], settings: Settings) -> Level:
    if settings.level_of and (own := settings.level_of.get(finding)):
        return own
    level = settings.level_at and settings.level_at(finding.rule, finding.place.path)
    return level or rules[finding.rule].level


def _order(finding: Finding) -> tuple[object, ...]:
    place = finding.place
    path = place.path.encode("utf-8", "surrogateescape")
    return (
        *(path, place.line, place.column, finding.rule, finding.message),
        *(place.side, place.scope, place.last_line, place.end_column, finding.anchor.key),
    )


def _findings(
    ordered: Sequence[Finding],
    secrets: Secrets,
    rules: Mapping[str, RuleCard],
    settings: Settings,
    lines: Lines,
    renamed: Mapping[str, str],
) -> list[JudgedFinding]:
    identities = fingerprints(ordered, rules, lines, renamed)
    hashes = _hashes(ordered, lines)
    judged = []
    for finding, identity in zip(ordered, identities, strict=True):
        # An off finding goes only here: ordinals are not moved by what configuration silences.
        level = _level(finding, rules, settings)
        if level == "off":
            continue
        place, card = finding.place, rules[finding.rule]
        shown = JudgedFinding(
            rule=finding.rule,
            level=level,
            message=finding.message,
            place=place,
            anchor=finding.anchor,
            fingerprint=identity,
            line_hash=hashes.get((place.path, place.line), "") if place.side == "head" else "",
            help=finding.help,
            related=finding.related,
            edits=sound_edits(finding.edits, lines),
            excerpt=excerpt(lines, place),
            subject=subject(finding, lines),
        )
        judged.append(masked(shown, card, secrets) if secrets or TAG in card.tags else shown)
    return judged


def _sorted_out(
    findings: Iterable[JudgedFinding], accepted: Sequence[Acceptance], secrets: Secrets
) -> tuple[list[JudgedFinding], list[JudgedFinding]]:
    """The findings that stand, and those that somebody accepted."""
    stand, suppressed = [], []
    for finding in findings:
        why = next((why for one in accepted if (why := one.of_finding(finding))), None)
        if why is None:
            stand.append(finding)
        else:
            suppressed.append(replace(finding, suppression=_quiet(why, secrets)))
    return stand, suppressed


def _quiet(why: Suppression, secrets: Secrets) -> Suppression:
    """The same without what it quotes of a secret."""
    if not secrets:
        return why
    return replace(
        why,
        reason=quiet(why.reason, secrets),
        owner=quiet(why.owner, secrets),
        ticket=quiet(why.ticket, secrets),
        approver=quiet(why.approver, secrets),
    )


def _accepted(
    unknowns: Iterable[Inconclusive], accepted: Sequence[Acceptance]
) -> tuple[list[Inconclusive], list[Inconclusive]]:
    """What could not be judged and stands, and what of it somebody accepted."""
    stand, suppressed = [], []
    for unknown in unknowns:
        sources = () if unknown.fatal else accepted
        why = next((why for one in sources if (why := one.of_unknown(unknown))), None)
        if why is None:
            stand.append(unknown)
        else:
            suppressed.append(replace(unknown, suppression=why))
    return stand, suppressed


def _hashes(findings: Iterable[Finding], lines: Lines) -> dict[tuple[str, int], str]:
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for finding in findings:
        if finding.place.side == "head":
            wanted[finding.place.path].add(finding.place.line)
    head: Side = "head"
    return {
        (path, number): value
        for path, numbers in wanted.items()
        for number, value in line_hashes(lines(path, head) or (), numbers).items()
    }


def _inconclusive(results: Iterable[RuleResult], settings: Settings) -> list[Inconclusive]:
    answer = []
    for one in results:
        missing = one.missing
        if one.status == "not-applicable" and "catalog" in settings.required:
            missing = (*missing, _NO_CATALOG)
        for lack in missing:
            weight = weight_of(one.rule, settings, bound=lack.bound or lack.fatal)
            answer.append(
                Inconclusive(
                    rule=one.rule,
                    fact=lack.fact,
                    reason=lack.reason,
                    detail=lack.detail,
                    remedy=lack.remedy,
                    count=lack.count,
                    weight="deny" if lack.fatal else weight,
                    places=lack.places,
                    fatal=lack.fatal,
                )
            )
    return answer


def _of_the_run(unknown: Unknown) -> Inconclusive:
    return Inconclusive(
        rule="",
        fact=unknown.fact,
        reason=unknown.reason,
        detail=unknown.detail,
        remedy=unknown.remedy,
        count=1,
        weight="deny",
        places=(unknown.place,) if unknown.place else (),
        fatal=True,
    )


def _obligations(
    results: Iterable[RuleResult],
    rules: Mapping[str, RuleCard],
    approvers: Mapping[str, tuple[str, ...]],
    waived: Iterable[Inconclusive],
) -> list[Obligation]:
    let_go = {(one.rule, one.fact, one.reason) for one in waived}
    owed = []
    for one in results:
        card = rules[one.rule]
        left = [each for each in one.missing if (one.rule, each.fact, each.reason) not in let_go]
        if left and all(_is_approval(lack, card) for lack in left):
            owed.append(Obligation(one.rule, _why(one, card), approvers.get(one.rule, ())))
    return sorted(owed, key=lambda obligation: obligation.rule)


def _why(result: RuleResult, card: RuleCard) -> str:
    """Why somebody has to approve; where somebody may have, why that is not known."""
    why = card.why or card.title
    lack = next((one for one in result.missing if one.reason != "no-review" and one.detail), None)
    if lack is None:
        return why
    said = f"Who has approved is not known. {lack.detail} {lack.remedy}"
    return f"{why.rstrip('.')}. {said}".rstrip()


def _is_approval(lack: Missing, card: RuleCard) -> bool:
    """Whether approvals alone are missing.

    A platform that is not there makes the whole review unknown; that too hangs on approvals
    alone when the rule asks the review for nothing else.
    """
    if lack.fatal:
        return False
    if lack.fact.startswith(_APPROVALS):
        return True
    asked = {fact for fact in card.requires if fact.startswith("Review.")}
    return lack.fact == "review" and asked == {"Review.approvals"}
