"""`bylaw test`."""

from __future__ import annotations

import click

from bylaw.cli import options
from bylaw.cli.group import examples

EXAMPLES = """\
  bylaw test                        the tests of the repository's own policies
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

    Without arguments: the tests of the repository's own policies. A path has a `/` or ends in
    .bylaw; anything else is the name of a pack.
    """
    from dataclasses import replace

    from bylaw.cli.diagnostics import show
    from bylaw.gate.catalog import testable
    from bylaw.gate.errors import wrong_request
    from bylaw.gate.request import Request
    from bylaw.packs.glob import matcher
    from bylaw.testing.run import run_tests
    from bylaw.testing.text import render

    found = testable(Request(repo=repo, policies=policies))
    show(found.warnings)
    if not found.tested:
        click.echo("No policies of this repository's own to test. A pack's: `bylaw test start`.")
        return 0
    try:
        matches = matcher([only]) if only else lambda name: True
    except ValueError as error:
        raise wrong_request(f"-k {only}: {error}") from None
    report = run_tests(
        found.packs,
        only=lambda pack, test: (
            pack in found.tested
            and matches(test["name"])
            and (not found.files or test["place"][0] in found.files)
        ),
        locate=found.locate,
    )
    some = bool(only or found.files)
    untested = [] if some else [one for one in report.untested if one.split("/")[0] in found.tested]
    if only and not report.results:
        click.echo(f"No test's name matches `{only}`.", err=True)
        return 2
    click.echo(render(replace(report, untested=tuple(untested)), verbose), nl=False)
    return int(not report.ok)
