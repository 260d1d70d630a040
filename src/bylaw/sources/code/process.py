"""A process that parses: text that was made for a parser ends it, and nobody else."""

from __future__ import annotations

import os
import subprocess
import sys
import weakref
from threading import Lock
from typing import Final

SECONDS: Final = 5.0
"""How long one request may keep the process busy; ordinary texts take milliseconds."""


class Unreadable(Exception):
    """The parser does not do what it is asked for: it is missing, or of another version."""


class TooComplex(Exception):
    """A text took the parser more time or memory than it is given."""


class Worker:
    """A process that answers a line with a line, started when it is first asked.

    It is started again when a request ended it, or somebody else did. Several threads may ask.
    """

    __slots__ = ("__weakref__", "_lock", "_module", "_owner", "_process")

    def __init__(self, module: str) -> None:
        self._module = module
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        """Who started it: a fork of that process would take answers from it."""
        self._lock = Lock()

    def exchange(self, request: bytes) -> bytes:
        """The answer to a request; both end with LF. Raises Unreadable or TooComplex."""
        with self._lock:
            return self._exchange(request)

    def _exchange(self, request: bytes) -> bytes:
        from threading import Timer

        process = self.start()
        assert process.stdin is not None
        assert process.stdout is not None
        watch = Timer(SECONDS, process.kill)
        watch.start()
        try:
            process.stdin.write(request)
            process.stdin.flush()
            answer = process.stdout.readline()
        except OSError:
            answer = b""
        except BaseException:
            self._drop(process)  # its answer would be taken for the next one's
            raise
        finally:
            watch.cancel()
        if not answer.endswith(b"\n"):
            self._drop(process)
            raise TooComplex
        return answer

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._drop(self._process)

    def _drop(self, process: subprocess.Popen[bytes]) -> None:
        self._process = None
        end(process)

    def start(self) -> subprocess.Popen[bytes]:
        """The process, which may be started before there is something to ask it."""
        known = self._process
        if known is not None and self._owner == os.getpid():
            if known.poll() is None:
                return known
            self._drop(known)
        words = [sys.executable, "-I", "-m", self._module]
        pipe, none = subprocess.PIPE, subprocess.DEVNULL
        try:
            process = subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=none)
        except OSError as error:
            raise Unreadable(f"no process can be started: {error.strerror}") from None
        weakref.finalize(self, end, process)
        self._process, self._owner = process, os.getpid()
        return process


def end(process: subprocess.Popen[bytes]) -> None:
    """End the process and close its pipes."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:
                continue
