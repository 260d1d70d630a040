"""The first screen of the README is what a reader gets: its policy, and what that policy says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAYMENTS = ROOT / "examples" / "payments"


def test_the_policy_of_the_first_screen_says_what_stands_below_it(tmp_path: Path) -> None:
    page = (ROOT / "README.md").read_text("utf-8")
    policy = re.search(r"^```bylaw\n(.*?)^```$", page, re.S | re.M)
    shown = re.search(r"^```\n\$ (bylaw check .*?)\n(.*?)^```$", page, re.S | re.M)
    assert policy and shown
    env = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "CI"))},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "NO_COLOR": "1",
        "GIT_AUTHOR_NAME": "Ana", "GIT_AUTHOR_EMAIL": "ana@example.org",
        "GIT_COMMITTER_NAME": "Ana", "GIT_COMMITTER_EMAIL": "ana@example.org", "COLUMNS": "80",
    }  # fmt: skip

    def run(*words: str, code: int = 0) -> str:
        done = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (code, "")
        return done.stdout

    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "payments.bylaw").write_text(f"bylaw 1\n\n{policy[1]}")
    for state, git in (
        ("before", ["init", "-q", "-b", "main"]),
        ("after", ["checkout", "-qb", "c"]),
    ):
        run("git", *git)
        shutil.copytree(PAYMENTS / state / "src", tmp_path / "src", dirs_exist_ok=True)
        run("git", "add", "-A")
        run("git", "commit", "-q", "-m", state)
    assert run(*shown[1].split(), code=1) == shown[2]
    assert run("bylaw", "fmt", "--check") == "1 file already formatted\n"
    assert run("bylaw", "test") == "1 passed\n"
