"""`[tool.poetry]`: what Poetry's own tables ask for.

A version alone means that version, `^1.2` and `~1.2` are ranges. Where `[project]` asks for
packages, the table `dependencies` only says where these come from, except for what `dynamic` leaves
to it; so does a group that `[dependency-groups]` has too.

Source: "Dependency specification" and "The pyproject.toml file" of Poetry's documentation;
`DependencyGroup.dependencies` of poetry-core.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.interface import Scope
from bylaw.sources.manifests.pyproject_entries import Project
from bylaw.sources.manifests.python_lock import MOST_ALIKE
from bylaw.sources.manifests.python_names import normal, scope_of_group, version_of
from bylaw.sources.manifests.python_requirement import Asked, exact
from bylaw.sources.manifests.python_sources import Provenance, git, local
from bylaw.sources.manifests.references import plain_address

_ALONE: Final = re.compile(r"=?\s*v?([0-9][0-9A-Za-z.!+_-]*)")


def note_poetry_sources(project: Project) -> None:
    """Notes Poetry's indexes, and where it gets packages from that `[project]` asks for."""
    for node in project.listed("tool", "poetry", "source"):
        name, url = node.string("name") or "", node.string("url")
        if url is None:
            continue  # the public index, which needs none
        project.named_indexes[name] = plain_address(url)
        if node.string("priority") != "explicit":
            project.indexes[plain_address(url)] = None
    tables = [project.found("tool", "poetry", "dependencies")] if _asks(project) else []
    for group, table in project.tables("tool", "poetry", "group"):
        if _is_standard(project, group):
            tables.append(table.get("dependencies"))
    for found in tables:
        for name, node in () if found is None else found.items():
            places = [_asked(project, name, each).provenance for each in _each(node)]
            elsewhere = list(dict.fromkeys(each for each in places if each != Provenance()))
            if elsewhere:
                project.sources[normal(name)] = elsewhere[:MOST_ALIKE]


def note_poetry(project: Project) -> None:
    """Notes the entries of Poetry's tables."""
    asks, dynamic = _asks(project), project.root.get("project", "dynamic")
    left = {each.text for each in (dynamic.elements() if dynamic is not None else ())}
    is_mixed = bool(left & {"dependencies", "optional-dependencies"})
    counts = {
        False: not asks or (is_mixed and "required" not in asks),
        True: not asks or (is_mixed and "optional" not in asks),
    }
    for name, node in project.table("tool", "poetry", "dependencies"):
        if name.lower() == "python":
            continue
        for each in _each(node):
            optional = each.get("optional")
            is_optional = optional is not None and optional.value is True
            if counts[is_optional]:
                _add(project, name, each, "optional" if is_optional else "runtime")
    for name, node in project.table("tool", "poetry", "dev-dependencies"):
        for each in _each(node):
            _add(project, name, each, "development")
    for group, table in project.tables("tool", "poetry", "group"):
        if _is_standard(project, group):
            continue
        scope = "runtime" if group == "main" else scope_of_group(group)
        for name, node in project.items(table.get("dependencies"), f"{group}.dependencies"):
            for each in _each(node):
                _add(project, name, each, scope)


def _asks(project: Project) -> set[str]:
    """Which kinds of packages `[project]` asks for itself."""
    required = project.found("project", "dependencies")
    optional = project.found("project", "optional-dependencies")
    asks = {"required"} if required is not None and required.elements() else set()
    return asks | ({"optional"} if optional is not None and list(optional.items()) else set())


def _is_standard(project: Project, group: str) -> bool:
    """Whether `[dependency-groups]` says what a group asks for."""
    groups = project.root.get("dependency-groups")
    names = (name for name, each in groups.items() if each.elements()) if groups else ()
    return normal(group) in {normal(name) for name in names}


def _each(node: Node) -> Iterator[Node]:
    """Every constraint of a package: there are several where its value is a list."""
    yield from node.elements() if isinstance(node.value, list) else (node,)


def _add(project: Project, name: str, node: Node, scope: Scope) -> None:
    if not isinstance(node.value, str | dict):
        project.wrong(node, f"`{name[:80]}` is neither a version nor a table")
        return
    asked = _asked(project, name, node)
    is_alone = asked.version is not None and asked.requirement and not exact(asked.requirement)
    pinned = True if is_alone else None
    project.add(asked, node, scope, pinned)


def _asked(project: Project, name: str, node: Node) -> Asked:
    """What a constraint asks for."""
    requirement = (node.text or node.string("version") or "").strip()
    subdirectory = node.string("subdirectory") or ""
    provenance, version = Provenance(), exact(requirement)
    if version is None and (found := _ALONE.fullmatch(requirement)):
        version = found[1]
    if address := node.string("git"):
        revision = node.string("rev") or node.string("tag") or node.string("branch") or ""
        provenance = git(address, revision, subdirectory)
    elif path := node.string("path") or node.string("file"):
        provenance, version = local(path, project.folder), version_of(name, path)
    elif address := node.string("url"):
        suffix = f"?subdirectory={subdirectory}" if subdirectory else ""
        provenance = Provenance("url", plain_address(address) + suffix)
        version = version_of(name, address)
    elif index := node.string("source"):
        provenance = Provenance("registry", project.named_indexes.get(index, index))
    return Asked(normal(name), requirement, version, provenance)
