"""`bylaw waive RULE`."""

from __future__ import annotations

from typing import Any

import click

from bylaw.cli import options
from bylaw.cli.group import examples

EXAMPLES = """\
  bylaw waive local/no-raw-sql --finding 0123456789abcdef0123456789abcdef \\
      --reason "Goes with release 9" --owner @org/pay --expires 30d
  bylaw waive dependencies/license --missing dependency.license \\
      --path services/old/package.json --reason "No network there" \\
      --owner @ana --expires 2027-01-31 --ticket OPS-12
"""


@click.command("add", cls=examples(EXAMPLES))
@click.argument("rule")
@options.repo
@click.option("--path", metavar="GLOB", help="Only findings in these files.")
@click.option(
    "--finding",
    metavar="FINGERPRINT",
    help="Only this finding; its fingerprint is in the JSON and SARIF reports.",
)
@click.option("--component", metavar="NAME", help="Only findings in files of this component.")
@click.option("--dependency", metavar="NAME|PURL", help="Only findings about this package.")
@click.option(
    "--missing",
    metavar="FACT",
    help="Accept that the rule cannot be judged for want of this fact, instead of findings.",
)
@click.option("--reason", metavar="TEXT", required=True, help="Why.")
@click.option("--owner", metavar="NAME", required=True, help="Who answers for it.")
@click.option(
    "--expires", metavar="DATE|30d", required=True, help="When it ends: a day, or in so many days."
)
@click.option("--ticket", metavar="TEXT", help="Where it is followed up.")
@click.option("--id", metavar="NAME", help="What to call it. Default: the rule's name.")
@click.option("--now", metavar="TIME", help="The day on which it begins. Default: today, in UTC.")
def command(repo: str, now: str | None, **said: Any) -> int:
    """Accepts findings of a rule for a time, in .bylaw/waivers.yaml.

    RULE is PACK/NAME, or a glob of the rules of one pack. All that is named has to hold.
    """
    from bylaw.cli.waive_list import until
    from bylaw.gate.clock import moment
    from bylaw.gate.waivers.ledger import add, ledger
    from bylaw.lang.render import visible

    of = ledger(repo, moment(now))
    waiver = add(of, said)
    click.echo(f"{visible(of.path)}: {visible(waiver.id)} is added, {until(waiver, of.now)}.")
    click.echo(f"Commit it: git add {visible(of.path)}")
    click.echo("In profile ci it counts once it has landed on the target branch.")
    return 0
