"""Checked packs, compiled once, that meet the facts of many changes."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bylaw.engine.budget import Limits, Run
from bylaw.engine.compile import Compiler, not_read, unread
from bylaw.engine.filters import Plan
from bylaw.engine.result import RuleResult
from bylaw.engine.rules import CompiledRule
from bylaw.facts.readers import Facts

if TYPE_CHECKING:
    from bylaw.engine.trace import Trace


class Program:
    """Rules as closures. The same program can run over any number of facts, one after the other."""

    def __init__(self, compiler: Compiler, rules: Sequence[CompiledRule]) -> None:
        self._compiler = compiler
        self._rules = tuple(rules)

    @classmethod
    def of(
        cls,
        packs: Sequence[Mapping[str, Any]],
        params: Mapping[str, Any],
        only: Container[str] | None = None,
        *,
        optimise: bool = True,
        scan: bool = True,
    ) -> Program:
        """Compile the rules of some checked packs.

        Args:
            packs: Checked packs, with all the packs that they use.
            params: Values by `pack/name`: constants of the checked form, or the plain values.
            only: The ids of the rules to run; None is all.
            optimise: Without it, filters stay where they stand, and the budget is counted so; what
                is found is the same.
            scan: Without it, each line is visited; nothing else is different.
        """
        compiler = Compiler(packs, params)
        plan = Plan() if optimise and scan else None
        rules = [
            CompiledRule(compiler, rule, plan, moved=optimise)
            for pack in packs
            for rule in pack["rules"]
            if only is None or rule["id"] in only
        ]
        return cls(compiler, rules)

    def only(self, rules: Container[str]) -> Program:
        """The same with some of its rules."""
        return Program(self._compiler, [rule for rule in self._rules if rule.id in rules])

    def run(
        self, facts: Facts, *, now: int, limits: Limits | None = None
    ) -> tuple[RuleResult, ...]:
        """What each rule says of these facts, sorted by rule.

        Args:
            facts: What a source hands over.
            now: Seconds since 1970 UTC; the root `now` where the facts have none.
            limits: Bounds on the whole run.
        """
        run = self._start(facts, now, limits or Limits())
        return tuple(rule.run(run) for rule in sorted(self._rules, key=lambda rule: rule.id))

    def explain(
        self, rule: str, facts: Facts, *, now: int, limits: Limits | None = None, most: int = 5
    ) -> Trace:
        """How one rule comes to what it says: at most `most` bindings for each way to end.

        Raises:
            KeyError: The program has no such rule.
        """
        from bylaw.engine.trace import follow, followed

        chosen = next((each for each in self._rules if each.id == rule), None)
        if chosen is None:
            raise KeyError(rule)
        # Lets and defs that were compiled before do not tell what they do, and need not.
        step, size, seen = follow(self._compiler, chosen.rule, most)
        run = self._start(facts, now, limits or Limits())
        return followed(run, step, size, rule, seen)

    def _start(self, facts: Facts, now: int, limits: Limits) -> Run:
        to = self._compiler
        roots = {"now": now, **facts.roots}
        return Run(
            [facts.readers.get(name) or unread(name) for name in to.readers],
            [facts.functions.get(name) or unread(f"{name}()") for name in to.functions],
            [roots.get(name, not_read(name)) for name in to.roots],
            limits,
        )
