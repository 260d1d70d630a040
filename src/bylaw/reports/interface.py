"""The shape that every report shares."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, TypeAlias

from bylaw.dataclass import dataclass
from bylaw.verdict.model import Verdict

SarifProfile = Literal["full", "github", "gitlab"]


@dataclass(frozen=True, slots=True)
class Options:
    """What a reader of reports can choose; each report takes what concerns it."""

    width: int = 80
    """Columns of the terminal."""
    color: bool = False
    quiet: bool = False
    """The summary alone."""
    sarif_profile: SarifProfile = "full"
    category: str = "bylaw"
    """Tells several analyses of one commit apart (SARIF's automationDetails)."""
    repository_uri: str = ""
    """Address of the repository, where it is known."""
    branch: str = ""
    arguments: tuple[str, ...] = ()
    """The command line, for SARIF's invocation."""


Render: TypeAlias = Callable[[Verdict, Options], str | Iterator[str]]
"""A report: all of its text, or its pieces in order. It never fails and never holds a lone
surrogate, so every output can be written as UTF-8."""


class ReportError(Exception):
    """A report could not be written: exit code 4. Its text is one sentence."""


class ReaderGone(Exception):
    """Whoever read standard output has closed it; nothing more can be said there."""
