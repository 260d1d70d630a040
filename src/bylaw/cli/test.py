"""`bylaw test`."""

from __future__ import annotations

import click

from bylaw.cli import options
from bylaw.cli.group import examples

EXAMPLES = """\
  bylaw test                        the tests of the policies that judge here
  bylaw test policies/pay.bylaw     of one file
  bylaw test change-hygiene -v      of a built-in pack, each test by name
  bylaw test -k '*secret*'          tests by name
"""


@click.command("test", cls=examples(EXAMPLES))
@click.argument("policies", nargs=-1, metavar="[PATH|PACK]...")
@options.repo
@click.option("-k", "only", metavar="GLOB", help="Run only tests whose name matches.")
@click.option("-v", "--verbose", is_flag=True, help="Show tests that passed, too.")
def command(policies: tuple[str, ...], repo: str, only: str | None, verbose: bool) -> int:
    """Runs the tests of policies; exit 1 when one fails.

    A path has a `/` or ends in .bylaw; anything else is the name of a pack.
    """
    from bylaw.cli.diagnostics import show
    from bylaw.gate.catalog import catalog
    from bylaw.gate.request import Request
    from bylaw.packs.glob import matcher
    from bylaw.testing.run import run_tests
    from bylaw.testing.text import render

    found = catalog(Request(repo=repo, policies=policies), tests=True)
    show(found.warnings)
    matches = matcher([only]) if only else None
    report = run_tests(
        found.packs,
        only=(lambda pack, name: matches(name)) if matches else None,
        locate=found.locate,
    )
    click.echo(render(report, verbose), nl=False)
    if only and not report.results:
        click.echo(f"No test's name matches {only}.", err=True)
        return 2
    return int(not report.ok)
