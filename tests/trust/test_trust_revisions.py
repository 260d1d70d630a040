"""Whoever may push a tag, a branch or a folder does not choose what a change is measured from."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import bylaw

LAX = 'bylaw 1\nrule nothing { title "x" for f in change.files where f.path == "no" deny f "x" }\n'


@pytest.mark.parametrize("kind", ["tag", "branch"])
def test_a_name_that_means_two_things_is_not_judged(repo: Any, kind: str) -> None:
    repo.git("update-ref", "refs/remotes/origin/main", "HEAD")
    repo.branch({"src/a.py": "EVIL\n", "policies/a.bylaw": LAX})
    assert bylaw.check(repo.root, base="origin/main", profile="ci").exit_code == 1
    repo.git(kind, "origin/main")
    verdict = bylaw.check(repo.root, base="origin/main", profile="ci")
    assert (verdict.exit_code, verdict.inconclusive[0].reason) == (3, "ambiguous-revision")
    in_full = bylaw.check(repo.root, base="refs/remotes/origin/main", profile="ci")
    assert in_full.exit_code == 1


@pytest.mark.parametrize("said", [{"base": "main"}, {"policy_ref": "main"}, {"head": "main"}])
def test_a_tag_named_like_a_branch(repo: Any, said: Any) -> None:
    repo.branch({"src/a.py": "EVIL\n"})
    repo.git("config", "core.warnAmbiguousRefs", "false")
    repo.git("tag", "main", "change")
    verdict = bylaw.check(repo.root, profile="ci", **{"base": "refs/heads/main", **said})
    assert verdict.exit_code == 3


def test_a_tag_called_head_changes_nothing(repo: Any) -> None:
    repo.branch({"src/a.py": "EVIL\n"})
    repo.git("tag", "HEAD", "main")
    assert bylaw.check(repo.root, base="refs/heads/main", profile="ci").exit_code == 1


@pytest.mark.parametrize("config", ["bare = true", "bare = false\n\tworktree = .."])
def test_a_repository_that_a_change_brings_does_not_judge(
    repo: Any, new_repo: Callable[[str], Any], config: str
) -> None:
    inner = new_repo("inner")
    inner.commit({"policies/a.bylaw": LAX})
    repo.git("checkout", "-q", "-b", "change")
    shutil.copytree(inner.root / ".git", repo.root / "package")
    repo.commit(
        {
            "package/config": f"[core]\n\trepositoryformatversion = 0\n\t{config}\n",
            "package/src/a.py": "EVIL\n",
        }
    )
    for folder in ("package", "package/src"):
        verdict = bylaw.check(repo.root / folder, base="main", profile="ci")
        assert (verdict.exit_code, verdict.inconclusive[0].reason) == (3, "unsafe-repository")


def test_from_inside_of_the_git_directory(repo: Any) -> None:
    repo.branch({"src/a.py": "EVIL\n"})
    verdict = bylaw.check(repo.root / ".git" / "refs", base="main", head="change")
    assert [finding.place.path for finding in verdict.findings] == ["src/a.py"]


@pytest.mark.parametrize(
    ("rev", "pasted"),
    [
        ("--upload-pack=touch x;", "git fetch origin -- '--upload-pack=touch x;'"),
        ("$(touch x)", "git fetch origin '$(touch x)'"),
        ("-x", "git fetch origin -- -x"),
        ("gone", "git fetch origin gone"),
    ],
)
def test_what_helps_is_safe_to_paste(repo: Any, rev: str, pasted: str) -> None:
    verdict = bylaw.check(repo.root, base=rev, head="HEAD")
    assert verdict.exit_code == 3
    assert f"({pasted})" in verdict.inconclusive[0].remedy


def test_a_line_that_the_target_dropped_is_new_though_a_merge_base_holds_it(repo: Any) -> None:
    """Two merge bases in conflict: git would put both sides' lines into what it compares with."""
    repo.commit({"src/a.py": "a\n"})
    repo.git("branch", "change")
    ours = repo.commit({"src/a.py": "fine\n"})
    repo.git("checkout", "-q", "change")
    theirs = repo.commit({"src/a.py": "EVIL\n"})
    repo.git("merge", "-q", ours, code=1)
    repo.commit({"src/a.py": "EVIL\n"})
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", theirs, code=1)
    repo.commit({"src/a.py": "fine\n"})
    assert len(repo.git("merge-base", "--all", "main", "change").split()) == 2
    verdict = bylaw.check(repo.root, base="main", head="change")
    assert [finding.place.path for finding in verdict.findings] == ["src/a.py"]


def test_what_a_merge_itself_brings_is_found(repo: Any) -> None:
    repo.branch({"src/b.py": "fine\n"})
    repo.git("checkout", "-q", "main")
    repo.commit({"c.txt": "1\n"})
    repo.git("checkout", "-q", "change")
    repo.git("merge", "-q", "--no-commit", "main")
    repo.commit({"src/a.py": "EVIL\n"})
    assert len(repo.git("rev-parse", "HEAD^@").split()) == 2
    for profile in ("local", "ci"):
        verdict = bylaw.check(repo.root, base="main", profile=profile)
        assert [finding.place.path for finding in verdict.findings] == ["src/a.py"]


def test_no_depth_of_a_clone_hides_or_invents_a_change(repo: Any, tmp_path: Path) -> None:
    """Main goes on, and merges a branch that left it before the change did."""
    repo.git("branch", "old")
    for number in range(3):
        repo.commit({f"src/m{number}.py": "EVIL, and there already\n"})
    repo.branch({"src/a.py": "EVIL\n"})
    repo.commit({"src/b.py": "fine\n"})
    repo.git("checkout", "-q", "old")
    repo.commit({"old": "1\n"})
    repo.git("checkout", "-q", "main")
    for number in range(4):
        repo.commit({f"n{number}": "1\n"})
    repo.git("merge", "-q", "--no-edit", "old")
    codes = []
    for depth in range(1, 12):
        clone = tmp_path / f"depth{depth}"
        words = ["clone", "-q", "--no-single-branch", f"--depth={depth}", "--branch=change"]
        repo.git(*words, repo.root.as_uri(), str(clone))
        verdict = bylaw.check(clone, base="refs/remotes/origin/main", profile="ci", unknown="pass")
        codes.append(verdict.exit_code)
        assert [f.place.path for f in verdict.findings] == ["src/a.py"] * (verdict.exit_code == 1)
    assert set(codes) == {1, 3}
    assert codes == sorted(codes, reverse=True), "deep enough once, deep enough for ever"
