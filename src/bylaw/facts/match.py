"""A stretch of text that a regex or a code pattern found."""

from __future__ import annotations

from typing import Any

from bylaw.facts.place import Place


class Match:
    """What `.find(/re/)` or `.added_code("…")` found: its text, its place and its groups."""

    __slots__ = ("file", "groups", "is_added", "place", "text")

    def __init__(
        self,
        text: str,
        place: Place,
        file: Any,
        groups: dict[str, str | None],
        is_added: bool = True,
    ) -> None:
        self.text = text
        self.place = place
        self.file = file
        self.groups = groups
        self.is_added = is_added

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Match) and (self.place, self.text) == (other.place, other.text)

    def __hash__(self) -> int:
        return hash(self.place)
