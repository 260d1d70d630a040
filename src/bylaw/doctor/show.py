"""What was found, for people and as JSON. All text of others is made harmless here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from bylaw.doctor.interface import GROUPS, Check, Examined, State
from bylaw.reports import escape

FORMAT: Final = 1
SCHEMA: Final = "docs/schemas/doctor-1.json"
LONGEST: Final = 600
"""Characters of a sentence that are shown."""
_MARGIN: Final = 24
"""Columns before a sentence."""
_WORDS: Final[dict[State, str]] = {"ok": "ok", "warn": "look", "fail": "mend", "unknown": "?"}
_COLORS: Final[dict[State, str]] = {"ok": "32", "warn": "33", "fail": "31", "unknown": "35"}


def console(found: Examined, *, color: bool, columns: int = 80) -> Iterator[str]:
    """Lines for a terminal or a log of so many columns."""
    for group, checks in groupby(found.checks, key=lambda one: one.group):
        yield GROUPS[group]
        for one in checks:
            yield from _lines(one, color, columns)
        yield ""
    yield summary(found)


def summary(found: Examined) -> str:
    """One line: `doctor: 9 ok, 2 to mend, 1 unknown`."""
    counts = (
        (found.count("ok"), "ok"),
        (found.count("fail"), "to mend"),
        (found.count("warn"), "to look at"),
        (found.count("unknown"), "unknown"),
    )
    return "doctor: " + ", ".join(f"{count} {name}" for count, name in counts if count)


def _lines(one: Check, color: bool, columns: int) -> Iterator[str]:
    from bylaw.reports.console.terminal import wrap

    # In a narrow terminal names and sentences share the columns.
    margin = _MARGIN if columns >= 3 * _MARGIN else _MARGIN // 2
    word = f"{_WORDS[one.state]:<5}"
    if color:
        word = f"\x1b[{_COLORS[one.state]}m{word}\x1b[0m"
    first, *rest = wrap(f"{_place(one)}{_cut(one.what)}", columns - margin, _MARGIN - margin)
    yield f"  {word} {_shown(one.name):<15} {first}".rstrip()
    yield from (f"{'':{margin}}{row}" for row in rest)
    if one.state == "ok":
        return
    for text in (one.why, one.do):
        if text:
            yield from (f"{'':{margin}}{row}" for row in wrap(_cut(text), columns - margin))


def _place(one: Check) -> str:
    if not one.path:
        return ""
    line = f":{one.line}" if one.line else ""
    return f"{_cut(one.path)}{line}: "


def _shown(text: str) -> str:
    return escape.line(_cut(text))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def as_json(found: Examined) -> str:
    """The same as JSON, by docs/schemas/doctor-1.json."""
    document = {
        "format": FORMAT,
        "summary": {state: found.count(state) for state in ("ok", "warn", "fail", "unknown")},
        "exit_code": found.exit_code,
        "checks": [_plain(one) for one in found.checks],
    }
    return escape.quiet_json(json.dumps(document, indent=2, ensure_ascii=True)) + "\n"


def _plain(one: Check) -> dict[str, object]:
    return {
        "group": one.group,
        "name": one.name,
        "state": one.state,
        "what": one.what[:LONGEST],
        "why": one.why,
        "do": one.do[:LONGEST],
        **({"path": one.path} if one.path else {}),
        **({"line": one.line} if one.line else {}),
        **({"decides": one.decides} if one.state == "unknown" else {}),
    }
