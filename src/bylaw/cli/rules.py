"""`bylaw rules`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from bylaw.cli import options
from bylaw.cli.group import examples

EXAMPLES = """\
  bylaw rules                            the rules that judge this repository
  bylaw rules --policy change-hygiene    the rules of a built-in pack
  bylaw rules --format json              for programs
"""


@click.command("rules", cls=examples(EXAMPLES))
@options.repo
@options.policy
@options.config
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    help="Default: table.",
)
def command(repo: str, policies: tuple[str, ...], config: str | None, form: str) -> int:
    """Lists the rules that judge here, and the level that is in force today."""
    from bylaw.cli.diagnostics import show
    from bylaw.gate.catalog import catalog
    from bylaw.gate.request import Request

    found = catalog(Request(repo=repo, policies=policies, config=config))
    show(found.warnings)
    click.echo(_json(found.rules) if form == "json" else _table(found.rules, found.source))
    return 0


def _json(rules: Sequence[Any]) -> str:
    import json
    from dataclasses import asdict

    return json.dumps([asdict(rule) for rule in rules], indent=2, ensure_ascii=True)


def _table(rules: Sequence[Any], source: str) -> str:
    import os
    import sys
    from textwrap import wrap

    from bylaw.cli.terminal import is_terminal, width
    from bylaw.lang.render import visible

    wide = max((len(rule.id) for rule in rules), default=0)
    longest = max((len(rule.title) for rule in rules), default=0)
    lines = [f"{len(rules)} rule{'s'[: len(rules) != 1]}, from {visible(source)}", ""]
    # What reads a pipe wants a rule a line, unless somebody says how wide it is.
    is_piped = not is_terminal(sys.stdout) and not os.environ.get("COLUMNS")
    if is_piped or wide + longest + 8 <= width():
        rows = (f"{rule.level:<4}  {rule.id:<{wide}}  {visible(rule.title)}" for rule in rules)
        return "\n".join((*lines, *rows, *_astray(rules)))
    # Where titles do not fit beside the ids, they stand below them.
    for rule in rules:
        lines.append(f"{rule.level:<4}  {rule.id}")
        lines += (f"      {row}" for row in wrap(visible(rule.title), width() - 6))
    return "\n".join((*lines, *_astray(rules)))


def _astray(rules: Sequence[Any]) -> list[str]:
    """The rules whose decision is not in force, or not here."""
    from bylaw.lang.render import visible
    from bylaw.reports.summary import standing

    found = [
        visible(f"{rule.id} cites {rule.decision}{standing(rule.decided)}")
        for rule in rules
        if rule.decided is not None and rule.decided.status != "accepted"
    ]
    return ["", *found] if found else []
