"""The npm world: one project through the locks of all its package managers, and npm's own word."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))
from bench.locks import sides
from bylaw.sources.manifests.formats import format_of, read
from bylaw.sources.manifests.interface import Reading, Source
from tests.manifests.readings import CASES, Folder

SHOP = {
    "npm_lock/v2": "package-lock.json",
    "npm_lock/v3": "package-lock.json",
    "yarn_lock/classic": "yarn.lock",
    "yarn_lock/berry_3": "yarn.lock",
    "yarn_lock/berry_4": "yarn.lock",
    "pnpm_lock/pnpm_6": "pnpm-lock.yaml",
    "pnpm_lock/pnpm_7": "pnpm-lock.yaml",
    "pnpm_lock/pnpm_8": "pnpm-lock.yaml",
    "pnpm_lock/pnpm_9": "pnpm-lock.yaml",
    "bun_lock/workspace": "bun.lock",
}
"""Locks that package managers made of one project, on one day."""

GYP = {
    "@isaacs/fs-minipass", "abbrev", "chownr", "env-paths", "exponential-backoff", "fdir",
    "graceful-fs", "isexe", "minipass", "minizlib", "node-gyp", "nopt", "picomatch", "proc-log",
    "semver", "tar", "tinyglobby", "undici", "which", "yallist",
}  # fmt: skip
"""What later Yarns add for packages with parts to compile."""


def reading(tree: Path, path: str, data: bytes | None = None) -> Reading:
    format_ = format_of(path)
    assert format_ is not None
    return read(format_, Source(path, data or (tree / path).read_bytes(), Folder(tree)))


@pytest.mark.parametrize("case", SHOP)
def test_one_project_is_the_same_in_every_lock(case: str) -> None:
    found = reading(CASES / case / "tree", SHOP[case])
    assert not found.problems
    model = reading(CASES / "npm_lock/v3/tree", "package-lock.json")
    scopes = {(each.name, each.version): each.scope for each in model.entries}
    packages = {
        (each.name, each.version, each.source)
        for each in found.entries
        if each.source == "registry" and each.name not in GYP
    }
    assert packages == {
        (each.name, each.version, each.source)
        for each in model.entries
        if each.source == "registry"
    }
    places = {
        (each.name, each.source, each.location)
        for each in found.entries
        if each.source in ("git", "url", "path")
    }
    assert places == {
        ("gitdep", "git", "https://git.example/shop/gitdep.git#"
         "aa95e30a95c1da551ecd8d6ee4f776b799342825"),
        ("locallib", "path", "local/lib"),
        ("packed", "path", "archives/packed-2.0.0.tgz"),
        ("remote", "url", "https://files.example/remote.tgz"),
    }  # fmt: skip
    if not case.startswith("yarn_lock"):  # whose locks do not tell
        for each in found.entries:
            if each.source == "registry":
                assert each.scope == scopes[each.name, each.version], each.name


@pytest.mark.parametrize("case", [case for case in SHOP if case != "yarn_lock/classic"])
def test_one_project_is_asked_for_the_same_in_every_lock(case: str) -> None:
    found = reading(CASES / case / "tree", SHOP[case])
    entries = {entry.key: entry for entry in found.entries}
    asked = {
        (ask.folder, ask.name, entries[ask.key].version)
        for ask in found.asks or ()
        if entries[ask.key].source == "registry" and ask.folder != "local/lib"
    }
    assert asked == {
        ("", "chalk", "4.1.2"),
        ("", "debug", "2.6.9"),
        ("", "fsevents", "2.3.3"),
        ("", "lodash", "3.10.1"),
        ("", "lodash", "4.17.23"),
        ("", "resolve", "1.22.14"),
        ("packages/core", "debug", "4.4.3"),
        ("packages/core", "react", "18.3.1"),
        ("packages/core", "use-sync-external-store", "1.7.0"),
        ("packages/web", "ms", "2.0.0"),
        ("packages/web", "react", "17.0.2"),
        ("packages/web", "use-sync-external-store", "1.7.0"),
        ("packages/web", "wrap-ansi", "8.1.0"),
    }
    members = {
        (ask.folder, ask.name) for ask in found.asks or () if entries[ask.key].source == "workspace"
    }
    assert members == {("packages/web", "@shop/core")}


def listed(folder: Path) -> dict[str, Any]:
    """What npm says of a lock."""
    words = ["npm", "ls", "--all", "--json", "--long", "--package-lock-only", "--offline"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    tree: dict[str, Any] = json.loads(done.stdout)
    return tree


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not here")
@pytest.mark.parametrize("case", ["npm_lock/v2/tree", "npm_lock/v3/tree"])
def test_it_is_read_as_npm_reads_it(case: str, tmp_path: Path) -> None:
    shutil.copytree(CASES / case, tmp_path, dirs_exist_ok=True)
    found = {each.key: each for each in reading(tmp_path, "package-lock.json").entries}
    packages: dict[str, tuple[str, str | None]] = {}
    brought: dict[str, set[str]] = {}
    stack = [("", listed(tmp_path))]
    while stack:
        above, node = stack.pop()
        for below in node.get("dependencies", {}).values():
            if "path" not in below:
                continue
            key = Path(below["path"]).relative_to(tmp_path.resolve()).as_posix()
            packages[key] = (below["name"], below.get("version"))
            brought.setdefault(above, set()).add(key)
            stack.append((key, below))
    assert packages == {key: (each.name, each.version) for key, each in found.items()}
    for key, keys in brought.items():
        if key and found[key].source != "workspace":  # of members npm lists what is for development
            assert set(found[key].requires) == keys


@pytest.mark.parametrize(
    "path", sorted((CASES / "npm_lock").glob("*/tree/**/package-lock.json")), ids=str
)
def test_the_quick_way_finds_what_the_slow_one_finds(path: Path) -> None:
    data = path.read_bytes()
    if path.parent.name in ("conflict", "cut", "empty", "list"):
        pytest.skip("there are no packages to find")
    slow = data.rstrip()[:-1] + b', "%": "\\u0061"}'
    quick = reading(path.parent, path.name, data)
    assert quick == reading(path.parent, path.name, slow)


def test_the_locks_of_the_benchmark_are_what_they_were_made_of() -> None:
    for text in sides(60):
        found = reading(CASES, "pnpm-lock.yaml", text.encode())
        assert not found.problems
        lines = text.split("\n")
        stated = lines[lines.index("packages:") : lines.index("snapshots:")]
        keys = {line.strip(" :'") for line in stated if line[:2] == "  " and line[2] != " "}
        assert {each.key for each in found.entries} == keys
        for each in found.entries:
            assert lines[each.line - 1].strip(" :'") == each.key
            assert each.integrity is not None
