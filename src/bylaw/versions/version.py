"""A version of an ecosystem as a value of the language."""

from __future__ import annotations

from typing import Any

from bylaw.versions import order


class Version:
    """A version, ordered by the rules of its ecosystem.

    One without ecosystem (`version("1.2")` in a policy) is ordered as the other one is.
    """

    __slots__ = ("ecosystem", "text")

    def __init__(self, text: str, ecosystem: str = "") -> None:
        self.text, self.ecosystem = text, ecosystem

    def keys(self, other: Version) -> tuple[Any, Any] | None:
        """What both are ordered by; None where one of them is no version where the other is.

        Versions of two different ecosystems have no order.
        """
        ecosystem = self.ecosystem or other.ecosystem
        if other.ecosystem not in ("", ecosystem):
            return None
        one, two = order(self.text, ecosystem), order(other.text, ecosystem)
        return None if one is None or two is None else (one, two)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Version):
            return NotImplemented
        keys = self.keys(other)
        return self.text == other.text if keys is None else bool(keys[0] == keys[1])

    def __hash__(self) -> int:
        return 0  # equal versions may be written in ways that have nothing in common

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Version({self.text!r})"
