"""`bylaw baseline`."""

from __future__ import annotations

from typing import Final

import click

from bylaw.cli.group import Lazy

COMMANDS: Final[dict[str, str]] = {
    "show": "Show what is tolerated. Runs when none is named.",
    "create": "Tolerate what stands now.",
    "update": "Take out what is fixed; nothing is added.",
}
"""Name and one line of help; the module is called like the command."""

EXAMPLES: Final = """
Examples:
  bylaw baseline create      before a rule is enforced in old code
  bylaw baseline             how much is tolerated, rule by rule
  bylaw baseline show --all  what is new, what is fixed, what is old
  bylaw baseline update      after something was fixed
"""


class Baseline(Lazy):
    """The commands about the baseline."""

    commands_help = COMMANDS
    module = "bylaw.cli.baseline_{}"
    examples = EXAMPLES
    default = "show"


@click.group("baseline", cls=Baseline)
def command() -> None:
    """Findings that stood before a rule came: tolerated, and only growing fewer.

    Without a command it shows them; `bylaw baseline show --help` lists the options.
    """
