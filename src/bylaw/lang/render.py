"""A diagnostic as text: place, message, source line with a caret, help and notes."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

from bylaw.lang.diagnostic import Diagnostic

_TAB: Final = 4
_WIDEST: Final = 160
"""Columns of a source line that are shown; longer ones are cut around the caret."""

_RESET: Final = "\x1b[0m"
_BOLD: Final = "\x1b[1m"
_BLUE: Final = "\x1b[1;34m"
_SEVERITY: Final = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "note": "\x1b[1;36m"}


def render(diagnostic: Diagnostic, *, color: bool = False) -> str:
    r"""The lines of one diagnostic, without an end of line after the last.

    Control characters, bidirectional marks and other invisible characters of the policy are shown
    as `\u{1b}`, so that no text of it reaches the terminal as a command.
    """
    paint = _painter(color)
    lines = [_headline(diagnostic, color)]
    width = len(str(diagnostic.line))
    bar = paint(" " * width + " |", _BLUE)
    if diagnostic.line and diagnostic.source:
        before, shown, after = _excerpt(diagnostic)
        number = paint(f"{diagnostic.line} |", _BLUE)
        lines += [bar, f"{number} {before}{shown}{after}".rstrip()]
        carets = paint("^" * max(1, _width(shown)), _SEVERITY[diagnostic.severity])
        label = f" {visible(diagnostic.label)}" if diagnostic.label else ""
        lines.append(f"{bar} {' ' * _width(before)}{carets}{paint(label, _SEVERITY['note'])}")
    mark = paint(" " * width + " =", _BLUE)
    if diagnostic.line == 0 or not diagnostic.source:
        mark = paint("  =", _BLUE)
        if diagnostic.label:
            lines.append(f"{mark} {visible(diagnostic.label)}")
    if diagnostic.help:
        lines.append(f"{mark} {paint('help', _BOLD)}: {visible(diagnostic.help)}")
    for note in diagnostic.notes:
        where = f" at {note.path}:{note.line}:{note.column}" if note.line else ""
        lines.append(f"{mark} {paint('note', _BOLD)}: {visible(note.message + where)}")
    return "\n".join(lines)


def render_all(diagnostics: Iterable[Diagnostic], *, color: bool = False) -> str:
    """Several diagnostics with an empty line between, and an end of line after the last."""
    texts = [render(each, color=color) for each in diagnostics]
    return "\n\n".join(texts) + "\n" if texts else ""


def _headline(diagnostic: Diagnostic, color: bool) -> str:
    paint = _painter(color)
    place = visible(diagnostic.path)
    if diagnostic.line:
        place += f":{diagnostic.line}:{diagnostic.column}"
    what = f"{diagnostic.severity}[{diagnostic.code}]"
    prefix = f"{paint(place, _BOLD)}: " if place else ""
    return f"{prefix}{paint(what, _SEVERITY[diagnostic.severity])}: {visible(diagnostic.message)}"


def _painter(color: bool) -> Callable[[str, str], str]:
    return _paint if color else _plain


def _paint(text: str, code: str) -> str:
    return f"{code}{text}{_RESET}" if text else ""


def _plain(text: str, code: str) -> str:
    return text


def _excerpt(diagnostic: Diagnostic) -> tuple[str, str, str]:
    """The source line in three parts, the middle one above the carets."""
    source = diagnostic.source
    start = min(diagnostic.column - 1, len(source))
    end = diagnostic.end_column - 1 if diagnostic.end_column else start + 1
    if diagnostic.end_line > diagnostic.line:
        end = len(source.rstrip())
    end = max(start, min(end, len(source)))
    first, last = _window(source, start, end)
    tail = "…" if last < len(source) else ""
    head = "…" if first else ""
    before = head + _expand(source[first:start], len(head))
    shown = _expand(source[start : min(end, last)], _width(before))
    return before, shown, _expand(source[end:last], _width(before + shown)) + tail


def _window(source: str, start: int, end: int) -> tuple[int, int]:
    """The stretch of a long line that is shown."""
    if len(source) <= _WIDEST:
        return 0, len(source)
    first = max(0, min(start - 40, len(source) - _WIDEST))
    return first, min(len(source), max(first + _WIDEST, min(end, start + _WIDEST)))


def _expand(text: str, column: int) -> str:
    """The text with tabs as spaces and what is invisible made visible."""
    out: list[str] = []
    for char in text:
        shown = " " * (_TAB - column % _TAB) if char == "\t" else visible(char)
        out.append(shown)
        column += _width(shown)
    return "".join(out)


def visible(text: str) -> str:
    """The text with control, format, surrogate and separator characters written out."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        char
        if char.isprintable() or unicodedata.category(char) == "Zs"
        else f"\\u{{{ord(char):x}}}"
        for char in text
    )


def _width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1
