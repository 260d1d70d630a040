"""docs/getting-started.md is a transcript: every command on it runs, and answers as it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "getting-started.md"
BLOCK = re.compile(r"(?:`([\w./-]+)`:\n\n)?```(\w+)\n(.*?)^```$", re.S | re.M)
INSTALLS = ("python3 -m venv", "pip install", "git clone", "cd bylaw", ". ")


def answers(block: str, env: dict[str, str]) -> str:
    """A block of `$ command` lines and what they say, with what they say here."""
    rows = []
    for command in re.findall(r"^\$ (.*)$", block, re.M):
        rows.append(f"$ {command}\n")
        read, write = os.pipe()
        script = f'cd "$AT" && {command}\npwd >&{write}'
        done = subprocess.run(
            ["bash", "-c", script], env=env, pass_fds=[write], text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        os.close(write)
        with os.fdopen(read) as stream:
            env["AT"] = stream.read().strip() or env["AT"]
        rows.append(re.sub(r"\([0-9a-f]{10}\)", "(1a2b3c4d5e)", done.stdout))
    return "".join(rows)


def test_every_command_answers_as_the_page_says(tmp_path: Path) -> None:
    env = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "CI"))},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Ana", "GIT_AUTHOR_EMAIL": "ana@example.org",
        "GIT_COMMITTER_NAME": "Ana", "GIT_COMMITTER_EMAIL": "ana@example.org",
        "NO_COLOR": "1", "AT": str(tmp_path),
    }  # fmt: skip
    env.pop("COLUMNS", None)
    page = PAGE.read_text("utf-8")

    def told(match: re.Match[str]) -> str:
        name, kind, text = match.groups()
        if name and kind != "console":
            path = Path(env["AT"], name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        if kind != "console" or text.removeprefix("$ ").startswith(INSTALLS):
            return match[0]
        return match[0].replace(text, answers(text, env))

    real = BLOCK.sub(told, page)
    if os.environ.get("BYLAW_GOLDEN") == "write":
        PAGE.write_text(real, "utf-8")
    assert page == real
    assert page.count("$ bylaw ") > 10
