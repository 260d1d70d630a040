"""Cells, wrapping and paint of a terminal."""

from __future__ import annotations

from typing import Final, Literal
from unicodedata import category, east_asian_width

from bylaw.reports import escape

Style = Literal["deny", "warn", "note", "good", "dim", "bold", "path", "add", "cut"]
_SGR: Final[dict[Style, str]] = {
    "deny": "1;31",
    "warn": "1;33",
    "note": "1;36",
    "good": "1;32",
    "dim": "2",
    "bold": "1",
    "path": "34",
    "add": "32",
    "cut": "31",
}
_TAB = 4


class Paint:
    """Colours text, or leaves it as it is. What it is given is already escaped."""

    __slots__ = ("_on",)

    def __init__(self, on: bool) -> None:
        self._on = on

    def __call__(self, style: Style, text: str) -> str:
        """The text in that style."""
        return f"\x1b[{_SGR[style]}m{text}\x1b[0m" if self._on and text else text


def width(text: str) -> int:
    """Columns that escaped text takes."""
    if text.isascii():
        return len(text)
    return sum(map(_cell_width, text))


def _cell_width(character: str) -> int:
    if character.isascii():
        return 1
    if category(character) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def cells(text: str) -> list[tuple[str, int]]:
    """For each code point what is shown of it, and in how many columns; tabs reach tab stops."""
    commands = escape.log_commands(text)
    if text.isascii() and text.isprintable() and not commands:
        return [(character, 1) for character in text]
    answer, at = [], 0
    for index, character in enumerate(text):
        shown = " " * (_TAB - at % _TAB) if character == "\t" else escape.line(character)
        if index in commands:
            shown = f"\\x{ord(character):02x}"
        columns = width(shown)
        answer.append((shown, columns))
        at += columns
    return answer


def wrap(text: str, columns: int, lead: int = 0) -> list[str]:
    """One line of text in rows, broken at blanks, or within a word that is longer than a row.

    The first row is `lead` columns shorter: a label stands there.
    """
    columns = max(columns, 10)
    answer = []
    row, used = "", lead
    for word in escape.line(text).split(" "):
        for piece in _pieces(word, columns):
            size = width(piece)
            gap = 1 if row else 0
            if used + gap + size > columns and used:
                answer.append(row)
                row, used, gap = "", 0, 0
            row += " " * gap + piece
            used += gap + size
    return [escape.line_start(one) for one in (*answer, row)]


def _pieces(word: str, columns: int) -> list[str]:
    if width(word) <= columns:
        return [word]
    pieces, row, used = [], "", 0
    for character in word:
        size = width(character)
        if used + size > columns:
            pieces.append(row)
            row, used = "", 0
        row, used = row + character, used + size
    return [*pieces, row]
