"""`bylaw architecture show`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bylaw.cli import options
from bylaw.cli.group import examples

if TYPE_CHECKING:
    from bylaw.verdict.architecture import Picture

EXAMPLES = """\
  bylaw architecture                               your work, on the default branch
  bylaw architecture --all                         as it is, no change on it
  bylaw architecture --base main --head HEAD       what a branch would bring
  bylaw architecture --component pay --externals   pay, its neighbours, its packages
  bylaw architecture --format svg --output it.svg  a picture
"""


@click.command("show", cls=examples(EXAMPLES))
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "mermaid", "dot", "svg", "json"]),
    default="table",
    help="Default: table.",
)
@click.option("--output", metavar="FILE", help="Write to FILE instead of standard output.")
@click.option(
    "--component",
    "components",
    metavar="NAME",
    multiple=True,
    help="Only this component, what it uses and what uses it. Repeatable.",
)
@click.option(
    "--level",
    type=click.Choice(["component", "layer", "system"]),
    default="component",
    help="Layers or systems instead of their components. Default: component.",
)
@click.option("--externals", is_flag=True, help="Packages from outside, too.")
@click.option(
    "--base",
    metavar="REV",
    help="Measure from the merge base with REV. Default: the default branch.",
)
@click.option("--head", metavar="REV", help="Show this commit instead of the work tree.")
@click.option("--staged", is_flag=True, help="Show the index against HEAD.")
@click.option("--all", "whole", is_flag=True, help="As it is: no change is marked.")
@options.repo
def command(format_: str, output: str | None, components: tuple[str, ...], **said: Any) -> int:
    """Shows components and what imports what, with what a change adds and removes.

    Marked is what the change adds (+) and removes (-), and what the catalog does not allow (!). It
    judges nothing: whatever it shows, the exit code is 0.
    """
    from bylaw.cli.progress import Progress
    from bylaw.gate.overview import look
    from bylaw.gate.request import Request
    from bylaw.reports.architecture.focus import around
    from bylaw.reports.architecture.formats import load
    from bylaw.reports.architecture.groups import grouped
    from bylaw.reports.write import write_file, write_stream

    _agree(said)
    file = None if output in (None, "-") else Path(str(output))
    request = Request(
        repo=said["repo"],
        base=said["base"],
        head=said["head"],
        staged=said["staged"],
        whole=said["whole"],
        written=(str(file.absolute()),) if file else (),
    )
    with Progress() as progress:
        picture = look(request, said["externals"], progress)
        if components:
            picture = around(picture, _known(picture, components))
        text = load(format_)(grouped(picture, said["level"]))
    if file is not None:
        write_file(text, file)
    else:
        sys.stdout.flush()
        write_stream(text, sys.stdout.buffer)
    return 0


def _known(picture: Picture, names: tuple[str, ...]) -> frozenset[str]:
    """UsageError for a name that no component has."""
    known = [node.name for node in picture.nodes if not node.is_external]
    for name in names:
        if name not in known:
            from bylaw.lang.suggest import nearest

            near = nearest(name, known)
            hint = f"Did you mean `{near}`?" if near else "`bylaw architecture` lists them."
            raise click.UsageError(f"--component {name}: there is no such component. {hint}")
    return frozenset(names)


def _agree(said: dict[str, Any]) -> None:
    """UsageError for options that name two different changes."""
    kinds = [name for name, is_said in (("--staged", said["staged"]), ("--all", said["whole"]))
             if is_said]  # fmt: skip
    others = [f"--{name}" for name in ("base", "head") if said[name]]
    if kinds and others and not (kinds == ["--all"] and others == ["--head"]):
        kinds.append(others[0])
    if len(kinds) > 1:
        raise click.UsageError(f"{kinds[0]} and {kinds[1]} name two different changes.")
