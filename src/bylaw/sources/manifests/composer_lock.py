"""`composer.lock`: the packages that Composer resolved.

The key of an entry is its name in lower case. What a package asks for can be answered by one that
replaces or provides it (`psr/log-implementation`), which then is what it brings in. PHP, its
extensions and Composer itself are no packages. Several licenses are a choice of one, as Composer's
schema says. The hash is the archive's, or the commit that the version stands for.

Sources: `Locker` of Composer; "The composer.json schema" of its documentation.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname
from typing import Final, NamedTuple

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.composer_names import is_package, is_platform, plain_version
from bylaw.sources.manifests.composer_sources import provenance
from bylaw.sources.manifests.interface import Entry, Problem, Reading, Scope, Source
from bylaw.sources.manifests.load import load_json

_SECTIONS: Final[tuple[tuple[str, Scope], ...]] = (
    ("packages", "runtime"),
    ("packages-dev", "development"),
)
_MOST_PROVIDERS: Final = 20
"""Packages that are taken for providers of one name; real locks have two or three."""


class _Package(NamedTuple):
    """A package that can be understood."""

    name: str
    version: str
    scope: Scope
    node: Node


def read(file: Source) -> Reading:
    """The packages of a Composer lock.

    Raises:
        Unreadable: it is not JSON.
    """
    root, flaws = load_json(file)
    problems = list(flaws)
    if not isinstance(root.value, dict):
        problems.append(Problem("it is no object", root.line, root.column))
    packages: dict[str, _Package] = {}
    for package in _packages(root, problems):
        key = package.name.lower()
        if packages.setdefault(key, package) is not package:
            place = package.node
            message = f"`{key[:80]}` stands here twice"
            problems.append(Problem(message, place.line, place.column))
    providers = _providers(packages)
    folder = dirname(file.path)
    entries = tuple(
        _entry(key, package, packages, providers, folder) for key, package in packages.items()
    )
    problems.sort(key=lambda each: each.line)
    return Reading(entries, tuple(problems))


def _packages(root: Node, problems: list[Problem]) -> Iterator[_Package]:
    for section, scope in _SECTIONS:
        listed = root.get(section)
        if listed is None or listed.value is None:  # of a lock that was made without them
            continue
        if not isinstance(listed.value, list):
            message = f"`{section}` is no list of packages"
            problems.append(Problem(message, listed.start_line, listed.key_column or 1))
        for node in listed.elements():
            name, version = node.string("name"), node.string("version")
            if not name or not version or not is_package(name):
                message = "this is no package with a `name` and a `version`"
                problems.append(Problem(message, node.line, node.column))
            else:
                yield _Package(name, version, scope, node)


def _providers(packages: dict[str, _Package]) -> dict[str, list[str]]:
    """Keys of packages that stand for others, by the name of these in lower case."""
    found: dict[str, list[str]] = {}
    for key, package in packages.items():
        for section in ("replace", "provide"):
            listed = package.node.get(section)
            for name, _ in listed.items() if listed is not None else ():
                its = found.setdefault(name.lower(), [])
                if len(its) < _MOST_PROVIDERS and key not in its:
                    its.append(key)
    return found


def _entry(
    key: str,
    package: _Package,
    packages: dict[str, _Package],
    providers: dict[str, list[str]],
    folder: str,
) -> Entry:
    node = package.node
    listed = node.get("require")
    brings: dict[str, None] = {}
    for name, _ in listed.items() if listed is not None else ():
        other = name.lower()
        if other in packages:
            brings[other] = None
        elif not is_platform(other):
            brings.update(dict.fromkeys(providers.get(other, ())))
    brings.pop(key, None)
    source, location, pinned, integrity = provenance(node, package.name, folder)
    return Entry(
        package.name,
        line=node.line,
        column=node.column,
        version=plain_version(package.version),
        scope=package.scope,
        source=source,
        location=location,
        integrity=integrity,
        license=_license(node.get("license")),
        key=key,
        requires=tuple(brings),
        pinned=pinned,
    )


def _license(stated: Node | None) -> str | None:
    if stated is None:
        return None
    if stated.text is not None:
        return stated.text or None
    said = [each.text for each in stated.elements() if each.text]
    if len(said) < 2:
        return said[0] if said else None
    return " OR ".join(f"({each})" if " " in each and each[0] != "(" else each for each in said)
