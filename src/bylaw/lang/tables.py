"""The parser's tables: grammar.json, read once a process."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Literal

from bylaw.dataclass import dataclass

Start = Literal["module", "piece", "interpolation", "clause_piece"]


@dataclass(frozen=True, slots=True)
class Production:
    """One rule of the grammar: what to take off the stacks, and what to do with it."""

    left: str
    length: int
    action: str
    """An action of build.py; empty: the child is the value; `*`: spliced into the rule above."""
    kept: tuple[int, ...]
    """Positions of the children that count; -1 stands for an optional part that is missing."""
    spliced: bool
    """Some child's value is a splice."""
    flat: bool
    """The tree does not grow deeper by it: chains of `and`, `or`, lists."""


@dataclass(frozen=True, slots=True)
class Tables:
    """An LALR automaton: `actions[state][token]` is a state to go to, or ~production."""

    starts: dict[str, tuple[int, int]]
    """Entry point to its first and its accepting state."""
    actions: tuple[dict[str, int], ...]
    gotos: tuple[dict[str, int], ...]
    productions: tuple[Production, ...]
    words: frozenset[str]
    """Every literal of the grammar: keywords, phrases and punctuation."""


@cache
def tables() -> Tables:
    """The tables of the language."""
    data = json.loads((Path(__file__).parent / "grammar.json").read_text(encoding="utf-8"))
    rows = data["rows"]
    return Tables(
        starts={name: (first, last) for name, (first, last) in data["starts"].items()},
        actions=tuple(rows[number] for number in data["actions"]),
        gotos=tuple(rows[number] for number in data["gotos"]),
        productions=tuple(
            Production(
                left,
                length,
                action,
                tuple(kept),
                spliced,
                action == "*" or action in {"and_", "or_"},
            )
            for left, length, action, kept, spliced in data["rules"]
        ),
        words=frozenset(data["words"]),
    )
