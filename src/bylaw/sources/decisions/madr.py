"""MADR 2 (https://adr.github.io/madr/): a list under the title. MADR 3 and 4 have front matter.

```
# Use queues

* Status: superseded by [ADR-0005](0005-use-streams.md)
* Deciders: Ana, Ben
* Date: 2020-05-03
```
"""

from __future__ import annotations

from typing import Final

from bylaw.sources.decisions.interface import Draft, Header, Record
from bylaw.sources.decisions.listed import items
from bylaw.sources.decisions.page import Page

BODY: Final = """\
## Context and Problem Statement

What is the problem, and why does it have to be decided now?

## Considered Options

* One option
* Another option

## Decision Outcome

Chosen option: "One option", because …

### Consequences

* Good, because …
* Bad, because …
"""


def said(page: Page) -> Header:
    """What the list says."""
    return items(page)


def written(draft: Draft) -> str:
    """A record with a list under its title."""
    return listed(draft, "*", [f"[{each.id}]({_file(each)})" for each in draft.supersedes])


def listed(draft: Draft, mark: str, supersedes: list[str]) -> str:
    """A record with a list of this mark."""
    rows = [f"{mark} Status: {draft.status}", f"{mark} Date: {draft.day}"]
    if supersedes:
        rows.append(f"{mark} Supersedes: {', '.join(supersedes)}")
    lines = "\n".join(rows)
    return f"# {draft.title}\n\n{lines}\n\n{BODY}"


def _file(record: Record) -> str:
    return record.path.rpartition("/")[2]
