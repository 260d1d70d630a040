"""Changes to manifests that cannot be read, or are made to mislead."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from bylaw.facts.place import Listing, Unknown
from bylaw.sources.dependencies.change import Dependencies, root
from bylaw.sources.git.patch import read_patch

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.dependencies.cases import built, change_of, git, opened, shown

Tree = Mapping[str, str | bytes]


def tree(where: Path, files: Tree) -> Path:
    """A folder with these files; a text that begins with `-> ` is where a link leads."""
    where.mkdir(parents=True)
    for path, text in files.items():
        file = where / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, str) and text.startswith("-> "):
            file.symlink_to(text[3:])
        else:
            file.write_bytes(text.encode() if isinstance(text, str) else text)
    return where


@contextmanager
def between(tmp_path: Path, base: Tree, head: Tree) -> Iterator[Dependencies]:
    """The change from these files to those."""
    one, other = tree(tmp_path / "base", base), tree(tmp_path / "head", head)
    with change_of(one, other, tmp_path) as found:
        yield found


def names(listing: object) -> list[str]:
    """The names of a list of dependencies."""
    assert isinstance(listing, list | tuple | Listing)
    return [each.package.name for each in listing]


def messages(found: Dependencies) -> list[str]:
    """What could not be read, each with its place."""
    return [f"{each.place.path}:{each.place.line}: {each.message}" for each in found.problems]


def test_a_link_in_the_place_of_a_manifest_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "requirements.txt"
    secret.write_text("hidden==1\n")
    base = {"requirements.txt": "idna==3.6\n", "lib/requirements.txt": "attrs==1\n"}
    head = {"requirements.txt": f"-> {secret}", "lib/requirements.txt": "attrs==2\n"}
    with between(tmp_path, base, head) as found:
        assert names(found.added) == []
        assert names(found.changed) == ["attrs"]
        assert names(found.removed) == []
        assert messages(found) == [
            "requirements.txt:1: it is a symbolic link or a submodule, which is not followed"
        ]
        assert isinstance(found.added, Listing)
        (gap,) = found.added.gaps
        assert dict(gap.known) == {"manifest": "requirements.txt", "ecosystem": "pypi"}


def test_a_submodule_in_the_place_of_a_manifest_is_a_gap(tmp_path: Path) -> None:
    base = tree(tmp_path / "base", {"a.txt": "a"})
    (commit,) = built(tmp_path / "repo", base)
    repo = tmp_path / "repo"
    git(repo, "update-index", "--add", "--cacheinfo", f"160000,{commit},package.json")
    git(repo, "commit", "-q", "-m", "Add a submodule")
    with opened(repo, commit, git(repo, "rev-parse", "HEAD")) as change:
        found = root(change)
        assert isinstance(found, Dependencies)
        assert isinstance(found.added, Listing)
        assert len(messages(found)) == 1


def test_files_that_include_each_other_are_read_once(tmp_path: Path) -> None:
    base = {"requirements.txt": "idna==3.6\n"}
    head = {
        "requirements.txt": "-r requirements-two.txt\nidna==3.6\n",
        "requirements-two.txt": "-r requirements.txt\nattrs==1.0\n",
    }
    with between(tmp_path, base, head) as found:
        assert names(found.added) == ["attrs"]
        assert len(messages(found)) == 2
        assert all("includes itself" in each for each in messages(found))


def test_files_out_of_the_repository_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("hidden==1\n")
    head = {"requirements.txt": "-r ../outside.txt\n-r /etc/passwd\nidna==3.6\n"}
    with between(tmp_path, {}, head) as found:
        assert names(found.added) == ["idna"]
        assert len(messages(found)) == 2
        assert all("out of the repository" in each for each in messages(found))


def test_one_bad_file_does_not_hide_the_others(tmp_path: Path) -> None:
    bad: Tree = {
        "a/package.json": "{",
        "b/package.json": b"\xff\xfe\x00",
        "c/Cargo.toml": "[dependencies\n",
        "d/pom.xml": "<project>",
        "e/go.mod": "require (\n",
        "f/pnpm-lock.yaml": "a: [",
        "g/Pipfile.lock": "[]",
    }
    with between(tmp_path, {}, {**bad, "requirements.txt": "idna==3.6\n"}) as found:
        assert names(found.added) == ["idna"]
        assert {each.manifest for each in found.problems} == set(bad)
        assert isinstance(found.added, Listing)
        gaps = {dict(gap.known)["manifest"] for gap in found.added.gaps}
        assert gaps == set(bad)


def test_a_lock_that_cannot_be_read_removes_nothing(tmp_path: Path) -> None:
    manifest = json.dumps({"name": "a", "dependencies": {"b": "^1.0.0"}})
    packages = {
        "": {"name": "a", "dependencies": {"b": "^1.0.0"}},
        "node_modules/b": {"version": "1.0.0", "dependencies": {"c": "1"}, "integrity": "sha512-b"},
        "node_modules/c": {"version": "1.0.0", "integrity": "sha512-c"},
    }
    lock = json.dumps({"lockfileVersion": 3, "packages": packages})
    base = {"package.json": manifest, "package-lock.json": lock}
    with between(tmp_path, base, {**base, "package-lock.json": lock[:-1]}) as found:
        assert names(found.added) == names(found.changed) == names(found.removed) == []
        assert len(messages(found)) == 1
        assert isinstance(found.removed, Listing)


def test_a_lock_that_the_change_does_not_touch_is_not_read(tmp_path: Path) -> None:
    lock = {"package-lock.json": "{", "yarn.lock": "?", "lib/uv.lock": "[["}
    base = {"package.json": "{}", "lib/pyproject.toml": "", **lock}
    head = {
        "package.json": '{"dependencies": {"a": "1"}}',
        "lib/pyproject.toml": '[project]\nname = "lib"\ndependencies = ["b"]\n',
        **lock,
    }
    with between(tmp_path, base, head) as found:
        assert names(found.added) == ["a", "b"]
        assert not isinstance(found.added, Listing)
        assert messages(found) == []
        assert [each.lock for each in found.manifests] == ["lib/uv.lock", "package-lock.json"]


def test_a_manifest_that_is_mended_is_judged_as_new(tmp_path: Path) -> None:
    with between(tmp_path, {"package.json": "{"}, {"package.json": '{"dependencies":{"a":"1"}}'}
                 ) as found:  # fmt: skip
        assert names(found.added) == ["a"]
        assert messages(found) == []
        assert isinstance(found.removed, Listing)


def test_a_package_from_git_beside_one_of_its_name_and_version_is_new(tmp_path: Path) -> None:
    def lock(*more: str) -> str:
        registry = 'source = "registry+https://registry.example/index"\nchecksum = "aa"\n'
        packages = [f'[[package]]\nname = "rand"\nversion = "0.8.5"\n{registry}']
        return "version = 3\n\n" + "\n".join((*packages, *more))

    git_one = (
        '[[package]]\nname = "rand"\nversion = "0.8.5"\nsource = "git+https://x.example/r#1"\n'
    )
    with between(tmp_path, {"Cargo.lock": lock()}, {"Cargo.lock": lock(git_one)}) as found:
        assert [(each.package.source, each.package.version) for each in found.added] == [
            ("git", "0.8.5")
        ]
        assert names(found.removed) == names(found.changed) == []


def test_a_patch_alone_does_not_hold_a_manifest(tmp_path: Path) -> None:
    del tmp_path
    patch = "--- a/{0}\n+++ b/{0}\n@@ -1 +1 @@\n-a==1\n+a==2\n"
    found = root(read_patch(patch.format("requirements.txt").encode()))
    assert isinstance(found, Unknown)
    assert found.reason == "patch-only"
    found = root(read_patch(patch.format("main.c").encode()))
    assert isinstance(found, Dependencies)
    assert [*found.added, *found.removed, *found.changed, *found.manifests] == []
    assert isinstance(found.all, Unknown)


def test_what_a_partial_clone_does_not_hold_is_a_gap(tmp_path: Path) -> None:
    big = "".join(f"package-{number}==1.0\n" for number in range(2000))
    base = tree(tmp_path / "base", {"requirements.txt": big, "package.json": "{}"})
    head = tree(
        tmp_path / "head",
        {"requirements.txt": big + "hidden==1\n", "package.json": '{"dependencies":{"a":"1"}}'},
    )
    commits = built(tmp_path / "repo", base, head)
    git(tmp_path / "repo", "config", "uploadpack.allowFilter", "true")
    here = tmp_path / "here"
    clone = ("clone", "-q", "--no-checkout", "--filter=blob:limit=10k")
    git(tmp_path, *clone, f"file://{tmp_path / 'repo'}", str(here))
    git(here, "remote", "set-url", "origin", f"file://{os.devnull}")
    with opened(here, *commits) as change:
        found = root(change)
        assert isinstance(found, Dependencies)
        assert names(found.added) == ["a"]
        assert messages(found) == ["requirements.txt:1: its content is not in this partial clone"]
        assert isinstance(found.added, Listing)


def test_what_is_new_in_a_change_of_everything(tmp_path: Path) -> None:
    with between(tmp_path, {}, {"requirements.txt": "idna==3.6\n"}) as found:
        assert shown(found)["added"] == [
            {
                "name": "idna",
                "ecosystem": "pypi",
                "version": "3.6",
                "requirement": "==3.6",
                "at": "requirements.txt:1",
                "manifest": "requirements.txt",
            }
        ]


@pytest.mark.parametrize(
    ("path", "text"),
    [("README.md", "a"), ("src/main.py", "import requests\n"), ("notes.txt", "requests==1\n")],
)
def test_files_that_are_no_manifests_do_nothing(tmp_path: Path, path: str, text: str) -> None:
    with between(tmp_path, {path: ""}, {path: text}) as found:
        assert shown(found) == {}


def padded(count: int, megabytes: int, version: str) -> bytes:
    """A lock of npm of this size, whose packages say much of themselves."""
    said = "x" * (megabytes * 1_000_000 // count)
    packages = {
        f"node_modules/p{number}": {
            "version": version,
            "resolved": f"https://npm.example/p{number}/-/p{number}-{version}.tgz",
            "integrity": f"sha512-{version}{number}",
            "deprecated": said,
        }
        for number in range(count)
    }
    return json.dumps({"lockfileVersion": 3, "packages": packages}, indent=1).encode()


def test_a_lock_of_fifty_megabytes_is_read_and_a_larger_one_is_told(tmp_path: Path) -> None:
    base = {"package-lock.json": padded(1000, 50, "1.0.0"), "web/package-lock.json": b"{}"}
    head = {
        "package-lock.json": padded(1000, 50, "1.0.1"),
        "web/package-lock.json": padded(1000, 68, "1.0.1"),
    }
    with between(tmp_path, base, head) as found:
        assert len(found.changed) == 1000
        assert {each.bump for each in found.changed} == {"patch"}
        assert messages(found) == ["web/package-lock.json:1: it has 65 MiB; at most 64 are read"]
        assert isinstance(found.added, Listing)
        assert [dict(gap.known)["manifest"] for gap in found.added.gaps] == [
            "web/package-lock.json"
        ]


def test_a_list_of_any_name_is_read_when_a_manifest_includes_it(tmp_path: Path) -> None:
    base = {
        "requirements.txt": "-r deps.lst\n",
        "deps.lst": "-r more/LIST\n",
        "more/LIST": "idna==3.6\n",
        "pyproject.toml": '[project]\nname = "a"\nversion = "1"\ndynamic = ["dependencies"]\n'
        '[tool.setuptools.dynamic]\ndependencies = {file = ["odd.deps"]}\n',
        "odd.deps": "attrs==1\n",
    }
    head = {**base, "more/LIST": "idna==3.6\nsix==1\n", "odd.deps": "attrs==1\nmock==1\n"}
    with between(tmp_path, base, head) as found:
        added = {each.package.name: each.package.path for each in found.added}
        assert added == {"six": "more/LIST", "mock": "odd.deps"}


def test_a_change_of_what_a_link_leads_to_is_a_gap(tmp_path: Path) -> None:
    base = {"requirements.txt": "-> lists/all", "lists/all": "idna==3.6\n", "a.md": "a"}
    with between(tmp_path / "1", base, {**base, "lists/all": "six==1\n"}) as found:
        assert isinstance(found.added, Listing)
        (gap,) = found.added.gaps
        assert dict(gap.known) == {"manifest": "requirements.txt", "ecosystem": "pypi"}
    with between(tmp_path / "2", base, {**base, "a.md": "b"}) as found:
        assert not isinstance(found.added, Listing) or not found.added.gaps


def test_another_registry_of_a_crate_is_another_source(tmp_path: Path) -> None:
    base = '[package]\nname = "a"\nversion = "1.0.0"\n[dependencies]\nserde = "1"\n'
    head = base.replace('"1"\n', '{version = "1", registry = "other"}\n')
    with between(tmp_path, {"Cargo.toml": base}, {"Cargo.toml": head}) as found:
        assert [(each.package.name, each.bump) for each in found.changed] == [("serde", "source")]


def test_a_dockerfile_is_one_by_its_lower_case_name(tmp_path: Path) -> None:
    with between(tmp_path, {"a": "a"}, {"dockerfile": "FROM alpine:3\n"}) as found:
        assert names(found.added) == ["alpine"]
