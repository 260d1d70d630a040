"""`bylaw advisories`."""

from __future__ import annotations

from typing import Final

import click

from bylaw.cli.group import Lazy

COMMANDS: Final[dict[str, str]] = {
    "pull": "Bring snapshots of advisories.",
    "status": "List the snapshots of this machine.",
    "show": "Show what a snapshot says of a package.",
}
"""Name and one line of help; the module is called like the command."""

EXAMPLES: Final = """
Examples:
  bylaw advisories pull            of the ecosystems of this repository
  bylaw advisories status          how old they are
"""


class Advisories(Lazy):
    """The commands about advisories."""

    commands_help = COMMANDS
    module = "bylaw.cli.advisories_{}"
    examples = EXAMPLES


@click.group("advisories", cls=Advisories)
def command() -> None:
    """Snapshots of published vulnerabilities, to judge by without a network."""
