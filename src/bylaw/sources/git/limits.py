"""Bounds on what is read of a change."""

from __future__ import annotations

from bylaw.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What is over a bound is a gap that says so; over `diff` the run is not judged."""

    added_text: int = 1 << 20
    """Bytes of added, and of removed, text of one file."""
    line: int = 20_000
    """Bytes of one line."""
    diff: int = 200_000_000
    """Bytes of the whole diff."""
    text: int = 8 << 20
    """Bytes of one whole file, where a rule asks for its text."""
    messages: int = 64 << 20
    """Bytes of all commit messages together."""
