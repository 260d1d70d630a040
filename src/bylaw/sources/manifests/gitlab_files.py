"""A GitLab pipeline's file and those of the repository that it includes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.facts.globs import regex_of
from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.interface import Problem, Source, Unreadable
from bylaw.sources.manifests.load import load_yaml
from bylaw.sources.manifests.references import within
from bylaw.sources.manifests.variables import has_variable

_MOST_FILES: Final = 150
"""Files of one pipeline, as GitLab has it by default."""
_MOST_GLOBS: Final = 50
"""Different globs of one pipeline; each is compared with all paths of the repository."""


@dataclass(slots=True)
class Files:
    """The documents of a pipeline."""

    roots: dict[str, list[Node]] = field(default_factory=dict)
    """By path, the file that was asked for first."""
    problems: list[Problem] = field(default_factory=list)
    globs: dict[str, list[str]] = field(default_factory=dict)
    """Paths by the glob that means them."""


def load_files(file: Source) -> Files:
    """Reads a file and what it includes, whatever that includes, each once.

    Raises:
        Unreadable: the file itself is not YAML.
    """
    files = Files()
    queue = [(file, "", Node(None, 1))]
    for source, said_in, node in queue:
        if source.path in files.roots:
            continue
        if len(files.roots) >= _MOST_FILES:
            message = f"the pipeline includes more than {_MOST_FILES} files"
            files.problems.append(Problem(message, node.line, node.column, said_in))
            break
        path = "" if source is file else source.path
        try:
            roots, problems = load_yaml(source)
        except Unreadable as error:
            if source is file:
                raise
            files.roots[source.path] = []
            files.problems.append(Problem(error.message, error.line, error.column, path))
            continue
        files.problems += (Problem(each.message, each.line, each.column, path) for each in problems)
        for root in roots:
            if not isinstance(root.value, dict):
                files.problems.append(
                    Problem("a pipeline is a mapping", root.line, root.column, path)
                )
        files.roots[source.path] = [root for root in roots if isinstance(root.value, dict)]
        for place in _locals(files.roots[source.path]):
            queue += ((found, path, place) for found in _found(place, file, path, files))
    return files


def _locals(roots: list[Node]) -> Iterator[Node]:
    """The nodes that name files of the repository."""
    for root in roots:
        holders = [root.get("include")]
        holders += (job.get("trigger", "include") for _, job in root.items())
        for holder in holders:
            if holder is None:
                continue
            for each in holder.elements() or [holder]:
                named = each if each.text is not None else each.get("local")
                if named is not None and named.text and "://" not in named.text:
                    yield named


def _found(node: Node, file: Source, said_in: str, files: Files) -> Iterator[Source]:
    """The files that an include means; a problem at its place where there is none."""
    text = node.text or ""
    path = within("", text.lstrip("/"))
    if path is None:
        message = f"`{text[:80]}` leads out of the repository"
    elif has_variable(text):
        message = f"`{text[:80]}` has a variable: what it includes cannot be known"
    elif "*" in path and path not in files.globs and len(files.globs) >= _MOST_GLOBS:
        message = f"the pipeline includes files by more than {_MOST_GLOBS} globs"
    else:
        if "*" in path and path not in files.globs:
            files.globs[path] = _matching(path, file)
        paths = files.globs.get(path, [path])
        message = f"the repository has no file `{path[:80]}`"
        is_found = False
        for each in paths:
            try:
                data = file.tree.read(each)
            except Unreadable as error:
                message = f"`{each[:80]}`: {error.message}"
                continue
            if data is not None:
                is_found = True
                yield Source(each, data, file.tree)
        if is_found:
            return
    files.problems.append(Problem(message, node.line, node.column, said_in))


def _matching(glob: str, file: Source) -> list[str]:
    """The YAML files that a glob with `*` or `**` means."""
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        shape = re2.compile(regex_of(glob), options)
    except (ValueError, re2.error):
        return []
    found = (path for path in file.tree.paths() if path.endswith((".yml", ".yaml")))
    return [path for path in found if shape.fullmatch(path)]
