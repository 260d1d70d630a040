"""`bylaw rules`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from bylaw.cli import options
from bylaw.cli.group import examples

if TYPE_CHECKING:
    from bylaw.gate.catalog import Catalog, Floor

EXAMPLES = """\
  bylaw rules                            the rules that judge this repository
  bylaw rules --policy change-hygiene    the rules of a built-in pack
  bylaw rules --format json              for programs
"""


@click.command("rules", cls=examples(EXAMPLES))
@options.repo
@options.policy
@options.config
@options.org
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    help="Default: table.",
)
def command(
    repo: str, policies: tuple[str, ...], config: str | None, org: str | None, form: str
) -> int:
    """Lists the rules that judge here, and the level that is in force today."""
    from bylaw.cli.diagnostics import show
    from bylaw.gate.catalog import catalog
    from bylaw.gate.request import Request

    found = catalog(Request(repo=repo, policies=policies, config=config, org=org))
    show(found.warnings)
    if form == "json":
        click.echo(_json(found))
        return 0
    click.echo(_table(found.rules, found.source))
    for project in found.projects:
        click.echo("\n" + _table(project.rules, f"project {project.name} ({project.shown})"))
    for line in (*_floors(found.floors, org or ""), *(f"\n{each}" for each in found.notices)):
        click.echo(line)
    return 0


def _json(found: Catalog) -> str:
    """Every rule once for the whole repository, and once for each project that runs it."""
    import json
    from dataclasses import asdict

    floors = {floor.rule: floor.level for floor in found.floors}
    rows = [(rule, "") for rule in found.rules]
    rows += [(rule, project.name) for project in found.projects for rule in project.rules]
    shown = [
        {**asdict(rule), "project": project, "floor": floors.get(rule.id, "")}
        for rule, project in rows
    ]
    return json.dumps(shown, indent=2, ensure_ascii=True)


def _floors(floors: Sequence[Floor], source: str) -> list[str]:
    """What the organisation asks for, and what it announces."""
    from bylaw.lang.render import visible

    if not floors:
        return []
    wide = max(len(floor.rule) for floor in floors)
    rows = (f"{floor.level:<4}  {floor.rule:<{wide}}  {floor.coming}".rstrip() for floor in floors)
    return ["", f"never below, by {visible(source)}", "", *rows]


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
