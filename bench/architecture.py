"""What a graph of imports costs: `python -m bench.architecture DJANGO [FILES] [ROUNDS]`.

DJANGO is the folder of an unpacked sdist of Django: `pip download --no-deps --no-binary :all:
django==5.2`. Its whole graph is made cold and from the cache, in turns with `grimp` and with
`lint-imports` and three contracts (`pip install grimp import-linter`); then `bylaw check` judges
one commit of it by the pack `architecture`. Last, FILES TypeScript files are generated (30,000 by
default) and read cold.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from bylaw.sources.architecture.catalogs import Catalogs
from bylaw.sources.architecture.change import Architecture
from bylaw.sources.git.limits import Limits
from bylaw.sources.git.repository import Repository
from bylaw.sources.git.selection import Selection, begin, read_change
from bylaw.sources.imports.kept import Kept

FILES = 30_000
ROUNDS = 5
CATALOG = """
components:
  core: {paths: [django/core/**, django/utils/**, django/conf/**, django/dispatch/**]}
  db: {paths: [django/db/**]}
  web: {paths: [django/http/**, django/urls/**, django/views/**, django/middleware/**]}
  forms: {paths: [django/forms/**, django/template/**]}
  contrib: {paths: [django/contrib/**]}
  tests: {paths: [tests/**, django/test/**]}
layers: [tests, contrib, web, forms, db, core]
"""
CONTRACTS = """
[importlinter]
root_package = django

[importlinter:contract:layers]
name = Layers
type = layers
layers =
    django.contrib
    django.forms
    django.db

[importlinter:contract:forbidden]
name = Forbidden
type = forbidden
source_modules = django.utils
forbidden_modules = django.contrib.gis

[importlinter:contract:independence]
name = Independence
type = independence
modules =
    django.dispatch
    django.http
"""


def main() -> None:
    """Measure and print."""
    django = Path(sys.argv[1]).resolve()
    files = int(sys.argv[2]) if len(sys.argv) > 2 else FILES
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else ROUNDS
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory(prefix="bylaw-bench-") as scratch:
        whole_graph(django, Path(scratch), rounds)
        generated(Path(scratch) / "generated", files)


def whole_graph(django: Path, scratch: Path, rounds: int) -> None:
    """Django's own package, as its peers see it; then a check of one commit of all of it."""
    root = scratch / "package"
    shutil.copytree(django / "django", root / "django")
    repository(root)
    kept = Kept(scratch / "kept")
    jobs: dict[str, Callable[[], float]] = {
        "bylaw, cold": lambda: graph(root, Kept(None)),
        "bylaw, from the cache": lambda: graph(root, kept),
    }
    graph(root, kept)
    if find_spec("grimp") is not None:
        jobs["grimp"] = lambda: of_grimp(root)
    linter = Path(sys.executable).with_name("lint-imports")
    if linter.exists():
        (scratch / "contracts.ini").write_text(CONTRACTS, "utf-8")
        jobs["lint-imports"] = lambda: command(
            [str(linter), "--config", str(scratch / "contracts.ini"), "--no-cache"], root
        )
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            taken[name].append(job())
    print(f"\nDjango's package, {rounds} rounds in turns")
    for name, times in taken.items():
        print(f"{name:<28} {median(times):.2f} s")
    whole = scratch / "whole"
    shutil.copytree(django, whole)
    repository(whole)
    print("\nbylaw check --policy architecture, one commit of all of Django")
    words = [sys.executable, "-I", "-m", "bylaw", "check", "--policy", "architecture"]
    one = [*words, "--base", "HEAD~1", "--head", "HEAD", "--fail-on", "never"]
    empty = whole / ".git" / "bylaw" / "imports"
    for name, before in (("cold", True), ("from the cache", False)):
        times = []
        for _ in range(rounds):
            if before:
                shutil.rmtree(empty, ignore_errors=True)
            times.append(command(one, whole))
        print(f"{name:<28} {median(times):.2f} s")


def generated(root: Path, count: int) -> None:
    """TypeScript in 300 folders, each file of about 3 kB with ten imports."""
    for at in range(count):
        folder = root / "src" / f"part{at % 300}"
        folder.mkdir(parents=True, exist_ok=True)
        lines = [
            f'import {{ value{other} }} from "../part{other % 300}/file{other}";'
            for other in range(max(0, at - 900), at, 100)
        ]
        lines += ['import React from "react";', f"export const value{at} = {at};"]
        lines += [
            f"export function f{at}_{number}(a: number, b: string): string {{\n"
            f"  return a > {number} ? `${{b}}-${{a}}` : b.repeat({number});\n}}"
            for number in range(20)
        ]
        (folder / f"file{at}.ts").write_text("\n".join(lines) + "\n", "utf-8")
    (root / "tsconfig.json").write_text('{"compilerOptions": {"baseUrl": "."}}\n', "utf-8")
    repository(root, catalog="components: {}\n")
    print(f"\n{count:,} TypeScript files, whole graph cold: {graph(root, Kept(None)):.1f} s")


def repository(root: Path, catalog: str = CATALOG) -> None:
    """A repository of two commits; the second adds one import."""
    (root / "architecture.yaml").write_text(catalog, "utf-8")
    command(["git", "init", "-q", "-b", "main", "."], root)
    for message in ("start", "change"):
        with suppress(FileNotFoundError):
            path = root / "django" / "utils" / "text.py"
            if message == "change":
                path.write_text(path.read_text("utf-8") + "\nimport django.db.models\n", "utf-8")
        command(["git", "add", "-A", "-f"], root)
        name = ["-c", "user.name=bench", "-c", "user.email=bench@example.org"]
        command(["git", *name, "commit", "-q", "--allow-empty", "-m", message], root)


def graph(root: Path, kept: Kept) -> float:
    """Seconds until every import of the head is there, with its target."""
    with Repository.open(root) as repo:
        begun = begin(repo, Selection("range", "HEAD~1", "HEAD"))
        change: Any = read_change(repo, begun, Limits())
        start = time.perf_counter()
        found = Architecture(change, Catalogs(None), kept, lambda path: None).all
        taken = time.perf_counter() - start
    assert len(found) > 1000
    return taken


def of_grimp(root: Path) -> float:
    """Seconds that grimp takes for its graph, without a cache."""
    import grimp

    sys.path.insert(0, str(root))
    try:
        start = time.perf_counter()
        grimp.build_graph("django", include_external_packages=True, cache_dir=None)
        return time.perf_counter() - start
    finally:
        sys.path.remove(str(root))


def command(words: list[str], folder: Path) -> float:
    """Seconds that a command takes."""
    env = {name: each for name, each in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    done = subprocess.run(
        words, cwd=folder, env={**env, "PYTHONPATH": str(folder)}, capture_output=True, check=False
    )
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(words)}: {done.stderr.decode()}{done.stdout.decode()}")
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
