"""`python -m bench [--repo DIR --range A..B] [--rounds N]`: a table of medians."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import tempfile
from pathlib import Path

from bench import history
from bench.jobs import Bench, Row, load

COLUMNS = ("job", "bylaw", "CPU", "git diff", "CPU", "ratio", "semgrep", "own MiB", "target")
SHOWN = 12
"""Packages listed for each command."""


def main() -> None:
    """Measure and print."""
    options = arguments()
    if options.repo:
        repo, (base, head) = options.repo.resolve(), options.range.split("..")
    else:
        repo = history.build(Path(tempfile.gettempdir()) / "bylaw-bench")
        head = "main"
        words = ["git", "-C", str(repo), "rev-list", "--max-parents=0", "main"]
        base = subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()
    with tempfile.TemporaryDirectory(prefix="bylaw-bench-") as scratch:
        bench = Bench(repo, base, head, Path(scratch), options.rounds)
        print(f"{repo.name}: {base[:12]}..{head[:12]},{bench.size(bench.base)}")
        print(f"1 commit:{bench.size(bench.back(1))} · 300 commits:{bench.size(bench.back(300))}")
        print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
        print(f"medians of {options.rounds}, programs in turns; load before {load()}\n")
        show(COLUMNS)
        for row in bench.rows():
            show(cells(row))
        print(f"\nload after {load()}")
        for command, packages in bench.imported().items():
            listed = ", ".join(f"{name} {time / 1000:.1f}" for name, time in packages[:SHOWN])
            total = sum(time for _, time in packages) / 1000
            print(f"\n{command} imports {len(packages)} packages in {total:.0f} ms: {listed}")


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=", description=__doc__)
    parser.add_argument("--repo", type=Path, help="a repository; default: a generated history")
    parser.add_argument("--range", help="two revisions of it, A..B")
    parser.add_argument("--rounds", type=int, default=5, help="runs that count, of each command")
    options = parser.parse_args()
    if bool(options.repo) != bool(options.range):
        parser.error("--repo and --range go together")
    if options.range and len([part for part in options.range.split("..") if part]) != 2:
        parser.error("--range is A..B")
    return options


def cells(row: Row) -> tuple[str, ...]:
    """A row as text."""
    return (
        row.job,
        seconds(row.bylaw.clock),
        seconds(row.bylaw.cpu),
        seconds(row.git.clock) if row.git else "",
        seconds(row.git.cpu) if row.git else "",
        f"{row.bylaw.clock / row.git.clock:.2f}" if row.git else "",
        seconds(row.other.clock) if row.other else "",
        f"{row.memory / 2**20:.0f}" if row.memory else "",
        row.target,
    )


def seconds(value: float) -> str:
    """Milliseconds where that is shorter."""
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.2f} s"


def show(texts: tuple[str, ...]) -> None:
    """One line of the table."""
    job, *figures, target = texts
    print(f"{job:<26}" + "".join(f"{text:>10}" for text in figures) + f"  {target}", flush=True)


if __name__ == "__main__":
    main()
