"""What stops a run before anything is judged."""

from __future__ import annotations


class NotJudged(Exception):
    """The change could not be had at all: exit 3, never an empty change.

    `reason` is a kebab-case code, `message` one sentence for people, `remedy` what mends it.
    """

    def __init__(self, reason: str, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.remedy = remedy


class BadPatch(Exception):
    """A patch that is not one, or breaks off: bad input, exit 2. `line` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(f"line {line}: {message}")
        self.message = message
        self.line = line
