"""The calls of a Gemfile: what they are given literally, and what is computed."""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import join, normpath
from typing import Final, NamedTuple

from bylaw.sources.manifests.ruby_tokens import Token

_OPENS: Final = {"(": ")", "[": "]", "{": "}"}
_MODIFIERS: Final = ("if", "unless", "and", "or", "while", "until", "rescue")
_GOES_ON: Final = (",", "=>", "(", "[", "{", "|", "=", "+", "&&", "||", ".", "&.", "?")
_PATH_WORDS: Final = frozenset(
    ("File", ".", "::", "expand_path", "join", "dirname", "(", ")", ",", "__dir__", "__FILE__")
)
_HERE: Final = "#{__dir__}/"

Literal = str | tuple[str, ...] | None
"""What an argument states: a text or symbol, a list of them; None where it is computed."""


class Argument(NamedTuple):
    """An argument of a call."""

    key: str
    """Of an option its name, `git` of `git: "…"` and of `:git => "…"`; else empty."""
    tokens: Sequence[Token]
    """Its value."""

    @property
    def literal(self) -> Literal:
        """What it states."""
        return literal(self.tokens)


class Call(NamedTuple):
    """A call with its arguments."""

    arguments: tuple[Argument, ...]
    last: Token
    """The last token of it."""
    next: int
    """The index of the token behind it."""
    is_conditional: bool
    """Whether `if` or the like follows it."""

    def option(self, *names: str) -> Argument | None:
        """The first option that has one of these names."""
        return next((each for each in self.arguments if each.key in names), None)


def call_at(tokens: Sequence[Token], at: int) -> Call:
    """The call whose word stands at an index."""
    start = at + 1
    has_brackets = start < len(tokens) and tokens[start].is_mark("(")
    at = start + has_brackets
    stack = [")"] if has_brackets else []
    parts: list[list[Token]] = [[]]
    last = tokens[start - 1]
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "line":
            if not stack and _is_whole(last) and not _is_led_on(tokens, at):
                break
            at += 1
            continue
        if not stack and _ends(token, last):
            break
        if token.is_mark(*_OPENS):
            stack.append(_OPENS[token.value])
        elif token.is_mark(")", "]", "}"):
            if not stack or stack.pop() != token.value:
                break
            if not stack and has_brackets:
                last = token
                at += 1
                break
        if token.is_mark(",") and len(stack) == has_brackets:
            parts.append([])
        else:
            parts[-1].append(token)
        last = token
        at += 1
    rest = tokens[at] if at < len(tokens) else None
    is_conditional = rest is not None and rest.is_name(*_MODIFIERS)
    arguments = tuple(_argument(part) for part in parts if part)
    return Call(arguments, last, at, is_conditional)


def _ends(token: Token, last: Token) -> bool:
    """Whether a call without brackets ends before a token."""
    if token.is_name("do", "then", "end", *_MODIFIERS) or token.is_mark(";", "}"):
        return True
    is_value = last.kind not in ("label", "mark") or last.is_mark(")", "]", "}")
    return token.is_mark("{") and is_value


def _is_whole(last: Token) -> bool:
    """Whether a line can end a call behind this token."""
    return not last.is_mark(*_GOES_ON) and last.kind != "label"


def _is_led_on(tokens: Sequence[Token], at: int) -> bool:
    """Whether the first token of the lines below goes on with what stands above."""
    return at + 1 < len(tokens) and tokens[at + 1].is_mark(".", "&.")


def _argument(part: list[Token]) -> Argument:
    if part[0].kind == "label":
        return Argument(part[0].value, part[1:])
    if len(part) > 1 and part[1].is_mark("=>") and part[0].kind in ("symbol", "text"):
        return Argument(part[0].value, part[2:])
    if part[0].is_mark("{") and part[-1].is_mark("}") and len(part) > 2:  # a hash with one pair
        inner = _argument(part[1:-1])
        return inner if inner.key else Argument("", part)
    return Argument("", part)


def literal(tokens: Sequence[Token]) -> Literal:
    """What a value states; None where it is computed."""
    if len(tokens) == 3 and tokens[1].is_mark(".") and tokens[2].is_name("freeze"):
        tokens = tokens[:1]
    if len(tokens) == 1:
        token = tokens[0]
        if token.kind in ("text", "symbol"):
            return token.value
        return tuple(token.value.split()) if token.kind == "list" else None
    if len(tokens) < 2 or not tokens[0].is_mark("[") or not tokens[-1].is_mark("]"):
        return None
    values = []
    for number, token in enumerate(tokens[1:-1]):
        is_value = number % 2 == 0
        if not (token.kind in ("text", "symbol") if is_value else token.is_mark(",")):
            return None
        if is_value:
            values.append(token.value)
    return tuple(values)


def path_of(tokens: Sequence[Token]) -> str | None:
    """The path that a value states, from the program's folder; None where it is computed.

    `File.join(__dir__, "a")` and the like state one too.
    """
    said = literal(tokens)
    if said is not None:
        return said if isinstance(said, str) else None
    if len(tokens) == 1:
        value = tokens[0].value
        is_here = (
            tokens[0].kind == "computed" and value.startswith(_HERE) and value.count("#{") == 1
        )
        return value.removeprefix(_HERE) if is_here else None
    texts = [token.value for token in tokens if token.kind == "text"]
    words = [token.value for token in tokens if token.kind != "text"]
    if not texts or words[0] != "File" or not _PATH_WORDS.issuperset(words):
        return None
    path = join(*texts)
    if "__FILE__" in words and "dirname" not in words:  # `..` leads from the file to its folder
        path = normpath(join("file", path))
    return path
