"""Uncommitted work: what git itself would stage is what is judged."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from bylaw.sources.git import NotJudged, Repository, Selection, facts, read_change


def read(repo: Any, kind: str, base: str | None = None) -> dict[str, tuple[str, list[str]]]:
    with Repository.open(repo.path) as opened:
        change = read_change(opened, Selection(kind, base))  # type: ignore[arg-type]
        return {f.path: (f.status, [line.text for line in f.added_lines]) for f in change.files}


@pytest.fixture
def work(repo: Any) -> Any:
    """One commit, then staged, unstaged and untracked work."""
    repo.write("a.txt", "1\n")
    repo.write("b.txt", "1\n")
    repo.write("c.txt", "1\n")
    repo.write(".gitignore", "*.log\n")
    repo.commit()
    repo.write("a.txt", "1\nstaged\n")
    repo.git("add", "a.txt")
    repo.write("a.txt", "1\nstaged\nunstaged\n")
    repo.write("b.txt", "1\nunstaged\n")
    (repo.path / "c.txt").unlink()
    repo.write("new/d.txt", "untracked\n")
    repo.write("ignored.log", "x\n")
    return repo


def test_staged_worktree_local(work: Any) -> None:
    assert read(work, "staged") == {"a.txt": ("modified", ["staged"])}
    assert read(work, "worktree") == {
        "a.txt": ("modified", ["unstaged"]),
        "b.txt": ("modified", ["unstaged"]),
        "c.txt": ("deleted", []),
        "new/d.txt": ("added", ["untracked"]),
    }
    assert read(work, "local", "HEAD") == {
        "a.txt": ("modified", ["staged", "unstaged"]),
        "b.txt": ("modified", ["unstaged"]),
        "c.txt": ("deleted", []),
        "new/d.txt": ("added", ["untracked"]),
    }


def test_local_spans_commits_and_uncommitted_work(work: Any) -> None:
    work.git("checkout", "-qb", "feature")
    work.commit()
    work.write("more.txt", "x\n")
    assert set(read(work, "local")) == {"a.txt", "b.txt", "c.txt", "new/d.txt", "more.txt"}
    with Repository.open(work.path) as opened:
        from bylaw.sources.git import facts

        change = read_change(opened, Selection("local"))
        commits = facts(change).readers["Change.commits"](change)
        assert (change.head, len(commits)) == (None, 1)
        assert change.base == work.rev("main")


def test_index_named_by_the_hook_is_used(work: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    work.git("read-tree", "HEAD", GIT_INDEX_FILE=".git/next", data=None)
    work.git("update-index", "--add", "new/d.txt", GIT_INDEX_FILE=".git/next", data=None)
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/next")
    assert read(work, "staged") == {"new/d.txt": ("added", ["untracked"])}


def test_first_commit_can_be_judged_when_staged(repo: Any) -> None:
    repo.write("a.txt", "1\n")
    repo.git("add", "a.txt")
    assert read(repo, "staged") == {"a.txt": ("added", ["1"])}
    assert read(repo, "worktree") == {}


def test_racily_clean_file_is_seen(repo: Any) -> None:
    for attempt in range(5):
        repo.write("a.txt", f"{attempt}1\n")
        repo.commit()
        repo.write("a.txt", f"{attempt}2\n")  # same size, perhaps within one tick of the clock
        assert read(repo, "local", "HEAD") == {"a.txt": ("modified", [f"{attempt}2"])}


@pytest.mark.parametrize("autocrlf", ["true", "input"])
def test_autocrlf_is_carried_over(repo: Any, autocrlf: str) -> None:
    repo.write("a.txt", b"1\n2\n")
    repo.commit()
    repo.git("config", "core.autocrlf", autocrlf)
    repo.write("a.txt", b"1\r\n2\r\n3\r\n")
    repo.write("b.txt", b"x\r\n")
    assert read(repo, "worktree") == {"a.txt": ("modified", ["3"]), "b.txt": ("added", ["x"])}
    with Repository.open(repo.path) as opened:
        change = read_change(opened, Selection("worktree"))
        assert change.summary().removed == 0
        assert opened.store.objects.blob(change.files[1].oid) == b"x\n"


@pytest.mark.parametrize("where", [".gitattributes", ".git/info/attributes"])
def test_eol_attributes_are_carried_over(repo: Any, where: str) -> None:
    repo.write("a.txt", b"1\n2\n")
    repo.commit()
    repo.write(where, "*.txt text eol=crlf\n")
    repo.write("a.txt", b"1\r\n2\r\n3\r\n")
    with Repository.open(repo.path) as opened:
        change = read_change(opened, Selection("worktree"))
        assert change.file("a.txt").count("removed") == 0  # type: ignore[union-attr]


def test_file_mode_is_carried_over(repo: Any) -> None:
    path = repo.write("a.sh", "x\n")
    repo.commit()
    path.chmod(0o755)
    assert read(repo, "worktree") == {"a.sh": ("mode-changed", [])}
    repo.git("config", "core.fileMode", "false")
    assert read(repo, "worktree") == {}


def test_excludes_are_carried_over(repo: Any, own_home: Path) -> None:
    repo.commit()
    for name in ("one.x", "two.y", "three.z"):
        repo.write(name, "1\n")
    repo.write(".git/info/exclude", "*.x\n")
    excludes = own_home / ".config/git/ignore"
    excludes.parent.mkdir(parents=True)
    excludes.write_text("*.y\n")
    assert set(read(repo, "worktree")) == {"three.z"}
    other = own_home / "mine"
    other.write_text("*.z\n")
    repo.git("config", "core.excludesFile", "~/mine")
    assert set(read(repo, "worktree")) == {"two.y"}


def test_lfs_file_becomes_its_pointer(repo: Any) -> None:
    repo.write(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n")
    repo.commit()
    repo.git("config", "filter.lfs.clean", "false")
    repo.write("m.bin", b"\0model" * 1000)
    found = read(repo, "worktree")
    assert found["m.bin"][1][0] == "version https://git-lfs.github.com/spec/v1"
    assert found["m.bin"][1][2] == "size 6000"


def test_symlink_file_and_folder_trade_places(repo: Any) -> None:
    repo.write("a", "1\n")
    repo.write("d/x", "1\n")
    (repo.path / "l").symlink_to("a")
    repo.commit()
    (repo.path / "a").unlink()
    repo.write("a/inner", "2\n")
    (repo.path / "d/x").unlink()
    (repo.path / "d").rmdir()
    repo.write("d", "3\n")
    (repo.path / "l").unlink()
    repo.write("l", "4\n")
    found = read(repo, "worktree")
    assert found["a/inner"][0] in ("added", "renamed")
    assert found["l"] == ("type-changed", ["4"])
    assert found["d"][1] == ["3"]
    repo.git("add", "-A")
    assert set(read(repo, "staged")) == set(found)


def test_embedded_repository_is_a_submodule(repo: Any) -> None:
    repo.commit()
    inner = type(repo)(repo.path / "inner")
    inner.write("x", "1\n")
    type(repo)(repo.path / "without-commits")
    inner.commit()
    with Repository.open(repo.path) as opened:
        change = read_change(opened, Selection("worktree"))
        assert [(f.path, f.is_submodule) for f in change.files] == [("inner", True)]


def test_conflicted_index(repo: Any) -> None:
    repo.write("a", "1\n")
    repo.commit()
    oid = repo.git("rev-parse", "HEAD:a").decode().strip()
    lines = f"100644 {oid} 1\tb\n100644 {oid} 2\tb\n".encode()
    repo.git("update-index", "--index-info", data=lines)
    repo.write("b", "<<<<<<< ours\n")
    with pytest.raises(NotJudged) as caught:
        read(repo, "staged")
    assert caught.value.reason == "unmerged"
    assert read(repo, "local", "HEAD") == {"b": ("added", ["<<<<<<< ours"])}


def test_split_index(work: Any) -> None:
    expected = read(work, "staged"), read(work, "worktree")
    work.git("update-index", "--split-index")
    assert list((work.path / ".git").glob("sharedindex.*"))
    assert (read(work, "staged"), read(work, "worktree")) == expected


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_unreadable_file(repo: Any) -> None:
    repo.commit()
    repo.write("a", "1\n", 0)
    with pytest.raises(NotJudged) as caught:
        read(repo, "worktree")
    assert caught.value.reason == "unreadable-file"


def test_sha256_and_linked_work_tree(new_repo: Any, tmp_path: Path) -> None:
    repo = new_repo("sha256", "--object-format=sha256")
    repo.write("a.txt", "1\n")
    repo.commit()
    tree = tmp_path / "linked"
    repo.git("worktree", "add", "-q", "-b", "other", str(tree))
    (tree / "a.txt").write_text("1\n2\n")
    with Repository.open(tree) as opened:
        change = read_change(opened, Selection("local"))
        assert [line.text for line in change.added_lines] == ["2"]
        assert opened.is_tracked(tree / "a.txt")
        assert not opened.is_tracked(tree / "b.txt")
        assert not opened.is_tracked(tmp_path / "elsewhere")


def test_a_tracked_link_and_what_is_in_a_submodule_count_as_tracked(
    repo: Any, tmp_path: Path
) -> None:
    magic = ":(attr:none)a.json"
    repo.write(magic, "1\n")
    repo.write("mine.json", "1\n")
    (repo.path / "link.json").symlink_to(magic)
    (repo.path / "out.json").symlink_to(tmp_path / "out.json")
    (repo.path / "own.json").symlink_to("made.json")
    (repo.path / "folder").symlink_to("real")
    repo.write("real/a.json", "1\n")
    repo.commit()
    commit = repo.git("rev-parse", "HEAD").decode().strip()
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{commit},sub")
    repo.write("made.json", "1\n")
    repo.write("sub/a.json", "1\n")
    repo.write("subordinate.json", "1\n")
    with Repository.open(repo.path) as opened:
        names = (magic, "link.json", "out.json", "own.json", "folder/a.json", "sub/a.json")
        for name in (*names, "mine.json"):
            assert opened.is_tracked(repo.path / name), name
        for name in ("made.json", "subordinate.json", "sub.json", "folder/b.json"):
            assert not opened.is_tracked(repo.path / name), name


def test_interrupted_run_leaves_nothing(repo: Any, tmp_path: Path) -> None:
    """Ctrl-C while a diff is being read removes the private directory and ends git."""
    import signal
    import subprocess

    repo.write("a.txt", "1\n" * 400_000)
    repo.commit()
    code = (
        "import sys, tempfile, time\n"
        "tempfile.tempdir = sys.argv[2]\n"
        "from bylaw.sources.git import *\n"
        "from bylaw.sources.git import Repository, Selection, read_change\n"
        "with Repository.open(sys.argv[1]) as r:\n"
        "    change = read_change(r, Selection('all', head='HEAD'))\n"
        "    print('ready', flush=True)\n"
        "    time.sleep(30)\n"
    ).replace("from bylaw.sources.git import *\n", "")
    folder = tmp_path / "interrupted"
    folder.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(repo.path), str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's `&` ignores it
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    assert len(list(folder.iterdir())) == 1
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("mark", ["--assume-unchanged", "--skip-worktree"])
def test_files_that_the_index_hides(repo: Any, mark: str) -> None:
    """Git's own meaning is that they are as they were; a pipeline looks at them nevertheless."""
    repo.write("src/a.txt", "1\n")
    repo.write("src/b.txt", "1\n")
    repo.commit("Start")
    repo.git("update-index", mark, "src/a.txt", "src/b.txt")
    repo.write("src/a.txt", "hidden\n")
    (repo.path / "src/b.txt").unlink()
    for hidden in (False, True):
        for kind in ("worktree", "local"):
            with Repository.open(repo.path) as opened:
                base = "main" if kind == "local" else None
                selection = Selection(kind, base, hidden=hidden)
                change = read_change(opened, selection)
                texts = {f.path: [line.text for line in f.added_lines] for f in change.files}
                assert texts == ({"src/a.txt": ["hidden"]} if hidden else {})
    assert repo.git("ls-files", "-v")[:1] in b"hS", "the repository's own index stays as it was"


@pytest.mark.parametrize("sparse_index", [False, True])
@pytest.mark.parametrize("hidden", [False, True])
def test_a_sparse_checkout(repo: Any, sparse_index: bool, hidden: bool) -> None:
    for folder in ("in", "out/deep", "out/other"):
        repo.write(f"{folder}/a.txt", "1\n")
    repo.commit("Start")
    more = ["--sparse-index"] if sparse_index else []
    repo.git("sparse-checkout", "set", "--cone", *more, "in")
    assert not (repo.path / "out").exists()
    if sparse_index:
        assert b"40000" in repo.git("ls-files", "--sparse", "--stage"), "folders stand in the index"
    repo.write("in/a.txt", "2\n")
    for kind, base in (("worktree", None), ("local", "main")):
        with Repository.open(repo.path) as opened:
            selection = Selection(kind, base, hidden=hidden)  # type: ignore[arg-type]
            change = read_change(opened, selection)
            assert [(f.path, f.status) for f in change.files] == [("in/a.txt", "modified")]
            assert len(facts(change).readers["Repository.files"](change)) == 3
