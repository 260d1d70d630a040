"""`bylaw fmt`."""

from __future__ import annotations

import click

from bylaw.cli.group import examples

EXAMPLES = """\
  bylaw fmt                    all policy files below policies/
  bylaw fmt --check            exit 1 when one is not formatted
  bylaw fmt --diff rules/      show what would change, change nothing
"""


@click.command("fmt", cls=examples(EXAMPLES))
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--check", is_flag=True, help="Change nothing; exit 1 when a file is not formatted.")
@click.option("--diff", is_flag=True, help="Change nothing; show what would change.")
def command(paths: tuple[str, ...], check: bool, diff: bool) -> int:
    """Formats policy files in the one style that there is. Without PATH: policies/."""
    from bylaw.cli.diagnostics import show
    from bylaw.gate.formatting import files_of, format_files, write

    formatted, diagnostics = format_files(files_of(paths or ("policies/",)))
    show(diagnostics)
    changed = [one for one in formatted if one.changed]
    for one in changed:
        if diff:
            click.echo("".join(one.diff()), nl=False)
        elif check:
            click.echo(f"not formatted: {one.path}")
        else:
            write(one)
            click.echo(f"formatted: {one.path}")
    if not diff:
        rest = len(formatted) - len(changed)
        click.echo(f"{rest} file{'s'[: rest != 1]} left as {'they are' if rest != 1 else 'it is'}")
    if diagnostics:
        return 2
    return int(bool(changed) and check)
