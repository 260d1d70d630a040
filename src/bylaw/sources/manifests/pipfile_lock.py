"""`Pipfile.lock`: the packages that Pipenv resolved, by category.

A package that several categories have in one version is one entry. The lock does not say who brings
a package in.

Source: `pipenv/utils/locking.py` of Pipenv, which writes the format.
"""

from __future__ import annotations

from posixpath import dirname

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.interface import Entry, Problem, Reading, Scope, Source
from bylaw.sources.manifests.load import load_json
from bylaw.sources.manifests.python_lock import keys_of
from bylaw.sources.manifests.python_names import normal, scope_of_group, version_of
from bylaw.sources.manifests.python_requirement import exact
from bylaw.sources.manifests.python_sources import Provenance, direct, git, is_address, local
from bylaw.sources.manifests.references import plain_address

_OTHER_VCS = ("hg", "svn", "bzr")


def read(file: Source) -> Reading:
    """The packages of a Pipfile.lock."""
    root, flaws = load_json(file)
    problems = list(flaws)
    if not isinstance(root.value, dict):
        return Reading(problems=(*problems, Problem("it is no table of categories", root.line)))
    indexes = _indexes(root)
    found: dict[tuple[str, str | None, Provenance], tuple[Node, Scope]] = {}
    for category, table in sorted(root.items(), key=lambda each: each[0] != "default"):
        if category == "_meta":
            continue
        if not isinstance(table.value, dict):
            problems.append(Problem(f"`{category[:80]}` is no table", table.start_line))
            continue
        scope: Scope = "runtime" if category == "default" else _scope(category)
        for name, node in table.items():
            if not isinstance(node.value, dict) or not name:
                message = f"`{name[:80]}` is no package of this format"
                problems.append(Problem(message, node.start_line, node.key_column or 1))
                continue
            for field, kind in (("version", str), ("hashes", list)):
                if (wrong := node.get(field)) and not isinstance(wrong.value, kind):
                    message = f"`{field}` is not what it should be"
                    problems.append(Problem(message, wrong.start_line, wrong.key_column or 1))
            place = node.string("file") or node.string("path") or ""
            version = exact(node.string("version") or "") or version_of(name, place)
            provenance = _provenance(node, dirname(file.path), indexes)
            found.setdefault((normal(name), version, provenance), (node, scope))
    keys = keys_of([(name, version) for name, version, _ in found])
    entries = [
        _entry(name, version, provenance, *its, key)
        for ((name, version, provenance), its), key in zip(found.items(), keys, strict=True)
    ]
    return Reading(tuple(entries), tuple(problems))


def _scope(category: str) -> Scope:
    return "development" if category == "develop" else scope_of_group(category)


def _indexes(root: Node) -> dict[str, str]:
    """The addresses of the indexes by their names."""
    listed = root.get("_meta", "sources")
    nodes = listed.elements() if listed is not None else ()
    return {
        node.string("name") or url: plain_address(url)
        for node in nodes
        if (url := node.string("url"))
    }


def _entry(
    name: str, version: str | None, provenance: Provenance, node: Node, scope: Scope, key: str
) -> Entry:
    listed = node.get("hashes")
    hashes = (each.text for each in (listed.elements() if listed is not None else ()))
    return Entry(
        name,
        line=node.start_line,
        version=version,
        scope=scope,
        source=provenance.source,
        location=provenance.location,
        integrity=" ".join(each for each in hashes if each) or None,
        key=key,
        pinned=provenance.pinned,
    )


def _provenance(node: Node, folder: str, indexes: dict[str, str]) -> Provenance:
    subdirectory, revision = node.string("subdirectory") or "", node.string("ref") or ""
    if address := node.string("git"):
        return git(address, revision, subdirectory)
    for vcs in _OTHER_VCS:
        if address := node.string(vcs):
            return direct(f"{vcs}+{address}" + (f"@{revision}" if revision else ""), folder)
    if place := node.string("file") or node.string("path"):
        return direct(place, folder) if is_address(place) else local(place, folder)
    index = node.string("index")
    if index is None:
        return Provenance("registry", " ".join(indexes.values()))
    return Provenance("registry", indexes.get(index, index))
