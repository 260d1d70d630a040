"""Asking the process that parses; see `worker`."""

from __future__ import annotations

import json
import subprocess
import sys
import weakref
from collections.abc import Sequence
from dataclasses import field
from functools import cache
from typing import Any, Final

from bylaw.dataclass import dataclass
from bylaw.sources.code.languages import Syntax

SECONDS: Final = 5.0
"""How long one text may keep the parser busy; ordinary files take milliseconds."""


class Unreadable(Exception):
    """The parser does not do what it is asked for: it is missing, or of another version."""


class TooComplex(Exception):
    """A text took the parser more time or memory than it is given."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the parser says of a text. Offsets are code points."""

    nodes: list[tuple[str, int, int]] = field(default_factory=list)
    """Kind, start and end, outer before inner."""
    hits: list[tuple[int, int, list[tuple[int, int] | None]]] | None = None
    """Start and end of a match, and those of each group; None where there can be none."""


class Parser:
    """The process, started when it is first asked, and again when a text ended it."""

    __slots__ = ("__weakref__", "_process")

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def ask(
        self,
        text: str,
        syntax: Syntax,
        rules: Sequence[dict[str, Any]] = (),
        pattern: str | None = None,
        groups: Sequence[str] = (),
    ) -> Answer:
        """What a text holds; raises Unreadable or TooComplex."""
        request: dict[str, Any] = {"parser": syntax.parser, "text": as_read(text, syntax)}
        if rules:
            request["rules"] = list(rules)
        if pattern is not None:
            request |= {"pattern": pattern, "groups": list(groups)}
        said = json.loads(self._exchange(json.dumps(request).encode() + b"\n"))
        if said.get("error") in ("ImportError", "ModuleNotFoundError"):
            raise Unreadable("ast-grep-py cannot be loaded")
        if "error" in said:
            raise Unreadable("this version of ast-grep-py has another grammar")
        return Answer(said.get("nodes", []), said.get("hits"))

    def _exchange(self, request: bytes) -> bytes:
        from threading import Timer

        process = self._process or self._start()
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

    def _drop(self, process: subprocess.Popen[bytes]) -> None:
        self._process = None
        end(process)

    def _start(self) -> subprocess.Popen[bytes]:
        words = [sys.executable, "-I", "-m", "bylaw.sources.code.worker"]
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


@cache
def parser() -> Parser:
    """The one process that parses for this one."""
    return Parser()


def as_read(text: str, syntax: Syntax) -> str:
    """The text as its compiler divides it into lines; offsets stay what they are.

    CR ends a line, and with it a comment, for most compilers but not for these grammars, so that
    code could stand behind it and look like comment.
    """
    text = text.replace("\r", "\n")
    for newline in syntax.newlines:
        text = text.replace(newline, "\n")
    return text
