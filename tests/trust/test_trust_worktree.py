"""Uncommitted work hides nothing, whatever is put into the work tree."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

import bylaw

KINDS: list[dict[str, Any]] = [{"worktree": True}, {"base": "main"}, {"whole_tree": True}]


@pytest.fixture(params=KINDS, ids=["worktree", "local", "all"])
def kind(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.param
    return found


def found(repo: Any, kind: dict[str, Any]) -> list[str]:
    return [finding.place.path for finding in bylaw.check(repo.root, **kind).findings]


def test_an_attribute_alone_makes_no_lfs_pointer(repo: Any, kind: Any) -> None:
    repo.write({".gitattributes": "* filter=lfs diff=lfs merge=lfs -text\n", "src/a.py": "EVIL\n"})
    assert found(repo, kind) == ["src/a.py"]


def test_a_folder_that_becomes_a_link_is_judged(repo: Any, kind: Any) -> None:
    repo.commit({"src/deep/a.py": "1\n", "src/deep/b/c.py": "1\n"})
    for path in (repo.root / "src/deep/b/c.py", repo.root / "src/deep/a.py"):
        path.unlink()
    (repo.root / "src/deep/b").rmdir()
    (repo.root / "src/deep").rmdir()
    (repo.root / "src/deep").symlink_to("/EVIL")
    assert found(repo, kind) == ["src/deep"]
    paths = {"src/deep/a.py", "src/deep/b/c.py"}
    if "whole_tree" not in kind:
        assert bylaw.check(repo.root, **kind).change.files == 1 + len(paths)


def test_a_temporary_folder_in_the_work_tree_is_no_part_of_the_change(
    repo: Any, kind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repo.root / "src").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(repo.root / "src"))
    repo.write({"src/a.py": "EVIL\n"})
    verdict = bylaw.check(repo.root, **kind)
    assert [finding.place.path for finding in verdict.findings] == ["src/a.py"]
    assert verdict.change.files == (3 if "whole_tree" in kind else 1)


def test_links_and_pipes_are_not_read(repo: Any, kind: Any) -> None:
    repo.write({"src/a.py": "EVIL\n"})
    (repo.root / "src/passwd").symlink_to("/etc/passwd")
    (repo.root / "src/zero").symlink_to("/dev/zero")
    os.mkfifo(repo.root / "src/pipe")
    assert found(repo, kind) == ["src/a.py"]


def test_a_tracked_file_that_becomes_a_pipe_is_not_judged(repo: Any, kind: Any) -> None:
    repo.commit({"src/a.py": "1\n"})
    (repo.root / "src/a.py").unlink()
    os.mkfifo(repo.root / "src/a.py")
    assert bylaw.check(repo.root, **kind).exit_code == 3


def test_what_is_only_meant_to_be_added_is_judged(repo: Any, kind: Any) -> None:
    repo.write({"src/a.py": "EVIL\n"})
    repo.git("add", "-N", "src/a.py")
    assert found(repo, kind) == ["src/a.py"]


def test_a_split_index_is_read(repo: Any, kind: Any) -> None:
    repo.commit({"src/a.py": "1\n", "src/b.py": "1\n"})
    repo.git("update-index", "--split-index")
    repo.write({"src/b.py": "EVIL\n"})
    assert found(repo, kind) == ["src/b.py"]


def test_a_tracked_file_is_judged_though_it_is_ignored(repo: Any, kind: Any) -> None:
    repo.commit({"src/a.py": "1\n"})
    repo.write({".gitignore": "*\n", ".git/info/exclude": "*\n", "src/a.py": "EVIL\n"})
    assert found(repo, kind) == ["src/a.py"]


IGNORED = ["gitmodules", "config", "index"]


@pytest.mark.parametrize("where", IGNORED)
def test_a_submodule_that_moved_is_seen_though_it_is_to_be_ignored(
    repo: Any, new_repo: Any, tmp_path: Path, where: str
) -> None:
    inner = new_repo("inner")
    first = inner.git("rev-parse", "HEAD")
    inner.commit({"x": "2\n"})
    modules = '[submodule "s"]\n\tpath = s\n\turl = ../inner\n'
    repo.write({".gitmodules": modules + ("\tignore = all\n" if where == "gitmodules" else "")})
    repo.git("clone", "-q", str(inner.root), "s")
    repo.git("-C", "s", "checkout", "-q", first)
    repo.commit({})
    if where == "config":
        repo.git("config", "submodule.s.ignore", "all")
        repo.git("config", "diff.ignoreSubmodules", "all")
    if where == "index":
        repo.git("update-index", "--assume-unchanged", "s")
    repo.git("-C", "s", "checkout", "-q", "main")
    (tmp_path / "r.bylaw").write_text(
        'bylaw 1\nrule r { title "x" for f in change.files where f.is_submodule deny f "moved" }\n'
    )
    said: list[dict[str, Any]] = KINDS[:2]
    if where == "index":  # a local run believes such marks
        said = [{"worktree": True, "profile": "ci"}]
    for kind in said:
        verdict = bylaw.check(repo.root, policies=[str(tmp_path / "r.bylaw")], **kind)
        assert [finding.place.path for finding in verdict.findings] == ["s"]
