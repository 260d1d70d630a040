"""Nothing that a repository names or holds is run, whatever is asked of bylaw."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROGRAMS = [
    "diff.external",
    "diff.evil.command",
    "diff.evil.textconv",
    "filter.evil.clean",
    "filter.evil.smudge",
    "filter.evil.process",
    "core.fsmonitor",
    "gpg.program",
    "gpg.ssh.program",
    "core.pager",
    "core.editor",
    "core.sshCommand",
    "core.gitProxy",
    "core.askPass",
    "credential.helper",
    "merge.evil.driver",
    "core.alternateRefsCommand",
    "interactive.diffFilter",
    "sequence.editor",
    "pager.log",
    "pager.config",
    "trailer.evil.cmd",
    "trailer.evil.command",
    "uploadpack.packObjectsHook",
]
MODULES = [
    "yaml",
    "sitecustomize",
    "usercustomize",
    "re2",
    "click",
    "json",
    "sarif_om",
    "ast_grep_py",
    "bylaw",
    "typing",
]
HOOKS = [
    "post-index-change",
    "pre-commit",
    "reference-transaction",
    "fsmonitor-watchman",
    "post-checkout",
]
COMMANDS = {
    "local": ["check", "--base", "main"],
    "agent": ["check", "--agent", "x"],
    "worktree": ["check", "--worktree"],
    "staged": ["check", "--staged"],
    "all": ["check", "--all"],
    "range": ["check", "--base", "main", "--head", "HEAD", "--report", "sarif"],
    "ci": ["check", "--profile", "ci", "--base", "main", "--report", "json"],
    "ci, all": ["check", "--profile", "ci", "--base", "main", "--all"],
    "patch": ["check", "--patch", "p.patch"],
    "start": ["check", "--policy", "start", "--policy", "ai-changes", "--base", "main"],
    "test": ["test"],
    "fmt": ["fmt", "--check"],
    "rules": ["rules"],
    "explain": ["explain", "local/no-evil"],
    "facts": ["facts"],
}


def endanger(repo: Any, canary: Path) -> None:
    program = canary.parent / "program"
    program.write_text(f"#!/bin/sh\necho ran >>'{canary}'\ncat\n")
    program.chmod(0o755)
    patch = subprocess.run(["git", "diff", "main"], cwd=repo.root, capture_output=True).stdout
    module = f"open({str(canary)!r}, 'a').write('imported')\n"
    repo.write(
        {
            "p.patch": patch,
            ".gitattributes": "* diff=evil filter=evil merge=evil\n",
            ".git/info/attributes": "* diff=evil filter=evil\n",
            **{f"{name}.py": module for name in MODULES if name != "bylaw"},
            "bylaw/__init__.py": module,
            "src/new.py": "EVIL\n",
            "src/a.py": "EVIL 2\n",
        }
    )
    (repo.root / "git").symlink_to(program)
    os.utime(repo.root / "src/a.py", (1, 1))
    (repo.root / ".git/hooks").mkdir(exist_ok=True)
    for name in HOOKS:
        (repo.root / ".git/hooks" / name).symlink_to(program)
    for name in PROGRAMS:
        repo.git("config", name, str(program))
    repo.git("config", "log.showSignature", "true")
    repo.git("config", "index.recordEndOfIndexEntries", "true")


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("below", ["", "src"], ids=["root", "subfolder"])
def test_nothing_runs(repo: Any, tmp_path: Path, name: str, below: str) -> None:
    repo.branch({"src/a.py": "EVIL\n"})
    canary = tmp_path / "canary"
    endanger(repo, canary)
    canary.unlink(missing_ok=True)
    command = [part.replace("p.patch", str(repo.root / "p.patch")) for part in COMMANDS[name]]
    done = subprocess.run(
        [sys.executable, "-I", "-m", "bylaw", *command],
        cwd=repo.root / below,
        env={**os.environ, "PATH": f".:{os.environ['PATH']}", "PYTHONPATH": str(repo.root)},
        capture_output=True,
        timeout=60,
    )
    assert not canary.exists()
    assert done.returncode in (0, 1), done.stderr
    if command[0] == "check" and name != "staged":
        assert done.returncode == (0 if name == "start" else 1)


def test_the_repository_was_dangerous(repo: Any, tmp_path: Path) -> None:
    repo.branch({"src/a.py": "EVIL\n"})
    canary = tmp_path / "canary"
    endanger(repo, canary)
    plain = [["status"], ["diff"], ["log", "-p", "-1"], ["add", "src/new.py"]]
    for words in (["git", *each] for each in plain):
        canary.unlink(missing_ok=True)
        subprocess.run(words, cwd=repo.root, capture_output=True, stdin=subprocess.DEVNULL)
        assert canary.exists(), words
    canary.unlink()
    subprocess.run([sys.executable, "-c", "import yaml"], cwd=repo.root, capture_output=True)
    assert canary.exists()
