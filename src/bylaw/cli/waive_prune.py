"""`bylaw waive prune`."""

from __future__ import annotations

import click

from bylaw.cli import options


@click.command("prune")
@options.repo
@click.option("--now", metavar="TIME", help="The time as of which they have ended. Default: now.")
def command(repo: str, now: str | None) -> int:
    """Takes the waivers out that have ended; all else of the file stays as it is."""
    from bylaw.gate.clock import moment
    from bylaw.gate.waivers.ledger import ledger, prune
    from bylaw.lang.render import visible

    of = ledger(repo, moment(now))
    gone = prune(of)
    for one in gone:
        click.echo(f"{visible(of.path)}: {visible(one.name)} is taken out.")
    if not gone:
        click.echo("No waiver has ended.")
    return 0
