"""No program that a repository names by configuration, attribute or hook runs; one test a way.

Each repository is first shown to be dangerous: with plain git the canary appears.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bylaw.sources.git import Repository, Selection, facts, read_change
from bylaw.sources.git.snapshot import untracked

KINDS = ("range", "staged", "worktree", "local", "all")


def script(where: Path, canary: Path, tail: str = "cat") -> str:
    where.write_text(f"#!/bin/sh\necho ran >>'{canary}'\n{tail}\n")
    where.chmod(0o755)
    return str(where)


def judge_all(repo: Any) -> None:
    """Every selection, and every fact of every file and commit."""
    for kind in KINDS:
        with Repository.open(repo.path) as opened:
            base = "HEAD~1" if kind in ("range", "local") else None
            change = read_change(opened, Selection(kind, base))  # type: ignore[arg-type]
            readers = facts(change).readers
            for name, reader in readers.items():
                owner, _, field = name.partition(".")
                if field in ("find", "touches"):
                    continue
                for value in {"Change": [change], "File": change.files}.get(owner, ()):
                    reader(value)
            commits = readers["Change.commits"](change)
            for commit in commits if isinstance(commits, list) else ():
                readers["Commit.signature"](commit)
                readers["Commit.files"](commit)
            change.summary()
            opened.default_branch()
            opened.is_tracked(repo.path / "a.txt")
            opened.list("HEAD")
            opened.read("HEAD", "a.txt")
    with Repository.open(repo.path) as opened:
        assert b"new.txt\0" in untracked(opened)


def touch(repo: Any) -> None:
    """Staged, unstaged and untracked work, with times that make git look at contents."""
    repo.write("a.txt", "staged\n")
    repo.git("-c", "core.fsmonitor=false", "update-index", "--add", "a.txt")
    repo.write("a.txt", "unstaged\n")
    repo.write("new.txt", "untracked\n")


Danger = Callable[[Any, Path, Path], list[str]]
"""Makes a repository dangerous; gives the plain git call that shows it."""


def diff_external(repo: Any, program: Path, canary: Path) -> list[str]:
    repo.git("config", "diff.external", script(program, canary))
    return ["diff", "HEAD~1", "HEAD"]


def driver_command(repo: Any, program: Path, canary: Path) -> list[str]:
    repo.write(".gitattributes", "*.txt diff=evil\n")
    repo.git("config", "diff.evil.command", script(program, canary))
    return ["diff", "HEAD~1", "HEAD"]


def driver_of_global_attributes(repo: Any, program: Path, canary: Path) -> list[str]:
    attributes = program.parent / "attributes"
    attributes.write_text("* diff=evil\n")
    repo.git("config", "core.attributesFile", str(attributes))
    repo.git("config", "diff.evil.command", script(program, canary))
    return ["diff", "HEAD~1", "HEAD"]


def textconv(repo: Any, program: Path, canary: Path) -> list[str]:
    repo.write(".git/info/attributes", "*.txt diff=evil\n")
    repo.git("config", "diff.evil.textconv", script(program, canary, 'cat "$1"'))
    return ["log", "-p", "-1"]


def clean_filter(repo: Any, program: Path, canary: Path) -> list[str]:
    repo.write(".gitattributes", "*.txt filter=evil\n")
    repo.git("config", "filter.evil.clean", script(program, canary))
    return ["diff"]


def required_filter_of_info(repo: Any, program: Path, canary: Path) -> list[str]:
    repo.write(".git/info/attributes", "*.txt filter=evil\n")
    repo.git("config", "filter.evil.clean", script(program, canary))
    repo.git("config", "filter.evil.required", "true")
    return ["add", "a.txt"]


def smudge_filter(repo: Any, program: Path, canary: Path) -> list[str]:
    repo.write(".gitattributes", "*.txt filter=evil\n")
    repo.git("config", "filter.evil.smudge", script(program, canary))
    return ["archive", "--worktree-attributes", "-o", os.devnull, "--format=tar", "HEAD"]


def process_filter(repo: Any, program: Path, canary: Path) -> list[str]:
    repo.write(".gitattributes", "*.txt filter=evil\n")
    repo.git("config", "filter.evil.process", script(program, canary))
    return ["diff"]


def fsmonitor(repo: Any, program: Path, canary: Path) -> list[str]:
    repo.git("config", "core.fsmonitor", script(program, canary))
    return ["status"]


def hooks(repo: Any, program: Path, canary: Path) -> list[str]:
    folder = repo.path / ".git/hooks"
    folder.mkdir(exist_ok=True)
    for name in ("post-index-change", "pre-commit", "post-checkout", "reference-transaction"):
        script(folder / name, canary, "true")
    return ["update-index", "--add", "--refresh", "-q", "new.txt"]


def hooks_path(repo: Any, program: Path, canary: Path) -> list[str]:
    folder = program.parent / "hooks"
    folder.mkdir()
    script(folder / "post-index-change", canary, "true")
    repo.git("config", "core.hooksPath", str(folder))
    return ["update-index", "--add", "new.txt"]


def gpg(repo: Any, program: Path, canary: Path) -> list[str]:
    signed = repo.git("cat-file", "commit", "HEAD").replace(
        b"\n\n", b"\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n -----END PGP SIGNATURE-----\n\n", 1
    )
    oid = repo.git("hash-object", "-t", "commit", "-w", "--stdin", data=signed).decode().strip()
    repo.git("update-ref", "HEAD", oid)
    repo.git("config", "gpg.program", script(program, canary))
    repo.git("config", "log.showSignature", "true")
    return ["log", "-1"]


def pager(repo: Any, program: Path, canary: Path) -> list[str]:
    repo.git("config", "core.pager", script(program, canary))
    repo.git("config", "pager.diff-tree", str(program))
    return ["-p", "log", "-1"]


def alias(repo: Any, program: Path, canary: Path) -> list[str]:
    for name in ("evil", "diff-tree", "rev-parse", "ls-files"):
        repo.git("config", f"alias.{name}", f"!{script(program, canary)}")
    return ["evil"]


def include(repo: Any, program: Path, canary: Path) -> list[str]:
    more = program.parent / "more"
    more.write_text(f"[diff]\n\texternal = {script(program, canary)}\n")
    repo.git("config", f"includeIf.gitdir:{repo.path}/.path", str(more))
    return ["diff", "HEAD~1", "HEAD"]


def submodule_filter(repo: Any, program: Path, canary: Path) -> list[str]:
    inner = type(repo)(repo.path / "sub")
    inner.write("x.txt", "1\n")
    inner.write(".gitattributes", "*.txt filter=evil\n")
    first = inner.commit()
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{first},sub")
    repo.write(".gitmodules", '[submodule "sub"]\n\tpath = sub\n\turl = ./sub\n\tignore = none\n')
    inner.git("config", "filter.evil.clean", script(program, canary))
    os.utime(inner.write("x.txt", "2\n"), (1, 1))
    return ["diff", "--ignore-submodules=none"]


def ssh_command(repo: Any, program: Path, canary: Path) -> list[str]:
    repo.git("config", "core.sshCommand", script(program, canary, "exit 1"))
    repo.git("config", "remote.origin.url", "ssh://nowhere.invalid/x")
    repo.git("config", "remote.origin.promisor", "true")
    repo.git("config", "extensions.partialClone", "origin")
    return ["fetch", "origin"]


WAYS: list[Danger] = [
    diff_external,
    driver_command,
    driver_of_global_attributes,
    textconv,
    clean_filter,
    required_filter_of_info,
    smudge_filter,
    process_filter,
    fsmonitor,
    hooks,
    hooks_path,
    gpg,
    pager,
    alias,
    include,
    submodule_filter,
    ssh_command,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_nothing_runs(way: Danger, repo: Any, tmp_path: Path) -> None:
    repo.write("a.txt", "one\n")
    repo.commit()
    repo.write("a.txt", "two\n")
    repo.commit()
    canary = tmp_path / "canary"
    tools = tmp_path / "tools"
    tools.mkdir()
    touch(repo)
    call = way(repo, tools / "program", canary)
    canary.unlink(missing_ok=True)
    judge_all(repo)
    assert not canary.exists()
    interactive = way is pager
    command = ["git", *call]
    if interactive:
        command = ["script", "-qec", " ".join(command), os.devnull]
    subprocess.run(
        command,
        cwd=repo.path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=20,
    )
    assert canary.exists(), "the repository was not dangerous, so the test shows nothing"


def test_environment_does_not_steer(
    repo: Any, new_repo: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = new_repo("other")
    other.write("other.txt", "x\n")
    other.commit()
    repo.write("a.txt", "one\n")
    repo.commit()
    repo.write("a.txt", "two\n")
    repo.commit()
    canary = tmp_path / "canary"
    program = script(tmp_path / "program", canary)
    monkeypatch.setenv("GIT_DIR", str(other.path / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.path))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", program)
    monkeypatch.setenv("GIT_PAGER", program)
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.fsmonitor")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", program)
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(other.path))
    monkeypatch.setenv("GIT_DIFF_OPTS", "-u9")
    with Repository.open(repo.path) as opened:
        change = read_change(opened, Selection("range", "HEAD~1", "HEAD"))
        assert [line.text for line in change.added_lines] == ["two"]
        read_change(opened, Selection("local", "HEAD"))
    assert not canary.exists()


def test_git_of_a_relative_path_is_not_run(
    repo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit()
    canary = tmp_path / "canary"
    script(repo.path / "git", canary)
    monkeypatch.chdir(repo.path)
    monkeypatch.setenv("PATH", f".:{os.environ['PATH']}")
    with Repository.open(repo.path) as opened:
        assert opened.head() is not None
    assert not canary.exists()


def test_index_and_repository_are_not_touched(repo: Any) -> None:
    repo.write("a.txt", "one\n")
    repo.commit()
    repo.commit()
    touch(repo)

    def state() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in repo.path.rglob("*") if path.is_file()}

    before = state()
    judge_all(repo)
    assert state() == before
