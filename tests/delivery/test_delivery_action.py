"""action.yml, run step by step as GitHub's runner does it, on events as GitHub sends them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.delivery.composite import Run, run_action
from tests.delivery.conftest import DEBUGGED, ENV, ROOT, git
from tests.delivery.events import environment, pull_request

ACTION = ROOT / "action.yml"
OUTPUTS = {
    "verdict", "counts", "deny", "warn", "note", "unknown", "problem", "sarif", "report",
}  # fmt: skip


class Act(Protocol):
    """Runs the action on an event."""

    def __call__(
        self,
        workspace: Path,
        event: str,
        payload: dict[str, Any],
        inputs: dict[str, str] | None = None,
        env: dict[str, str] | None = None,
        install: bool = False,
    ) -> Run: ...


@pytest.fixture
def act(request: pytest.FixtureRequest, origin: Path, tmp_path: Path) -> Act:
    """The action; its first step is the session's, unless `install` asks for it anew."""
    temp = tmp_path / "temp"
    temp.mkdir()

    def run(
        workspace: Path,
        event: str,
        payload: dict[str, Any],
        inputs: dict[str, str] | None = None,
        env: dict[str, str] | None = None,
        install: bool = False,
    ) -> Run:
        pull = payload.get("pull_request", {})
        github = {"event": payload, "base_ref": pull.get("base", {}).get("ref", "")}
        around = {**ENV, **environment(temp, origin.as_uri(), event, payload), **(env or {})}
        done = None if install else request.getfixturevalue("installed")
        answer = run_action(ACTION, workspace, temp, around, github, inputs, done)
        assert set(answer.outputs) == OUTPUTS
        assert json.loads(answer.outputs["counts"]) == {
            name: int(answer.outputs[name]) for name in ("deny", "warn", "note", "unknown")
        }
        return answer

    return run


def tip(origin: Path, ref: str = "topic") -> str:
    return git(origin, "rev-parse", ref)


@pytest.mark.slow
def test_a_workspace_that_would_run_what_it_brings(
    act: Act, origin: Path, clone: Callable[..., Path], tmp_path: Path
) -> None:
    """Both steps, in a checkout that brings modules and settings for pip and for Python."""
    ran = tmp_path / "ran"
    write = f"open({str(ran)!r}, 'a').write(__name__)\n"
    for name in ("yaml.py", "bylaw.py", "json.py", "sitecustomize.py", "usercustomize.py",
                 "pip.py", "venv.py", "setup.py", "hatchling.py", "bylaw/__init__.py"):  # fmt: skip
        (origin / name).parent.mkdir(exist_ok=True)
        (origin / name).write_text(write)
    (origin / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "yaml"\n'
    )
    (origin / "pip.conf").write_text("[global]\nindex-url = http://127.0.0.1:9/\n")
    (origin / ".netrc").write_text("default login a password b\n")
    git(origin, "add", "-A")
    git(origin, "commit", "-qm", "Bring a few things")
    work = clone()
    answer = act(work, "pull_request", pull_request(tip(origin)), install=True)
    assert answer.code == 1, answer.out + answer.err
    assert answer.outputs["verdict"] == "denied"
    assert not ran.exists()
    # Nothing was written to the workspace.
    assert git(work, "status", "--porcelain", "--ignored") == ""
    python = Path(answer.steps["install"]["python"])
    assert python.is_relative_to(tmp_path / "temp")


