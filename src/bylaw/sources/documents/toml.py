"""TOML 1.0 with places: `tomllib` says what the values are, a scan of the text where they stand."""

from __future__ import annotations

import re
from typing import Any, Final

from bylaw.sources.documents.node import DEEPEST, Malformed, Node, Parsed

_AT: Final = re.compile(r"\(at line (\d+), column (\d+)\)$")
_SPACE: Final = re.compile(r"(?:[ \t\n]+|#[^\n]*)*")
_BLANK: Final = re.compile(r"[ \t]*")
_KEY: Final = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_STRING: Final = re.compile(
    r'''"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*\'''',
    re.DOTALL,
)
_BARE: Final = re.compile(r"[^,\]}\n#]*")


def read_toml(text: str) -> Parsed:
    """The document of a TOML text. Dates and times are what `tomllib` makes of them.

    Raises:
        Malformed: It is not TOML, at the place where it stops being so.
    """
    import tomllib

    text = text.replace("\r\n", "\n")  # as tomllib does: a CR before it may still be there
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = str(error)
        found = _AT.search(said)
        place = (int(found[1]), int(found[2])) if found else (text.count("\n") + 1, 1)
        message = said[: found.start()].strip() if found else said.partition(" (at ")[0]
        raise Malformed(message[:1].lower() + message[1:], *place) from None
    except (RecursionError, ValueError):
        raise Malformed("it is nested too deeply, or has a number of thousands of digits") from None
    return Parsed(_Scanner(text, data).document())


class _Scanner:
    """One pass over a text that is known to be TOML, beside its values."""

    def __init__(self, text: str, data: dict[str, Any]) -> None:
        self.text = text
        self.root = Node({}, 1)
        self.data = data
        self.at = 0
        self.line, self.start, self.seen = 1, 0, 0

    def document(self) -> Node:
        table, values = self.root, self.data
        while True:
            self._skip()
            if self.at >= len(self.text):
                return self.root
            if self.text[self.at] == "[":
                table, values = self._header()
            else:
                self._pair(table, values, 0)

    def _header(self) -> tuple[Node, Any]:
        """`[a.b]` or `[[a.b]]`: the table that what follows is put into, and its values."""
        line, column = self._place(self.at)
        double = self.text.startswith("[[", self.at)
        self.at += 1 + double
        keys = self._keys()
        self.at = self.text.index("]", self.at) + 1 + double
        node, values = self.root, self.data
        for number, (key, _) in enumerate(keys):
            values = values[key]
            below = node.value.get(key)
            last = number == len(keys) - 1
            if below is None:
                below = Node([] if isinstance(values, list) else {}, line, column)
                below.key_line, below.key_column = line, column
                node.value[key] = below
            if isinstance(below.value, list):
                if last and double:
                    below.value.append(Node({}, line, column))
                values = values[len(below.value) - 1]
                below = below.value[-1]
            elif last:
                below.line, below.column = line, column
                below.key_line, below.key_column = line, column
            node = below
        return node, values

    def _pair(self, table: Node, values: Any, depth: int) -> None:
        keys = self._keys()
        self.at = self.text.index("=", self.at) + 1
        for key, (line, column) in keys[:-1]:
            values = values[key]
            below = table.value.get(key)
            if below is None:
                below = Node({}, line, column, key_line=line, key_column=column)
                table.value[key] = below
            table = below
        key, (line, column) = keys[-1]
        node = self._value(values[key], depth)
        node.key_line, node.key_column = line, column
        table.value[key] = node

    def _keys(self) -> list[tuple[str, tuple[int, int]]]:
        """A dotted key, with the place of each part."""
        found = []
        while True:
            self._blank()
            match = _KEY.match(self.text, self.at)
            assert match is not None
            found.append((_plain(match[0]), self._place(self.at)))
            self.at = match.end()
            self._blank()
            if self.text[self.at] != ".":
                return found
            self.at += 1

    def _value(self, value: Any, depth: int) -> Node:
        if depth > DEEPEST:
            raise Malformed(f"it is nested more than {DEEPEST} levels deep", self.line)
        self._blank()
        begin = self.at
        line, column = self._place(begin)
        mark = self.text[begin]
        node = Node(value, line, column)
        if mark == "[":
            node.value = self._array(value, depth)
        elif mark == "{":
            node.value = {}
            self._inline(node, value, depth)
        else:
            match = _STRING.match(self.text, begin) or _BARE.match(self.text, begin)
            assert match is not None
            said = match[0].rstrip()
            self.at = begin + len(said)
            if not isinstance(value, str):
                node.written = said
        node.end_line, node.end_column = self._place(self.at)
        return node

    def _array(self, values: list[Any], depth: int) -> list[Node]:
        self.at += 1
        found = []
        for value in values:
            self._skip(",")
            found.append(self._value(value, depth + 1))
        self._skip(",")
        self.at += 1
        return found

    def _inline(self, node: Node, values: dict[str, Any], depth: int) -> None:
        self.at += 1
        while True:
            self._skip(",")
            if self.text[self.at] == "}":
                self.at += 1
                return
            self._pair(node, values, depth + 1)

    def _skip(self, separator: str = "") -> None:
        """White space, ends of lines, comments, and one separator."""
        match = _SPACE.match(self.text, self.at)
        assert match is not None
        self.at = match.end()
        if separator and self.text.startswith(separator, self.at):
            self.at += 1
            self._skip()

    def _blank(self) -> None:
        match = _BLANK.match(self.text, self.at)
        assert match is not None
        self.at = match.end()

    def _place(self, at: int) -> tuple[int, int]:
        more = self.text.count("\n", self.seen, at)
        if more:
            self.line += more
            self.start = self.text.rfind("\n", 0, at) + 1
        self.seen = at
        return self.line, at - self.start + 1


def _plain(key: str) -> str:
    """A key without its quotes and escapes."""
    if key[0] == "'":
        return key[1:-1]
    if key[0] != '"':
        return key
    if "\\" not in key:
        return key[1:-1]
    import tomllib

    value: str = tomllib.loads(f"x = {key}")["x"]
    return value
