"""`bylaw doctor`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from bylaw.cli import options
from bylaw.cli.group import examples

EXAMPLES = """\
  bylaw doctor                              what this repository says of its gate
  bylaw doctor --ref origin/main            what the target branch says of it
  bylaw doctor --forge                      and whether the forge enforces it
  bylaw doctor --forge gitlab --api-url https://gitlab.example

Exit codes: 0 nothing lets a change get past the gate; 1 something does;
2 the command line is wrong; 3 something might, and could not be looked at.
"""


@click.command("doctor", cls=examples(EXAMPLES))
@click.option(
    "--forge",
    is_flag=False,
    flag_value="auto",
    type=click.Choice(["auto", "github", "gitlab"]),
    help="Ask the forge, too. Default of its kind: by the pipeline, else by the remote's address.",
)
@click.option("--api-url", metavar="URL", help="Of the forge or its API. Default: likewise.")
@click.option("--repository", metavar="OWNER/NAME", help="At the forge. Default: likewise.")
@click.option("--branch", metavar="NAME", help="The target branch. Default: the default branch.")
@click.option("--ref", metavar="REV", help="Look at a commit instead of the work tree.")
@options.repo
@click.option(
    "--report",
    metavar="FORMAT[=FILE]",
    default="console",
    help="`console` or `json`. Default: console.",
)
@options.color
def command(**said: Any) -> int:
    """Checks that the gate is really enforced: files, owners, pipeline, and the forge's rules.

    Without --forge nothing is asked over the network. The token comes from GITHUB_TOKEN, GH_TOKEN,
    GITLAB_TOKEN or BYLAW_TOKEN_<host>; what it may not read is unknown, and never ok.
    """
    from bylaw.cli.terminal import colors
    from bylaw.doctor.run import Asked, run

    kind, file = _report(said["report"])
    named = said["forge"]
    found = run(
        Asked(
            repo=said["repo"],
            ref=said["ref"],
            branch=said["branch"],
            asks_forge=named is not None,
            forge=None if named == "auto" else named,
            repository=said["repository"],
            api_url=said["api_url"],
        )
    )
    from bylaw.doctor.show import as_json, console, summary
    from bylaw.reports.write import write_file, write_stream

    if kind == "json":
        text = as_json(found)
    else:
        is_colored = file is None and colors(said["color"], sys.stdout)
        text = "\n".join(console(found, color=is_colored)) + "\n"
    if file is None:
        sys.stdout.flush()
        write_stream([text], sys.stdout.buffer)
    else:
        write_file([text], file)
        click.echo(summary(found))
    return found.exit_code


def _report(text: str) -> tuple[str, Path | None]:
    """The format and the file of `--report`. UsageError for another format."""
    kind, equals, file = text.partition("=")
    if kind not in ("console", "json"):
        raise click.UsageError(f"--report {text}: there is `console` and `json`.")
    if equals and not file:
        raise click.UsageError(f"--report {text}: the file's name is missing.")
    return kind, Path(file) if file and file != "-" else None
