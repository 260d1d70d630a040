"""`bylaw waive list`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bylaw.cli import options

if TYPE_CHECKING:
    from bylaw.config.waiver_file import Waiver


@click.command("list")
@options.repo
@click.option(
    "--all", "whole", is_flag=True, help="Judge the whole tree, and say which accept nothing in it."
)
@click.option("--now", metavar="TIME", help="The time as of which they are shown.")
def command(repo: str, whole: bool, now: str | None) -> int:
    """Lists the waivers of the work tree, and how they stand."""
    from bylaw.gate.clock import moment
    from bylaw.gate.waivers.ledger import ledger, unused
    from bylaw.lang.render import visible

    of = ledger(repo, moment(now))
    if not of.waivers:
        click.echo(f"Nothing is accepted in {visible(of.path)}.")
        return 0
    idle = {one.at for one in unused(of, repo, now)} if whole else set()
    for one in of.waivers:
        state = "unused" if one.at in idle else of.state(one)
        rule = one.rule or f"{one.pack}/*"
        what = " ".join(filter(None, (rule, *_selected(one))))
        click.echo(f"{state:<8}  {visible(one.id or f'line {one.line}')}: {visible(what)}")
        ticket = f", {one.ticket}" if one.ticket else ""
        about = f"{one.reason} ({one.owner}{ticket})"
        click.echo(f"          {until(one, of.now)}: {visible(about)}")
    return 0


def until(waiver: Waiver, now: int) -> str:
    """`until 2027-01-31Z, 30 days left`, or since when it has ended."""
    from bylaw.gate.waivers.accept import days_left

    if waiver.expires.end <= now:
        return f"ended {waiver.expires.text}"
    left = days_left(waiver, now)
    return f"until {waiver.expires.text}, {left} day{'s'[: left != 1]} left"


def _selected(one: Waiver) -> list[str]:
    named = [("path", ", ".join(one.paths)), ("component", one.component)]
    named += [("dependency", one.dependency), ("finding", one.finding), ("missing", one.missing)]
    return [f"{key}={value}" for key, value in named if value]
