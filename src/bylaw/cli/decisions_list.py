"""`bylaw decisions list`."""

from __future__ import annotations

import click

from bylaw.cli import options
from bylaw.cli.group import examples

EXAMPLES = """\
  bylaw decisions list --active             what is in force
  bylaw decisions list --status proposed    what is still open
  bylaw decisions list --json               for programs
"""
STATUSES = ("draft", "proposed", "accepted", "rejected", "deprecated", "superseded")


@click.command("list", cls=examples(EXAMPLES))
@options.repo
@click.option(
    "--status",
    "statuses",
    type=click.Choice(STATUSES),
    multiple=True,
    help="Only those of this status. Repeatable.",
)
@click.option("--active", is_flag=True, help="Only those that are accepted and not superseded.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def command(repo: str, statuses: tuple[str, ...], active: bool, as_json: bool) -> int:
    """Lists the decisions of this repository."""
    from bylaw.cli.decisions_text import dumped, note_problems, plain, rows
    from bylaw.gate.shelf import shelf
    from bylaw.lang.render import visible

    found = shelf(repo)
    kept = [
        each
        for each in found.kept.records
        if (not statuses or each.status in statuses) and (not active or found.kept.is_active(each))
    ]
    if as_json:
        click.echo(dumped({"decisions": [plain(found, each) for each in kept]}))
        return 0
    for row in rows(kept):
        click.echo(row)
    if not kept and found.kept.records:
        click.echo("Of the decisions here, none fits.")
    elif not kept:
        where = f"in {', '.join(map(visible, found.configured))}" if found.configured else "here"
        click.echo(f"No decision is kept {where}. Write the first: bylaw decisions new TITLE")
    note_problems(found)
    return 0
