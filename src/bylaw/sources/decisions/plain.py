"""Records of no particular format: lines under the title, and sections named like a part.

```
# Use queues

Status: Accepted

## Deciders

Ana, Ben
```
"""

from __future__ import annotations

from bylaw.sources.decisions.interface import Header
from bylaw.sources.decisions.listed import lines
from bylaw.sources.decisions.page import Page
from bylaw.sources.decisions.sections import joined, sections


def said(page: Page) -> Header:
    """What the lines and the sections say."""
    return joined(lines(page), sections(page))
