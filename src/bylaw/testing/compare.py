"""What a test expects of a rule, against what the rule says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bylaw.engine.result import Edit, Finding, RuleResult
from bylaw.testing.edits import apply_edits
from bylaw.testing.history import Tree
from bylaw.testing.result import Failure

Expect = Mapping[str, Any]

VERBS: Final = {"denies": "deny", "warns": "warn", "notes": "note"}


def compare(expect: Expect, rule: RuleResult, head: Tree) -> Failure | None:
    """The failure, or None where the rule says what is expected."""
    match expect["result"]:
        case "passes":
            holds = rule.status == "judged" and not rule.findings and not rule.missing
        case "inconclusive":
            holds = bool(rule.missing)
        case "says":
            holds = any(expect["text"] in finding.message for finding in rule.findings)
        case "fixes":
            return _compare_fix(expect, rule, head)
        case verb:
            matching = sum(_matches(expect, VERBS[verb], each) for each in rule.findings)
            times = expect.get("times")
            holds = matching > 0 if times is None else matching == times
    return None if holds else Failure(expect["line"], sentence(expect), happened(rule))


def _matches(expect: Expect, verb: str, finding: Finding) -> bool:
    path, line = expect.get("path"), expect.get("at_line")
    return (
        finding.verb == verb
        and (path is None or (finding.place.path == path and finding.place.scope != "change"))
        and (line is None or (finding.place.line == line and finding.place.scope == "region"))
    )


def _compare_fix(expect: Expect, rule: RuleResult, head: Tree) -> Failure | None:
    edits: dict[str, list[Edit]] = {}
    for finding in rule.findings:
        for edit in finding.edits:
            edits.setdefault(edit.place.path, []).append(edit)
    if not edits:
        return Failure(expect["line"], sentence(expect), ("fixes nothing", *happened(rule)))
    texts = []
    for path, changes in edits.items():
        text = head[path][1].decode("utf-8", "replace") if path in head else ""
        try:
            texts.append((path, apply_edits(text, changes)))
        except ValueError as error:
            return Failure(expect["line"], sentence(expect), (f"{path}: {error}",))
    if any(text == expect["text"] for _, text in texts):
        return None
    return Failure(
        expect["line"],
        sentence(expect),
        (
            *(line for path, text in texts for line in (f"{path} becomes", *_quoted(text))),
            "not",
            *_quoted(expect["text"]),
        ),
    )


def _quoted(text: str) -> list[str]:
    lines = [f"| {line}" for line in text.split("\n")]
    return lines[:-1] if text.endswith("\n") else [*lines, "(no newline at the end)"]


def sentence(expect: Expect) -> str:
    """An expectation as it is written."""
    words = [expect["rule"].rpartition("/")[2], expect["result"]]
    if expect["result"] == "says":
        words.append(f'"{expect["text"]}"')
    elif expect["result"] == "fixes":
        words.append("to the text given")
    if expect.get("path") is not None:
        words.append(f'"{expect["path"]}"')
    if expect.get("at_line") is not None:
        words.append(f"line {expect['at_line']}")
    if expect.get("times") is not None:
        words.append(f"times {expect['times']}")
    return " ".join(words)


def happened(rule: RuleResult) -> tuple[str, ...]:
    """All that a rule says, a line each."""
    said = [f"{_verb(each)} {_place(each)}: {each.message}" for each in rule.findings]
    said += [
        f"inconclusive: {each.fact} is unknown ({each.detail or each.reason})"
        for each in rule.missing
    ]
    if rule.status == "not-applicable":
        said.append("not applicable")
    return tuple(said) or ("passes",)


def _verb(finding: Finding) -> str:
    return next(word for word, verb in VERBS.items() if verb == finding.verb)


def _place(finding: Finding) -> str:
    place = finding.place
    if place.scope == "change":
        return "the change"
    return f'"{place.path}"' + (f" line {place.line}" if place.scope == "region" else "")
