"""`bylaw fmt`."""

from __future__ import annotations

import click

from bylaw.cli.group import examples

EXAMPLES = """\
  bylaw fmt                    all policy files of the repository
  bylaw fmt --check            exit 1 when one is not formatted
  bylaw fmt --diff rules/      show what would change, change nothing
"""


@click.command("fmt", cls=examples(EXAMPLES))
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--check", is_flag=True, help="Change nothing; exit 1 when a file is not formatted.")
@click.option("--diff", is_flag=True, help="Change nothing; show what would change.")
def command(paths: tuple[str, ...], check: bool, diff: bool) -> int:
    """Formats policy files in the one style that there is.

    Without PATH: those of the repository, where bylaw.yaml says that they are, or in policies/.
    """
    from bylaw.cli.diagnostics import show
    from bylaw.gate.formatting import files_of, format_files, own_files, write

    formatted, diagnostics = format_files(files_of(paths) if paths else own_files())
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
        sums = (
            (len(changed), "not formatted" if check else "formatted"),
            (len(formatted) - len(changed), "already formatted"),
            (len({one.path for one in diagnostics}), "with errors, left alone"),
        )
        (count, word), *rest = [each for each in sums if each[0]] or sums[1:2]
        first = f"{count} file{'s'[: count != 1]} {word}"
        click.echo(", ".join([first, *(f"{count} {word}" for count, word in rest)]))
    if diagnostics:
        return 2
    return int(bool(changed) and check)
