"""Conditions on the elements of one list, each answered once for all rules that ask it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Any

from bylaw.dataclass import dataclass
from bylaw.engine.budget import Run
from bylaw.engine.compile import Closure, Compiler, Frame
from bylaw.engine.needles import constant
from bylaw.engine.plan import Clause, key_of
from bylaw.engine.scan import Scanner, globs_of
from bylaw.engine.values import Glob, encoded
from bylaw.facts.lines import LineBlock

_NO, _YES, _DOUBT, _NEW = range(4)


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
    steps: dict[int, int] = field(default_factory=dict)
    """Steps for those that do."""
    used: Used = field(default_factory=Used)

    def ask(self, answers: Answers) -> None:
        """Go on with those of which this condition holds, too."""
        told, still = answers.told, list[int]()
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
                self.cut += self.steps.pop(at, 0)
        self.alive = still

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
        self.masks: list[bytearray] | None = None
        """For each glob of the plan, which elements have a path that it matches."""


class Test:
    """A condition on one bound name."""

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

    def ask_all(self, sweep: Sweep, frame: Frame, slot: int) -> Answers:
        """The answers for all elements where one set of globs has them; else none yet."""
        if self.path is not None and sweep.masks is None:
            sweep.masks = _masks(sweep.items, self.path, [*self.plan.globs], frame, slot)
        if self.path is None or not sweep.masks:
            return Answers(bytearray([_NEW]) * len(sweep.items))
        mask = sweep.masks[self.number]
        return Answers(bytearray(mask if self.wanted else (1 - each for each in mask)))


def _glob(to: Compiler, condition: Any, name: str) -> Glob | None:
    """The glob of `x.path in GLOB`, where no fact decides it."""
    match condition:
        case ["in", ["get", ["var", of], "File", "path", False], other, "glob"] if of == name:
            found = to.compile(other)([]) if other[0] == "param" else constant(to, other)
            if isinstance(found, Glob):
                return found
            if isinstance(found, list) and found[0] == "glob":
                return Glob(found[1])
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
            answers = sweep.answers[test.key] = test.ask_all(sweep, frame, slot)
        for at in found.alive:
            if answers.told[at] == _NEW:
                frame[slot] = sweep.items[at]
                test.ask(answers, at, frame)
        found.ask(answers)
    sweep.passing[keys] = found
    return found
