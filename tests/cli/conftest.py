"""Running the command line: in this process where that is enough, in one of its own else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ENV = {
    **{name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "CI"))},
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ana", "GIT_AUTHOR_EMAIL": "ana@example.org",
    "GIT_COMMITTER_NAME": "Ana", "GIT_COMMITTER_EMAIL": "ana@example.org",
}  # fmt: skip

POLICY = """bylaw 1

rule no-todo {
  title "No TODO is left"
  why   "Nobody comes back to it."

  for line in change.added_lines
  where line.text contains "TODO"

  deny line "A TODO."
}

test "a TODO is denied" {
  given file "a.txt" added \"\"\"
    TODO
    \"\"\"
  expect no-todo denies "a.txt" line 1
}
"""


@dataclass(frozen=True)
class Said:
    """What a run answered."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture(autouse=True)
def quiet_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name in ("CI", "NO_COLOR", "FORCE_COLOR", "BYLAW_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a policy, and a change on a branch that it denies."""
    root = tmp_path / "repo"
    (root / "policies").mkdir(parents=True)
    (root / "policies" / "a.bylaw").write_text(POLICY)
    (root / "a.txt").write_text("one\n")
    git(root, "init", "-q", "-b", "main", ".")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Start")
    git(root, "checkout", "-q", "-b", "change")
    (root / "a.txt").write_text("one\nTODO\n")
    git(root, "commit", "-q", "-a", "-m", "Change")
    monkeypatch.chdir(root)
    return root


def git(root: Path, *args: str) -> None:
    subprocess.run(["git", *args], cwd=root, env=ENV, check=True, capture_output=True)


@pytest.fixture
def bylaw(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `bylaw ARGS` in this process."""

    def run(*args: str) -> Said:
        from bylaw.cli.exit import guarded

        monkeypatch.setattr(sys, "argv", ["bylaw", *args])
        capfd.readouterr()
        code = guarded(args)
        out, err = capfd.readouterr()
        return Said(code, out, err)

    return run


def process(*args: str, cwd: Path, **more: Any) -> Said:
    """Runs `python -I -m bylaw ARGS` in a process of its own."""
    env = {**ENV, **more.pop("env", {})}
    done = subprocess.run(
        [sys.executable, "-I", "-m", "bylaw", *args],
        cwd=cwd, env=env, stdout=more.pop("stdout", subprocess.PIPE), stderr=subprocess.PIPE,
        text=True, **more,
    )  # fmt: skip
    return Said(done.returncode, done.stdout or "", done.stderr)


@pytest.fixture
def apart() -> Run:
    """Runs bylaw in a process of its own."""
    return process


@pytest.fixture
def env() -> dict[str, str]:
    """The environment for processes of their own."""
    return dict(ENV)
