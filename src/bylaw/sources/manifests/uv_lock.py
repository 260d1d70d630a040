"""`uv.lock`: the packages that uv resolved, and what the members of the workspace ask for.

The members are no entries: what they bring in is what is asked for, by the folder that they are in.
A package in a folder that is no member is one, with its path.

Source: `crates/uv-resolver/src/lock/mod.rs` of uv, which writes the format.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from posixpath import dirname
from typing import NamedTuple
from urllib.parse import unquote

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.interface import Ask, Entry, Problem, Reading, Scope, Source
from bylaw.sources.manifests.load import load_toml
from bylaw.sources.manifests.python_lock import (
    MOST_ALIKE,
    elements,
    fields,
    foreign_file,
    hashes_of,
    keys_of,
    packages_of,
    strings_of,
)  # fmt: skip
from bylaw.sources.manifests.python_names import normal, scope_of_group
from bylaw.sources.manifests.python_sources import Provenance, git, is_address, local
from bylaw.sources.manifests.references import placed, plain_address

_FOLDERS = ("virtual", "editable", "directory")


class _Package(NamedTuple):
    """A `[[package]]` that can be understood."""

    name: str
    version: str | None
    source: tuple[tuple[str, str], ...]
    node: Node
    key: str
    folder: str | None
    """Of a member of the workspace: its folder, from the lock's."""


_ByName = dict[tuple[str, str | None], list[_Package]]
"""Packages by name and version; all of a name without one."""


def read(file: Source) -> Reading:
    """The packages of a uv lock."""
    root, flaws = load_toml(file)
    problems = list(flaws)
    packages = _packages(root, problems)
    by_name: dict[tuple[str, str | None], list[_Package]] = {}
    for package in packages:
        for version in {None, package.version}:
            alike = by_name.setdefault((package.name, version), [])
            if len(alike) < MOST_ALIKE:
                alike.append(package)
    entries = [
        _entry(package, by_name, dirname(file.path), problems)
        for package in packages
        if package.folder is None
    ]
    asks = [
        ask
        for package in packages
        if package.folder is not None
        for ask in _asks(package, by_name, problems)
    ]
    asks += _root_asks(root, by_name)
    return Reading(tuple(entries), tuple(problems), asks=tuple(asks) if packages else None)


def _packages(root: Node, problems: list[Problem]) -> list[_Package]:
    found = list(packages_of(root, "package", problems))
    listed = root.get("manifest", "members")
    members = {normal(each.text or "") for each in (listed.elements() if listed else ())}
    packages = []
    keys = keys_of([(name, version) for name, version, _ in found])
    for (name, version, node), key in zip(found, keys, strict=True):
        source = strings_of(node.get("source"))
        place = next((source[kind] for kind in _FOLDERS if kind in source), None)
        is_member = place is not None and (name in members or (not members and place == "."))
        folder = "" if place == "." else place
        packages.append(
            _Package(name, version, tuple(source.items()), node, key, folder if is_member else None)
        )
    return packages


def _meant(node: Node, by_name: _ByName, problems: list[Problem]) -> list[_Package]:
    """The packages that a dependency can mean: one, or several for different environments."""
    name = node.string("name")
    plain, version = normal(name or ""), node.string("version")
    found = by_name.get((plain, version)) or by_name.get((plain, None), [])
    if not found:
        shown = str(name or node.plain())[:80]
        problems.append(Problem(f"`{shown}` is no package of this lock", node.line, node.column))
    if len(found) > 1 and (source := node.get("source")):
        said = tuple(strings_of(source).items())
        found = [each for each in found if each.source == said] or found
    return found


def _dependencies(node: Node, problems: list[Problem]) -> Iterator[tuple[Scope, Node]]:
    """What a package has as dependencies, its extras' and its groups' too."""
    yield from (("runtime", each) for each in elements(node, "dependencies", problems))
    for table, others in (("optional-dependencies", "optional"), ("dev-dependencies", None)):
        found = node.get(table)
        for name, _ in fields(node, table, problems):
            scope: Scope = "optional" if others else scope_of_group(name)
            assert found is not None
            yield from ((scope, each) for each in elements(found, name, problems))


