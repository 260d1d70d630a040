"""The shared shape of what is looked at: a family gives checks, a check is one line and what to do.

A family is a function that takes what it looks at and yields checks. What it could not look at is a
check too, `unknown`; nothing is `ok` that was not seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from bylaw.dataclass import dataclass

State = Literal["ok", "warn", "fail", "unknown"]
REQUIRED: Final = "required"
"""The check that says whether bylaw's answer is needed to merge."""
Group = Literal["repository", "owners", "pipeline", "branch", "settings"]
GROUPS: Final[dict[Group, str]] = {
    "repository": "This repository",
    "owners": "Owners",
    "pipeline": "Pipeline",
    "branch": "Branch, at the forge",
    "settings": "Settings, at the forge",
}
"""In the order in which they are shown, and what people read."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    group: Group
    name: str
    """Kebab-case, and the same in each version: `required-check`."""
    state: State
    """`fail` lets a change get past the gate; `warn` makes the gate weaker, or a nuisance."""
    what: str
    """What is, in one sentence. It may hold text of the repository or the forge: not escaped."""
    why: str = ""
    """Why it matters; empty where all is well."""
    do: str = ""
    """What to do: a setting's path, or what to write."""
    path: str = ""
    """The file it is about; empty where it is about none."""
    line: int = 0
    """In that file, from 1; 0 means all of it."""
    decides: bool = False
    """Of an unknown: whether it could hide a `fail`."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What a run of `bylaw doctor` found."""

    checks: tuple[Check, ...]
    """By group; within one, in the order in which they were looked at."""

    def count(self, state: State) -> int:
        """How many checks have a state."""
        return sum(one.state == state for one in self.checks)

    @property
    def exit_code(self) -> int:
        """1 where something lets a change get past the gate, 3 where something might, else 0."""
        if self.count("fail"):
            return 1
        return 3 if any(one.state == "unknown" and one.decides for one in self.checks) else 0


def examined(checks: Iterable[Check]) -> Examined:
    """Checks in the order of their groups."""
    order = list(GROUPS)
    return Examined(tuple(sorted(checks, key=lambda one: order.index(one.group))))
