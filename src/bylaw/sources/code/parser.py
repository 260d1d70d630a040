"""Asking the process that parses; see `worker`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import field
from functools import cache
from typing import Any

from bylaw.dataclass import dataclass
from bylaw.sources.code.languages import Syntax
from bylaw.sources.code.process import Unreadable, Worker


@dataclass(frozen=True, slots=True)
class Answer:
    """What the parser says of a text. Offsets are code points."""

    nodes: list[tuple[str, int, int]] = field(default_factory=list)
    """Kind, start and end, outer before inner."""
    hits: list[tuple[int, int, list[tuple[int, int] | None]]] | None = None
    """Start and end of a match, and those of each group; None where there can be none."""


class Parser:
    """The process that parses one text at a time; see `process`."""

    __slots__ = ("_worker",)

    def __init__(self) -> None:
        self._worker = Worker("bylaw.sources.code.worker")

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
        said = json.loads(self._worker.exchange(json.dumps(request).encode() + b"\n"))
        if said.get("error") in ("ImportError", "ModuleNotFoundError"):
            raise Unreadable("ast-grep-py cannot be loaded")
        if "error" in said:
            raise Unreadable("this version of ast-grep-py has another grammar")
        return Answer(said.get("nodes", []), said.get("hits"))


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
