"""The formats, by the names that `--report` takes."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from bylaw.reports.interface import Render

FORMATS: Final[dict[str, str]] = {
    "console": "bylaw.reports.console",
    "sarif": "bylaw.reports.sarif",
    "json": "bylaw.reports.json",
    "junit": "bylaw.reports.junit",
    "github": "bylaw.reports.github",
    "gitlab-codequality": "bylaw.reports.gitlab_codequality",
    "gitlab-sast": "bylaw.reports.gitlab_sast",
    "markdown": "bylaw.reports.markdown",
    "html": "bylaw.reports.html",
}
"""Module of each format; it has a function `render`."""


def load(name: str) -> Render:
    """The report of that name; only its own module is imported.

    Raises:
        KeyError: There is no such format.
    """
    render: Render = import_module(FORMATS[name]).render
    return render
