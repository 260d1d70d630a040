"""What can be told of a path into a document before it meets one: JSONPath (RFC 9535)."""

from __future__ import annotations

import re
from typing import Final

from bylaw.lang.checking.patterns import Mistake

_NAME: Final = re.compile(r"[^\W\d][\w-]*")
_SELECTOR: Final = re.compile(
    r"\s*(?:\*|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|(?:-?\d+)?\s*:\s*(?:-?\d+)?(?:\s*:\s*(?:-?\d+)?)?"
    r"|-?\d+)\s*"
)
_QUOTED: Final = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")

WAYS: Final = "a path goes on with `.name`, `..name`, `[0]`, `[*]` or `['a name']`"


def path_mistake(text: str) -> Mistake | None:
    """What is wrong with a path that begins with `$`: a segment that is none.

    Names may hold hyphens, as keys of YAML often do. What stands in a filter (`[?…]`) is left to
    whoever reads documents; its brackets and quotes must be closed.
    """
    at = 1
    while at < len(text):
        if text[at] == "[":
            end = _brackets(text, at)
        elif text[at] == ".":
            end = _dots(text, at)
        else:
            return Mistake(f"`{text[at:]}` follows no dot", at, len(text), WAYS)
        if isinstance(end, Mistake):
            return end
        at = end
    return None


def _dots(text: str, at: int) -> int | Mistake:
    start = at
    at += 2 if text.startswith("..", at) else 1
    if text.startswith("*", at):
        return at + 1
    if at == start + 2 and text.startswith("[", at):
        return _brackets(text, at)
    name = _NAME.match(text, at)
    if name:
        return name.end()
    help_ = WAYS
    if digits := re.compile(r"\d+").match(text, at):
        help_ = f"an element of a list is `[{digits[0]}]`"
    return Mistake(f"no name follows `{text[start:at]}`", start, max(at, start + 1), help_)


def _brackets(text: str, start: int) -> int | Mistake:
    at = start + 1
    while True:
        filtered = re.compile(r"\s*\?").match(text, at)
        if filtered:
            end = _filter(text, filtered.end())
            if end < 0:
                break
        else:
            selector = _SELECTOR.match(text, at)
            if selector is None:
                return _no_selector(text, at)
            end = selector.end()
        if text.startswith(",", end):
            at = end + 1
        elif text.startswith("]", end):
            return end + 1
        else:
            break
    return Mistake("this `[` is never closed", start, start + 1)


def _no_selector(text: str, at: int) -> Mistake:
    if at >= len(text):
        return Mistake("this `[` is never closed", at - 1, at)
    end = next((i for i in range(at, len(text)) if text[i] in ",]"), len(text))
    word = text[at:end].strip()
    if _NAME.fullmatch(word):
        return Mistake(f"`{word}` is no element", at, end, f"a key stands in quotes: `['{word}']`")
    message = f"`{word}` is no element" if word else "there is nothing between these brackets"
    return Mistake(message, min(at, end - 1), max(end, at + 1), WAYS)


def _filter(text: str, at: int) -> int:
    """Where a filter ends: at the bracket or comma behind it; -1 where nothing closes it."""
    depth = 0
    while at < len(text):
        char = text[at]
        if char in "'\"":
            quoted = _QUOTED.match(text, at)
            if quoted is None:
                return -1
            at = quoted.end()
            continue
        if depth == 0 and char in ",]":
            return at
        depth += (char in "([") - (char in ")]")
        at += 1
    return -1
