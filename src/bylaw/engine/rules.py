"""One rule as closures: its clauses one inside the other, and what it says at the innermost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from bylaw.engine.budget import OUT_OF_TIME, TOO_DEEP, Exhausted, Run
from bylaw.engine.clauses import MAKERS, Doubts, Step
from bylaw.engine.compile import Compiler, Frame, Scope
from bylaw.engine.filters import Plan, leading
from bylaw.engine.missing import Gathered
from bylaw.engine.outcome import Locate, locator, pointer, speaker
from bylaw.engine.plan import Clause, planned
from bylaw.engine.result import Finding, RuleResult
from bylaw.engine.sweep import filtered_, scan_, sweep_
from bylaw.facts.place import Place, Unknown


class Saying:
    """What a rule has said so far. Slot 1 of a rule's frame."""

    __slots__ = ("findings", "missing")

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.missing = Gathered()


class CompiledRule:
    """A rule that is ready to run.

    Args:
        to: Compiles its expressions.
        rule: The rule in the checked form.
        plan: What it shares with other rules; None visits every line.
        moved: Whether filters stand before the loops that they do not need.
    """

    def __init__(
        self, to: Compiler, rule: Mapping[str, Any], plan: Plan | None, *, moved: bool = True
    ) -> None:
        self.id: str = rule["id"]
        self._architecture = architecture_only(rule)
        self._catalog = to.root("architecture")
        self.rule = rule
        self._to = to
        self._clauses = planned(to, rule["clauses"]) if moved else list(rule["clauses"])
        self._plan = plan
        self._shares = any(clause[0] == "scan" for clause in self._clauses) or (
            plan is not None and leading(to, self._clauses) > 0
        )
        self._first, self._size = self._compiled(plan)

    def _compiled(self, plan: Plan | None) -> tuple[Step, int]:
        to = self._to
        outer, to.scope = to.scope, Scope()
        to.scope.size = 2
        try:
            return steps(to, self.rule, self._clauses, plan), to.scope.size
        finally:
            to.scope = outer

    def run(self, run: Run) -> RuleResult:
        """All bindings. What was sure before the budget ran out is still said."""
        if self._architecture:
            catalog = run.roots[self._catalog]
            if isinstance(catalog, Unknown) and catalog.reason == "no-catalog":
                return RuleResult(self.id, "not-applicable")
        saying, why = self._said(run, self._first, self._size)
        if why not in (None, OUT_OF_TIME) and self._plan is not None and self._shares:
            # Exactly where it stops is only known when each line is visited.
            saying, why = self._said(run, *self._compiled(None))
        if why is not None:
            saying.missing.add((why,), None)
        return RuleResult(
            self.id, "judged", tuple(sorted(saying.findings, key=order)),
            saying.missing.told(), run.steps,
        )  # fmt: skip

    def _said(self, run: Run, first: Step, size: int) -> tuple[Saying, Unknown | None]:
        run.begin()
        saying = Saying()
        frame: Frame = [run, saying, *[None] * size]
        try:
            first(frame, ())
            run.check()
        except Exhausted as error:
            return saying, error.why
        except RecursionError:
            return saying, TOO_DEEP
        return saying, None


def order(finding: Finding) -> tuple[Any, ...]:
    """Path, line, column, rule, message."""
    place = finding.place
    return place.path, place.line, place.column, finding.rule, finding.message


_OF_CATALOG: Final = frozenset(
    ("Cycles.added", "Cycles.all", "File.component", "Import.allowed",
     "Import.breaches", "Import.is_first", "Import.is_public", "Import.reason", "Import.source",
     "Import.target", "reach()")
)  # fmt: skip


def architecture_only(rule: Mapping[str, Any]) -> bool:
    """Whether it goes through lists, all of architecture facts, and needs the catalog for them.

    What is imported from outside, and rings of files, are known without a catalog: see ADR-0011.
    Lists that a param holds are of neither kind.
    """
    bound: dict[str, str] = {}
    roots = set()
    for clause in rule["clauses"]:
        if clause[0] in ("for", "let"):
            bound[clause[1]] = _root(clause[3], bound)
        if clause[0] == "for":
            roots.add(bound[clause[1]])
    roots.discard("param")
    return (
        bool(roots)
        and roots <= {"architecture", "imports", "cycles"}
        and any(
            fact in _OF_CATALOG or fact.startswith(("Architecture.", "Component."))
            for fact in rule["facts"]
        )
    )


def _root(ir: Any, bound: Mapping[str, str]) -> str:
    """Where an expression starts from: a root's name, `param`, or nothing of these."""
    while isinstance(ir, list) and ir and ir[0] in ("get", "do", "at"):
        ir = ir[2] if ir[0] == "at" else ir[1]
    if not isinstance(ir, list) or not ir:
        return ""
    if ir[0] == "var":
        return bound.get(ir[1], "")
    return str(ir[1]) if ir[0] == "root" else "param" if ir[0] == "param" else ""


def steps(
    to: Compiler, rule: Mapping[str, Any], clauses: Sequence[Clause], plan: Plan | None
) -> Step:
    """The closure of a rule's clauses, from the first to the finding."""
    located: list[tuple[int, Locate]] = []
    makers: list[Callable[[Step], Step]] = []
    for clause in clauses:
        if clause[0] in ("for", "scan") and clause[2][:1].isupper() and "[" not in clause[2]:
            located.append((to.scope.bind(clause[1]), locator(to, clause[2].removesuffix("?"))))
    done = _swept(to, clauses, plan, makers)
    for clause in clauses[done:]:
        if clause[0] == "scan":
            makers.append(scan_(to, plan.scanner if plan else None, clause))
        else:
            makers.append(MAKERS[clause[0]](to, *clause[1:]))
    made = _innermost(to, rule, located)
    for maker in reversed(makers):
        made = maker(made)
    return made


def _swept(
    to: Compiler,
    clauses: Sequence[Clause],
    plan: Plan | None,
    makers: list[Callable[[Step], Step]],
) -> int:
    """How many of the first clauses a sweep takes on."""
    if plan is None:
        return 0
    at = next((at for at, clause in enumerate(clauses) if clause[0] == "scan"), 0)
    if at and all(each[0] in ("where", "unless") for each in clauses[1:at]):
        maker = sweep_(to, plan, clauses[: at + 1])
        if maker is not None:
            makers.append(maker)
            return at + 1
    done = leading(to, clauses)
    if done:
        makers.append(filtered_(to, plan, clauses[:done]))
    return done


def _innermost(to: Compiler, rule: Mapping[str, Any], located: list[tuple[int, Locate]]) -> Step:
    speak = speaker(to, rule)
    pointed, types = pointer(to, rule["outcome"]["place"], rule["outcome"]["type"])
    locate = {each: locator(to, each) for each in types}

    def where(frame: Frame) -> Place | None:
        """Where a binding that is not decided stands, as near as can be said."""
        run = frame[0]
        for value, type_ in pointed(frame):
            if value is not None and not isinstance(value, Unknown):
                return locate[type_](run, value)
        for slot, find in reversed(located):
            value = frame[slot]
            if isinstance(value, Unknown):
                if value.place is not None:
                    return value.place
            elif value is not None and (found := find(run, value)) is not None:
                return found
        return None

    def say(frame: Frame, doubts: Doubts) -> None:
        saying: Saying = frame[1]
        if doubts:
            saying.missing.add(doubts, where(frame))
            return
        found = speak(frame)
        if isinstance(found, Finding):
            saying.findings.append(found)
        else:
            saying.missing.add((found,), where(frame))

    return say
