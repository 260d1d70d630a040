"""The text of a file of waivers with an entry more, another end, or some entries less.

Comments and the layout of all else stay. Who calls reads the result again before it is kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Final

from bylaw.config.document import Document, Path

HEAD: Final = """\
# What was accepted: which finding, why, by whom, until when.
# `bylaw waive --help` writes entries; docs/waivers.md describes them.
bylaw: 1
waivers:
"""
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9 ,.'()/*-]*[A-Za-z0-9.)*]")
_DATED: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+)?(Z|[+-][0-9]{2}:[0-9]{2})")
_WORDS: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off"})


class NotEdited(Exception):
    """The file is laid out in a way that is not edited."""


def scalar(text: str) -> str:
    """A text as YAML: plain where nothing in it could be taken for something else."""
    plain = _DATED.fullmatch(text) or (_PLAIN.fullmatch(text) and text.lower() not in _WORDS)
    return text if plain else json.dumps(text, ensure_ascii=False)


def entry(fields: Iterable[tuple[str, str]], indent: str = "  ") -> str:
    """An entry of the list, with a line for each field."""
    rows = [f"{key}: {scalar(value)}" for key, value in fields]
    return "".join(f"{indent}{'  ' if number else '- '}{row}\n" for number, row in enumerate(rows))


def appended(document: Document | None, fields: Sequence[tuple[str, str]]) -> str:
    """The file with one entry more, at the end of the list. Raises NotEdited."""
    if document is None or not document.text.strip():
        return HEAD + entry(fields)
    text = document.text if document.text.endswith("\n") else document.text + "\n"
    value = document.value if document.value is not None else {}
    if not isinstance(value, dict):
        raise NotEdited
    if "waivers" not in value:
        return f"{text}waivers:\n{entry(fields)}"
    lines = text.split("\n")
    if not value["waivers"]:
        line, column, *_ = document.spans[("waivers",)]
        row = lines[line - 1]
        if row[column - 1 : column + 1] != "[]":
            raise NotEdited
        before, after = row[: column - 1].rstrip(), row[column + 1 :]
        lines[line - 1 : line] = [before + after, *entry(fields).split("\n")[:-1]]
        return "\n".join(lines)
    last = len(value["waivers"]) - 1
    first, end = _rows(document, lines, last)
    indent = lines[first].partition("-")[0]
    lines[end + 1 : end + 1] = entry(fields, indent).split("\n")[:-1]
    return "\n".join(lines)


def renewed(document: Document, index: int, expires: str) -> str:
    """The file in which an entry has another end, and tells the one that it had."""
    said = document.value["waivers"][index]
    at: Path = ("waivers", index)
    lines = document.text.split("\n")
    old, earlier = said["expires"], said.get("renewed")
    where = (*at, "renewed")
    row = document.spans[(*at, "expires")][0] - 1
    insert: tuple[int, str] | None = None
    if earlier is None:
        column = document.keys[(*at, "expires")][1] - 1
        if lines[row][:column].strip(" -"):
            raise NotEdited
        insert = (row + 1, f"{' ' * column}renewed: [{scalar(old)}]")
    elif isinstance(earlier, int):
        _set(lines, document.spans[where], str(earlier + 1))
    else:
        # The span of a list is that of its first mark alone.
        line, column, *_ = document.spans[where]
        end = (line, column + 1)
        if earlier:
            end = document.spans[(*where, len(earlier) - 1)][2:]
        if lines[line - 1][column - 1 : column] == "[":
            comma = ", " if earlier else ""
            _set(lines, (*end, *end), comma + scalar(old))
        else:
            insert = (end[0], f"{lines[end[0] - 1].partition('-')[0]}- {scalar(old)}")
    _set(lines, document.spans[(*at, "expires")], scalar(expires))
    if insert is not None:
        lines.insert(*insert)
    return "\n".join(lines)


def without(document: Document, indexes: Iterable[int]) -> str:
    """The file without some entries."""
    gone = set(indexes)
    lines = document.text.split("\n")
    for index in sorted(gone, reverse=True):
        first, end = _rows(document, lines, index)
        del lines[first : end + 1]
    if len(gone) == len(document.value["waivers"]):
        key = document.keys[("waivers",)]
        lines[key[0] - 1] = lines[key[0] - 1].replace("waivers:", "waivers: []", 1)
    return "\n".join(lines)


def _set(lines: list[str], span: tuple[int, int, int, int], text: str) -> None:
    line, column, end_line, end_column = span
    if line != end_line:
        raise NotEdited
    row = lines[line - 1]
    lines[line - 1] = row[: column - 1] + text + row[end_column - 1 :]


def _rows(document: Document, lines: Sequence[str], index: int) -> tuple[int, int]:
    """The first and the last row of an entry, from 0. Raises NotEdited."""
    at: Path = ("waivers", index)
    first = document.spans[at][0] - 1
    while not lines[first].lstrip().startswith("-"):
        first -= 1
        if first < 0:
            raise NotEdited
    leaves = [
        (end_line, end_column)
        for path, (_, _, end_line, end_column) in document.spans.items()
        if path[:2] == at and len(path) > 2
    ]
    if document.spans[at][1] - 1 <= len(lines[first].partition("-")[0]):
        raise NotEdited
    end = 0
    for end_line, end_column in leaves:
        end = max(end, end_line - (2 if end_column == 1 else 1))
    while end > first and not lines[end].strip():
        end -= 1
    return first, end
