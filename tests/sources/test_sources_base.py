"""Where a change begins, and the clones in which that cannot be told."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bylaw.sources.git import NotJudged, Repository, Selection, read_change


def paths(repo_path: Path, selection: Selection) -> list[str]:
    with Repository.open(repo_path) as opened:
        return [file.path for file in read_change(opened, selection).files]


def reason(call: Callable[[], Any]) -> str:
    with pytest.raises(NotJudged) as caught:
        call()
    assert caught.value.message.endswith(".")
    assert "\n" not in caught.value.message
    return caught.value.reason


def history(repo: Any) -> None:
    """main: R m1..m5, then m6..m12 and a merge of `old` (R old1); feature: m5 f1 f2."""
    repo.write("r", "r\n")
    repo.commit("R")
    repo.git("branch", "old")
    for number in range(1, 6):
        repo.write(f"m{number}", "m\n")
        repo.commit(f"m{number}")
    repo.git("checkout", "-qb", "feature")
    for name in ("f1", "f2"):
        repo.write(name, "f\n")
        repo.commit(name)
    repo.git("checkout", "-q", "old")
    repo.write("old1", "o\n")
    repo.commit("old1")
    repo.git("checkout", "-q", "main")
    for number in range(6, 13):
        repo.write(f"m{number}", "m\n")
        repo.commit(f"m{number}")
    repo.git("merge", "-q", "--no-edit", "old")


def test_shallow_clone_is_right_or_not_judged_at_every_depth(
    repo: Any, new_repo: Callable[..., Any]
) -> None:
    history(repo)
    outcomes = {}
    for depth in range(1, 14):
        clone = new_repo(f"depth{depth}")
        clone.git("remote", "add", "origin", f"file://{repo.path}")
        clone.git("fetch", "-q", f"--depth={depth}", "origin", "main:refs/remotes/origin/main",
                  "feature:refs/remotes/origin/feature")  # fmt: skip
        try:
            outcomes[depth] = paths(clone.path, Selection("range", "origin/main", "origin/feature"))
        except NotJudged as error:
            assert error.reason == "untrusted-base"
            assert "fetch" in error.remedy
    assert outcomes, "a deep clone is judged"
    assert min(outcomes) == 9
    assert set(map(tuple, outcomes.values())) == {("f1", "f2")}


def test_several_merge_bases(repo: Any) -> None:
    repo.write("base", "".join(f"{n}\n" for n in range(40)))
    repo.commit("R")
    repo.git("checkout", "-qb", "feature")
    repo.write("f1", "f\n")
    one = repo.commit("f1")
    repo.git("checkout", "-q", "main")
    repo.write("m1", "m\n")
    two = repo.commit("m1")
    repo.git("merge", "-q", "--no-edit", one)
    repo.write("m2", "m\n")
    repo.commit("m2")
    repo.git("checkout", "-q", "feature")
    repo.git("merge", "-q", "--no-edit", two)
    repo.write("f2", "f\n")
    repo.commit("f2")
    with Repository.open(repo.path) as opened:
        found = opened.merge_base("main", "feature")
        assert set(found.commits) == {one, two}
        change = read_change(opened, Selection("range", "main", "feature"))
        # against m1 alone f1 would be new, against f1 alone m1 would be: the target has both
        assert [file.path for file in change.files] == ["f2"]
        assert change.lines_of("m1", "base") == ["m", ""]


def test_default_branch(repo: Any, new_repo: Callable[..., Any], tmp_path: Path) -> None:
    repo.write("a", "1\n")
    first = repo.commit()
    with Repository.open(repo.path) as opened:
        branch = opened.default_branch()
        assert branch is not None
        assert (branch.name, branch.commit) == ("main", first)
    repo.git("branch", "-m", "main", "trunk")
    with Repository.open(repo.path) as opened:
        assert opened.default_branch() is None
        assert reason(lambda: read_change(opened, Selection("range"))) == "no-base"
    repo.git("branch", "master")
    clone = tmp_path / "clone"
    repo.git("clone", "-q", str(repo.path), str(clone))
    with Repository.open(clone) as opened:
        branch = opened.default_branch()
        assert branch is not None
        assert branch.name == "origin/trunk", "the remote's HEAD comes first"


def test_on_the_default_branch_its_upstream_counts(repo: Any, tmp_path: Path) -> None:
    repo.write("a", "1\n")
    repo.commit()
    clone = type(repo)(tmp_path / "clone")
    clone.git("remote", "add", "upstream", str(repo.path))
    clone.git("fetch", "-q", "upstream")
    clone.git("checkout", "-q", "-B", "main", "upstream/main")
    clone.write("b", "1\n")
    clone.commit()
    assert paths(clone.path, Selection("range")) == ["b"]
    clone.write("c", "1\n")
    assert paths(clone.path, Selection("local")) == ["b", "c"]


def test_what_to_fetch_is_said_by_how_it_was_named(
    repo: Any, tmp_path: Path, new_repo: Callable[..., Any]
) -> None:
    for number in range(3):
        repo.write("a", f"{number}\n")
        repo.commit()

    def remedy(path: Path, base: str) -> str:
        with Repository.open(path) as opened, pytest.raises(NotJudged) as found:
            opened.resolve(base)
        return found.value.remedy

    assert "(git fetch origin v2)" in remedy(repo.path, "v2")
    wanted = "(git fetch origin topic/x:refs/remotes/origin/topic/x)"
    assert wanted in remedy(repo.path, "origin/topic/x")
    assert wanted in remedy(repo.path, "refs/remotes/origin/topic/x")
    assert remedy(repo.path, "HEAD~9") == "Name another revision."
    repo.git("clone", "-q", "--depth", "1", repo.path.as_uri(), str(tmp_path / "shallow"))
    assert "(git fetch --unshallow)" in remedy(tmp_path / "shallow", "HEAD~1")


def test_what_cannot_be_judged(repo: Any, tmp_path: Path, new_repo: Callable[..., Any]) -> None:
    assert reason(lambda: Repository.open(tmp_path)) == "no-repository"
    assert reason(lambda: Repository.open(tmp_path / "none")) == "no-repository"
    with Repository.open(repo.path) as opened:
        for selection in (Selection("range"), Selection("local"), Selection("range", "HEAD")):
            assert reason(partial(read_change, opened, selection)) == "no-commits"
        assert reason(lambda: read_change(opened, Selection("all", head="HEAD"))) in (
            "no-commits", "unresolved-revision"
        )  # fmt: skip
    repo.write("a", "1\n")
    repo.commit()
    with Repository.open(repo.path) as opened:
        for bad in ("nowhere", "--all", "a..b", "HEAD:a", "\n", ""):
            selection = Selection("range", bad)
            assert reason(partial(read_change, opened, selection)) == "unresolved-revision"
        repo.git("checkout", "-q", "--orphan", "lonely")
        repo.commit("lonely")
        assert reason(lambda: read_change(opened, Selection("range", "main", "lonely"))) == (
            "no-merge-base"
        )


def test_no_git(repo: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert reason(lambda: Repository.open(repo.path)) == "no-git"


def test_bare_repository_has_no_work_tree(repo: Any, tmp_path: Path) -> None:
    repo.write("a", "1\n")
    repo.commit()
    bare = tmp_path / "bare"
    repo.git("clone", "-q", "--bare", str(repo.path), str(bare))
    with Repository.open(bare) as opened:
        assert reason(lambda: read_change(opened, Selection("local"))) == "no-work-tree"
        assert [f.path for f in read_change(opened, Selection("all")).files] == ["a"]


def test_push_can_be_judged_before_it_is_accepted(repo: Any, tmp_path: Path) -> None:
    """A pre-receive hook finds the pushed objects in quarantine."""
    repo.write("a", "1\n")
    repo.commit()
    server = tmp_path / "server"
    repo.git("clone", "-q", "--bare", str(repo.path), str(server))
    code = (
        "import sys\n"
        "from bylaw.sources.git import Repository, Selection, read_change\n"
        "old, new, _ = sys.stdin.read().split()\n"
        "with Repository.open('.') as repo:\n"
        "    change = read_change(repo, Selection('range', old, new))\n"
        "    open(sys.argv[1], 'w').write(' '.join(line.text for line in change.added_lines))\n"
    )
    (server / "judge.py").write_text(code)
    answer = tmp_path / "answer"
    hook = server / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nexec '{sys.executable}' '{server}/judge.py' '{answer}'\n")
    hook.chmod(0o755)
    repo.write("a", "1\nnew\n")
    repo.commit()
    repo.git("push", "-q", str(server), "main")
    assert answer.read_text() == "new"
