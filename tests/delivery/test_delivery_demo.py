"""The demonstration: an agent's change is denied, and what it says to do next works."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

DEMO = Path(__file__).parents[2] / "examples" / "demo.sh"


def test_the_demonstration_and_what_it_says_to_do_next(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("bylaw")
    env = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "CI"))},
        "GIT_CONFIG_GLOBAL": os.devnull, "DEMO_DIR": str(tmp_path / "payments"),
    }  # fmt: skip
    demo = subprocess.run(
        ["bash", str(DEMO), str(program)], env=env, capture_output=True, text=True, check=False
    )
    assert (demo.returncode, demo.stderr) == (0, "")
    assert "deny[local/no-raw-sql]" in demo.stdout
    assert "exit code 1" in demo.stdout
    sarif = json.loads((tmp_path / "bylaw.sarif").read_text())
    assert {one["level"] for one in sarif["runs"][0]["results"]} == {"error", "warning"}
    steps = [
        re.split(" {3,}", row.strip())[0]
        for row in demo.stdout.partition("\nNext\n")[2].splitlines()
    ]
    assert len(steps) == 5
    script = "set -e\n" + "\n".join(steps).replace("bylaw check", "bylaw check || test $? = 1")
    after = subprocess.run(
        ["bash", "-c", script], env={**env, "PATH": os.defpath}, capture_output=True, text=True
    )
    assert (after.returncode, after.stderr) == (0, "")
    assert "Queries outside src/repositories/" in after.stdout