def test_a_pull_request_is_judged_by_the_target_s_rules(
    act: Act, origin: Path, clone: Callable[..., Path]
) -> None:
    answer = act(clone(), "pull_request", pull_request(tip(origin)))
    assert answer.code == 1
    assert answer.outputs["verdict"] == "denied"
    assert answer.outputs["counts"] == '{"deny":1,"warn":0,"note":0,"unknown":0}'
    assert answer.outputs["problem"] == ""
    (shown,) = answer.named("error")
    assert shown.startswith("::error file=app.py,line=2,endLine=2,")
    assert "deny[local/no-debugger]" in answer.out
    assert "A debugger call is being committed" in answer.summary
    sarif = json.loads(Path(answer.outputs["sarif"]).read_text())
    (result,) = sarif["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("local/no-debugger", "error")
    report = json.loads(Path(answer.outputs["report"]).read_text())
    assert (report["outcome"], report["profile"]) == ("denied", "ci")


def test_what_only_warns_passes_unless_it_is_asked_to_fail(
    act: Act, origin: Path, clone: Callable[..., Path]
) -> None:
    (origin / "app.py").write_text("def main():\n    return 1  # TODO\n")
    git(origin, "commit", "-qam", "Leave some")
    work, event = clone(), pull_request(tip(origin))
    answer = act(work, "pull_request", event)
    assert (answer.code, answer.outputs["verdict"], answer.outputs["warn"]) == (0, "passed", "1")
    assert answer.named("warning") and not answer.named("error")
    answer = act(work, "pull_request", event, {"fail-on": "warn", "annotations": "false"})
    assert (answer.code, answer.outputs["verdict"]) == (1, "denied")
    assert answer.commands == []
    assert "warn[local/no-todo]" in answer.out


def test_policies_and_a_configuration_are_named_by_inputs(
    act: Act, origin: Path, clone: Callable[..., Path], tmp_path: Path
) -> None:
    work, event = clone(), pull_request(tip(origin))
    named = {"policies": "start\n\n  change-hygiene\r\npolicies/team.bylaw\n"}
    answer = act(work, "pull_request", event, named)
    report = json.loads(Path(answer.outputs["report"]).read_text())
    packs = {rule["pack"] for rule in report["rules"]}
    assert (answer.code, packs) == (1, {"start", "change-hygiene", "local"})
    config = tmp_path / "own.yaml"
    config.write_text("bylaw: 1\npolicies: [policies/]\nlevels: {local/no-debugger: warn}\n")
    answer = act(work, "pull_request", event, {"config": str(config)})
    assert (answer.code, answer.outputs["warn"]) == (0, "1")


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"policies": "strat"}, "did you mean `start`?"),
        ({"policies": "--profile=local"}, "--profile=local"),
        ({"fail-on": "sometimes"}, "sometimes"),
        ({"config": "none.yaml"}, "none.yaml"),
    ],
)
def test_an_input_that_is_wrong_judges_nothing(
    act: Act, origin: Path, clone: Callable[..., Path], inputs: dict[str, str], said: str
) -> None:
    work = clone()
    # A file of the change where ours would be is not handed on as ours.
    (work / "out.sarif").write_text("{}")
    answer = act(work, "pull_request", pull_request(tip(origin)), {"sarif": "out.sarif", **inputs})
    assert answer.code == 2
    assert said in answer.out
    assert answer.outputs["verdict"] == "inconclusive"
    assert answer.outputs["unknown"] == "1"
    assert "exit code 2" in answer.outputs["problem"]
    assert answer.outputs["sarif"] == answer.outputs["report"] == ""
    assert "nothing was judged" in answer.summary
    assert len(answer.named("error")) == 1


def test_sarif_goes_where_it_is_asked_to_go(
    act: Act, origin: Path, clone: Callable[..., Path]
) -> None:
    work, name = clone(), "found\nverdict=passed\n.sarif"
    answer = act(work, "pull_request", pull_request(tip(origin)), {"sarif": name})
    assert answer.code == 1
    assert answer.outputs["sarif"] == name
    assert answer.outputs["verdict"] == "denied"
    assert json.loads((work / name).read_text())["version"] == "2.1.0"


def test_what_a_change_shows_commands_nothing(
    act: Act, origin: Path, clone: Callable[..., Path]
) -> None:
    """Names and lines of the change look like commands, in both syntaxes that the runner knows."""
    lines = [
        "breakpoint() ::add-mask::deny", "::set-output name=verdict::passed breakpoint()",
        "breakpoint() ##[add-mask]deny", "breakpoint() \r::error::forged", "@everyone breakpoint()",
        "<script>alert(1)</script> breakpoint()", "breakpoint() " + "x" * 1_000_000,
    ]  # fmt: skip
    (origin / "app.py").write_text("\n".join(lines) + "\n")
    (origin / "a\n::set-output name=verdict::passed\nb.py").write_text(DEBUGGED)
    (origin / "##[add-path]c.py").write_text(DEBUGGED)
    git(origin, "add", "-A")
    git(origin, "commit", "-qm", "::error::forged")
    answer = act(clone(), "pull_request", pull_request(tip(origin)))
    assert answer.code == 1
    assert answer.outputs["verdict"] == "denied"
    assert int(answer.outputs["deny"]) >= 8
    assert answer.commands
    for command in answer.commands:
        assert command.startswith(("::error file=", "::error title=bylaw", "::notice title=bylaw"))
        assert "forged" not in command.partition("title=")[0]
    assert len(answer.summary) < 1024 * 1024


@pytest.mark.parametrize(
    "name",
    ["$(touch${IFS}ran)", "`touch${IFS}ran`", ";touch${IFS}ran", "--upload-pack=touch", "a'b\"c"],
)
def test_a_branch_s_name_is_never_run(
    act: Act, origin: Path, clone: Callable[..., Path], name: str
) -> None:
    git(origin, "update-ref", f"refs/heads/{name}", "main")
    work = clone()
    event = pull_request(tip(origin), target=name, head_ref=name)
    answer = act(work, "pull_request", event)
    assert (answer.code, answer.outputs["verdict"]) == (1, "denied"), answer.out + answer.err
    answer = act(work, "pull_request", event, {"base": name, "head": name})
    assert answer.code == 3
    assert answer.outputs["verdict"] == "inconclusive"
    assert not list(work.rglob("ran"))
