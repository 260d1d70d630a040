"""A bylaw that is installed as a pipeline installs it, and a repository to judge with it."""

from __future__ import annotations

import os
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.delivery.composite import run_action

ROOT = Path(__file__).parents[2]
_OURS = ("GIT_", "CI", "GITHUB_", "GITLAB_", "RUNNER_", "BYLAW_", "PYTHON", "XDG_", "NO_COLOR")
ENV = {
    **{name: value for name, value in os.environ.items() if not name.startswith(_OURS)},
    "GIT_AUTHOR_NAME": "Ana",
    "GIT_AUTHOR_EMAIL": "ana@team.example",
    "GIT_COMMITTER_NAME": "Ana",
    "GIT_COMMITTER_EMAIL": "ana@team.example",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
"""The environment, without what could alter a run."""
POLICY = """\
bylaw 1

rule no-debugger {
  title "No debugger call lands"
  for line in change.added_lines
  where line.text matches /\\bbreakpoint\\(/
  deny line "A debugger call is being committed."
}

rule no-todo {
  title "Work that is left is in the tracker"
  for line in change.added_lines
  where line.text matches /\\bTODO\\b/
  warn line "This is left to do."
}
"""
DEBUGGED = "def main():\n    breakpoint()\n    return 1\n"


def run(
    *command: str | Path, cwd: Path, env: Mapping[str, str] | None = None, code: int = 0
) -> subprocess.CompletedProcess[str]:
    """Runs a command that has to end with a code."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**ENV, **(env or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def git(cwd: Path, *args: str) -> str:
    """Runs git."""
    return run("git", *args, cwd=cwd).stdout.strip()


def wheel(folder: Path, version: str) -> Path:
    """A wheel called bylaw that tells what it is asked, for tests of where bylaw comes from."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"bylaw-{version}-py3-none-any.whl"
    info = f"bylaw-{version}.dist-info"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("bylaw/__init__.py", "")
        archive.writestr(
            "bylaw/__main__.py", "import sys\nprint('the wheel was asked to', *sys.argv[1:])\n"
        )
        archive.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: bylaw\nVersion: {version}\n"
        )
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", "")
    return file


def needed(tool: Path, what: str) -> None:
    """Skips a test whose tool is missing; in CI it fails."""
    if tool.exists():
        return
    text = f"{what} is not installed: `make setup` brings it"
    if os.environ.get("CI") == "true":
        pytest.fail(text)
    pytest.skip(text)


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """What the action's first step answered: bylaw, installed from this checkout."""
    temp = tmp_path_factory.mktemp("runner")
    workspace = tmp_path_factory.mktemp("workspace")
    done = run_action(ROOT / "action.yml", workspace, temp, ENV, {}, done={"judge": {"": ""}})
    assert done.code == 0, done.out + done.err
    return {"install": done.steps["install"]}


@pytest.fixture(scope="session")
def python(installed: dict[str, dict[str, str]]) -> Path:
    """The interpreter that has bylaw."""
    return Path(installed["install"]["python"])


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A repository whose main has a policy, and a branch that breaks it."""
    origin = tmp_path / "forge" / "acme" / "shop"
    origin.mkdir(parents=True)
    git(origin, "init", "-q", "-b", "main")
    (origin / "policies").mkdir()
    (origin / "policies" / "team.bylaw").write_text(POLICY)
    (origin / "bylaw.yaml").write_text("bylaw: 1\npolicies: [policies/]\n")
    (origin / "app.py").write_text("def main():\n    return 1\n")
    git(origin, "add", "-A")
    git(origin, "commit", "-qm", "Start")
    git(origin, "checkout", "-qb", "topic")
    (origin / "app.py").write_text(DEBUGGED)
    git(origin, "commit", "-qam", "Look closer")
    return origin


@pytest.fixture
def clone(origin: Path, tmp_path: Path) -> Callable[..., Path]:
    """Makes a workspace: a clone of one commit, as actions/checkout makes it by default."""

    def make(ref: str = "topic", depth: int = 1) -> Path:
        work = tmp_path / "work"
        git(tmp_path, "init", "-q", str(work))
        git(work, "remote", "add", "origin", origin.as_uri())
        deep = [f"--depth={depth}"] if depth else []
        git(work, "fetch", "-q", "--no-tags", *deep, "origin", f"+{ref}:refs/remotes/origin/it")
        git(work, "checkout", "-q", "--detach", "refs/remotes/origin/it")
        return work

    return make
