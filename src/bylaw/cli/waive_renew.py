"""`bylaw waive renew`."""

from __future__ import annotations

import click

from bylaw.cli import options


@click.command("renew")
@click.argument("name", metavar="ID")
@options.repo
@click.option(
    "--expires",
    metavar="DATE|30d",
    required=True,
    help="The new end: a day, or in so many days from now.",
)
@click.option("--now", metavar="TIME", help="The time from which days count. Default: now.")
def command(name: str, repo: str, expires: str, now: str | None) -> int:
    """Gives a waiver another end; the one that it had is kept in `renewed:`."""
    from bylaw.cli.waive_list import until
    from bylaw.gate.clock import moment
    from bylaw.gate.waivers.ledger import ledger, renew
    from bylaw.lang.render import visible

    of = ledger(repo, moment(now))
    waiver = renew(of, name, expires)
    click.echo(f"{visible(of.path)}: {visible(name)} counts {until(waiver, of.now)}.")
    click.echo(f"Commit it: git add {visible(of.path)}")
    return 0
