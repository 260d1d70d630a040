"""What the change does to dependencies, as a Markdown table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from bylaw.reports.escape import code_span, markdown
from bylaw.reports.summary import plural
from bylaw.verdict.model import DependencyChange

ROWS: Final = 50
"""At most so many are shown; the rest is counted. Direct dependencies come first."""
_BYTES: Final = 16_000
"""Of all rows, so that they leave room for findings."""
_LONGEST: Final = 200
_HEAD: Final = (
    "| | package | from | to | | scope | asked for in |\n"
    "|---|---|---|---|---|---|---|\n"
)  # fmt: skip
_SIGN: Final = {"added": "+", "changed": "~", "removed": "−"}
_STEP: Final = {"source": "another source", "integrity": "**same version, other hash**"}


def table(changes: Sequence[DependencyChange]) -> str:
    """Added, changed and removed dependencies; empty where there are none."""
    if not changes:
        return ""
    counts: Counter[str] = Counter(each.change for each in changes)
    said = ", ".join(f"{counts[kind]:,} {kind}" for kind in _SIGN if counts[kind])
    rows: list[str] = []
    room = _BYTES
    for row in map(_row, changes[:ROWS]):
        room -= len(row.encode())
        if room < 0:
            break
        rows.append(row)
    text = f"\n### Dependencies: {said}\n\n{_HEAD}{''.join(rows)}"
    if rest := changes[len(rows) :]:
        indirect = sum(not each.direct for each in rest)
        kind = ", all of them indirect" if indirect == len(rest) else ""
        text += f"\nand {plural(len(rest), 'more dependency', 'more dependencies')}{kind}.\n"
    return text


def _row(one: DependencyChange) -> str:
    scope = one.scope if one.direct else f"{one.scope}, indirect"
    cells = (
        _SIGN[one.change],
        f"{_code(one.name)} {markdown(one.ecosystem)}",
        _code(one.old),
        _code(one.new),
        _STEP.get(one.bump, markdown(one.bump)),
        markdown(scope),
        _code(one.manifest),
    )
    return f"| {' | '.join(cells)} |\n"


def _code(text: str) -> str:
    """A code span in a cell: only there, a bar has to be escaped inside of it too."""
    if not text:
        return ""
    return code_span(text if len(text) <= _LONGEST else text[:_LONGEST] + "…").replace("|", "\\|")
