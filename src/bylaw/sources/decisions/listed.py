"""A header that is a list, or lines, of `Key: value` under the title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bylaw.sources.decisions.fields import part_of, statement
from bylaw.sources.decisions.interface import Header, Statement
from bylaw.sources.decisions.page import Page

_ITEM: Final = re.compile(r"[*+-][ \t]+(.*)$")
_KEY: Final = re.compile(
    r"(\*\*|__|_|\*)?([A-Za-z][A-Za-z _-]{0,39}?)(?::\1?|\1[ \t]*:)[ \t]*(.*)$"
)


def items(page: Page) -> Header:
    """Of the list under the title, what its items say: `* Status: accepted`."""
    return _header((number, item[1]) for number, text in page.head() if (item := _ITEM.match(text)))


def lines(page: Page) -> Header:
    """Of the lines under the title, what they say: `Status: accepted`, `**Date:** 2024-09-17`."""
    return _header((number, _cells(text)) for number, text in page.head() if not _ITEM.match(text))


def _cells(text: str) -> str:
    """A row of a table, `| Status | accepted |`, like a line."""
    if not text.startswith("|") or text.count("|") < 3:
        return text
    name, _, value = text.strip("| \t").partition("|")
    return f"{name.strip()}: {value.strip()}"


def _header(rows: Iterator[tuple[int, str]]) -> Header:
    found: list[Statement] = []
    for number, text in rows:
        key = _KEY.match(text)
        part = part_of(key[2]) if key else None
        if key is None or part is None or part in ("id", "title"):
            continue
        made = statement(part, key[3], number)
        if made is not None:
            found.append(made)
    return Header(tuple(found), (), tuple((each.line, each.line + 1) for each in found))
