"""`bylaw waive`."""

from __future__ import annotations

from typing import Final

import click

from bylaw.cli.group import Lazy

COMMANDS: Final[dict[str, str]] = {
    "add": "Accept findings of a rule for a time. Runs when a rule is named.",
    "list": "List waivers, and how they stand. Runs when nothing is named.",
    "renew": "Give a waiver another end.",
    "prune": "Take out what has ended.",
}
"""Name and one line of help; the module is called like the command."""

EXAMPLES: Final = """
Examples:
  bylaw waive local/no-raw-sql --path src/old.py --reason "Goes with release 9" \\
      --owner @org/pay --expires 30d       accept a rule's findings in one file
  bylaw waive                              what is accepted now
  bylaw waive renew no-raw-sql --expires 60d
"""


class Waive(Lazy):
    """The commands about waivers."""

    commands_help = COMMANDS
    module = "bylaw.cli.waive_{}"
    examples = EXAMPLES
    default = "list"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """A rule without a command is to be waived."""
        if args and "/" in args[0] and args[0] not in self.commands_help:
            args = ["add", *args]
        return super().parse_args(ctx, args)


@click.group("waive", cls=Waive)
def command() -> None:
    """Waivers: findings that are accepted, with a reason, an owner and an end.

    They stand in .bylaw/waivers.yaml, which is reviewed like code. In profile ci those of the
    target branch count, so a change cannot waive itself.
    """
