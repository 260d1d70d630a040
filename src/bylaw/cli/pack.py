"""`bylaw pack`."""

from __future__ import annotations

from typing import Final

import click

from bylaw.cli.group import Lazy

COMMANDS: Final[dict[str, str]] = {
    "add": "Bring a pack from elsewhere, pinned by its digest.",
    "update": "Bring packs anew, and show what they would change.",
    "verify": "Compare packs with bylaw.lock, and with their sources.",
    "list": "List the packs from elsewhere. Runs when none is named.",
    "remove": "Take a pack out.",
}
"""Name and one line of help; the module is called like the command."""

EXAMPLES: Final = """
Examples:
  bylaw pack add git+https://git.example/policies.git@v1.2.0#payments
  bylaw pack update              what the sources have now, rules removed first
  bylaw pack verify --source     whether the sources still give the same bytes
"""


class Packs(Lazy):
    """The commands about packs from elsewhere."""

    commands_help = COMMANDS
    module = "bylaw.cli.pack_{}"
    examples = EXAMPLES
    default = "list"


@click.group("pack", cls=Packs)
def command() -> None:
    """Packs from elsewhere: committed below .bylaw/packs/, pinned in bylaw.lock.

    `bylaw check` never fetches one; these commands do.
    """
