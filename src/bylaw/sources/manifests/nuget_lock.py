"""`packages.lock.json`: the packages that NuGet resolved for each target framework.

A package that several targets resolve to the same version is one entry, at its first place. Names
differ in case between targets without being different.

Source: "Locking dependencies" of NuGet's documentation.
"""

from __future__ import annotations

from typing import Final

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.interface import Entry, Problem, Reading, Source
from bylaw.sources.manifests.load import load_json

_DIRECT: Final = {"direct": True, "transitive": False, "centraltransitive": False, "project": False}


def read(file: Source) -> Reading:
    """The packages of a NuGet lock."""
    root, flaws = load_json(file)
    problems = list(flaws)
    targets = root.get("dependencies")
    if targets is None or not isinstance(targets.value, dict):
        place = root if targets is None else targets
        problems.append(Problem("it has no `dependencies` by target", place.line, place.column))
        return Reading(problems=tuple(problems))
    nodes: dict[str, tuple[str, Node]] = {}
    direct: set[str] = set()
    requires: dict[str, dict[str, None]] = {}
    for _, packages in targets.items():
        if not isinstance(packages.value, dict):
            problems.append(Problem("this is no list of packages", packages.start_line))
            continue
        keys: dict[str, str] = {}
        for name, node in packages.items():
            kind, version = (node.string("type") or "").lower(), node.string("resolved")
            if kind not in _DIRECT or (version is None and kind != "project"):
                message = f"`{name[:80]}` has no `type` and `resolved` that are known"
                problems.append(Problem(message, node.start_line, node.key_column or 1))
                continue
            folded = name.lower()
            key = keys[folded] = f"{folded}/{version}" if version else folded
            nodes.setdefault(key, (name, node))
            if kind == "direct":
                direct.add(key)
        for name, node in packages.items():
            below = node.get("dependencies")
            if (key := keys.get(name.lower(), "")) and below is not None:
                brought = (keys.get(other.lower()) for other, _ in below.items())
                requires.setdefault(key, {}).update((each, None) for each in brought if each)
    entries = tuple(
        _entry(name, node, key, key in direct, tuple(requires.get(key, ())))
        for key, (name, node) in nodes.items()
    )
    return Reading(entries, tuple(problems))


def _entry(name: str, node: Node, key: str, direct: bool, requires: tuple[str, ...]) -> Entry:
    is_project = (node.string("type") or "").lower() == "project"
    return Entry(
        name,
        line=node.start_line,
        column=node.key_column or 1,
        version=node.string("resolved"),
        requirement=node.string("requested") or "",
        source="workspace" if is_project else "registry",
        integrity=node.string("contentHash"),
        direct=direct,
        key=key,
        requires=requires,
    )
