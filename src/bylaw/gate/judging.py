"""One change judged by some policies: by those that govern it, and by its own, for advice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bylaw.dataclass import dataclass
from bylaw.engine.result import RuleResult
from bylaw.facts.readers import Facts
from bylaw.gate import projects
from bylaw.gate.governance import Governance
from bylaw.gate.policies import Policies
from bylaw.gate.request import Request
from bylaw.gate.waivers.limits import limits_of
from bylaw.sources.git.repository import Repository
from bylaw.verdict.accept import Acceptance
from bylaw.verdict.model import ChangeSummary, Verdict

_TERM: Final = 30
"""Days that a waiver is proposed to go on for, where as many are allowed."""


@dataclass(frozen=True, slots=True)
class Judging:
    """What stays the same, whoever judges."""

    repo: Repository | None
    request: Request
    change: Any
    now: int
    notices: tuple[str, ...]
    source: str
    """Where the policies that govern came from, for people."""

    def results(
        self,
        policies: Policies,
        parts: Sequence[projects.Part],
        governance: Governance,
        facts: Facts,
        end: float | None = None,
    ) -> tuple[Policies, tuple[RuleResult, ...]]:
        """What all rules say, and the policies that weigh it; one bound on the time of all."""
        from time import monotonic

        from bylaw.engine.budget import Limits

        until = self.end(governance) if end is None else end

        def asked(of: Policies, known: Facts) -> tuple[RuleResult, ...]:
            left = Limits(seconds=max(until - monotonic(), 0))
            return of.program.run(known, now=self.now, limits=left)

        whole = asked(policies, facts)
        found = [(part, asked(part.policies, part.facts(facts, self.change))) for part in parts]
        return projects.together(policies, whole, found)

    @staticmethod
    def end(governance: Governance) -> float:
        """When what is begun now has to be done, by the clock of `time.monotonic`."""
        from time import monotonic

        from bylaw.engine.budget import Limits

        said = governance.config.limits if governance.config else {}
        return monotonic() + (said["time"] if "time" in said else Limits().seconds)

    def verdict(
        self,
        policies: Policies,
        results: Sequence[RuleResult],
        accepted: Sequence[Acceptance] = (),
        approvers: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Verdict:
        """What these results add up to."""
        from bylaw import __version__
        from bylaw.verdict.judge import judge

        change, said = self.change, self.change.summary()
        return judge(
            results,
            policies.cards,
            policies.settings,
            ChangeSummary(
                said.kind,
                said.base,
                said.head,
                said.files,
                said.added,
                said.removed,
                self.repo.root if self.repo else "",
            ),
            change.lines_of,
            renamed={
                file.old_path: file.path
                for file in change.files
                if file.old_path is not None and file.old_path != file.path
            },
            accepted=accepted,
            approvers=approvers,
            notices=self.notices,
            policy_source=self.source,
            version=__version__,
        )


def next_command(verdict: Verdict, governance: Governance, request: Request) -> str:
    """The one command that helps most now."""
    if verdict.findings:
        from shlex import quote

        worst = min(verdict.findings, key=lambda one: ("deny", "warn", "note").index(one.level))
        if worst.lapsed is not None and worst.lapsed.id:
            days = min(limits_of(governance).max_days, _TERM)
            return f"bylaw waive renew {worst.lapsed.id} --expires {days}d"
        named = "".join(f" --policy {quote(name)}" for name in request.policies)
        return f"bylaw explain {worst.rule}{named}"
    if not verdict.change.files and not governance.own and request.kind == "local":
        return "bylaw check --all"
    if not governance.own:
        return "bylaw check --policy change-hygiene"
    if verdict.not_applicable and request.profile == "local":
        return "bylaw architecture infer"  # what they lack is a catalog
    return ""
