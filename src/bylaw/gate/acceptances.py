"""What accepts findings in a run: waivers, comments in the code, the baseline, emergencies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bylaw.dataclass import dataclass
from bylaw.facts.readers import Facts
from bylaw.gate import guarded
from bylaw.gate.baseline import DEFAULT, baseline_of, compared, tolerance
from bylaw.gate.governance import Governance
from bylaw.gate.policies import Policies
from bylaw.gate.request import Request
from bylaw.packs.tree import Tree, Unreadable
from bylaw.verdict.accept import Acceptance
from bylaw.verdict.model import Inconclusive, JudgedFinding, Suppression, Verdict

if TYPE_CHECKING:
    from bylaw.gate.asked import Asked
    from bylaw.gate.waivers.break_glass import Said
    from bylaw.gate.waivers.join import Accepted
    from bylaw.verdict.baseline import Baseline, Tolerance


@dataclass(frozen=True, slots=True)
class _NotGuarded:
    """An acceptance of all but what the rules say that are always on."""

    of: Acceptance
    request: Request

    def of_finding(self, finding: JudgedFinding) -> Suppression | None:
        """See Acceptance."""
        return None if guarded.is_on(finding.rule, self.request) else self.of.of_finding(finding)

    def of_unknown(self, unknown: Inconclusive) -> Suppression | None:
        """See Acceptance."""
        return None if guarded.is_on(unknown.rule, self.request) else self.of.of_unknown(unknown)


@dataclass(frozen=True, slots=True)
class Accepting:
    """How findings of one change are accepted; each verdict begins with acceptances of its own."""

    asked: Asked
    facts: Facts

    def by(
        self,
        governance: Governance,
        policies: Policies,
        comments: Sequence[Said] = (),
    ) -> Acceptances:
        """What a governance accepts. Raises Wrong where what it names is missing or unreadable.

        Args:
            governance: What judges.
            policies: Its rules.
            comments: Those on the pull request, where an emergency is looked for.
        """
        from bylaw.gate.waivers.join import accepted

        request, change = self.asked.request, self.asked.change
        if request.without_baseline:
            baseline, unused = None, ""
        else:
            baseline, unused = _baseline(governance)
        found = accepted(
            governance,
            policies,
            change,
            self.facts,
            self.asked.now,
            component=self.asked.component_of,
            at_target=self.asked.at_target,
            comments=comments,
        )
        is_whole = request.whole and not request.rules and not request.policies
        tolerated = None if baseline is None else tolerance(baseline, policies.cards, change)
        return Acceptances(request, found, tolerated, baseline if is_whole else None, unused)


def _baseline(governance: Governance) -> tuple[Baseline | None, str]:
    """The baseline that counts; else the one that is there and that nothing names."""
    tree = governance.tree
    if governance.config is None or tree is None or not governance.tolerates:
        return None, ""
    baseline = baseline_of(tree, governance.config)
    return baseline, DEFAULT if baseline is None and _is_there(tree) else ""


@dataclass(slots=True)
class Acceptances:
    """Those of one verdict; each remembers what it met."""

    request: Request
    accepted: Accepted
    tolerated: Tolerance | None
    baseline: Baseline | None
    """The one all of which could have been met."""
    unused: str
    """A baseline that is there, and that nothing names."""

    @property
    def sources(self) -> tuple[Acceptance, ...]:
        """In the order in which they are asked. An emergency alone is for every rule."""
        tolerated = () if self.tolerated is None else (self.tolerated,)
        emergency = self.accepted.emergency
        return tuple(
            one if one is emergency else _NotGuarded(one, self.request)
            for one in self.accepted.sources(tolerated)
        )

    def told(self, verdict: Verdict) -> Verdict:
        """The verdict with what to know of what it accepts."""
        verdict = self.accepted.told(verdict)
        return replace(verdict, notices=(*verdict.notices, *self._notices(verdict)))

    def _notices(self, verdict: Verdict) -> tuple[str, ...]:
        if self.unused:
            said = f"{self.unused} tolerates nothing: bylaw.yaml has no `baseline: {self.unused}`."
            return (said,)
        if self.baseline is None:
            return ()
        gone = sum(entry.count for entry in compared(self.baseline, verdict).fixed)
        if not gone:
            return ()
        noun = "finding" if gone == 1 else "findings"
        return (
            f"{gone:,} {noun} of the baseline {'is' if gone == 1 else 'are'} gone: "
            "`bylaw baseline update` takes what is fixed out of it.",
        )


def _is_there(tree: Tree) -> bool:
    try:
        return tree.read(DEFAULT) is not None
    except Unreadable:
        return True
