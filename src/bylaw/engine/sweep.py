"""Loops over lines, driven by what a scan found, and shared by all rules that go the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import field
from heapq import merge
from typing import Any, TypeAlias

from bylaw.dataclass import dataclass
from bylaw.engine.budget import Run
from bylaw.engine.clauses import MAKERS, Doubts, Step, for_, where
from bylaw.engine.compile import Closure, Compiler, Frame
from bylaw.engine.filters import Passing, Plan, Sweep, Test, passing
from bylaw.engine.needles import Needle
from bylaw.engine.plan import Clause, bare, key_of
from bylaw.engine.scan import Hits, Scanner
from bylaw.facts.lines import LineBlock, LineBlocks
from bylaw.facts.place import Unknown

Maker: TypeAlias = Callable[[Step], Step]


def numbers_of(scanner: Scanner, needle: Needle) -> list[int]:
    """The patterns of a needle, as the scanner numbers them."""
    return [scanner.number(*each) for each in needle.patterns]


def hits_of(run: Run, scanner: Scanner, block: LineBlock) -> Hits:
    """What is found in a block: scanned once for all rules."""
    key = ("hits", id(block))
    if key not in run.vault:
        run.vault[key] = (scanner.scan(block, run.tick), block)
    found: Hits = run.vault[key][0]
    return found


def offsets(hits: Hits, numbers: Sequence[int]) -> Iterable[int]:
    """The lines on which one of the patterns is found, each once, in order."""
    if len(numbers) == 1:
        return hits.get(numbers[0], ())
    return dict.fromkeys(merge(*(hits.get(number, ()) for number in numbers)))


def scan_(to: Compiler, scanner: Scanner | None, clause: Clause) -> Maker:
    """`for line in LINES where line.text matches …`: only the lines that were found are visited.

    Without a scanner each line is visited, and nothing else is different.
    """
    _, name, type_, xs, span, needle = clause
    plain = _chained(for_(to, name, type_, xs, span), where(to, needle.condition(name), span))
    if scanner is None:
        return plain
    source, slot = to.compile(xs), to.scope.bind(name)
    numbers, rest = numbers_of(scanner, needle), _gaps_only(to, name, needle)
    shared = ("lines", key_of(bare(xs), "")) if bare(xs)[1][0] == "root" else None

    def maker(then: Step) -> Step:
        slow, gaps = plain(then), rest(then)

        def step(frame: Frame, doubts: Doubts) -> None:
            items = source(frame)
            run = frame[0]
            if type(items) is LineBlock:
                read = _Read.of(run, scanner, (items,))
            elif type(items) is LineBlocks:
                found = run.vault.get(shared) if shared else None
                read = found or _Read.of(run, scanner, items.blocks())
                if shared:
                    run.vault[shared] = read
            else:
                slow(frame, doubts)
                return
            run.spend(read.total)
            if len(numbers) == 1:
                blocks: Iterable[int] = read.hits.get(numbers[0], ())
            else:
                blocks = dict.fromkeys(merge(*(read.hits.get(each, ()) for each in numbers)))
            for at in blocks:
                block, hits = read.blocks[at]
                for offset in offsets(hits, numbers):
                    frame[slot] = block.line_at(offset)
                    then(frame, doubts)
            gaps(frame, doubts, read.gaps)

        return step

    return maker


@dataclass(slots=True)
class _Read:
    """Blocks of lines that were scanned."""

    total: int = 0
    blocks: list[tuple[LineBlock, Hits]] = field(default_factory=list)
    hits: dict[int, list[int]] = field(default_factory=dict)
    """By the number of a pattern: the blocks in which it is found."""
    gaps: Doubts = ()

    @classmethod
    def of(cls, run: Run, scanner: Scanner, blocks: Iterable[LineBlock]) -> _Read:
        read, gaps = cls(), list[Unknown]()
        for block in blocks:
            hits = hits_of(run, scanner, block)
            if hits:
                for number in hits:
                    read.hits.setdefault(number, []).append(len(read.blocks))
                read.blocks.append((block, hits))
            read.total += len(block)
            gaps.extend(block.gaps)
        read.gaps = tuple(gaps)
        return read


def _chained(outer: Maker, inner: Maker) -> Maker:
    return lambda then: outer(inner(then))


def _gaps_only(
    to: Compiler, name: str, needle: Needle
) -> Callable[[Step], Callable[[Frame, Doubts, Doubts], None]]:
    slot, test = to.scope.bind(name), where(to, needle.condition(name), None)

    def maker(then: Step) -> Callable[[Frame, Doubts, Doubts], None]:
        inner = test(then)

        def each(frame: Frame, doubts: Doubts, gaps: Doubts) -> None:
            for gap in gaps:
                frame[0].spend(1)
                frame[slot] = gap
                inner(frame, (*doubts, gap))

        return each

    return maker


def filtered_(to: Compiler, plan: Plan, clauses: Sequence[Clause]) -> Maker:
    """`for x in XS` and conditions on x: those that do not pass are not visited."""
    first, *conditions = clauses
    loop = for_(to, *first[1:])
    source, slot = to.compile(first[3]), to.scope.bind(first[1])
    tests = [Test(to, plan, each, first[1]) for each in conditions]
    source_key = key_of(bare(first[3]), "")
    keys = tuple(test.key for test in tests)
    checks = [where_or_unless(to, each) for each in conditions]

    def maker(then: Step) -> Step:
        nested = then
        for check in reversed(checks):
            nested = check(nested)
        slow = loop(nested)

        def step(frame: Frame, doubts: Doubts) -> None:
            items = source(frame)
            if not isinstance(items, list | tuple):
                slow(frame, doubts)
                return
            run: Run = frame[0]
            run.spend(len(items))
            left = passing(_swept(run, source_key, items), tests, keys, frame, slot)
            left.pay(run)
            unsure = set(left.unsure)
            for at in sorted([*left.alive, *unsure]):
                frame[slot] = items[at]
                if at in unsure:
                    nested(frame, doubts)
                else:
                    run.spend(left.steps_of(at))
                    then(frame, doubts)

        return step

    return maker


def _swept(run: Run, key: str, items: Sequence[Any]) -> Sweep:
    """What is known of a list, for all rules that go through it."""
    sweep: Sweep | None = run.vault.get(("sweep", key))
    if sweep is None or sweep.items is not items:
        sweep = run.vault[("sweep", key)] = Sweep(items)
    return sweep


def sweep_(to: Compiler, plan: Plan, clauses: Sequence[Clause]) -> Maker | None:
    """`for x in XS`, conditions on x, and a scan of its lines, in one go.

    None where the clauses are not of this shape.
    """
    first, *conditions, last = clauses
    name = first[1]
    if bare(last[3])[1] != ["var", name] or first[0] != "for":
        return None
    loop = for_(to, *first[1:])
    tests = [Test(to, plan, each, name) for each in conditions]
    scanner = plan.scanner
    inner = scan_(to, scanner, last)
    source, slot = to.compile(first[3]), to.scope.bind(name)
    lines_of, line_slot = to.compile(last[3]), to.scope.bind(last[1])
    numbers = numbers_of(scanner, last[5])
    source_key, which = key_of(bare(first[3]), ""), bare(last[3])[3]
    keys = tuple(test.key for test in tests)
    checks = [where_or_unless(to, each) for each in conditions]

    def maker(then: Step) -> Step:
        nested = inner(then)
        for check in reversed(checks):
            nested = check(nested)
        slow = loop(nested)

        def step(frame: Frame, doubts: Doubts) -> None:
            items = source(frame)
            run = frame[0]
            if not isinstance(items, list | tuple):
                slow(frame, doubts)
                return
            sweep = _swept(run, source_key, items)
            run.spend(len(items))
            left = passing(sweep, tests, keys, frame, slot)
            left.pay(run)
            total, plain, special = _lines(sweep, which, keys, left, frame, slot, lines_of, scanner)
            run.spend(total)
            found = sweep.hits[which]
            hit = {at for number in numbers for at in found.get(number, ()) if plain[at]}
            blocks = sweep.blocks[which]
            others = {*left.unsure, *special}
            for at in sorted(hit | others):
                frame[slot] = items[at]
                if at in others:
                    nested(frame, doubts)
                    continue
                block = blocks[at]
                assert block is not None
                here = {number: found[number].get(at, []) for number in numbers if number in found}
                for offset in offsets(here, numbers):
                    frame[line_slot] = block.line_at(offset)
                    then(frame, doubts)

        return step

    return maker


def where_or_unless(to: Compiler, clause: Clause) -> Maker:
    """The closure of a condition."""
    return MAKERS[clause[0]](to, *clause[1:])


def _lines(
    sweep: Sweep,
    which: str,
    keys: tuple[str, ...],
    left: Passing,
    frame: Frame,
    slot: int,
    lines_of: Closure,
    scanner: Scanner,
) -> tuple[int, bytearray, list[int]]:
    """Steps, for lines too; which elements are plain blocks; which need a closer look."""
    key = (which, *keys)
    if key in sweep.lines:
        return sweep.lines[key]
    run: Run = frame[0]
    blocks = sweep.blocks.setdefault(which, [None] * len(sweep.items))
    found = sweep.hits.setdefault(which, {})
    plain, special, total = bytearray(len(sweep.items)), list[int](), 0
    for at in left.alive:
        block = blocks[at]
        if block is None:
            frame[slot] = sweep.items[at]
            read = lines_of(frame)
            if type(read) is not LineBlock or read.gaps:
                special.append(at)
                continue
            block = blocks[at] = read
            for number, lines in hits_of(run, scanner, block).items():
                found.setdefault(number, {})[at] = lines
        plain[at] = 1
        total += len(block) + left.steps_of(at)
    sweep.lines[key] = total, plain, special
    return sweep.lines[key]
