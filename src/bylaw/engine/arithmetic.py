"""Arithmetic over numbers, texts, lists, durations, sizes and dates; 64 bits, no wrap-around."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any, Final

from bylaw.engine.compile import IR, Closure, Compiler, Frame
from bylaw.engine.lists import of
from bylaw.engine.values import ABSENT, BY_ZERO, LARGEST, OVERFLOW, gaps_of, union

_OPERATORS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip


def arithmetic(op: str) -> Callable[[Compiler, IR, IR, str], Closure]:
    """`+`, `-`, `*` or `/`."""
    compute = _OPERATORS[op]

    def operation(to: Compiler, one: IR, other: IR, kind: str) -> Closure:
        left, right = to.compile(one), to.compile(other)

        def computed(frame: Frame) -> Any:
            a, b = left(frame), right(frame)
            if (doubt := union((a, b))) is not None:
                return doubt
            if a is None or b is None:
                return ABSENT
            if kind == "string":
                frame[0].built_text(len(a) + len(b))
                return a + b
            if kind == "list":
                frame[0].built_list(len(a) + len(b))
                return of([*a, *b], [*gaps_of(a), *gaps_of(b)])
            if op == "/" and b == 0:
                return BY_ZERO
            return _bounded(compute(a, b))

        return computed

    return operation


def neg(to: Compiler, ir: IR, kind: str) -> Closure:
    """`-x`."""
    part = to.compile(ir)

    def negated(frame: Frame) -> Any:
        value = part(frame)
        if (doubt := union((value,))) is not None:
            return doubt
        return ABSENT if value is None else _bounded(-value)

    return negated


def float_(to: Compiler, ir: IR) -> Closure:
    """An int as a float."""
    part = to.compile(ir)

    def widened(frame: Frame) -> Any:
        value = part(frame)
        if (doubt := union((value,))) is not None:
            return doubt
        return None if value is None else float(value)

    return widened


def _bounded(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else OVERFLOW
    return value if -LARGEST - 1 <= value <= LARGEST else OVERFLOW
