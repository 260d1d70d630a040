"""How long services may take in a run."""

from __future__ import annotations

import time
from threading import Lock
from typing import Final

from bylaw.sources.services.interface import Failed

_LEAST: Final = 0.001


class Stopwatch:
    """Counts the time in which somebody waits for an answer; what the run does else is free.

    Attributes:
        limit: Seconds.
    """

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self._spent = 0.0
        self._since = 0.0
        self._waiting = 0
        self._lock = Lock()

    def __enter__(self) -> Stopwatch:
        with self._lock:
            if not self._waiting:
                self._since = time.monotonic()
            self._waiting += 1
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._waiting -= 1
            if not self._waiting:
                self._spent += time.monotonic() - self._since

    def rest(self) -> float:
        """Seconds that are left; 0 or less where there are none."""
        with self._lock:
            running = time.monotonic() - self._since if self._waiting else 0.0
            return self.limit - self._spent - running

    def left(self) -> float:
        """The same, in a question that is under way.

        Raises:
            Failed: `time-limit`: nothing is left.
        """
        rest = self.rest()
        if rest <= 0:
            raise self.expired()
        return max(rest, _LEAST)

    def expired(self) -> Failed:
        """What is said where the time is used up."""
        return Failed(
            "time-limit",
            f"The {self.limit:g} s for questions to services are used up.",
            "Ask again when they answer faster, or about fewer packages.",
        )
