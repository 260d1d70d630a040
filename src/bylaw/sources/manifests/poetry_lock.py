"""`poetry.lock`, versions 1 and 2: the packages that Poetry resolved.

What a package is for is in its `groups` since lock version 2.1 and in its `category` before 2.0;
between these, what brings it in tells. Who asks for it only the manifest says.

Source: `poetry/packages/locker.py` of Poetry, which writes the format.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from posixpath import dirname

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.interface import Entry, Problem, Reading, Scope, Source
from bylaw.sources.manifests.load import load_toml
from bylaw.sources.manifests.python_lock import (
    MOST_ALIKE,
    Index,
    elements,
    fields,
    hashes_of,
    keys_of,
    packages_of,
)
from bylaw.sources.manifests.python_names import is_archive_of, normal, scope_of_group
from bylaw.sources.manifests.python_sources import Provenance, git, local
from bylaw.sources.manifests.references import plain_address


def read(file: Source) -> Reading:
    """The packages of a Poetry lock."""
    root, flaws = load_toml(file)
    problems = list(flaws)
    packages = list(packages_of(root, "package", problems))
    names = [(name, version) for name, version, _ in packages]
    keys = keys_of(names)
    index = Index(names, keys)
    versions: dict[str, list[str]] = {}
    for name, version in names:
        versions.setdefault(name, []).append(version or "")
    old = _old_files(root, problems)
    folder = dirname(file.path)
    entries = []
    for (name, version, node), key in zip(packages, keys, strict=True):
        source, location, pinned, _, _ = _provenance(node, folder, problems)
        files = elements(node, "files", problems)
        others = [each for each in versions[name][:MOST_ALIKE] if each != version]
        files = files or _of_version(name, others, old.get(name, ()))
        entries.append(
            Entry(
                name,
                line=node.start_line,
                version=version,
                scope=_scope(node, problems),
                source=source,
                location=location,
                integrity=_integrity(files),
                key=key,
                requires=tuple(
                    below
                    for below in _keys(fields(node, "dependencies", problems), index)
                    if below != key
                ),
                pinned=pinned,
            )
        )
    return Reading(tuple(entries), tuple(problems))


def _old_files(root: Node, problems: list[Problem]) -> dict[str, Sequence[Node]]:
    """The files by name, where the format has them apart, those of all versions together."""
    metadata = root.get("metadata")
    tables = [fields(metadata, kind, problems) for kind in ("files", "hashes") if metadata]
    return {normal(name): node.elements() for table in tables for name, node in table}


def _of_version(name: str, others: Sequence[str], files: Sequence[Node]) -> Sequence[Node]:
    """Files without those of other versions."""
    if not others:
        return files
    return [
        each
        for each in files
        if not any(is_archive_of(name, other, each.string("file") or "") for other in others)
    ]


def _integrity(files: Sequence[Node]) -> str | None:
    """The hashes of files; the oldest locks have them without their algorithm."""
    return " ".join(f"sha256:{each.text}" for each in files if each.text) or hashes_of(files)


def _keys(dependencies: Iterable[tuple[str, Node]], index: Index) -> dict[str, None]:
    """The keys of what a package brings in."""
    return {key: None for name, _ in dependencies for key in index.keys(name)}


def _scope(node: Node, problems: list[Problem]) -> Scope:
    """What a package is for, as the lock says; `runtime` where it does not."""
    optional = node.get("optional")
    groups = [each.text or "" for each in elements(node, "groups", problems)]
    if (category := node.string("category")) is not None:
        groups = [category]
    if not groups:
        return "runtime"
    if "main" in groups:
        return "optional" if optional is not None and optional.value is True else "runtime"
    scopes = {scope_of_group(group) for group in groups}
    return "test" if scopes == {"test"} else "development"


def _provenance(node: Node, folder: str, problems: list[Problem]) -> Provenance:
    table = node.get("source")
    if table is None:
        return Provenance()
    kind, url = table.string("type"), table.string("url") or ""
    subdirectory = table.string("subdirectory") or ""
    if kind == "git":
        revision = table.string("resolved_reference") or table.string("reference") or ""
        return git(url, revision, subdirectory)
    if kind in ("directory", "file"):
        return local(url, folder)
    if kind == "url":
        suffix = f"?subdirectory={subdirectory}" if subdirectory else ""
        return Provenance("url", plain_address(url) + suffix)
    if kind != "legacy":
        problems.append(Problem("this source is of no kind that is known", table.start_line))
    return Provenance("registry", plain_address(url))
