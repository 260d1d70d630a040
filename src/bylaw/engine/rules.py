"""One rule as closures: its clauses one inside the other, and what it says at the innermost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from bylaw.engine.budget import TOO_DEEP, Exhausted, Run
from bylaw.engine.compile import Compiler, Frame, Scope
from bylaw.engine.logic import truth
from bylaw.engine.missing import Gathered
from bylaw.engine.outcome import Locate, locator, speaker
from bylaw.engine.result import Finding, RuleResult
from bylaw.engine.values import ABSENT, gaps_of
from bylaw.facts.place import Place, Unknown

Doubts: TypeAlias = tuple[Unknown, ...]
Step: TypeAlias = Callable[[Frame, Doubts], None]
Clause: TypeAlias = list[Any]


class Saying:
    """What a rule has said so far. Slot 1 of a rule's frame."""

    __slots__ = ("findings", "missing")

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.missing = Gathered()


class CompiledRule:
    """A rule that is ready to run."""

    def __init__(self, to: Compiler, rule: Mapping[str, Any], clauses: list[Clause]) -> None:
        self.id: str = rule["id"]
        self.facts: tuple[str, ...] = tuple(rule.get("facts", ()))
        self.architecture = architecture_only(rule)
        outer, to.scope = to.scope, Scope()
        to.scope.size = 2
        try:
            self.first = steps(to, rule, clauses)
            self.size = to.scope.size
        finally:
            to.scope = outer

    def run(self, run: Run, first: Step | None = None) -> RuleResult:
        """All bindings. What was sure before the budget ran out is still said."""
        run.begin()
        saying = Saying()
        frame: Frame = [run, saying, *[None] * self.size]
        try:
            (first or self.first)(frame, ())
            run.check()
        except Exhausted as error:
            saying.missing.add((error.why,), None)
        except RecursionError:
            saying.missing.add((TOO_DEEP,), None)
        return RuleResult(
            self.id, "judged", tuple(sorted(saying.findings, key=order)),
            saying.missing.told(), run.steps,
        )  # fmt: skip


def order(finding: Finding) -> tuple[Any, ...]:
    """Path, line, column, rule, message."""
    place = finding.place
    return place.path, place.line, place.column, finding.rule, finding.message


def architecture_only(rule: Mapping[str, Any]) -> bool:
    """Whether it goes through lists, and all of them are architecture facts."""
    roots = [_root(clause[3]) for clause in rule["clauses"] if clause[0] == "for"]
    return bool(roots) and all(root in ("architecture", "imports", "cycles") for root in roots)


def _root(ir: Any) -> str:
    while isinstance(ir, list) and ir and ir[0] in ("get", "do", "at"):
        ir = ir[2] if ir[0] == "at" else ir[1]
    return str(ir[1]) if isinstance(ir, list) and ir[0] == "root" else ""


def steps(to: Compiler, rule: Mapping[str, Any], clauses: list[Clause]) -> Step:
    """The closure of a rule's clauses, from here to the finding."""
    located: list[tuple[int, Locate]] = []
    makers: list[Callable[[Step], Step]] = []
    for clause in clauses:
        maker = MAKERS[clause[0]](to, *clause[1:])
        makers.append(maker)
        if clause[0] == "for" and clause[2][:1].isupper() and "[" not in clause[2]:
            located.append((to.scope.bind(clause[1]), locator(to, clause[2].removesuffix("?"))))
    made = _innermost(to, rule, located)
    for maker in reversed(makers):
        made = maker(made)
    return made


def _innermost(to: Compiler, rule: Mapping[str, Any], located: list[tuple[int, Locate]]) -> Step:
    speak = speaker(to, rule)
    place_of = to.compile(rule["outcome"]["place"])
    type_ = str(rule["outcome"]["type"]).removesuffix("?")
    type_ = "Match" if type_.startswith("match") else type_
    locate = locator(to, type_) if not type_.startswith("list[") else None

    def where(frame: Frame) -> Place | None:
        """Where a binding that is not decided stands, as near as can be said."""
        run = frame[0]
        if locate is not None:
            value = place_of(frame)
            if value is not None and not isinstance(value, Unknown):
                return locate(run, value)
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


def for_(to: Compiler, name: str, type_: str, xs: Any, span: Any) -> Callable[[Step], Step]:
    """Each element, then each gap as one unknown binding."""
    source = to.compile(xs)
    slot = to.scope.bind(name)

    def maker(then: Step) -> Step:
        def step(frame: Frame, doubts: Doubts) -> None:
            items = source(frame)
            if items is None:
                return
            run = frame[0]
            if isinstance(items, Unknown):
                gaps: Doubts = (items,)
            else:
                for item in items:
                    run.steps += 1
                    if run.steps > run.due:
                        run.check()
                    frame[slot] = item
                    then(frame, doubts)
                gaps = gaps_of(items)
            for gap in gaps:
                run.spend(1)
                frame[slot] = gap
                then(frame, (*doubts, gap))

        return step

    return maker


def let(to: Compiler, name: str, type_: str, value: Any, span: Any) -> Callable[[Step], Step]:
    """A value with a name."""
    made = to.compile(value)
    slot = to.scope.bind(name)

    def maker(then: Step) -> Step:
        def step(frame: Frame, doubts: Doubts) -> None:
            frame[slot] = made(frame)
            then(frame, doubts)

        return step

    return maker


def where(to: Compiler, condition: Any, span: Any) -> Callable[[Step], Step]:
    """Goes on where it is true, and with a doubt where it is unknown."""
    return _condition(to, condition, wanted=True)


def unless(to: Compiler, condition: Any, span: Any) -> Callable[[Step], Step]:
    """Goes on where it is false, and with a doubt where it is unknown."""
    return _condition(to, condition, wanted=False)


def _condition(to: Compiler, condition: Any, *, wanted: bool) -> Callable[[Step], Step]:
    made = to.compile(condition)

    def maker(then: Step) -> Step:
        def step(frame: Frame, doubts: Doubts) -> None:
            value = made(frame)
            if value is wanted:
                then(frame, doubts)
            elif value is not (not wanted):
                doubt = truth(value)
                then(frame, (*doubts, doubt if isinstance(doubt, Unknown) else ABSENT))

        return step

    return maker


MAKERS: dict[str, Callable[..., Callable[[Step], Step]]] = {
    "for": for_, "let": let, "where": where, "unless": unless,
}  # fmt: skip
