"""`pylock.toml` and `pylock.NAME.toml`: the packages of a lock that any installer can read.

A package is asked for by groups or extras where its marker says so.

Source: PEP 751.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname
from typing import Final

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.interface import Entry, Problem, Reading, Scope, Source
from bylaw.sources.manifests.load import load_toml
from bylaw.sources.manifests.python_lock import (
    Index,
    elements,
    fields,
    foreign_file,
    keys_of,
    packages_of,
    table_of_hashes,
)  # fmt: skip
from bylaw.sources.manifests.python_names import scope_of_group, version_of
from bylaw.sources.manifests.python_sources import Provenance, direct, git, local
from bylaw.sources.manifests.references import plain_address

_CHOICE: Final = re.compile(
    r"""(?:"([^"]*)"|'([^']*)')\s+in\s+(extras|dependency_groups)(?![a-z_])"""
)
_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")
_SPECIAL: Final = frozenset(("dev", "test", "tests"))
_SOURCES: Final = ("vcs", "directory", "archive")


def read(file: Source) -> Reading:
    """The packages of a standard lock."""
    root, flaws = load_toml(file)
    problems = list(flaws)
    packages = list(packages_of(root, "packages", problems))
    names = [(name, version) for name, version, _ in packages]
    keys = keys_of(names)
    index = Index(names, keys)
    defaults = root.get("default-groups")
    standard = {each.text or "" for each in (defaults.elements() if defaults else ())}
    folder = dirname(file.path)
    entries = []
    for (name, version, node), key in zip(packages, keys, strict=True):
        provenance, files = _provenance(node, folder, problems)
        source, location, pinned, _, _ = provenance
        if source == "registry" and (other := foreign_file(name, version, files)):
            source, location = "url", other
        hashes = [each for file_ in files for each in table_of_hashes(file_.get("hashes"))]
        requires = dict.fromkeys(_requires(node, index, problems))
        requires.pop(key, None)
        entries.append(
            Entry(
                name,
                line=node.start_line,
                version=version or version_of(name, location),
                scope=_scope(node.string("marker") or "", standard),
                source=source,
                location=location,
                integrity=" ".join(hashes) or None,
                key=key,
                requires=tuple(requires),
                pinned=pinned,
            )
        )
    return Reading(tuple(entries), tuple(problems))


def _requires(node: Node, index: Index, problems: list[Problem]) -> Iterator[str]:
    """The keys of what a package brings in; PDM writes that into its own table."""
    for each in elements(node, "dependencies", problems):
        yield from index.keys(each.string("name") or "", each.string("version"))
    own = node.get("tool", "pdm", "dependencies")
    for each in own.elements() if own is not None else ():
        if found := _NAME.match(each.text or ""):
            yield from index.keys(found[0])


def _scope(marker: str, standard: set[str]) -> Scope:
    """What a package is for, by the groups and extras that its marker asks for."""
    choices = [(each[1] or each[2], each[3]) for each in _CHOICE.finditer(marker)]
    scopes: set[Scope] = set()
    for name, kind in choices:
        if kind == "extras":
            scopes.add("optional")
        else:
            is_plain = name == "default" or (name in standard and name not in _SPECIAL)
            scopes.add("runtime" if is_plain else scope_of_group(name))
    order: tuple[Scope, ...] = ("runtime", "optional", "development", "test")
    return next((each for each in order if each in scopes), "runtime")


def _provenance(node: Node, folder: str, problems: list[Problem]) -> tuple[Provenance, list[Node]]:
    """Where a package comes from, and the files that have hashes."""
    for kind in _SOURCES:
        fields(node, kind, problems)
    vcs, directory, archive = (node.get(each) for each in _SOURCES)
    if vcs is not None:
        address = vcs.string("url") or vcs.string("path") or ""
        revision = vcs.string("commit-id") or vcs.string("requested-revision") or ""
        subdirectory = vcs.string("subdirectory") or ""
        if vcs.string("type") in ("git", None):
            return git(address, revision, subdirectory), []
        place = f"{vcs.string('type')}+{address}@{revision}"
        return direct(place, folder), []
    if directory is not None:
        return local(directory.string("path") or ".", folder), []
    if archive is not None:
        if path := archive.string("path"):
            return local(path, folder), [archive]
        address = plain_address(archive.string("url") or "")
        subdirectory = archive.string("subdirectory") or ""
        suffix = f"?subdirectory={subdirectory}" if subdirectory else ""
        return Provenance("url", address + suffix), [archive]
    sdist = node.get("sdist")
    files = [*((sdist,) if sdist else ()), *elements(node, "wheels", problems)]
    return Provenance("registry", plain_address(node.string("index") or "")), files
