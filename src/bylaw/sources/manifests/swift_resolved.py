"""`Package.resolved`, versions 1 to 3: the packages that Swift's package manager or Xcode resolved.

A package's name is the address of its repository without scheme and `.git`, as in its purl
(`forge.example/owner/repo`); one of a registry has `scope.name`. A version is that of a tag, and
the commit it stood for is what vouches for it. What brings a package in, and who asks for it, only
the program `Package.swift` tells, which is not run.

Source: `PinsStore.swift` and `ResolvedPackagesStore.swift` of SwiftPM.
"""

from __future__ import annotations

from posixpath import dirname
from typing import Final

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.git_addresses import repository
from bylaw.sources.manifests.interface import Entry, Problem, Reading, Source
from bylaw.sources.manifests.load import load_json
from bylaw.sources.manifests.references import placed, plain_address
from bylaw.sources.manifests.revisions import is_commit

_VERSIONS: Final = (1, 2, 3)
_LOCAL: Final = ("localSourceControl", "fileSystem", "localFileSystem")


def read(file: Source) -> Reading:
    """The packages of a lock of Swift's package manager.

    Raises:
        Unreadable: it is not JSON.
    """
    root, flaws = load_json(file)
    problems = list(flaws)
    version = root.get("version")
    if version is not None and version.value not in _VERSIONS:
        message = f"its `version` is `{str(version.written)[:20]}`; 1 to 3 are known"
        problems.append(Problem(message, version.start_line, version.key_column or 1))
    pins = root.get("pins") or root.get("object", "pins")
    if pins is None or not isinstance(pins.value, list):
        place = pins or root
        message = "it has no list of `pins`"
        problems.append(Problem(message, place.start_line, place.key_column or place.column))
        return Reading(problems=tuple(problems))
    entries: dict[str, Entry] = {}
    for node in pins.elements():
        entry = _entry(node, dirname(file.path))
        if entry is None:
            message = "this is no pin with an identity, a place and a state"
            problems.append(Problem(message, node.line, node.column))
        elif entries.setdefault(entry.key, entry) is not entry:
            message = f"`{entry.key[:80]}` stands in line {entries[entry.key].line} too"
            problems.append(Problem(message, node.line, node.column))
    problems.sort(key=lambda each: each.line)
    return Reading(tuple(entries.values()), tuple(problems))


def _entry(node: Node, folder: str) -> Entry | None:
    identity = node.string("identity") or node.string("package")
    address = node.string("location") or node.string("repositoryURL") or ""
    version, revision = node.string("state", "version"), node.string("state", "revision") or ""
    kind = node.string("kind")
    if not identity or not (version or revision):
        return None
    if kind == "registry":
        return Entry(
            identity,
            line=node.line,
            column=node.column,
            version=version,
            location=plain_address(address),
            key=identity,
        )
    name = _name(address)
    is_local = kind in _LOCAL or (bool(address) and name is None)
    if is_local:
        return Entry(
            identity,
            line=node.line,
            column=node.column,
            version=version or revision,
            source="path",
            location=placed(folder, address),
            key=identity,
        )
    if name is None:
        return None
    return Entry(
        name,
        line=node.line,
        column=node.column,
        version=version or revision,
        # A repository and its tag of a version are what Swift has for a registry.
        source="registry" if version else "git",
        location=plain_address(address) + (f"#{revision}" if revision else ""),
        integrity=revision or None if version else None,
        key=identity,
        pinned=is_commit(revision),
    )


def _name(address: str) -> str | None:
    """A repository's address as a name; None where it is no address of one."""
    found = repository(address)
    if found is None or address.startswith("file:"):
        return None
    hosts = {"github": "github.com/", "bitbucket": "bitbucket.org/"}
    return hosts.get(found.ecosystem, "") + found.name
