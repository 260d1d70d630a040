"""GitLab's Code Quality report, which works on its free tier."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from bylaw.reports import escape
from bylaw.reports.accepted import emergencies
from bylaw.reports.interface import Options
from bylaw.reports.summary import unknown
from bylaw.verdict.model import JudgedFinding, Level, Verdict

_SEVERITY: Final[dict[Level, str]] = {"deny": "critical", "warn": "minor", "note": "info"}


def render(verdict: Verdict, options: Options) -> Iterator[str]:
    """The findings as Code Quality issues.

    GitLab has no word for what could not be judged, so that is an issue too, at the first place
    that it hangs on or at bylaw.yaml: a widget without it would look like a pass.
    """
    del options
    issues = [_issue(finding) for finding in verdict.findings]
    for one in verdict.inconclusive:
        place = one.places[0] if one.places else None
        issues.append(
            {
                "description": escape.line(unknown(one)),
                "check_name": one.rule or "bylaw",
                "fingerprint": _digest(one.rule, one.fact, one.reason),
                "severity": "major" if one.weight == "deny" else "info",
                "location": {
                    "path": escape.data(place.path) if place else "bylaw.yaml",
                    "lines": {"begin": place.line if place else 1},
                },
            }
        )
    for loud in emergencies(verdict):
        issues.append(
            {
                "description": escape.line(loud),
                "check_name": "bylaw",
                "fingerprint": _digest("break-glass", loud),
                "severity": "major",
                "location": {"path": "bylaw.yaml", "lines": {"begin": 1}},
            }
        )
    opening = "["
    for issue in issues:
        yield opening + "\n" + escape.quiet_json(json.dumps(issue, ensure_ascii=True))
        opening = ","
    yield "\n]\n" if issues else "[]\n"


def _issue(finding: JudgedFinding) -> dict[str, object]:
    return {
        "description": escape.line(finding.message),
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint,
        "severity": _SEVERITY[finding.level],
        "location": {
            "path": escape.data(finding.place.path),
            "lines": {"begin": finding.place.line, "end": finding.place.last_line},
        },
    }


def _digest(*parts: str) -> str:
    import hashlib

    text = "\0".join(("unknown", *parts))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
