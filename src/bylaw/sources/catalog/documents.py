"""The texts of catalogs as nodes, and complaints about them at their places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from bylaw.facts.place import Place
from bylaw.sources.catalog.globs import matcher
from bylaw.sources.catalog.interface import Broken, one_line
from bylaw.sources.documents.node import Malformed, Node, Parsed
from bylaw.sources.documents.text import decode
from bylaw.sources.manifests.regions import value_region

LARGEST: Final = 16 << 20
"""Bytes of a catalog that are read."""
MOST_VALUES: Final = 200_000
"""Values of one file that are looked at, aliases written out."""
LONGEST_NAME: Final = 200
LONGEST_GLOB: Final = 1_000
LOWEST_TIER: Final = 99
NAME: Final = re.compile(
    r"^[^\s\x00-\x1f\x7f-\x9f](?:[^\x00-\x1f\x7f-\x9f\u2028\u2029]{0,198}[^\s\x00-\x1f\x7f-\x9f])?$"
)
"""A name is one line of text, without space around it."""
_HALVES: Final = re.compile("[\ud800-\udfff]")

_WORDS: Final = frozenset(("yes", "no", "on", "off"))
"""Truth in YAML 1.1 and plain words since 1.2."""
_KINDS: Final[dict[type, str]] = {
    dict: "a mapping", list: "a list", str: "text", bool: "true or false",
    int: "a whole number", float: "a number", type(None): "nothing",
}  # fmt: skip
_IN_JSON: Final[dict[type, str]] = _KINDS | {dict: "an object", list: "an array"}


class TooMuch(Exception):
    """The file says more than is read; the complaint is among the others."""


class Sheet:
    """One file while it is read: what is wrong with it, and how much of it was looked at."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.broken: list[Broken] = []
        self._left = MOST_VALUES
        is_json = path.endswith(".json")
        self.language = "JSON" if is_json else "YAML"
        self._kinds = _IN_JSON if is_json else _KINDS

    def place(self, node: Node) -> Place:
        """The region of a value."""
        return Place(self.path, *value_region(node))

    def key_place(self, node: Node, key: str) -> Place:
        """The region of a value's key."""
        if not node.key_line:
            return self.place(node)
        return Place(self.path, node.key_line, node.key_column, 0, node.key_column + len(key))

    def complain(self, node: Node, message: str, help: str = "") -> None:
        """Says that a value is wrong."""
        self.complain_at(self.place(node), message, help)

    def complain_of_key(self, node: Node, key: str, message: str, help: str = "") -> None:
        """Says that a key is wrong."""
        self.complain_at(self.key_place(node, key), message, help)

    def complain_at(self, place: Place, message: str, help: str = "") -> None:
        """Says that something at a place is wrong."""
        self.broken.append(
            Broken(
                self.path, place.line, place.column, place.end_line, place.end_column, message, help
            )
        )

    def count(self, node: Node) -> None:
        """Counts a value. Raises TooMuch where there are too many, as aliases can make them."""
        self._left -= 1
        if self._left < 0:
            self.complain(node, f"more than {MOST_VALUES:,} values", "split the catalog up")
            raise TooMuch

    def keys(self, node: Node, known: Iterable[str]) -> None:
        """Complains of the keys that are not known, with the nearest one that is."""
        names = tuple(known)
        for key, value in node.items():
            if key not in names:
                from difflib import get_close_matches

                near = get_close_matches(key, names, 1)
                help = f"did you mean `{near[0]}`?" if near else f"it has {', '.join(names)}"
                self.complain_of_key(value, key, f"no key `{shown(key)}`", help)

    def expect(self, node: Node, name: str, kind: type) -> bool:
        """Whether a value is of a kind; a complaint where it is not."""
        self.count(node)
        if isinstance(node.value, kind) and not (kind is int and isinstance(node.value, bool)):
            return True
        said = next(
            (self._kinds[one] for one in _KINDS if isinstance(node.value, one)), "something else"
        )
        if isinstance(node.value, bool):
            said = self._kinds[bool]
        is_plain = not isinstance(node.value, dict | list) and node.value is not None
        help = "put it in quotes" if kind is str and is_plain else ""
        if kind is list and isinstance(node.value, str) and self._kinds is _KINDS:
            help = "put it in brackets"
        self.complain(node, f"{_called(name)} has to be {self._kinds[kind]}, not {said}", help)
        return False

    def _is_null(self, node: Node) -> bool:
        """Programs that write JSON write null where nothing is said."""
        return node.value is None and self._kinds is _IN_JSON

    def text(self, node: Node | None, name: str) -> str | None:
        """A text that is not empty; None where there is none, with a complaint where it is wrong.

        `name` is the key, for the message.
        """
        if node is None or self._is_null(node):
            return None
        if isinstance(node.value, bool) and (node.written or "").lower() in _WORDS:
            self.count(node)
            return node.written
        if not self.expect(node, name, str):
            return None
        wrong = "must not be empty" if not node.value.strip() else wrong_text(node.value)
        if wrong:
            self.complain(node, f"{_called(name)} {wrong}")
            return None
        return str(node.value)

    def description(self, node: Node | None) -> str | None:
        """A description, without space around it; None where it is empty, as programs write it."""
        if node is None or self._is_null(node) or not self.expect(node, "description", str):
            return None
        if wrong := wrong_text(node.value):
            self.complain(node, f"`description` {wrong}")
            return None
        return node.value.strip() or None

    def name(self, node: Node | None, name: str) -> str | None:
        """A name: one line, not longer than names are."""
        said = self.text(node, name)
        if said is None or node is None:
            return None
        if wrong := wrong_name(said):
            self.complain(node, f"{_called(name)} {wrong}")
            return None
        return said

    def values(
        self, node: Node | None, name: str, read: Callable[[Node, str], str | None]
    ) -> list[tuple[str, Place]] | None:
        """The elements of a list and their places; None where there is no list."""
        if node is None or self._is_null(node) or not self.expect(node, name, list):
            return None
        found: dict[str, Place] = {}
        for element in node.elements():
            value = read(element, f"{name}[]")
            if value is not None:
                found.setdefault(value, self.place(element))
        return list(found.items())

    def glob(self, node: Node | None, name: str) -> str | None:
        """A glob of paths from the root."""
        said = self.text(node, name)
        if said is None or node is None:
            return None
        glob, wrong = plain_glob(said)
        if wrong:
            self.complain(node, wrong)
            return None
        return glob

    def flag(self, node: Node | None, name: str) -> bool:
        """True or false; false where nothing is said."""
        return node is not None and self.expect(node, name, bool) and bool(node.value)

    def tier(self, node: Node | None, name: str) -> int | None:
        """A tier."""
        if node is None or not self.expect(node, name, int):
            return None
        if not 0 <= node.value <= LOWEST_TIER:
            self.complain(node, f"{_called(name)} is a number from 0 to {LOWEST_TIER}")
            return None
        return int(node.value)

    def documents(self, data: bytes, parse: Callable[[str], list[Parsed]]) -> Iterator[Node]:
        """The roots of the documents in a file; what is wrong with its text is a complaint."""
        if len(data) > LARGEST:
            message = f"it is larger than {LARGEST >> 20} MiB"
            self.broken.append(Broken(self.path, 1, 1, 0, 0, message, "split the catalog up"))
            return
        try:
            text = decode(data)
        except Malformed as error:
            self.broken.append(Broken(self.path, error.line, error.column, 0, 0, error.message))
            return
        try:
            parsed = parse(text)
        except Malformed as error:
            message, help = f"it is not {self.language}: {error.message}", ""
            line = text.split("\n")[error.line - 1]
            if self.language == "YAML" and "\t" in line[: len(line) - len(line.lstrip())]:
                message, help = "a tab cannot indent YAML", "indent with spaces"
            self.broken.append(Broken(self.path, error.line, error.column, 0, 0, message, help))
            return
        for each in parsed:
            for flaw in each.flaws:
                self.broken.append(
                    Broken(
                        self.path, flaw.line, flaw.column, 0, 0, flaw.message, "keep one of them"
                    )
                )
            yield each.root


