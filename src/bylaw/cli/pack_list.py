"""`bylaw pack list`."""

from __future__ import annotations

import click

from bylaw.cli import options
from bylaw.cli.group import examples

EXAMPLES = """\
  bylaw pack list                 for people
  bylaw pack list --format json   for programs
"""


@click.command("list", cls=examples(EXAMPLES))
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    help="Default: table.",
)
@options.repo
def command(form: str, repo: str) -> int:
    """Lists the packs that bylaw.lock names: version, source, and whether their rules run."""
    import json

    from bylaw.cli import pack_text
    from bylaw.gate.pack_writing import place
    from bylaw.gate.packs import running

    at = place(repo)
    runs = running(at)
    packs = [at.lock.packs[name] for name in sorted(at.lock.packs)]
    if form == "json":
        rows = [pack_text.row(one, one.name in runs) for one in packs]
        click.echo(json.dumps({"format": 1, "packs": rows}, indent=2))
    else:
        click.echo("\n".join(pack_text.table(packs, runs)))
    return 0
