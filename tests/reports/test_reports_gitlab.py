"""GitLab's two reports, against what GitLab's own pages and schema ask for.

The official schema ships in no package, so the two beside this file were written by hand.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.facts.place import Place
from bylaw.reports.interface import Options
from bylaw.reports.registry import load
from bylaw.verdict.model import (
    Anchor,
    ChangeSummary,
    JudgedFinding,
    RuleCard,
    Suppression,
    Verdict,
)

HERE = Path(__file__).parent
FORMATS = ("gitlab-codequality", "gitlab-sast")
NAMES = ("passed", "denied", "warned", "unjudged", "attacked")
Render = Callable[..., str]


@cache
def validator(name: str) -> Any:
    schema = json.loads((HERE / f"{name}.schema.json").read_text())
    return jsonschema_rs.validator_for(schema)


def faults(name: str, text: str) -> list[str]:
    errors = validator(name).iter_errors(json.loads(text))
    return [f"{error.instance_path}: {error.message}" for error in errors]


def vulnerabilities(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(text)["vulnerabilities"]
    return found


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("format_", FORMATS)
def test_schema(format_: str, name: str, verdicts: dict[str, Verdict], render: Render) -> None:
    text = render(format_, verdicts[name])
    assert faults(format_, text) == []
    assert text.isascii()  # and so it begins with no byte order mark
    assert not any(row.startswith(("::", "##")) for row in text.splitlines())


@pytest.mark.parametrize(
    ("format_", "broken"),
    [
        ("gitlab-codequality", '[{"description": "x"}]'),
        ("gitlab-sast", '{"version": "15.0.7", "scan": {}, "vulnerabilities": []}'),
    ],
)
def test_the_schema_sees_what_is_missing(format_: str, broken: str) -> None:
    assert faults(format_, broken)


HOSTILE = st.text(max_size=30) | st.sampled_from(
    ["\ud800", "##vso[x]", "x" * 20_000, "`" * 9_000, "https://ok.example/x", "javascript:x"]
)


@settings(deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_no_text_breaks_a_schema(message: str, path: str, title: str, docs: str) -> None:
    place = Place(path.lstrip("./"), 3, 1)
    finding = JudgedFinding("a/b", "deny", message or "-", place, Anchor("line"), "0" * 32, "")
    finding = replace(finding, help=message)
    card = RuleCard("a/b", "a", title, "deny", "deny", why=title, docs=docs, owner=docs)
    change = ChangeSummary("range", None, None, 1, 1, 0)
    verdict = Verdict("denied", 1, change, findings=(finding,), rules=(card,), notices=(title,))
    for format_ in FORMATS:
        text = "".join(load(format_)(verdict, Options()))
        assert faults(format_, text) == []


def test_what_was_accepted_is_in_neither(verdicts: dict[str, Verdict], render: Render) -> None:
    denied = verdicts["denied"]
    first, *others = denied.findings
    waived = replace(first, suppression=Suppression("waiver", "Known.", "@org/payments"))
    verdict = replace(denied, findings=tuple(others), suppressed=(waived,))
    for format_ in FORMATS:
        assert first.fingerprint in render(format_, denied)
        assert first.fingerprint not in render(format_, verdict)


def test_no_two_issues_share_a_fingerprint(verdicts: dict[str, Verdict], render: Render) -> None:
    denied = verdicts["denied"]
    verdict = replace(denied, findings=denied.findings * 2, inconclusive=denied.inconclusive * 2)
    issues = json.loads(render("gitlab-codequality", verdict))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == 18
    # The first of equal ones keeps its own, by which GitLab knows it in later runs.
    assert {each.fingerprint for each in denied.findings} <= {
        issue["fingerprint"] for issue in issues
    }


def test_what_does_not_stand_in_the_head_is_said_in_words(
    verdicts: dict[str, Verdict], render: Render
) -> None:
    issues = json.loads(render("gitlab-codequality", verdicts["denied"]))
    said = {issue["description"]: issue["location"] for issue in issues}
    place = said["A guard was removed. (before the change, at src/guard.py:9:1)"]
    assert place == {"path": "src/guard.py", "lines": {"begin": 1, "end": 1}}
    whole = next(text for text in said if text.endswith("(about the change as a whole)"))
    assert said[whole]["lines"]["begin"] == 1
    found = vulnerabilities(render("gitlab-sast", verdicts["denied"]))
    removed = next(each for each in found if each["location"]["file"] == "src/guard.py")
    assert removed["location"]["start_line"] == 1
    assert "before the change" in removed["description"]


def test_a_vulnerability_tells_its_rule_and_fix(
    verdicts: dict[str, Verdict], render: Render
) -> None:
    found = vulnerabilities(render("gitlab-sast", verdicts["denied"]))
    raw = next(each for each in found if each["id"] == "0123456789abcdef0123456789abcdef")
    assert raw["name"] == "Web handlers do not run SQL"
    assert raw["severity"] == "High"
    assert raw["location"] == {"file": "src/web/pay.py", "start_line": 3, "end_line": 3}
    assert raw["identifiers"] == [
        {
            "type": "bylaw_rule_id",
            "name": "payments/no-raw-sql",
            "value": "payments/sql-in-handlers",
            "url": "https://docs.example/adr/12",
        }
    ]
    assert raw["details"]["fix1"]["before"] == '    cursor.execute("select 1")'
    assert raw["details"]["fix1"]["after"] == '    repository.run("select 1")'
    assert [each["file_name"] for each in raw["details"]["related"]["items"]] == [
        "src/repositories/pay.py"
    ]


def test_tags_of_a_rule_set_the_severity(verdicts: dict[str, Verdict], render: Render) -> None:
    denied = verdicts["denied"]
    cards = tuple(replace(card, tags=("severity-critical",)) for card in denied.rules)
    plain = vulnerabilities(render("gitlab-sast", denied))
    tagged = vulnerabilities(render("gitlab-sast", replace(denied, rules=cards)))
    assert {each["severity"] for each in plain} == {"High", "Medium", "Low"}
    assert {each["severity"] for each in tagged} == {"Critical"}


def test_a_scan_that_judged_not_all_says_so(verdicts: dict[str, Verdict], render: Render) -> None:
    scan = json.loads(render("gitlab-sast", verdicts["unjudged"]))["scan"]
    assert scan["status"] == "failure"
    assert scan["messages"][0]["level"] == "fatal"
    assert "git fetch --deepen 100" in scan["messages"][0]["value"]
    assert scan["start_time"] == "2026-11-22T12:00:00"
    assert json.loads(render("gitlab-sast", verdicts["denied"]))["scan"]["status"] == "success"


def test_the_worst_stay_where_there_are_too_many(
    verdicts: dict[str, Verdict], render: Render
) -> None:
    denied = verdicts["denied"]
    verdict = replace(denied, findings=denied.findings * 1_000)
    report = json.loads(render("gitlab-sast", verdict))
    assert len(report["vulnerabilities"]) == 5_000
    assert report["scan"]["messages"][0]["value"].endswith("and 2,000 more are not.")
    assert "Low" not in {each["severity"] for each in report["vulnerabilities"]}
