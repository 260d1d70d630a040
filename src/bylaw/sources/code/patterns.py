"""Shapes of code: ast-grep patterns, and where they match in a syntax tree."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

from bylaw.dataclass import dataclass
from bylaw.sources.code.languages import LANGUAGES

if TYPE_CHECKING:
    from bylaw.sources.code.parser import Answer

METAVARIABLE = re.compile(r"(?<!\$)\$(?:\$\$)?([A-Z][A-Z0-9_]*)")
"""`$X` and `$$$XS`; `$_X` and `$$$` match without a name."""
_HOLE = re.compile(r"\$+[A-Z_]*[A-Z0-9_]*")
_READS_ANYTHING = {"html": re.compile(r"<[A-Za-z$/]"), "yaml": re.compile(r":(?:\s|$)|^- ", re.M)}
"""Languages in which any text is something, and what a pattern meant for them has in it."""
_WORD = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a pattern matches. Offsets are code points of the parsed text."""

    start: int
    end: int
    groups: dict[str, str | None]


def pattern_groups(pattern: str) -> tuple[str, ...]:
    """The names of a pattern's metavariables, each once, in their order."""
    return tuple(dict.fromkeys(METAVARIABLE.findall(pattern)))


def pattern_words(pattern: str) -> tuple[str, ...]:
    """Words that stand in every text that the pattern matches, the longest first."""
    words = set(_WORD.findall(_HOLE.sub(" ", pattern)))
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def could_match(pattern: str, text: str) -> bool:
    """Whether each word of a pattern stands in a text, so that a parser has to look.

    A word of code ends where no ASCII letter, digit or underscore goes on: `print_function` holds
    no `print`. What a hole of the pattern follows may go on.
    """
    return all(token.search(text) for token in _tokens(pattern))


@lru_cache(maxsize=256)
def _tokens(pattern: str) -> tuple[re.Pattern[str], ...]:
    bare = _HOLE.sub(lambda hole: " " * len(hole.group()), pattern)
    found = {
        re.escape(word.group()) + ("" if _HOLE.match(pattern, word.end()) else r"(?![A-Za-z0-9_])")
        for word in _WORD.finditer(bare)
    }
    return tuple(re.compile(each) for each in sorted(found, key=len, reverse=True))


def pattern_problem(pattern: str) -> str | None:
    """What is wrong with a pattern that is code in none of the languages; None where one reads it.

    Where ast-grep is missing nothing is known to be wrong.
    """
    from bylaw.sources.code.blanking import parts, rules_of
    from bylaw.sources.code.parser import parser
    from bylaw.sources.code.process import TooComplex, Unreadable

    if not _HOLE.sub("", pattern).strip():
        return "a pattern needs some code beside its metavariables"
    plain = _HOLE.sub(lambda found: found.group().replace("$", "") or "X", pattern)
    ask = parser().ask
    for name, syntax in LANGUAGES.items():
        if name in _READS_ANYTHING and not _READS_ANYTHING[name].search(pattern):
            continue
        try:
            _, errors = parts(ask(plain, syntax, rules_of(syntax)), plain, syntax)
            if not errors and ask("", syntax, (), pattern).hits is not None:
                return None
        except Unreadable:
            return None
        except TooComplex:
            return "the pattern is more than the parser can take"
    return "the pattern is no code in any language that can be parsed"


def hits_of(answer: Answer, pattern: str, text: str) -> list[Hit]:
    """Where a pattern matches; nowhere when it is no code in the language of this text.

    What a metavariable stands for is as it is written, separators and comments included.
    """
    names = pattern_groups(pattern)
    hits = []
    for start, end, spans in answer.hits or ():
        texts = [text[span[0] : span[1]] if span else "" for span in spans]
        hits.append(Hit(start, end, dict(zip(names, texts, strict=True))))
    return hits


def position(lines: array[int], offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1."""
    line = bisect_right(lines, offset)
    return line, offset - lines[line - 1] + 1


def hidden(text: str, words: tuple[str, ...], start: int, end: int, hits: list[Hit]) -> bool:
    """Whether an unreadable stretch could hold a match that was not found.

    It could when every word of the pattern stands in it, and the longest one somewhere outside of
    all matches.
    """
    stretch = text[start:end]
    if not words:
        return True
    if not all(word in stretch for word in words):
        return False
    return any(
        not any(hit.start <= start + found.start() < hit.end for hit in hits)
        for found in re.finditer(rf"\b{re.escape(words[0])}\b", stretch)
    )
