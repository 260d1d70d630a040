"""GitLab pipelines: the configuration that they include, and the images that their jobs run in.

The purl type `gitlab` is a candidate of the purl specification. Names: of a component its path, and
the host is its location; of another project's files the project; of a remote file its address; of
a template of GitLab and of a file of the repository the path. What a file of the repository holds
is read with it. Images are of type `docker`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import field, replace
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.container_images import image
from bylaw.sources.manifests.gitlab_files import Files, load_files
from bylaw.sources.manifests.gitlab_values import Values, values_of
from bylaw.sources.manifests.interface import Entry, Problem, Reading, Source
from bylaw.sources.manifests.references import plain_address
from bylaw.sources.manifests.regions import extent_of, value_region
from bylaw.sources.manifests.revisions import is_commit, version_of

_COMPONENT: Final = re.compile(r"([^/@\s]+)/([^@\s]+)@(\S+)\Z")
_NO_JOBS: Final = frozenset(
    ("after_script", "before_script", "cache", "image", "include", "services", "spec", "stages",
     "variables", "workflow")
)  # fmt: skip
_HELD: Final = frozenset(("image", "services"))


@dataclass(slots=True)
class _State:
    values: Values
    path: str
    """The file that is read, empty for the one that was asked for."""
    entries: list[Entry]
    problems: list[Problem]
    jobs: frozenset[str] = frozenset()
    seen: set[tuple[int, int, str]] = field(default_factory=set)
    """Places that were read, with what was found: an alias asks for nothing anew."""

    def add(self, entry: Entry, node: Node) -> None:
        """Takes an entry, at a node."""
        place = node.line, node.column, f"{entry.name}:{entry.requirement}"
        if place not in self.seen:
            self.seen.add(place)
            region = extent_of(node) if isinstance(node.value, dict) else value_region(node)
            self.entries.append(replace(entry, **region._asdict(), scope="build", path=self.path))

    def wrong(self, message: str, node: Node) -> None:
        """Reports what cannot be read, at a node."""
        self.problems.append(Problem(message, node.line, node.column, self.path))


def read(file: Source) -> Reading:
    """What a pipeline includes and the images of its jobs, in its own file and in those included.

    Variables have the values that the files give them; an image with another one keeps it, and has
    no version.

    Raises:
        Unreadable: it is not YAML.
    """
    files: Files = load_files(file)
    values = values_of(root for roots in files.roots.values() for root in roots)
    entries: list[Entry] = []
    problems = list(files.problems)
    for path, roots in files.roots.items():
        state = _State(values, "" if path == file.path else path, entries, problems)
        state.jobs = frozenset(name for root in roots for name, _ in root.items())
        for root in roots:
            _pipeline(root, state)
    return Reading(tuple(entries), tuple(problems), includes=tuple(files.roots)[1:])


def _pipeline(root: Node, state: _State) -> None:
    for include in _several(root.get("include")):
        _include(include, state)
    _job(root, state)
    for name, job in root.items():
        if name not in _NO_JOBS and isinstance(job.value, dict):
            _job(job, state)
            trigger = job.get("trigger", "include")
            for include in _several(trigger):
                _include(include, state)


def _job(job: Node, state: _State) -> None:
    """The images of a job, of `default`, or of the top of a file."""
    _image(job.get("image"), job, state)
    services = job.get("services")
    if services is None or services.value is None or _is_reference(services, state):
        return
    if not isinstance(services.value, list):
        state.wrong("`services` is a list", services)
    for service in services.elements():
        _image(service, job, state)


def _image(node: Node | None, job: Node, state: _State) -> None:
    if node is not None and isinstance(node.value, dict):
        node = node.get("name")
    if node is None or node.value in (None, "") or _is_reference(node, state):
        return
    if node.text is None:
        state.wrong("an image is a text, or a mapping with a `name`", node)
        return
    for text, place in state.values.variants(node, job):
        entry = image(text)
        if entry is None:
            state.wrong(f"`{text[:80]}` is no reference to an image", place)
        else:
            state.add(entry, place)


def _is_reference(node: Node, state: _State) -> bool:
    """Whether it is `!reference [job, key]`: what is meant is read where it stands."""
    names = [each.text for each in node.elements()[:11]]
    return (
        2 <= len(names) <= 10
        and None not in names
        and (str(names[0]).startswith(".") or names[0] in state.jobs)
        and (names[-1] in _HELD or "image" in names)
    )


def _include(node: Node, state: _State) -> None:
    """One include; those of the repository's own files are read by `load_files`."""
    if node.text is not None:
        key = "remote" if "://" in node.text else "local"
        found = node
    else:
        known = ("local", "project", "remote", "template", "component", "artifact")
        key = next((name for name in known if node.get(name) is not None), "")
        below = node.get(key) if key else None
        if below is None:
            state.wrong("an include has one of `local`, `project`, `remote`, `template`, "
                        "`component`", node)  # fmt: skip
            return
        found = below
    if key == "artifact":  # another job makes it, and may hold anything
        return
    text = state.values.expand(found.text or "")
    if not text:
        state.wrong(f"`{key}` of an include is a text", found)
    elif key == "component":
        _component(text, found, state)
    elif key == "project":
        _project(text, node, state)
    elif key == "remote":
        integrity = node.string("integrity")
        address = plain_address(text)
        state.add(Entry(address, source="url", location=address, integrity=integrity,
                        pinned=integrity is not None), found)  # fmt: skip
    elif key == "template":
        state.add(Entry(text, pinned=False), found)
    else:
        path = text.lstrip("/")
        state.add(Entry(path, source="path", location=path), found)


def _component(text: str, node: Node, state: _State) -> None:
    found = _COMPONENT.match(text)
    if found is None:
        state.wrong(f"`{text[:80]}` is no component: `host/path@version`", node)
        return
    host, path, wanted = found.groups()
    state.add(Entry(path, version=version_of(wanted), requirement=wanted, location=host,
                    pinned=is_commit(wanted)), node)  # fmt: skip


def _project(name: str, node: Node, state: _State) -> None:
    ref = node.get("ref")
    wanted = state.values.expand(ref.written or "") if ref is not None else ""
    entry = Entry(name, version=version_of(wanted), requirement=wanted, source="git",
                  location=name, pinned=is_commit(wanted))  # fmt: skip
    state.add(entry, node)


def _several(node: Node | None) -> Iterable[Node]:
    """What may stand alone or in a list."""
    if node is None or node.value in (None, ""):
        return ()
    return _flat(node) if isinstance(node.value, list) else (node,)


def _flat(node: Node) -> Iterator[Node]:
    for each in node.elements():
        if isinstance(each.value, list):  # `!reference`, or a list by an alias
            yield from (below for below in each.elements() if isinstance(below.value, dict))
        else:
            yield each
