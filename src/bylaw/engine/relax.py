r"""What a line has to hold so that a regex can be found in its code, or in its comments.

`line.code` is the line in which some characters have become spaces; `line.comment` is some
stretches of it, in order, with a space between two. So a part of a regex that can meet a space may
have met any character before, and what cannot meet a space was there all along. `\b` and `\B` look
at a neighbour that may have been another one. A line in which the regex that is relaxed in this way
is not found needs no parser.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal, TypeAlias

Pattern: TypeAlias = tuple[str, str]
"""A regex and its flags."""
Blanked: TypeAlias = Literal["code", "comment"]
CLASS: Final = re.compile(r"\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]", re.DOTALL)
_TOKEN: Final = rf"""(?P<quoted>\\Q(?P<literal>.*?)(?:\\E|\Z))
    |(?P<neighbour>\\[bB])
    |(?P<byte>\\C)
    |(?P<anchor>\\[Az]|[\^$])
    |(?P<repeat>(?:[*+?]|\{{\d+(?:,\d*)?\}})\??)
    |(?P<group>\((?:\?(?:P?<[^>]+>|[imsU-]*[:)]))?|[)|])
    |(?P<set>\\(?:[pP](?:\{{[^}}]*\}}|.)|x(?:\{{[^}}]*\}}|..)|[0-7]{{1,3}}|.)|{CLASS.pattern})
    |(?P<any>\.)
    |(?P<plain>.)"""
"""Compiled once code or comments are asked for."""
_ANY: Final = r"[^\n]"
_STRETCH: Final = rf"{_ANY}*"


@lru_cache(maxsize=4096)
def relaxed(pattern: str, flags: str, blanked: Blanked) -> Pattern:
    """A regex that is found in a line if the pattern is found in what was blanked of it.

    Args:
        pattern: A regex that RE2 takes.
        flags: Its flags, of `ims`.
        blanked: Code keeps each character at its column; comments move.
    """
    moves = blanked == "comment"
    blank = _STRETCH if moves else _ANY
    parts: list[str] = []
    widened = False
    for token in re.finditer(_TOKEN, pattern, re.DOTALL | re.VERBOSE):
        kind, text = token.lastgroup, token[0]
        if kind == "repeat":
            # A stretch of any length stays one however often it is repeated.
            parts.append("" if widened else text)
            continue
        if kind == "quoted" and not token["literal"]:
            continue
        widened = False
        if kind == "quoted":
            parts.extend(blank if each == " " else exactly(each) for each in token["literal"])
            # A repetition that follows is one of the last character.
            widened = moves and token["literal"].endswith(" ")
        elif kind == "neighbour" or (kind == "anchor" and moves):
            parts.append("(?:)")
        elif kind == "byte":
            parts.append(_STRETCH)
            widened = True
        else:
            meets = _meets_blank(kind, text)
            parts.append(blank if meets else text)
            widened = moves and meets
    return "".join(parts), flags


def _meets_blank(kind: str | None, text: str) -> bool:
    if kind in ("any", "plain"):
        return kind == "any" or text == " "
    return kind == "set" and _has_blank(text)


@lru_cache(maxsize=1024)
def _has_blank(set_: str) -> bool:
    import re2

    options = re2.Options()
    options.log_errors = False
    return re2.compile(set_, options).fullmatch(" ") is not None


def exactly(text: str) -> str:
    """The regex of a text as it stands."""
    return "".join(
        each if each.isalnum() and each.isascii() else f"\\x{{{ord(each):x}}}" for each in text
    )


@lru_cache(maxsize=4096)
def is_choosy(pattern: str, flags: str) -> bool:
    """Whether there is hope that it is not found in most lines."""
    from bylaw.engine.values import Regex

    return not Regex(pattern, flags).matches("\x01")
