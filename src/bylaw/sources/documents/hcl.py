"""HCL's native syntax with places; no expression is evaluated.

Blocks are as in HCL's JSON syntax, repeated or not always in a list: `resource "a" "b" { … }` is
`{"resource": {"a": {"b": [{…}]}}}`. Literals are values. Every other expression is the text
`${…}`, and a template keeps its interpolations.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any, Final, NamedTuple

from bylaw.sources.documents.hcl_scan import Scanner
from bylaw.sources.documents.node import DEEPEST, Flaw, Malformed, Node, Parsed

_NAME: Final = re.compile(r"[^\W\d][\w-]*")
_KEY: Final = re.compile(r"[\w-]+")
_LITERAL: Final = re.compile(
    r"(?:true|false|null)(?![\w-])|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])"
)
_FOR: Final = re.compile(r"[\[{]\s*for(?![\w-])")
_WORDS: Final = {"true": True, "false": False, "null": None}
_LONGEST_NUMBER: Final = 300


class _Frame(NamedTuple):
    """What is open: a body of blocks and attributes, an object or a list."""

    kind: str
    node: Node
    into: Any
    start: int
    key: str
    """Of an object or list: the name it is the value of."""
    key_at: int


def read_hcl(text: str) -> Parsed:
    """The blocks and attributes of a text.

    Raises:
        Malformed: It is not HCL, at the place where it stops being so, or is nested too deeply.
    """
    return _Reader(text).document()


class _Reader:
    """One pass, with a stack of what is open instead of recursion."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.scan = Scanner(text)
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self.flaws: list[Flaw] = []
        self.stack: list[_Frame] = []
        self.blocks: set[int] = set()
        """Ids of the nodes that hold blocks; an attribute of the same name does not hide them."""

    def document(self) -> Parsed:
        root: dict[str, Node] = {}
        self.stack.append(_Frame("body", Node(root, 1), root, 0, "", -1))
        at = 0
        while True:
            frame = self.stack[-1]
            at = self.scan.blank(at, lines=True, commas=frame.kind != "body")
            if at >= len(self.text):
                if len(self.stack) == 1:
                    return Parsed(self.stack[0].node, tuple(self.flaws))
                raise self.wrong(f"it ends where `{_closer(frame)}` should follow", at)
            if self.text[at] == _closer(frame) and len(self.stack) > 1:
                at = self._close(at + 1)
            elif frame.kind == "list":
                at = self._value(at, "", -1)
            elif frame.kind == "object":
                at = self._pair(at)
            else:
                at = self._statement(at)

    def wrong(self, message: str, at: int) -> Malformed:
        return Malformed(message, *self.place(at))

    def place(self, at: int) -> tuple[int, int]:
        """The line and column of a position."""
        line = bisect_right(self.starts, at)
        return line, at - self.starts[line - 1] + 1

    def _statement(self, at: int) -> int:
        """An attribute, or the head of a block."""
        name = _NAME.match(self.text, at)
        if name is None:
            raise self.wrong("there should be the name of a block or attribute here", at)
        start, at = at, self.scan.blank(name.end())
        if self.text.startswith("=", at) and not self.text.startswith("==", at):
            return self._value(self.scan.blank(at + 1), name[0], start)
        path = [name[0]]
        while not self.text.startswith("{", at):
            label = _NAME.match(self.text, at)
            if label is not None:
                path.append(label[0])
                at = label.end()
            elif self.text.startswith('"', at):
                end, text, _ = self.scan.string(at)
                path.append(text)
                at = end
            else:
                raise self.wrong("there should be `=`, a label or `{` here", at)
            if len(path) > DEEPEST:
                raise self.wrong("a block has too many labels", at)
            at = self.scan.blank(at)
        body: dict[str, Node] = {}
        line, column = self.place(start)
        node = Node(body, line, column, 0, 0, line, column)
        self._enter(path, node, start)
        self._open(_Frame("body", node, body, start, "", -1), at)
        return at + 1

    def _enter(self, path: list[str], body: Node, at: int) -> None:
        """Puts a block where its type and labels lead."""
        into = self.stack[-1].into
        for step, name in enumerate(path):
            is_last = step == len(path) - 1
            node = into.get(name)
            is_block = node is not None and id(node) in self.blocks
            if node is not None and not (
                is_block and isinstance(node.value, list if is_last else dict)
            ):
                message = f"`{name[:80]}` stands here as something else, too"
                self.flaws.append(Flaw(message, *self.place(at)))
                if is_block:
                    return
            if node is None or not is_block:
                line, column = self.place(at)
                node = Node([] if is_last else {}, line, column, 0, 0, line, column)
                into[name] = node
                self.blocks.add(id(node))
            into = node.value
        into.append(body)

    def _pair(self, at: int) -> int:
        """A key of an object; the value follows."""
        start, text = at, self.text
        if text.startswith('"', at):
            at, key, _ = self.scan.string(at)
        elif (name := _KEY.match(text, at)) is not None:
            at, key = name.end(), name[0]
        elif text.startswith("(", at):
            at = self.scan.expression(at, "=:")
            key = text[start:at]
        else:
            raise self.wrong("there should be a key or `}` here", at)
        at = self.scan.blank(at, lines=True)
        if text[at : at + 1] not in ("=", ":"):  # `key.of.more` and the like
            at = self.scan.expression(start, "=:")
            key = text[start:at]
            at = self.scan.blank(at, lines=True)
        if text[at : at + 1] not in ("=", ":"):
            raise self.wrong("there should be `=` or `:` after a key here", at)
        return self._value(self.scan.blank(at + 1, lines=True), key, start)

    def _value(self, at: int, key: str, key_at: int) -> int:
        """The value that begins here; a list or object is opened."""
        text = self.text
        char = text[at : at + 1]
        if char in ("[", "{") and not _FOR.match(text, at):
            value: Any = [] if char == "[" else {}
            node = Node(value, *self.place(at))
            kind = "list" if char == "[" else "object"
            self._open(_Frame(kind, node, value, at, key, key_at), at)
            return at + 1
        end, value = at, None
        if char == '"':
            end, value, _ = self.scan.string(at)
        elif text.startswith("<<", at):
            end, value = self.scan.heredoc(at)
        elif found := _LITERAL.match(text, at):
            end, value = found.end(), self._literal(found[0], at)
        if end == at or not self._ends(end):
            return self._expression(at, at, key, key_at)
        self._store(
            Node(value, *self.place(at), *self.place(end), written=text[at:end]), key, key_at
        )
        return end

    def _literal(self, said: str, at: int) -> Any:
        if said in _WORDS:
            return _WORDS[said]
        if len(said) > _LONGEST_NUMBER:
            raise self.wrong("it has a number of hundreds of digits", at)
        return float(said) if set(said) & set(".eE") else int(said)

    def _expression(self, start: int, at: int, key: str, key_at: int) -> int:
        """An expression from `start` that goes on at `at`, as a text."""
        kind = self.stack[-1].kind
        end = self.scan.expression(at, {"body": "\n", "object": "\n,", "list": ","}[kind])
        if end == start:
            raise self.wrong("there should be a value here", start)
        said = self.text[start:end]
        node = Node(f"${{{said}}}", *self.place(start), *self.place(end), written=said)
        self._store(node, key, key_at)
        return end

    def _ends(self, at: int) -> bool:
        """Whether a value that ends here is all of its expression."""
        at = self.scan.blank(at)
        return at >= len(self.text) or self.text[at] in "\n,]}"

    def _store(self, node: Node, key: str, key_at: int) -> None:
        into = self.stack[-1].into
        if isinstance(into, list):
            into.append(node)
            return
        node.key_line, node.key_column = self.place(key_at)
        if key in into:
            self.flaws.append(
                Flaw(f"the key `{key[:80]}` stands here twice", node.key_line, node.key_column)
            )
            if id(into[key]) in self.blocks:
                return
        into[key] = node

    def _open(self, frame: _Frame, at: int) -> None:
        if len(self.stack) > DEEPEST:
            raise self.wrong(f"it is nested more than {DEEPEST} levels deep", at)
        self.stack.append(frame)

    def _close(self, at: int) -> int:
        """Ends what is open; an object or list may be the start of a longer expression."""
        frame = self.stack.pop()
        frame.node.end_line, frame.node.end_column = self.place(at)
        if frame.kind == "body":
            return at
        if not self._ends(at):
            return self._expression(frame.start, at, frame.key, frame.key_at)
        self._store(frame.node, frame.key, frame.key_at)
        return at


def _closer(frame: _Frame) -> str:
    return "]" if frame.kind == "list" else "}"
