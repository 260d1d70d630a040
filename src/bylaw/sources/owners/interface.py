"""The shared shape of both dialects: lines of owners, of which the last that matches counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal

from bylaw.dataclass import dataclass
from bylaw.facts.place import Place
from bylaw.sources.catalog.interface import Owner, Problem
from bylaw.sources.catalog.patterns import Patterns

Forge = Literal["github", "gitlab"]
LONGEST: Final = 1_000
"""Characters of a pattern."""
NOTHING: Final = r"[^\x00-\x{10FFFF}]"
"""The regex that matches no path."""


@dataclass(frozen=True, slots=True)
class Line:
    """A pattern and its owners."""

    pattern: str
    """As written, without the `!` of an exclusion."""
    regex: str
    """It as RE2 takes it; it has to meet a whole path."""
    owners: tuple[Owner, ...]
    """Empty: nobody owns what it matches."""
    place: Place
    section: str = ""
    """GitLab's section, as it is first spelled; empty outside of any."""
    optional: bool = False
    """Its section needs no approval."""
    approvals: int = 1
    """How many approvals its section asks for."""
    excludes: bool = False
    """What it matches has no owners in its section, whatever stands behind it."""


class Owners:
    """What a CODEOWNERS says.

    A path is held against all lines at once, by a set of RE2, so that a thousand lines cost hardly
    more than ten; what was asked once is not asked again.
    """

    def __init__(
        self,
        path: str,
        forge: Forge,
        lines: Sequence[Line],
        problems: Iterable[Problem] = (),
        unreadable: str = "",
    ) -> None:
        """The lines in the order in which they count, the last most."""
        self.path = path
        self.forge: Forge = forge
        self.lines = tuple(lines)
        self.problems = tuple(problems)
        """Lines, or parts of them, that the forge passes over, at their places."""
        self.unreadable = unreadable
        """Why nothing of it can be read, in a clause; whoever owns a file is then not known."""
        self._patterns = Patterns([line.regex for line in self.lines])
        self._known: dict[tuple[int, ...], tuple[Line, ...]] = {}

    def of(self, path: str) -> tuple[Owner, ...]:
        """Who owns a path: of each section in which it has owners, each of them once."""
        return tuple(dict.fromkeys(owner for line in self.lines_of(path) for owner in line.owners))

    def lines_of(self, path: str) -> tuple[Line, ...]:
        """The lines that count for a path: one of each section, the last that matches."""
        matching = tuple(self._patterns.matching(path))
        known = self._known.get(matching)
        if known is None:
            last: dict[str, Line] = {}
            excluded = set()
            for line in (self.lines[at] for at in matching):
                last[line.section] = line
                if line.excludes:
                    excluded.add(line.section)
            known = tuple(line for section, line in last.items() if section not in excluded)
            self._known[matching] = known
        return known
