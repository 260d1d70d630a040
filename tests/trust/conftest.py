"""A repository that an attacker may fill as they like."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

Content: TypeAlias = str | bytes | None

ENV = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ana", "GIT_AUTHOR_EMAIL": "ana@example.org",
    "GIT_COMMITTER_NAME": "Ana", "GIT_COMMITTER_EMAIL": "ana@example.org",
    "GIT_AUTHOR_DATE": "2026-01-02T03:04:05Z", "GIT_COMMITTER_DATE": "2026-01-02T03:04:05Z",
}  # fmt: skip

NO_EVIL = """bylaw 1
rule no-evil {
  title "Nothing evil enters the source"
  for file in change.files
  where file.path in glob("src/**")
  for line in file.added_lines
  where line.text matches /EVIL/
  deny line "This is evil."
}
"""


class Repo:
    """A repository whose `main` forbids EVIL below src/."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        self.git("init", "-q", "-b", "main", ".")
        self.commit({"bylaw.yaml": "{}\n", "policies/a.bylaw": NO_EVIL})

    def git(self, *args: str, data: bytes | None = None, code: int | None = 0) -> str:
        done = subprocess.run(
            ["git", *args], cwd=self.root, env=ENV, check=False, capture_output=True, input=data
        )
        assert code is None or done.returncode == code, done.stderr
        return done.stdout.decode(errors="surrogateescape").strip()

    def write(self, files: dict[str, Content]) -> None:
        for name, content in files.items():
            path = self.root / name
            if content is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def commit(self, files: dict[str, Content], message: str = "Change") -> str:
        self.write(files)
        self.git("add", "-A", "-f")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def branch(self, files: dict[str, Content], name: str = "change") -> str:
        self.git("checkout", "-q", "-b", name)
        return self.commit(files)


@pytest.fixture
def new_repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Repo]:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    return lambda name: Repo(tmp_path / name)


@pytest.fixture
def repo(new_repo: Callable[[str], Repo]) -> Iterator[Repo]:
    yield new_repo("repo")
