"""From the words for a decision's state to the six states that there are."""

from __future__ import annotations

import re
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.decisions.interface import Status
from bylaw.sources.decisions.names import referred

_WORDS: Final[dict[str, Status]] = {
    "draft": "draft",
    "wip": "draft",
    "work in progress": "draft",
    "idea": "draft",
    "proposed": "proposed",
    "proposal": "proposed",
    "pending": "proposed",
    "open": "proposed",
    "last call": "proposed",
    "on hold": "proposed",
    "deferred": "proposed",
    "postponed": "proposed",
    "in review": "proposed",
    "under review": "proposed",
    "in discussion": "proposed",
    "under discussion": "proposed",
    "rfc": "proposed",
    "accepted": "accepted",
    "approved": "accepted",
    "adopted": "accepted",
    "agreed": "accepted",
    "decided": "accepted",
    "implemented": "accepted",
    "active": "accepted",
    "final": "accepted",
    "rejected": "rejected",
    "declined": "rejected",
    "abandoned": "rejected",
    "withdrawn": "rejected",
    "cancelled": "rejected",
    "canceled": "rejected",
    "not accepted": "rejected",
    "not approved": "rejected",
    "deprecated": "deprecated",
    "obsolete": "deprecated",
    "obsoleted": "deprecated",
    "retired": "deprecated",
    "outdated": "deprecated",
    "superseded": "superseded",
    "superceded": "superseded",
    "superseeded": "superseded",
    "superceeded": "superseded",
    "replaced": "superseded",
}
"""By the words at the beginning of what is written; the longest that fits counts."""

WORDS: Final = ("draft", "proposed", "accepted", "rejected", "deprecated", "superseded")

_LEADING: Final = re.compile(r"[^\w{]+|(?:status|state)\s*:\s*", re.IGNORECASE)
_FIRST: Final = re.compile(
    "(?:" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")(?![\w-])", re.IGNORECASE
)
_BY: Final = re.compile(
    r"(?<!partially )(?<!partly )(?<!in part )"
    r"\b(?:super[sc]ee?ded|replaced|obsoleted|deprecated)\s+by\b",
    re.IGNORECASE,
)
_REPLACES: Final = re.compile(r"\b(?:super[sc]ee?des|replaces|obsoletes)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """What a line says of a state."""

    status: Status | None
    """None where it says none that is known."""
    superseded_by: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()

    @property
    def is_link(self) -> bool:
        """It speaks of another decision rather than of this one's state."""
        return self.status is None and bool(self.supersedes)


def understood(text: str) -> Said:
    """What a line of a state means: `Accepted`, `superseded by ADR-7`, `LAST CALL 2021-05-03`."""
    text = text[:2000]
    if is_template(text):
        return Said(None)
    by = _BY.search(text)
    replaces = _REPLACES.search(text)
    start = _start(text)
    first = _FIRST.match(text, start)
    status = _WORDS[" ".join(first[0].lower().split())] if first else None
    if by is not None:
        before = replaces.start() if replaces and replaces.start() > by.start() else len(text)
        return Said(
            "superseded",
            referred(text[by.end() : before], is_list=True),
            referred(text[replaces.end() :], is_list=True)
            if replaces and replaces.start() > by.start()
            else (),
        )
    return Said(status, (), referred(text[replaces.end() :], is_list=True) if replaces else ())


def is_template(text: str) -> bool:
    """Whether it still is what a template has: `{proposed | rejected | …}`."""
    return text.lstrip("\"'[ ").startswith("{") or text.count("|") > 1


def _start(text: str) -> int:
    """Where the words begin, behind marks, emoji and `Status:`."""
    at = 0
    while (mark := _LEADING.match(text, at)) is not None and mark.end() > at:
        at = mark.end()
    return at
