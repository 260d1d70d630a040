"""Trees of files in memory and in folders, and catalogs in the words of a few short lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from bylaw.facts.place import Place
from bylaw.sources.catalog.interface import Catalog, Owner, Unreadable
from bylaw.sources.catalog.load import Loaded, load

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True)
class Files:
    """Files by their paths; None is one that cannot be read."""

    contents: Mapping[str, bytes | None]

    def read(self, path: str) -> bytes | None:
        if path not in self.contents:
            return None
        content = self.contents[path]
        if content is None:
            raise Unreadable("it is a symbolic link")
        return content

    def below(self, folder: str) -> Sequence[str]:
        prefix = f"{folder}/" if folder else ""
        return sorted(path for path in self.contents if path.startswith(prefix))


def loaded(files: Mapping[str, str | bytes | None], sources: Sequence[str] | None = None) -> Loaded:
    """The catalog of a tree with these files."""
    tree = Files(
        {path: said.encode() if isinstance(said, str) else said for path, said in files.items()}
    )
    return load(tree, tree.below(""), sources)


def whole(files: Mapping[str, str | bytes | None], sources: Sequence[str] | None = None) -> Catalog:
    """The catalog of files that are all as they should be."""
    found = loaded(files, sources)
    assert found.broken == ()
    assert found.catalog is not None
    return found.catalog


def folder(path: Path) -> dict[str, bytes | None]:
    """The files of a folder."""
    return {
        one.relative_to(path).as_posix(): one.read_bytes()
        for one in sorted(path.rglob("*"))
        if one.is_file()
    }


def told(found: Loaded) -> list[str]:
    """What is wrong, one line each: what is broken, then the problems."""
    lines = [
        f"{one.path}:{one.line}:{one.column}: broken: {one.message}"
        + (f" ({one.help})" if one.help else "")
        for one in found.broken
    ]
    problems = found.catalog.problems if found.catalog else ()
    return lines + [
        f"{where(one.place)}: {one.kind}: {one.message} [{one.component}]" for one in problems
    ]


def plain(found: Loaded) -> Any:
    """A catalog as JSON has it, without what is empty."""
    if found.catalog is None:
        return {"told": told(found)}
    catalog = found.catalog
    return {
        "sources": list(catalog.sources),
        "layers": [
            layer.name + " closed" * layer.closed + " independent" * layer.independent
            for layer in catalog.layers
        ],
        "components": {name: described(one) for name, one in catalog.components.items()},
        "told": told(found),
    }


def described(component: Any) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for one in fields(component):
        value = getattr(component, one.name)
        if one.name in ("name", "places", "folder") or value is None or value == ():
            continue
        if isinstance(value, Place):
            value = where(value)
        elif isinstance(value, Owner):
            value = f"{value.kind} {value.name}"
        said[one.name] = list(value) if isinstance(value, tuple) else value
    for name in ("may_depend_on", "externals"):
        if getattr(component, name) == ():
            said[name] = []
    return said


def where(place: Place) -> str:
    return f"{place.path}:{place.line}:{place.column}"
