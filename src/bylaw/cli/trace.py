"""What `--explain` shows: how the conditions of a rule were decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from bylaw.cli.terminal import say

_FATES = {"finding": "a finding", "unknown": "not judged", "cut": "nothing to find"}


def show_trace(trace: Any, rules: Iterable[Any]) -> None:
    """Writes a trace on standard error; of a rule for secrets, without what it found."""
    from bylaw.lang.render import visible
    from bylaw.verdict.secrets import TAG, veiled

    hidden = any(card.id == trace.rule and TAG in card.tags for card in rules)
    say("\n".join(visible(line) for line in _lines(trace, veiled if hidden else str)))


def _lines(trace: Any, shown: Callable[[str], str]) -> Iterator[str]:
    from bylaw.reports.summary import plural

    counts = dict(trace.counts)
    yield (
        f"how {trace.rule} was decided: "
        f"{plural(counts['finding'], 'finding')}, {counts['unknown']:,} not judged, "
        f"{counts['cut']:,} with nothing to find"
    )
    if trace.stopped:
        yield f"  it was not followed to its end: {trace.stopped}"
    for binding in trace.bindings:
        yield ""
        yield f"{_FATES[binding.fate]}:"
        for clause in binding.clauses:
            yield f"  {clause.line:>4} | {clause.source} → {shown(clause.value)}"
            if len(clause.parts) > 1:
                yield from (
                    f"       |   {part.source} → {shown(part.value)}" for part in clause.parts
                )
