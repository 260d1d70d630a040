"""`bylaw architecture`."""

from __future__ import annotations

from typing import Final

import click

from bylaw.cli.group import Lazy

COMMANDS: Final[dict[str, str]] = {
    "show": "Show components and what imports what. Runs when none is named.",
    "infer": "Propose a first architecture.yaml.",
}
"""Name and one line of help; the module is called like the command."""

EXAMPLES: Final = """
Examples:
  bylaw architecture                                what your work does to it
  bylaw architecture --format svg --output it.svg   as a picture
  bylaw architecture infer                          a first architecture.yaml
"""


class Architecture(Lazy):
    """The commands about architecture; without a name it is `show`."""

    commands_help = COMMANDS
    module = "bylaw.cli.architecture_{}"
    examples = EXAMPLES
    default = "show"


@click.group("architecture", cls=Architecture)
def command() -> None:
    """The architecture: its components, what imports what, and what a change does to it.

    Without a command it shows them; `bylaw architecture show --help` lists the options.
    """
