""".gitlab-ci-template.yml, included by a project and run by gitlab-ci-local's shell executor."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.delivery.conftest import ENV, POLICY, ROOT, git, needed, wheel
from tests.forges.gitlab import gitlab as forge

TEMPLATE = ROOT / ".gitlab-ci-template.yml"
PROGRAM = ROOT / "node_modules" / "gitlab-ci-local" / "dist" / "index.js"
SHIM = ROOT / "tests" / "delivery" / "node" / "sets.cjs"
pytestmark = pytest.mark.slow
HOST = "https://gitlab.example"
INCLUDE = """\
include:
  - project: group/bylaw
    ref: v1
    file: .gitlab-ci-template.yml
"""


@dataclass(frozen=True)
class Job:
    """What came of a job."""

    code: int
    log: str
    folder: Path
    """Where the files are that the job handed on; it ran in a copy."""


@pytest.fixture
def gitlab(tmp_path: Path, origin: Path, python: Path) -> Callable[..., Job]:
    """Runs the pipeline of a project at a GitLab whose repositories are folders of this machine."""
    needed(PROGRAM, "gitlab-ci-local")
    needed(Path(shutil.which("rsync") or "/usr/bin/rsync"), "rsync, which gitlab-ci-local runs,")
    served = tmp_path / "served"
    shop, ours = served / "acme" / "shop.git", served / "group" / "bylaw.git"
    library = tmp_path / "library"
    library.mkdir()
    shutil.copy(TEMPLATE, library)
    git(library, "init", "-q", "-b", "main")
    git(library, "add", "-A")
    git(library, "commit", "-qm", "Start")
    git(library, "tag", "v1")
    git(tmp_path, "clone", "-q", "--bare", str(library), str(ours))

    def run(
        *arguments: str,
        inputs: str = "image: bylaw",
        more: str = "",
        committed: Callable[[str], object] = str,
    ) -> Job:
        # The project asks bylaw already; that is no part of the change.
        branch = git(origin, "branch", "--show-current")
        git(origin, "checkout", "-q", "main")
        file = origin / ".gitlab-ci.yml"
        file.write_text(f"{INCLUDE}    inputs: {{{inputs}}}\n{more}")
        git(origin, "add", "-f", ".gitlab-ci.yml")
        git(origin, "commit", "-qm", "Ask bylaw")
        git(origin, "checkout", "-q", branch)
        git(origin, "merge", "-q", "--no-edit", "main")
        committed(git(origin, "rev-parse", "HEAD"))
        git(tmp_path, "clone", "-q", "--bare", str(origin), str(shop))
        git(shop, "symbolic-ref", "HEAD", "refs/heads/main")
        work = tmp_path / "work"
        git(tmp_path, "clone", "-q", "--branch", branch, shop.as_uri(), str(work))
        git(work, "remote", "set-url", "origin", f"{HOST}/acme/shop.git")
        env = {
            **ENV,
            # The image has bylaw: its python3 is the first on the path.
            "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}",
            **instead(served, "group"),
            "HOME": str(tmp_path),
            "CI": "true",
        }
        # Not for gitlab-ci-local itself, which learns the project's name from its address.
        ours = (f"{name}={value}" for name, value in instead(served, "acme").items())
        said = [f"--variable={one}" for one in ("GITLAB_CI=true", *ours)]
        done = subprocess.run(
            ["node", "--require", str(SHIM), str(PROGRAM), "--force-shell-executor", "--no-color",
             "--shell-isolation", *said, *arguments],
            cwd=work, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        failed = re.search(r"^bylaw +finished in .* FAIL (\d+)", done.stdout, re.M)
        return Job(int(failed[1]) if failed else done.returncode, done.stdout, work)

    return run


def instead(served: Path, group: str) -> dict[str, str]:
    """Git's settings to find a group of the GitLab in a folder."""
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{served.as_uri()}/{group}/.insteadOf",
        "GIT_CONFIG_VALUE_0": f"{HOST}/{group}/",
    }


