"""Reports: which were asked for, and bringing them where they go."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from bylaw.dataclass import dataclass
from bylaw.reports.interface import Options, ReportError
from bylaw.reports.registry import FORMATS, load
from bylaw.verdict.model import Verdict

CONSOLE = "console"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One report and where it goes; None is standard output."""

    format: str
    file: Path | None


def written(said: Mapping[str, Any], reports: Iterable[Wanted]) -> tuple[str, ...]:
    """The files that a run itself writes or is given, which are no part of the change."""
    named = (said.get(name) for name in ("facts", "review"))
    files = [*(one.file for one in reports if one.file), *(Path(name) for name in named if name)]
    return tuple(str(file.absolute()) for file in files)


def wanted(texts: tuple[str, ...]) -> tuple[Wanted, ...]:
    """The reports of `--report FORMAT[=FILE]`. UsageError where they cannot be had together.

    Where none claims standard output, the console report has it.
    """
    reports = tuple(_one(text) for text in texts)
    to_stdout = [one.format for one in reports if one.file is None]
    if len(to_stdout) > 1:
        raise click.UsageError(
            f"--report {to_stdout[0]} and --report {to_stdout[1]} would both go to standard "
            f"output. Name a file: --report {to_stdout[1]}=FILE."
        )
    files = [one.file for one in reports if one.file]
    for file in files:
        if files.count(file) > 1:
            raise click.UsageError(f"Two reports would go to {file}.")
    return reports if to_stdout else (*reports, Wanted(CONSOLE, None))


def _one(text: str) -> Wanted:
    name, equals, file = text.partition("=")
    if name not in FORMATS:
        from bylaw.lang.suggest import nearest

        near = nearest(name, FORMATS)
        hint = f"Did you mean `{near}`?" if near else f"Formats: {', '.join(FORMATS)}."
        raise click.UsageError(f"--report {text}: there is no format `{name}`. {hint}")
    if equals and not file:
        raise click.UsageError(f"--report {text}: the file's name is missing.")
    return Wanted(name, Path(file) if file and file != "-" else None)


def write(verdict: Verdict, reports: tuple[Wanted, ...], options: Options) -> None:
    """Writes all reports, files first. Raises the first failure after all were tried."""
    from bylaw.reports.write import write_file, write_stream

    failure: ReportError | None = None
    for report in sorted(reports, key=lambda one: one.file is None):
        pieces = load(report.format)(verdict, options)
        try:
            if report.file is not None:
                write_file(pieces, report.file)
            else:
                sys.stdout.flush()
                write_stream(pieces, sys.stdout.buffer)
        except ReportError as error:
            failure = failure or error
    if failure:
        raise failure
