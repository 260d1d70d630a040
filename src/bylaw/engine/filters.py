"""Conditions on the elements of one list, each answered once for all rules that ask it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field
from typing import Any

from bylaw.dataclass import dataclass
from bylaw.engine.budget import Run
from bylaw.engine.compile import Compiler, Frame
from bylaw.engine.needles import constant
from bylaw.engine.plan import Clause, is_free, key_of
from bylaw.engine.scan import Scanner, globs_of
from bylaw.engine.values import Glob, encoded
from bylaw.facts.lines import LineBlock
from bylaw.facts.place import Unknown
from bylaw.facts.readers import PathTest

_NO, _YES, _DOUBT, _NEW = range(4)
_INVERTED = bytes((_YES, _NO, *range(2, 256)))


class Plan:
    """What all rules of a program share: the regexes over lines, and the globs over paths."""

    def __init__(self) -> None:
        self.scanner = Scanner()
        self.globs: dict[str, int] = {}
        """Numbers by the regex of a glob."""


@dataclass(slots=True)
class Used:
    """What was used up besides steps: lists that were read, and lets of the file."""

    lists: dict[tuple[int, int], Any] = field(default_factory=dict)
    lets: set[str] = field(default_factory=set)

    def add(self, other: Used) -> None:
        """What either used."""
        self.lists.update(other.lists)
        self.lets |= other.lets


@dataclass(slots=True)
class Answers:
    """Of one condition: what it says of each element, and at what cost where it has one."""

    told: bytearray
    each: int = 0
    """Steps that it takes for each element."""
    steps: dict[int, int] = field(default_factory=dict)
    used: dict[int, Used] = field(default_factory=dict)


@dataclass(slots=True)
class Passing:
    """What some conditions leave of a list."""

    alive: list[int]
    unsure: list[int] = field(default_factory=list)
    """Of these it is not known; they were asked for nothing, and are to be asked again."""
    cut: int = 0
    """Steps that were taken for the elements that do not pass."""
    each: int = 0
    """Steps for each of those that do."""
    steps: dict[int, int] = field(default_factory=dict)
    """Further steps for some of them."""
    used: Used = field(default_factory=Used)

    def ask(self, answers: Answers) -> None:
        """Go on with those of which this condition holds, too."""
        told, still = answers.told, list[int]()
        self.each += answers.each
        if not (answers.steps or answers.used or self.steps or _DOUBT in told):
            before = len(self.alive)
            self.alive = [at for at in self.alive if told[at] == _YES]
            self.cut += self.each * (before - len(self.alive))
            return
        for at in self.alive:
            if told[at] == _DOUBT:
                self.unsure.append(at)
                self.steps.pop(at, None)
                continue
            if steps := answers.steps.get(at):
                self.steps[at] = self.steps.get(at, 0) + steps
            if used := answers.used.get(at):
                self.used.add(used)
            if told[at] == _YES:
                still.append(at)
            else:
                self.cut += self.each + self.steps.pop(at, 0)
        self.alive = still

    def steps_of(self, at: int) -> int:
        """Steps for one that passes."""
        return self.each + self.steps.get(at, 0)

    def pay(self, run: Run) -> None:
        """Use the steps of what was cut, and count what was read once for the rule."""
        run.spend(self.cut)
        for name in self.used.lets - run.used:
            _, steps, reads = run.lets[name]
            run.used.add(name)
            run.reads += reads
            run.spend(steps)
        for key in self.used.lists.keys() - run.seen.keys():
            run.seen[key] = self.used.lists[key]
            run.reads += run.vault["lengths"][key][0]


class Sweep:
    """One list of facts that rules go through, with what was found out about its elements."""

    def __init__(self, items: Sequence[Any]) -> None:
        self.items = items
        self.answers: dict[str, Answers] = {}
        self.passing: dict[tuple[str, ...], Passing] = {}
        self.blocks: dict[str, list[LineBlock | None]] = {}
        self.lines: dict[tuple[Any, ...], tuple[int, bytearray, list[int]]] = {}
        self.hits: dict[str, dict[int, dict[int, list[int]]]] = {}
        self.masks: dict[str, list[bytearray]] = {}
        """For each glob of the plan, which elements have a path that it matches; by the fact that
        is asked. None where a path is unknown."""


class Test:
    """A condition on one bound name."""

    def __init__(self, to: Compiler, plan: Plan, clause: Clause, name: str) -> None:
        self.key = clause[0] + key_of(clause[1], name)
        self.wanted = clause[0] == "where"
        self.made = to.compile(clause[1])
        self.plan = plan
        self.asked = asked_of(to, clause[1], name)
        if self.asked is not None:
            self.reader = to.reader(self.asked.fact)
            self.number = plan.globs.setdefault(self.asked.glob.source, len(plan.globs))

    def ask(self, answers: Answers, at: int, frame: Frame) -> None:
        """Find out about the element that is bound, and what that takes."""
        run: Run = frame[0]
        outer = run.apart()
        try:
            value = self.made(frame)
            steps, used = run.steps, Used(run.seen, run.used)
            run.settle()
        finally:
            run.together(outer)
        run.tick()
        for name in used.lets:
            steps -= run.lets[name][1]
        if steps:
            answers.steps[at] = steps
        if used.lists or used.lets:
            answers.used[at] = used
        sure = value is True or value is False
        answers.told[at] = (_YES if value is self.wanted else _NO) if sure else _DOUBT

    def ask_all(self, sweep: Sweep, run: Run) -> Answers:
        """The answers for all elements where one set of globs has them; else none yet."""
        asked, masks = self.asked, sweep.masks
        if asked is not None and asked.fact not in masks:
            read = run.readers[self.reader]
            masks[asked.fact] = _masks(sweep.items, asked, read, [*self.plan.globs])
        if asked is None or not masks[asked.fact]:
            return Answers(bytearray([_NEW]) * len(sweep.items))
        mask = masks[asked.fact][self.number]
        return Answers(mask if self.wanted else mask.translate(_INVERTED), asked.steps)


@dataclass(frozen=True, slots=True)
class Asked:
    """That a glob is asked whether it matches one of an element's paths."""

    glob: Glob
    fact: str
    """The path, or the method that takes the glob."""
    steps: int
    """That it takes to ask for one element."""

    def paths(self, read: Callable[..., Any], element: Any) -> Any:
        """The paths of an element by the reader of the fact; no tuple where they are not known."""
        if element is None or isinstance(element, Unknown):
            return None
        if not self.steps:
            return (read(element),)
        return read.paths(element) if isinstance(read, PathTest) else None


