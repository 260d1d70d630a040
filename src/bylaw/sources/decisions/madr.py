"""MADR 2 (https://adr.github.io/madr/): a list under the title. MADR 3 and 4 have front matter.

```
# Use queues

* Status: superseded by [ADR-0005](0005-use-streams.md)
* Deciders: Ana, Ben
* Date: 2020-05-03
```
"""

from __future__ import annotations

from bylaw.sources.decisions.interface import Header
from bylaw.sources.decisions.listed import items
from bylaw.sources.decisions.page import Page


def said(page: Page) -> Header:
    """What the list says."""
    return items(page)
