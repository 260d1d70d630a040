"""Tables of other tools in `pyproject.toml` that ask for packages: PDM, Hatch, Flit, setuptools.

Source: the pages "Manage dependencies" of PDM's, "Environment configuration" of Hatch's, "Old style
metadata" of Flit's and "Dynamic metadata" of setuptools' documentation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.interface import Problem, Scope
from bylaw.sources.manifests.pip_files import PipReader
from bylaw.sources.manifests.pyproject_entries import Project
from bylaw.sources.manifests.python_names import normal, scope_of_group
from bylaw.sources.manifests.references import plain_address

_KINDS: Final[tuple[tuple[str, Scope], ...]] = (
    ("dependencies", "runtime"),
    ("optional-dependencies", "optional"),
)


def note_pdm(project: Project) -> None:
    """Notes PDM's development dependencies, indexes and overrides."""
    for node in project.listed("tool", "pdm", "source"):
        if url := node.string("url"):
            project.indexes[plain_address(url)] = None
    for name, node in project.table("tool", "pdm", "resolution", "overrides"):
        version = (node.text or "").removeprefix("==").strip()
        if version[:1].isdigit() and "*" not in version and "," not in version:
            project.overrides[normal(name)] = version
    reader = PipReader(project.file)
    for group, listed in project.table("tool", "pdm", "dev-dependencies"):
        scope = scope_of_group(group)
        for node in project.elements(listed, f"dev-dependencies.{group}"):
            if node.text is not None and node.text.startswith("-e"):
                reader.text(node.text, node.line, node.column, scope)
            else:
                project.requirement(node, scope)
    _take(project, reader)


def note_hatch(project: Project) -> None:
    """Notes what Hatch's environments and builds have beside the project."""
    for name, table in project.tables("tool", "hatch", "envs"):
        scope = scope_of_group(name.removeprefix("hatch-"))
        for key in ("dependencies", "extra-dependencies"):
            project.requirements(table.get(key), f"envs.{name}.{key}", scope, unlocked=True)
    for kind in ("hooks", "targets"):
        for name, table in project.tables("tool", "hatch", "build", kind):
            project.requirements(table.get("dependencies"), f"build.{kind}.{name}", "build")


def note_flit(project: Project) -> None:
    """Notes what Flit's metadata asked for before there was `[project]`."""
    metadata = project.found("tool", "flit", "metadata")
    if metadata is not None:
        project.requirements(metadata.get("requires"), "requires", "runtime")
        project.requirements(metadata.get("dev-requires"), "dev-requires", "development")
        for extra, node in project.items(metadata.get("requires-extra"), "requires-extra"):
            project.requirements(node, f"requires-extra.{extra}", "optional")


def note_dynamic(project: Project) -> None:
    """Reads the files that `dynamic` dependencies come from; says where these are not told."""
    dynamic = project.found("project", "dynamic")
    reader = PipReader(project.file)
    for each in project.elements(dynamic, "project.dynamic"):
        for key, scope in _KINDS:
            if each.text == key and not _is_told(project, key):
                paths = list(_files(project, key, scope))
                for node, its in paths:
                    place = Problem("", node.start_line, node.column)
                    reader.follow(node.text or "", place, its, False)
                    reader.run()
                if not paths:
                    message = f"`{key}` come from code that is not run, and are not known"
                    project.wrong(each, message)
    _take(project, reader)


def _is_told(project: Project, key: str) -> bool:
    """Whether another table or file that is read tells what is dynamic."""
    if project.root.get("tool", "poetry", "dependencies") is not None:
        return True
    from bylaw.sources.manifests.python_projects import Projects

    option = {"dependencies": "install_requires"}.get(key, "options.extras_require")
    return option in Projects(project.file.tree).text(project.folder, "setup.cfg")


def _files(project: Project, key: str, scope: Scope) -> Iterator[tuple[Node, Scope]]:
    """The requirements files that hold what is dynamic, and what it is for."""
    listed: list[Node | None] = []
    hook = project.found("tool", "hatch", "metadata", "hooks", "requirements_txt")
    if key == "dependencies":
        listed.append(project.found("tool", "setuptools", "dynamic", key, "file"))
        listed.append(None if hook is None else hook.get("files"))
    else:
        tables = project.tables("tool", "setuptools", "dynamic", key)
        listed += [table.get("file") for _, table in tables]
        named = None if hook is None else hook.get(key)
        listed += [node for _, node in project.items(named, key)]
    for node in listed:
        for each in () if node is None else node.elements() or (node,):
            if each.text is None:
                project.wrong(each, "this is no path")
            else:
                yield each, scope


def _take(project: Project, reader: PipReader) -> None:
    """Takes over what was read as lines of requirements files."""
    reading = reader.reading()
    project.entries += reading.entries
    project.problems += reading.problems
    project.includes |= dict.fromkeys(reading.includes)
