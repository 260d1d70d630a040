"""Lists: comprehensions, aggregates, indexing."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from bylaw.engine.budget import LARGEST_LIST, TOO_LARGE, Exhausted
from bylaw.engine.compile import IR, Closure, Compiler, Frame
from bylaw.engine.logic import truth
from bylaw.engine.plan import is_constant
from bylaw.engine.values import (
    ABSENT,
    LARGEST,
    OVERFLOW,
    Interval,
    both,
    gaps_of,
    plain,
    union,
)  # fmt: skip
from bylaw.engine.versions import farthest
from bylaw.facts.place import Listing, Unknown

Take = Callable[[Any], None]
Skip = Callable[[Unknown, bool], None]


def of(items: list[Any], gaps: list[Unknown]) -> Any:
    """A list with its gaps."""
    return Listing(items, tuple(gaps)) if gaps else items


def list_(to: Compiler, irs: list[IR]) -> Closure:
    """`[a, b]`; an element may be unknown."""
    parts = [to.compile(ir) for ir in irs]
    if all(map(is_constant, irs)):
        fixed = [part([]) for part in parts]
        return lambda frame: fixed

    def built(frame: Frame) -> Any:
        frame[0].built_list(len(parts))
        return [plain(part(frame)) for part in parts]

    return built


def record(to: Compiler, fields: list[tuple[str, IR]]) -> Closure:
    """`{name: "x"}`."""
    parts = [(name, to.compile(ir)) for name, ir in fields]

    def built(frame: Frame) -> Any:
        frame[0].built_list(len(parts))
        return {name: plain(part(frame)) for name, part in parts}

    return built


def index(to: Compiler, xs: IR, at: IR) -> Closure:
    """`xs[0]`: absent where there is none, unknown in a list with gaps."""
    source, place = to.compile(xs), to.compile(at)

    def element(frame: Frame) -> Any:
        items, number = source(frame), place(frame)
        if (found := union((items, number))) is not None:
            return found
        if items is None or number is None:
            return None
        if gaps := gaps_of(items):
            return union(gaps)
        return items[number] if 0 <= number < len(items) else None

    return element


Walk = Callable[[Frame, Take, Skip], None]


def _walk(to: Compiler, element: IR, generators: list[tuple[str, IR]], where: IR | None) -> Walk:
    """Goes through a comprehension: `take` gets its elements, `skip` what is a gap of it."""
    loops = []
    for name, xs in generators:
        source = to.compile(xs)
        loops.append((source, to.scope.bind(name)))
    test = to.compile(where) if where is not None else None
    value_of = to.compile(element)
    last = len(loops)

    def go(
        frame: Frame, level: int, doubt: Unknown | None, many: bool, take: Take, skip: Skip
    ) -> None:
        if level == last:
            value = True if test is None else truth(test(frame))
            if value is False:
                return
            if isinstance(value, Unknown):
                doubt = value if doubt is None else both(doubt, value)
            if doubt is not None:
                skip(doubt, many)
            else:
                take(plain(value_of(frame)))
            return
        source, slot = loops[level]
        items = source(frame)
        if items is None:
            return
        run = frame[0]
        gaps: tuple[Unknown, ...]
        if isinstance(items, Unknown):
            # As a value it stands for any list, whatever it stood for as a gap.
            gaps = (gap(items, None),)
            items = ()
        else:
            gaps = gaps_of(items)
        for item in items:
            run.steps += 1
            if run.steps > run.due:
                run.check()
            frame[slot] = item
            if isinstance(item, Unknown):
                go(frame, level + 1, item if doubt is None else both(doubt, item), many, take, skip)
            else:
                go(frame, level + 1, doubt, many, take, skip)
        for hole in gaps:
            run.spend(1)
            frame[slot] = hole
            more = many or hole.most is None or hole.most > 1
            go(frame, level + 1, hole if doubt is None else both(doubt, hole), more, take, skip)

    return lambda frame, take, skip: go(frame, 0, None, False, take, skip)


def comp(to: Compiler, element: IR, generators: list[tuple[str, IR]], where: IR | None) -> Closure:
    """`[E for x in xs where C]`: what is unknown of it is a gap."""
    walk = _walk(to, element, generators, where)

    def built(frame: Frame) -> Any:
        items: list[Any] = []
        gaps: list[Unknown] = []

        def skip(doubt: Unknown, many: bool) -> None:
            gaps.append(gap(doubt, None if many else 1))

        def take(item: Any) -> None:
            items.append(item)
            if len(items) > LARGEST_LIST:
                raise Exhausted(TOO_LARGE)

        walk(frame, take, skip)
        frame[0].built_list(len(items) + len(gaps))
        return of(items, gaps)

    return built


def gap(doubt: Unknown, most: int | None) -> Unknown:
    """An unknown as a gap of a list, for so many elements at most."""
    return doubt if doubt.most == most else replace(doubt, most=most)


def _over(to: Compiler, xs: IR) -> Callable[[Frame], tuple[list[Any], list[Unknown]] | Unknown]:
    """The elements and gaps that an aggregate takes in, without building a list for it."""
    while xs[0] == "at":
        xs = xs[2]
    if xs[0] == "comp":
        walk = _walk(to, *xs[1:])

        def gathered(frame: Frame) -> tuple[list[Any], list[Unknown]]:
            items: list[Any] = []
            gaps: list[Unknown] = []

            def skip(doubt: Unknown, many: bool) -> None:
                gaps.append(gap(doubt, None if many else 1))

            walk(frame, items.append, skip)
            return items, gaps

        return gathered
    source = to.compile(xs)

    def read(frame: Frame) -> tuple[list[Any], list[Unknown]] | Unknown:
        items = source(frame)
        if isinstance(items, Unknown):
            return items
        if items is None:
            return ABSENT
        return items, list(gaps_of(items))

    return read


def interval(least: int, gaps: Sequence[Unknown]) -> Any:
    """How many elements: a number, or an interval where there are gaps."""
    if not gaps:
        return least
    most: int | None = least
    for gap in gaps:
        most = None if most is None or gap.most is None else most + gap.most
    return Interval(least, most, union(gaps) or ABSENT)


def count(to: Compiler, xs: IR, flat: bool = False) -> Closure:
    """How many elements there are; of an absent list, absent where `flat`."""
    while xs[0] == "at":
        xs = xs[2]
    if xs[0] == "comp":
        return _count_comp(to, xs)
    source = to.compile(xs)

    def counted(frame: Frame) -> Any:
        items = source(frame)
        if isinstance(items, Unknown):
            return Interval(0, None, items)
        if items is None:
            return None if flat else ABSENT
        return interval(len(items), gaps_of(items))

    return counted


def _count_comp(to: Compiler, xs: IR) -> Closure:
    walk = _walk(to, *xs[1:])

    def counted(frame: Frame) -> Any:
        least = 0
        gaps: list[Unknown] = []

        def take(_: Any) -> None:
            nonlocal least
            least += 1

        walk(frame, take, lambda doubt, many: gaps.append(gap(doubt, None if many else 1)))
        return interval(least, gaps)

    return counted


def sum_(to: Compiler, xs: IR, kind: str) -> Closure:
    """Their sum; 0 of none; unknown where one is."""

    def total(items: list[Any]) -> Any:
        if kind == "float":
            value = math.fsum(items)
            return value if math.isfinite(value) else OVERFLOW
        number = 0
        for item in items:
            number += item
            if not -LARGEST - 1 <= number <= LARGEST:
                return OVERFLOW
        return number

    return _folded(to, xs, total)


def min_(to: Compiler, xs: IR, kind: str) -> Closure:
    """The least; absent of none; unknown where one is."""
    if kind == "version":
        return _folded(to, xs, lambda items: farthest("<", items))
    return _folded(to, xs, lambda items: min(items, default=None))


def max_(to: Compiler, xs: IR, kind: str) -> Closure:
    """The greatest; absent of none; unknown where one is."""
    if kind == "version":
        return _folded(to, xs, lambda items: farthest(">", items))
    return _folded(to, xs, lambda items: max(items, default=None))


def _folded(to: Compiler, xs: IR, fold: Callable[[list[Any]], Any]) -> Closure:
    over = _over(to, xs)

    def folded(frame: Frame) -> Any:
        found = over(frame)
        if isinstance(found, Unknown):
            return found
        items, gaps = found
        frame[0].spend(len(items) // 8)
        doubt = union((*gaps, *items))
        if doubt is None and any(item is None for item in items):
            doubt = ABSENT
        return fold(items) if doubt is None else doubt

    return folded
