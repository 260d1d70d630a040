"""The clauses of a rule as closures, each of which holds the one after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from bylaw.engine.compile import Compiler, Frame
from bylaw.engine.logic import truth
from bylaw.engine.values import ABSENT, gaps_of
from bylaw.facts.place import Unknown

Doubts: TypeAlias = tuple[Unknown, ...]
"""Why a binding is not sure to pass."""
Step: TypeAlias = Callable[[Frame, Doubts], None]


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
