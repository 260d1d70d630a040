"""`Pipfile`: the packages that a project of Pipenv asks for, by category.

Source: "Pipfile" of Pipenv's documentation; every table beside the ones of its own is a category.
"""

from __future__ import annotations

from typing import Final

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.interface import Reading, Scope, Source
from bylaw.sources.manifests.load import load_toml
from bylaw.sources.manifests.pyproject_entries import Project
from bylaw.sources.manifests.python_names import normal, scope_of_group, version_of
from bylaw.sources.manifests.python_requirement import Asked, exact
from bylaw.sources.manifests.python_sources import Provenance, direct, git, is_address, local
from bylaw.sources.manifests.references import plain_address

_OWN: Final = frozenset(("source", "requires", "scripts", "pipenv", "pipfile"))
_OTHER_VCS: Final = ("hg", "svn", "bzr")


def read(file: Source) -> Reading:
    """The packages of a Pipfile."""
    root, flaws = load_toml(file)
    project = Project(file, root)
    for node in project.listed("source"):
        if url := node.string("url"):
            address = plain_address(url)
            project.named_indexes[node.string("name") or ""] = address
            project.indexes[address] = None
    for category, table in root.items():
        if category in _OWN:
            continue
        scope: Scope = "runtime" if category == "packages" else scope_of_group(category)
        for name, node in project.items(table, category):
            if isinstance(node.value, str | dict):
                project.add(_asked(project, name, node), node, scope)
            else:
                project.wrong(node, f"`{name[:80]}` is neither a version nor a table")
    return Reading(project.finished(), (*flaws, *project.all_problems()))


def _asked(project: Project, name: str, node: Node) -> Asked:
    """What a line asks for."""
    requirement = (node.text or node.string("version") or "").strip()
    version, provenance = exact(requirement), Provenance()
    subdirectory = node.string("subdirectory") or ""
    revision = node.string("ref") or ""
    place = node.string("file") or node.string("path")
    others = (f"{each}+{node.string(each)}" for each in _OTHER_VCS if node.string(each))
    if address := node.string("git"):
        provenance = git(address, revision, subdirectory)
    elif address := next(others, None):
        provenance = direct(f"{address}@{revision}" if revision else address, project.folder)
    elif place is not None:
        is_url = is_address(place)
        provenance = direct(place, project.folder) if is_url else local(place, project.folder)
        version = version_of(name, place)
    elif index := node.string("index"):
        provenance = Provenance("registry", project.named_indexes.get(index, index))
    return Asked(normal(name), requirement, version, provenance)
