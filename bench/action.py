"""What the action costs beside the judging: `python -m bench.action [ROUNDS]`.

The step that judges, as action.yml runs it, against the bare command that it runs, with the same
reports, in turns, in one clone of a pull request; and the step that installs, once, from an index.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from pathlib import Path

from bench.measure import Command, medians
from tests.delivery.composite import run_action
from tests.gate.forge import Project, git

ROUNDS = 5
ROOT = Path(__file__).parents[1]


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"one commit changes one file; medians of {rounds}\n")
    with tempfile.TemporaryDirectory(prefix="bylaw-bench-") as scratch:
        python, taken = installed(Path(scratch))
        bare, step = medians(commands(Path(scratch), python), rounds)
        print(f"{'bylaw check, with four reports':<34} {bare.clock:.2f} s, CPU {bare.cpu:.2f} s")
        print(f"{'the action step that judges':<34} {step.clock:.2f} s, CPU {step.cpu:.2f} s")
        overhead = step.clock - bare.clock, step.cpu - bare.cpu
        print(f"{'its overhead':<34} {overhead[0]:.2f} s, CPU {overhead[1]:.2f} s")
        print(f"{'the action step that installs':<34} {taken:.1f} s, once")


def installed(scratch: Path) -> tuple[str, float]:
    """The interpreter that the action's first step makes, and the seconds that it took."""
    workspace, temp = scratch / "workspace", scratch / "temp"
    workspace.mkdir()
    start = time.perf_counter()
    done = run_action(
        ROOT / "action.yml", workspace, temp, os.environ, {}, done={"judge": {"verdict": "none"}}
    )
    taken = time.perf_counter() - start
    if done.code:
        raise SystemExit(f"bylaw could not be installed:\n{done.out}{done.err}")
    return done.steps["install"]["python"], taken


def commands(scratch: Path, python: str) -> list[Command]:
    """The bare command and the step, in a clone whose change is denied."""
    project = Project(scratch / "forge")
    project.on("change", "main")
    project.commit({"app.py": "EVIL = 1\n"})
    head = project.pull(7, git(project.work, "rev-parse", "HEAD"))
    clone = project.checkout("clone", ref="change")
    event = {
        **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        **project.pull_request(head),
        "RUNNER_TEMP": str(scratch / "temp"),
    }
    at = scratch / "bare"
    at.mkdir()
    reports = [f"--report={name}={at / name}" for name in ("github", "sarif", "markdown", "json")]
    bare = (python, "-I", "-m", "bylaw", "check", "--profile=ci", "--report=console", *reports)
    files = {name: str(scratch / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    said = {"SOURCE": str(ROOT), "BYLAW_PYTHON": python}
    step = ("bash", str(ROOT / "ci" / "github.sh"))
    return [
        Command(bare, clone, event, allowed=(1,)),
        Command(step, clone, {**event, **files, **said}, allowed=(1,)),
    ]


if __name__ == "__main__":
    main()
