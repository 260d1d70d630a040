"""Workspaces and locks of npm's world that are bigger or deeper than any package manager's."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))
from bylaw.sources.dependencies.locks import Locks
from bylaw.sources.manifests.formats import format_of, read
from bylaw.sources.manifests.interface import Reading, Source


class Memory:
    """Files by path, as a tree."""

    def __init__(self, files: dict[str, Any]) -> None:
        self.files = {path: json.dumps(said).encode() for path, said in files.items()}

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)

    def paths(self) -> list[str]:
        return sorted(self.files)


def reading(tree: Memory, path: str) -> Reading:
    format_ = format_of(path)
    assert format_ is not None
    return read(format_, Source(path, tree.files[path], tree))


def sources(patterns: list[str], folders: dict[str, str]) -> dict[str, str]:
    """Where each package of the workspace's root comes from; `folders` are those of packages."""
    root = {"workspaces": patterns, "dependencies": dict.fromkeys(folders, "^1.0.0")}
    members = {
        f"{folder}/package.json": {"name": name, "version": "1.2.0"}
        for name, folder in folders.items()
    }
    found = reading(Memory({"package.json": root, **members}), "package.json")
    assert not found.problems
    return {each.name: each.source for each in found.entries}


def test_the_last_pattern_says_who_is_a_member() -> None:
    folders = {"a": "packages/a", "b": "packages/b", "@s/c": "packages/c", "d": "elsewhere/d"}
    patterns = ["packages/*", "!packages/b", "!packages/c", "./packages/c/"]
    assert sources(patterns, folders) == {
        "a": "workspace",
        "b": "registry",
        "@s/c": "workspace",
        "d": "registry",
    }


def test_a_big_workspace_finds_its_members() -> None:
    folders = {f"name-{number}": f"area-{number}/name-{number}" for number in range(300)}
    assert set(sources(list(folders.values()), folders).values()) == {"workspace"}


def test_patterns_beyond_reason_make_no_members() -> None:
    back_and_forth = ["packages/*", "!packages/a"] * 20 + ["packages/a"]
    assert sources(back_and_forth, {"a": "packages/a"}) == {"a": "registry"}
    globs = [f"other-{number}/*" for number in range(300)] + ["packages/*"]
    assert sources(globs, {"a": "packages/a"}) == {"a": "registry"}
    bad = ["packages/[z-a]", "packages/{a", "packages/*"]
    assert sources(bad, {"a": "packages/a"}) == {"a": "workspace"}


def test_packages_deeper_than_any_package_manager_puts_them_are_problems() -> None:
    deep = "node_modules/a/" * 45 + "node_modules/b"
    package = {"version": "1.0.0"}
    nested: dict[str, Any] = package
    for _ in range(45):
        nested = {**package, "dependencies": {"a": nested}}
    locks = {
        "package-lock.json": {"lockfileVersion": 3, "packages": {deep: package}},
        "old/package-lock.json": {"lockfileVersion": 1, "dependencies": {"a": nested}},
        "bun.lock": {"lockfileVersion": 1, "packages": {"a/" * 61 + "a": ["a@1.0.0", "", {}, ""]}},
    }
    tree = Memory(locks)
    for path in locks:
        found = reading(tree, path)
        assert found.problems, path
        assert len(found.entries) == (40 if path.startswith("old/") else 0)


def test_a_shrinkwrap_comes_before_another_lock() -> None:
    names = "package.json", "package-lock.json", "npm-shrinkwrap.json"
    tree = Memory({name: {} for name in names})
    format_ = format_of("package.json")
    assert format_ is not None
    assert Locks(tree).of("package.json", format_) == "npm-shrinkwrap.json"
