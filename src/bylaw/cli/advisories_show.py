"""`bylaw advisories show`."""

from __future__ import annotations

import click

from bylaw.cli.group import examples

EXAMPLES = """\
  bylaw advisories show pkg:npm/lodash@4.17.20
"""


@click.command("show", cls=examples(EXAMPLES))
@click.argument("purl")
def command(purl: str) -> int:
    """Shows what the snapshot says of a version of a package, however old the snapshot is."""
    from bylaw.cli.exit import NOT_JUDGED, PASSED
    from bylaw.cli.terminal import say
    from bylaw.facts.place import Unknown
    from bylaw.gate.snapshots import of_package, unknown_of
    from bylaw.lang.render import visible

    found = of_package(purl)
    known = () if isinstance(found, Unknown) else found
    for one in known:
        score = "" if one.score is None else f" {one.score:.1f}"
        fix = "no version mends it" if one.fixed_in is None else f"mended in {one.fixed_in}"
        click.echo(visible(f"{one.id}  {one.severity}{score}  {fix}  {one.summary}".rstrip()))
        if one.aliases:
            click.echo(visible(f"  also {', '.join(one.aliases)}"))
        click.echo(f"  {one.url}")
    unknown = unknown_of(found)
    if unknown is not None:
        say(f"{unknown.detail}" + (f"\n  {unknown.remedy}" * bool(unknown.remedy)))
        return NOT_JUDGED
    if not known:
        click.echo("No advisory affects it.")
    return PASSED
