"""What is written goes where the run was told, whatever the change put there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any


def test_a_report_does_not_follow_a_link_of_the_change(repo: Any, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    repo.git("checkout", "-q", "-b", "change")
    (repo.root / "bylaw.sarif").symlink_to(victim)
    repo.commit({"src/a.py": "EVIL\n"})
    words = ["check", "--base", "main", "--head", "change", "--report", "sarif=bylaw.sarif"]
    done = subprocess.run(
        [sys.executable, "-I", "-m", "bylaw", *words], cwd=repo.root, capture_output=True
    )
    assert done.returncode == 1
    assert victim.read_text() == "precious"
    assert (repo.root / "bylaw.sarif").read_text().startswith("{")


def test_a_report_to_the_system_s_name_of_standard_output(repo: Any, tmp_path: Path) -> None:
    words = [sys.executable, "-I", "-m", "bylaw", "check", "--report", "json=/dev/stdout"]
    piped = subprocess.run([*words, "--quiet"], cwd=repo.root, capture_output=True)
    assert piped.stdout.startswith(b"{")
    assert Path("/dev/stdout").is_symlink()


def test_a_link_for_a_report_leaves_no_other_file_out(repo: Any) -> None:
    repo.write({"src/a.py": "EVIL\n"})
    (repo.root / "bylaw.sarif").symlink_to("src/a.py")
    words = [sys.executable, "-I", "-m", "bylaw", "check", "--report", "sarif=bylaw.sarif"]
    done = subprocess.run(words, cwd=repo.root, capture_output=True)
    assert done.returncode == 1
    assert (repo.root / "src/a.py").read_text() == "EVIL\n"
