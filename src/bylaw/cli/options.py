"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

import click

Decorator: TypeAlias = Callable[[Callable[..., Any]], Callable[..., Any]]

repo: Final[Decorator] = click.option(
    "--repo",
    metavar="DIR",
    default=".",
    help="The repository, or a folder in it. Default: the current folder.",
)
policy: Final[Decorator] = click.option(
    "--policy",
    "policies",
    metavar="PATH|NAME",
    multiple=True,
    help="Policies instead of those that bylaw.yaml names: a file or folder (with a `/`, or ending "
    "in .bylaw), or a pack's name. Repeatable.",
)
config: Final[Decorator] = click.option(
    "--config", metavar="FILE", help="A configuration instead of the bylaw.yaml at the root."
)
org: Final[Decorator] = click.option(
    "--org",
    metavar="FILE",
    help="The organisation's file: packs that judge every change, and below what no repository "
    "goes.",
)
param: Final[Decorator] = click.option(
    "--param",
    "params",
    metavar="PACK/NAME=VALUE",
    multiple=True,
    help="Set a parameter; wins over bylaw.yaml. Repeatable.",
)
offline: Final[Decorator] = click.option(
    "--offline",
    is_flag=True,
    help="Ask nothing over the network; what is kept from earlier runs counts.",
)
color: Final[Decorator] = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colours: auto means on a terminal, unless NO_COLOR is set.",
)


def pairs(params: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """`PACK/NAME=VALUE` in two parts. UsageError where it is not so written."""
    split = []
    for text in params:
        name, equals, value = text.partition("=")
        if not equals or "/" not in name:
            raise click.UsageError(f"--param {text}: write it as PACK/NAME=VALUE.")
        split.append((name, value))
    return tuple(split)
