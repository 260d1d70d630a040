"""Diagnostics on standard error, each error of each file, in the order of the files."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from bylaw.cli.terminal import Color, colors, say
from bylaw.lang.diagnostic import Diagnostic


def show(diagnostics: Sequence[Diagnostic], color: Color = "auto") -> None:
    """Writes diagnostics, and how many errors there are."""
    if not diagnostics:
        return
    from bylaw.lang.render import render_all

    ordered = sorted(diagnostics, key=lambda one: (one.path, one.line, one.column))
    text = render_all(ordered, color=colors(color, sys.stderr))
    errors = sum(one.severity == "error" for one in ordered)
    if errors and len(ordered) > 1:
        text += f"\n{errors} error{'s'[: errors != 1]}\n"
    say(text.rstrip("\n"))
