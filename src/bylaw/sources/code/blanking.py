"""What of a text is comment, and what is the content of a string; all the rest is code.

A change is hostile, so what the parser could not read is code: a comment or a string is believed
only where no syntax error can have turned code into it.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from bylaw.dataclass import dataclass
from bylaw.sources.code.languages import Syntax
from bylaw.sources.code.parser import Answer, parser

Part = Literal["code", "string", "comment"]
Stretch = tuple[int, int, Part]

QUOTE = re.compile(r"\"\"\"|'''|[\"'`]")
EMPTY_ON_PURPOSE = frozenset({"heredoc_content", "raw_text"})
"""Kinds that grammars make without text, beside contents; other empty nodes were made up."""


@dataclass(frozen=True, slots=True)
class Blanking:
    """Where a text is not code. Offsets are code points; stretches do not overlap."""

    lines: array[int]
    """Where each line starts."""
    starts: array[int]
    """Where each stretch that is no code starts, ascending."""
    ends: array[int]
    comments: bytes
    """For each stretch, 1 for a comment and 0 for a string's content."""

    def code(self, number: int, text: str) -> str:
        """Line `number`, from 1, whose text this is: what is no code is blank."""
        pieces: list[str] = []
        at = 0
        for start, end, _ in self._within(number, len(text)):
            pieces += (text[at:start], " " * (end - start))
            at = end
        return "".join([*pieces, text[at:]]) if at else text

    def comment(self, number: int, text: str) -> str:
        """The comments of line `number`, from 1, without what stands around and between them."""
        found = [text[start:end] for start, end, kind in self._within(number, len(text)) if kind]
        return " ".join(part for piece in found if (part := piece.strip()))

    def _within(self, number: int, length: int) -> Iterator[tuple[int, int, int]]:
        if not 0 < number <= len(self.lines):
            return
        origin = self.lines[number - 1]
        first = bisect_right(self.ends, origin)
        for index in range(first, bisect_left(self.starts, origin + length)):
            start = max(self.starts[index] - origin, 0)
            yield start, min(self.ends[index] - origin, length), self.comments[index]


def blank(text: str, syntax: Syntax) -> Blanking:
    """Tell code, comments and strings of a text apart.

    Args:
        text: lines that end with LF alone.
        syntax: how its language is read.

    Raises:
        Unreadable: there is no parser for it in this installation.
        TooComplex: the text was made to keep a parser busy.
    """
    lines = line_starts(text)
    stretches, errors = parts(parser().ask(text, syntax, rules_of(syntax)), text, syntax)
    raw = unreadable_lines(text, lines, errors, syntax)
    return assembled(lines, (s for s in flattened(stretches) if not touches(raw, s[0], s[1])))


def blank_marked(text: str, marks: str) -> Blanking:
    """The same for a language in which a comment is a whole line that starts with a mark."""
    comments = re.finditer(rf"^[ \t]*[{re.escape(marks)}][^\r\n]*", text, re.MULTILINE)
    return assembled(line_starts(text), ((*found.span(), "comment") for found in comments))


def blank_scanned(text: str, tokens: str) -> Blanking:
    """The same for a language whose comments and strings a regex finds; see `SCANNED`."""
    stretches: list[Stretch] = []
    for found in re.finditer(tokens, text, re.DOTALL):
        if found.lastgroup is not None:
            part: Part = "comment" if found.lastgroup == "comment" else "string"
            stretches.append((*found.span(found.lastgroup), part))
    return assembled(line_starts(text), stretches)


def line_starts(text: str) -> array[int]:
    """Where each line starts, in code points."""
    return array("l", [0, *(found.end() for found in re.finditer("\n", text))])


def assembled(lines: array[int], stretches: Iterable[Stretch]) -> Blanking:
    """A blanking of stretches that stand side by side."""
    starts, ends, comments = array("l"), array("l"), bytearray()
    for start, end, part in stretches:
        if part != "code" and start < end:
            starts.append(start)
            ends.append(end)
            comments.append(part == "comment")
    return Blanking(lines, starts, ends, bytes(comments))


