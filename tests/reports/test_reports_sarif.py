"""SARIF: what its schema, Microsoft's validator and its consumers ask for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bylaw.facts.place import Place
from bylaw.verdict.model import Verdict

ROOT = Path(__file__).parents[2]
SYSTEM = "darwin" if sys.platform == "darwin" else "linux"
VALIDATOR = ROOT / f"node_modules/@microsoft/sarif-multitool-{SYSTEM}"
NAMES = ("passed", "denied", "unjudged", "attacked", "waived", "waived-hostile")
PROFILES = ("full", "github", "gitlab")


def needs_validator() -> None:
    if VALIDATOR.is_dir():
        return
    if os.environ.get("CI") == "true":
        pytest.fail("the SARIF validator is not installed: `make setup` brings it")
    pytest.skip("the SARIF validator is not installed: `make setup` brings it")


def only_run(text: str) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(text)["runs"][0]
    return run


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", NAMES)
def test_official_schema(
    name: str, profile: str, verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    needs_validator()
    import jsonschema_rs

    schema = json.loads((VALIDATOR / "sarif-2.1.0.json").read_text("utf-8-sig"))
    log = json.loads(render("sarif", verdicts[name], sarif_profile=profile))
    errors = jsonschema_rs.validator_for(schema).iter_errors(log)
    assert [f"{error.instance_path}: {error.message}" for error in errors] == []


def test_validator_of_microsoft(
    tmp_path: Path, verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    needs_validator()
    files = []
    for name in NAMES:
        for profile in PROFILES:
            file = tmp_path / f"{name}-{profile}.sarif"
            options = {"sarif_profile": profile, "arguments": ("check", "--report", "sarif")}
            file.write_text(render("sarif", verdicts[name], branch="main", **options))
            files.append(str(file))
    program = VALIDATOR / "Sarif.Multitool"
    program.chmod(program.stat().st_mode | 0o100)
    out = tmp_path / "out" / "found.sarif"
    out.parent.mkdir()
    command = [str(program), "validate", *files, "--rule-kind", "Sarif;Ghas"]
    command += ["--max-file-size-in-kb", "200000", "-o", str(out), "--log", "ForceOverwrite"]
    environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    log = json.loads(out.read_text("utf-8-sig"))
    results = [result for run in log["runs"] for result in run.get("results", [])]
    # It exits 0 whatever it finds, so the levels are read. The one thing it may miss is an
    # address of the tool, which has none.
    found = {(r.get("level", "warning"), r["ruleId"]) for r in results}
    assert found <= {("warning", "SARIF2005")}
    assert len(results) == len(files)


@pytest.mark.parametrize("name", NAMES)
def test_the_required_fields_of_github(
    name: str, verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    run = only_run(render("sarif", verdicts[name], sarif_profile="github"))
    rules = run["tool"]["driver"]["rules"]
    assert run["automationDetails"]["id"] == "bylaw/"
    for rule in rules:
        assert rule["id"] and rule["shortDescription"]["text"] and rule["fullDescription"]["text"]
        assert rule["help"]["text"] and rule["help"]["markdown"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
    assert len(run["results"]) == len(verdicts[name].findings)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        # A level equal to a default must be there all the same, or the rule's own would win.
        assert result["level"] in ("error", "warning", "note")
        place = result["locations"][0]["physicalLocation"]
        assert {"startLine", "startColumn", "endLine", "endColumn"} == set(place["region"])
        assert place["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
        assert result["partialFingerprints"]["bylawFingerprint/v1"]


def test_the_hash_of_github_is_left_out_where_it_is_not_known(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    run = only_run(render("sarif", verdicts["denied"]))
    prints = [result["partialFingerprints"] for result in run["results"]]
    known = [finding.line_hash for finding in verdicts["denied"].findings if finding.line_hash]
    assert [p["primaryLocationLineHash"] for p in prints if len(p) == 2] == known
    assert all("bylawFingerprint/v1" in p for p in prints)


def many(verdict: Verdict, count: int) -> Verdict:
    first = verdict.findings[0]
    findings = [
        replace(
            first,
            level=("note", "warn", "deny")[i % 3],
            place=Place(f"src/f{i % 50}.py", i + 1),
            fingerprint=f"{i:032x}",
        )
        for i in range(count)
    ]
    return replace(verdict, findings=tuple(findings))


@pytest.mark.parametrize("profile", ["github", "gitlab"])
def test_a_consumer_gets_the_worst_and_is_told_of_the_rest(
    profile: str, verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    run = only_run(render("sarif", many(verdicts["denied"], 9000), sarif_profile=profile))
    levels = [result["level"] for result in run["results"]]
    assert (levels.count("error"), levels.count("warning"), len(levels)) == (3000, 2000, 5000)
    said = run["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"]
    assert "5,000" in said and "4,000 more are not" in said


def test_the_full_profile_keeps_25000_results_in_their_order(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    run = only_run(render("sarif", many(verdicts["denied"], 25_000)))
    prints = [r["partialFingerprints"]["bylawFingerprint/v1"] for r in run["results"]]
    assert prints == [f"{i:032x}" for i in range(25_000)]


def test_gitlab_gets_strings_it_takes(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    verdict = verdicts["denied"]
    finding = replace(verdict.findings[0], message="\U0001f600" * 2000, rule=verdict.rules[0].id)
    rule = replace(
        verdict.rules[0],
        title="t" * 3000,
        why="w" * 3000,
        docs="https://x.example/" + "a" * 3000,
        tags=tuple(f"t{i}" for i in range(30)),
    )
    verdict = replace(verdict, findings=(finding,), rules=(rule,))
    run = only_run(render("sarif", verdict, sarif_profile="gitlab"))
    texts = [run["results"][0]["message"]["text"]]
    card = run["tool"]["driver"]["rules"][0]
    texts += [card["shortDescription"]["text"], card["fullDescription"]["text"]]
    for text in texts:
        assert len(text.encode("utf-16-le")) // 2 <= 1024
        assert text.endswith("…")
    assert "helpUri" not in card
    assert len(card["properties"]["tags"]) == 10


def test_a_path_is_its_own_bytes(verdicts: dict[str, Verdict], render: Callable[..., str]) -> None:
    finding = replace(verdicts["denied"].findings[0], place=Place("a b/ü\udcff:%#?.py"))
    run = only_run(render("sarif", replace(verdicts["denied"], findings=(finding,))))
    location = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location["uri"] == "a%20b/%C3%BC%FF%3A%25%23%3F.py"


def test_a_token_in_the_address_is_not_published(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    text = render("sarif", verdicts["denied"])
    assert "secret" not in text
    control = only_run(text)["versionControlProvenance"][0]
    assert control["repositoryUri"] == "https://git.example/org/pay.git"
    assert control["revisionId"] == verdicts["denied"].change.head


def test_a_fix_holds_the_exact_text(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    run = only_run(render("sarif", verdicts["denied"]))
    fixes = [fix for result in run["results"] for fix in result.get("fixes", [])]
    replacement = fixes[0]["artifactChanges"][0]["replacements"][0]
    assert replacement["insertedContent"]["text"] == "repository.run("
    assert replacement["deletedRegion"] == {
        "startLine": 3,
        "startColumn": 5,
        "endLine": 3,
        "endColumn": 20,
    }


def test_what_could_not_be_judged_is_said(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    invocation = only_run(render("sarif", verdicts["unjudged"]))["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert (invocation["exitCode"], invocation["exitCodeDescription"]) == (3, "inconclusive")
    said = invocation["toolExecutionNotifications"][0]
    assert said["level"] == "error" and "shallow clone" in said["message"]["text"]


def test_the_model_stays_whole_for_whoever_else_imports_it() -> None:
    """Only the classes of a report are loaded; the others still are there when asked for."""
    code = (
        "from bylaw.reports.sarif.model import load_lazily; load_lazily()\n"
        "import sys; from sarif_om import Result; import sarif_om; sarif_om.ToolComponent\n"
        "assert not {'sarif_om._web_response', 'attr.validators'} & set(sys.modules)\n"
        "assert sarif_om.WebResponse().status_code is None and sarif_om.Result is Result\n"
        "assert not hasattr(sarif_om, 'Nothing')\n"
        "from sarif_om import *\n"
        "assert sarif_om.SarifLog.__module__ == 'sarif_om._sarif_log'\n"
        "import attr\n"
        "assert [one.name for one in attr.fields(Message)] == ['arguments', 'id', 'markdown',\n"
        " 'properties', 'text'] and not hasattr(attr, 'nothing') and attr.__version__\n"
        "assert attr.asdict(Message(text='x'))['text'] == 'x' and attr.validators.in_\n"
        "assert attr.s is attr.attrs and attr.ib is attr.attrib\n"
    )
    subprocess.run([sys.executable, "-I", "-c", code], check=True)


def test_a_finding_leads_to_the_decision_behind_its_rule(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    run = only_run(render("sarif", verdicts["denied"]))
    cited = [
        place["message"]["text"]
        for result in run["results"]
        if result["ruleId"] == "payments/no-raw-sql"
        for place in result["relatedLocations"]
        if place["physicalLocation"]["artifactLocation"]["uri"] == "docs/adr/0012-repositories.md"
    ]
    assert cited == ["Decided in ADR-0012: Handlers ask repositories"] * 2


def test_a_decision_that_is_an_address_is_where_help_is(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    rule = replace(verdicts["passed"].rules[0], decision="https://docs.example/adr/7", docs="")
    run = only_run(render("sarif", replace(verdicts["passed"], rules=(rule,))))
    (card,) = run["tool"]["driver"]["rules"]
    assert card["helpUri"] == "https://docs.example/adr/7"
