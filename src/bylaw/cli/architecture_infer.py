"""`bylaw architecture infer`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bylaw.cli import options
from bylaw.cli.group import examples

EXAMPLES = """\
  bylaw architecture infer
  bylaw architecture infer --output architecture.yaml
"""

_ELSEWHERE = (
    "bylaw looks for architecture.yaml at the root of the repository. One that stands elsewhere is "
    "named\nin bylaw.yaml, under `architecture.sources`."
)


@click.command("infer", cls=examples(EXAMPLES))
@click.option("--output", metavar="FILE", help="Write to a new FILE instead of standard output.")
@click.option("--head", metavar="REV", help="Look at this commit instead of the work tree.")
@options.repo
def command(output: str | None, head: str | None, repo: str) -> int:
    """Proposes a first architecture.yaml, from the folders and what is really imported.

    It allows every import of today, and names cycles and what looks odd in comments. It is a place
    to start from: read it before it is committed.
    """
    from bylaw.cli.progress import Progress
    from bylaw.gate.infer import infer, is_at_root
    from bylaw.gate.request import Request
    from bylaw.lang.render import visible
    from bylaw.reports.write import write_file, write_stream

    file = None if output in (None, "-") else Path(str(output))
    if file is not None and (file.exists() or file.is_symlink()):
        raise click.UsageError(f"--output {file}: it is there already, and is not overwritten.")
    request = Request(repo=repo, head=head, whole=True)
    with Progress() as progress:
        text = infer(request, progress)
    if file is not None:
        write_file(text, file)
        click.echo(
            f"{visible(str(file))} is written. Read it, and correct names, kinds and layers."
        )
        click.echo("next: bylaw architecture" if is_at_root(request, file) else _ELSEWHERE)
    else:
        sys.stdout.flush()
        write_stream(text, sys.stdout.buffer)
    return 0
