"""`bylaw pack verify`."""

from __future__ import annotations

import click

from bylaw.cli import options
from bylaw.cli.group import examples

EXAMPLES = """\
  bylaw pack verify             what every check does
  bylaw pack verify --source    and whether the sources still give the same bytes
"""


@click.command("verify", cls=examples(EXAMPLES))
@click.option("--source", "ask", is_flag=True, help="Fetch each pack anew, and compare it.")
@options.repo
def command(ask: bool, repo: str) -> int:
    """Compares the packs below .bylaw/packs/ with bylaw.lock, byte by byte.

    Exit 2 where a file is other, missing or additional. With --source, exit 1 where a tag was
    moved, or a source gives other bytes than those that are locked.
    """
    from bylaw.cli import pack_text
    from bylaw.cli.exit import FAILED, PASSED
    from bylaw.cli.progress import Progress
    from bylaw.gate.pack_writing import place
    from bylaw.gate.packs import plan_verify, verify

    at = place(repo)
    verify(at)
    if not at.lock.packs:
        click.echo(pack_text.NONE)
        return PASSED
    if not ask:
        click.echo("\n".join(map(pack_text.verified, at.lock.packs.values())))
        return PASSED
    with Progress() as progress:
        progress("asking the sources")
        found = plan_verify(at)
    for one in found:
        click.echo("\n".join(pack_text.compared(one)))
    return PASSED if all(one.is_same for one in found) else FAILED
