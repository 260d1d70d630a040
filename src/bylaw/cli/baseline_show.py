"""`bylaw baseline show`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from bylaw.cli import options
from bylaw.cli.group import examples

if TYPE_CHECKING:
    from bylaw.verdict.baseline import Entry

EXAMPLES = """\
  bylaw baseline                         how much is tolerated, rule by rule
  bylaw baseline show --all              each finding: new, fixed, old
"""


@click.command("show", cls=examples(EXAMPLES))
@options.repo
@click.option("--all", "every", is_flag=True, help="Judge the whole tree: what is new, fixed, old.")
@options.offline
@click.option("--now", metavar="TIME", help="The time of judgement.")
def command(repo: str, every: bool, offline: bool, now: str | None) -> int:
    """Shows what the baseline tolerates."""
    from bylaw.gate.baseline_writing import held, standing
    from bylaw.gate.request import Request
    from bylaw.reports.summary import plural

    request = Request(repo=repo, offline=offline, now=now)
    if not every:
        baseline = held(request)
        click.echo(f"{baseline.path}: {plural(baseline.count, 'finding')} tolerated.")
        counts: Counter[str] = Counter()
        for entry in baseline.entries:
            counts[entry.rule] += entry.count
        for rule, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            click.echo(f"{count:>8,}  {_shown(rule)}")
        return 0
    found = standing(request)
    _listed("new", found.new)
    _listed("fixed", found.fixed)
    _listed("old", found.old)
    sums = (f"{_sum(part):,} {name}" for name, part in _parts(found.new, found.fixed, found.old))
    click.echo(", ".join(sums))
    if found.unjudged:
        click.echo(f"{plural(found.unjudged, 'rule')} could not be judged; their entries stay.")
    return 0


def _parts(
    new: Sequence[Entry], fixed: Sequence[Entry], old: Sequence[Entry]
) -> list[tuple[str, Sequence[Entry]]]:
    return [("new", new), ("fixed", fixed), ("old", old)]


def _listed(name: str, entries: Sequence[Entry]) -> None:
    for entry in entries:
        times = f" ({entry.count:,} times)" if entry.count > 1 else ""
        message = f": {_shown(entry.message)}" if entry.message else ""
        click.echo(f"{name:<5}  {_shown(entry.path)}{message}{times}")
        click.echo(f"       {_shown(entry.rule)}")


def _sum(entries: Sequence[Entry]) -> int:
    return sum(entry.count for entry in entries)


def _shown(text: str) -> str:
    from bylaw.reports.escape import line

    return line(text)
