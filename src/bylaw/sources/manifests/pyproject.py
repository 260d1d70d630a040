"""`pyproject.toml`: the packages that a Python project asks for, by whatever tool it is managed.

An entry has the place of its requirement; where a tool's table gives it another source, it has
that. A requirement of the project's own extras is none.

Source: PEP 621 (`project`), PEP 735 (`dependency-groups`), PEP 518 (`build-system`); for the tools'
tables see the modules beside this one.
"""

from __future__ import annotations

from bylaw.sources.manifests.interface import Reading, Source
from bylaw.sources.manifests.load import load_toml
from bylaw.sources.manifests.pyproject_entries import Project
from bylaw.sources.manifests.pyproject_poetry import note_poetry, note_poetry_sources
from bylaw.sources.manifests.pyproject_tools import note_dynamic, note_flit, note_hatch, note_pdm
from bylaw.sources.manifests.pyproject_uv import note_uv
from bylaw.sources.manifests.python_names import normal, scope_of_group


def read(file: Source) -> Reading:
    """The packages of a `pyproject.toml`."""
    root, flaws = load_toml(file)
    project = Project(file, root)
    note_uv(project)
    note_poetry_sources(project)
    project.requirements(
        project.found("project", "dependencies"), "project.dependencies", "runtime"
    )
    for extra, node in project.table("project", "optional-dependencies"):
        project.requirements(node, f"optional-dependencies.{extra}", "optional")
    _note_groups(project)
    project.requirements(
        project.found("build-system", "requires"), "build-system.requires", "build"
    )
    note_poetry(project)
    project.requirements(
        project.found("tool", "uv", "dev-dependencies"), "tool.uv.dev-dependencies", "development"
    )
    note_pdm(project)
    note_hatch(project)
    note_flit(project)
    note_dynamic(project)
    return Reading(
        project.finished(),
        (*flaws, *project.all_problems()),
        name=project.name,
        includes=tuple(project.includes),
    )


def _note_groups(project: Project) -> None:
    """Notes dependency groups; what one includes stands in the other, and is noted there."""
    groups = dict(project.table("dependency-groups"))
    known = {normal(name) for name in groups}
    for group, listed in groups.items():
        for node in project.elements(listed, f"dependency-groups.{group}"):
            included = node.get("include-group")
            if included is None:
                project.requirement(node, scope_of_group(group))
            elif normal(included.text or "") not in known:
                shown = str(included.plain())[:80]
                project.wrong(node, f"there is no group `{shown}` to include")
