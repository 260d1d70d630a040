"""The commands: their names here, each loaded only when it runs."""

from __future__ import annotations

from importlib import import_module
from typing import Any, ClassVar, Final

import click

from bylaw.cli.terminal import width

COMMANDS: Final[dict[str, str]] = {
    "check": "Judge a change.",
    "publish": "Judge a change, and tell its forge.",
    "doctor": "Check that the gate is enforced.",
    "test": "Run the tests of policies.",
    "fmt": "Format policy files.",
    "rules": "List the rules that judge here.",
    "explain": "Explain a rule or an error code.",
    "facts": "Show what rules can ask about.",
    "architecture": "Show components and what imports what.",
    "pack": "Bring and pin packs from elsewhere.",
    "waive": "Accept findings, with a reason and an end.",
    "decisions": "List, find and write decisions (ADRs).",
    "baseline": "Tolerate what stood before a rule came.",
    "advisories": "Bring and show snapshots of advisories.",
}
"""Name and one line of help; the module is called like the command."""


EXAMPLES: Final = """
Examples:
  bylaw check                            your work against the default branch
  bylaw check --base main --head HEAD    what a branch would bring
  bylaw check --policy rules.bylaw       by one policy file, nothing else
  bylaw explain local/no-raw-sql         why a rule is there
"""


class Lazy(click.Group):
    """A group whose commands are imported when they are called."""

    commands_help: ClassVar[dict[str, str]] = COMMANDS
    """Name and one line of help."""
    module: ClassVar[str] = "bylaw.cli.{}"
    """Where the command of a name is."""
    examples: ClassVar[str] = EXAMPLES
    default: ClassVar[str] = ""
    """The command that runs where none is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Options without a command are those of the default."""
        is_help = bool(args) and args[0] in ctx.help_option_names
        if self.default and (not args or (args[0].startswith("-") and not is_help)):
            args = [self.default, *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which one needs them."""
        return list(self.commands_help)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command; only its own module is imported."""
        if cmd_name not in self.commands_help:
            return None
        command: click.Command = import_module(self.module.format(cmd_name)).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that was called; a typing slip is told so."""
        if args and args[0] not in self.commands_help and not args[0].startswith("-"):
            from bylaw.lang.suggest import nearest

            near = nearest(args[0], self.commands_help)
            names = ", ".join(self.commands_help)
            hint = f" Did you mean `{near}`?" if near else f" Commands: {names}."
            ctx.fail(f"There is no command `{args[0]}`.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Names and lines from the table, without importing the commands."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.commands_help.items()))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Examples stay as they are written."""
        formatter.write(self.examples)


SETTINGS: Final[dict[str, Any]] = {
    "help_option_names": ["-h", "--help"],
    "max_content_width": min(width(), 100),
}


@click.group(cls=Lazy, context_settings=SETTINGS)
@click.version_option(
    package_name=None, version=import_module("bylaw").__version__, message="bylaw %(version)s"
)
def group() -> None:
    """Judges a change before it lands, by policies that are code."""


def examples(text: str) -> type[click.Command]:
    """A command class that ends its help with examples, as they are written."""

    class WithExamples(click.Command):
        """Help, then examples."""

        def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
            formatter.write(f"\nExamples:\n{text}")

    return WithExamples
