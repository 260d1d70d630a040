"""`pdm.lock`: the packages that PDM resolved.

A package stands there once more for each set of extras that is asked for; all of them are one
entry. What a package is for follows from who asks for it, which the manifest says.

Source: `pdm/models/repositories/lock.py` of PDM, which writes the format.
"""

from __future__ import annotations

from posixpath import dirname

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.interface import Entry, Problem, Reading, Source
from bylaw.sources.manifests.load import load_toml
from bylaw.sources.manifests.python_lock import (
    Index,
    elements,
    foreign_file,
    hashes_of,
    keys_of,
    packages_of,
)  # fmt: skip
from bylaw.sources.manifests.python_requirement import NoRequirement, asked
from bylaw.sources.manifests.python_sources import Provenance, direct, git, is_address, local


def read(file: Source) -> Reading:
    """The packages of a PDM lock."""
    root, flaws = load_toml(file)
    problems = list(flaws)
    merged: dict[tuple[str, str | None, Provenance], list[Node]] = {}
    folder = dirname(file.path)
    for name, version, node in packages_of(root, "package", problems):
        merged.setdefault((name, version, _provenance(node, folder)), []).append(node)
    names = [(name, version) for name, version, _ in merged]
    keys = keys_of(names)
    index = Index(names, keys)
    old = root.get("metadata", "files")
    entries = []
    for ((name, version, provenance), nodes), key in zip(merged.items(), keys, strict=True):
        source, location, pinned, integrity, _ = provenance
        files = [each for node in nodes for each in elements(node, "files", problems)]
        if old is not None and (listed := old.get(f"{nodes[0].string('name')} {version}")):
            files += listed.elements()
        if source == "registry" and (other := foreign_file(name, version, files)):
            source, location = "url", other
        requires = {each: None for node in nodes for each in _requires(node, index, problems)}
        requires.pop(key, None)
        entries.append(
            Entry(
                name,
                line=nodes[0].start_line,
                version=version,
                source=source,
                location=location,
                integrity=_once(hashes_of(files)) or integrity,
                key=key,
                requires=tuple(requires),
                pinned=pinned,
            )
        )
    return Reading(tuple(entries), tuple(problems))


def _once(hashes: str | None) -> str | None:
    return hashes and " ".join(dict.fromkeys(hashes.split()))


def _requires(node: Node, index: Index, problems: list[Problem]) -> list[str]:
    """The keys of what a package brings in."""
    found: list[str] = []
    for each in elements(node, "dependencies", problems):
        if each.text is None:
            problems.append(Problem("this requirement is not a string", each.line, each.column))
            continue
        try:
            below = asked(each.text, "")
        except NoRequirement as error:
            problems.append(Problem(str(error), each.line, each.column))
            continue
        found += index.keys(below.name, below.version)
    return found


def _provenance(node: Node, folder: str) -> Provenance:
    if address := node.string("git"):
        revision = node.string("revision") or node.string("ref") or ""
        return git(address, revision, node.string("subdirectory") or "")
    if address := node.string("url"):
        return direct(address, folder)
    if path := node.string("path"):
        return direct(path, folder) if is_address(path) else local(path, folder)
    return Provenance()
