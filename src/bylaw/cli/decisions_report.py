"""`bylaw decisions report`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from bylaw.cli import options
from bylaw.cli.group import examples

if TYPE_CHECKING:
    from bylaw.gate.shelf import Report

EXAMPLES = """\
  bylaw decisions report             for people
  bylaw decisions report --strict    exit 1 where something does not hold
"""


@click.command("report", cls=examples(EXAMPLES))
@options.repo
@click.option(
    "--strict",
    is_flag=True,
    help="Exit 1 for problems, and for rules whose decision is missing or not in force.",
)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def command(repo: str, strict: bool, as_json: bool) -> int:
    """Shows how decisions and rules go together.

    Decisions that no rule enforces, rules that cite none, rules whose decision is missing or not
    in force, and what is wrong with the records.
    """
    from bylaw.cli.decisions_text import dumped, problem
    from bylaw.cli.exit import FAILED, PASSED
    from bylaw.gate.shelf import report, shelf

    found = shelf(repo)
    said = report(found, repo)
    if as_json:
        click.echo(
            dumped(
                {
                    "decisions": len(found.kept.records),
                    "unenforced": [each.id for each in said.unenforced],
                    "uncited": [each.id for each in said.uncited],
                    "astray": [
                        {"rule": card.id, "decision": card.decision, "status": card.decided.status}
                        for card in said.astray
                        if card.decided is not None
                    ],
                    "problems": [problem(each) for each in said.problems],
                }
            )
        )
    else:
        click.echo("\n".join(_text(said, len(found.kept.records))))
    return FAILED if strict and not said.is_sound else PASSED


def _text(said: Report, count: int) -> Iterator[str]:
    from bylaw.cli.decisions_text import rows, wrapped
    from bylaw.reports.summary import standing

    yield f"{count} decision{'s'[: count != 1]}"
    if said.problems:
        yield "\nProblems"
        for each in said.problems:
            yield from wrapped(f"{each.path}:{each.line}: {each.message}", "  ", "      ")
    if said.astray:
        yield "\nRules whose decision is not in force"
        for card in said.astray:
            assert card.decided is not None
            text = f"{card.id} cites {card.decision}{standing(card.decided)}"
            yield from wrapped(text, "  ", "      ")
    if said.unenforced:
        yield "\nIn force, and no rule enforces them"
        yield from rows(said.unenforced, "  ")
    if said.uncited:
        yield "\nRules of this repository that cite no decision"
        for card in said.uncited:
            yield from wrapped(f"{card.id}  {card.title}", "  ", "      ")
    if not count:
        yield "Write the first: bylaw decisions new TITLE"
    elif not (said.problems or said.astray or said.unenforced or said.uncited):
        yield _all_is_well(said)


def _all_is_well(said: Report) -> str:
    """Nothing is praised that is not there."""
    enforced = "Every one in force is enforced by a rule" if said.active else "None is in force"
    cited = ", and every rule of this repository cites one" if said.own else ""
    return f"{enforced}{cited}."
