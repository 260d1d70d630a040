"""Terms of Elixir as its locks hold them: maps, tuples, lists, keywords, atoms and texts.

Source: "Syntax reference" of Elixir's documentation.
"""

from __future__ import annotations

import re
from typing import Any, Final

from bylaw.sources.documents.node import DEEPEST, Flaw, Malformed, Node, Parsed

_GAP: Final = r"(?>\s|\#[^\n]*)*+"
_TOKEN: Final = re.compile(
    rf"""{_GAP}(?:
      (?P<key>(?:[A-Za-z_]\w*[?!]?|"(?:[^"\\]|\\.)*"):(?=\s))
    | (?P<text>"(?:[^"\\]|\\.)*")
    | (?P<atom>:(?:[A-Za-z_][\w@]*[?!]?|"(?:[^"\\]|\\.)*"))
    | (?P<word>(?:true|false|nil)\b)
    | (?P<arrow>=>)
    | (?P<open>%\{{|[{{\[])
    | (?P<close>[}}\]])
    | (?P<comma>,)
    | (?P<number>-?\d[\d_.]*)
    )""",
    re.VERBOSE | re.DOTALL,
)
_REST: Final = re.compile(_GAP, re.VERBOSE)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_WORDS: Final = {"true": True, "false": False, "nil": None}


class _Open:
    """A map, tuple or list that is being read."""

    def __init__(self, mark: str, line: int, column: int) -> None:
        self.mark = mark
        self.line = line
        self.column = column
        self.items: list[Node] = []
        self.pairs: dict[str, Node] = {}
        self.key: Node | None = None
        """The key whose value follows."""
        self.wants_value = True
        """Whether a value may stand next; a comma has to stand before it else."""

    def made(self) -> Any:
        """A dict of a map or a list of keywords alone, else a list; keywords come last in it."""
        if self.mark == "%{" or (self.pairs and not self.items):
            return self.pairs
        return [*self.items, Node(self.pairs, self.line, self.column)] if self.pairs else self.items


def read_terms(text: str) -> Parsed:
    """The one term of a text. Maps are dicts, tuples and lists are lists; atoms are texts.

    Numbers have no value, since none of a lock's means anything: what stands there is `written`.

    Raises:
        Malformed: it is no such term, at the place where it stops being one.
    """
    flaws: list[Flaw] = []
    whole = _Open("", 1, 1)
    stack = [whole]
    at, line, start = 0, 1, 0
    while (found := _TOKEN.match(text, at)) is not None:
        kind = str(found.lastgroup)
        begin, end = found.span(kind)
        if more := text.count("\n", at, begin):
            line, start = line + more, text.rfind("\n", 0, begin) + 1
        column, said, top = begin - start + 1, found[kind], stack[-1]
        if kind in ("key", "text", "atom", "word", "number", "open") and not top.wants_value:
            raise Malformed("there should be a comma or the end of what is open here", line, column)
        if kind == "open":
            if len(stack) > DEEPEST:
                raise Malformed(f"it is nested more than {DEEPEST} levels deep", line, column)
            stack.append(_Open(said, line, column))
        elif kind == "close":
            if top.mark[-1:] + said not in ("{}", "[]") or top.key is not None:
                raise Malformed(f"`{said}` ends nothing here", line, column)
            stack.pop()
            _add(stack[-1], Node(top.made(), top.line, top.column, line, column + 1), flaws)
        elif kind == "key":
            if top.key is not None:
                raise Malformed("there should be a value here", line, column)
            top.key = Node(_plain(said[:-1]), line, column)
        elif kind == "arrow":
            if top.mark != "%{" or top.key is not None or not top.items:
                raise Malformed("there is no key before `=>`", line, column)
            top.key, top.wants_value = top.items.pop(), True
        elif kind == "comma":
            if top.wants_value or top is whole:
                raise Malformed("there is nothing before this comma", line, column)
            top.wants_value = True
        else:
            value = _WORDS.get(said) if kind in ("word", "number") else _plain(said)
            _add(top, Node(value, line, column, line, column + end - begin, written=said), flaws)
        if "\n" in said:
            line, start = line + said.count("\n"), begin + said.rfind("\n") + 1
        at = end
    rest = _REST.match(text, at)
    end = rest.end() if rest is not None else at
    if len(stack) > 1 or end < len(text) or len(whole.items) > 1 or whole.pairs:
        line, start = line + text.count("\n", at, end), text.rfind("\n", 0, end) + 1
        wanted = "the end of what is open" if len(stack) > 1 else "nothing more"
        raise Malformed(f"there should be {wanted} here", line, end - start + 1)
    return Parsed(whole.items[0] if whole.items else Node({}, 1), tuple(flaws))


def _add(top: _Open, node: Node, flaws: list[Flaw]) -> None:
    top.wants_value = False
    if top.key is None:
        top.items.append(node)
        return
    key = top.key
    name = key.value if isinstance(key.value, str) else ""
    if name in top.pairs:
        flaws.append(Flaw(f"the key `{name[:80]}` stands here twice", key.line, key.column))
    node.key_line, node.key_column = key.line, key.column
    top.pairs[name] = node
    top.key = None


def _plain(said: str) -> str:
    """A text or an atom without its marks."""
    said = said.removeprefix(":")
    if not said.startswith('"'):
        return said
    inner = said[1:-1]
    return _ESCAPED.sub(r"\1", inner) if "\\" in inner else inner