def rules_of(syntax: Syntax) -> list[dict[str, Any]]:
    """What to look for in a tree: all that is no code, and all that went wrong."""
    outside: dict[str, Any] = (
        {"not": {"inside": {"any": [{"kind": kind} for kind in syntax.regexes]}}}
        if syntax.regexes
        else {}
    )
    return [
        *({"kind": kind, **outside} for kind in syntax.contents),
        *({"kind": kind} for kind in (*syntax.comments, *syntax.literals, *syntax.holes)),
        {"kind": "ERROR"},
        {"regex": "^$"},
    ]


def parts(answer: Answer, text: str, syntax: Syntax) -> tuple[list[Stretch], list[tuple[int, int]]]:
    """Comments, strings and the code in strings, outer before inner; and the syntax errors."""
    kinds: dict[str, Part] = {
        **dict.fromkeys(syntax.comments, "comment"),
        **dict.fromkeys((*syntax.contents, *syntax.literals), "string"),
        **dict.fromkeys(syntax.holes, "code"),
    }
    stretches: list[Stretch] = []
    errors: list[tuple[int, int]] = []
    for kind, start, end in answer.nodes:
        part = kinds.get(kind)
        if kind == "ERROR" or (start == end and part is None and is_made_up(kind, text)):
            errors.append((start, end))
        elif kind in syntax.literals:
            stretches.append(between_quotes(text, start, end))
        elif part:
            stretches.append((start, end, part))
    return stretches, errors


def is_made_up(kind: str, text: str) -> bool:
    """Whether a node without text is one that the parser put in to go on after an error."""
    return bool(text) and kind not in EMPTY_ON_PURPOSE


def between_quotes(text: str, start: int, end: int) -> Stretch:
    """The content of a literal; nothing where its quotes are not found."""
    opening = QUOTE.search(text, start, end)
    if opening is None:
        return start, start, "string"
    quote = opening.group()
    closing = text.rfind(quote, opening.end(), end)
    if closing < 0 and len(quote) == 3:
        quote = quote[0]
        return opening.start() + 1, text.rfind(quote, opening.start() + 1, end), "string"
    return opening.end(), closing, "string"


def flattened(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Stretches side by side, where a later one that stands inside an earlier one covers it."""
    open_: list[Stretch] = []
    at = 0
    for start, end, part in stretches:
        while open_ and open_[-1][1] <= start:
            _, outer_end, outer = open_.pop()
            if at < outer_end:
                yield at, outer_end, outer
                at = outer_end
        if open_:
            outer = open_[-1][2]
            if at < start:
                yield at, start, outer
            end = min(end, open_[-1][1])
        at = max(at, start)
        if start < end:
            open_.append((start, end, part))
    while open_:
        _, outer_end, outer = open_.pop()
        if at < outer_end:
            yield at, outer_end, outer
            at = outer_end


def unreadable_lines(
    text: str, lines: array[int], errors: list[tuple[int, int]], syntax: Syntax
) -> list[tuple[int, int]]:
    """Stretches of whole lines, ascending, in which everything is code.

    These are the lines of every syntax error. Where one of them holds a mark that can open or
    close something longer than a line, they reach to the end: from there on, what looks like a
    string may stand between two strings.
    """
    found: list[tuple[int, int]] = []
    spanning = re.compile(rf"{syntax.spanning}|\\\r?$", re.MULTILINE)
    for start, end in sorted(errors):
        first = lines[bisect_right(lines, start) - 1]
        index = bisect_right(lines, max(start, end - 1))
        last = lines[index] if index < len(lines) else len(text)
        if found and first < found[-1][1]:
            if last <= found[-1][1]:
                continue
            first = found.pop()[0]
        if spanning.search(text, first, last):
            return [*found, (first, len(text))]
        found.append((first, last))
    return found


def touches(raw: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a stretch shares a line with one of the unreadable ones."""
    if not raw:
        return False
    index = bisect_right(raw, (start, 1 << 62)) - 1
    if index >= 0 and start < raw[index][1]:
        return True
    return index + 1 < len(raw) and end > raw[index + 1][0]
