"""adr-tools (https://github.com/npryce/adr-tools): a date line, and a section of states and links.

```
# 7. Use queues

Date: 2020-05-03

## Status

Accepted

Supercedes [3. Use files](0003-use-files.md)
```
"""

from __future__ import annotations

from bylaw.sources.decisions.interface import Draft, Header
from bylaw.sources.decisions.listed import lines
from bylaw.sources.decisions.page import Page
from bylaw.sources.decisions.sections import joined, section


def said(page: Page) -> Header:
    """What the date line and the section say, where both are there."""
    head, state = lines(page), section(page, "status")
    if not state.statements or not any(each.part == "date" for each in head.statements):
        return Header()
    return joined(head, state)


def written(draft: Draft) -> str:
    """A record with the sections of Michael Nygard's."""
    links = "".join(
        f"Supercedes [{each.number}. {each.title}]({each.path.rpartition('/')[2]})\n\n"
        for each in draft.supersedes
    )
    state = draft.status.capitalize()
    return (
        f"# {draft.number}. {draft.title}\n\nDate: {draft.day}\n\n## Status\n\n{state}\n\n{links}"
        "## Context\n\nWhat is the problem, and why does it have to be decided now?\n\n"
        "## Decision\n\nWe will …\n\n## Consequences\n\n…\n"
    )
