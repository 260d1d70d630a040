"""A report that another job wrote: shown for what it says, and believed in nothing.

The job may have run what the change brings, so all of it is a stranger's text. It is bounded, held
against its schema, and becomes one comment that says so; it never becomes a status, a check run,
comments on lines or an upload, and it names neither repository nor number nor commit.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from bylaw.facts.place import Place
from bylaw.publish.marks import note_mark
from bylaw.publish.model import Content, Wanted
from bylaw.publish.where import Where
from bylaw.reports import escape, markdown
from bylaw.verdict.model import (
    Anchor,
    ChangeSummary,
    DependencyChange,
    Inconclusive,
    JudgedFinding,
    Obligation,
    Verdict,
)

LARGEST: Final = 16 << 20
"""Bytes of a report."""
MOST: Final = 25_000
"""Findings, unknowns, or any other entries of one list."""


class BadReport(Exception):
    """A file is no report, or none that is read: bad input. Its text is one sentence."""


def read_report(file: Path) -> Verdict:
    """The report in a file, as far as a comment shows it.

    Raises:
        BadReport: It cannot be read, is too large, or is not by the schema.
    """
    from bylaw.sources.services.strict import read_strict

    try:
        if not file.is_file():
            raise BadReport(f"{file}: there is no such file.")
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        raise BadReport(f"{file}: {(error.strerror or str(error)).lower()}.") from None
    if len(data) > LARGEST:
        raise BadReport(f"{file}: a report of more than {LARGEST >> 20} MiB is not read.")
    try:
        report = read_strict(data)
    except (ValueError, RecursionError) as error:
        raise BadReport(f"{file}: not JSON that can be trusted: {error}.") from None
    _check(report, file)
    return _verdict(report)


def _check(report: Any, file: Path) -> None:
    import json
    from importlib.resources import files

    from jsonschema import Draft202012Validator

    if isinstance(report, dict):
        for key, value in report.items():
            if isinstance(value, list) and len(value) > MOST:
                name = escape.line(key[:40])
                raise BadReport(f"{file}: more than {MOST:,} entries in `{name}`.")
    schema = json.loads(files("bylaw.reports").joinpath("report-1.json").read_bytes())
    error = next(iter(Draft202012Validator(schema).iter_errors(report)), None)
    if error is not None:
        where = "/".join(str(part) for part in error.absolute_path)
        at = f" at {escape.line(where[:200])}" if where else ""
        raise BadReport(f"{file}: not a report of bylaw (format 1){at}.")


def _verdict(report: Mapping[str, Any]) -> Verdict:
    """What a comment shows; excerpts, edits and pictures are left out."""
    change = report["change"]
    return Verdict(
        outcome=report["outcome"],
        exit_code=3,  # nothing here passes by it
        change=ChangeSummary(
            change["kind"],
            change["base"],
            change["head"],
            int(change["files"]),
            int(change["added"]),
            int(change["removed"]),
        ),
        findings=tuple(map(_finding, report["findings"])),
        inconclusive=tuple(map(_inconclusive, report["inconclusive"])),
        obligations=tuple(
            Obligation(one["rule"], one["why"], tuple(one["who"])) for one in report["obligations"]
        ),
        not_applicable=tuple(report["not_applicable"]),
        notices=tuple(report["notices"]),
        dependencies=tuple(map(_dependency, report["dependencies"])),
        version=report["tool"]["version"][:40],
    )


def _finding(one: Mapping[str, Any]) -> JudgedFinding:
    return JudgedFinding(
        rule=one["rule"][:200],
        level=one["level"],
        message=one["message"],
        place=_place(one["place"]),
        anchor=Anchor("change", ""),
        fingerprint=one["fingerprint"],
        line_hash="",
        help=one["help"],
    )


def _place(one: Mapping[str, Any]) -> Place:
    return Place(
        path=one["path"],
        line=int(one["line"]),
        column=int(one["column"]),
        side=one["side"],
        scope=one["scope"],
    )


def _inconclusive(one: Mapping[str, Any]) -> Inconclusive:
    texts = {name: one[name] for name in ("fact", "reason", "detail", "remedy")}
    return Inconclusive(
        rule=(one["rule"] or "")[:200],
        count=int(one["count"]),
        weight=one["weight"],
        fatal=one["fatal"],
        **texts,
    )


def _dependency(one: Mapping[str, Any]) -> DependencyChange:
    return DependencyChange(
        change=one["change"],
        name=one["name"],
        ecosystem=one["ecosystem"],
        purl=one["purl"],
        old=one["old"] or "",
        new=one["new"] or "",
        bump=one["bump"] or "",
        scope=one["scope"],
        direct=one["direct"],
        manifest=one["manifest"],
    )


def advice(report: Verdict, where: Where, wanted: Wanted) -> Content:
    """The comment on a report, and nothing else."""
    rows = [
        note_mark(wanted.name, "artifact"),
        "## ℹ️ bylaw: from an artifact, not judged here",
        "",
        "Another job wrote this report, and the change itself may have had a hand in it. "
        f"It decides nothing. It says: {escape.code_span(report.outcome)}.",
    ]
    if report.change.head != where.head:
        rows.append(
            "\n**It is about another commit than this change's newest one**, or does not say "
            "which one it is about."
        )
    return Content(note=markdown.under("\n".join(rows), report))
