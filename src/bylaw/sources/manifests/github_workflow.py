"""GitHub workflows and actions: the actions, reusable workflows and images that they run.

The purl type is `githubactions`, as in GitHub's own SBOMs and OSV; a name is `owner/repo`, or
`owner/repo/path` where an action or workflow stands below. A tag such as `v4` moves on: it is a
requirement without a version. An action by its commit id is pinned; where a comment behind it names
the release (`# v4.1.2`), that is its version and the commit its integrity, so that another commit
under the same comment shows as what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import field, replace
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.container_images import image
from bylaw.sources.manifests.interface import Entry, Problem, Reading, Source
from bylaw.sources.manifests.load import load_text, load_yaml
from bylaw.sources.manifests.references import within
from bylaw.sources.manifests.regions import value_region
from bylaw.sources.manifests.revisions import is_commit, release_behind, release_of, version_of

_ACTION: Final = re.compile(r"([\w.-]{1,100}/[\w.-]{1,100}(?:/[^@\s]{1,500})?)@([^@\s]{1,255})\Z")
_MATRIX: Final = re.compile(r"\$\{\{\s*matrix((?:\.[\w-]{1,100}){1,5})\s*\}\}")
_MOST_VALUES: Final = 100
"""Values of a matrix that an image is read for; GitHub runs at most 256 jobs of one."""


@dataclass(slots=True)
class _State:
    file: Source
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    seen: set[tuple[int, int]] = field(default_factory=set)
    """Places that were read: an alias does not ask for anything anew."""
    lines: list[str] | None = None

    def is_new(self, node: Node) -> bool:
        """Whether nothing at this place was read before; now it was."""
        place = node.line, node.column
        if place in self.seen:
            return False
        self.seen.add(place)
        return True

    def wrong(self, message: str, node: Node) -> None:
        """Reports what cannot be read, at a node."""
        self.problems.append(Problem(message, node.line, node.column))


def read(file: Source) -> Reading:
    """What the jobs of a workflow, or the steps of an action, run.

    Raises:
        Unreadable: it is not YAML.
    """
    roots, problems = load_yaml(file)
    state = _State(file, problems=list(problems))
    for root in roots:
        if not isinstance(root.value, dict):
            state.wrong("a workflow is a mapping", root)
            continue
        for _, job in _mapping(root.get("jobs"), "`jobs`", state):
            _job(job, state)
        if (runs := root.get("runs")) is not None:
            _runs(runs, state)
    entries = sorted(state.entries, key=lambda entry: (entry.line, entry.column))
    return Reading(tuple(entries), tuple(state.problems))


def _job(job: Node, state: _State) -> None:
    if not isinstance(job.value, dict):
        state.wrong("a job is a mapping", job)
        return
    _uses(job.get("uses"), state)
    _steps(job.get("steps"), state)
    container = job.get("container")
    if container is not None and isinstance(container.value, dict):
        container = container.get("image")
    _image(container, job, state)
    for _, service in _mapping(job.get("services"), "`services`", state):
        _image(service.get("image"), job, state)


def _runs(runs: Node, state: _State) -> None:
    """The `runs` of an action: a composite one has steps, a Docker one may name an image."""
    _steps(runs.get("steps"), state)
    node = runs.get("image")
    if node is not None and (node.text or "").startswith("docker://"):
        _image(node, runs, state)


def _steps(steps: Node | None, state: _State) -> None:
    if steps is None or steps.value is None or not state.is_new(steps):
        return
    if not isinstance(steps.value, list):
        state.wrong("`steps` is a list", steps)
    for step in steps.elements():
        if isinstance(step.value, dict):
            _uses(step.get("uses"), state)
        else:
            state.wrong("a step is a mapping", step)


def _uses(node: Node | None, state: _State) -> None:
    if node is None:
        return
    text = (node.text or "").strip()
    if text.startswith("docker://"):
        _image(node, node, state)
    elif not state.is_new(node):
        return
    elif text.startswith(("./", ".\\")):
        path = within("", text)
        if path is None:
            state.wrong(f"`{text[:80]}` leads out of the repository", node)
        else:
            state.entries.append(_placed(Entry(text, source="path", location=path or "."), node))
    elif found := _ACTION.match(text):
        state.entries.append(_placed(_action(found[1], found[2], node, state), node))
    elif "${{" in text:
        state.wrong("`uses` takes no expression: what it runs cannot be known", node)
    elif text and "@" not in text:
        state.wrong(f"`{text[:80]}` names no revision: `owner/repo@revision`", node)
    else:
        state.wrong("`uses` names an action as `owner/repo@revision`", node)


def _action(name: str, revision: str, node: Node, state: _State) -> Entry:
    if not is_commit(revision):
        return Entry(name, version=release_of(revision), requirement=revision, pinned=False)
    release = _remarked(node, state)
    return Entry(
        name,
        version=release or version_of(revision),
        requirement=revision,
        integrity=revision if release else None,
        pinned=True,
    )


def _remarked(node: Node, state: _State) -> str | None:
    """The release that the comment behind a value names: `# v4.1.2`, `# tag=v4.1.2`."""
    if state.lines is None:
        state.lines = load_text(state.file).split("\n")
    if node.end_line > len(state.lines):
        return None
    return release_behind(state.lines[node.end_line - 1], node.end_column - 1)


def _image(node: Node | None, job: Node, state: _State) -> None:
    """Reads an image; one that a matrix names is each of the images that it names."""
    if node is None or node.value in (None, "") or not state.is_new(node):
        return
    for text, place in _variants(node, job):
        entry = image(text.removeprefix("docker://"))
        if entry is None:
            said = f"`{text[:80]}`" if text else "this"
            state.wrong(f"{said} is no reference to an image", place)
        else:
            state.entries.append(_placed(entry, place))


def _variants(node: Node, job: Node) -> Iterable[tuple[str, Node]]:
    text = _text(node)
    found = _MATRIX.search(text)
    if found is None:
        return [(text, node)]
    _, name, *below = found[1].split(".")
    values = {
        made: value
        for value in _values(job.get("strategy", "matrix"), name, below)
        if (made := text.replace(found[0], _text(value))) != text
    }
    return values.items() or [(text, node)]


def _values(matrix: Node | None, name: str, below: list[str]) -> Iterator[Node]:
    if matrix is None:
        return
    named, more = matrix.get(name), matrix.get("include")
    values = list(named.elements()[:_MOST_VALUES]) if named else []
    for row in more.elements()[:_MOST_VALUES] if more else ():
        if (value := row.get(name)) is not None:
            values.append(value)
    for value in values:
        if (node := value.get(*below)) is not None and _text(node):
            yield node


def _text(node: Node) -> str:
    """A scalar as an expression makes a text of it: 3.10 without quotes is `3.1`."""
    if isinstance(node.value, float):
        return f"{node.value:.15g}"
    return str(node.value) if isinstance(node.value, (str, int)) else ""


def _placed(entry: Entry, node: Node) -> Entry:
    return replace(entry, **value_region(node)._asdict(), scope="build")


def _mapping(node: Node | None, name: str, state: _State) -> Iterable[tuple[str, Node]]:
    if node is not None and node.value is not None and not isinstance(node.value, dict):
        state.wrong(f"{name} is a mapping", node)
    return node.items() if node is not None else ()
