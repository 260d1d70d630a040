"""The sources of acceptance of a run, and what is said of them beside its findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any, Final

from bylaw.dataclass import dataclass
from bylaw.facts.place import Unknown
from bylaw.gate.cards import cards
from bylaw.gate.errors import Wrong
from bylaw.gate.governance import Governance
from bylaw.gate.request import Request
from bylaw.gate.waivers.check import Names, over_limits, unknown_rules
from bylaw.gate.waivers.inline import Allows
from bylaw.gate.waivers.limits import limits_of, limits_within
from bylaw.verdict.accept import Acceptance
from bylaw.verdict.model import JudgedFinding, Suppression, Verdict
from bylaw.verdict.secrets import TAG

if TYPE_CHECKING:
    from bylaw.config.waiver_file import Waiver
    from bylaw.facts.readers import Facts
    from bylaw.gate.policies import Policies
    from bylaw.gate.waivers.accept import Waivers
    from bylaw.gate.waivers.break_glass import BreakGlass, Said

_MOST: Final = 20
"""Comments that notices speak of."""
_WILD: Final = frozenset("*?[{")


@dataclass(slots=True)
class Accepted:
    """What accepts findings in one run."""

    waivers: Waivers | None
    """None where the tree has no file of them."""
    allows: Allows
    change: Any
    emergency: BreakGlass | None = None
    """The break-glass of somebody who may; see `gate.waivers.break_glass`."""
    notices: list[str] = field(default_factory=list)

    def sources(self, tolerated: Sequence[Acceptance] = ()) -> list[Acceptance]:
        """In the order in which they are asked: an emergency is for what nothing else accepts."""
        every = (self.waivers, self.allows, *tolerated, self.emergency)
        return [one for one in every if one is not None]

    def told(self, verdict: Verdict) -> Verdict:
        """The verdict with what has ended beside its findings, and with what to know of waivers."""
        secret = frozenset(card.id for card in verdict.rules if TAG in card.tags)
        findings = tuple(self._with_lapsed(one, secret) for one in verdict.findings)
        notices = (*verdict.notices, *self.notices)
        every = [one.suppression for one in verdict.suppressed]
        every += [one.suppression for one in verdict.accepted_unknowns]
        if self.emergency is not None and self.emergency.suppression not in every:
            why = self.emergency.suppression
            notices = (*notices, f"The break-glass of {why.owner} had nothing to let pass.")
        if self.waivers is not None:
            notices = (*notices, *self._of_waivers(verdict, self.waivers))
        notices = (*notices, *self._of_comments(verdict))
        return replace(verdict, findings=findings, notices=notices)

    def _with_lapsed(self, finding: JudgedFinding, secret: frozenset[str]) -> JudgedFinding:
        ended = self.waivers.lapsed(finding) if self.waivers else None
        ended = ended or self.allows.lapsed(finding)
        if ended is None:
            return finding
        if finding.rule in secret:  # it may quote what the finding masks
            ended = replace(ended, reason="", ticket="")
        return replace(finding, lapsed=ended)

    def _of_waivers(self, verdict: Verdict, waivers: Waivers) -> Iterator[str]:
        from bylaw.gate.waivers.accept import days_left, state_of

        by_state: dict[str, list[Waiver]] = {}
        now, limits = waivers.now, waivers.limits
        for waiver in waivers.waivers:
            by_state.setdefault(state_of(waiver, now, limits), []).append(waiver)
        for waiver in by_state.get("expiring", ()):
            left = _left(days_left(waiver, now))
            yield f"The waiver {waiver.name} of {waiver.owner} ends {left}."
        if pending := by_state.get("pending"):
            names = ", ".join(one.name for one in pending)
            yield f"Not yet in force: the waiver{'s'[: len(pending) > 1]} {names}."
        if expired := by_state.get("expired"):
            names = ", ".join(one.name for one in expired)
            said = "waiver has" if len(expired) == 1 else "waivers have"
            yield f"{len(expired)} {said} ended: {names}. `bylaw waive prune` takes them out."
        live = [*by_state.get("active", ()), *by_state.get("expiring", ())]
        for waiver in live:
            if why := self._unused(waiver, verdict, waivers):
                yield f"The waiver {waiver.name} of {waiver.owner} accepts nothing: {why}."

    def _unused(self, waiver: Waiver, verdict: Verdict, waivers: Waivers) -> str:
        """Why a waiver is of no use any more, where this run can tell.

        Most changes touch nothing of what a waiver is for. So only a run over the whole tree
        tells, where its rules were judged, and a change that takes its last path away.
        """
        if waiver.at in waivers.used:
            return ""
        if verdict.change.kind == "all":
            meant = waivers.names.meant(waiver)
            is_judged = meant <= verdict.judged
            return "nothing in the whole tree is as it describes" if is_judged else ""
        if not waiver.paths or any(_WILD & set(path) for path in waiver.paths):
            return ""
        gone = {file.path for file in self.change.files if file.status == "deleted"}
        gone |= {file.old_path for file in self.change.files if file.status == "renamed"}
        return "the change takes its path away" if set(waiver.paths) <= gone else ""

    def _of_comments(self, verdict: Verdict) -> Iterator[str]:
        ran = verdict.judged
        said = []
        for one, why in self.allows.noteworthy(verdict.suppressed):
            meant = self.allows.names.rules.get(one.allow.rule, frozenset())
            if not why and not meant <= ran:
                continue
            rule = f" {one.allow.rule}" if one.allow.rule else ""
            why = why or "no finding stands here"
            said.append(f"{one.path}:{one.line}: `bylaw: allow{rule}` counts for nothing: {why}.")
        yield from said[:_MOST]
        if len(said) > _MOST:
            yield f"{len(said) - _MOST} more comments `bylaw: allow` count for nothing."


def names_of(policies: Policies) -> Names:
    """The names of all rules of a run, of those too that are off or were not chosen."""
    return Names.of(cards(policies.packs))


def refuse_wrong(governance: Governance, policies: Policies, request: Request) -> None:
    """Raises Wrong with all that is wrong with the waivers of a governance."""
    file = governance.waivers
    if file is None:
        return
    found = list(over_limits(file, limits_of(governance)))
    if (mandate := governance.mandate) is not None:
        own = set(over_limits(file, limits_within(governance.config)))
        who = mandate.organisation
        said = "; ".join(filter(None, (f"{who.shown} sets the limit", who.help)))
        found = [one if one in own else replace(one, help=f"{one.help}; {said}") for one in found]
    # Other packs may run than the file speaks of, and rules of projects that the change does not
    # touch are not loaded.
    others = request.policies or request.config
    if not others and not (governance.config and governance.config.projects):
        found += unknown_rules(file, names_of(policies))
    if found:
        raise Wrong(sorted(found, key=lambda one: (one.line, one.column)))


def accepted(
    governance: Governance,
    policies: Policies,
    change: Any,
    facts: Facts,
    now: int,
    *,
    component: Callable[[str], str | None],
    at_target: Callable[[str], bytes | None],
    comments: Sequence[Said] = (),
) -> Accepted:
    """What accepts findings of a change.

    Args:
        governance: Whose waivers count, and whose limits.
        policies: The rules that judge.
        change: A sources.git.change.Change.
        facts: Its readers of lines.
        now: Seconds since 1970, UTC.
        component: The component of a path, by the catalog that governs.
        at_target: A file at the tip of the target, for a run over the whole tree, whose change
            has no base.
        comments: Those on the pull request, as the forge attests them. They count in profile ci
            alone, where who may is named at the tip of the target.
    """
    names, limits = names_of(policies), limits_of(governance)
    file = governance.waivers
    waivers = None
    if file is not None:
        from bylaw.gate.waivers.accept import Waivers

        waivers = Waivers(file.waivers, file.path, names, limits, now, component)
    before = _before(change, at_target)
    found = Accepted(waivers, Allows(change, facts, before, names, limits, now), change)
    if comments and policies.settings.profile == "ci":
        from bylaw.gate.waivers.break_glass import break_glass

        fail_on, head = policies.settings.fail_on, change.head
        found.emergency, refused = break_glass(comments, head, limits.break_glass, now, fail_on)
        found.notices += refused
    return found


def _before(
    change: Any, at_target: Callable[[str], bytes | None]
) -> Callable[[str], Sequence[str] | None]:
    def lines(path: str) -> Sequence[str] | None:
        if change.kind == "all":
            data = at_target(path)
            text = None if data is None else data.decode(errors="replace")
            return None if text is None else text.replace("\r\n", "\n").split("\n")
        file = change.file(path)
        if file is None:  # the change does not touch it
            found: Sequence[str] | None = change.lines_of(path, "head")
            return found
        if file.status in ("added", "copied", "deleted"):
            return None
        if file.status == "renamed" and _is_all_new(file):
            return None  # where it stood, its rule may not have looked
        old: Sequence[str] | None = change.lines_of(file.old_path or path, "base")
        return old

    return lines


def _is_all_new(file: Any) -> bool:
    """Whether each line of a file that moved counts as added: past a condition of a rule."""
    every = file.lines
    return isinstance(every, Unknown) or len(file.added_lines) >= len(every)


def newly_accepted(mine: Verdict, theirs: Verdict) -> str:
    """What waivers that the change adds would accept, in a sentence; empty where they do nothing.

    Args:
        mine: The verdict that counts.
        theirs: What it would be by the change's own governance.
    """
    known = {_key(one.suppression) for one in mine.suppressed if one.suppression}
    counts: dict[str, int] = {}
    for finding in theirs.suppressed:
        why = finding.suppression
        if why is not None and why.kind == "waiver" and _key(why) not in known:
            name = why.id or f"in line {why.line}"
            counts[name] = counts.get(name, 0) + 1
    if not counts:
        return ""
    listed = ", ".join(
        f"{name} ({count} finding{'s'[: count > 1]})" for name, count in list(counts.items())[:5]
    )
    return f"Waivers of the change count once they have landed, and not for it: {listed}."


def _key(why: Suppression) -> tuple[str, ...]:
    return (why.kind, why.id, why.reason, why.owner, why.expires)


def _left(days: int) -> str:
    return "today" if days == 0 else "tomorrow" if days == 1 else f"in {days} days"
