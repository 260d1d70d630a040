"""What `--stats` shows."""

from __future__ import annotations

from bylaw.cli.terminal import say
from bylaw.gate.run import Answer


def show_statistics(answer: Answer) -> None:
    """A table of the rules, dearest first, on standard error."""
    rows = sorted(answer.results, key=lambda one: (-one.steps, one.rule))
    wide = max((len(one.rule) for one in rows), default=4)
    say(f"{'rule':<{wide}} {'steps':>12} {'findings':>9} {'unknown':>8}")
    for one in rows:
        unknown = sum(lack.count for lack in one.missing)
        say(f"{one.rule:<{wide}} {one.steps:>12,} {len(one.findings):>9,} {unknown:>8,}")
