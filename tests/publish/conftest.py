"""A repository, a forge on this machine, and a pipeline that publishes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.forges.github import GitHub, github
from tests.forges.gitlab import GitLab, gitlab
from tests.forges.reviewed_github import ReviewedGitHub, reviewed
from tests.forges.server import Forge
from tests.gate.forge import Project, git, without_pipelines


@dataclass(frozen=True)
class Said:
    """What a run answered."""

    code: int
    out: str
    err: str


class Stage:
    """A pull request on a forge; `publish` is what its pipeline runs."""

    def __init__(self, forge: Forge, root: Path, patch: pytest.MonkeyPatch, capture: Any) -> None:
        self.forge = forge
        self.project = Project(root)
        self._patch = patch
        self._capture = capture
        self._round = 0

    def propose(self, files: dict[str, str | None], message: str = "Change") -> str:
        """What the change is now: main's files, and these."""
        self.project.on("change", "main")
        commit = self.project.pull(7, self.project.commit(files, message))
        self.forge.head = commit  # type: ignore[attr-defined]
        return commit

    def environ(self, **more: str) -> dict[str, str]:
        head = self.project.rev("change")
        if isinstance(self.forge, GitHub):
            api = {"GITHUB_API_URL": f"{self.forge.url}/api/v3", "GITHUB_TOKEN": self.forge.token}
            return self.project.pull_request(head, **{**api, **more})
        variables = {
            "CI_API_V4_URL": f"{self.forge.url}/api/v4",
            "GITLAB_TOKEN": self.forge.token,
            "CI_COMMIT_SHA": head,
            "CI_MERGE_REQUEST_IID": "7",
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        }
        return self.project.gitlab(**{**variables, **more})

    def publish(self, *args: str, environ: dict[str, str] | None = None) -> Said:
        """`bylaw publish ARGS` in a fresh clone, as the runner makes one."""
        from bylaw.cli.exit import guarded

        environ = self.environ() if environ is None else environ
        self._round += 1
        clone = self.project.checkout(f"clone{self._round}", ref="change")
        if isinstance(self.forge, GitLab):
            git(clone, "remote", "set-url", "origin", f"{self.project.url}/acme/shop.git")
        with self._patch.context() as patch:
            for name in without_pipelines(os.environ):
                patch.delenv(name)
            patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
            patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
            for name, value in environ.items():
                patch.setenv(name, value)
            patch.chdir(clone)
            patch.setattr(sys, "argv", ["bylaw", "publish", *args])
            self._capture.readouterr()
            code = guarded(["publish", *args])
        out, err = self._capture.readouterr()
        assert "Traceback" not in err
        assert self.forge.token not in out + err
        return Said(code, out, err)


@pytest.fixture
def hub() -> Iterator[GitHub]:
    with github() as forge:
        yield forge


@pytest.fixture
def lab() -> Iterator[GitLab]:
    with gitlab() as forge:
        yield forge


@pytest.fixture
def at_github(
    hub: GitHub,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Stage:
    return Stage(hub, tmp_path / "forge", monkeypatch, capfd)


@pytest.fixture
def reviewed_hub() -> Iterator[ReviewedGitHub]:
    with reviewed() as forge:
        yield forge


@pytest.fixture
def at_reviewed(
    reviewed_hub: ReviewedGitHub,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Stage:
    return Stage(reviewed_hub, tmp_path / "forge", monkeypatch, capfd)


@pytest.fixture
def at_gitlab(
    lab: GitLab,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Stage:
    stage = Stage(lab, tmp_path / "forge", monkeypatch, capfd)
    lab.project = "acme/shop"
    return stage
