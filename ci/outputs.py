"""Tells GitHub what `bylaw check` wrote: annotations, the step's summary and its outputs.

Run as `python -I outputs.py FOLDER SARIF CODE ANNOTATIONS`, with the standard library alone.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from pathlib import Path

INCOMPLETE = 4
"""What bylaw ends with where it judged, and could not write or publish all that was asked for."""
TIMED_OUT = 124
"""What timeout(1) ends with."""
WRONG = {
    2: "A policy, the configuration or an input is wrong (exit code 2): the log of the step says "
    "what.",
    TIMED_OUT: "Judging took more than 30 minutes and was ended.",
}
FAILED = "bylaw ended without a verdict (exit code {code}): the log of the step says more."


def main(folder: Path, sarif: str, code: int, annotations: str) -> int:
    """Writes to the log, to GITHUB_STEP_SUMMARY and to GITHUB_OUTPUT; the exit code of the step."""
    report = _report(folder / "report.json")
    problem = _problem(report, code)
    if report is None:
        print(f"::error title=bylaw::{problem}")
    elif code == INCOMPLETE:
        print("::error title=bylaw::A report or the comment could not be written (exit code 4).")
    if report is not None and annotations == "true":
        sys.stdout.write(_text(folder / "annotations"))
    summary = _text(folder / "summary.md") or f"## bylaw: nothing was judged\n\n{problem}\n"
    with Path(os.environ["GITHUB_STEP_SUMMARY"]).open("a", encoding="utf-8") as stream:
        stream.write(summary)
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as stream:
        for name, value in _outputs(report, problem, folder, sarif).items():
            # A mark that no value can hold, so that a line end in one begins no output of its own.
            mark = secrets.token_hex(16)
            stream.write(f"{name}<<{mark}\n{value}\n{mark}\n")
    if report is None and code in (0, 1):
        return 4  # no verdict without a report, whatever was said
    return 3 if code == TIMED_OUT else code


def _report(file: Path) -> dict[str, object] | None:
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _problem(report: dict[str, object] | None, code: int) -> str:
    if report is None:
        return WRONG.get(code, FAILED.format(code=code))
    unknowns = report["inconclusive"]
    assert isinstance(unknowns, list)
    fatal = next((one for one in unknowns if one["fatal"]), None)
    return "" if fatal is None else f"{fatal['detail']} {fatal['remedy']}".strip()


def _outputs(
    report: dict[str, object] | None, problem: str, folder: Path, sarif: str
) -> dict[str, object]:
    counts = {"deny": 0, "warn": 0, "note": 0, "unknown": 1}
    if report is not None:
        findings, unknowns = report["findings"], report["inconclusive"]
        assert isinstance(findings, list) and isinstance(unknowns, list)
        levels = [one["level"] for one in findings]
        counts = {level: levels.count(level) for level in ("deny", "warn", "note")}
        counts["unknown"] = len(unknowns)
    return {
        "verdict": "inconclusive" if report is None else report["outcome"],
        "counts": json.dumps(counts, separators=(",", ":")),
        **counts,
        "problem": problem,
        # Empty where nothing was judged: a file of that name would be the change's own, not ours.
        "sarif": "" if report is None else sarif,
        "report": "" if report is None else folder / "report.json",
    }


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError:
        return ""


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]))
