"""What somebody accepted, as the reports for people say it. Nothing of it is escaped."""

from __future__ import annotations

from bylaw.dataclass import dataclass
from bylaw.reports.summary import ACCEPTED, unknown, where
from bylaw.verdict.model import JudgedFinding, Suppression, Verdict


@dataclass(frozen=True, slots=True)
class LetGo:
    """A finding, or something that could not be judged, that is not held against the change."""

    kind: str
    label: str
    """`waived`, `allowed`, `baseline`, `break-glass`."""
    rule: str
    at: str
    """The place of a finding; the fact that is unknown."""
    what: str
    why: str
    """Reason, owner, end, as far as they are known."""

    @property
    def line(self) -> str:
        """All of it in one line."""
        return f"{self.at}: {self.label}: {self.what} ({self.why})"


def let_go(verdict: Verdict) -> list[LetGo]:
    """All of them: findings first, in the order of their places."""
    found = [
        LetGo(*_how(why), each.rule, where(each.place), each.message, reason(why))
        for each in verdict.suppressed
        if (why := each.suppression) is not None
    ]
    return found + [
        LetGo(*_how(why), each.rule, f"{each.fact} is unknown", unknown(each), reason(why))
        for each in verdict.accepted_unknowns
        if (why := each.suppression) is not None
    ]


def reason(why: Suppression) -> str:
    """Reason, owner, end and ticket, as far as they are known."""
    parts = [why.reason.rstrip(".") or ACCEPTED[why.kind], why.owner]
    parts += [f"until {_day(why.expires)}"] if why.expires else []
    parts += [why.ticket]
    parts += [f"approved by {why.approver} as the file says"] if why.approver else []
    return ", ".join(filter(None, parts))


def justification(why: Suppression) -> str:
    """How and why it is accepted, in one text."""
    return f"{_how(why)[1]}: {reason(why)}"


def helped(finding: JudgedFinding) -> str:
    """What helps with a finding, and what accepted it before and has ended."""
    parts = [finding.help or ""]
    ended = finding.lapsed
    if ended is not None:
        what = "comment `bylaw: allow`" if ended.kind == "allow" else "waiver"
        name = f" {ended.id}" if ended.id else ""
        owner = f" of {ended.owner}" if ended.owner else ""
        parts.append(
            f"The {what}{name}{owner} ended on {_day(ended.expires)} ({ended.path}:{ended.line}), "
            "so this stands again."
        )
    return " ".join(filter(None, parts))


def emergencies(verdict: Verdict) -> list[str]:
    """A line for each emergency in which something was let pass."""
    every = [one.suppression for one in verdict.suppressed]
    every += [one.suppression for one in verdict.accepted_unknowns]
    return [
        f"BREAK GLASS by {why.owner} at {why.since}, until {why.expires}: {why.reason}"
        for why in dict.fromkeys(every)
        if why is not None and why.kind == "break-glass"
    ]


def _how(why: Suppression) -> tuple[str, str]:
    return why.kind, {"waiver": "waived", "allow": "allowed"}.get(why.kind, why.kind)


def _day(expires: str) -> str:
    """A whole day as such: `2027-01-31`, with its zone where that is not UTC."""
    day, last_second, zone = expires.partition("T23:59:59")
    return day + ("" if zone == "Z" else zone) if last_second else expires
