"""The lines of `go.mod` and `go.work`, as the Go modules reference lays them down."""

from __future__ import annotations

import json
import re
from typing import Final, NamedTuple

from bylaw.sources.manifests.interface import Problem

_TOKEN: Final = re.compile(
    r"""(?P<space>[ \t\r]+)
      | (?P<comment>//.*)
      | (?P<arrow>=>)
      | (?P<mark>[()\[\]{},])
      | (?P<quoted>"(?:[^"\\]|\\.)*")
      | (?P<word>(?:(?!//|/\*)[^\s()\[\]{},"`])+)
    """,
    re.VERBOSE,
)


class Token(NamedTuple):
    """A word, or one of `=> ( ) [ ] { } ,`, with the columns that it takes."""

    text: str
    column: int
    end_column: int


class Directive(NamedTuple):
    """`verb tokens… // comment`; one of a block has the block's verb."""

    verb: str
    tokens: tuple[Token, ...]
    words: tuple[str, ...]
    """The texts of the tokens."""
    line: int
    comment: str = ""


def directives(text: str) -> tuple[list[Directive], list[Problem]]:
    """The directives of a text, in its order, and the lines that are none."""
    found: list[Directive] = []
    problems: list[Problem] = []
    block, opened = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        tokens, comment, stop = _tokens(line)
        if stop is not None:
            problems.append(Problem("this line cannot be understood", number, stop))
            continue
        words = tuple(each.text for each in tokens)
        if not words:
            continue
        if block and words == (")",):
            block = ""
        elif block:
            found.append(Directive(block, tokens, words, number, comment))
        elif words[1:] == ("(",):
            block, opened = words[0], number
        elif words[1:] != ("(", ")"):
            found.append(Directive(words[0], tokens[1:], words[1:], number, comment))
    if block:
        problems.append(Problem(f"the block `{block[:40]}` that begins here has no end", opened))
    return found, problems


def _tokens(line: str) -> tuple[tuple[Token, ...], str, int | None]:
    """The tokens of a line, its comment, and the column from where it cannot be read."""
    tokens: list[Token] = []
    at = 0
    while at < len(line):
        found = _TOKEN.match(line, at)
        if found is None:
            return (), "", at + 1
        kind, said, begin, at = found.lastgroup, found[0], at, found.end()
        if kind == "comment":
            return tuple(tokens), said[2:].strip(), None
        if kind == "space":
            continue
        if kind == "quoted":
            try:
                said = json.loads(said)
            except ValueError:
                return (), "", begin + 1
        tokens.append(Token(said, begin + 1, at + 1))
    return tuple(tokens), "", None
