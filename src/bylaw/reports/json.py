"""The verdict as JSON, by the schema docs/schemas/report-1.json.

ASCII alone, so that no reader of the raw file is misled by what a change holds. Text is exact but
for lone surrogates; a path that is not UTF-8 comes with `uri`, its bytes percent-encoded.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from bylaw.facts.place import Place
from bylaw.reports import escape
from bylaw.reports.interface import Options
from bylaw.verdict.architecture import Picture
from bylaw.verdict.model import (
    Decided,
    DependencyChange,
    Inconclusive,
    JudgedFinding,
    RuleCard,
    Suppression,
    Verdict,
)

FORMAT: Final = 1
"""Version of the report's shape: raised when a reader of the old one would be misled."""

_encode = json.JSONEncoder(ensure_ascii=True, check_circular=False).encode


def render(verdict: Verdict, options: Options) -> Iterator[str]:
    """The verdict as one JSON object; a line is one key, or one item of a list."""
    del options
    change = verdict.change
    parts: dict[str, Any] = {
        "format": FORMAT,
        "tool": {"name": "bylaw", "version": verdict.version},
        "outcome": verdict.outcome,
        "exit_code": verdict.exit_code,
        "profile": verdict.profile,
        "fail_on": verdict.fail_on,
        "policy_source": verdict.policy_source,
        "now": verdict.now,
        "change": {
            "kind": change.kind,
            "base": change.base,
            "head": change.head,
            "files": change.files,
            "added": change.added,
            "removed": change.removed,
        },
        "findings": map(_finding, verdict.findings),
        "inconclusive": map(_inconclusive, verdict.inconclusive),
        "suppressed": map(_finding, verdict.suppressed),
        "accepted_unknowns": map(_inconclusive, verdict.accepted_unknowns),
        "obligations": (
            {"rule": owed.rule, "why": owed.why, "who": owed.who} for owed in verdict.obligations
        ),
        "dependencies": map(_dependency, verdict.dependencies),
        "architecture": _architecture(verdict.architecture),
        "not_applicable": verdict.not_applicable,
        "rules": map(_rule, verdict.rules),
        "notices": verdict.notices,
        "next_command": verdict.next_command,
    }
    opening = "{\n"
    for key, value in parts.items():
        yield f'{opening}  "{key}": '
        is_one = value is None or isinstance(value, (str, int, dict))
        yield from [_text(value)] if is_one else _listed(value)
        opening = ",\n"
    yield "\n}\n"


def _listed(items: Iterator[Any] | Sequence[Any]) -> Iterator[str]:
    opening = "[\n    "
    for item in items:
        yield opening + _text(item)
        opening = ",\n    "
    yield "[]" if opening.startswith("[") else "\n  ]"


def _text(value: Any) -> str:
    text = escape.quiet_json(_encode(value))
    return escape.json_surrogates(text) if "\\ud" in text else text


def _place(place: Place) -> dict[str, Any]:
    answer: dict[str, Any] = {"path": place.path}
    if not place.path.isascii() and escape.data(place.path) != place.path:
        answer["uri"] = escape.uri(place.path)
    return {
        **answer,
        "line": place.line,
        "column": place.column,
        "end_line": place.last_line,
        "end_column": place.end_column or None,
        "side": place.side,
        "scope": place.scope,
    }


def _finding(finding: JudgedFinding) -> dict[str, Any]:
    excerpt = finding.excerpt
    return {
        "rule": finding.rule,
        "level": finding.level,
        "message": finding.message,
        "help": finding.help,
        "place": _place(finding.place),
        "related": [_place(place) for place in finding.related],
        "fingerprint": finding.fingerprint,
        "line_hash": finding.line_hash or None,
        "anchor": {
            "kind": finding.anchor.kind,
            "key": finding.anchor.key,
            "purl": finding.anchor.purl or None,
        },
        "edits": [{"place": _place(edit.place), "text": edit.text} for edit in finding.edits],
        "excerpt": excerpt and {"first_line": excerpt.first_line, "lines": excerpt.lines},
        "suppression": finding.suppression and _suppression(finding.suppression),
        "lapsed": finding.lapsed and _suppression(finding.lapsed),
    }


def _suppression(why: Suppression) -> dict[str, Any]:
    return {
        "kind": why.kind,
        "reason": why.reason,
        "owner": why.owner,
        "expires": why.expires or None,
        "ticket": why.ticket or None,
        "path": why.path or None,
        "line": why.line or None,
        "id": why.id or None,
        "since": why.since or None,
        "approver": why.approver or None,
    }


def _dependency(one: DependencyChange) -> dict[str, Any]:
    return {
        "change": one.change,
        "name": one.name,
        "ecosystem": one.ecosystem,
        "purl": one.purl,
        "old": one.old or None,
        "new": one.new or None,
        "bump": one.bump or None,
        "scope": one.scope,
        "direct": one.direct,
        "manifest": one.manifest,
    }


def _architecture(picture: Picture | None) -> dict[str, Any] | None:
    if picture is None:
        return None
    from bylaw.reports.architecture.json import data

    return data(picture)


def _inconclusive(one: Inconclusive) -> dict[str, Any]:
    return {
        "rule": one.rule or None,
        "fact": one.fact,
        "reason": one.reason,
        "detail": one.detail,
        "remedy": one.remedy,
        "count": one.count,
        "weight": one.weight,
        "fatal": one.fatal,
        "places": [_place(place) for place in one.places],
        "suppression": one.suppression and _suppression(one.suppression),
    }


def _rule(card: RuleCard) -> dict[str, Any]:
    return {
        "id": card.id,
        "pack": card.pack,
        "title": card.title,
        "level": card.level,
        "verb": card.verb,
        "why": card.why,
        "decision": card.decision,
        "owner": card.owner,
        "controls": card.controls,
        "tags": card.tags,
        "docs": card.docs,
        "formerly": card.formerly,
        "help": card.help,
        "path": card.path,
        "line": card.line,
        "decided": card.decided and _decided(card.decided),
    }


def _decided(found: Decided) -> dict[str, Any]:
    return {
        "id": found.id,
        "title": found.title,
        "status": found.status,
        "path": found.path or None,
        "line": found.line or None,
        "superseded_by": found.superseded_by,
    }
