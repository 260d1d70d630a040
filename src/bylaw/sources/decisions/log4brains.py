"""log4brains (https://github.com/thomvaill/log4brains): `YYYYMMDD-slug.md`, with MADR 2's list.

```
# Use queues

- Status: superseded by [20210601-use-streams](20210601-use-streams.md)
- Date: 2021-05-03
- Tags: messaging, backend
```

Without a date in the list, the file's name tells it.
"""

from __future__ import annotations

from bylaw.sources.decisions.interface import Draft, Header, Statement
from bylaw.sources.decisions.listed import items
from bylaw.sources.decisions.madr import listed
from bylaw.sources.decisions.names import is_dated
from bylaw.sources.decisions.page import Page


def said(page: Page) -> Header:
    """What the list and the file's name say."""
    if not is_dated(page.name):
        return Header()
    header = items(page)
    if any(each.part == "date" for each in header.statements):
        return header
    digits = page.name.replace("-", "")[:8]
    day = Statement("date", (f"{digits[:4]}-{digits[4:6]}-{digits[6:]}",), 1)
    return Header((*header.statements, day), header.flaws, header.spans)


def written(draft: Draft) -> str:
    """A record with a list under its title."""
    return listed(draft, "-", [f"[{each.id}]({each.id}.md)" for each in draft.supersedes])
