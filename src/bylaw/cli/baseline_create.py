"""`bylaw baseline create`."""

from __future__ import annotations

import click

from bylaw.cli import options
from bylaw.cli.group import examples

EXAMPLES = """\
  bylaw baseline create                  tolerate what stands now
"""


@click.command("create", cls=examples(EXAMPLES))
@options.repo
@options.offline
@click.option("--now", metavar="TIME", help="The time of judgement.")
def command(repo: str, offline: bool, now: str | None) -> int:
    """Judges the whole tree, and writes what is found as tolerated.

    The file is .bylaw/baseline.json, or what `baseline:` in bylaw.yaml names; the key is added
    where it is missing. A baseline that is there is never replaced: `update` shrinks it.
    """
    from bylaw.gate.baseline_writing import create
    from bylaw.gate.request import Request
    from bylaw.reports.summary import plural

    made = create(Request(repo=repo, offline=offline, now=now))
    count = plural(made.baseline.count, "finding")
    entries = plural(len(made.baseline.entries), "entry", "entries")
    click.echo(f"{made.baseline.path}: {count} tolerated, in {entries}.")
    if made.unjudged:
        rules = plural(made.unjudged, "rule")
        click.echo(f"{rules} could not be judged; what they would find is not in it.")
    if made.config:
        click.echo(f"{made.config} names it now. Commit both: in a pipeline they count once they")
        click.echo("have landed on the target branch.")
    return 0
