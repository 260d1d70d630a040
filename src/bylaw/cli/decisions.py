"""`bylaw decisions`."""

from __future__ import annotations

from typing import Final

import click

from bylaw.cli.group import Lazy

COMMANDS: Final[dict[str, str]] = {
    "list": "List decisions, and how they stand. Runs when none is named.",
    "show": "Show one, what it replaces, and what enforces it.",
    "search": "Find decisions by words.",
    "report": "Show what no rule enforces, and what does not hold.",
    "new": "Write a new one, in the folder's own format.",
}
"""Name and one line of help; the module is called like the command."""

EXAMPLES: Final = """
Examples:
  bylaw decisions                        those that are kept here
  bylaw decisions show ADR-7             one, with its history
  bylaw decisions new "Use queues"       the next one
"""


class Decisions(Lazy):
    """The commands about decisions."""

    commands_help = COMMANDS
    module = "bylaw.cli.decisions_{}"
    examples = EXAMPLES
    default = "list"


@click.group("decisions", cls=Decisions)
def command() -> None:
    """Decision records (ADRs) of this repository: what was decided, and what enforces it.

    Without a command it lists them; `bylaw decisions list --help` lists the options.
    """
