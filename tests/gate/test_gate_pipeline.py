"""The change that a pipeline is about, in the clones that runners make."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

import bylaw
from tests.gate.forge import REPOSITORY, Project, git, served, without_pipelines

Judge: TypeAlias = Callable[..., Any]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "forge")


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> Judge:
    """`bylaw check --profile ci` in an environment; nothing of the clone may be altered by it."""
    for name in without_pipelines(os.environ):
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")

    def judged(clone: Path, environ: dict[str, str], **options: Any) -> Any:
        before = snapshot(clone)
        with monkeypatch.context() as patch:
            for name, value in environ.items():
                patch.setenv(name, value)
            verdict = bylaw.check(clone, profile="ci", **options)
        assert snapshot(clone) == before
        return verdict

    return judged


def snapshot(clone: Path) -> dict[str, bytes]:
    """All that a clone says of itself."""
    folder = clone / ".git"
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def paths(verdict: Any) -> int:
    return int(verdict.change.files)


def why(verdict: Any) -> str:
    """The reason that nothing was judged, with what helps."""
    assert verdict.outcome == "inconclusive", verdict
    assert verdict.exit_code == 3
    [one] = [missing for each in verdict.inconclusive for missing in each.missing]
    return f"{one.reason}: {one.detail} {one.remedy}"


@pytest.mark.parametrize("depth", [("--depth=1",), ("--depth=3",), ()])
def test_a_pull_request_is_judged_in_any_checkout(
    project: Project, judge: Judge, depth: tuple[str, ...]
) -> None:
    for number in range(6):
        project.commit({f"old{number}": "1\n"})
    project.on("change", "main")
    base = project.rev("main")
    head = project.commit({"new": "EVIL\n"})
    project.on("main")
    tip = project.commit({"other": "1\n"})
    clone = project.checkout("clone", *depth, ref="change")
    verdict = judge(clone, project.pull_request(head))
    assert (verdict.change.base, verdict.change.head) == (base, head)
    assert [finding.place.path for finding in verdict.findings] == ["new"]
    assert verdict.change.files == 1
    assert f"main ({tip[:10]})" in verdict.policy_source
