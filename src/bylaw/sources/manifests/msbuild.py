"""Project files of MSBuild, and `Directory.*.props`: the packages that .NET projects ask for.

An entry stands where a project asks for it, and has its version from there or from the nearest
`Directory.Packages.props`. What that file lays down is an entry of its own that is not direct.
Packages that do not reach who uses the project (`PrivateAssets="all"`) are for development.

Source: "PackageReference in project files" and "Central Package Management" of NuGet's
documentation.
"""

from __future__ import annotations

import re
from posixpath import dirname
from typing import Final

from bylaw.sources.documents.xml import Element
from bylaw.sources.manifests.interface import Entry, Problem, Reading, Scope, Source
from bylaw.sources.manifests.msbuild_model import Project, items, load_project, names_of, said
from bylaw.sources.manifests.references import placed

_EXACT: Final = re.compile(r"\[\s*([^\[\](),\s]+)\s*(?:,\s*\1\s*)?\]")
_RANGE: Final = re.compile(r"[\[\](),*]")
_ITEMS: Final = frozenset(
    ("PackageReference", "GlobalPackageReference", "PackageVersion", "PackageDownload",
     "DotNetCliToolReference", "ProjectReference", "Reference")
)  # fmt: skip
_PROJECT_FILE: Final = re.compile(r"([^\\/]+)\.(?:cs|fs|vb)proj\Z", re.IGNORECASE)


def read(file: Source) -> Reading:
    """The packages of a project file."""
    project = load_project(file)
    entries = list(_sdks(project))
    problems: list[Problem] = []
    folder = dirname(file.path)
    removed: dict[str, int] = {}
    for item in items(project.root):
        if item.name not in _ITEMS:
            continue
        dropped = said(item, "Remove")
        if dropped and item.name == "PackageReference" and "Condition" not in item.attributes:
            removed.update((name.lower(), len(entries)) for name in names_of(dropped))
        written = said(item, "Include") or said(item, "Update")
        if not written and not dropped:
            message = f"this {item.name} has no `Include`"
            problems.append(Problem(message, item.line, item.column))
        names = project.resolve(written)
        if names is None:
            message = f"`{written[:80]}` has no single value in this repository"
            problems.append(Problem(message, item.line, item.column))
            continue
        entries += (
            entry
            for name in names_of(names)
            if (entry := _entry(project, folder, item, name)) is not None
        )
    if removed:
        entries = [
            entry
            for number, entry in enumerate(entries)
            if number >= removed.get(entry.name.lower(), 0) or entry.source != "registry"
        ]
    return Reading(tuple(entries), (*project.problems, *problems), includes=tuple(project.includes))


def _entry(project: Project, folder: str, item: Element, name: str) -> Entry | None:
    """The entry of an item for a name; None for a glob, and for what the framework brings."""
    kind = item.name
    if "*" in name:
        return None
    if kind == "ProjectReference":
        found = _PROJECT_FILE.search(name)
        return Entry(
            found[1] if found else name.replace("\\", "/").rpartition("/")[2],
            line=item.line,
            column=item.column,
            source="workspace",
            location=placed(folder, name.replace("\\", "/")),
            direct=True,
        )
    if kind == "Reference":
        hint = said(item, "HintPath")
        if not hint:
            return None
        return Entry(
            name.partition(",")[0].strip(),
            line=item.line,
            column=item.column,
            source="path",
            location=placed(folder, hint.replace("\\", "/")),
            direct=True,
        )
    written = said(item, "VersionOverride") or said(item, "Version")
    if not written and kind == "PackageReference":
        written = project.versions.get(name.lower(), "")
    requirement = project.resolve(written)
    return Entry(
        name,
        line=item.line,
        column=item.column,
        end_line=_last_line(item),
        version=None if requirement is None else _version(requirement),
        requirement=written if requirement is None else requirement,
        scope=_scope(project, item),
        direct=kind != "PackageVersion",
    )


def _scope(project: Project, item: Element) -> Scope:
    if item.name == "GlobalPackageReference":
        return "development"
    if item.name in ("PackageDownload", "DotNetCliToolReference"):
        return "build"
    private = project.resolve(said(item, "PrivateAssets")) or ""
    return "development" if "all" in names_of(private.lower()) else "runtime"


def _last_line(item: Element) -> int:
    last = max((each.line for each in item.children), default=item.line)
    return last if last > item.line else 0


def _sdks(project: Project) -> list[Entry]:
    """The packages that build the project, where they have a version of their own."""
    root = project.root
    found: list[tuple[Element, str, str]] = []
    for each in names_of(root.attributes.get("Sdk", "")):
        name, _, version = each.partition("/")
        found.append((root, name, version))
    for child in root.children:
        if child.name == "Sdk":
            found.append((child, said(child, "Name"), said(child, "Version")))
        elif child.name == "Import" and child.attributes.get("Sdk"):
            name, _, version = child.attributes["Sdk"].partition("/")
            found.append((child, name, version or said(child, "Version")))
    return [
        Entry(name, line=at.line, column=at.column, version=_version(version),
              requirement=version, scope="build", direct=True)
        for at, name, version in found
        if name and version
    ]  # fmt: skip


def _version(requirement: str) -> str | None:
    """The version that NuGet takes first for a requirement; None for a range."""
    if (exact := _EXACT.fullmatch(requirement)) is not None:
        return exact[1]
    return None if not requirement or _RANGE.search(requirement) else requirement
