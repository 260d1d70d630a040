"""Where PHP classes are, as composer.json says: https://getcomposer.org/doc/04-schema.md#autoload."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import field
from posixpath import normpath
from typing import Any

from bylaw.dataclass import dataclass
from bylaw.sources.imports.interface import Files


@dataclass(frozen=True, slots=True)
class Root:
    """Names that begin so are below this folder."""

    prefix: str
    """The beginning of a full name, `Acme\\Shop\\`; empty for any."""
    folder: str
    """The folder; empty for the repository's own."""
    whole: bool = False
    """PSR-0: the folder holds the whole name, and an underscore of a class is a folder too."""


@dataclass(slots=True)
class Autoload:
    """What all composer.json of a repository say together."""

    roots: list[Root] = field(default_factory=list)
    """The longest prefix first."""
    is_complete: bool = False
    """There is one, and all name roots alone: neither single files nor maps of classes."""


def autoload(files: Files) -> Autoload:
    """What is loaded how; of what cannot be read, nothing. Those of `vendor` are not ours."""
    found = Autoload()
    others = False
    for path in files.named("composer.json"):
        if "vendor" in path.split("/")[:-1]:
            continue
        folder = path.rpartition("/")[0]
        for section in _sections(files.read(path)):
            others = others or bool(section.get("classmap") or section.get("files"))
            for key, whole in (("psr-4", False), ("psr-0", True)):
                for prefix, below in _folders(section.get(key)):
                    place = _place(folder, below)
                    if place is not None:
                        found.roots.append(Root(prefix.lstrip("\\"), place, whole))
    found.roots = sorted(set(found.roots), key=lambda each: (-len(each.prefix), each.folder))
    found.is_complete = bool(found.roots) and not others
    return found


def _sections(data: bytes | None) -> Iterator[dict[str, Any]]:
    try:
        document = json.loads(data or b"")
    except (ValueError, RecursionError):
        return
    if not isinstance(document, dict):
        return
    for key in ("autoload", "autoload-dev"):
        section = document.get(key)
        if isinstance(section, dict):
            yield section


def _folders(section: Any) -> Iterator[tuple[str, str]]:
    """Prefixes with their folders, of which one can have several."""
    if not isinstance(section, dict):
        return
    for prefix, folders in section.items():
        for each in folders if isinstance(folders, list) else [folders]:
            if isinstance(each, str):
                yield prefix, each


def _place(folder: str, below: str) -> str | None:
    """A folder as a path of the repository; None where it is outside."""
    path = normpath(f"{folder}/{below}" if folder else below or ".")
    if path.startswith(("/", "..")) or "\0" in path:
        return None
    return "" if path == "." else path
