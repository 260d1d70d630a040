"""action.yml, run step by step as GitHub's runner does it, on events as GitHub sends them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.delivery.composite import Run, run_action
from tests.delivery.conftest import DEBUGGED, ENV, POLICY, ROOT, git, wheel
from tests.delivery.events import dispatch, environment, merge_group, pull_request, push
from tests.forges.github import github
from tests.forges.server import gone

pytestmark = pytest.mark.slow
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
        token: str = "",
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
        token: str = "",
    ) -> Run:
        github = {"token": token}
        around = {
            **ENV,
            **environment(temp, origin.parents[1].as_uri(), event, payload),
            **(env or {}),
        }
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


def test_a_pull_request_is_judged_and_told_in_each_way(
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


def test_a_change_that_softens_a_policy_is_judged_by_the_target_s(
    act: Act, origin: Path, clone: Callable[..., Path]
) -> None:
    (origin / "policies" / "team.bylaw").write_text(POLICY.replace("deny line", "note line"))
    git(origin, "commit", "-qam", "Look less closely")
    answer = act(clone(), "pull_request", pull_request(tip(origin)))
    assert (answer.code, answer.outputs["verdict"]) == (1, "denied")
    assert "deny[local/no-debugger]" in answer.out
    # Whether an owner approved of it, nobody here can tell.
    assert int(answer.outputs["unknown"]) >= 1


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
    assert (answer.code, packs) == (1, {"start", "change-hygiene", "local", "governance"})
    config = tmp_path / "own.yaml"
    config.write_text("bylaw: 1\npolicies: [policies/]\nlevels: {local/no-debugger: warn}\n")
    answer = act(work, "pull_request", event, {"config": str(config)})
    assert (answer.code, answer.outputs["warn"]) == (0, "1")


def test_the_organisation_s_file_comes_from_another_checkout(
    act: Act, origin: Path, clone: Callable[..., Path], tmp_path: Path
) -> None:
    """The workspace holds both, beside each other; the change cannot write the organisation's."""
    git(origin, "checkout", "-q", "-B", "topic", "main")
    (origin / "id_rsa").write_text("-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n")
    (origin / "bylaw-org.yaml").write_text("bylaw: 1\n")
    git(origin, "add", "-A")
    git(origin, "commit", "-qm", "Bring a key")
    clone()
    (tmp_path / "organisation").mkdir()
    file = tmp_path / "organisation" / "bylaw-org.yaml"
    file.write_text("bylaw: 1\npacks: [start]\nlevels: {start: deny}\n")
    event = pull_request(tip(origin))
    inputs = {"repo": "work", "org": "organisation/bylaw-org.yaml"}
    answer = act(tmp_path, "pull_request", event, inputs)
    assert (answer.code, answer.outputs["verdict"]) == (1, "denied"), answer.out
    assert "deny[start/" in answer.out
    # One that the change brings is refused.
    answer = act(tmp_path, "pull_request", event, {**inputs, "org": "work/bylaw-org.yaml"})
    assert (answer.code, answer.outputs["verdict"]) == (2, "inconclusive")


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


def test_each_event_is_judged_by_its_own_ends(
    act: Act, origin: Path, clone: Callable[..., Path]
) -> None:
    """What is checked out differs from event to event; what is judged is the change."""
    main, topic = tip(origin, "main"), tip(origin)
    git(origin, "checkout", "-q", "-B", "merged", "main")
    git(origin, "merge", "-q", "--no-ff", "-m", "Merge", "topic")
    merged = tip(origin, "merged")
    git(origin, "update-ref", "refs/pull/7/merge", merged)
    git(origin, "update-ref", "refs/pull/7/head", topic)
    events = {
        "pull_request": (pull_request(topic), "refs/pull/7/merge"),
        "pull_request_target": (pull_request(topic), "main"),
        "pull_request_review": (pull_request(topic, action="submitted"), "refs/pull/7/merge"),
        "merge_group": (merge_group(main, merged), merged),
        "push": (push(main, topic, "topic"), topic),
        "workflow_dispatch": (dispatch(topic), topic),
    }
    work = clone("main")
    for event, (payload, ref) in events.items():
        git(work, "fetch", "-q", "--no-tags", "--depth=1", "origin", ref)
        git(work, "checkout", "-q", "--detach", "FETCH_HEAD")
        answer = act(work, event, payload)
        said = (answer.code, answer.outputs["verdict"], answer.outputs["deny"])
        assert said == (1, "denied", "1"), (event, answer.out + answer.err)
        assert answer.outputs["problem"] == ""
        assert len(answer.named("error file=app.py,line=2")) == 1, event
        assert "denied" in answer.summary
        report = json.loads(Path(answer.outputs["report"]).read_text())
        assert report["change"]["head"] == (merged if event == "merge_group" else topic), event


