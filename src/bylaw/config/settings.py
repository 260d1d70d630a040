"""The key `params`: what parameters of packs are set to."""

from __future__ import annotations

from typing import Any

from bylaw.config.document import Document, Path
from bylaw.dataclass import dataclass
from bylaw.lang.diagnostic import Diagnostic


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter's value and where it was set."""

    pack: str
    name: str
    value: Any
    at: Path


def settings(params: dict[str, Any] | None, at: Path) -> tuple[Setting, ...]:
    """The key's value, which fits the schema, as data; `at` is where the key stands."""
    found = []
    for key, value in (params or {}).items():
        pack, slash, name = key.partition("/")
        if slash:
            found.append(Setting(pack, name, value, (*at, "params", key)))
        else:
            found += [
                Setting(pack, inner, item, (*at, "params", key, inner))
                for inner, item in value.items()
            ]
    return tuple(found)


def twice(document: Document, value: dict[str, Any], at: Path) -> list[Diagnostic]:
    """Parameters that are set in both ways of writing, and packs that are named twice."""
    seen: set[tuple[str, str]] = set()
    found = []
    for setting in settings(value.get("params"), at):
        name = (setting.pack, setting.name)
        if name in seen:
            message = f"`{setting.pack}/{setting.name}` is set twice"
            found.append(document.complaint("duplicate-key", message, setting.at, key=True))
        seen.add(name)
    return found + named_twice(document, value.get("packs"), (*at, "packs"))


def named_twice(document: Document, names: list[str] | None, at: Path) -> list[Diagnostic]:
    """A complaint for each entry of a list that stands before it already."""
    return [
        document.complaint("duplicate-key", f"`{name}` is named twice", (*at, index))
        for index, name in enumerate(names or ())
        if name in (names or ())[:index]
    ]
