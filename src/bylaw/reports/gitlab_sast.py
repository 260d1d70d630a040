"""GitLab's security report for static analysis (`artifacts:reports:sast`).

The format: sast-report-format.json of GitLab's security-report-schemas, version 15.0.7. What could
not be judged is a message of the scan, and fails it where the verdict is inconclusive.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from bylaw.reports import escape
from bylaw.reports.accepted import emergencies, helped
from bylaw.reports.gitlab import own, spot
from bylaw.reports.hunks import hunks
from bylaw.reports.interface import Options
from bylaw.reports.summary import approval, decided, unknown, worst_first
from bylaw.verdict.model import JudgedFinding, Level, RuleCard, Verdict

VERSION: Final = "15.0.7"
"""Of the format. Older GitLabs refuse a version that they do not know: raise it with care."""
SCHEMA: Final = (
    "https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/"
    f"v{VERSION}/dist/sast-report-format.json"
)
MOST: Final = 5_000
"""Findings; the worst stay."""
_MESSAGES: Final = 100
_NAME, _SOLUTION, _TEXT = 255, 7_000, 10_000
"""Characters. The format takes a name of 255, a solution of 7,000 and a description of 1,048,576;
the rest is ours."""
_SEVERITY: Final[dict[Level, str]] = {"deny": "High", "warn": "Medium", "note": "Low"}
_SEVERITY_TAG: Final = {
    "severity-critical": "Critical",
    "severity-high": "High",
    "severity-medium": "Medium",
    "severity-low": "Low",
}
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z")


def render(verdict: Verdict, options: Options) -> Iterator[str]:
    """The findings as vulnerabilities, worst first; what was accepted is none."""
    del options
    cards = {card.id: card for card in verdict.rules}
    shown = worst_first(verdict.findings)[:MOST]
    yield f'{{\n"version": {_json(VERSION)},\n"schema": {_json(SCHEMA)},\n'
    yield f'"scan": {_json(_scan(verdict))},\n"vulnerabilities": ['
    opening, seen = "\n", Counter[str]()
    for finding in shown:
        id_ = own(finding.fingerprint, seen)
        yield opening + _json(_vulnerability(finding, id_, cards.get(finding.rule)))
        opening = ",\n"
    yield "]\n}\n"


def _json(value: object) -> str:
    text = escape.quiet_json(json.dumps(value, ensure_ascii=True))
    return escape.json_surrogates(text) if "\\ud" in text else text


def _scan(verdict: Verdict) -> dict[str, Any]:
    found = _TIME.fullmatch(verdict.now)
    time = found[1] if found else "1970-01-01T00:00:00"
    tool = {
        "id": "bylaw",
        "name": "bylaw",
        "version": verdict.version or "0",
        "vendor": {"name": "bylaw"},
    }
    answer: dict[str, Any] = {
        "analyzer": tool,
        "scanner": tool,
        "type": "sast",
        "start_time": time,
        "end_time": time,
        "status": "failure" if verdict.outcome == "inconclusive" else "success",
    }
    messages = [*_messages(verdict)]
    rest = len(messages) - _MESSAGES
    if rest > 0:
        messages = [*messages[:_MESSAGES], _message("warn", f"{rest:,} more messages.")]
    return {**answer, "messages": messages} if messages else answer


def _messages(verdict: Verdict) -> Iterator[dict[str, str]]:
    if (more := len(verdict.findings) - MOST) > 0:
        yield _message("warn", f"The worst {MOST:,} findings are here, and {more:,} more are not.")
    for loud in emergencies(verdict):
        yield _message("warn", loud)
    for one in verdict.inconclusive:
        fatal = one.fatal or one.weight == "deny"
        yield _message("fatal" if fatal else "warn", f"{unknown(one)} {one.remedy}".rstrip())
    for owed in verdict.obligations:
        yield _message("warn", f"{owed.rule}: {approval(owed)}. {owed.why}".rstrip())
    for notice in verdict.notices:
        yield _message("info", notice)


def _message(level: str, text: str) -> dict[str, str]:
    return {"level": level, "value": escape.line(_cut(text, _TEXT)) or "-"}


def _vulnerability(finding: JudgedFinding, id_: str, card: RuleCard | None) -> dict[str, Any]:
    shown = spot(finding.place)
    message = _cut(finding.message, _TEXT) + shown.aside
    answer: dict[str, Any] = {
        "id": id_,
        "category": "sast",
        "name": _shortened(card.title if card and card.title else finding.rule, _NAME),
        # GitLab renders descriptions and solutions as its Markdown.
        "description": escape.prose(message),
        "severity": _severity(finding, card),
    }
    if help_ := helped(finding):
        answer["solution"] = _shortened_prose(help_)
    lines = {"start_line": shown.first, "end_line": shown.last}
    answer["location"] = {"file": shown.path, **lines}
    answer["identifiers"] = [_identifier(finding, card)]
    if card and (address := _address(card)):
        answer["links"] = [{"name": "What the rule wants", "url": address}]
    answer["tracking"] = {
        "type": "source",
        "items": [
            {
                "file": shown.path,
                **lines,
                "signatures": [{"algorithm": "hash", "value": finding.fingerprint}],
            }
        ],
    }
    if details := _details(finding, card):
        answer["details"] = details
    return answer


def _severity(finding: JudgedFinding, card: RuleCard | None) -> str:
    tags = card.tags if card else ()
    tagged = next((_SEVERITY_TAG[tag] for tag in tags if tag in _SEVERITY_TAG), None)
    return tagged or _SEVERITY.get(finding.level, "Info")


def _identifier(finding: JudgedFinding, card: RuleCard | None) -> dict[str, str]:
    """The rule, by its oldest id, as findings are known by: a new name keeps what is tracked.

    One alone: GitLab merges vulnerabilities of a place that share any identifier.
    """
    oldest = card.formerly[-1] if card and card.formerly else finding.rule
    answer = {
        "type": "bylaw_rule_id",
        "name": escape.line(_cut(finding.rule, _NAME)),
        "value": escape.line(oldest),
    }
    address = _address(card) if card else ""
    return {**answer, "url": address} if address else answer


def _address(card: RuleCard) -> str:
    return next(filter(escape.is_web_address, (card.docs, card.decision)), "")


def _details(finding: JudgedFinding, card: RuleCard | None) -> dict[str, dict[str, Any]]:
    """What GitLab shows below the description: typed fields, by name."""
    facts: list[tuple[str, str]] = [("Level", finding.level)]
    if card:
        facts += [
            ("Why", card.why),
            ("Decision", decided(card)),
            ("Owner", card.owner),
            ("Controls", ", ".join(card.controls)),
        ]
    answer: dict[str, dict[str, Any]] = {
        name.lower(): {"name": name, "type": "text", "value": escape.line(_cut(text, _TEXT))}
        for name, text in facts
        if text
    }
    places = [spot(place) for place in finding.related if place.side == "head"]
    if places:
        items = [
            {
                "type": "file-location",
                "file_name": place.path,
                "line_start": place.first,
                "line_end": place.last,
            }
            for place in places[:20]
        ]
        answer["related"] = {"name": "See also", "type": "list", "items": items}
    for number, hunk in enumerate(hunks(finding.excerpt, finding.place.path, finding.edits)[:5], 1):
        answer[f"fix{number}"] = {
            "name": "Fix",
            "type": "diff",
            "before": escape.block(_cut("\n".join(hunk.old), _TEXT)),
            "after": escape.block(_cut("\n".join(hunk.new), _TEXT)),
        }
    return answer


def _shortened(text: str, most: int) -> str:
    """One line of at most that many characters, escapes and all."""
    shown = escape.line(_cut(text, most))
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def _shortened_prose(text: str) -> str:
    """As Markdown; cut before it is escaped, so that no escape is cut in two."""
    shown = escape.prose(text)
    while len(shown) > _SOLUTION:
        text = text[: len(text) * _SOLUTION // len(shown) - 1]
        shown = escape.prose(text) + "…"
    return shown


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
