"""Cosmos' records: a change log, and a section with a state in capitals.

Source: docs/architecture/adr-template.md of cosmos-sdk.

```
# ADR 038: State Listening

## Changelog

* 2020-11-23: Initial draft

## Status

LAST CALL 2021-05-03
```
"""

from __future__ import annotations

import re
from typing import Final

from bylaw.sources.decisions.interface import Draft, Header, Statement
from bylaw.sources.decisions.page import Heading, Page
from bylaw.sources.decisions.sections import joined, section

_DAY: Final = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")


def said(page: Page) -> Header:
    """What both sections say, where both are there."""
    log, state = page.section("changelog", "change log"), section(page, "status")
    if log is None or not state.statements:
        return Header()
    days = (
        Statement("date", (day[0],), number)
        for number, text in page.prose(log.start, log.end)
        if (day := _DAY.search(text))
    )
    first = next(days, None)
    return joined(state, Header((first,) if first else (), (), _entries(page, log)))


def _entries(page: Page, log: Heading) -> tuple[tuple[int, int], ...]:
    """The heading of the log and its entries; a sentence beside them is part of the text."""
    lines = [log.line]
    for number, _ in page.prose(log.start, log.end):
        if page.lines[number - 1][:1] in (" ", "\t", "*", "-", "+"):
            lines.append(number)
    return tuple((number, number + 1) for number in lines)


def written(draft: Draft) -> str:
    """A record with a change log."""
    old = ", ".join(
        f"ADR {each.number:03d}" for each in draft.supersedes if each.number is not None
    )
    state = draft.status.upper() + (f", supersedes {old}" if old else "")
    return (
        f"# ADR {draft.number or 0:03d}: {draft.title}\n\n"
        f"## Changelog\n\n* {draft.day}: Initial draft\n\n## Status\n\n{state}\n\n"
        "## Abstract\n\n…\n\n## Context\n\n"
        "What is the problem, and why does it have to be decided now?\n\n"
        "## Decision\n\nWe will …\n\n## Consequences\n\n…\n"
    )
