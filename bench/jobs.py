"""What is measured: each job once for bylaw, once for git, once for whom else is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import policies
from bench.measure import Command, Time, imports, medians, peak_memory

JUDGED = (0, 1)
"""Exit codes of a change that was judged: passed, denied."""

SEMGREP = {"SEMGREP_SEND_METRICS": "off", "SEMGREP_ENABLE_VERSION_CHECK": "0"}
"""Nothing that it would ask of the network is on the clock."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    job: str
    bylaw: Time
    git: Time | None = None
    other: Time | None = None
    memory: int | None = None
    target: str = ""


class Bench:
    """A clone to measure in, with policies beside it. It costs refs only: objects are shared."""

    def __init__(self, repo: Path, base: str, head: str, scratch: Path, rounds: int) -> None:
        self.rounds = rounds
        self.scratch = scratch
        self.work = scratch / "work"
        self.cache = scratch / "cache"
        self.env = {"XDG_CACHE_HOME": str(self.cache), "GIT_OPTIONAL_LOCKS": "0"}
        words = ["git", "clone", "-q", "--shared", "--no-checkout", str(repo), str(self.work)]
        subprocess.run(words, check=True)
        self.base, self.head = self.commit(base), self.commit(head)
        self.bylaw = str(Path(sys.executable).with_name("bylaw"))

    def git(self, *words: str) -> str:
        """What git prints."""
        done = subprocess.run(
            ["git", *words], cwd=self.work, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def commit(self, name: str) -> str:
        """A revision's commit; branches of the source are remote ones here."""
        for candidate in (name, f"origin/{name}"):
            try:
                return self.git("rev-parse", "-q", "--verify", f"{candidate}^{{commit}}")
            except subprocess.CalledProcessError:
                continue
        raise SystemExit(f"there is no revision {name}")

    def back(self, commits: int) -> str:
        """The commit so many first parents before the head; the base when there are fewer."""
        found = self.git("rev-list", "--first-parent", f"-n{commits + 1}", self.head).split()
        return found[-1] if len(found) > commits else self.base

    def empty_cache(self) -> None:
        """Take away what earlier runs kept, wherever it is kept."""
        shutil.rmtree(self.cache, ignore_errors=True)
        shutil.rmtree(self.work / ".git" / "bylaw", ignore_errors=True)

    def check(self, base: str, *, cold: bool = False) -> Command:
        """`bylaw check` of base..head that writes SARIF."""
        report = f"sarif={self.scratch / 'report.sarif'}"
        words = (self.bylaw, "check", "--base", base, "--head", self.head, "--report", report)
        before = self.empty_cache if cold else None
        return Command((*words, "--quiet"), self.work, self.env, before, JUDGED)

    def diff(self, base: str) -> Command:
        """The same diff by git alone."""
        words = ("git", "diff", "-U0", "-M", "--no-ext-diff", "--no-textconv", "--no-color")
        return Command((*words, base, self.head), self.work)

    def semgrep(self, base: str, rules: int) -> Command | None:
        """The same regexes by semgrep over the files that the change touches."""
        program = shutil.which("semgrep")
        if program is None:
            return None
        files = self.touched(base)
        config = self.scratch / "semgrep.yml"
        policies.write_semgrep(config, rules)
        options = ("--metrics", "off", "--disable-version-check", "--no-git-ignore", "--quiet")
        bounds = ("--max-target-bytes", "0", "--timeout", "0")
        return Command(
            (program, "scan", "--config", str(config), *options, *bounds, "."), files, SEMGREP
        )

    def touched(self, base: str) -> Path:
        """A folder of the files that the change touches, as the head has them."""
        files = self.scratch / f"files-{base[:12]}"
        if files.exists():
            return files
        files.mkdir()
        env = {**os.environ, "GIT_INDEX_FILE": str(self.scratch / "index")}

        def git(*words: str, data: bytes = b"") -> bytes:
            done = subprocess.run(
                ["git", *words], cwd=self.work, env=env, input=data, check=True, capture_output=True
            )
            return done.stdout

        git("read-tree", self.head)
        paths = git("diff", "--name-only", "--diff-filter=d", "-z", base, self.head)
        git("checkout-index", "-z", "--stdin", "-f", f"--prefix={files}/", data=paths)
        # Without one of its own, semgrep leaves out folders of tests and vendored code.
        (files / ".semgrepignore").write_bytes(b"")
        return files

    def row(
        self,
        job: str,
        base: str,
        target: str = "",
        *,
        rules: int = 100,
        cold: bool = False,
        compare: bool = False,
        memory: bool = False,
    ) -> Row:
        """One job, its programs in turns."""
        policies.write(self.work, rules)
        check = self.check(base, cold=cold)
        commands = [check, self.diff(base)]
        other = self.semgrep(base, rules) if compare else None
        times = medians([*commands, *([other] if other else [])], self.rounds)
        peak = peak_memory(check, self.scratch) if memory else None
        return Row(job, times[0], times[1], times[2] if other else None, peak, target)

    def rows(self) -> Iterator[Row]:
        """All jobs, the quick ones first."""
        version = Command((self.bylaw, "--version"), self.work, self.env)
        bare = Command((sys.executable, "-c", ""), self.work)
        took, python = medians([version, bare], max(self.rounds, 7))
        yield Row("python -c ''", python)
        yield Row("bylaw --version", took, target="<= 60 ms")
        one, many = self.back(1), self.back(300)
        yield self.row("1 commit, no cache", one, "<= 0.40 s", cold=True)
        yield self.row("1 commit", one, "<= 0.22 s", compare=True, memory=True)
        yield self.row("300 commits", many, "<= 0.50 s", compare=True, memory=True)
        ten = self.row("whole range, 10 rules", self.base, rules=10)
        yield ten
        yield self.row(
            "whole range, 100 rules", self.base, "<= 2.2 x git, 120 MiB", compare=True, memory=True
        )
        limit = f"<= {2 * ten.bylaw.clock:.2f} s (2 x 10 rules)"
        yield self.row("whole range, 1,000 rules", self.base, limit, rules=1000, memory=True)

    def imported(self) -> dict[str, list[tuple[str, int]]]:
        """What starting up imports, for the shortest command and for a warm check."""
        policies.write(self.work, 100)
        check = self.check(self.back(1))
        version = Command((self.bylaw, "--version"), self.work, self.env)
        return {"bylaw --version": imports(version), "bylaw check, 1 commit": imports(check)}

    def size(self, base: str) -> str:
        """What a range holds, for people."""
        return self.git("diff", "--shortstat", base, self.head) or "nothing"


def load() -> str:
    """How busy the machine was."""
    return ", ".join(f"{value:.1f}" for value in os.getloadavg())
