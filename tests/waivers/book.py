"""Rules, waivers and changes that the tests share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bylaw

NOW = "2026-11-26T12:00:00Z"
RULES = """bylaw 1
rule no-todo {
  title "No TODO is left"
  for line in change.added_lines
  where line.text contains "TODO"
  deny line "A TODO."
}
rule no-hack {
  title "No HACK"
  for line in change.added_lines
  where line.text contains "HACK"
  warn line "A HACK."
}
"""
BASE: dict[str, Any] = {"bylaw.yaml": "{}\n", "policies/a.bylaw": RULES}
FIELDS = {
    "id": "one",
    "rule": "local/no-todo",
    "reason": "It is old.",
    "owner": '"@ana"',
    "created": "2026-11-20Z",
    "expires": "2026-12-20Z",
}


def waiver(**fields: str | None) -> str:
    """An entry; a field that is None is left out."""
    rows = [f"{key}: {value}" for key, value in {**FIELDS, **fields}.items() if value is not None]
    return "  - " + "\n    ".join(rows) + "\n"


def book(*entries: str) -> str:
    """A file of waivers."""
    return "bylaw: 1\nwaivers:\n" + "".join(entries)


def start(repo: Any, waivers: str | None, files: dict[str, Any] | None = None) -> None:
    """`main` with rules, and waivers perhaps."""
    held = {} if waivers is None else {".bylaw/waivers.yaml": waivers}
    repo.commit({**BASE, **held, **(files or {})})


def check(root: Path, **said: Any) -> bylaw.Verdict:
    return bylaw.check(root, **{"now": NOW, "base": "main", **said})


def gate(root: Path, **said: Any) -> bylaw.Verdict:
    return check(root, profile="ci", head="change", **said)


def stand(verdict: bylaw.Verdict) -> list[tuple[str, str, int]]:
    return [(one.rule, one.place.path, one.place.line) for one in verdict.findings]


def accepted(verdict: bylaw.Verdict) -> list[tuple[str, str, int, str]]:
    return [
        (one.rule, one.place.path, one.place.line, one.suppression.kind)
        for one in verdict.suppressed
        if one.suppression
    ]


def refusals(root: Path, **said: Any) -> list[tuple[str, str, int, str]]:
    try:
        check(root, **said)
    except bylaw.Wrong as wrong:
        return [(one.code, one.path, one.line, one.message) for one in wrong.diagnostics]
    return []
