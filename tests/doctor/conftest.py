"""Repositories to look at, in this process's git."""

from __future__ import annotations

import itertools
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.cli.conftest import ENV
from tests.cli.conftest import bylaw as bylaw
from tests.cli.conftest import quiet_environment as quiet_environment

Files = Mapping[str, str | bytes]


@pytest.fixture(autouse=True)
def no_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("GITHUB_ACTIONS", "GITLAB_CI", "GITHUB_TOKEN", "GH_TOKEN", "GITLAB_TOKEN")
    for name in (*names, "CI_JOB_TOKEN"):
        monkeypatch.delenv(name, raising=False)


def git(root: Path, *args: str) -> None:
    subprocess.run(["git", *args], cwd=root, env=ENV, check=True, capture_output=True)


def write(root: Path, files: Files) -> None:
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())


@pytest.fixture
def made(tmp_path: Path) -> Callable[[Files], Path]:
    """A repository with these files on main; each time another one."""
    numbers = itertools.count()

    def make(files: Files) -> Path:
        root = tmp_path / f"repo{next(numbers)}"
        root.mkdir()
        git(root, "init", "-q", "-b", "main", ".")
        write(root, files)
        git(root, "add", "-A")
        git(root, "commit", "-q", "--allow-empty", "-m", "Start")
        return root

    return make
