"""`bylaw pack remove`."""

from __future__ import annotations

import click

from bylaw.cli import options
from bylaw.cli.group import examples

EXAMPLES = """\
  bylaw pack remove payments
"""


@click.command("remove", cls=examples(EXAMPLES))
@click.argument("name")
@options.repo
def command(name: str, repo: str) -> int:
    """Takes a pack out: of bylaw.yaml, of bylaw.lock, and its folder.

    Exit 1 where bylaw.yaml has to be edited by hand.
    """
    from bylaw.cli.exit import FAILED, PASSED
    from bylaw.cli.terminal import say
    from bylaw.gate.pack_writing import place
    from bylaw.gate.packs import remove

    if remove(place(repo), name):
        click.echo(f"Removed {name}.")
        return PASSED
    say(f"Removed {name}, but bylaw.yaml could not be edited safely: take it out of `packs:`.")
    return FAILED