def _asks(package: _Package, by_name: _ByName, problems: list[Problem]) -> Iterator[Ask]:
    """What a member of the workspace asks for."""
    said = _specifiers(package.node.get("metadata"))
    asks: dict[Ask, None] = {}
    for scope, node in _dependencies(package.node, problems):
        for each in _meant(node, by_name, problems):
            if each is not package:
                key = each.key if each.folder is None else ""
                requirement = _specifier(list(said.get(each.name, ())), each.version)
                asks[Ask(each.name, key, requirement, scope, package.folder or "")] = None
    yield from asks


def _specifier(listed: Sequence[str], version: str | None) -> str:
    """The requirement that a version answers, where a package is asked for more than once."""
    if len(listed) > 1 and version is not None:
        from bylaw.sources.manifests.python_requirement import allows

        listed = [each for each in listed[:MOST_ALIKE] if allows(each, version)] or listed
    return listed[0] if listed else ""


def _specifiers(metadata: Node | None) -> dict[str, dict[str, None]]:
    """Requirements by name, as a member's metadata has them."""
    found: dict[str, dict[str, None]] = {}
    groups = metadata.get("requires-dev") if metadata else None
    lists = [metadata.get("requires-dist") if metadata else None]
    lists += [node for _, node in (groups.items() if groups else ())]
    for listed in lists:
        for node in listed.elements() if listed else ():
            if name := node.string("name"):
                found.setdefault(normal(name), {})[node.string("specifier") or ""] = None
    return found


def _root_asks(root: Node, by_name: _ByName) -> Iterator[Ask]:
    """What a root that is no package asks for by groups, and a script by requirements."""
    groups = root.get("manifest", "dependency-groups")
    lists: list[tuple[Scope, Node | None]] = [("runtime", root.get("manifest", "requirements"))]
    lists += [(scope_of_group(name), node) for name, node in (groups.items() if groups else ())]
    for scope, listed in lists:
        for node in listed.elements() if listed else ():
            for each in by_name.get((normal(node.string("name") or ""), None), ()):
                key = each.key if each.folder is None else ""
                yield Ask(each.name, key, node.string("specifier") or "", scope)


def _entry(package: _Package, by_name: _ByName, folder: str, problems: list[Problem]) -> Entry:
    node = package.node
    sdist = node.get("sdist")
    files = [*((sdist,) if sdist else ()), *elements(node, "wheels", problems)]
    source, location, pinned, _, _ = _provenance(package, folder, problems)
    if source == "registry" and (other := foreign_file(package.name, package.version, files)):
        source, location = "url", other
    requires = {
        each.key: None
        for _, below in _dependencies(node, problems)
        for each in _meant(below, by_name, problems)
        if each.folder is None and each is not package
    }
    return Entry(
        package.name,
        line=node.start_line,
        version=package.version,
        source=source,
        location=location,
        integrity=hashes_of(files),
        key=package.key,
        requires=tuple(requires),
        pinned=pinned,
    )


def _provenance(package: _Package, folder: str, problems: list[Problem]) -> Provenance:
    said = dict(package.source)
    subdirectory = said.get("subdirectory", "")
    if "registry" in said:
        place = said["registry"]
        is_index = is_address(place)
        return Provenance("registry", plain_address(place) if is_index else placed(folder, place))
    if "git" in said:
        address, _, commit = said["git"].partition("#")
        address, _, query = address.partition("?")
        asked = dict(part.partition("=")[::2] for part in query.split("&"))
        return git(address, commit, unquote(asked.get("subdirectory", subdirectory)))
    if "url" in said:
        suffix = f"?subdirectory={subdirectory}" if subdirectory else ""
        return Provenance("url", plain_address(said["url"]) + suffix)
    for kind in ("path", *_FOLDERS):
        if kind in said:
            return local(said[kind], folder)
    node = package.node.get("source")
    if node is not None:
        problems.append(Problem("this source is of no kind that is known", node.start_line))
    return Provenance()
