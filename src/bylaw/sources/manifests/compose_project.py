"""A Compose project: its files, their variables, and what was found in them."""

from __future__ import annotations

from collections import ChainMap
from dataclasses import field, replace
from posixpath import dirname, join
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.documents.node import Malformed, Node
from bylaw.sources.documents.text import decode
from bylaw.sources.manifests.container_images import image
from bylaw.sources.manifests.git_addresses import repository
from bylaw.sources.manifests.interface import Entry, Problem, Scope, Source, Unreadable
from bylaw.sources.manifests.load import load_yaml
from bylaw.sources.manifests.references import within
from bylaw.sources.manifests.regions import value_region
from bylaw.sources.manifests.revisions import is_commit, version_of
from bylaw.sources.manifests.variables import env_values, expand, has_variable

_MOST_FILES: Final = 100
"""Files of one project."""


@dataclass(slots=True)
class Project:
    """The files of a project, the first of which was asked for."""

    file: Source
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    roots: dict[str, list[Node]] = field(default_factory=dict)
    """Documents by the path of their file."""
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    """Variables of the `.env` files, by their paths."""
    queue: list[tuple[str, str]] = field(default_factory=list)
    """Files to read, each with the service that is extended; empty for all of it."""
    seen: set[tuple[str, int, int]] = field(default_factory=set)

    def environment(self, path: str) -> ChainMap[str, str]:
        """The variables of a file: of the `.env` beside the first file, then of that beside it."""
        first = self._env(join(dirname(self.file.path), ".env"))
        return ChainMap(first, self._env(join(dirname(path), ".env")))

    def _env(self, path: str) -> dict[str, str]:
        if path not in self.values:
            self.values[path] = {}
            try:
                data = self.file.tree.read(path)
                self.values[path] = env_values(decode(data)) if data else {}
            except (Unreadable, Malformed) as error:
                self.problems.append(Problem(error.message, error.line, error.column, path))
        return self.values[path]


@dataclass(slots=True)
class File:
    """The file that is read at the moment."""

    project: Project
    path: str
    known: ChainMap[str, str]

    @property
    def said(self) -> str:
        """Its path, where it is not the file that was asked for."""
        return "" if self.path == self.project.file.path else self.path

    def wrong(self, message: str, node: Node) -> None:
        """Reports what cannot be read, at a node."""
        self.project.problems.append(Problem(message, node.line, node.column, self.said))

    def add(self, entry: Entry, node: Node, scope: Scope) -> None:
        """Takes an entry, at a node; what an alias repeats stands there only once."""
        place = self.path, node.line, node.column
        if place not in self.project.seen:
            self.project.seen.add(place)
            region = value_region(node)._asdict()
            self.project.entries.append(replace(entry, **region, scope=scope, path=self.said))

    def image(self, text: str, node: Node, scope: Scope) -> None:
        """Takes an image by its reference."""
        entry = image(expand(text, self.known))
        if entry is None:
            self.wrong(f"`{text[:80]}` is no reference to an image", node)
        else:
            self.add(entry, node, scope)

    def remote(self, node: Node, scope: Scope) -> bool:
        """Takes a project of a registry, or a repository (`https://host/a/b.git#revision:folder`).

        False where the text is neither, but a path.
        """
        text = expand(node.text or "", self.known)
        if text.startswith("oci://"):
            self.image(text.removeprefix("oci://"), node, scope)
            return True
        if "://" not in text and not text.startswith(("git@", "github.com/")):
            return False
        address, _, fragment = text.partition("#")
        address = f"https://{address}" if address.startswith("github.com/") else address
        found, wanted = repository(address), fragment.partition(":")[0]
        if found is None:
            self.wrong(f"`{address[:80]}` is no address of a repository", node)
            return True
        self.add(
            Entry(found.name, found.ecosystem, version=version_of(wanted), requirement=wanted,
                  source="git", location=found.location, pinned=is_commit(wanted)),
            node, scope,
        )  # fmt: skip
        return True

    def follow(self, node: Node, service: str = "") -> None:
        """Puts another file into the queue, or one of its services."""
        project, text = self.project, expand(node.text or "", self.known)
        if not text:
            self.wrong("a path is a text", node)
            return
        if self.remote(node, "runtime"):
            return
        path = within(dirname(self.path), text)
        if has_variable(text):
            self.wrong(f"`{text[:80]}` has a variable without a value", node)
        elif path is None:
            self.wrong(f"`{text[:80]}` leads out of the repository", node)
        elif path not in project.roots and len(project.roots) >= _MOST_FILES:
            self.wrong(f"the project has more than {_MOST_FILES} files", node)
        elif path in project.roots or self._load(path, node):
            project.queue.append((path, service))

    def _load(self, path: str, node: Node) -> bool:
        project = self.project
        try:
            data = project.file.tree.read(path)
            if data is None:
                self.wrong(f"the repository has no file `{path[:80]}`", node)
                return False
            roots, problems = load_yaml(Source(path, data, project.file.tree))
        except Unreadable as error:
            project.roots[path] = []
            project.problems.append(Problem(error.message, error.line, error.column, path))
            return False
        project.roots[path] = roots
        project.problems += (replace(each, path=path) for each in problems)
        return True