def yaml(text: str) -> list[Parsed]:
    """The documents of a YAML text."""
    from bylaw.sources.documents.yaml import read_yaml

    return read_yaml(text)


def json(text: str) -> list[Parsed]:
    """The one document of a JSON text."""
    from bylaw.sources.documents.json import read_json

    return [read_json(text)]


def _called(name: str) -> str:
    of = name.removesuffix("[]")
    return f"`{name}`" if of == name else f"an entry of `{of}`"


def wrong_name(name: str) -> str:
    """Why a text is no name, in words that follow it; empty where it is one."""
    if len(name) > LONGEST_NAME:
        return f"is longer than {LONGEST_NAME} characters"
    if name.endswith("\n") or not NAME.match(name):
        return "is one line of text, without space around it"
    return wrong_text(name)


def wrong_text(text: str) -> str:
    """Why a text cannot be written anywhere, in words that follow it: JSON can hold such ones."""
    is_whole = text.isascii() or not _HALVES.search(text)
    return "" if is_whole else "holds half of a character"


def plain_glob(text: str) -> tuple[str, str]:
    """A glob without a leading `./`, and what is wrong with it."""
    glob = text.removeprefix("./") or "**"
    said = shown(text)
    if len(glob) > LONGEST_GLOB:
        return glob, f"a glob is not longer than {LONGEST_GLOB:,} characters"
    if not glob.isprintable():
        return glob, f"`{said}` holds a control character"
    if glob.startswith("/"):
        return glob, f"`{said}` leads out of the repository: paths start at its root, without `/`"
    if ".." in glob.split("/"):
        return glob, f"`{said}` leads out of the repository"
    try:
        matcher((glob,))
    except ValueError as error:
        return glob, str(error)
    return ("**" if glob == "." else glob), ""


def shown(text: Any) -> str:
    """A text of strangers in one short line."""
    return one_line(str(text)[:80]).replace("`", "'")
