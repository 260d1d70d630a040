"""What formats of others have no field for: read from their annotations, properties, metadata.

The same names everywhere: `bylaw/paths`, `bylaw/tier`, `bylaw/layer`. A list is separated by commas
that stand outside of braces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from bylaw.dataclass import dataclass
from bylaw.facts.place import Place
from bylaw.sources.catalog.documents import LOWEST_TIER, Sheet, plain_glob, shown, wrong_name
from bylaw.sources.catalog.interface import owner
from bylaw.sources.documents.node import Node

PREFIX: Final = "bylaw/"
NAMES: Final = ("kind", "layer", "owner", "system", "domain", "lifecycle")
GLOBS: Final = ("paths", "public")
LISTS: Final = (*GLOBS, "data_classes", "tags", "depends_on", "may_depend_on", "externals")
ALL: Final = ("name", *NAMES, "tier", *LISTS)
_PLAIN: Final = frozenset(("paths", "layer", "tier", "owner", "data_classes", "externals"))
"""Names that are read without the prefix too, where the format leaves its properties free."""


@dataclass(frozen=True, slots=True)
class Attributes:
    """Fields of a component, and where their values stand."""

    fields: dict[str, Any]
    places: dict[tuple[str, str], Place]


def attributes(
    sheet: Sheet, said: Iterable[tuple[str, Node]], allowed: Iterable[str], plain: bool = False
) -> Attributes:
    """The fields that annotations, properties or metadata say.

    Args:
        sheet: Where complaints go.
        said: Keys and values.
        allowed: The fields that a format has no other place for.
        plain: Read `owner` and its like without the prefix too, where there is none with it.
    """
    found = Attributes({}, {})
    nodes: dict[str, Node] = {}
    prefixed = set()
    for key, node in said:
        name = key.removeprefix(PREFIX).replace("-", "_")
        if key.startswith(PREFIX):
            if name in allowed:
                nodes[name] = node
                prefixed.add(name)
            else:
                _unknown(sheet, key, node, allowed)
        elif plain and name in _PLAIN and name in allowed:
            nodes.setdefault(name, node)
    for name, node in nodes.items():
        help = "" if name in prefixed else f"if it is not bylaw's, say `{PREFIX}{name}` too"
        _read(sheet, found, name, node, help)
    return found


def _unknown(sheet: Sheet, key: str, node: Node, allowed: Iterable[str]) -> None:
    from difflib import get_close_matches

    names = [f"{PREFIX}{name.replace('_', '-')}" for name in allowed]
    near = get_close_matches(key, names, 1)
    help = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(names)}"
    sheet.complain_of_key(node, key, f"no key `{shown(key)}`", help)


def _read(sheet: Sheet, found: Attributes, name: str, node: Node, help: str) -> None:
    sheet.count(node)
    if name in LISTS:
        if not isinstance(node.value, list) and _scalar(node) is None:
            sheet.complain(node, f"`{name}` is text, its values separated by commas", help)
            return
        values = dict(_values(sheet, name, node))
        found.fields[name] = tuple(values)
        found.places.update({(name, value): place for value, place in values.items()})
        return
    text = _scalar(node)
    if text is None:
        sheet.complain(node, f"`{name}` is text", help)
        return
    if name == "tier":
        if not (text.isascii() and text.isdigit()) or int(text[:9]) > LOWEST_TIER:
            sheet.complain(node, f"`tier` is a number from 0 to {LOWEST_TIER}", help)
            return
        found.fields[name] = int(text)
    elif wrong := wrong_name(text):
        sheet.complain(node, f"`{name}` {wrong}", help)
        return
    else:
        found.fields[name] = owner(text) if name == "owner" else text
    found.places[name, ""] = sheet.place(node)


def _values(sheet: Sheet, name: str, node: Node) -> Iterator[tuple[str, Place]]:
    """The values of a list, each with its place; those that are wrong are complained of."""
    check: Callable[[str], tuple[str, str]] = plain_glob if name in GLOBS else _plain_name
    for text, place in _elements(sheet, name, node):
        value, wrong = check(text)
        if wrong:
            sheet.complain_at(place, wrong)
        else:
            yield value, place


def _plain_name(text: str) -> tuple[str, str]:
    wrong = wrong_name(text)
    return text, f"`{shown(text)}` is no name: it {wrong}" if wrong else ""


def _elements(sheet: Sheet, name: str, node: Node) -> Iterator[tuple[str, Place]]:
    if isinstance(node.value, list):
        for each in node.elements():
            sheet.count(each)
            text = _scalar(each)
            if text is None:
                sheet.complain(each, f"an entry of `{name}` is text")
            else:
                yield text, sheet.place(each)
        return
    whole = _scalar(node) or ""
    extra = node.end_column - node.column - len(whole)
    is_placed = node.end_line == node.line and extra in (0, 2)
    for start, text in split(whole):
        if is_placed:
            column = node.column + extra // 2 + start
            yield text, Place(sheet.path, node.line, column, 0, column + len(text))
        else:
            yield text, sheet.place(node)


def split(text: str) -> Iterator[tuple[int, str]]:
    """The parts of a text between commas outside of braces, and where each starts."""
    start = depth = 0
    for at, char in enumerate(f"{text},"):
        depth += (char == "{") - (char == "}" and depth > 0)
        if char == "," and (not depth or at == len(text)):
            part = text[start:at]
            if stripped := part.strip():
                yield start + len(part) - len(part.lstrip()), stripped
            start = at + 1


def _scalar(node: Node) -> str | None:
    """A text, or a number as it is written; None where it is neither."""
    if isinstance(node.value, str):
        return str(node.value).strip()
    is_number = isinstance(node.value, int | float) and not isinstance(node.value, bool)
    return (node.written or str(node.value)) if is_number else None
