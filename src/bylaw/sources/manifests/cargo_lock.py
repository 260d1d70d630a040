"""`Cargo.lock`, versions 1 to 4: the packages that Cargo resolved.

Packages without a source are the workspace's own, and what they bring in is what is asked for; for
which scope and with which requirement, only the manifests tell. One without a source that a package
from elsewhere brings in stands in the place of a published one (`[patch]`), and is an entry.

Source: `cargo/core/resolver/encode.rs` of Cargo, which defines the format.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.cargo_sources import source_of
from bylaw.sources.manifests.interface import Ask, Entry, Problem, Reading, Source
from bylaw.sources.manifests.load import load_toml
from bylaw.sources.manifests.references import plain_address

_REFERENCE: Final = re.compile(r"(\S+)(?: (\S+))?(?: \(([^()]*)\))?")
_CHECKSUM: Final = "checksum "


class _Package(NamedTuple):
    """A `[[package]]` that can be understood."""

    name: str
    version: str
    source: str
    node: Node

    @property
    def key(self) -> str:
        """How version 1 of the format refers to it: in full."""
        place = f" ({plain_address(self.source)})" if self.source else ""
        return f"{self.name} {self.version}{place}"


def read(file: Source) -> Reading:
    """The packages of a Cargo lock."""
    root, flaws = load_toml(file)
    problems = list(flaws)
    packages = _packages(root, problems)
    index: dict[tuple[str, ...], list[_Package]] = {}
    for each in packages.values():
        for names in (
            (each.name,),
            (each.name, each.version),
            (each.name, each.version, each.source),
        ):
            index.setdefault(names, []).append(each)
    requires = {key: _requires(each, index, problems) for key, each in packages.items()}
    own = {key for key, each in packages.items() if not each.source}
    own -= {key for each in packages if each not in own for key in requires[each]}
    sums = _metadata(root)
    entries = [
        _entry(each, key, tuple(below for below in requires[key] if below not in own), sums)
        for key, each in packages.items()
        if key not in own
    ]
    asked = {below: None for key in packages if key in own for below in requires[key]}
    asks = (
        Ask(packages[key].name, "" if key in own else key)
        for key in asked
    )  # fmt: skip
    problems.sort(key=lambda each: each.line)
    return Reading(tuple(entries), tuple(problems), asks=tuple(asks) if packages else None)


def _packages(root: Node, problems: list[Problem]) -> dict[str, _Package]:
    """The packages by key."""
    found: dict[str, _Package] = {}
    listed = root.get("package")
    elements = list(listed.elements()) if listed is not None else []
    if listed is not None and not isinstance(listed.value, list):
        problems.append(Problem("`package` is no list of packages", listed.start_line))
    if (first := root.get("root")) is not None:
        elements.append(first)
    for node in elements:
        name, version = node.string("name"), node.string("version")
        if not name or not version:
            message = "this package has no `name` and `version`"
            problems.append(Problem(message, node.start_line))
            continue
        package = _Package(name, version, node.string("source") or "", node)
        if found.setdefault(package.key, package) is not package:
            problems.append(Problem(f"`{package.key[:120]}` stands here twice", node.start_line))
    return found


def _requires(
    package: _Package, index: dict[tuple[str, ...], list[_Package]], problems: list[Problem]
) -> list[str]:
    """The keys of what a package brings in."""
    listed = package.node.get("dependencies")
    if listed is not None and not isinstance(listed.value, list):
        problems.append(Problem("`dependencies` is no list", listed.start_line))
    keys: list[str] = []
    instead = package.node.get("replace")
    for each in (*(listed.elements() if listed else ()), *((instead,) if instead else ())):
        found = _REFERENCE.fullmatch(each.text or "")
        names = () if found is None else tuple(part for part in found.groups() if part is not None)
        meant = index.get(names, [])
        if len(meant) > 1:
            meant = [one for one in meant if not one.source] or meant
        if len(meant) == 1:
            keys.append(meant[0].key)
        else:
            shown = plain_address(str(each.plain()))[:120]
            wrong = "is no package of this lock" if not meant else "can be several of its packages"
            problems.append(Problem(f"`{shown}` {wrong}", each.line, each.column))
    return keys


def _metadata(root: Node) -> dict[str, str]:
    """The checksums that version 1 keeps apart, by key."""
    table = root.get("metadata")
    return {
        plain_address(key.removeprefix(_CHECKSUM)): node.text
        for key, node in (table.items() if table is not None else ())
        if key.startswith(_CHECKSUM) and node.text is not None and node.text != "<none>"
    }


def _entry(package: _Package, key: str, requires: tuple[str, ...], sums: dict[str, str]) -> Entry:
    node = package.node
    source, location = source_of(package.source) if package.source else ("path", "")
    return Entry(
        package.name,
        line=node.start_line,
        version=package.version,
        source=source,
        location=location,
        integrity=node.string("checksum") or sums.get(key),
        key=key,
        requires=requires,
    )
