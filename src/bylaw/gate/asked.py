"""The facts that rules ask for beside those of the change itself; nothing else is imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bylaw.dataclass import dataclass
from bylaw.engine.result import RuleResult
from bylaw.facts.place import Unknown
from bylaw.facts.readers import Facts
from bylaw.gate import (
    architecture,
    clock,
    decisions,
    dependencies,
    owners,
    pictures,
    review,
    sources,
)
from bylaw.gate.governance import Governance
from bylaw.gate.policies import Policies
from bylaw.gate.request import Request
from bylaw.gate.trees import Commit
from bylaw.gate.weakening import find as weakening
from bylaw.packs.tree import Unreadable
from bylaw.sources.git.repository import Repository
from bylaw.verdict.model import Verdict

if TYPE_CHECKING:
    from bylaw.gate.group import Member
    from bylaw.sources.architecture.catalogs import Catalogs
    from bylaw.sources.services.answers import Answers


@dataclass(slots=True)
class Asked:
    """What is asked for in a run; each kind of facts is made once."""

    stack: ExitStack
    """Whom the facts ask is let go when it ends."""
    change: Any
    repo: Repository | None
    request: Request
    governance: Governance
    at: sources.Target | None
    now: int
    catalogs: Catalogs | None = None
    """What was decided of the architecture, once a rule asks."""
    record: tuple[Answers | None, ...] = ()
    """What `answers` gave, once somebody was asked."""
    described: Catalogs | None = None
    """The same, once anybody asks."""
    group: Sequence[Member] = ()
    """The requests of a merge group, once a rule asks for the review; empty elsewhere."""

    def component(self, path: str) -> str | None:
        """The component that a path belongs to, where a rule asks for components."""
        return None if self.catalogs is None else self.catalogs.component_of(path)

    def component_of(self, path: str) -> str | None:
        """The component that a path belongs to by the catalog that governs, asked or not.

        Raises Wrong. What a rename counts as does not hang on it.
        """
        if self.described is None:
            self.described = self.catalogs or architecture.catalogs_of(
                self.change, self.repo, self.request, self.governance, self.at
            )
        return self.described.component_of(path)

    def at_target(self, path: str) -> bytes | None:
        """A file at the tip of the target; None where it has none that can be read."""
        if self.repo is None or self.at is None:
            return None
        try:
            return Commit(self.repo, self.at.commit, self.at.shown).read(path)
        except Unreadable:
            return None

    def joined(self, facts: Facts, policies: Policies) -> Facts:
        """The facts with all that these policies ask for. Raises Wrong and NotJudged."""
        cards = policies.cards
        change, repo, request = self.change, self.repo, self.request
        governance, at = self.governance, self.at
        if "imports" not in facts.roots and architecture.is_asked(cards):
            self.catalogs = architecture.catalogs_of(change, repo, request, governance, at)
            found = architecture.facts_of(
                change, self.catalogs, repo, request, policies.guard_of_imports
            )
            facts = facts.joined(found)
        if "File.owners" not in facts.readers and owners.is_asked(cards):
            required = "owners" in governance.required
            facts = facts.joined(owners.facts_of(change, repo, request, at, required=required))
        if "dependencies" not in facts.roots and dependencies.is_asked(cards):
            facts = facts.joined(self._dependencies())
        if "decisions" not in facts.roots and decisions.is_asked(cards):
            found = decisions.facts_of(change, repo, request, governance, at, lambda: facts)
            facts = facts.joined(found)
        if "safeguards" not in facts.roots and weakening.is_asked(cards):
            facts = facts.joined(self._safeguards())
        if "review" not in facts.roots and review.is_asked(cards):
            group = review.group_of(change, repo, request, self)
            self.group = () if isinstance(group, Unknown) else group
            facts = facts.joined(review.facts_of(change, repo, request, self, group))
        return facts

    def _safeguards(self) -> Facts:
        governing = owners.governing(self.change, self.repo, self.request, self.at)
        today, branch = clock.shown(self.now)[:10], self.at.branch if self.at else None
        found = weakening.facts_of(
            self.change, today, branch, lambda path: owners.of_paths(governing(), (path,))
        )
        required = "owners" in self.governance.required
        return owners.facts_by(governing, required=required).joined(found)

    def answers(self) -> Answers | None:
        """The record of `--facts`, one for all who are asked in this run. Raises Wrong."""
        if not self.record:
            from bylaw.gate.services import recorded

            self.record = (self.stack.enter_context(recorded(self.request, self.repo)),)
        return self.record[0]

    def _dependencies(self) -> Facts:
        from bylaw.gate.services import services
        from bylaw.sources.dependencies.readers import dependency_facts

        tree = sources.governing_tree(self.repo, self.request, self.at)
        asked = self.stack.enter_context(
            services(self.request, self.governance, tree, self.repo, self.now, self.answers())
        )
        return dependency_facts(self.change, asked)

    def approvers(
        self, results: Sequence[RuleResult], facts: Facts, policies: Policies
    ) -> Mapping[str, tuple[str, ...]]:
        """Who has to approve, by rule, where that is known."""
        return review.approvers(results, policies.cards, self.change, facts)

    def shown(self, verdict: Verdict, facts: Facts, policies: Policies) -> Verdict:
        """The verdict with what reports show beside findings."""
        cards = decisions.with_decided(
            verdict.rules,
            lambda: decisions.files_of(self.change, self.repo, self.request, self.at),
            decisions.configured(self.governance.config),
        )
        return replace(
            verdict,
            dependencies=dependencies.difference(facts),
            architecture=pictures.change_picture(facts, policies.cards),
            rules=cards,
        )
