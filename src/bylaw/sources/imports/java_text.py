"""Unicode escapes of Java, which stand for their characters wherever they are.

Source: https://docs.oracle.com/javase/specs/jls/se24/html/jls-3.html#jls-3.3.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from typing import Final

from bylaw.sources.imports.interface import Reading

_ESCAPE: Final = re.compile(r"\\(?:\\|u+([0-9a-fA-F]{4}))")


class Translated:
    """A text without its escapes, and where its places are in the text as it is written."""

    def __init__(self, written: str) -> None:
        self._written = _starts(written)
        self._ends: list[int] = []
        self._shorter: list[int] = []
        pieces: list[str] = []
        at = less = 0
        for each in _ESCAPE.finditer(written):
            if each[1] is None:
                continue
            code = int(each[1], 16)
            char = "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)
            pieces += [written[at : each.start()], "\n" if char == "\r" else char]
            at = each.end()
            less += at - each.start() - 1
            self._ends.append(at - less)
            self._shorter.append(less)
        self.text = "".join((*pieces, written[at:]))
        self._own = _starts(self.text)

    def place(self, line: int, column: int) -> tuple[int, int]:
        """The line and column in the text as it is written."""
        at = self._own[min(line, len(self._own)) - 1] + column - 1
        index = bisect_right(self._ends, at)
        at += self._shorter[index - 1] if index else 0
        line = bisect_right(self._written, at)
        return line, at - self._written[line - 1] + 1

    def as_written(self, reading: Reading) -> Reading:
        """The reading of the text, with its places in the text as it is written."""
        statements = []
        for each in reading.statements:
            line, column = self.place(each.line, each.column)
            end_line, end_column = self.place(each.end_line, each.end_column)
            statements.append(
                replace(each, line=line, column=column, end_line=end_line, end_column=end_column)
            )
        broken = {
            (self.place(first, 1)[0], self.place(last, 1)[0]) for first, last in reading.broken
        }
        return replace(reading, statements=tuple(statements), broken=tuple(sorted(broken)))


def _starts(text: str) -> list[int]:
    return [0, *(each.end() for each in re.finditer("\n", text))]
