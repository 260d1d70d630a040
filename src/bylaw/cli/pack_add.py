"""`bylaw pack add`."""

from __future__ import annotations

import click

from bylaw.cli import options
from bylaw.cli.group import examples

EXAMPLES = """\
  bylaw pack add ../shared/packs/payments
  bylaw pack add git+https://git.example/policies.git@v1.2.0#packs/payments
  bylaw pack add https://packs.example/payments-1.2.tar.gz#sha256=9f86d0…
  bylaw pack add wheel:acme-policies==1.2.0 --index https://pip.example/simple/
"""


@click.command("add", cls=examples(EXAMPLES))
@click.argument("source")
@click.option("--name", metavar="NAME", default="", help="The pack of this name, of several.")
@click.option(
    "--index", metavar="URL", help="The index of Python packages that a wheel is taken from."
)
@options.repo
def command(source: str, name: str, index: str | None, repo: str) -> int:
    """Brings a pack from a directory, a git repository, an archive or a wheel.

    Shows its rules, then writes .bylaw/packs/NAME/, names it in bylaw.yaml and pins it in
    bylaw.lock. Nothing of it is run. A pack whose policies are wrong is refused before anything is
    written. Exit 1 where bylaw.yaml has to be edited by hand.
    """
    from bylaw.cli import pack_text
    from bylaw.cli.exit import FAILED, PASSED
    from bylaw.cli.progress import Progress
    from bylaw.cli.terminal import say
    from bylaw.gate.pack_writing import place
    from bylaw.gate.packs import plan_add, write_add

    at = place(repo)
    with Progress() as progress:
        progress("bringing the pack")
        addition = plan_add(at, source, index, name)
    click.echo("\n".join(pack_text.addition(addition)))
    write_add(at, addition)
    click.echo("\n".join(pack_text.added(addition)))
    if addition.config is None:
        say(pack_text.by_hand(addition.brought.locked.name))
        return FAILED
    return PASSED
