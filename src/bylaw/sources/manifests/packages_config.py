"""`packages.config`: the packages of older .NET projects, those that others bring in included.

Each has one exact version; which ones the project itself asks for, the file does not tell.

Source: "packages.config reference" of NuGet's documentation.
"""

from __future__ import annotations

from bylaw.sources.manifests.interface import Entry, Problem, Reading, Source, Unreadable
from bylaw.sources.manifests.load import load_xml


def read(file: Source) -> Reading:
    """The packages of a `packages.config`."""
    root = load_xml(file)
    if root.name != "packages":
        message = f"it is not a packages.config: its root is `{root.name[:40]}`"
        raise Unreadable(message, root.line, root.column)
    entries: list[Entry] = []
    problems: list[Problem] = []
    for each in root.children:
        name, version = each.attributes.get("id", ""), each.attributes.get("version", "")
        if each.name != "package" or not name or not version:
            message = f"this {each.name[:40]} has no `id` and `version` of a package"
            problems.append(Problem(message, each.line, each.column))
            continue
        is_tool = each.attributes.get("developmentDependency", "").lower() == "true"
        entries.append(
            Entry(
                name,
                line=each.line,
                column=each.column,
                version=version,
                requirement=each.attributes.get("allowedVersions", ""),
                scope="development" if is_tool else "runtime",
                pinned=True,
            )
        )
    return Reading(tuple(entries), tuple(problems))
