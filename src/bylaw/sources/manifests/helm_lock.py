"""Helm's locks: `Chart.lock`, and `requirements.lock` of the first version of charts.

A lock holds what the chart itself asks for and nothing below. Its digest is one of the ranges and
the versions together, not of a chart, so that no entry has an integrity.
"""

from __future__ import annotations

from posixpath import join

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.helm_repository import chart_source
from bylaw.sources.manifests.interface import Entry, Problem, Reading, Source
from bylaw.sources.manifests.load import load_yaml
from bylaw.sources.manifests.regions import extent_of
from bylaw.sources.manifests.revisions import release_of


def read(file: Source) -> Reading:
    """The charts that a lock has.

    Raises:
        Unreadable: it is not YAML.
    """
    folder, _, base = file.path.rpartition("/")
    if base == "requirements.lock" and file.tree.read(join(folder, "Chart.yaml")) is None:
        return Reading()  # other tools have files of this name
    roots, flaws = load_yaml(file)
    problems = list(flaws)
    entries: dict[str, Entry] = {}
    for root in roots[:1]:
        if not isinstance(root.value, dict):
            problems.append(Problem("a lock of charts is a mapping", root.line, root.column))
            continue
        locked = root.get("dependencies")
        if locked is not None and locked.value and not isinstance(locked.value, list):
            problems.append(Problem("`dependencies` is a list", locked.line, locked.column))
        for each in locked.elements() if locked else ():
            _chart(each, folder, entries, problems)
    return Reading(tuple(entries.values()), tuple(problems))


def _chart(
    node: Node, folder: str, entries: dict[str, Entry], problems: list[Problem]
) -> None:  # fmt: skip
    name, version = node.string("name"), node.get("version")
    said = version.written if version is not None else None
    if not name or not said:
        message = "a locked chart has a `name` and a `version`"
        problems.append(Problem(message, node.line, node.column))
        return
    source, location = chart_source(name, node.string("repository") or "", folder)
    key = f"{name}@{said}@{location}"
    if key in entries:  # one chart under several aliases
        return
    line, column, end_line, end_column = extent_of(node)
    entries[key] = Entry(
        name=name,
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
        version=release_of(said) or said,
        source=source,
        location=location,
        direct=True,
        key=key,
    )
