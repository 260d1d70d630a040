"""The names that headers give to what they say, and their values as texts."""

from __future__ import annotations

import re
from typing import Final

from bylaw.sources.decisions.interface import Part, Statement

MOST: Final = 500
"""Values of one field that are read."""
LONGEST: Final = 2000
"""Characters of a value that are read."""

PARTS: Final[dict[str, Part]] = {
    "id": "id",
    "number": "id",
    "adr": "id",
    "title": "title",
    "status": "status",
    "state": "status",
    "date": "date",
    "decided": "date",
    "decided-on": "date",
    "decision-date": "date",
    "decision-makers": "owners",
    "decision-maker": "owners",
    "deciders": "owners",
    "decider": "owners",
    "decided-by": "owners",
    "owners": "owners",
    "owner": "owners",
    "approvers": "owners",
    "authors": "authors",
    "author": "authors",
    "supersedes": "supersedes",
    "supercedes": "supersedes",
    "superseeds": "supersedes",
    "replaces": "supersedes",
    "superseded-by": "superseded_by",
    "superceded-by": "superseded_by",
    "superseeded-by": "superseded_by",
    "replaced-by": "superseded_by",
    "scope": "scope",
    "components": "scope",
    "component": "scope",
    "paths": "paths",
    "path": "paths",
    "tags": "tags",
    "tag": "tags",
    "labels": "tags",
}
"""By key in lower case, words joined by `-`."""

TEXTS: Final[frozenset[Part]] = frozenset(("id", "title", "status", "date"))
"""Parts whose value is one text; the others are lists."""

_COMMENT: Final = re.compile(r"<!--.*?(?:-->|$)")


def part_of(name: str) -> Part | None:
    """The part that a key names; None where it names none."""
    return PARTS.get(re.sub(r"[\s_-]+", "-", name.strip(" *_`:").lower()[:40]))


def statement(part: Part, values: list[str] | str, line: int) -> Statement | None:
    """What a key says; None where it says nothing. A text that is a list is split at commas."""
    if part in TEXTS:
        whole = values if isinstance(values, str) else ", ".join(values[:MOST])
        text = clean(whole)
        return Statement(part, (text,), line) if text else None
    each = split(values) if isinstance(values, str) else values[:MOST]
    cleaned = [text for one in each if (text := clean(one))]
    return Statement(part, tuple(cleaned), line) if cleaned else None


def clean(text: str) -> str:
    """A value without comments, quotes and marks of emphasis."""
    text = _COMMENT.sub("", text[:LONGEST]).strip()
    for mark in ('"', "'", "`", "**", "__"):
        if len(text) > 2 * len(mark) and text.startswith(mark) and text.endswith(mark):
            text = text[len(mark) : -len(mark)].strip()
    return text


def split(text: str) -> list[str]:
    """The parts between commas that stand in no brackets: `a, b/{c,d}`."""
    text = text[: LONGEST * 4].strip()
    if text.startswith("[") and text.endswith("]") and text.count("[") == 1:
        text = text[1:-1]
    found, depth, start = [], 0, 0
    for at, char in enumerate(text):
        depth += (char in "{[(") - (char in "}])")
        if char in ",;" and depth <= 0:
            found.append(text[start:at])
            start = at + 1
    found.append(text[start:])
    return found[:MOST]
