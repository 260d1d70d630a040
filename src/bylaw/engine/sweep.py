"""Loops over lines, driven by what a scan found, and shared by all rules that go the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from heapq import merge
from typing import Any, TypeAlias

from bylaw.engine.budget import Run
from bylaw.engine.clauses import MAKERS, Doubts, Step, for_, where
from bylaw.engine.compile import Closure, Compiler, Frame
from bylaw.engine.needles import Needle
from bylaw.engine.plan import Clause, bare, is_free, key_of
from bylaw.engine.scan import Hits, Scanner, globs_of
from bylaw.engine.values import Glob, encoded
from bylaw.facts.lines import LineBlock, LineBlocks
from bylaw.facts.place import Unknown

Maker: TypeAlias = Callable[[Step], Step]
_NO, _YES, _DOUBT, _NEW = range(4)


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


class Plan:
    """What all rules of a program share: the regexes over lines, and the globs over paths."""

    def __init__(self) -> None:
        self.scanner = Scanner()
        self.globs: dict[str, int] = {}
        """Numbers by the regex of a glob."""


class Sweep:
    """One list of facts that rules go through, with what was found out about its elements."""

    def __init__(self, items: Sequence[Any]) -> None:
        self.items = items
        self.answers: dict[str, bytearray] = {}
        self.passing: dict[tuple[str, ...], tuple[list[int], list[int]]] = {}
        self.blocks: dict[str, list[LineBlock | None]] = {}
        self.lines: dict[tuple[Any, ...], tuple[int, bytearray, list[int]]] = {}
        self.hits: dict[str, dict[int, dict[int, list[int]]]] = {}
        self.masks: list[bytearray] | None = None
        """For each glob of the plan, which elements have a path that it matches."""


def sweep_(to: Compiler, plan: Plan, clauses: Sequence[Clause]) -> Maker | None:
    """`for x in XS`, conditions on x that take no step, and a scan of its lines, in one go.

    None where the clauses are not of this shape.
    """
    first, *conditions, last = clauses
    name = first[1]
    if bare(last[3])[1] != ["var", name] or first[0] != "for":
        return None
    if not all(is_free(each[1]) or _glob(to, each[1], name) for each in conditions):
        return None
    loop = for_(to, *first[1:])
    tests = [_Test(to, plan, each, name) for each in conditions]
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
            sweep = run.vault.get(("sweep", source_key))
            if sweep is None or sweep.items is not items:
                sweep = run.vault[("sweep", source_key)] = Sweep(items)
            run.spend(len(items))
            alive, unsure = _passing(sweep, keys, tests, frame, slot)
            total, plain, special = _lines(
                sweep, which, keys, alive, frame, slot, lines_of, scanner
            )
            run.spend(total)
            found = sweep.hits[which]
            hit = {at for number in numbers for at in found.get(number, ()) if plain[at]}
            blocks = sweep.blocks[which]
            others = {*unsure, *special}
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


class _Test:
    """A condition on one bound name, answered once for each element whatever rule asks."""

    def __init__(self, to: Compiler, plan: Plan, clause: Clause, name: str) -> None:
        self.key = clause[0] + key_of(clause[1], name)
        self.wanted = clause[0] == "where"
        self.made = to.compile(clause[1])
        self.plan = plan
        self.path: Closure | None = None
        glob = _glob(to, clause[1], name)
        if glob is not None and glob.texts:
            self.path = to.compile(clause[1][1])
            self.number = plan.globs.setdefault(glob.source, len(plan.globs))

    def ask(self, frame: Frame) -> int:
        """The answer for the element that is bound."""
        value = self.made(frame)
        if value is True or value is False:
            return _YES if value is self.wanted else _NO
        return _DOUBT

    def ask_all(self, sweep: Sweep, frame: Frame, slot: int) -> bytearray:
        """The answers for all elements where one set of globs has them; else none yet."""
        if self.path is not None and sweep.masks is None:
            sweep.masks = _masks(sweep.items, self.path, [*self.plan.globs], frame, slot)
        if self.path is None or not sweep.masks:
            return bytearray([_NEW]) * len(sweep.items)
        mask = sweep.masks[self.number]
        return bytearray(mask if self.wanted else (1 - each for each in mask))


def _glob(to: Compiler, condition: Any, name: str) -> Glob | None:
    """The glob of `x.path in GLOB`, where no fact decides it."""
    match condition:
        case ["in", ["get", ["var", of], "File", "path", False], other, "glob"] if of == name:
            while other[0] == "let" and other[1] in to.lets:
                other = bare(to.lets[other[1]]["value"])
            if other[0] in ("glob", "param"):
                found = to.compile(other)([])
                return found if isinstance(found, Glob) else None
    return None


def _masks(
    items: Sequence[Any], path: Closure, sources: Sequence[str], frame: Frame, slot: int
) -> list[bytearray]:
    """Which paths each glob matches; nothing where a path is unknown."""
    paths: list[bytes] = []
    for item in items:
        frame[slot] = item
        found = path(frame)
        if not isinstance(found, str):
            return []
        paths.append(encoded(found))
    return globs_of(sources, paths)


def _passing(
    sweep: Sweep, keys: tuple[str, ...], tests: Sequence[_Test], frame: Frame, slot: int
) -> tuple[list[int], list[int]]:
    """The elements that pass all conditions, and those of which that is not known."""
    if keys in sweep.passing:
        return sweep.passing[keys]
    alive, unsure = [*range(len(sweep.items))], list[int]()
    for test in tests:
        answers = sweep.answers.get(test.key)
        if answers is None:
            answers = sweep.answers[test.key] = test.ask_all(sweep, frame, slot)
        for at in alive:
            if answers[at] == _NEW:
                frame[slot] = sweep.items[at]
                answers[at] = test.ask(frame)
        unsure += [at for at in alive if answers[at] == _DOUBT]
        alive = [at for at in alive if answers[at] == _YES]
    sweep.passing[keys] = alive, unsure
    return alive, unsure


def _lines(
    sweep: Sweep,
    which: str,
    keys: tuple[str, ...],
    alive: Sequence[int],
    frame: Frame,
    slot: int,
    lines_of: Closure,
    scanner: Scanner,
) -> tuple[int, bytearray, list[int]]:
    """How many lines the elements have, which are plain blocks, and which need a closer look."""
    key = (which, *keys)
    if key in sweep.lines:
        return sweep.lines[key]
    run: Run = frame[0]
    blocks = sweep.blocks.setdefault(which, [None] * len(sweep.items))
    found = sweep.hits.setdefault(which, {})
    plain, special, total = bytearray(len(sweep.items)), list[int](), 0
    for at in alive:
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
        total += len(block)
    sweep.lines[key] = total, plain, special
    return sweep.lines[key]
