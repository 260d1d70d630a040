"""The shared shape of structured texts: values that know where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from typing import Any, Final

from bylaw.dataclass import dataclass

DEEPEST: Final = 200
"""Levels of nesting that are read; real files have a dozen."""


class Malformed(Exception):
    """A text that is not what its format says; `line` and `column` count from 1."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong that does not keep the rest from being read."""

    message: str
    line: int
    column: int = 1


class Node:
    """A value and its region; lines and columns count from 1, columns in code points.

    `value` is a dict of nodes, a list of nodes, or a scalar: str, int, float, bool, None, or what
    the format has beside these. `line` to `end_column` is the value's region, `end_column` after
    its last character; `key_line` and `key_column` say where its key stands, 0 where it has none.
    `written` is a scalar as it stands in the text, without quotes: `1.10` where the value is 1.1.
    """

    __slots__ = (
        "column",
        "end_column",
        "end_line",
        "key_column",
        "key_line",
        "line",
        "value",
        "written",
    )

    def __init__(
        self,
        value: Any,
        line: int,
        column: int = 1,
        end_line: int = 0,
        end_column: int = 0,
        key_line: int = 0,
        key_column: int = 0,
        written: str | None = None,
    ) -> None:
        self.value = value
        self.line = line
        self.column = column
        self.end_line = end_line
        self.end_column = end_column
        self.key_line = key_line
        self.key_column = key_column
        self.written = value if written is None and isinstance(value, str) else written

    @property
    def start_line(self) -> int:
        """The line of the key where there is one, else of the value."""
        return self.key_line or self.line

    @property
    def text(self) -> str | None:
        """The value where it is a string; None elsewhere."""
        return self.value if isinstance(self.value, str) else None

    def get(self, *keys: str) -> Node | None:
        """The node below these keys, one mapping in the other; None where one is missing."""
        node: Node | None = self
        for key in keys:
            if node is None or not isinstance(node.value, dict):
                return None
            node = node.value.get(key)
        return node

    def string(self, *keys: str) -> str | None:
        """The string below these keys; None where there is none."""
        node = self.get(*keys)
        return None if node is None else node.text

    def items(self) -> Iterable[tuple[str, Node]]:
        """Keys and nodes of a mapping; nothing elsewhere."""
        return self.value.items() if isinstance(self.value, dict) else ()

    def elements(self) -> Sequence[Node]:
        """The nodes of a list; nothing elsewhere."""
        return self.value if isinstance(self.value, list) else ()

    def plain(self) -> Any:
        """The value without places; as deep as the text, whose depth is bounded."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in the order of the text."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            below = node.value
            if isinstance(below, dict):
                stack.extend(reversed(tuple(below.values())))
            elif isinstance(below, list):
                stack.extend(reversed(below))

    def __repr__(self) -> str:
        return f"Node({self.plain()!r}, {self.line})"


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text that could be read, and what is wrong with it all the same."""

    root: Node
    flaws: tuple[Flaw, ...] = field(default=())
    """Duplicate keys; the last value is the one that counts."""
