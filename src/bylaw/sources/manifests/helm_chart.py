"""Helm charts: the charts that they depend on, of `Chart.yaml` or an old `requirements.yaml`.

The purl type `helm` is a candidate of the purl specification; the repository is the location. The
version of the application (`appVersion`) is no dependency.
"""

from __future__ import annotations

from posixpath import dirname, join

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.helm_repository import chart_source
from bylaw.sources.manifests.interface import Entry, Problem, Reading, Source
from bylaw.sources.manifests.load import load_yaml
from bylaw.sources.manifests.references import within
from bylaw.sources.manifests.regions import extent_of
from bylaw.sources.manifests.revisions import release_of


def read(file: Source) -> Reading:
    """The dependencies of a chart.

    One with a condition or tags is optional. An alias is no name: the chart's own name counts.

    Raises:
        Unreadable: it is not YAML.
    """
    folder, _, base = file.path.rpartition("/")
    if base == "requirements.yaml" and file.tree.read(join(folder, "Chart.yaml")) is None:
        return Reading()  # other tools have files of this name
    roots, flaws = load_yaml(file)
    problems = list(flaws)
    entries: list[Entry] = []
    name = ""
    for root in roots[:1]:
        if not isinstance(root.value, dict):
            problems.append(Problem("a chart is a mapping", root.line, root.column))
            continue
        name = root.string("name") or ""
        wanted = root.get("dependencies")
        if wanted is not None and wanted.value and not isinstance(wanted.value, list):
            problems.append(Problem("`dependencies` is a list", wanted.line, wanted.column))
        for each in wanted.elements() if wanted else ():
            entry = _dependency(each, file, problems)
            if entry is not None:
                entries.append(entry)
    return Reading(tuple(entries), tuple(problems), name)


def _dependency(node: Node, file: Source, problems: list[Problem]) -> Entry | None:
    name = node.string("name")
    if not name:
        problems.append(Problem("a dependency has a `name`", node.line, node.column))
        return None
    at, version = node.get("repository"), node.get("version")
    address = at.text or "" if at else ""
    folder = dirname(file.path)
    if address.startswith("file://") and within(folder, address.removeprefix("file://")) is None:
        assert at is not None
        message = f"`{address[:80]}` leads out of the repository"
        problems.append(Problem(message, at.line, at.column))
    if at is not None and at.value is not None and at.text is None:
        problems.append(Problem("a repository is a text", at.line, at.column))
    source, location = chart_source(name, address, folder)
    said = ""
    if version is not None and version.value is not None:
        if isinstance(version.value, (dict, list)):
            problems.append(Problem("a version is a text", version.line, version.column))
        else:
            said = version.written or ""
    line, column, end_line, end_column = extent_of(node)
    is_optional = node.get("condition") is not None or node.get("tags") is not None
    return Entry(
        name=name,
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
        version=release_of(said.lstrip("= ")),
        requirement=said,
        scope="optional" if is_optional else "runtime",
        source=source,
        location=location,
    )
