"""`pubspec.lock`: the packages that pub resolved for Dart and Flutter.

It does not say what brings a package in. What comes with an SDK (`source: sdk`) is no package that
anybody downloads, and no entry; a lock has one version of each package, so that its name is a key.

Source: `lib/src/lock_file.dart` of pub.
"""

from __future__ import annotations

from posixpath import dirname
from typing import Final

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.interface import Entry, Origin, Problem, Reading, Scope, Source
from bylaw.sources.manifests.load import load_yaml
from bylaw.sources.manifests.references import placed, plain_address
from bylaw.sources.manifests.revisions import is_commit

_SCOPES: Final[dict[str, Scope]] = {"direct dev": "development"}


def read(file: Source) -> Reading:
    """The packages of a pub lock.

    Raises:
        Unreadable: it is not YAML.
    """
    roots, flaws = load_yaml(file)
    problems = list(flaws)
    entries: dict[str, Entry] = {}
    for root in roots[:1]:
        packages = root.get("packages")
        if packages is None or not isinstance(packages.value, dict):
            if packages is not None or not isinstance(root.value, dict):
                place = packages or root
                message = "a lock has `packages`, a mapping of names"
                problems.append(
                    Problem(message, place.start_line, place.key_column or place.column)
                )
            continue
        for key, node in packages.items():
            entry = _entry(key, node, dirname(file.path))
            if entry is None and node.string("source") != "sdk":
                message = f"`{key[:80]}` is no package with a `source` and a `version`"
                problems.append(Problem(message, node.start_line, node.key_column or node.column))
            elif entry is not None:
                entries[key] = entry
    return Reading(tuple(entries.values()), tuple(problems))


def _entry(key: str, node: Node, folder: str) -> Entry | None:
    """A package; None where it is none that is known, or comes with an SDK."""
    version, kind = node.string("version"), node.string("dependency") or ""
    found = _source(node, folder)
    if not key or not version or found is None:
        return None
    source, location, integrity, pinned = found
    return Entry(
        (node.string("description", "name") if source == "registry" else None) or key,
        line=node.start_line,
        column=node.key_column or node.column,
        version=version,
        scope=_SCOPES.get(kind, "runtime"),
        source=source,
        location=location,
        integrity=integrity,
        direct=kind.startswith("direct") if kind else None,
        key=key,
        pinned=pinned,
    )


def _source(node: Node, folder: str) -> tuple[Origin, str, str | None, bool | None] | None:
    """Kind, place, hash and whether that is one commit; None for an SDK and what is not known."""
    kind, said = node.string("source"), node.get("description")
    if said is None:
        return None
    address = said.string("url") or ""
    if kind == "hosted":
        sha = said.get("sha256")
        integrity = sha.written if sha is not None and sha.written else None
        return "registry", plain_address(address).rstrip("/"), integrity, None
    if kind == "git":
        revision = said.get("resolved-ref")
        commit = revision.written if revision is not None and revision.written else ""
        return "git", git_location(address, said.string("path"), commit), None, is_commit(commit)
    if kind == "path":
        return "path", placed(folder, said.string("path") or said.text or "."), None, None
    return None


def git_location(address: str, path: str | None, revision: str) -> str:
    """A repository, with the folder in it and the revision where there are such."""
    location = plain_address(address)
    if path and path != ".":
        location += f"?path={path}"
    return f"{location}#{revision}" if revision else location
