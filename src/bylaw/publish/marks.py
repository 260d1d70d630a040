"""Marks that nobody sees: by them a run finds what an earlier one wrote.

A mark proves nothing. It stands first in a text, only texts of the token's own account are looked
at, and nothing but its own words is read from it.
"""

from __future__ import annotations

import re
from typing import Final

from bylaw.publish.model import Kind

NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
"""The name of an instance."""
_RULE: Final = re.compile(r"[a-z0-9][a-z0-9._/-]{0,199}")
_INLINE: Final = re.compile(
    r"<!-- bylaw:inline ([A-Za-z0-9._-]{1,40}) ([0-9a-f]{8,64}) ([a-z0-9._/-]{1,200}) -->"
)


def note_mark(name: str, kind: Kind) -> str:
    """The mark of the one comment. An artifact's is another one: it replaces no verdict."""
    return f"<!-- bylaw:{kind} {name} -->"


def inline_mark(name: str, fingerprint: str, rule: str) -> str:
    """The mark of a comment on a line."""
    return f"<!-- bylaw:inline {name} {fingerprint} {rule if _RULE.fullmatch(rule) else '-'} -->"


def read_inline(body: str, name: str) -> tuple[str, str] | None:
    """Fingerprint and rule of a comment on a line; None where it is no such one of this name."""
    found = _INLINE.match(body)
    return (found[2], found[3]) if found and found[1] == name else None
