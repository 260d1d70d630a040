"""Source on the page: what is meant at its place, and fixes as differences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bylaw.facts.place import Place
from bylaw.reports.html.text import code, source
from bylaw.reports.hunks import Hunk, hunks
from bylaw.reports.summary import where
from bylaw.verdict.model import Edit, Excerpt, JudgedFinding


def excerpt(found: Excerpt, place: Place) -> str:
    """The lines around a place, with the region marked; blank ones at the edges say nothing."""
    rows = []
    told = [
        number
        for number, value in enumerate(found.lines, found.first_line)
        if value.strip() or place.line <= number <= place.last_line
    ]
    for number, value in enumerate(found.lines, found.first_line):
        if not told or not told[0] <= number <= told[-1]:
            continue
        is_meant = place.line <= number <= place.last_line
        region = _columns(value, number, place) if is_meant else (0, 0)
        kind, sign = ("row hit", "&gt;") if is_meant else ("row", " ")
        rows.append(_row(kind, str(number), sign, source(value, *region)))
    return _block(rows)


def fix(finding: JudgedFinding) -> str:
    """The edits of a finding; where their lines are out of sight, what they put there."""
    if not finding.edits:
        return ""
    found = hunks(finding.excerpt, finding.place.path, finding.edits)
    rows = list(_changed(found)) if found else []
    body = _block(rows) if rows else "".join(map(_put, finding.edits))
    return f'<div class="fix"><p class="label">Fix</p>\n{body}</div>\n'


def _columns(value: str, number: int, place: Place) -> tuple[int, int]:
    """Where the region starts and ends in one of its lines; a whole line without its margins."""
    first = place.column - 1 if number == place.line else 0
    is_last = number == place.last_line and place.end_column
    last = place.end_column - 1 if is_last else len(value.rstrip())
    if first == 0 and not is_last:
        first = len(value) - len(value.lstrip())
    return first, last


def _changed(found: Sequence[Hunk]) -> Iterator[str]:
    for hunk in found:
        first, last_old, last_new = _difference(hunk)
        for at, value in enumerate(hunk.old):
            region = (first, last_old) if len(hunk.old) == len(hunk.new) == 1 else (0, 0)
            yield _row("row cut", str(hunk.line + at), "-", source(value, *region))
        for value in hunk.new:
            region = (first, last_new) if len(hunk.old) == len(hunk.new) == 1 else (0, 0)
            yield _row("row add", "", "+", source(value, *region))


def _difference(hunk: Hunk) -> tuple[int, int, int]:
    """Where one line and the one in its stead begin to differ, and where each stops."""
    old, new = hunk.old[0], hunk.new[0]
    most = min(len(old), len(new))
    first = next((at for at in range(most) if old[at] != new[at]), most)
    same = 0
    while same < most - first and old[-1 - same] == new[-1 - same]:
        same += 1
    return first, len(old) - same, len(new) - same


def _put(edit: Edit) -> str:
    rows = [_row("row add", "", "+", source(row)) for row in edit.text.split("\n")]
    return f"<p>At {code(where(edit.place))}, put:</p>\n{_block(rows)}"


def _row(kind: str, number: str, sign: str, value: str) -> str:
    return (
        f'<span class="{kind}"><span class="at">{number}</span><span class="sign">{sign}</span>'
        f'<span class="src">{value}</span></span>'
    )


def _block(rows: Sequence[str]) -> str:
    return f'<pre class="source">{"".join(rows)}</pre>\n'
