"""The report of a test run as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from bylaw.testing.result import TestReport, TestResult

MARKS = {"passed": "ok", "failed": "FAILED", "waits": "waits", "error": "ERROR"}


def render(report: TestReport, verbose: bool = False) -> str:
    """Failures with what was expected and what happened, then the sums; `verbose` lists all."""
    lines: list[str] = []
    for result in report.results:
        if verbose or result.status in ("failed", "error"):
            lines += [f"{MARKS[result.status]:<7}{result.pack}: {result.name}", *_reasons(result)]
        elif result.status == "waits":
            facts = ", ".join(result.waits_for)
            lines.append(f"waits  {result.pack}: {result.name} (for {facts})")
    if report.untested:
        lines += [
            *([""] if lines else []),
            "Rules without a test:",
            *(f"  {rule}" for rule in report.untested),
        ]
    return "\n".join([*lines, *([""] if lines else []), summary(report), ""])


def _reasons(result: TestResult) -> Iterator[str]:
    if result.waits_for:
        yield f"       waits for {', '.join(result.waits_for)}, which this version cannot read"
    for failure in result.failures:
        expected = "expected " if result.status == "failed" else ""
        yield f"       {result.path}:{failure.line}: {expected}{failure.expected}"
        for line in failure.happened:
            yield f"         {line}"


def summary(report: TestReport) -> str:
    """`12 passed, 1 failed, 2 wait`."""
    words = {"passed": "passed", "failed": "failed", "error": "in error", "waits": "waiting"}
    counts = [
        f"{report.count(status)} {word}"  # type: ignore[arg-type]
        for status, word in words.items()
        if report.count(status)  # type: ignore[arg-type]
    ]
    return ", ".join(counts) if counts else "No tests."
