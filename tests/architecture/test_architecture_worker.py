"""The process that reads imports: whoever ends it, and however many ask it, answers are true."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bylaw.sources.imports.parse import readings
from tests.architecture.test_architecture_moves import PACKAGE

KILLER = """
import os, pathlib, signal, sys
import bylaw

def children():
    found = set()
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            said = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(said[1]) == os.getpid() and said[0] != "Z":
            found.add(int(path.parent.name))
    return found

root = sys.argv[1]
bylaw.check(root, base="main")
kept = children()
assert kept
for pid in kept:
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
verdict = bylaw.check(root, base="main")
print([each.message for each in verdict.findings], verdict.inconclusive)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")
def test_a_process_that_was_ended_meanwhile_is_started_again(repo: Any) -> None:
    repo.commit({"policies/a.bylaw": PACKAGE})
    repo.branch({"a.py": "import left_pad\n"})
    done = subprocess.run(
        [sys.executable, "-c", KILLER, str(repo.root)], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("['left_pad'] ()\n", "")


def test_threads_that_ask_at_once_get_their_own_answers() -> None:
    def ask(number: int) -> bool:
        texts = [(at, "a.py", f"import m{number}_{at}\n".encode()) for at in range(9)]
        said: Any = readings(texts)
        return all(
            [each.module for each in said[at].statements] == [f"m{number}_{at}"]
            for at, _, _ in texts
        )

    with ThreadPoolExecutor(8) as crew:
        assert all(crew.map(ask, range(200)))
