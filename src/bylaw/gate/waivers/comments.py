"""`bylaw: allow RULE until DATE -- reason` in a comment of the code."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from bylaw.config.moments import Moment, moment
from bylaw.dataclass import dataclass

FORM: Final = "bylaw: allow RULE until 2027-01-31 -- reason"
_LONGEST: Final = 1000
"""Characters of a reason that are kept."""
_NEAR: Final = 80
"""Characters before it among which the mark of a comment stands."""
_MOST: Final = 4
"""Of one line."""
_ASKED: Final = re.compile(r"(?:^|(?<=[\s#/*;!%<(-]))bylaw:[ \t]*allow(?![\w-])")
_MARKED: Final = re.compile(
    r"(?:[#;%]+|//+!?|/\*+|^[ \t]*\*|--+|<!--+|\{-|\(\*|^[ \t]*(?:rem|dnl)\b)[ \t]*$", re.I
)
"""What has to stand before it where no parser tells comments from code."""
_MARKS: Final = " \t#;%/*-!<({"
_SAID: Final = re.compile(
    r"[ \t]+(?P<rule>\S+)[ \t]+until[ \t]+(?P<day>\S+)"
    r"[ \t]+(?:--|\u2014|\u2013)[ \t]+(?P<why>\S.*)"
)
_CLOSING: Final = re.compile(r"(?:\*+/|-->|--%>|-\}|\*\)|#\})$")


@dataclass(frozen=True, slots=True)
class Allow:
    """One such comment, as it is written."""

    rule: str
    until: Moment | None
    """The day to whose end, in UTC, it counts."""
    reason: str
    problem: str = ""
    """Why it counts for nothing, as a clause."""


def allows_in(comment: str) -> list[Allow]:
    """What the text of a line's comments allows."""
    found = list(_ASKED.finditer(comment))[:_MOST]
    ends = [*(each.start() for each in found[1:]), len(comment)]
    return [
        _read(comment[each.end() : end])
        for each, end in zip(found, ends[: len(found)], strict=True)
    ]


def allows_of_raw(line: str) -> tuple[list[Allow], bool]:
    """The same of a whole line that no parser reads; and whether it holds nothing else."""
    first = _ASKED.search(line)
    if first is None:
        return [], False
    near = max(0, first.start() - _NEAR)
    before = _MARKED.search(line[near : first.start()])
    if before is None:
        return [], False
    return allows_in(line[first.start() :]), not line[: near + before.start()].strip(_MARKS)


def _read(text: str) -> Allow:
    text = text[: 2 * _LONGEST]
    said = _SAID.match(_CLOSING.sub("", text.rstrip()))
    if said is None:
        named = re.match(r"[ \t]+(\S+)", text)
        return Allow(named[1][:100] if named else "", None, "", f"it is not written `{FORM}`")
    rule, day, why = said["rule"][:100], said["day"], said["why"].strip()[:_LONGEST]
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", day, re.ASCII):
            raise ValueError(day)
        date.fromisoformat(day)
        return Allow(rule, moment(f"{day}Z"), why)
    except (ValueError, OverflowError):
        return Allow(rule, None, why, f"{day[:40]} is not a day like 2027-01-31")
