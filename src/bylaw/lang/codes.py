"""What `bylaw explain CODE` says of one kind of mistake."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CodeDoc:
    """The description of a diagnostic's code."""

    title: str
    """One line without a full stop."""
    text: str
    """One or more sentences: what is wrong and why the language refuses it."""
    wrong: str
    """A shortest example that gives this code."""
    right: str
    """The same, mended."""
