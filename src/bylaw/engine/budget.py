"""What one rule may use, and the state that closures share while rules run."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from bylaw.dataclass import dataclass
from bylaw.facts.place import Unknown

BASE: Final = 10_000_000
PER_ELEMENT: Final = 200
LARGEST_VALUE: Final = 1 << 20
LARGEST_LIST: Final = LARGEST_VALUE // 8
_BETWEEN_CLOCKS: Final = 20_000
_BYTES_BETWEEN_CLOCKS: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on a run. `steps` is a rule's allowance before what it earns by reading."""

    seconds: float = 300.0
    clock: Callable[[], float] = time.monotonic
    steps: int = BASE


class Exhausted(Exception):
    """A rule may not go on; `why` says so."""

    def __init__(self, why: Unknown) -> None:
        super().__init__(why.reason)
        self.why = why


OUT_OF_STEPS: Final = Unknown(
    "budget", "budget", "The rule took more steps than its budget allows.",
    "Make it go through fewer combinations, or judge the change in parts.",
    bound=True, fatal=True,
)  # fmt: skip
TOO_LARGE: Final = Unknown(
    "budget", "budget", "The rule built a value of more than 1 MiB.",
    "Make it build less: count or test elements where they stand.",
    bound=True, fatal=True,
)  # fmt: skip
TOO_DEEP: Final = Unknown(
    "budget", "budget", "The rule is nested too deeply to be evaluated.",
    "Split it into smaller rules.", bound=True, fatal=True,
)  # fmt: skip
OUT_OF_TIME: Final = Unknown(
    "run", "time", "The run took longer than its time limit.",
    "Judge the change in parts, or raise limits.seconds in bylaw.yaml.",
    bound=True, fatal=True,
)  # fmt: skip


class Run:
    """Facts of one run, and the budget of the rule that is at work. Slot 0 of every frame."""

    __slots__ = (
        "_bytes",
        "_clock",
        "_deadline",
        "due",
        "functions",
        "lets",
        "limits",
        "readers",
        "reads",
        "roots",
        "seen",
        "steps",
        "unread",
        "used",
        "vault",
    )  # fmt: skip

    def __init__(
        self,
        readers: Sequence[Callable[..., Any]],
        functions: Sequence[Callable[..., Any]],
        roots: Sequence[Any],
        limits: Limits,
    ) -> None:
        self.readers, self.functions, self.roots = readers, functions, roots
        self.limits = limits
        self._clock = limits.clock
        self._deadline = limits.clock() + limits.seconds
        self._bytes = 0
        self.lets: dict[str, tuple[Any, int, int]] = {}
        """File-level lets that were computed: value, steps, elements read."""
        self.vault: dict[Any, Any] = {}
        """What the plan keeps for other rules: lists, answers of filters, hits of scans."""
        self.begin()

    def begin(self) -> None:
        """A new rule: a fresh budget."""
        self.steps = self.reads = 0
        self.unread: list[tuple[tuple[int, int], Any]] = []
        self.seen: dict[tuple[int, int], Any] = {}
        self.used: set[str] = set()
        self.due = min(self.limits.steps, _BETWEEN_CLOCKS)

    def apart(self) -> tuple[Any, ...]:
        """Begin anew for a while; `together` takes what this hands back."""
        outer = (self.steps, self.reads, self.unread, self.seen, self.used, self.due)
        self.begin()
        return outer

    def together(self, outer: tuple[Any, ...]) -> None:
        """Go on where `apart` was called."""
        self.steps, self.reads, self.unread, self.seen, self.used, self.due = outer

    def check(self) -> None:
        """Stop where the budget or the time is used up. Raises Exhausted."""
        self.settle()
        allowed = self.limits.steps + PER_ELEMENT * self.reads
        if self.steps > allowed:
            raise Exhausted(OUT_OF_STEPS)
        self.tick()
        self.due = min(allowed, self.steps + _BETWEEN_CLOCKS)

    def tick(self) -> None:
        """Stop where the time is used up. Raises Exhausted."""
        if self._clock() > self._deadline:
            raise Exhausted(OUT_OF_TIME)

    def spend(self, steps: int) -> None:
        """Use some steps."""
        self.steps += steps
        if self.steps > self.due:
            self.check()

    def scanned(self, size: int) -> None:
        """A regex went over so much text."""
        self._bytes += size
        if self._bytes > _BYTES_BETWEEN_CLOCKS:
            self._bytes = 0
            self.tick()

    def read(self, reader: int, of: Any, xs: Any) -> None:
        """A fact handed over a list: each list of each fact counts once for each rule.

        It is counted when the budget is looked at: the lines of a change arrive while a rule goes
        through them, and to ask how many there are would be to wait for all of them.
        """
        key = (reader, id(of))
        if key not in self.seen:
            self.seen[key] = of
            self.unread.append((key, xs))

    def settle(self) -> None:
        """Count what was read."""
        lengths = self.vault.setdefault("lengths", {})
        for key, xs in self.unread:
            if key not in lengths:
                lengths[key] = (len(xs), self.seen[key])
            self.reads += lengths[key][0]
        self.unread.clear()

    def built_text(self, size: int) -> None:
        """A text was built."""
        if size > LARGEST_VALUE:
            raise Exhausted(TOO_LARGE)
        self.spend(1 + size // 64)

    def built_list(self, size: int) -> None:
        """A list was built."""
        if size > LARGEST_LIST:
            raise Exhausted(TOO_LARGE)
        self.spend(1 + size // 8)
