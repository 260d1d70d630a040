"""`bylaw check` through the command line."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


def test_denied_is_1(repo: Path, bylaw: Any) -> None:
    said = bylaw("check")
    assert said.code == 1
    assert "deny[local/no-todo]: A TODO." in said.out
    assert "a.txt:2:1" in said.out
    assert said.err == ""


def test_passed_is_0(repo: Path, bylaw: Any) -> None:
    assert bylaw("check", "--base", "change").code == 0


@pytest.mark.parametrize(("fail_on", "code"), [("deny", 1), ("warn", 1), ("never", 0)])
def test_fail_on_alters_1(repo: Path, bylaw: Any, fail_on: str, code: int) -> None:
    assert bylaw("check", "--fail-on", fail_on).code == code


def test_inconclusive_is_3(repo: Path, bylaw: Any) -> None:
    said = bylaw("check", "--base", "nowhere", "--unknown", "pass", "--fail-on", "never")
    assert said.code == 3
    assert "nowhere" in said.out
    assert "git fetch origin nowhere" in said.out


def test_a_wrong_policy_is_2_with_every_error_at_its_place(repo: Path, bylaw: Any) -> None:
    bad = 'bylaw 1\nrule a {\n  title "A"\n  where change.fils.count > 1\n  deny change "x"\n}\n'
    (repo / "policies" / "b.bylaw").write_text(bad)
    (repo / "policies" / "c.bylaw").write_text(bad.replace("rule a", "rule c"))
    said = bylaw("check")
    assert (said.code, said.out) == (2, "")
    assert "policies/b.bylaw:4:16: error[unknown-field]: Change has no field `fils`" in said.err
    assert "policies/c.bylaw:4:16: error[unknown-field]" in said.err
    assert "did you mean `files`?" in said.err
    assert said.err.endswith("\n2 errors\n")


def test_a_wrong_configuration_is_2(repo: Path, bylaw: Any) -> None:
    (repo / "bylaw.yaml").write_text("polices: []\n")
    said = bylaw("check")
    assert (said.code, said.out) == (2, "")
    assert "bylaw.yaml:1:1: error[unknown-key]: unknown key `polices`" in said.err
    assert "did you mean `policies`?" in said.err


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["chek"], "There is no command `chek`. Did you mean `check`?"),
        (["check", "--bse", "x"], "--base"),
        (["check", "--fail-on", "sometimes"], "`sometimes` is not one of `deny`, `warn`, `never`."),
        (["check", "--report", "srif=x"], "there is no format `srif`. Did you mean `sarif`?"),
        (["check", "--report", "pdf"], "there is no format `pdf`. Formats: console, sarif"),
        (["check", "--report", "sarif="], "the file's name is missing"),
        (["check", "--report", "sarif", "--report", "json"], "would both go to standard output"),
        (["check", "--report", "sarif=a", "--report", "json=a"], "Two reports would go to a."),
        (["check", "--staged", "--all"], "--staged and --all name two different changes"),
        (["check", "--staged", "--head", "x"], "--head and --staged name two different changes"),
        (["check", "--param", "x"], "write it as PACK/NAME=VALUE"),
        (["check", "--param", "a/b=1"], "there is no parameter `a/b`"),
        (["check", "--policy", "strt"], "did you mean `start`?"),
        (["check", "--policy", "./none.bylaw"], "there is no policy file none.bylaw"),
        (["check", "--policy", "/nowhere/x.bylaw"], "there is no policy file /nowhere/x.bylaw"),
        (["check", "--config", "none.yaml"], "--config none.yaml: there is no such file"),
        (["check", "--patch", "none.diff"], "--patch none.diff: no such file or directory."),
        (["check", "--rule", "no-tdo"], "did you mean `local/no-todo`?"),
        (["check", "--now", "later"], "--now later is not a time"),
        (["check", "--nonsense"], "No such option"),
        (["check", "extra"], "unexpected extra argument (extra)."),
        (["facts", "chagne"], "did you mean `change`?"),
        (["facts", "change.fils"], "did you mean `change.files`?"),
        (["explain", "local/no-tdo"], "did you mean `local/no-todo`?"),
        (["fmt", "none.bylaw"], "there is no file none.bylaw"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_command_line_is_2(repo: Path, bylaw: Any, args: list[str], message: str) -> None:
    said = bylaw(*args)
    assert (said.code, said.out) == (2, "")
    assert message in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "bylaw 1\n\nlet most = 3\n"])
def test_a_policy_without_a_rule_judges_nothing_so_it_is_2(
    repo: Path, bylaw: Any, text: str
) -> None:
    (repo / "policies" / "a.bylaw").write_text(text)
    said = bylaw("check")
    assert (said.code, said.out) == (2, "")
    assert "no rule is in policies/, so nothing could be judged" in said.err


def test_a_pack_that_only_brings_names_judges_nothing(repo: Path, bylaw: Any) -> None:
    said = bylaw("check", "--policy", "paths")
    assert (said.code, said.out) == (2, "")
    assert "no rule is in built-in pack paths, so nothing could be judged" in said.err


def test_where_nothing_changed_and_nothing_was_set_up_the_whole_tree_is_next(
    repo: Path, bylaw: Any, env: dict[str, str]
) -> None:
    (repo / "policies" / "a.bylaw").unlink()
    words = ["git", "commit", "-q", "-a", "-m", "No policies"]
    subprocess.run(words, cwd=repo, env=env, check=True)
    said = bylaw("check", "--base", "change")
    assert said.out == (
        "passed: 8 rules, nothing changed · built-in pack start\nnext: bylaw check --all\n"
    )


def test_a_report_has_standard_output_to_itself(repo: Path, bylaw: Any) -> None:
    said = bylaw("check", "--report", "json", "--report", "sarif=out.sarif", "--stats")
    assert json.loads(said.out)["outcome"] == "denied"
    assert json.loads((repo / "out.sarif").read_text())["version"] == "2.1.0"
    assert "local/no-todo" in said.err


def test_reports_to_files_leave_the_console(repo: Path, bylaw: Any) -> None:
    said = bylaw("check", "--report", "junit=out.xml", "--report", "markdown=out.md")
    assert "deny[local/no-todo]" in said.out
    assert (repo / "out.xml").read_text().startswith("<?xml")
    assert "A TODO." in (repo / "out.md").read_text()


def test_a_report_of_this_run_is_no_part_of_the_change(repo: Path, bylaw: Any) -> None:
    """Otherwise the second run would judge what the first one wrote."""
    args = ("check", "--report", "json=out/report.json", "--report", "markdown=out.md")
    (repo / "out").mkdir()
    first = bylaw(*args).out
    assert bylaw(*args).out == first
    report = json.loads((repo / "out" / "report.json").read_text())
    assert report["change"]["files"] == 1


def test_a_tracked_file_is_judged_though_a_report_goes_there(
    repo: Path, bylaw: Any, env: dict[str, str]
) -> None:
    (repo / "out.md").write_text("TODO\n")
    subprocess.run(["git", "add", "out.md"], cwd=repo, env=env, check=True)
    assert "--> out.md:1:1" in bylaw("check", "--report", "markdown=out.md").out


def test_quiet(repo: Path, bylaw: Any) -> None:
    said = bylaw("check", "--quiet")
    assert said.code == 1
    assert said.out.count("\n") == 1
    assert said.out.startswith("denied")


def test_colors(repo: Path, bylaw: Any) -> None:
    assert "\x1b[" not in bylaw("check").out
    assert "\x1b[" in bylaw("check", "--color", "always").out


def test_policies_by_path_and_by_name(repo: Path, bylaw: Any) -> None:
    said = bylaw("check", "--policy", "paths", "--policy", "policies/a.bylaw", "--report", "json")
    assert [rule["id"] for rule in json.loads(said.out)["rules"]] == ["local/no-todo"]
    said = bylaw("check", "--policy", "start", "--report", "json")
    assert {rule["pack"] for rule in json.loads(said.out)["rules"]} == {"start"}


def test_a_configuration_beside_the_repository(repo: Path, tmp_path: Path, bylaw: Any) -> None:
    (tmp_path / "other.yaml").write_text("levels: {local/no-todo: note}")
    said = bylaw("check", "--config", str(tmp_path / "other.yaml"))
    assert said.code == 0
    assert "note[local/no-todo]" in said.out


def test_from_a_folder_of_the_repository(
    repo: Path, bylaw: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repo / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(repo / "deep" / "er")
    assert bylaw("check").code == 1
    assert bylaw("check", "--policy", "../../policies/a.bylaw").code == 1


def test_from_elsewhere(
    repo: Path, tmp_path: Path, bylaw: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert bylaw("check", "--repo", "repo").code == 1


@pytest.mark.parametrize(("level", "failing"), [("deny", "dw"), ("warn", "w"), ("note", "")])
def test_junit_fails_as_the_exit_code_does(
    repo: Path, bylaw: Any, level: str, failing: str
) -> None:
    (repo / "bylaw.yaml").write_text(f"levels: {{local/no-todo: {level}}}\n")
    for fail_on in ("deny", "warn", "never"):
        said = bylaw("check", "--fail-on", fail_on, "--report", "junit")
        assert said.code == (fail_on[0] in failing)
        assert ("<failure " in said.out) == (said.code == 1)


def test_a_patch_on_standard_input(repo: Path, bylaw: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    patch = b"--- a/b.txt\n+++ b/b.txt\n@@ -1 +1,2 @@\n one\n+TODO\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(patch)))
    said = bylaw("check", "--patch", "-")
    assert said.code == 1
    assert "b.txt:2:1" in said.out


@pytest.mark.parametrize("name", ["console", "sarif", "json", "junit", "github", "markdown"])
def test_nothing_on_standard_input_is_told(
    repo: Path, bylaw: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    said = bylaw("check", "--patch", "-", "--report", name)
    assert said.code == 0
    assert "standard input is empty" in " ".join(said.out.split())
    assert "set -o pipefail" in " ".join(said.out.split())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    said = bylaw("check", "--patch", "-", "--report", name, "--profile", "ci", "--base", "main")
    assert said.code == 3
    assert "set -o pipefail" in " ".join(said.out.split())


def test_a_pipeline_is_told_of_the_profile(
    repo: Path, bylaw: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    said = bylaw("check")
    assert (said.code, "--profile ci" in said.err) == (1, True)
    assert bylaw("check", "--profile", "local").err == ""


def test_the_change_cannot_edit_its_judge_in_profile_ci(repo: Path, bylaw: Any) -> None:
    (repo / "bylaw.yaml").write_text("levels: {local/no-todo: off}\n")
    (repo / "policies" / "a.bylaw").write_text("bylaw 1\n")
    assert bylaw("check", "--profile", "ci", "--base", "main", "--head", "change").code == 1


def test_the_next_command_works(repo: Path, bylaw: Any) -> None:
    said = bylaw("check", "--policy", "policies/a.bylaw")
    command = said.out.split("next: ")[1].split("\n")[0].split()
    assert command[0] == "bylaw"
    assert bylaw(*command[1:]).code == 0


def test_statistics(repo: Path, bylaw: Any) -> None:
    said = bylaw("check", "--stats")
    assert said.err.splitlines()[0].split() == ["rule", "steps", "findings", "unknown"]
    assert said.err.splitlines()[1].split()[0] == "local/no-todo"


def test_how_a_rule_was_decided(repo: Path, bylaw: Any) -> None:
    said = bylaw("check", "--explain", "no-todo")
    assert said.code == 1
    assert "how local/no-todo was decided" in said.err
    assert 'where line.text contains "TODO" → true' in said.err
    assert "for line in change.added_lines → a.txt:2: TODO\n" in said.err
    assert bylaw("check", "--explain", "no-tdo").code == 2
