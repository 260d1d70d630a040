"""`bylaw decisions new`."""

from __future__ import annotations

import click

from bylaw.cli import options
from bylaw.cli.group import examples

EXAMPLES = """\
  bylaw decisions new "Use queues between services"
  bylaw decisions new "Use streams" --supersedes ADR-7
"""


@click.command("new", cls=examples(EXAMPLES))
@click.argument("title")
@options.repo
@click.option(
    "--status",
    type=click.Choice(["draft", "proposed", "accepted"]),
    help="Default: proposed; accepted where it supersedes another.",
)
@click.option(
    "--supersedes", metavar="ID", multiple=True, help="A decision that it replaces. Repeatable."
)
@click.option("--now", metavar="TIME", help="The day that it carries. Default: today, in UTC.")
def command(
    title: str, repo: str, status: str | None, supersedes: tuple[str, ...], now: str | None
) -> int:
    """Writes a new decision, with the next number, in the format of those that are there.

    What it supersedes is altered to say so. No file is overwritten.
    """
    from typing import Any

    from bylaw.gate.clock import moment, shown
    from bylaw.gate.decision_writing import new
    from bylaw.gate.shelf import shelf
    from bylaw.lang.render import visible

    state: Any = status or ("accepted" if supersedes else "proposed")
    written = new(shelf(repo), title, state, shown(moment(now))[:10], supersedes)
    click.echo(visible(written.path))
    for path in written.superseded:
        click.echo(visible(f"{path} says now that it is superseded"))
    return 0
