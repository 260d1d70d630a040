"""What strings and text blocks mean: escapes, indentation, and the pieces of a message."""

from __future__ import annotations

import re
from typing import Literal

from bylaw.dataclass import dataclass
from bylaw.lang.tree import Span

ESCAPE = re.compile(r"\\(u\{([0-9A-Fa-f]{1,6})\}|[^\n])")
SIMPLE = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}
BRACE = re.compile(r"\{\{|\}\}|\{|\}")
INDENT = re.compile(r"[ \t]*")


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong inside a string: what, and where in the file."""

    what: Literal["escape", "block-start", "open-brace", "close-brace", "empty-braces"]
    span: Span


def string_value(text: str, start: int, end: int, flaws: list[Flaw]) -> str:
    """The value of the characters from start to end, which stand between quotes."""
    raw = text[start:end]
    if "\\" not in raw:
        return raw

    def undo(match: re.Match[str]) -> str:
        simple = SIMPLE.get(match.group(1))
        if simple is not None:
            return simple
        code = match.group(2)
        if code is not None and int(code, 16) <= 0x10FFFF and not 0xD800 <= int(code, 16) < 0xE000:
            return chr(int(code, 16))
        flaws.append(Flaw("escape", (start + match.start(), start + match.end())))
        return match.group()

    return ESCAPE.sub(undo, raw)


def fence_length(text: str, start: int) -> int:
    """How many quotes open the block at `start`: 3 or 4."""
    return 4 if text.startswith('""""', start) else 3


def block_lines(text: str, span: Span, flaws: list[Flaw]) -> list[Span]:
    """Where the lines of a block's value stand in the file, without their indentation.

    Each line but perhaps the last takes its line feed along. The first line feed is dropped, the
    indentation that all non-blank lines share is removed, and a last line of white space alone,
    where the closing quotes stand, does not count.
    """
    fence = fence_length(text, span[0])
    begin, end = span[0] + fence, span[1] - fence
    if "\n" not in text[begin:end]:
        return [(begin, end)]
    first = text.index("\n", begin)
    if text[begin:first].strip():
        flaws.append(Flaw("block-start", (begin, first)))
    lines: list[Span] = []
    at = first + 1
    while True:
        stop = text.find("\n", at, end)
        if stop < 0:
            break
        lines.append((at, stop + 1))
        at = stop + 1
    if text[at:end].strip(" \t"):
        lines.append((at, end))
    indents = [_indent(text, a, b) for a, b in lines if text[a:b].strip()]
    common = _shared(indents) if indents else None
    return [(min(a + _cut(text, a, b, common), b), b) for a, b in lines]


def _shared(indents: list[str]) -> int:
    """How many characters all begin with; least and greatest differ earliest."""
    least, greatest = min(indents), max(indents)
    length = 0
    while length < len(least) and least[length] == greatest[length]:
        length += 1
    return length


def _indent(text: str, start: int, end: int) -> str:
    match = INDENT.match(text, start, end)
    return match.group() if match else ""


def _cut(text: str, start: int, end: int, common: int | None) -> int:
    """How much of a line is indentation; a shorter blank line is all indentation."""
    blank = len(_indent(text, start, end))
    return blank if common is None else min(common, blank)


def block_value(text: str, span: Span, flaws: list[Flaw]) -> str:
    """The value of the text block at `span`."""
    return "".join(text[a:b] for a, b in block_lines(text, span, flaws)).replace("\r\n", "\n")


def template_parts(text: str, span: Span, block: bool, flaws: list[Flaw]) -> list[str | Span]:
    """The literal pieces of a message, and the spans of the expressions between its braces.

    `{{` and `}}` are braces. An expression ends at the next `}` of its line.
    """
    if block:
        lines = block_lines(text, span, flaws)
    else:
        lines = [(span[0] + 1, span[1] - 1)]
    parts: list[str | Span] = []

    def literal(piece: str) -> None:
        if parts and isinstance(parts[-1], str):
            parts[-1] += piece
        elif piece:
            parts.append(piece)

    def plain(start: int, end: int) -> None:
        if block:
            literal(text[start:end].replace("\r\n", "\n"))
        else:
            literal(string_value(text, start, end, flaws))

    for start, end in lines:
        at = start
        while True:
            # `\u{…}` holds braces of its own.
            match = BRACE.search(text, _after_escapes(text, at, end) if not block else at, end)
            if match is None:
                plain(at, end)
                break
            plain(at, match.start())
            at = match.end()
            if match.group() in ("{{", "}}"):
                literal(match.group()[0])
            elif match.group() == "}":
                flaws.append(Flaw("close-brace", match.span()))
            else:
                close = text.find("}", at, end)
                again = text.find("{", at, end if close < 0 else close)
                if close < 0 or again >= 0:
                    flaws.append(Flaw("open-brace", match.span()))
                    while close >= 0 and text.startswith("}", close):
                        close += 1
                    at = at if close < 0 else close
                    continue
                if not text[at:close].strip():
                    flaws.append(Flaw("empty-braces", (match.start(), close + 1)))
                else:
                    parts.append((at, close))
                at = close + 1
    return parts


def _after_escapes(text: str, at: int, end: int) -> int:
    """Where to look for a brace from: behind each escape that stands before the next one."""
    while True:
        brace = BRACE.search(text, at, end)
        escape = ESCAPE.search(text, at, end)
        if escape is None or (brace is not None and brace.start() < escape.start()):
            return at
        at = escape.end()
