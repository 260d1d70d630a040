"""`bylaw decisions show`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from bylaw.cli import options
from bylaw.cli.group import examples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bylaw.gate.shelf import Shelf
    from bylaw.sources.decisions.interface import Record
    from bylaw.verdict.model import RuleCard

EXAMPLES = """\
  bylaw decisions show ADR-0007     by its id; 7 and 0007-use-queues mean the same
  bylaw decisions show 7 --text     with what it says
"""


@click.command("show", cls=examples(EXAMPLES))
@click.argument("id_", metavar="ID")
@options.repo
@click.option("--text", "with_text", is_flag=True, help="Its text too.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def command(id_: str, repo: str, with_text: bool, as_json: bool) -> int:
    """Shows a decision: how it stands, what it replaces, its scope, the rules that enforce it."""
    from bylaw.cli.decisions_text import dumped, plain, problem
    from bylaw.gate.errors import Wrong
    from bylaw.gate.shelf import enforcing, rules_of, shelf

    found = shelf(repo)
    record = found.wanted(id_)
    try:
        rules = enforcing(record, rules_of(repo)[0])
    except Wrong:
        rules = None
    if as_json:
        said = plain(found, record)
        said["rules"] = None if rules is None else [each.id for each in rules]
        said["problems"] = [problem(e) for e in found.kept.problems if e.path == record.path]
        if with_text:
            said["text"] = record.text
        click.echo(dumped({"decision": said}))
        return 0
    for row in _page(found, record, rules):
        click.echo(row)
    if with_text:
        from bylaw.reports.escape import block, line_start

        click.echo("")
        for row in block(record.text).rstrip("\n").split("\n"):
            click.echo(f"    {line_start(row)}".rstrip())
    return 0


def _page(of: Shelf, record: Record, rules: Sequence[RuleCard] | None) -> Iterator[str]:
    from bylaw.cli.decisions_text import day, wrapped

    yield from wrapped(f"{record.id}  {record.status}  {day(record)}".rstrip())
    yield from wrapped(record.title, "  ")
    yield ""
    facts = (
        ("file", f"{record.path}:{record.line}"),
        ("decided by", ", ".join(each.name for each in record.owners)),
        ("scope", ", ".join(record.scope)),
        ("paths", ", ".join(record.paths)),
        ("tags", ", ".join(record.tags)),
    )
    for name, value in facts:
        if value:
            yield from _fact(name, value)
    for name, chain in (
        ("replaces", of.replaced(record)),
        ("replaced by", of.replacing(record)),
    ):
        for depth, id_, other in chain:
            what = "which is not there" if other is None else f"{other.title} ({other.status})"
            yield from _fact(name, f"{'  ' * (depth - 1)}{id_}  {what}")
            name = ""
    name = "enforced by"
    for rule in rules or ():
        yield from _fact(name, f"{rule.id}  {rule.title} ({rule.level})")
        name = ""
    if not rules:
        unread = "not known: the policies have errors, which `bylaw rules` shows"
        yield from _fact(name, unread if rules is None else "no rule")
    for each in of.kept.problems:
        if each.path == record.path:
            yield from _fact("problem", f"line {each.line}: {each.message}")


def _fact(name: str, value: str) -> list[str]:
    from bylaw.cli.decisions_text import wrapped

    start = len(value) - len(value.lstrip())
    indent = " " * (15 + start)
    first, *rest = wrapped(value.lstrip(), indent)
    return [f"  {name:<11}  {first[15:]}", *rest]
