"""A version of an ecosystem as a value of the language."""

from __future__ import annotations

from typing import Any

from bylaw.versions import order
from bylaw.versions.interface import LONGEST, filled


def rank(text: str, ecosystem: str) -> Any | None:
    """What a version is ordered by, also where it leaves out numbers that its ecosystem wants."""
    found = order(text, ecosystem)
    return order(filled(text), ecosystem) if found is None and len(text) <= LONGEST else found


class Version:
    """A version, which is ordered by the rules of its ecosystem; it prints as its text.

    One without ecosystem (`version("1.2")` in a policy) is ordered as the other one is. Where the
    ecosystem wants three numbers, those that a policy leaves out are 0. Python's
    `==` says whether two are the same value: versions of one ecosystem that it orders alike. What
    the language says of two comes from `keys`, because it may be that nobody knows.
    """

    __slots__ = ("ecosystem", "text")

    def __init__(self, text: str, ecosystem: str = "") -> None:
        self.text, self.ecosystem = text, ecosystem

    def keys(self, other: Version) -> tuple[Any, Any] | None:
        """What both are ordered by.

        None where one of them is no version where the other is, or both are of different
        ecosystems.
        """
        ecosystem = self.ecosystem or other.ecosystem
        if other.ecosystem not in ("", ecosystem):
            return None
        one, two = rank(self.text, ecosystem), rank(other.text, ecosystem)
        return None if one is None or two is None else (one, two)

    def _identity(self) -> tuple[str, Any]:
        made = rank(self.text, self.ecosystem)
        return self.ecosystem, self.text if made is None else made

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Version):
            return NotImplemented
        return bool(self._identity() == other._identity())

    def __hash__(self) -> int:
        return hash(self._identity())

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        named = f", {self.ecosystem!r}" if self.ecosystem else ""
        return f"Version({self.text!r}{named})"
