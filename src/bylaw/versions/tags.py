"""Tags of images and actions: `v4`, `1.2.3`, `3.12-slim`. Their order is that of their numbers.

Where something follows the numbers it is a variant and not a pre-release, so such tags have no
order; two of the same variant can be told apart by their numbers, see `bylaw.versions.bump`.
"""

from __future__ import annotations

import re
from typing import Any, Final

from bylaw.versions.interface import by_comparisons

_TAG: Final = re.compile(r"v?(\d{1,18}(?:\.\d{1,18}){0,5})(?!\w)", re.ASCII)
_FIXED: Final = re.compile(r"[0-9a-f]{40}|(?:\S*@)?sha256:[0-9a-f]{64}")


def key(text: str) -> Any | None:
    """See interface."""
    found = _TAG.fullmatch(text.strip())
    if found is None:
        return None
    numbers = list(map(int, found[1].split(".")))
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def holds(text: str, range_: str) -> bool | None:
    """See interface: comparisons joined by commas; a tag alone means itself."""
    return by_comparisons(key, text, range_)


def release(text: str) -> tuple[int, ...] | None:
    """See interface."""
    found = _TAG.match(text.strip())
    return tuple(map(int, found[1].split("."))) if found else None


def exact(requirement: str) -> str | None:
    """See interface: a commit or digest. A tag can be moved, so it is none."""
    return requirement if _FIXED.fullmatch(requirement) else None
