"""What locks of Python packages share: lists of tables that name packages, hashes, and keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.interface import Problem
from bylaw.sources.manifests.python_names import is_archive_of, normal
from bylaw.sources.manifests.references import plain_address

MOST_ALIKE: Final = 50
"""Packages of one name that a reference can mean; real locks have one for each environment."""


def packages_of(
    root: Node, name: str, problems: list[Problem]
) -> Iterator[tuple[str, str | None, Node]]:
    """Normal name, version and table of each package of a list of tables.

    Args:
        root: The document.
        name: What the list is called.
        problems: Where to note what is no package.
    """
    for node in elements(root, name, problems):
        package, version = node.string("name"), node.get("version")
        if not package:
            problems.append(Problem("this package has no name", node.start_line))
        elif version is not None and not version.text:
            problems.append(Problem("its version is not a string", version.start_line))
        else:
            yield normal(package), version.text if version is not None else None, node


def elements(node: Node, name: str, problems: list[Problem]) -> Sequence[Node]:
    """What a list of a table holds; notes where it is none."""
    found = node.get(name)
    if found is None:
        return ()
    if not isinstance(found.value, list):
        problems.append(Problem(f"`{name}` is no list", found.start_line))
    return found.elements()


def fields(node: Node, name: str, problems: list[Problem]) -> Iterable[tuple[str, Node]]:
    """What a table of a table holds; notes where it is none."""
    found = node.get(name)
    if found is None:
        return ()
    if not isinstance(found.value, dict):
        problems.append(Problem(f"`{name}` is no table", found.start_line))
    return found.items()


def keys_of(packages: Sequence[tuple[str, str | None]]) -> list[str]:
    """A key for each package: its name, with the version where there are several of the name."""
    counts: dict[str, int] = {}
    for name, _ in packages:
        counts[name] = counts.get(name, 0) + 1
    taken: set[str] = set()
    keys = []
    for number, (name, version) in enumerate(packages):
        key = name if counts[name] == 1 else f"{name} {version or ''}".strip()
        if key in taken:
            key = f"{key}#{number}"
        taken.add(key)
        keys.append(key)
    return keys


class Index:
    """Finds packages of a lock as others of it refer to them."""

    def __init__(self, packages: Sequence[tuple[str, str | None]], keys: Sequence[str]) -> None:
        self._by_name: dict[tuple[str, str | None], list[str]] = {}
        for (name, version), key in zip(packages, keys, strict=True):
            for said in {None, version}:
                its = self._by_name.setdefault((name, said), [])
                if len(its) < MOST_ALIKE:
                    its.append(key)

    def keys(self, name: str, version: str | None = None) -> list[str]:
        """The keys of all that a name can mean, of the given version where there is one."""
        plain = normal(name)
        return self._by_name.get((plain, version)) or self._by_name.get((plain, None), [])


def hashes_of(nodes: Sequence[Node]) -> str | None:
    """The hashes of files, `[{hash = "sha256:…"}, …]`."""
    return " ".join(each for node in nodes if (each := node.string("hash"))) or None


def table_of_hashes(node: Node | None) -> Iterator[str]:
    """The hashes of `{sha256 = "…"}`, as other locks write them."""
    for name, each in () if node is None else node.items():
        if each.text:
            yield f"{name}:{each.text}"


def foreign_file(name: str, version: str | None, nodes: Sequence[Node]) -> str | None:
    """The address of a file that no index would serve for this version; None where there is none.

    What counts is the file's name, whatever its host: mirrors and proxies have others.
    """
    for node in nodes:
        address = node.string("url")
        if address and version and not is_archive_of(name, version, address):
            return plain_address(address)
    return None


def strings_of(node: Node | None) -> Mapping[str, str]:
    """The strings of a table."""
    return {key: each.text for key, each in (node.items() if node else ()) if each.text is not None}
