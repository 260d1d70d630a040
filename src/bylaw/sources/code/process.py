"""A process that parses: text that was made for a parser ends it, and nobody else."""

from __future__ import annotations

import subprocess
import sys
import weakref
from typing import Final

SECONDS: Final = 5.0
"""How long one request may keep the process busy; ordinary texts take milliseconds."""


class Unreadable(Exception):
    """The parser does not do what it is asked for: it is missing, or of another version."""


class TooComplex(Exception):
    """A text took the parser more time or memory than it is given."""


class Worker:
    """A process that answers a line with a line, started when it is first asked.

    It is started again when a request ended it.
    """

    __slots__ = ("__weakref__", "_module", "_process")

    def __init__(self, module: str) -> None:
        self._module = module
        self._process: subprocess.Popen[bytes] | None = None

    def exchange(self, request: bytes) -> bytes:
        """The answer to a request; both end with LF. Raises Unreadable or TooComplex."""
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
        if self._process is not None:
            return self._process
        words = [sys.executable, "-I", "-m", self._module]
        pipe, none = subprocess.PIPE, subprocess.DEVNULL
        try:
            process = subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=none)
        except OSError as error:
            raise Unreadable(f"no process can be started: {error.strerror}") from None
        weakref.finalize(self, end, process)
        self._process = process
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
