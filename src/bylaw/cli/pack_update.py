"""`bylaw pack update`."""

from __future__ import annotations

import click

from bylaw.cli import options
from bylaw.cli.group import examples

EXAMPLES = """\
  bylaw pack update                      all, at the revisions of bylaw.lock
  bylaw pack update payments --to v1.3.0
  bylaw pack update --check              write nothing; exit 1 when one would change
"""


@click.command("update", cls=examples(EXAMPLES))
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--to",
    metavar="REVISION",
    help="A tag, branch or commit; the version of a wheel; the address of another archive.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when a pack would change.")
@options.repo
def command(names: tuple[str, ...], to: str | None, check: bool, repo: str) -> int:
    """Brings packs anew, and shows what they change: rules removed and levels lowered first.

    Then it writes .bylaw/packs/ and bylaw.lock, as tools with a lock do; `git diff` shows the same
    once more. With --check it writes nothing.
    """
    from bylaw.cli import pack_text
    from bylaw.cli.exit import FAILED, PASSED
    from bylaw.cli.progress import Progress
    from bylaw.gate.pack_writing import place
    from bylaw.gate.packs import plan_update, write_update

    at = place(repo)
    if not at.lock.packs and not names:
        click.echo(pack_text.NONE)
        return PASSED
    with Progress() as progress:
        progress("bringing the packs")
        updates = plan_update(at, names, to)
    changed = [one for one in updates if one.is_changed]
    for one in updates:
        click.echo("\n".join(pack_text.update(one)))
    if check:
        return FAILED if changed else PASSED
    write_update(at, updates)
    if changed:
        click.echo("\n".join(pack_text.updated(changed)))
    return PASSED