REQUEST = [
    "--variable=CI_PIPELINE_SOURCE=merge_request_event",
    "--variable=CI_MERGE_REQUEST_IID=7",
    "--variable=CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main",
    f"--variable=CI_MERGE_REQUEST_PROJECT_URL={HOST}/acme/shop",
    "--variable=CI_MERGE_REQUEST_PROJECT_PATH=acme/shop",
    f"--variable=CI_MERGE_REQUEST_SOURCE_PROJECT_URL={HOST}/acme/shop",
    "--variable=CI_MERGE_REQUEST_SOURCE_PROJECT_PATH=acme/shop",
]
"""The variables of a merge request's pipeline."""
QUICK = "--no-json-schema-validation"


def test_a_merge_request_is_judged_and_its_reports_are_handed_on(
    gitlab: Callable[..., Job],
) -> None:
    job = gitlab(*REQUEST)
    assert job.code == 1
    assert "A debugger call is being committed." in job.log
    quality = json.loads((job.folder / "gl-code-quality-report.json").read_text())
    assert [(one["check_name"], one["location"]["path"]) for one in quality] == [
        ("local/no-debugger", "app.py")
    ]
    sarif = json.loads((job.folder / "gl-bylaw.sarif").read_text())
    assert [one["ruleId"] for one in sarif["runs"][0]["results"]] == ["local/no-debugger"]


def test_nothing_of_the_project_s_file_or_of_an_earlier_job_comes_in(
    gitlab: Callable[..., Job], origin: Path
) -> None:
    """An earlier job builds the change, so what it hands on is the change's own."""
    git(origin, "checkout", "-q", "-b", "lenient")
    (origin / "policies" / "team.bylaw").write_text(POLICY.replace("deny line", "note line"))
    git(origin, "commit", "-qam", "Be lenient")
    git(origin, "checkout", "-q", "topic")
    more = """
variables: {BYLAW_FAIL_ON: never, CI_MERGE_REQUEST_TARGET_BRANCH_NAME: lenient}
default:
  image: other
  before_script: [exit 0]
  after_script: [rm -f gl-bylaw.sarif]
  retry: 2
build:
  stage: build
  inherit: {default: false}
  script:
    - echo CI_MERGE_REQUEST_TARGET_BRANCH_NAME=lenient >built.env
    - touch gl-bylaw.sarif python3
  artifacts: {paths: [gl-bylaw.sarif, python3], reports: {dotenv: built.env}}
"""
    job = gitlab(*REQUEST, QUICK, more=more)
    assert job.code == 1
    assert "deny[local/no-debugger]" in job.log
    assert "bylaw.yaml at main" in job.log
    assert json.loads((job.folder / "gl-bylaw.sarif").read_text())["runs"][0]["results"]


def test_files_that_the_change_brings_are_not_handed_on_as_ours(
    gitlab: Callable[..., Job], origin: Path
) -> None:
    (origin / "gl-code-quality-report.json").write_text("[]")
    (origin / "gl-bylaw.sarif").symlink_to("app.py")
    git(origin, "add", "-A")
    git(origin, "commit", "-qm", "Answer beforehand")
    job = gitlab(*REQUEST, QUICK, inputs="policies: strat")
    assert job.code == 2
    assert "did you mean `start`?" in job.log
    built = job.folder / ".gitlab-ci-local" / "builds" / "bylaw"
    assert (built / "app.py").exists()
    assert not list(built.glob("gl-*"))


def test_inputs_say_what_judges(gitlab: Callable[..., Job]) -> None:
    said = "fail-on: never, policies: 'start, policies/team.bylaw ,', config: bylaw.yaml"
    job = gitlab(*REQUEST, QUICK, inputs=said)
    assert job.code == 0
    assert "deny[local/no-debugger]" in job.log
    rules = json.loads((job.folder / "gl-bylaw.sarif").read_text())["runs"][0]["tool"]["driver"]
    assert {rule["id"].partition("/")[0] for rule in rules["rules"]} == {
        "start",
        "local",
        "governance",
    }


