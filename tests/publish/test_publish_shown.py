"""Lines that a forge shows beside a change, against git's own patch."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from bylaw.sources.git.limits import Limits
from bylaw.sources.git.repository import Repository
from bylaw.sources.git.shown import shown_lines
from tests.gate.forge import git


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    git(tmp_path, "init", "-q", "-b", "main")
    return tmp_path


def commit(work: Path, files: dict[str, str | None]) -> str:
    for name, text in files.items():
        path = work / name
        if text is None:
            path.unlink()
        else:
            path.write_text(text)
    git(work, "add", "-A")
    git(work, "commit", "-q", "--allow-empty", "-m", "x")
    return git(work, "rev-parse", "HEAD")


def test_as_git_shows_it(work: Path) -> None:
    """Both sides of every hunk that `git diff` prints, and nothing else."""
    chance = random.Random(7)
    old = [f"line {number}" for number in range(200)]
    base = commit(work, {"a.txt": "\n".join(old), "kept.txt": "x\n"})
    new = [line for line in old if chance.random() > 0.05]
    for _ in range(12):
        new.insert(chance.randrange(len(new)), chance.choice(["@@ -1 +1 @@", "--- a", "+++", ""]))
    head = commit(work, {"a.txt": "\n".join(new)})
    patch = git(work, "diff", "--diff-algorithm=myers", "--no-indent-heuristic", base, head)
    ours = re.findall(r"(?m)^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", patch)
    heads = {int(c) + at for _, _, c, d in ours for at in range(int(d or 1))}
    bases = {int(a) + at for a, b, _, _ in ours for at in range(int(b or 1))}
    with Repository.open(work) as repo:
        found = shown_lines(repo, base, head, {"a.txt"})
    assert set(found) == {"a.txt"}
    assert set(found["a.txt"].head) == heads
    assert set(found["a.txt"].base) == bases
    for line, before in found["a.txt"].head.items():
        if before is not None:
            assert new[line - 1] == old[before - 1]
            assert found["a.txt"].base[before] == line


def test_renames_deletions_and_names_that_are_not_asked_for(work: Path) -> None:
    text = "".join(f"line {number}\n" for number in range(50))
    base = commit(work, {"old.txt": text, "gone.txt": "a\nb\n", "b.txt": "1\n"})
    renamed = text.replace("line 20\n", "LINE 20\n")
    head = commit(work, {"old.txt": None, "new.txt": renamed, "gone.txt": None, "b.txt": "2\n"})
    with Repository.open(work) as repo:
        found = shown_lines(repo, base, head, {"new.txt", "gone.txt"})
        short = shown_lines(repo, base, head, {"new.txt"}, Limits(diff=10))
    assert set(found) == {"new.txt", "gone.txt"}
    assert found["new.txt"].old_path == "old.txt"
    assert found["new.txt"].head[21] is None
    assert set(found["new.txt"].head) == set(range(18, 25))
    assert (found["gone.txt"].head, found["gone.txt"].base) == ({}, {1: None, 2: None})
    assert short == {}
