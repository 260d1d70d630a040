"""Readings as JSON: from the process that parses, and in the cache."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bylaw.sources.imports.interface import Reading, Statement


def packed(reading: Reading) -> list[Any]:
    """A reading as lists, without what is empty at their ends."""
    return _short(
        [
            [
                _short(
                    [
                        *(each.module, each.line, each.column, each.end_line, each.end_column),
                        *("" if each.kind == "static" else each.kind, each.name, each.form),
                    ]
                )
                for each in reading.statements
            ],
            list(reading.declares),
            [list(each) for each in reading.broken],
        ]
    )


def _short(values: list[Any]) -> list[Any]:
    while values and not values[-1]:
        values.pop()
    return values


def unpacked(said: Sequence[Any]) -> Reading:
    """The reading that was packed. Raises ValueError, TypeError or IndexError for anything else."""
    if not said:
        return EMPTY
    reading = Reading(
        tuple(map(_statement, said[0])),
        tuple(said[1]) if len(said) > 1 else (),
        tuple((first, last) for first, last in said[2]) if len(said) > 2 else (),
    )
    if not all(isinstance(name, str) for name in reading.declares):
        raise TypeError("a name is no text")
    if not all(isinstance(number, int) for lines in reading.broken for number in lines):
        raise TypeError("a line is no number")
    return reading


def _statement(said: Sequence[Any]) -> Statement:
    module, line, column, end_line, end_column, *rest = said
    kind, name, form = (*rest, "", "", "")[:3]
    "".join((module, kind, name, form))  # raises where one is no text
    if not isinstance(line + column + end_line + end_column, int):
        raise TypeError("a place is no number")
    return Statement(module, line, column, end_line, end_column, kind or "static", name, form)


EMPTY = Reading()
"""What a text says in which nothing is found."""