def asked_of(to: Compiler, condition: Any, name: str) -> Asked | None:
    """What `x.path in GLOB` or `x.method(GLOB)` asks, where no fact decides the glob."""
    match condition:
        case ["in", ["get", ["var", of], "File", "path", False], other, "glob"] if of == name:
            fact, steps = "File.path", 0
        case ["do", ["var", of], owner, method, [other], False] if (
            of == name and owner[:1].isupper()
        ):
            fact, steps = f"{owner}.{method}", 1
        case _:
            return None
    glob = to.compile(other)([]) if other[0] == "param" else constant(to, other)
    if isinstance(glob, list) and glob[0] == "glob":
        glob = Glob(glob[1])
    return Asked(glob, fact, steps) if isinstance(glob, Glob) and glob.texts else None


def _masks(
    items: Sequence[Any], asked: Asked, read: Callable[..., Any], sources: Sequence[str]
) -> list[bytearray]:
    """Which elements have a path that each glob matches; nothing where a path is unknown."""
    elements: list[list[bytes]] = []
    for item in items:
        paths = asked.paths(read, item)
        if not isinstance(paths, tuple) or not all(isinstance(each, str) for each in paths):
            return []
        elements.append([encoded(each) for each in paths])
    return globs_of(sources, elements)


def leading(to: Compiler, clauses: Sequence[Clause]) -> int:
    """How many first clauses are a loop and conditions on its elements up to one that asks globs.

    Those before it take no steps.
    """
    if not clauses or clauses[0][0] != "for":
        return 0
    last = 0
    for at, (word, condition, *_) in enumerate(clauses[1:], start=1):
        if word not in ("where", "unless"):
            break
        if asked_of(to, condition, clauses[0][1]) is not None:
            last = at
        elif not is_free(condition):
            break
    return last + 1 if last else 0


def passing(
    sweep: Sweep, tests: Sequence[Test], keys: tuple[str, ...], frame: Frame, slot: int
) -> Passing:
    """What all conditions leave, asked one after the other."""
    found = sweep.passing.get(keys)
    if found is not None:
        return found
    found = Passing([*range(len(sweep.items))])
    for test in tests:
        answers = sweep.answers.get(test.key)
        if answers is None:
            answers = sweep.answers[test.key] = test.ask_all(sweep, frame[0])
        for at in found.alive if _NEW in answers.told else ():
            if answers.told[at] == _NEW:
                frame[slot] = sweep.items[at]
                test.ask(answers, at, frame)
        found.ask(answers)
    sweep.passing[keys] = found
    return found
