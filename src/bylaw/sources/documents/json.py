"""JSON (RFC 8259) with places, and on request with comments and trailing commas."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from bylaw.sources.documents.node import DEEPEST, Flaw, Malformed, Node, Parsed

_TOKEN: Final = re.compile(
    r"""[ \t\n\r]*(?:
      (?P<string>"(?:[^"\\\x00-\x1f]|\\.)*")
    | (?P<mark>[\[\]{},:])
    | (?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9A-Za-z.+-]))
    | (?P<word>(?:true|false|null)(?![0-9A-Za-z]))
    )""",
    re.VERBOSE,
)
_REMARK: Final = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_SKIPPED: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*.*?\*/', re.DOTALL)
_WORDS: Final = {"true": True, "false": False, "null": None}
_ESCAPE: Final = re.compile(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})')
_LONGEST_NUMBER: Final = 4000
"""Digits; Python refuses to make an integer of more."""


def read_json(text: str, relaxed: bool = False) -> Parsed:
    """The document of a JSON text.

    Args:
        text: The characters, with LF at the ends of lines.
        relaxed: Allow comments and a comma after the last element (JSONC, `bun.lock`).

    Raises:
        Malformed: It is not JSON, at the place where it stops being so.
    """
    if relaxed:
        text = _SKIPPED.sub(_blanked, text)
    return _Reader(text, relaxed).document()


def _blanked(found: re.Match[str]) -> str:
    said = found[0]
    return said if said.startswith('"') else re.sub(r"[^\n]", " ", said)


class _Reader:
    """One pass over the tokens, with a stack of what is open instead of recursion."""

    def __init__(self, text: str, relaxed: bool) -> None:
        self.text = text
        self.relaxed = relaxed
        self.flaws: list[Flaw] = []
        self.line, self.start = 1, 0
        """The line of the token that was read last, and where that line starts."""
        self.seen = 0

    def document(self) -> Parsed:
        text, token = self.text, _TOKEN.match
        root: Node | None = None
        stack: list[tuple[Node, str, Node | None]] = []
        """What is open, with the key it is the value of and that key's place."""
        into: Any = None
        key, key_at = "", None
        expect = "value"  # value, first (value or end), key, first-key, colon, comma, end
        at = 0
        while True:
            found = token(text, at)
            if found is None:
                break
            kind = found.lastgroup
            begin, at = found.span(kind or 0)
            line, column = self._place(begin)
            mark = text[begin]
            if kind == "mark" and mark in ",:]}":
                if mark == ":" and expect == "colon":
                    expect = "value"
                    continue
                if mark == "," and expect == "comma" and stack:
                    is_object = isinstance(into, dict)
                    expect = "key" if is_object else "value"
                    if self.relaxed:
                        expect = "first-key" if is_object else "first"
                    continue
                closes = "}" if isinstance(into, dict) else "]"
                if mark == closes and stack and expect in ("first", "first-key", "comma"):
                    node, key, key_at = stack.pop()
                    node.end_line, node.end_column = line, column + 1
                    if not stack:
                        root, expect = node, "end"
                    else:
                        into, expect = stack[-1][0].value, "comma"
                    continue
                raise self._wrong(expect, begin)
            if expect in ("key", "first-key"):
                if kind != "string":
                    raise self._wrong(expect, begin)
                key, expect = self._string(begin, at), "colon"
                key_at = Node(key, line, column)
                if key in into:
                    self.flaws.append(Flaw(f"the key `{key[:80]}` stands here twice", line, column))
                continue
            if expect not in ("value", "first"):
                raise self._wrong(expect, begin)
            value: Any
            if kind == "string":
                value = self._string(begin, at)
            elif kind == "number":
                value = self._number(text[begin:at], begin)
            elif kind == "word":
                value = _WORDS[text[begin:at]]
            else:
                value = {} if mark == "{" else []
            node = Node(value, line, column, line, column + at - begin)
            if kind == "number":
                node.written = text[begin:at]
            if isinstance(into, dict):
                assert key_at is not None
                node.key_line, node.key_column = key_at.line, key_at.column
                into[key] = node
            elif into is not None:
                into.append(node)
            if kind == "mark":
                if len(stack) >= DEEPEST:
                    raise Malformed(f"it is nested more than {DEEPEST} levels deep", line, column)
                stack.append((node, key, key_at))
                into = value
                expect = "first-key" if mark == "{" else "first"
            elif stack:
                expect = "comma"
            else:
                root, expect = node, "end"
        rest = len(text) - len(text[at:].lstrip(" \t\n\r"))
        if rest < len(text) or root is None or expect != "end":
            raise self._wrong(expect, rest)
        return Parsed(root, tuple(self.flaws))

    def _place(self, at: int) -> tuple[int, int]:
        more = self.text.count("\n", self.seen, at)
        if more:
            self.line += more
            self.start = self.text.rfind("\n", 0, at) + 1
        self.seen = at
        return self.line, at - self.start + 1

    def _string(self, begin: int, end: int) -> str:
        inner = self.text[begin + 1 : end - 1]
        if "\\" not in inner:
            return inner
        if (bad := _ESCAPE.search(re.sub(r"\\\\", "__", inner))) is not None:
            raise Malformed("it has an escape that JSON does not know", *self._at(begin, bad))
        value: str = json.loads(f'"{inner}"')
        return value

    def _at(self, begin: int, found: re.Match[str]) -> tuple[int, int]:
        return self.line, begin + 1 + found.start() - self.start + 1

    def _number(self, said: str, begin: int) -> int | float:
        if len(said) > _LONGEST_NUMBER:
            raise Malformed("it has a number of thousands of digits", *self._place(begin))
        return float(said) if set(said) & set(".eE") else int(said)

    def _wrong(self, expect: str, at: int) -> Malformed:
        wanted = {
            "value": "a value",
            "first": "a value or `]`",
            "key": "a key",
            "first-key": "a key or `}`",
            "colon": "`:`",
            "comma": "`,` or the end of what is open",
            "end": "nothing more",
        }[expect]
        place = self._place(at)
        if at >= len(self.text):
            return Malformed(f"it ends where {wanted} should follow", *place)
        return Malformed(f"there should be {wanted} here", *place)
