"""Work that waits for others, done by a few threads, and given up when its time is over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Condition, Thread
from typing import TypeVar

from bylaw.sources.services.interface import Failed
from bylaw.sources.services.stopwatch import Stopwatch

Done = TypeVar("Done")


def run(tasks: Sequence[Callable[[], Done]], clock: Stopwatch, at_once: int) -> list[Done | Failed]:
    """What came of each task; Failed where it failed, or was not done in time.

    The threads are daemons, and nobody waits for them longer than the clock says: a name server
    that does not answer, or a byte every nine seconds, has no limit of its own.
    """
    waiting = iter(enumerate(tasks))
    outcomes: dict[int, Done | Failed | Exception] = {}
    ready = Condition()

    def work() -> None:
        while True:
            with ready:
                number, task = next(waiting, (0, None))
            if task is None:
                return
            outcome: Done | Failed | Exception
            try:
                outcome = task()
            except Exception as error:  # goes on in the thread that waits
                outcome = error
            with ready:
                outcomes[number] = outcome
                ready.notify()

    with clock:
        for _ in range(min(at_once, len(tasks))):
            Thread(target=work, daemon=True).start()
        with ready:
            while len(outcomes) < len(tasks) and clock.rest() > 0:
                ready.wait(clock.rest())
            found = [outcomes.get(number, clock.expired()) for number in range(len(tasks))]
    made: list[Done | Failed] = []
    for one in found:
        if isinstance(one, Exception) and not isinstance(one, Failed):
            raise one
        made.append(one)
    return made
