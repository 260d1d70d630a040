"""Real repositories for the tests of the git source."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

IDENTITY = {
    "GIT_AUTHOR_NAME": "Ana",
    "GIT_AUTHOR_EMAIL": "ana@example.org",
    "GIT_COMMITTER_NAME": "Ana",
    "GIT_COMMITTER_EMAIL": "ana@example.org",
    "GIT_AUTHOR_DATE": "1767225600 +0000",
    "GIT_COMMITTER_DATE": "1767225600 +0000",
    "GIT_CONFIG_NOSYSTEM": "1",
}


class Repo:
    """A repository that a test drives with git itself."""

    def __init__(self, path: Path, *init: str) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main", "--template=", *init)

    def git(self, *args: str, data: bytes | None = None, **env: str) -> bytes:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        done = subprocess.run(
            ["git", *args],
            cwd=self.path,
            input=data,
            env={**kept, **IDENTITY, "HOME": str(self.path.parent), **env},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, (args, done.stderr.decode(errors="replace"))
        return done.stdout

    def write(self, path: str | bytes, content: bytes | str, mode: int | None = None) -> Path:
        where = self.path / os.fsdecode(path)
        where.parent.mkdir(parents=True, exist_ok=True)
        where.write_bytes(content.encode() if isinstance(content, str) else content)
        if mode is not None:
            where.chmod(mode)
        return where

    def commit(self, message: str = "Change", *args: str, **env: str) -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message, *args, data=None, **env)
        return self.rev("HEAD")

    def rev(self, name: str) -> str:
        return self.git("rev-parse", name).decode().strip()


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


@pytest.fixture
def new_repo(tmp_path: Path) -> Callable[..., Repo]:
    return lambda name, *init: Repo(tmp_path / name, *init)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Neither the settings nor the temporary folder of whoever runs the tests take part."""
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    home.mkdir()
    temporary.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    yield home
    assert list(temporary.iterdir()) == [], "a private directory was left behind"
