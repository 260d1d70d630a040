"""What a user installs works outside the checkout, and the ways into a pipeline judge for real."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
GIT_IDENTITY = {
    "GIT_AUTHOR_NAME": "Ana",
    "GIT_AUTHOR_EMAIL": "ana@team.example",
    "GIT_COMMITTER_NAME": "Ana",
    "GIT_COMMITTER_EMAIL": "ana@team.example",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----\n"
POLICY = """\
bylaw 1

rule no-debugger {
  title "No debugger call lands"
  for line in change.added_lines
  where line.text matches /\\bbreakpoint\\(/
  deny line "A debugger call is being committed."
}
"""


def run(
    *command: str | Path, cwd: Path, env: dict[str, str] | None = None, code: int = 0
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **GIT_IDENTITY, **(env or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def git(cwd: Path, *args: str) -> str:
    return run("git", *args, cwd=cwd).stdout.strip()


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A runner's temporary folder with bylaw installed by the action's own first step."""
    temp = tmp_path_factory.mktemp("runner")
    steps = yaml.safe_load((ROOT / "action.yml").read_text())["runs"]["steps"]
    assert steps[0]["run"] == 'bash "$SOURCE/ci/install.sh"'
    run(
        "bash",
        "-c",
        steps[0]["run"],
        cwd=temp,
        env={"SOURCE": str(ROOT), "PYTHON": sys.executable, "RUNNER_TEMP": str(temp)},
    )
    return temp


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A repository whose main has a policy, and a branch that breaks it and softens it."""
    origin = tmp_path / "origin"
    origin.mkdir()
    git(origin, "init", "-q", "-b", "main")
    (origin / "policies").mkdir()
    (origin / "policies" / "team.bylaw").write_text(POLICY)
    (origin / "bylaw.yaml").write_text("bylaw: 1\npolicies: [policies/]\n")
    (origin / "app.py").write_text("def main():\n    return 1\n")
    git(origin, "add", "-A")
    git(origin, "commit", "-qm", "Start")
    git(origin, "checkout", "-qb", "topic")
    (origin / "app.py").write_text("def main():\n    breakpoint()\n    return 1\n")
    (origin / "policies" / "team.bylaw").write_text(POLICY.replace("deny line", "note line"))
    git(origin, "commit", "-qam", "Look closer")
    return origin


@pytest.mark.slow
def test_an_installed_bylaw_works_outside_the_checkout(runner: Path, tmp_path: Path) -> None:
    bylaw = runner / "bylaw-venv" / "bin" / "bylaw"
    assert run(bylaw, "--version", cwd=tmp_path).stdout.startswith("bylaw ")
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "a.py").write_text("a = 1\n")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "Start")
    run(bylaw, "check", cwd=tmp_path)
    (tmp_path / "id_rsa").write_text(KEY)
    done = run(bylaw, "check", "--report", "json", cwd=tmp_path)
    assert [f["place"]["path"] for f in json.loads(done.stdout)["findings"]] == ["id_rsa"]


@pytest.mark.slow
def test_the_action_judges_a_pull_request_by_the_target_s_rules(
    runner: Path, origin: Path, tmp_path: Path
) -> None:
    work = tmp_path / "work"
    shallow = ("--depth", "1", "--branch", "topic")
    run("git", "clone", "-q", *shallow, origin.as_uri(), work, cwd=tmp_path)
    (work / "yaml.py").write_text("raise SystemExit('a file of the repository was imported')\n")
    output, summary = tmp_path / "output", tmp_path / "summary"
    step = yaml.safe_load((ROOT / "action.yml").read_text())["runs"]["steps"][1]
    done = run(
        "bash",
        "-c",
        step["run"],
        cwd=work,
        env={
            "SOURCE": str(ROOT),
            "RUNNER_TEMP": str(runner),
            "EVENT_BASE_REF": "main",
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
            "CI": "true",
        },
        code=1,
    )
    assert "verdict=denied" in output.read_text()
    assert "::error file=app.py,line=2" in done.stdout
    assert "A debugger call is being committed" in summary.read_text()
    results = json.loads((work / "bylaw.sarif").read_text())["runs"][0]["results"]
    assert [result["ruleId"] for result in results] == ["local/no-debugger"]
    assert results[0]["level"] == "error"


@pytest.mark.slow
def test_the_action_says_so_where_a_policy_is_wrong(
    runner: Path, origin: Path, tmp_path: Path
) -> None:
    output, summary = tmp_path / "output", tmp_path / "summary"
    step = yaml.safe_load((ROOT / "action.yml").read_text())["runs"]["steps"][1]
    done = run(
        "bash",
        "-c",
        step["run"],
        cwd=origin,
        env={
            "SOURCE": str(ROOT),
            "RUNNER_TEMP": str(runner),
            "BYLAW_POLICIES": "strat",
            "BYLAW_BASE": "main",
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
        },
        code=2,
    )
    assert "::error title=bylaw::A policy" in done.stdout
    assert "did you mean `start`?" in done.stderr
    assert "nothing was judged" in summary.read_text()
    assert output.read_text() == "verdict=inconclusive\nsarif=\n"


@pytest.mark.slow
def test_the_gitlab_template_judges_a_merge_request(
    runner: Path, origin: Path, tmp_path: Path
) -> None:
    job = yaml.safe_load((ROOT / ".gitlab-ci-template.yml").read_text())["bylaw"]
    work = tmp_path / "work"
    run("git", "clone", "-q", "--branch", "topic", origin.as_uri(), work, cwd=tmp_path)
    env = {
        **{name: str(value) for name, value in job["variables"].items()},
        "bylaw_venv": str(runner / "bylaw-venv"),
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_COMMIT_SHA": git(work, "rev-parse", "HEAD"),
        "CI": "true",
    }
    # The first three lines make the virtual environment, which the fixture has made already.
    for line in job["script"][3:-1]:
        run("bash", "-c", line, cwd=work, env=env)
    done = run("bash", "-c", job["script"][-1], cwd=work, env=env, code=1)
    assert "A debugger call is being committed." in done.stdout
    quality = json.loads((work / "gl-code-quality-report.json").read_text())
    assert [(issue["check_name"], issue["location"]["path"]) for issue in quality] == [
        ("local/no-debugger", "app.py"),
        ("governance/rules-need-an-owner", "policies/team.bylaw"),
    ]
