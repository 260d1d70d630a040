"""Fetching for a pipeline runs nothing that the clone or the event names, and alters nothing."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bylaw.sources.git import NotJudged, Repository, remote
from tests.gate.forge import Project, git, served, without_pipelines

PROGRAMS = (
    "core.sshCommand",
    "core.gitProxy",
    "core.askPass",
    "core.fsmonitor",
    "core.alternateRefsCommand",
    "core.pager",
    "credential.helper",
    "credential.http://127.0.0.1.helper",
    "gpg.program",
    "uploadpack.packObjectsHook",
    "remote.origin.uploadpack",
    "remote.bylaw-target.uploadpack",
    "fetch.bundleURI",
    "sequence.editor",
)
REDIRECTED = ("url.ext::PROGRAM .insteadOf", "url.file:///nowhere/.insteadOf")
HOOKS = ("reference-transaction", "post-checkout", "pre-auto-gc", "post-index-change")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "forge")


def check(clone: Path, environ: dict[str, str], *words: str) -> subprocess.CompletedProcess[bytes]:
    """The command itself, as a pipeline runs it."""
    unwanted = without_pipelines(os.environ)
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    command = [sys.executable, "-I", "-m", "bylaw", "check", "--profile", "ci"]
    return subprocess.run(
        [*command, "--report", "json", *words],
        cwd=clone,
        env={**kept, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, **environ},
        capture_output=True,
        timeout=120,
        check=False,
    )  # fmt: skip


@pytest.mark.parametrize("options", [["--depth=1"], ["--filter=blob:none", "--no-checkout"]])
@pytest.mark.parametrize("over", ["http", "file"])
def test_no_program_of_the_clone_runs(
    project: Project, tmp_path: Path, options: list[str], over: str
) -> None:
    project.on("change", "main")
    head = project.commit({"a": "EVIL\n"})
    project.on("main")
    project.commit({"b": "1\n"})
    canary, program = tmp_path / "canary", tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho ran >>'{canary}'\nexit 1\n")
    program.chmod(0o755)
    clone = project.root / "clone"
    with served(project.root, token="t0ken") as http:
        server = http.url if over == "http" else project.url
        git(project.root, "clone", "-q", "-b", "change", *options, f"{project.url}/acme/shop",
            str(clone))  # fmt: skip
        for name in PROGRAMS:
            git(clone, "config", name, str(program))
        for key in REDIRECTED:
            git(clone, "config", key.replace("PROGRAM", str(program)), server)
        git(clone, "config", "remote.origin.url", f"ext::{program}")
        git(clone, "config", "protocol.allow", "always")
        git(clone, "config", "core.hooksPath", str(clone / ".git/hooks"))
        (clone / ".git/hooks").mkdir(exist_ok=True)
        for name in HOOKS:
            (clone / ".git/hooks" / name).symlink_to(program)
        (clone / "ssh").symlink_to(program)
        environ = project.pull_request(head, GITHUB_SERVER_URL=server, GITHUB_TOKEN="t0ken")
        environ["PATH"] = f".:{os.environ['PATH']}"
        done = check(clone, environ)
        assert done.returncode == 1, done.stderr
        assert [one["message"] for one in json.loads(done.stdout)["findings"]] == ["This is evil."]
        assert not canary.exists()
        # the same where the server says no, and git looks for somebody to ask
        done = check(clone, {**environ, "GITHUB_TOKEN": "", "GITHUB_SERVER_URL": http.url})
        assert done.returncode == 3, done.stdout
        assert not canary.exists()
        words = ["git", "fetch", "-q", "origin"]
        subprocess.run(words, cwd=clone, check=False, capture_output=True, timeout=60)
        assert canary.exists(), "git itself would have run one"


def test_programs_of_the_user_do_run(project: Project, tmp_path: Path) -> None:
    project.on("change", "main")
    head = project.commit({"a": "EVIL\n"})
    clone = project.checkout("clone", "--depth=1", ref="change")
    own = tmp_path / "gitconfig"
    helper = "!f() { echo username=x-access-token; echo password=t0ken; }; f"
    git(clone, "config", "-f", str(own), "credential.helper", helper)
    with served(project.root, token="t0ken") as http:
        environ = project.pull_request(head, GITHUB_SERVER_URL=http.url)
        assert check(clone, environ).returncode == 3
        assert check(clone, {**environ, "GIT_CONFIG_GLOBAL": str(own)}).returncode == 1


@pytest.mark.parametrize(
    "name",
    [
        "--upload-pack=touch${IFS}canary",
        "-oProxyCommand=touch",
        "refs/heads/main",
        "grün/日本/\u202egnp",
        "a;touch$IFS'canary'",
        "`touch`",
        "+main",
        "origin/main",
        "remotes/main",
        "HEAD",
        "d" * 40,
    ],
)
def test_a_branch_may_be_called_anything(project: Project, name: str) -> None:
    fork = project.rev("main")
    looser = (project.work / "policies/a.bylaw").read_text().replace("EVIL", "WORSE")
    git(project.work, "checkout", "-q", "--detach")
    named = project.commit({"policies/a.bylaw": looser})
    git(project.work, "update-ref", f"refs/heads/{name}", named)
    git(project.work, "checkout", "-q", "-B", "change", fork)
    head = project.commit({"a": "WORSE\n"})
    clone = project.checkout("clone", "--depth=1", ref="refs/heads/change")
    done = check(clone, project.pull_request(head, name))
    assert done.returncode == 1, done.stderr + done.stdout
    said = json.loads(done.stdout)
    assert said["change"]["base"] == fork
    assert f" at {name} ({named[:10]})" in said["policy_source"]
    assert not (clone / "canary").exists()


@pytest.mark.parametrize("name", ["--upload-pack=touch canary", "a b", "a\nb", "x:y", "*", "a..b"])
def test_what_is_no_branch_is_not_judged(project: Project, name: str) -> None:
    clone = project.checkout("clone")
    done = check(clone, project.pull_request(project.first, name))
    assert done.returncode == 3
    assert b"is not the name of a branch" in done.stdout
    assert b"Traceback" not in done.stderr


def test_a_token_is_neither_shown_nor_an_argument_nor_told_to_others(
    project: Project, tmp_path: Path
) -> None:
    project.on("change", "main")
    head = project.commit({"a": "1\n"})
    clone = project.checkout("clone", "--depth=1", ref="change")
    log, folder = tmp_path / "log", tmp_path / "bin"
    folder.mkdir()
    real = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout
    spy = folder / "git"
    spy.write_text(f'#!/bin/sh\necho "$@" >>"{log}"\nexec {real.strip()} "$@"\n')
    spy.chmod(0o755)
    with served(project.root, token="t0ken") as http, served(project.root) as other:
        http.sends_to = other.url
        environ = project.pull_request(head, GITHUB_SERVER_URL=http.url, GITHUB_TOKEN="t0ken",
                                       PATH=f"{folder}:{os.environ['PATH']}")  # fmt: skip
        done = check(clone, environ)
        assert done.returncode == 3, done.stdout
        assert b"sends to another address" in done.stdout
        assert not other.asked
        http.sends_to = ""
        done = check(clone, environ)
        assert done.returncode == 0, done.stdout
    said = log.read_text() + done.stdout.decode() + done.stderr.decode()
    assert "fetch" in said
    assert "t0ken" not in said
    assert "Authorization" not in said


def test_a_server_that_is_silent_is_given_up_and_nothing_is_left_running(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = project.checkout("clone")
    monkeypatch.setattr(remote, "LONGEST", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/acme/shop"
        with Repository.open(clone) as repo:
            with pytest.raises(NotJudged, match=r"not done after 0\.5 s"):
                remote.Remote(repo, url, remote.Access()).tip("main")
            asking, _ = server.accept()
            with asking:
                asking.settimeout(10)
                while asking.recv(1 << 16):
                    pass  # the other end has closed: its process is gone


def test_a_header_that_is_no_authorization_is_not_sent(project: Project) -> None:
    project.on("change", "main")
    head = project.commit({"a": "1\n"})
    clone = project.checkout("clone", "--depth=1", ref="change")
    with served(project.root) as http:
        git(clone, "config", "http.extraheader", "Host: evil.example")
        git(clone, "config", "--add", "http.extraheader", "X-Evil: 1")
        done = check(clone, project.pull_request(head, GITHUB_SERVER_URL=http.url))
        assert done.returncode == 0, done.stdout
        assert http.hosts == {http.url.removeprefix("http://")}


def test_a_remote_of_the_clone_does_not_choose_the_judge(project: Project, tmp_path: Path) -> None:
    project.on("change", "main")
    head = project.commit({"a": "EVIL\n"})
    theirs = Project(tmp_path / "theirs")
    theirs.commit({"policies/a.bylaw": None, "bylaw.yaml": None})
    clone = project.checkout("clone", ref="change")
    git(clone, "fetch", "-q", f"{theirs.url}/acme/shop", "+main:refs/remotes/origin/main")
    git(clone, "config", "remote.origin.url", f"{theirs.url}/acme/shop")
    assert check(clone, project.pull_request(head)).returncode == 1


def test_a_ref_of_the_clone_does_not_choose_the_judge(project: Project) -> None:
    project.on("change", "main")
    looser = (project.work / "policies/a.bylaw").read_text().replace("EVIL", "WORSE")
    own: Any = project.commit({"policies/a.bylaw": looser, "a": "EVIL\n"})
    clone = project.checkout("clone", ref="change")
    for ref in ("refs/heads/main", "refs/remotes/origin/main", "refs/tags/main"):
        git(clone, "update-ref", ref, own)
    assert check(clone, project.pull_request(own)).returncode == 1
