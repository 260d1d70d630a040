"""The tokens of a Ruby program, as far as what it states literally can be told from the rest."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from bylaw.sources.manifests.interface import Unreadable

MOST: Final = 4 << 20
"""Characters of a program that are read."""

_TOKEN: Final = re.compile(
    r"""
      (?P<space>[ \t\r\f]+|\\\n)
    | (?P<line>\n)
    | (?P<remark>\#[^\n]*)
    | (?P<heredoc><<[~-]?(?P<q>["'`]?)(?P<tag>[A-Z_][A-Z0-9_]*)(?P=q))
    | (?P<list>%[wWiI][^\w\s])
    | (?P<quoted>%[qQ][^\w\s]|["'`])
    | (?P<label>[A-Za-z_]\w*[?!]?:(?!:))
    | (?P<symbol>:(?:[A-Za-z_]\w*[?!=]?|"[^"\\\n]*"|'[^'\\\n]*'))
    | (?P<name>[@$]{0,2}[A-Za-z_]\w*[?!]?(?!=(?!=|~|>)))
    | (?P<plain>[@$]{0,2}[A-Za-z_]\w*)
    | (?P<number>\d[\w.]*)
    | (?P<mark>=>|->|::|&\.|=~|==|&&|\|\||.)
    """,
    re.VERBOSE | re.DOTALL,
)
_STOPS: Final = {closer: re.compile(rf"[\\{re.escape(closer)}]|#\{{") for closer in ('"', "`")} | {
    "'": re.compile(r"[\\']"),
    "}": re.compile("[\"'`{}]"),
}
_CLOSERS: Final = {"[": "]", "(": ")", "{": "}", "<": ">"}
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_REGEX: Final = re.compile(r"/(?:[^/\\\n]|\\.){0,1000}/[a-z]*")
_END: Final = re.compile(r"^__END__$", re.MULTILINE)
_BEFORE_REGEX: Final = frozenset(("if", "unless", "when", "and", "or", "not", "elsif", "while"))


class Token(NamedTuple):
    """One token; lines and columns count from 1."""

    kind: str
    """`text`, `computed` (a text with parts that are not literal), `list`, `symbol`, `label`,
    `name`, `number`, `line` or `mark`."""
    value: str
    """What it states: a text without quotes; a list with a space between its words."""
    line: int
    column: int
    end_line: int
    end_column: int

    def is_mark(self, *marks: str) -> bool:
        """Whether it is one of these signs."""
        return self.kind == "mark" and self.value in marks

    def is_name(self, *names: str) -> bool:
        """Whether it is one of these words."""
        return self.kind == "name" and self.value in names


def tokens_of(text: str) -> list[Token]:
    """The tokens of a program, without comments.

    Raises:
        Unreadable: a text begins and does not end, or there is too much of it.
    """
    if len(text) > MOST:
        raise Unreadable(f"it is a program of more than {MOST >> 20} million characters")
    return _Reader(text).tokens()


class _Reader:
    def __init__(self, text: str) -> None:
        end = _END.search(text)
        text = text if end is None else text[: end.start()]
        self.text = _without_remarks(text)
        self.found: list[Token] = []
        self.line, self.start = 1, 0
        self.waiting: list[str] = []
        """Ends of texts that begin in the next line."""

    def tokens(self) -> list[Token]:
        """All tokens."""
        text, at = self.text, 0
        while at < len(text):
            found = _TOKEN.match(text, at)
            assert found is not None  # `.` matches anything
            kind, end = found.lastgroup or "", found.end()
            value = found[0]
            if kind == "heredoc":
                self.waiting.append(found["tag"])
                self._add("computed", "", at, end)
            elif kind == "quoted":
                end = self._quoted(at, end)
            elif kind == "list":
                end = self._list(at, end)
            elif kind == "symbol":
                self._add(kind, value[1:].strip("\"'"), at, end)
            elif kind == "label":
                self._add(kind, value[:-1], at, end)
            elif value == "/" and self._may_be_regex():
                regex = _REGEX.match(text, at)
                end = regex.end() if regex else end
                self._add("computed" if regex else "mark", "/", at, end)
            elif kind not in ("space", "remark"):
                self._add("name" if kind == "plain" else kind, value, at, end)
            if kind == "line" or "\n" in value:
                end = self._new_line(end)
            at = end
        return self.found

    def _new_line(self, at: int) -> int:
        """Where to go on after the end of a line: behind the texts that begin there."""
        self.line, self.start = self.line + 1, at
        for tag in self.waiting:
            is_over = False
            while not is_over:
                if at >= len(self.text):
                    raise Unreadable("a text begins before this line and does not end", self.line)
                end = self.text.find("\n", at)
                end = len(self.text) if end < 0 else end
                is_over = self.text[at:end].strip() == tag
                self.line += end < len(self.text)
                self.start = at = min(end + 1, len(self.text))
        self.waiting.clear()
        return at

    def _may_be_regex(self) -> bool:
        if not self.found:
            return True
        last = self.found[-1]
        if last.kind == "mark":
            return last.value not in (")", "]", "}")
        return last.kind in ("line", "label") or last.is_name(*_BEFORE_REGEX)

    def _list(self, at: int, begin: int) -> int:
        closer = _CLOSERS.get(self.text[begin - 1], self.text[begin - 1])
        end = self.text.find(closer, begin)
        if end < 0:
            raise self._endless(at)
        inner = self.text[begin:end]
        kind = "computed" if "#{" in inner else "list"
        self._add(kind, " ".join(inner.split()), at, end + 1)
        return end + 1

    def _quoted(self, at: int, begin: int) -> int:
        opener = self.text[begin - 1]
        if self.text[at] == "%":
            end = self.text.find(_CLOSERS.get(opener, opener), begin) + 1
        else:
            end = _end_of(self.text, begin, opener)
        if end <= 0:
            raise self._endless(at)
        inner = self.text[begin : end - 1]
        is_plain = "#{" not in inner or self.text[at] == "'" or self.text[at : at + 2] == "%q"
        kind = "text" if is_plain and opener != "`" else "computed"
        if kind == "text" and "\\" in inner:
            inner = _ESCAPED.sub(r"\1", inner)
        if self.text[end : end + 1] == ":" and self.text[end : end + 2] != "::" and kind == "text":
            kind, end = "label", end + 1
        self._add(kind, inner, at, end)
        return end

    def _endless(self, at: int) -> Unreadable:
        return Unreadable("a text begins here and does not end", self.line, at - self.start + 1)

    def _add(self, kind: str, value: str, at: int, end: int) -> None:
        line, column = self.line, at - self.start + 1
        if kind != "line" and (more := self.text.count("\n", at, end)):
            self.line += more
            self.start = self.text.rfind("\n", at, end) + 1
        self.found.append(Token(kind, value, line, column, self.line, end - self.start + 1))


def _without_remarks(text: str) -> str:
    """A program without the comments of whole lines between `=begin` and `=end`."""
    parts, at = [], 0
    while (begin := 0 if text.startswith("=begin") and not at else text.find("\n=begin", at)) >= 0:
        end = text.find("\n=end", begin)
        if end < 0:
            raise Unreadable(
                "a comment begins here and does not end", text.count("\n", 0, begin) + 2
            )
        parts += [text[at:begin], "\n" * text.count("\n", begin, end + 1)]
        at = text.find("\n", end + 1)
        at = len(text) if at < 0 else at
    return "".join((*parts, text[at:])) if at else text


def _end_of(text: str, at: int, closer: str) -> int:
    """Where a text ends, behind its closing sign, with what is computed in it; 0 for nowhere."""
    stack = [closer]
    while stack:
        found = _STOPS[stack[-1]].search(text, at)
        if found is None:
            return 0
        at = found.end()
        if found[0] == "\\":
            at += 1
        elif found[0] == stack[-1]:
            stack.pop()
        else:
            stack.append("}" if found[0] in ("#{", "{") else found[0])
    return at
