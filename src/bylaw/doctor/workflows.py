"""Workflows of GitHub Actions that run bylaw: where, by which jobs, by which steps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any, Final, Literal

from bylaw.config.document import Path
from bylaw.dataclass import dataclass
from bylaw.doctor.commands import Command, commands
from bylaw.doctor.yaml import Text, listed, load, mapping
from bylaw.packs.tree import Tree, Unreadable

FOLDER: Final = ".github/workflows"
DEEPEST: Final = 4
"""Workflows that call workflows; GitHub allows ten, and nobody reads four."""
MOST: Final = 300
"""Workflows that are read."""
_ACTION: Final = re.compile(r"(?:^|/)bylaw(?:[/@]|$)", re.IGNORECASE)
_NAMED: Final = re.compile(r"bylaw", re.IGNORECASE)

Kind = Literal["action", "command", "workflow"]


@dataclass(frozen=True, slots=True)
class Job:
    """A job of a workflow."""

    text: Text
    id: str
    value: Mapping[str, Any]

    @property
    def at(self) -> Path:
        """Where it is in its file."""
        return ("jobs", self.id)

    @property
    def shown(self) -> str:
        """What GitHub calls it: its check has this name."""
        name = self.value.get("name")
        return name if isinstance(name, str) and name else self.id

    @property
    def steps(self) -> list[Mapping[str, Any]]:
        """Its steps."""
        return [mapping(one) for one in listed(self.value.get("steps"))]


@dataclass(frozen=True, slots=True)
class Run:
    """One place where a workflow runs bylaw."""

    kind: Kind
    jobs: tuple[Job, ...]
    """The job that runs it, after those that call its workflow."""
    step: int = -1
    """Of the last job; -1 where all of a workflow from elsewhere is called."""
    uses: str = ""
    """The action or workflow."""
    commands: tuple[Command, ...] = ()

    @property
    def job(self) -> Job:
        """The job that runs bylaw."""
        return self.jobs[-1]

    @property
    def workflow(self) -> Text:
        """The file that events start."""
        return self.jobs[0].text

    @property
    def at(self) -> Path:
        """Where it is in the file of its job."""
        return (*self.job.at, "steps", self.step) if self.step >= 0 else self.job.at

    @property
    def value(self) -> Mapping[str, Any]:
        """The step, or the job that calls."""
        return self.job.steps[self.step] if self.step >= 0 else self.job.value

    @property
    def inputs(self) -> Mapping[str, Any]:
        """What an action is given."""
        return mapping(self.value.get("with"))

    @property
    def check(self) -> str:
        """What GitHub calls the check; a matrix adds to it."""
        return " / ".join(job.shown for job in self.jobs)


@dataclass(slots=True)
class Workflows:
    """What a tree's workflows say of bylaw."""

    runs: list[Run] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    """Paths that nobody could read, and why."""
    texts: list[Text] = field(default_factory=list)


def find(tree: Tree) -> Workflows:
    """Reads the workflows of a tree."""
    found = Workflows()
    try:
        paths = [path for path in tree.below(FOLDER) if path.endswith((".yml", ".yaml"))]
    except Unreadable as error:
        found.unread.append((FOLDER, str(error)))
        return found
    paths = [path for path in paths if "/" not in path.removeprefix(FOLDER + "/")]
    if len(paths) > MOST:
        found.unread.append((FOLDER, f"it holds more than {MOST} workflows"))
    for path in paths[:MOST]:
        text = load(tree, path)
        if isinstance(text, Text):
            found.texts.append(text)
            found.runs += _runs(tree, text, (), found)
        elif text is not None:
            found.unread.append((path, text))
    return found


def _runs(tree: Tree, text: Text, callers: tuple[Job, ...], found: Workflows) -> Iterator[Run]:
    for name, value in mapping(text.value.get("jobs")).items():
        job = Job(text, str(name), mapping(value))
        jobs = (*callers, job)
        uses = job.value.get("uses")
        if isinstance(uses, str):
            yield from _called(tree, uses, jobs, found)
        for index, step in enumerate(job.steps):
            yield from _step(tree, jobs, index, step)


def _called(tree: Tree, uses: str, jobs: tuple[Job, ...], found: Workflows) -> Iterator[Run]:
    """What a job runs that calls another workflow."""
    if not uses.startswith("./"):
        if _NAMED.search(uses):
            yield Run("workflow", jobs, uses=uses)
        return
    if len(jobs) > DEEPEST:
        found.unread.append((jobs[0].text.path, "its workflows call each other too deeply"))
        return
    text = load(tree, uses.removeprefix("./"))
    if isinstance(text, Text):
        yield from _runs(tree, text, jobs, found)


def _step(tree: Tree, jobs: tuple[Job, ...], at: int, step: Mapping[str, Any]) -> Iterator[Run]:
    uses, script = step.get("uses"), step.get("run")
    if isinstance(script, str) and (ran := commands(script)):
        yield Run("command", jobs, at, commands=tuple(ran))
    if not isinstance(uses, str):
        return
    if not uses.startswith("./"):
        if _ACTION.search(uses):
            yield Run("action", jobs, at, uses)
        return
    folder = uses.removeprefix("./").strip("/")
    for name in ("action.yml", "action.yaml"):
        text = load(tree, f"{folder}/{name}" if folder else name)
        if isinstance(text, Text):
            yield from _local(text, jobs, at, uses)


def _local(text: Text, jobs: tuple[Job, ...], at: int, uses: str) -> Iterator[Run]:
    """What an action of this repository runs."""
    name = text.value.get("name")
    if isinstance(name, str) and name.lower() == "bylaw":
        yield Run("action", jobs, at, uses)
        return
    for step in listed(mapping(text.value.get("runs")).get("steps")):
        script, inner = mapping(step).get("run"), mapping(step).get("uses")
        if isinstance(script, str) and (ran := commands(script)):
            yield Run("command", jobs, at, uses, tuple(ran))
        elif isinstance(inner, str) and _ACTION.search(inner):
            yield Run("action", jobs, at, inner)
