"""What a big lock costs: `python -m bench.dependencies [PACKAGES] [ROUNDS]`.

A repository with a pnpm lock on both sides is made by `bench.locks`. Measured are the difference of
its packages against what composing both locks with the C loader takes, in one process and in
turns; and `bylaw check --policy dependencies --offline`, where the lock changes, where it is there
and does not, where there is none, and with rules that ask nothing of dependencies. Last come the
rooms of `bylaw` that a check imports, with such rules and without.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from bench.locks import PACKAGES, sides
from bylaw.sources.dependencies.change import Dependencies
from bylaw.sources.documents.yaml import compose
from bylaw.sources.git.limits import Limits
from bylaw.sources.git.repository import Repository
from bylaw.sources.git.selection import Selection, begin, read_change

ROUNDS = 5


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PACKAGES
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    base, head = sides(count)
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(
        f"a pnpm lock of {count:,} packages, {len(base.encode()) / 1e6:.1f} MB; {rounds} rounds\n"
    )
    with tempfile.TemporaryDirectory(prefix="bylaw-bench-") as scratch:
        root = Path(scratch)
        repository(root, base, head)
        composing, differing = [], []
        for _ in range(rounds):
            composing.append(sum(timed(partial(compose, text)) for text in (base, head)))
            differing.append(timed(lambda: difference(root)))
        floor, mine = median(composing), median(differing)
        print(f"composing both sides   {floor:.2f} s")
        print(f"the difference         {mine:.2f} s, {mine / floor:.2f} x (target 2.2 x)")
        for name, revs, pack in (
            ("check, lock changed", ("start", "locked"), "dependencies"),
            ("check, lock unchanged", ("locked", "code"), "dependencies"),
            ("check, no lock at all", ("bare", "bare-code"), "dependencies"),
            ("check, other rules", ("start", "locked"), "change-hygiene"),
        ):
            taken = median(timed(partial(check, root, revs, pack)) for _ in range(rounds))
            print(f"{name:<22} {taken:.2f} s")
        plain, asking = (
            rooms(root, ("locked", "code"), pack) for pack in ("change-hygiene", "dependencies")
        )
        print(f"\nrooms of other rules: {', '.join(sorted(plain))}")
        print(f"and of dependencies:  {', '.join(sorted(asking - plain))}")


def repository(root: Path, base: str, head: str) -> None:
    """A line of commits: `bare` and `bare-code` have no lock, `start` brings it.

    `locked` has another lock, `code` another source file.
    """
    manifest = root / "package.json"
    manifest.write_text('{"name": "bench", "private": true}\n', "utf-8")
    git(root, "init", "-q", "-b", "main", ".")
    for tag, text, code in (
        ("bare", "", "0"),
        ("bare-code", "", "1"),
        ("start", base, "1"),
        ("locked", head, "1"),
        ("code", head, "2"),
    ):
        if text:
            (root / "pnpm-lock.yaml").write_text(text, "utf-8")
        (root / "index.js").write_text(f"export const a = {code};\n", "utf-8")
        git(root, "add", "-A")
        git(root, "-c", "user.name=b", "-c", "user.email=b@example.org", "commit", "-qm", tag)
        git(root, "tag", tag)


def difference(root: Path) -> None:
    """All that a rule can ask of the difference."""
    with Repository.open(root) as repo:
        begun = begin(repo, Selection("range", "start", "locked"))
        change = read_change(repo, begun, Limits())
        found = Dependencies(change)
        assert found.added
        assert found.changed
        assert found.removed


def check(root: Path, revs: tuple[str, str], pack: str, *options: str) -> str:
    """A whole run of its own; what it says on standard error."""
    words = [sys.executable, "-I", *options, "-m", "bylaw", "check", "--offline", "--policy", pack]
    words += ["--repo", str(root), "--base", revs[0], "--head", revs[1], "--unknown", "pass"]
    done = subprocess.run([*words, "--quiet"], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.stderr


def rooms(root: Path, revs: tuple[str, str], pack: str) -> set[str]:
    """The packages of `bylaw` that hold a module which a check imports."""
    said = check(root, revs, pack, "-X", "importtime").splitlines()
    imported = {text.rpartition("|")[2].strip() for text in said if "|" in text}
    return {name.rpartition(".")[0] for name in imported if name.startswith("bylaw.")}


def git(root: Path, *words: str) -> None:
    """Git, in the repository."""
    subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True)


def timed(work: Callable[[], object]) -> float:
    """Seconds of the wall clock."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