def test_a_pull_request_that_is_retargeted_is_judged_by_its_new_target(
    act: Act, origin: Path, clone: Callable[..., Path]
) -> None:
    git(origin, "checkout", "-q", "-b", "lenient", "main")
    (origin / "policies" / "team.bylaw").write_text(POLICY.replace("deny line", "warn line"))
    git(origin, "commit", "-qam", "Be lenient")
    git(origin, "checkout", "-q", "topic")
    work = clone()
    edited = pull_request(
        tip(origin), "lenient", "edited", changes={"base": {"ref": {"from": "main"}}}
    )
    assert act(work, "pull_request", edited).outputs["verdict"] == "passed"
    back = pull_request(
        tip(origin), "main", "edited", changes={"base": {"ref": {"from": "lenient"}}}
    )
    assert act(work, "pull_request", back).outputs["verdict"] == "denied"


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "cannot be read"), ("{", "is not JSON"), ("{}", "pull_request"), ("[]", "no object")],
)
def test_an_event_that_does_not_tell_is_inconclusive(
    act: Act,
    origin: Path,
    clone: Callable[..., Path],
    tmp_path: Path,
    content: str | None,
    said: str,
) -> None:
    file = tmp_path / "other.json"
    if content is not None:
        file.write_text(content)
    env = {"GITHUB_EVENT_PATH": str(file)}
    answer = act(clone(), "pull_request", pull_request(tip(origin)), env=env)
    assert (answer.code, answer.outputs["verdict"]) == (3, "inconclusive")
    assert answer.outputs["unknown"] == "1"
    assert said in answer.outputs["problem"]
    assert "--base REV --head REV" in answer.outputs["problem"]
    assert len(answer.named("error")) == 1
    assert "could not be judged" in answer.summary
    # The verdict is told all the same, in each report.
    assert json.loads(Path(answer.outputs["report"]).read_text())["outcome"] == "inconclusive"
    assert Path(answer.outputs["sarif"]).exists()


def test_a_remote_that_is_not_there_is_inconclusive(
    act: Act, origin: Path, clone: Callable[..., Path], tmp_path: Path
) -> None:
    env = {"GITHUB_SERVER_URL": (tmp_path / "nowhere").as_uri()}
    answer = act(clone(), "pull_request", pull_request(tip(origin)), env=env)
    assert (answer.code, answer.outputs["verdict"]) == (3, "inconclusive")
    assert answer.outputs["problem"]


def test_a_version_comes_from_the_index_that_is_named(
    act: Act, origin: Path, clone: Callable[..., Path], tmp_path: Path
) -> None:
    file = wheel(tmp_path / "index" / "bylaw", "9.9.9")
    (file.parent / "index.html").write_text(f'<a href="{file.name}">{file.name}</a>')
    env = {"PIP_INDEX_URL": (tmp_path / "index").as_uri()}
    event = pull_request(tip(origin))
    work = clone()
    answer = act(work, "pull_request", event, {"version": "9.9.9"}, env, install=True)
    assert "the wheel was asked to check --profile=ci" in answer.out
    # That one writes no report, so nothing was judged, though it ended with 0.
    assert answer.code == 4
    assert answer.outputs["verdict"] == "inconclusive"
    answer = act(work, "pull_request", event, {"version": "9.9.8"}, env, install=True)
    assert (answer.code, answer.outputs["verdict"]) == (3, "inconclusive")
    assert (
        answer.outputs["problem"] == "bylaw could not be installed: the log of the step says why."
    )
    assert answer.outputs["unknown"] == "1"


@pytest.mark.parametrize(
    ("inputs", "code", "said"),
    [
        ({"version": "1.0"}, 2, "PIP_INDEX_URL"),
        ({"version": "1.0 --index-url=http://127.0.0.1"}, 2, "not a version"),
        ({"python": "no-such-python"}, 3, "Python 3.11"),
        ({"python": "./python3"}, 3, "Python 3.11"),
    ],
)
def test_a_bylaw_that_cannot_be_had_is_inconclusive(
    act: Act, origin: Path, clone: Callable[..., Path], inputs: dict[str, str], code: int, said: str
) -> None:
    work = clone()
    (work / "python3").write_text("#!/bin/sh\ntouch ran\n")
    (work / "python3").chmod(0o755)
    env = {"PIP_INDEX_URL": ""}
    answer = act(work, "pull_request", pull_request(tip(origin)), inputs, env, install=True)
    assert (answer.code, answer.outputs["verdict"]) == (code, "inconclusive")
    assert said in answer.outputs["problem"]
    assert answer.outputs["counts"] == '{"deny":0,"warn":0,"note":0,"unknown":1}'
    assert "nothing was judged" in answer.summary
    assert answer.named("error")
    assert not (work / "ran").exists()


def test_a_comment_is_kept_on_the_pull_request(
    act: Act, origin: Path, clone: Callable[..., Path]
) -> None:
    event, work, said = pull_request(tip(origin)), clone(), {"comment": "true"}
    with github() as hub:
        hub.head = tip(origin)
        env = {"GITHUB_API_URL": f"{hub.url}/api/v3"}
        answer = act(work, "pull_request", event, said, env, token=hub.token)
        assert (answer.code, answer.outputs["verdict"]) == (1, "denied"), answer.out
        assert hub.token not in answer.out + answer.err + answer.summary
        act(work, "pull_request", event, said, env, token=hub.token)
        (comment,) = hub.comments
        assert "A debugger call is being committed" in comment["body"]
        # A token that may only read, as a fork's: the verdict is told all the same.
        hub.fail("POST", "/issues", gone(403, "Resource not accessible by integration"))
        hub.comments.clear()
        answer = act(work, "pull_request", event, said, env, token=hub.token)
    assert (answer.code, answer.outputs["verdict"]) == (4, "denied")
    assert "bylaw: not published, comment:" in answer.out
    assert any("exit code 4" in one for one in answer.named("error"))
    assert "A debugger call is being committed" in answer.summary
