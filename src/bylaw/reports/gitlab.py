"""What GitLab's two reports share: where a finding stands, and what it is known by."""

from __future__ import annotations

from collections import Counter
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.facts.place import Place
from bylaw.reports import escape
from bylaw.reports.summary import where

NO_FILE: Final = "bylaw.yaml"
"""Where something stands that no file is named for: GitLab wants a path of everything."""
LONGEST_PATH: Final = 4_096


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the head, as GitLab can show it."""

    path: str
    first: int
    last: int
    aside: str
    """What has to be said beside it; empty where the place says all."""


def spot(place: Place | None) -> Spot:
    """The place in the head that stands for one of ours.

    Both reports know the head alone: a line of the base, shown at the same number, would point at
    whatever stands there now. It is shown at the first line of its file, as are a whole file and
    the change; what is meant is said in words.
    """
    if place is None or not place.path:
        return Spot(NO_FILE, 1, 1, "")
    path = escape.data(place.path)[:LONGEST_PATH]
    if place.side == "base":
        return Spot(path, 1, 1, f" (before the change, at {where(place)})")
    if place.scope == "change":
        return Spot(path, 1, 1, " (about the change as a whole)")
    return Spot(path, place.line, place.last_line, "")


def own(fingerprint: str, seen: Counter[str]) -> str:
    """A fingerprint that nothing before has: GitLab shows equal ones as a single entry."""
    seen[fingerprint] += 1
    times = seen[fingerprint]
    return fingerprint if times == 1 else digest(fingerprint, str(times))


def digest(*parts: str) -> str:
    """32 hex digits for some texts."""
    import hashlib

    text = "\0".join(parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
