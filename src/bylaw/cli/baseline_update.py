"""`bylaw baseline update`."""

from __future__ import annotations

import click

from bylaw.cli import options
from bylaw.cli.group import examples

EXAMPLES = """\
  bylaw baseline update                  take out what is fixed
"""


@click.command("update", cls=examples(EXAMPLES))
@options.repo
@options.offline
@click.option("--now", metavar="TIME", help="The time of judgement.")
def command(repo: str, offline: bool, now: str | None) -> int:
    """Judges the whole tree, and takes out of the baseline what is gone.

    Nothing is added. What moved to another path, word for word, is followed there.
    """
    from bylaw.gate.baseline_writing import update
    from bylaw.gate.request import Request
    from bylaw.reports.summary import plural

    done = update(Request(repo=repo, offline=offline, now=now))
    fixed = plural(done.fixed, "finding")
    parts = [f"{fixed} fixed" if done.fixed else "nothing is fixed"]
    parts += [f"{done.moved:,} moved along with their code"] if done.moved else []
    click.echo(f"{done.baseline.path}: {', '.join(parts)}; {done.baseline.count:,} left.")
    if done.new:
        noun = "is" if done.new == 1 else "are"
        found = plural(done.new, "finding")
        click.echo(f"{found} {noun} new and not tolerated: `bylaw baseline show --all` lists them.")
    if done.unjudged:
        rules = plural(done.unjudged, "rule")
        click.echo(f"{rules} could not be judged; their entries stay.")
    return 0
