"""`bylaw explain`."""

from __future__ import annotations

import click

from bylaw.cli import options
from bylaw.cli.group import examples

EXAMPLES = """\
  bylaw explain start/private-key    why a rule is there, and what it says
  bylaw explain unknown-field        what an error means, and how to mend it
"""


@click.command("explain", cls=examples(EXAMPLES))
@click.argument("name", metavar="RULE|CODE")
@options.repo
@options.policy
def command(name: str, repo: str, policies: tuple[str, ...]) -> int:
    """Explains a rule, by its id, or an error, by the code in its brackets."""
    from bylaw.cli.terminal import width
    from bylaw.gate.explain import explain
    from bylaw.gate.request import Request

    click.echo(explain(name, Request(repo=repo, policies=policies), min(width(), 100)))
    return 0
