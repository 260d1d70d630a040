"""GitLab's Code Quality report, which works on its free tier.

The format: https://docs.gitlab.com/ci/testing/code_quality/ ("Code Quality report format").
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Final

from bylaw.facts.place import Place
from bylaw.reports import escape
from bylaw.reports.accepted import emergencies
from bylaw.reports.gitlab import digest, own, spot
from bylaw.reports.interface import Options
from bylaw.reports.summary import unknown
from bylaw.verdict.model import Level, Verdict

_SEVERITY: Final[dict[Level, str]] = {"deny": "critical", "warn": "minor", "note": "info"}
_LONGEST: Final = 4_000
"""Characters of a description."""


def render(verdict: Verdict, options: Options) -> Iterator[str]:
    """The findings as Code Quality issues; what was accepted is none.

    GitLab has no word for what could not be judged, so that is an issue too, at the first place
    that it hangs on or at bylaw.yaml: a widget without it would look like a pass.
    """
    del options
    seen: Counter[str] = Counter()
    opening = "["
    for issue in _issues(verdict, seen):
        yield opening + "\n" + escape.quiet_json(json.dumps(issue, ensure_ascii=True))
        opening = ","
    yield "\n]\n" if seen else "[]\n"


def _issues(verdict: Verdict, seen: Counter[str]) -> Iterator[dict[str, object]]:
    for finding in verdict.findings:
        identity = own(finding.fingerprint, seen)
        severity = _SEVERITY.get(finding.level, "info")
        yield _issue(finding.message, finding.rule, identity, severity, finding.place)
    for one in verdict.inconclusive:
        identity = own(digest("unknown", one.rule, one.fact, one.reason), seen)
        severity = "major" if one.weight == "deny" else "info"
        place = one.places[0] if one.places else None
        yield _issue(unknown(one), one.rule or "bylaw", identity, severity, place)
    for loud in emergencies(verdict):
        yield _issue(loud, "bylaw", own(digest("break-glass", loud), seen), "major", None)


def _issue(
    text: str, rule: str, fingerprint: str, severity: str, place: Place | None
) -> dict[str, object]:
    shown = spot(place)
    cut = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    return {
        "description": escape.line(cut + shown.aside),
        "check_name": rule,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": shown.path, "lines": {"begin": shown.first, "end": shown.last}},
    }
