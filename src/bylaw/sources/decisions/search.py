"""Which decisions speak of some words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.decisions.interface import Record

TITLE: Final = 100
TAG: Final = 30
TEXT: Final = 10
MOST: Final = 9
"""Further mentions in a text that count, one each."""
_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """A decision that was found."""

    record: Record
    score: int
    line: int
    """The line of the text that holds most of the words; 0 where only the header does."""
    text: str
    """That line."""


def search(records: Sequence[Record], words: str) -> list[Hit]:
    """The decisions that hold all of the words somewhere, best first; letters have no case.

    A word counts in a title, then in an id, tags, scope, paths and owners, then in the text.
    """
    wanted = list(dict.fromkeys(words.casefold().split()))[:20]
    found = [hit for each in records if (hit := _hit(each, wanted)) is not None]
    return sorted(found, key=lambda hit: (-hit.score, hit.record.id, hit.record.path))


def _hit(record: Record, words: Sequence[str]) -> Hit | None:
    title = record.title.casefold()
    owners = (each.name for each in record.owners)
    named = (record.id, *record.tags, *record.scope, *record.paths, *owners)
    tags = "\n".join(named).casefold()
    text = record.text.casefold()
    score = 0
    for word in words:
        count = text.count(word)
        mine = TITLE * (word in title) + TAG * (word in tags)
        mine += TEXT + min(count - 1, MOST) if count else 0
        if not mine:
            return None
        score += mine
    line, shown = _line(record, words)
    return Hit(record, score, line, shown)


def _line(record: Record, words: Sequence[str]) -> tuple[int, str]:
    """The first line with most of the words, if possible not the title's own."""
    best, most = 0, 0
    lines = record.text.split("\n")
    for number, line in enumerate(lines, 1):
        low = line.casefold()
        held = 2 * sum(word in low for word in words)
        held -= held > 0 and number == record.line
        if held > most:
            best, most = number, held
    return (best, _cut(lines[best - 1], words)) if best else (0, "")


def _cut(line: str, words: Sequence[str]) -> str:
    line = line.strip()
    if len(line) <= _SHOWN:
        return line
    low = line.casefold()
    first = min((at for word in words if (at := low.find(word)) >= 0), default=0)
    start = max(0, first - 60)
    head = "…" if start else ""
    tail = "…" if start + _SHOWN < len(line) else ""
    return f"{head}{line[start : start + _SHOWN].strip()}{tail}"
