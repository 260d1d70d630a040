"""What a project file of MSBuild gets from others: properties and centrally managed versions.

Nothing is evaluated: conditions are not judged, so that what stands under any of them counts, and a
property with several values has none. Functions in `$([…])` have none either.

Source: "Central Package Management" and "PackageReference in project files" of NuGet's
documentation, "Customize your build by folder" of MSBuild's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import dirname, join
from typing import Final

from bylaw.sources.documents.node import Malformed
from bylaw.sources.documents.xml import Element, read_xml
from bylaw.sources.manifests.interface import Problem, Source, Unreadable
from bylaw.sources.manifests.load import load_xml
from bylaw.sources.manifests.references import within

_PROPERTY: Final = re.compile(r"\$\(\s*([A-Za-z_][\w.-]*)\s*\)")
_ABOVE: Final = re.compile(r"GetPathOfFileAbove\(\s*['\"]?([\w.$()-]+?)['\"]?\s*[,)]")
_ROUNDS: Final = 20
_LONGEST: Final = 2000
_MOST_IMPORTS: Final = 50
_RESTORED: Final = frozenset(("packages", "obj", "artifacts"))
"""Folders that a build fills: what is imported from there is not in the repository."""
CENTRAL: Final = "Directory.Packages.props"
BUILD: Final = "Directory.Build.props"


@dataclass(slots=True)
class Project:
    """A project file, and what the files above it say to it."""

    root: Element
    properties: dict[str, str | None] = field(default_factory=dict)
    """By name in lower case; None where conditions decide among several values."""
    versions: dict[str, str] = field(default_factory=dict)
    """Centrally managed versions by name in lower case, as written."""
    problems: list[Problem] = field(default_factory=list)
    includes: list[str] = field(default_factory=list)

    def resolve(self, text: str) -> str | None:
        """The text with its properties filled in; None where one has no single value here."""
        for _ in range(_ROUNDS):
            if "$(" not in text and "@(" not in text and "%(" not in text:
                return text.strip()
            filled = _PROPERTY.sub(self._value, text)
            if filled == text or len(filled) > _LONGEST:
                return None
            text = filled
        return None

    def _value(self, found: re.Match[str]) -> str:
        value = self.properties.get(found[1].lower())
        return found[0] if value is None else value


def load_project(file: Source) -> Project:
    """A project file with what stands above it.

    Raises:
        Unreadable: It is not XML, or no project of MSBuild.
    """
    root = load_xml(file)
    if root.name != "Project":
        message = f"it is not a project of MSBuild: its root is `{root.name[:40]}`"
        raise Unreadable(message, root.line, root.column)
    project = Project(root)
    for name in (BUILD, CENTRAL):
        if (found := _above(file, dirname(file.path), name)) is not None and found != file.path:
            _take(project, file, found)
    _note(project, file, file.path, root)
    return project


def items(root: Element) -> Iterator[Element]:
    """Every item of a project file, under whatever condition, in the order of the text."""
    stack = [root]
    while stack:
        element = stack.pop()
        if element.name == "ItemGroup":
            yield from element.children
        elif element.name != "PropertyGroup":
            stack.extend(reversed(element.children))


def said(element: Element, name: str) -> str:
    """What an item says about itself, as an attribute or as an element; case does not count."""
    wanted = name.lower()
    for key, value in element.attributes.items():
        if key.lower() == wanted:
            return value.strip()
    return next((each.text for each in element.children if each.name.lower() == wanted), "")


def names_of(text: str) -> list[str]:
    """The names of `Include="A; B"`."""
    return [name for part in text.split(";") if (name := part.strip())]


def _above(file: Source, folder: str, name: str) -> str | None:
    """The nearest file of a name, in the folder or above it."""
    while True:
        path = join(folder, name)
        if path == file.path or file.tree.read(path) is not None:
            return path
        if not folder:
            return None
        folder = dirname(folder)


def _take(project: Project, file: Source, path: str, where: Element | None = None) -> None:
    """Notes what another file says; the files that it imports first."""
    if path in project.includes or path == file.path or len(project.includes) >= _MOST_IMPORTS:
        return
    project.includes.append(path)
    try:
        data = file.tree.read(path)
        if data is not None:
            _note(project, file, path, read_xml(data))
    except (Malformed, Unreadable):
        line, column = (1, 1) if where is None else (where.line, where.column)
        project.problems.append(Problem(f"`{path[:80]}` cannot be read", line, column))


def _note(project: Project, file: Source, path: str, root: Element) -> None:
    for element in root.children:
        if element.name == "Import":
            _import(project, file, path, element)
    stack = [root]
    while stack:
        element = stack.pop()
        if element.name == "PropertyGroup":
            for each in element.children:
                _set(project, each, is_open="Condition" in element.attributes)
        elif element.name != "ItemGroup":
            stack.extend(reversed(element.children))
    for item in items(root):
        if item.name == "PackageVersion":
            version = said(item, "Version")
            for name in names_of(said(item, "Include") or said(item, "Update")):
                if version:
                    project.versions[name.lower()] = version


def _set(project: Project, element: Element, is_open: bool) -> None:
    name = element.name.lower()
    is_open = is_open or "Condition" in element.attributes
    old = project.properties.get(name)
    if not is_open or name not in project.properties:
        project.properties[name] = element.text
    elif old != element.text and f"'$({name})'==''" not in (
        element.attributes.get("Condition", "").lower().replace(" ", "")
    ):
        project.properties[name] = None


def _import(project: Project, file: Source, path: str, element: Element) -> None:
    where = element.attributes.get("Project", "")
    above = _ABOVE.search(where)
    if above is not None:
        folder = dirname(dirname(path))
        name = above[1].replace("$(MSBuildThisFile)", path.rpartition("/")[2])
        if dirname(path) and (found := _above(file, folder, name)) is not None:
            _take(project, file, found, element)
        return
    local = where.replace("$(MSBuildThisFileDirectory)", "./")
    if not where or "$(" in local or "*" in local or "Sdk" in element.attributes:
        return
    target = within(dirname(path), local)
    place = "" if path == file.path else path
    if target is None:
        message = f"`{where[:80]}` is out of the repository"
    elif file.tree.read(target) is None and target != file.path:
        if "Condition" in element.attributes or not _RESTORED.isdisjoint(target.split("/")):
            return
        message = f"there is no `{where[:80]}`"
    else:
        _take(project, file, target, element)
        return
    project.problems.append(Problem(message, element.line, element.column, place))
