"""`bylaw decisions search`."""

from __future__ import annotations

import click

from bylaw.cli import options
from bylaw.cli.group import examples

EXAMPLES = """\
  bylaw decisions search queue retries    those that speak of both
  bylaw decisions search --active queue   in force
"""


@click.command("search", cls=examples(EXAMPLES))
@click.argument("words", nargs=-1, required=True)
@options.repo
@click.option("--active", is_flag=True, help="Only those that are accepted and not superseded.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def command(words: tuple[str, ...], repo: str, active: bool, as_json: bool) -> int:
    """Finds decisions that hold all of the words: titles before tags before texts."""
    from bylaw.cli.decisions_text import beside, dumped, plain, wrapped
    from bylaw.gate.shelf import shelf
    from bylaw.lang.render import visible
    from bylaw.sources.decisions.search import search

    found = shelf(repo)
    records = [e for e in found.kept.records if not active or found.kept.is_active(e)]
    hits = search(records, " ".join(words))
    if as_json:
        said = [
            {**plain(found, hit.record), "score": hit.score, "at": hit.line, "says": hit.text}
            for hit in hits
        ]
        click.echo(dumped({"decisions": said}))
        return 0
    for hit in hits:
        head = f"{visible(hit.record.id)}  {hit.record.status}"
        for row in beside([head], [visible(hit.record.title)]):
            click.echo(row)
        if hit.line:
            place = f"{hit.record.path}:{hit.line}: "
            for row in wrapped(f"{place}{hit.text}", "    "):
                click.echo(row)
    if not hits:
        click.echo(visible(f"No decision here speaks of {' '.join(words)}."))
    return 0
