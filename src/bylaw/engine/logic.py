"""Conditions: three-valued logic, presence, quantifiers."""

from __future__ import annotations

from typing import Any

from bylaw.engine.compile import IR, Closure, Compiler, Frame
from bylaw.engine.values import ABSENT, Interval, both, gaps_of
from bylaw.facts.place import Unknown


def truth(value: Any) -> Any:
    """True, False or an Unknown: an absent value where the checker lets none through is unknown."""
    return value if value is True or value is False or isinstance(value, Unknown) else ABSENT


def and_(to: Compiler, *irs: IR) -> Closure:
    """False where one is; unknown where one is and none is false."""
    return _chain([to.compile(ir) for ir in irs], stop=False)


def or_(to: Compiler, *irs: IR) -> Closure:
    """True where one is; unknown where one is and none is true."""
    return _chain([to.compile(ir) for ir in irs], stop=True)


def _chain(parts: list[Closure], *, stop: bool) -> Closure:
    if len(parts) == 2:
        one, other = parts

        def pair(frame: Frame) -> Any:
            left = truth(one(frame))
            if left is stop:
                return stop
            right = truth(other(frame))
            if left is (not stop) or right is stop:
                return right
            return left if right is (not stop) else both(left, right)

        return pair

    def chain(frame: Frame) -> Any:
        found: Any = None
        for part in parts:
            value = truth(part(frame))
            if value is stop:
                return stop
            if isinstance(value, Unknown):
                found = value if found is None else both(found, value)
        return (not stop) if found is None else found

    return chain


def not_(to: Compiler, ir: IR) -> Closure:
    """Turns true and false."""
    part = to.compile(ir)

    def negated(frame: Frame) -> Any:
        value = truth(part(frame))
        return value if isinstance(value, Unknown) else not value

    return negated


def if_(to: Compiler, condition: IR, then: IR, otherwise: IR) -> Closure:
    """Unknown where the condition is."""
    test, yes, no = to.compile(condition), to.compile(then), to.compile(otherwise)

    def chosen(frame: Frame) -> Any:
        value = truth(test(frame))
        if isinstance(value, Unknown):
            return value
        return yes(frame) if value else no(frame)

    return chosen


def else_(to: Compiler, left: IR, right: IR) -> Closure:
    """The right where the left is absent; an unknown left stays unknown."""
    one, other = to.compile(left), to.compile(right)

    def replaced(frame: Frame) -> Any:
        value = one(frame)
        return other(frame) if value is None else value

    return replaced


def exists(to: Compiler, ir: IR) -> Closure:
    """Whether it is there; unknown on unknown."""
    part = to.compile(ir)

    def there(frame: Frame) -> Any:
        value = part(frame)
        if isinstance(value, Interval):
            return value.why
        return value if isinstance(value, Unknown) else value is not None

    return there


def absent(to: Compiler, ir: IR) -> Closure:
    """Whether it is not there; unknown on unknown."""
    return not_(to, ["exists", ir])


def known(to: Compiler, ir: IR) -> Closure:
    """Whether it could be had; always decided."""
    part = to.compile(ir)
    return lambda frame: not isinstance(part(frame), Unknown | Interval)


def unknown(to: Compiler, ir: IR) -> Closure:
    """Whether it could not be had; always decided."""
    part = to.compile(ir)
    return lambda frame: isinstance(part(frame), Unknown | Interval)


def some(to: Compiler, name: str, xs: IR, body: IR) -> Closure:
    """True where the body is for one element; a gap can only make it unknown."""
    return _quantifier(to, name, xs, body, stop=True)


def every(to: Compiler, name: str, xs: IR, body: IR) -> Closure:
    """False where the body is for one element; a gap can only make it unknown."""
    return _quantifier(to, name, xs, body, stop=False)


def no(to: Compiler, name: str, xs: IR, body: IR) -> Closure:
    """The opposite of `some`."""
    part = _quantifier(to, name, xs, body, stop=True)

    def none(frame: Frame) -> Any:
        value = part(frame)
        return value if isinstance(value, Unknown) else not value

    return none


def _quantifier(to: Compiler, name: str, xs: IR, body: IR, *, stop: bool) -> Closure:
    source = to.compile(xs)
    slot = to.scope.bind(name)
    test = to.compile(body)

    def quantified(frame: Frame) -> Any:
        items = source(frame)
        if items is None:
            return not stop
        run = frame[0]
        gaps: tuple[Unknown, ...]
        if isinstance(items, Unknown):
            gaps = (items,)
            items = ()
        else:
            gaps = gaps_of(items)
        found: Any = None
        for item in items:
            run.steps += 1
            if run.steps > run.due:
                run.check()
            frame[slot] = item
            value = truth(test(frame))
            if value is stop:
                return stop
            if isinstance(value, Unknown):
                found = value if found is None else both(found, value)
        for gap in gaps:
            run.spend(1)
            frame[slot] = gap
            value = truth(test(frame))
            # A gap may hold no element at all, so it decides nothing.
            if value is stop:
                value = gap
            if isinstance(value, Unknown):
                found = value if found is None else both(found, value)
        return (not stop) if found is None else found

    return quantified
