"""JSON, JUnit and Code Quality: what their readers rely on."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from bylaw.reports.accepted import emergencies
from bylaw.verdict.model import Verdict

SCHEMA = Path(__file__).parents[2] / "docs/schemas/report-1.json"
NAMES = ("passed", "denied", "warned", "unjudged", "attacked", "waived", "waived-hostile")


def close(schema: Any) -> None:
    """Refuse keys that the schema does not name: its readers allow them, we do not."""
    if isinstance(schema, list):
        for one in schema:
            close(one)
    elif isinstance(schema, dict):
        if "properties" in schema and isinstance(schema.get("type"), str):
            schema["additionalProperties"] = False
        for one in list(schema.values()):
            close(one)


@pytest.mark.parametrize("name", NAMES)
def test_the_published_schema(
    name: str, verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    schema = json.loads(SCHEMA.read_text())
    jsonschema_rs.meta.validate(schema)
    close(schema)
    report = json.loads(render("json", verdicts[name]))
    errors = jsonschema_rs.validator_for(schema).iter_errors(report)
    assert [f"{error.instance_path}: {error.message}" for error in errors] == []


def test_the_schema_names_every_key(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    schema = json.loads(SCHEMA.read_text())
    report = json.loads(render("json", verdicts["denied"]))
    assert list(schema["properties"]) == list(report)
    assert list(schema["$defs"]["rule"]["properties"]) == list(report["rules"][0])
    assert list(schema["$defs"]["finding"]["properties"]) == list(report["findings"][0])


def test_json_says_what_the_verdict_says(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    verdict = verdicts["denied"]
    report = json.loads(render("json", verdict))
    assert (report["outcome"], report["exit_code"]) == ("denied", 1)
    assert [f["fingerprint"] for f in report["findings"]] == [
        finding.fingerprint for finding in verdict.findings
    ]
    assert report["obligations"] == [
        {"rule": "ai/two-approvals", "why": o.why, "who": list(o.who)} for o in verdict.obligations
    ]
    assert report["not_applicable"] == ["start/layers"]


def test_junit_fails_what_denies_and_errs_where_unjudged(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    suite = ElementTree.fromstring(render("junit", verdicts["denied"])).find("testsuite")
    assert suite is not None
    numbers = {key: suite.get(key) for key in ("tests", "failures", "errors", "skipped")}
    assert numbers == {"tests": "5", "failures": "1", "errors": "1", "skipped": "1"}
    counted = {
        "tests": len(suite.findall("testcase")),
        "failures": len(suite.findall("testcase/failure")),
        "errors": len(suite.findall("testcase/error")),
        "skipped": len(suite.findall("testcase/skipped")),
    }
    assert {key: str(value) for key, value in counted.items()} == numbers
    fatal = ElementTree.fromstring(render("junit", verdicts["unjudged"])).find("testsuite")
    assert fatal is not None and fatal.get("errors") == "1"
    assert len(fatal.findall("testcase")) == int(fatal.get("tests", "")) == 6


@pytest.mark.parametrize(
    ("fail_on", "failing"),
    [("deny", {"deny": 1}), ("warn", {"deny": 1, "warn": 1}), ("never", {})],
)
def test_junit_fails_where_the_exit_code_does(
    verdicts: dict[str, Verdict], render: Callable[..., str], fail_on: Any, failing: dict[str, int]
) -> None:
    verdict = replace(verdicts["denied"], fail_on=fail_on)
    suite = ElementTree.fromstring(render("junit", verdict)).find("testsuite")
    assert suite is not None
    types = [failure.get("type") for failure in suite.iter("failure")]
    assert {one: types.count(one) for one in types} == failing
    assert suite.get("failures") == str(sum(failing.values()))
    assert suite.get("errors") == "1"
    # every finding is told, whether it fails its case or not
    text = "".join(suite.itertext())
    assert all(finding.message in text for finding in verdict.findings)


def test_a_rule_that_had_to_be_judged_errs_in_junit(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    verdict = verdicts["denied"]
    lack = replace(verdict.inconclusive[0], rule="start/layers", weight="deny", fatal=True)
    suite = ElementTree.fromstring(render("junit", replace(verdict, inconclusive=(lack,)))).find(
        "testsuite"
    )
    assert suite is not None
    assert (suite.get("skipped"), suite.get("errors")) == ("0", "1")
    case = suite.find("testcase[@name='start/layers']")
    assert case is not None and [child.tag for child in case] == ["error"]


@pytest.mark.parametrize("name", NAMES)
def test_code_quality_has_what_gitlab_asks_for(
    name: str, verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    verdict = verdicts[name]
    issues = json.loads(render("gitlab-codequality", verdict))
    loud = emergencies(verdict)
    assert len(issues) == len(verdict.findings) + len(verdict.inconclusive) + len(loud)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    for issue in issues:
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["description"] and issue["check_name"] and issue["location"]["path"]
        assert issue["location"]["lines"]["begin"] >= 1
