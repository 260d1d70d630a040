"""What goes on, on standard error, when it takes long and somebody looks."""

from __future__ import annotations

import sys
from types import TracebackType

from bylaw.cli.terminal import is_terminal

_PATIENCE = 1.0
"""Seconds before the first word."""
_BEAT = 0.5


class Progress:
    """Shows the current stage on a line of its own that is wiped away at the end.

    Called with the name of each stage as it begins; use it with `with`.
    """

    def __init__(self, wanted: bool = True) -> None:
        self._shown = wanted and is_terminal(sys.stderr)
        self._stage = ""
        self._done: object | None = None

    def __call__(self, stage: str) -> None:
        """A stage begins."""
        self._stage = stage

    def __enter__(self) -> Progress:
        if self._shown:
            from threading import Event, Thread

            done = Event()
            self._done = done

            def watch() -> None:
                seconds = _PATIENCE
                if done.wait(_PATIENCE):
                    return
                while not done.wait(_BEAT):
                    seconds += _BEAT
                    sys.stderr.write(f"\r\x1b[K{self._stage} … {seconds:.0f} s")
                    sys.stderr.flush()
                sys.stderr.write("\r\x1b[K")
                sys.stderr.flush()

            self._thread = Thread(target=watch, daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        from threading import Event

        if isinstance(self._done, Event):
            self._done.set()
            self._thread.join()
