"""Cut a broken file at its declarations, so that all errors come in one run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest

from bylaw.lang.lexer import FENCE, REGEX, RESERVED, STRING
from bylaw.lang.tree import Span
from bylaw.lang.words import CLAUSES, DECLARATIONS, METAS, VERBS

# A regex is told from a division by what stands before the slash.
_OPAQUE = re.compile(
    rf"(?P<comment>#[^\n]*)|(?P<fence>{FENCE.pattern})|(?P<string>{STRING.pattern})"
    rf"|(?:(?<=[(,\[=])|(?<=\w))(?P<space>[ \t]*)(?P<regex>{REGEX.pattern})"
)
_BEFORE_REGEX = re.compile(
    r"(?:\b(?:matches|match|replace|in|and|or|not|where|unless|then|else|has|if)|[(,\[=])[ \t]*\Z"
)
_HEAD = re.compile(
    r"(?m)^(?:rule[ \t]+[\w-]+[ \t]*\{|test[ \t]+\"|param[ \t]+\w+[ \t]*:|def[ \t]+\w+[ \t]*\("
    r"|let[ \t]+\w+[ \t]*=|use[ \t]+\")"
)
_FIRST_WORD = re.compile(r"(?m)^(?!bylaw[ \t]+\d)[A-Za-z_][\w-]*")
_PART = re.compile(
    r"(?m)^[ \t]*(?P<word>" + "|".join((*CLAUSES, *VERBS, *METAS, "help", "fix", "on")) + r")(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Pieces:
    """Where the parts of a file stand."""

    header: Span
    """`bylaw 1` and the file's text block; may be empty."""
    declarations: tuple[Span, ...]
    unclosed: int | None
    """Where a text block opens that is never closed."""


def cut(text: str) -> Pieces:
    """The pieces of a file: each begins with a word in the first column."""
    blocks, unclosed = _blocks(text, 0)
    if unclosed is not None:
        suspect = next((b for b in blocks if _HEAD.search(text, b[0] + 3, b[1])), None)
        if suspect is not None:
            unclosed = suspect[0]
        blocks = [b for b in blocks if b[1] <= unclosed]
        head = _HEAD.search(text, unclosed)
        if head is None:
            blocks.append((unclosed, len(text)))
        else:
            blocks.append((unclosed, head.start()))
            blocks.extend(_blocks(text, head.start())[0])
    starts: list[int] = []
    for match in _FIRST_WORD.finditer(text):
        at, word = match.span()[0], match.group()
        if any(a < at < b for a, b in blocks) or (word in RESERVED and word != "let"):
            continue
        # In a rule or test that is still open, only a word that begins a declaration counts.
        if word not in DECLARATIONS and starts and _is_open(text, starts[-1], at):
            continue
        starts.append(at)
    ends = [*starts, len(text)][1:]
    header = (0, starts[0] if starts else len(text))
    return Pieces(header, tuple(zip(starts, ends, strict=True)), unclosed)


def _is_open(text: str, start: int, at: int) -> bool:
    return text.startswith(("rule", "test"), start) and "\n}" not in text[start:at]


def clauses_after(text: str, piece: Span, at: int) -> list[Span]:
    """The clauses of a rule that begin on a line of their own behind an offset."""
    blocks, _ = _blocks(text, piece[0])
    marks = [
        match
        for match in _PART.finditer(text, piece[0], piece[1])
        if not any(a < match.start("word") < b for a, b in blocks)
    ]
    close = text.rfind("}", piece[0], piece[1])
    last = close if close > at else piece[1]
    found = []
    for mark, following in zip_longest(marks, marks[1:]):
        start = mark.start("word")
        if start > at and mark.group("word") in CLAUSES:
            found.append((start, following.start("word") if following else max(last, start)))
    return found


def _blocks(text: str, at: int) -> tuple[list[Span], int | None]:
    """The text blocks from an offset on, and where one opens that is not closed."""
    blocks: list[Span] = []
    while True:
        match = _OPAQUE.search(text, at)
        if match is None:
            return blocks, None
        if match.group("regex"):
            regex = match.start("regex")
            at = match.end() if _BEFORE_REGEX.search(text, max(0, regex - 20), regex) else regex + 1
        elif match.group("fence"):
            quotes = match.group("fence")[:4]
            close = text.find(quotes, match.end())
            if close < 0:
                return blocks, match.start()
            at = close + len(quotes)
            blocks.append((match.start(), at))
        else:
            at = match.end()
