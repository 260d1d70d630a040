"""What is said of a verdict at a forge, in one word or one line."""

from __future__ import annotations

import hashlib
from typing import Final

from bylaw.publish.model import Conclusion, Status, StatusState
from bylaw.reports import escape
from bylaw.reports.summary import counted, plural
from bylaw.verdict.model import Verdict
from bylaw.verdict.weigh import failing

REVIEW: Final = "bylaw/review"
"""How the context of the status for rules that wait for approvals begins."""
LONGEST: Final = 140
"""Characters of a status's description: GitHub's limit, the smaller one."""


def named(name: str, target: str) -> str:
    """The name of a check: it tells what the change was measured against."""
    return _with_target(name if name.startswith("bylaw") else f"bylaw/{name}", target)


def _with_target(start: str, target: str) -> str:
    """A context of its own for each branch, for the same commit may be judged against several.

    Forges take two contexts for one that differ in upper and lower case alone, and no branch that
    anybody may make shall answer for another: a digest tells those apart whose names need it.
    """
    if not target:
        return start
    shown = escape.line(target)[:200]
    if shown == target == target.casefold():
        return f"{start} ({shown})"
    digest = hashlib.sha256(target.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{start} ({shown} {digest})"


def waits_for_approvals(verdict: Verdict) -> bool:
    """Whether approvals, and nothing else, are what the verdict lacks."""
    owing = {owed.rule for owed in verdict.obligations}
    heavy = [one for one in verdict.inconclusive if one.fatal or one.weight == "deny"]
    return bool(heavy) and all(one.rule in owing and not one.fatal for one in heavy)


def conclusion(verdict: Verdict) -> Conclusion:
    """Of a check run: success only for what passed."""
    if verdict.exit_code == 0:
        return "success" if verdict.outcome == "passed" else "neutral"
    if verdict.exit_code == 3 and waits_for_approvals(verdict):
        return "action_required"
    return "failure"


def state(verdict: Verdict) -> StatusState:
    """Of a commit's status."""
    if verdict.exit_code == 0:
        return "success"
    if verdict.exit_code == 1:
        return "failure"
    return "pending" if waits_for_approvals(verdict) else "error"


def statuses(verdict: Verdict, name: str, target: str) -> tuple[Status, ...]:
    """The status of the verdict, and the one of its approvals."""
    counts = counted(verdict)
    said = verdict.outcome + (f": {counts}" if counts else "")
    return (
        Status(named(name, target), state(verdict), said[:LONGEST]),
        _review(verdict, _with_target(REVIEW if name == "bylaw" else f"{REVIEW}/{name}", target)),
    )


def _review(verdict: Verdict, context: str) -> Status:
    if any(one.fatal for one in verdict.inconclusive):
        return Status(context, "error", "The change could not be judged.")
    rules = waiting(verdict)
    if not rules:
        return Status(context, "success", "No rule waits for approvals.")
    who = dict.fromkeys(one for owed in verdict.obligations for one in owed.who)
    verb = "waits" if len(rules) == 1 else "wait"
    names = ", ".join(escape.line(one) for one in who)
    text = f"{plural(len(rules), 'rule')} {verb} for approvals" + (f": {names}" if names else ".")
    cut = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return Status(context, "pending", cut)


def waiting(verdict: Verdict) -> frozenset[str]:
    """The rules about approvals that do not pass: there are too few, or nobody knows them all."""
    asking = {card.id for card in verdict.rules if any(map(_is_approval, card.requires))}
    levels = failing(verdict.fail_on)
    lacking = {one.rule for one in verdict.findings if one.level in levels}
    lacking |= {one.rule for one in verdict.inconclusive if one.weight == "deny"}
    return frozenset({owed.rule for owed in verdict.obligations} | (lacking & asking))


def _is_approval(fact: str) -> bool:
    return fact == "Review.approvals" or fact.startswith("Approval.")