def test_the_image_can_hold_the_organisation_s_file(
    gitlab: Callable[..., Job], tmp_path: Path
) -> None:
    file = tmp_path / "bylaw-org.yaml"
    file.write_text("bylaw: 1\npacks: [change-hygiene]\nfail_on: warn\n")
    job = gitlab(*REQUEST, QUICK, inputs=f"org: {file}, fail-on: never")
    assert job.code == 2
    assert "the organisation does not allow" in job.log


@pytest.mark.parametrize(
    ("inputs", "arguments", "runs"),
    [
        ("stage: test", REQUEST, True),
        ("stage: test", [*REQUEST, "--variable=CI_MERGE_REQUEST_EVENT_TYPE=merge_train"], True),
        ("stage: test", ["--variable=CI_PIPELINE_SOURCE=push"], False),
        ("branches: true", ["--variable=CI_PIPELINE_SOURCE=push"], True),
        ("branches: true", ["--variable=CI_PIPELINE_SOURCE=push",
                            "--variable=CI_OPEN_MERGE_REQUESTS=acme/shop!7"], False),
        ("branches: true", ["--variable=CI_PIPELINE_SOURCE=push",
                            "--variable=CI_COMMIT_BRANCH=main"], False),
    ],
)  # fmt: skip
def test_which_pipelines_are_judged(
    gitlab: Callable[..., Job], inputs: str, arguments: list[str], runs: bool
) -> None:
    job = gitlab(*arguments, QUICK, "--list-json", inputs=inputs)
    assert job.code == 0, job.log
    listed = re.search(r"^\[.*^\]", job.log, re.S | re.M)
    assert listed, job.log
    (when,) = (one["when"] for one in json.loads(listed[0]) if one["name"] == "bylaw")
    assert (when != "never") == runs


def test_bylaw_is_installed_outside_of_the_project(
    gitlab: Callable[..., Job], origin: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write = "open('ran', 'w')\n"
    for name in ("venv.py", "pip.py", "sitecustomize.py", "setup.py", "bylaw.py"):
        (origin / name).write_text(write)
    (origin / "pip.conf").write_text("[global]\nindex-url = http://127.0.0.1:9/\n")
    git(origin, "add", "-A")
    git(origin, "commit", "-qm", "Bring a few things")
    wheel(tmp_path / "wheels", "0.1.0")
    monkeypatch.setitem(ENV, "PIP_NO_INDEX", "1")
    monkeypatch.setitem(ENV, "PIP_FIND_LINKS", str(tmp_path / "wheels"))
    job = gitlab(*REQUEST, QUICK, inputs="package: bylaw==0.1.0")
    assert job.code == 0, job.log
    assert "the wheel was asked to check" in job.log
    assert not list(job.folder.rglob("ran"))


def test_a_bylaw_that_cannot_be_had_is_no_denial(
    gitlab: Callable[..., Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ENV, "PIP_NO_INDEX", "1")
    job = gitlab(*REQUEST, QUICK, inputs="package: bylaw==0.1.0")
    assert job.code == 3
    assert "nothing was judged" in job.log


def test_a_note_tells_the_merge_request(gitlab: Callable[..., Job]) -> None:
    """A job of its own, where it is asked for and has a token; the gate stays the other one."""
    with forge() as lab:
        lab.project = "acme/shop"
        api = [f"--variable=CI_API_V4_URL={lab.url}/api/v4", f"--variable=GITLAB_TOKEN={lab.token}"]
        job = gitlab(
            *(*REQUEST, *api, QUICK, "bylaw-note"),
            inputs="comment: true",
            committed=lambda commit: setattr(lab, "head", commit),
        )
        assert "deny[local/no-debugger]" in job.log
        assert lab.token not in job.log
        (note,) = lab.notes
        assert "A debugger call is being committed" in note["body"]
