"""Bounds, clones that lack objects, and gits that lack options."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bylaw.facts.place import Unknown
from bylaw.sources.git import Limits, NotJudged, Repository, Selection, facts, read_change
from bylaw.sources.git.selection import read_changes
from bylaw.sources.git.snapshot import LARGEST


def judged(repo: Any, kind: str = "local", limits: Limits | None = None, **more: Any) -> Any:
    base = "main" if kind in ("range", "local") else None
    opened = Repository.open(repo.path)
    return opened, read_change(opened, Selection(kind, base, **more), limits)  # type: ignore[arg-type]


@pytest.mark.parametrize(("start", "is_binary"), [(b"text\n" * 2000, False), (b"\0" * 8000, True)])
@pytest.mark.parametrize("tracked", [False, True])
def test_a_huge_file_of_the_work_tree_is_not_read(
    repo: Any, start: bytes, is_binary: bool, tracked: bool
) -> None:
    repo.write("big.dat", b"small\n" if tracked else b"")
    repo.write("a.txt", b"1\n")
    if not tracked:
        (repo.path / "big.dat").unlink()
    repo.commit("Start")
    with repo.write("big.dat", start).open("r+b") as file:
        file.truncate(LARGEST + 1)  # a hole: nothing is written
    repo.write("a.txt", b"2\n")
    opened, change = judged(repo)
    with opened:
        small, big = change.files
        read = facts(change).readers
        assert (big.status, read["File.size"](big)) == (
            "modified" if tracked else "added", LARGEST + 1,
        )  # fmt: skip
        assert [line.text for line in small.added_lines] == ["2"]
        if is_binary:
            assert read["File.is_binary"](big) is True
            assert (len(big.added_lines), big.added_lines.gaps) == (0, ())
        else:
            (gap,) = big.added_lines.gaps
            assert (gap.reason, gap.bound) == ("too-large", True)
        assert big in read["Repository.files"](change)
        assert not list(Path(opened.private.git_dir, "objects").rglob("tmp_obj*"))


def test_pipes_and_sockets_are_never_opened(repo: Any, tmp_path: Path) -> None:
    repo.write("a.txt", "1\n")
    repo.commit("Start")
    os.mkfifo(repo.path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(repo.path / "socket"))
        opened, change = judged(repo)
        with opened:
            assert change.files == []


def test_a_file_that_became_a_pipe_is_not_judged(repo: Any) -> None:
    repo.write("a.txt", "1\n")
    repo.commit("Start")
    (repo.path / "a.txt").unlink()
    os.mkfifo(repo.path / "a.txt")
    with pytest.raises(NotJudged, match=r"a\.txt"), Repository.open(repo.path) as opened:
        read_change(opened, Selection("local", "main"))


def test_commit_files_are_bounded(repo: Any) -> None:
    repo.commit("Start")
    start = repo.rev("HEAD")
    for number in range(4):
        repo.write("a.txt", f"{number}" * 30_000 + "\n")
        repo.commit(f"{number}")
    for most, known in ((1_000_000, True), (100_000, False)):
        with Repository.open(repo.path) as opened:
            change = read_change(opened, Selection("range", start), Limits(diff=most))
            read = facts(change).readers
            files = read["Commit.files"](read["Change.commits"](change)[-1])
            if known:
                assert [file.path for file in files] == ["a.txt"]
            else:
                assert isinstance(files, Unknown)
                assert files.reason == "diff-too-large"


def test_one_change_of_many_over_its_limit(repo: Any) -> None:
    commits = [repo.commit("Start")]
    for size in (10, 50_000, 10):
        repo.write("a.txt", f"{size}\n" * size)
        commits.append(repo.commit(str(size)))
    pairs = list(pairwise(commits))
    with Repository.open(repo.path) as opened:
        changes = read_changes(opened, pairs, Limits(diff=100_000))
        assert len(next(changes).files[0].added_lines) == 10
        assert next(changes).files[0].added_lines.gaps[0].reason == "diff-too-large"
        with pytest.raises(NotJudged):
            list(changes)


def clone(repo: Any, tmp_path: Path, kept: str) -> Any:
    repo.git("config", "uploadpack.allowFilter", "true")
    target = tmp_path / "clone"
    subprocess.run(
        ["git", "clone", "-q", "--no-checkout", f"--filter={kept}", f"file://{repo.path}", target],
        check=True, capture_output=True,
    )  # fmt: skip
    return target


def history(repo: Any) -> list[str]:
    commits = []
    for number in range(3):
        repo.write("src/a.txt", f"{number}\n")
        repo.write("src/b.txt", "same\n")
        commits.append(repo.commit(str(number)))
    return commits


def test_many_changes_of_a_clone_without_contents(repo: Any, tmp_path: Path) -> None:
    commits = history(repo)
    target = clone(repo, tmp_path, "blob:none")
    with Repository.open(target) as opened:
        for change in read_changes(opened, list(pairwise(commits))):
            (file,) = change.files
            assert (file.path, file.status) == ("src/a.txt", "modified")
            assert file.added_lines.gaps[0].reason == "missing-object"


def test_a_clone_without_folders_says_so(repo: Any, tmp_path: Path) -> None:
    commits = history(repo)
    target = clone(repo, tmp_path, "tree:0")
    with Repository.open(target) as opened, pytest.raises(NotJudged) as told:
        read_change(opened, Selection("range", commits[0], commits[2]))
    assert told.value.reason == "missing-object"
    assert "--filter=blob:none" in told.value.remedy


def test_references_in_a_reftable(tmp_path: Path, new_repo: Any) -> None:
    probe = ["git", "init", "-q", "--ref-format=reftable", str(tmp_path / "probe")]
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("this git has no reftable")
    repo = new_repo("tables", "--ref-format=reftable")
    repo.commit("Start")
    repo.git("checkout", "-q", "-b", "work")
    repo.write("a.txt", "1\n")
    head = repo.commit("x")
    opened, change = judged(repo, "range", head="work")
    with opened:
        assert change.head == head
        assert [file.path for file in change.files] == ["a.txt"]
        assert opened.default_branch().name == "main"


OLD = """#!/bin/sh
case " $* " in
  *" version "*) echo "git version 2.24.1"; exit;;
  {refused}
esac
exec {git} "$@"
"""
REFUSED = [
    # what rev-parse and log do not know, they repeat
    '*" --show-object-format "*) echo /x; echo /x; echo --show-object-format; echo true; exit;;',
    '*" log "*) printf "%s\\\\0" a b c d 1 e f 2 g h i "%(trailers:only=true)"; exit;;',
    '*" diff-tree "*) echo "usage: git diff-tree [<options>]" >&2; exit 129;;',
]


@pytest.mark.parametrize("refused", REFUSED, ids=["rev-parse", "log", "diff-tree"])
def test_an_old_git_is_told_so(
    repo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    repo.commit("Start")
    repo.git("checkout", "-q", "-b", "work")
    repo.commit("x")
    old = tmp_path / "old" / "git"
    old.parent.mkdir()
    old.write_text(OLD.format(refused=refused, git=shutil.which("git")))
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{old.parent}{os.pathsep}{os.environ['PATH']}")
    try:
        with Repository.open(repo.path) as opened:
            change = read_change(opened, Selection("range", "main"))
            said: Any = facts(change).readers["Change.commits"](change)
    except NotJudged as error:
        said = error
    assert said.reason == "old-git"
    assert "2.31" in said.remedy
