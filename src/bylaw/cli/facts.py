"""`bylaw facts`."""

from __future__ import annotations

import click

from bylaw.cli.group import examples

EXAMPLES = """\
  bylaw facts                  where rules start from
  bylaw facts change           what `change` has
  bylaw facts File             the fields of a type
  bylaw facts change.files.path
"""


@click.command("facts", cls=examples(EXAMPLES))
@click.argument("name", required=False)
@click.option(
    "--depth",
    type=click.IntRange(1, 6),
    metavar="N",
    default=1,
    help="How many levels of fields to show. Default: 1.",
)
def command(name: str | None, depth: int) -> int:
    """Shows what rules can ask about: a fact, a type or a field, with its documentation."""
    from bylaw.cli.terminal import width
    from bylaw.gate.reference import describe

    click.echo(describe(name, depth, min(width(), 100)))
    return 0
