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
    return Reading(
        tuple(map(_statement, said[0])),
        tuple(said[1]) if len(said) > 1 else (),
        tuple((first, last) for first, last in said[2]) if len(said) > 2 else (),
    )


def _statement(said: Sequence[Any]) -> Statement:
    if len(said) == 5:
        return Statement(*said)
    module, line, column, end_line, end_column, kind, *rest = said
    return Statement(module, line, column, end_line, end_column, kind or "static", *rest)


EMPTY = Reading()
"""What a text says in which nothing is found."""
