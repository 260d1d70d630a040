"""Why a rule fired or not: its clauses with what they came to, for some bindings of each fate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from bylaw.engine.budget import Exhausted, Run
from bylaw.engine.clauses import MAKERS, Doubts, Step
from bylaw.engine.compile import Compiler, Frame, Scope
from bylaw.engine.show import UNKNOWN, plain, shower
from bylaw.engine.values import Interval
from bylaw.facts.place import Place, Unknown

Fate: TypeAlias = Literal["finding", "unknown", "cut"]

SHOWN = 100
"""How much of a value is shown, in code points."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a clause and what it came to."""

    line: int
    source: str
    """As it stands in the policy, on one line."""
    value: str
    parts: tuple[Part, ...] = ()
    """Of a condition: its comparisons and quantifiers, in the order they were asked."""


@dataclass(frozen=True, slots=True)
class Binding:
    """One way through the clauses, up to the one that cut it."""

    fate: Fate
    clauses: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """Some bindings of a rule, and how many there were of each fate."""

    rule: str
    bindings: tuple[Binding, ...]
    counts: tuple[tuple[Fate, int], ...]
    stopped: str = ""
    """Why the rule could not be followed to its end; empty where it could."""


class _Following:
    """What was seen so far."""

    def __init__(self, rule: Mapping[str, Any], most: int) -> None:
        self.first_line, self.first_column = rule["place"][1], rule["place"][2]
        self.text = rule["source"].split("\n")
        self.most = most
        self.path: list[Part] = []
        self.asked: list[Part] = []
        self.kept: dict[tuple[Fate, int], list[Binding]] = {}
        self.counts: dict[Fate, int] = {"finding": 0, "unknown": 0, "cut": 0}

    def source(self, span: Any) -> str:
        line, column, end_line, end_column = span
        lines = self.text[line - self.first_line : end_line - self.first_line + 1]
        if not lines:
            return ""
        # Only the rule's first line may begin elsewhere than in the first column.
        shift = self.first_column - 1
        end = end_column - 1 - (shift if end_line == self.first_line else 0)
        lines[-1] = lines[-1][:end]
        lines[0] = lines[0][column - 1 - (shift if line == self.first_line else 0) :]
        return " ".join(" ".join(lines).split())

    def told(self, span: Any, value: Any) -> None:
        self.asked.append(Part(span[0], self.source(span), said(value)))

    def end(self, fate: Fate, last: tuple[Part, ...] = ()) -> None:
        self.counts[fate] += 1
        clauses = (*self.path, *last)
        kept = self.kept.setdefault((fate, len(clauses)), [])
        if len(kept) < self.most:
            kept.append(Binding(fate, clauses))


def said(value: Any) -> str:
    """A value in a few words."""
    if isinstance(value, Interval):
        value = value.why
    if isinstance(value, Unknown):
        return f"{UNKNOWN} {value.fact}: {value.reason}"
    if value is None:
        return "none"
    if isinstance(value, bool | int | float | str):
        return plain(value)[:200]
    return type(value).__name__


def _at(place: Any, show: Callable[[], str]) -> str:
    """A located value by its place, because a file's own text would bury the trace."""
    if not isinstance(place, Place):
        return show()[:SHOWN]
    if place.scope != "region":
        return "the change" if place.scope == "change" else place.path
    return f"{place.path}:{place.line}: {show().strip()[:SHOWN]}"


def follow(to: Compiler, rule: Mapping[str, Any], most: int) -> tuple[Step, int, _Following]:
    """The closure of a rule that tells what it does, the size of its frame, and what it tells."""
    seen = _Following(rule, most)
    outer, to.scope, to.record = to.scope, Scope(), seen.told
    try:
        step = _clauses(to, rule["clauses"], seen)
        return step, to.scope.size, seen
    finally:
        to.scope, to.record = outer, None


def _clauses(to: Compiler, clauses: list[Any], seen: _Following) -> Step:
    if not clauses:

        def done(frame: Frame, doubts: Doubts) -> None:
            seen.end("unknown" if doubts else "finding")

        return done
    clause = clauses[0]
    if clause[0] in ("for", "let"):
        _, name, type_, _, span = clause
        maker, show, slot = (
            MAKERS[clause[0]](to, *clause[1:]),
            shower(to, type_),
            to.scope.bind(name),
        )
        place_of = to.reader(f"{type_}.place")
        rest = _clauses(to, clauses[1:], seen)

        def bound(frame: Frame, doubts: Doubts) -> None:
            value = frame[slot]
            if isinstance(value, Unknown):
                text = said(value)
            else:
                text = _at(frame[0].readers[place_of](value), lambda: show(frame[0], value))
            seen.path.append(Part(span[0], seen.source(span), text))
            seen.asked = []
            rest(frame, doubts)
            seen.path.pop()

        return maker(bound)
    _, condition, span = clause
    made, wanted = to.compile(condition), clause[0] == "where"
    rest = _clauses(to, clauses[1:], seen)

    def tested(frame: Frame, doubts: Doubts) -> None:
        seen.asked = []
        value = made(frame)
        part = Part(span[0], seen.source(span), said(value), tuple(seen.asked))
        if value is (not wanted):
            seen.end("cut", (part,))
            return
        seen.path.append(part)
        rest(frame, doubts if value is wanted else (*doubts, value))
        seen.path.pop()

    return tested


def followed(run: Run, step: Step, size: int, rule: str, seen: _Following) -> Trace:
    """Run it. Findings come first, then what is unknown, then what was cut last."""
    run.begin()
    stopped = ""
    try:
        step([run, None, *[None] * size], ())
    except Exhausted as error:
        stopped = error.why.detail
    fates: tuple[Fate, ...] = ("finding", "unknown", "cut")
    kept = sorted(seen.kept.items(), key=lambda each: (fates.index(each[0][0]), -each[0][1]))
    bindings = tuple(binding for _, some in kept for binding in some)
    return Trace(rule, bindings, tuple((fate, seen.counts[fate]) for fate in fates), stopped)
