"""Version 1 of npm's lock: packages in packages, as they stand in `node_modules`.

It does not say what the project asks for; the `package.json` beside it does, and what it names is
what stands at the top.
"""

from __future__ import annotations

from posixpath import dirname, join

from bylaw.sources.documents.json import read_json
from bylaw.sources.documents.node import Malformed, Node
from bylaw.sources.documents.text import decode
from bylaw.sources.manifests.interface import Ask, Entry, Origin, Problem, Reading, Source
from bylaw.sources.manifests.npm_archives import archive_source
from bylaw.sources.manifests.npm_lock import DEEPEST, LONGEST, MODULES, scope_of
from bylaw.sources.manifests.npm_specs import asked_for, spec_of


def read_v1(file: Source, root: Node, problems: list[Problem]) -> Reading:
    """The packages of a lock of version 1."""
    found = _collected(root, problems)
    asks, includes = _asks(file, found)
    brought = {key: _requires(key, node, found) for key, node in found.items()}
    asked = {key for keys in brought.values() for key in keys}
    entries = [
        _entry(key, node, brought[key], dirname(file.path),
               True if asks is None and key not in asked and key.count(MODULES) == 1 else None)
        for key, node in found.items()
    ]  # fmt: skip
    return Reading(tuple(entries), tuple(problems), asks=asks, includes=includes)


def _collected(root: Node, problems: list[Problem]) -> dict[str, Node]:
    """The packages, by where they stand."""
    found: dict[str, Node] = {}
    stack = [("", root)]
    while stack:
        above, node = stack.pop()
        listed = node.get("dependencies")
        if listed is not None and not isinstance(listed.value, dict):
            message = "`dependencies` is no object"
            problems.append(Problem(message, listed.start_line, listed.key_column or 1))
        below = []
        for name, each in listed.items() if listed is not None else ():
            key = f"{above}/{MODULES}{name}" if above else MODULES + name
            if not name or each.string("version") is None:
                message = f"`{name[:80]}` has no name and version that are known"
                problems.append(Problem(message, each.start_line, each.key_column or 1))
            elif len(key) > LONGEST or key.count(MODULES) > DEEPEST:
                message = f"`{name[:80]}` stands too deep"
                problems.append(Problem(message, each.start_line, each.key_column or 1))
            else:
                found[key] = each
                below.append((key, each))
        stack.extend(reversed(below))
    return found


def _requires(key: str, node: Node, found: dict[str, Node]) -> tuple[str, ...]:
    listed = node.get("requires")
    names = [name for name, _ in listed.items()] if listed is not None else []
    keys = (_found(key, name, found) for name in names)
    return tuple(each for each in dict.fromkeys(keys) if each is not None)


def _found(folder: str, name: str, found: dict[str, Node]) -> str | None:
    """Where Node finds a package, seen from one that stands there."""
    while folder:
        key = f"{folder}/{MODULES}{name}"
        if key in found:
            return key
        folder = folder[: max(folder.rfind("/" + MODULES), 0)]
    return MODULES + name if MODULES + name in found else None


def _asks(file: Source, found: dict[str, Node]) -> tuple[tuple[Ask, ...] | None, tuple[str, ...]]:
    """What the manifest beside the lock asks for; None where it does not tell."""
    path = join(dirname(file.path), "package.json")
    data = file.tree.read(path)
    if data is None:
        return None, ()
    try:
        root = read_json(decode(data)).root
    except Malformed:  # which is told where the manifest is read
        return None, (path,)
    asks = []
    sections = {key: dict(each.items()) for key, each in root.items()}
    for name, node, scope in asked_for(sections):
        if node.text is not None and MODULES + name in found:
            spec = spec_of(name, node.text)
            asks.append(Ask(spec.name, MODULES + name, spec.requirement, scope))
    return tuple(asks), (path,)


def _entry(
    key: str, node: Node, requires: tuple[str, ...], folder: str, direct: bool | None
) -> Entry:
    name, written = key.rpartition(MODULES)[2], node.string("version") or ""
    flags = {key: each.value for key, each in node.items() if key in ("dev", "optional")}
    bundled = node.get("bundled")
    spec = spec_of(name, written, folder)
    source: Origin = spec.source
    version, location, resolved = None, spec.location, node.string("resolved")
    if source == "registry":
        version = spec.version or spec.requirement or None
        if resolved:
            source, location = archive_source(resolved, spec.name, version, folder)
    return Entry(
        spec.name,
        line=node.start_line,
        version=version,
        scope=scope_of(flags),
        source=source,
        location=location,
        integrity=node.string("integrity"),
        direct=direct,
        key=key,
        requires=requires,
        unhashed=bundled is not None and bundled.value is True and not resolved,
    )
