"""What the commands about decisions say alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bylaw.gate.shelf import Shelf
    from bylaw.sources.decisions.interface import Problem, Record


def day(record: Record) -> str:
    """`2026-01-02`, or blanks of the same width."""
    if record.date is None:
        return " " * 10
    from datetime import UTC, datetime

    return f"{datetime.fromtimestamp(record.date, UTC):%Y-%m-%d}"


def rows(records: Sequence[Record], indent: str = "") -> Iterator[str]:
    """A row for each: id, status, date, title; the title below where it does not fit beside."""
    from bylaw.lang.render import visible

    ids = [visible(each.id) for each in records]
    wide = max(map(len, ids), default=0)
    heads = [
        f"{indent}{id_:<{wide}}  {each.status:<10}  {day(each)}"
        for id_, each in zip(ids, records, strict=True)
    ]
    titles = [visible(each.title) for each in records]
    yield from beside(heads, titles)


def beside(heads: Sequence[str], titles: Sequence[str]) -> Iterator[str]:
    """Titles behind their heads, or below them where the terminal is too narrow for one."""
    import os
    import sys
    from textwrap import wrap

    from bylaw.cli.terminal import is_terminal, width

    # What reads a pipe wants a row each, unless somebody says how wide it is.
    is_piped = not is_terminal(sys.stdout) and not os.environ.get("COLUMNS")
    pairs = list(zip(heads, titles, strict=True))
    if is_piped or all(len(head) + 2 + len(title) <= width() for head, title in pairs):
        yield from (f"{head}  {title}".rstrip() for head, title in pairs)
        return
    for head, title in pairs:
        yield head.rstrip()
        margin = " " * (4 + len(head) - len(head.lstrip()))
        yield from (f"{margin}{row}" for row in wrap(title, width() - len(margin)))


def plain(of: Shelf, record: Record) -> dict[str, Any]:
    """A decision for programs."""
    from bylaw.reports.escape import data

    relations = of.kept.relations
    return {
        "id": record.id,
        "title": record.title,
        "status": record.status,
        "active": of.kept.is_active(record),
        "date": day(record).strip() or None,
        "owners": [each.name for each in record.owners],
        "supersedes": list(relations.supersedes(record)),
        "superseded_by": list(relations.superseded_by(record)),
        "scope": list(record.scope),
        "paths": list(record.paths),
        "tags": list(record.tags),
        "path": data(record.path),
        "line": record.line,
        "format": record.format,
    }


def problem(one: Problem) -> dict[str, Any]:
    """A problem for programs."""
    from bylaw.reports.escape import data

    return {
        "kind": one.kind,
        "message": one.message,
        "path": data(one.path),
        "line": one.line,
        "decision": one.decision,
    }


def dumped(value: dict[str, Any]) -> str:
    """JSON, ASCII alone, so that nothing in it acts on a terminal."""
    import json

    from bylaw.reports.escape import json_surrogates, quiet_json

    text = json.dumps({"format": 1, **value}, indent=2, ensure_ascii=True)
    return json_surrogates(quiet_json(text))


def note_problems(of: Shelf) -> None:
    """Says on standard error that something does not hold, and where to see it."""
    if of.kept.problems:
        from bylaw.cli.terminal import say

        count = len(of.kept.problems)
        said = f"{count} problem{'s'[: count != 1]}: `bylaw decisions report` shows "
        say(f"bylaw: {said}{'it' if count == 1 else 'them'}.")


def wrapped(text: str, indent: str = "", below: str | None = None) -> list[str]:
    """Text in rows that fit the terminal."""
    from textwrap import wrap

    from bylaw.cli.terminal import width
    from bylaw.lang.render import visible

    return wrap(
        visible(text),
        min(width(), 100),
        initial_indent=indent,
        subsequent_indent=indent if below is None else below,
        break_on_hyphens=False,
    )
