"""`bylaw advisories`, from a folder and from a server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bylaw.cli.exit import guarded
from bylaw.sources.advisories.ecosystems import OSV
from tests.advisories.records import affected, record, zipped
from tests.services.server import Asked, Reply, Server

Run = Callable[..., tuple[int, str, str]]
LODASH = record(
    "GHSA-a", affected("lodash", "i0 f4.17.21"), aliases=["CVE-1"], summary="Bad\x1b[31m",
    database_specific={"severity": "HIGH"},
)  # fmt: skip
DJANGO = record("PYSEC-1", affected("django", "i0", ecosystem="PyPI"))


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith(("CI", "GIT_", "BYLAW")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "cache" / "bylaw" / "advisories"


@pytest.fixture
def bylaw(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def run(*args: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["bylaw", *args])
        capfd.readouterr()
        code = guarded(["advisories", *args])
        out, err = capfd.readouterr()
        return code, out, err

    return run


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    """A folder laid out as OSV's bucket."""
    zipped(tmp_path / "mirror" / "npm" / "all.zip", [LODASH], {"bad.json": b"{"})
    zipped(tmp_path / "mirror" / "PyPI" / "all.zip", [DJANGO])
    return tmp_path / "mirror"


def test_from_a_folder(bylaw: Run, mirror: Path, cache: Path) -> None:
    code, out, err = bylaw("pull", "npm", "pypi", "NPM", "--from", str(mirror))
    assert (code, err) == (0, "")
    assert out == "npm: 1 advisory; 1 file could not be read\nPyPI: 1 advisory\n"
    assert sorted(one.name for one in cache.iterdir()) == ["npm.sqlite", "pypi.sqlite"]

    code, out, err = bylaw("show", "pkg:npm/lodash@4.17.20")
    assert (code, err) == (0, "")
    assert out.startswith("GHSA-a  high  mended in 4.17.21  Bad [31m\n  also CVE-1\n  https://")
    assert bylaw("show", "pkg:npm/lodash@4.17.21") == (0, "No advisory affects it.\n", "")
    assert bylaw("show", "pkg:pypi/Django@1.0")[1].startswith("PYSEC-1  unrated  no version mends")


def test_the_age_of_a_folder_is_that_of_its_zip(bylaw: Run, mirror: Path) -> None:
    old = time.time() - 3 * 86400
    os.utime(mirror / "npm" / "all.zip", (old, old))
    bylaw("pull", "npm", "pypi", "--from", str(mirror))
    code, out, _ = bylaw("status")
    rows = {line.split()[0]: line for line in out.splitlines()}
    assert code == 0
    assert rows["npm"].split()[:7] == ["npm", "3", "d", "1", "1", "0.0", "MiB"]
    assert rows["PyPI"].split()[:4] == ["PyPI", "0", "h", "1"]
    assert rows["ecosystem"].split() == [
        "ecosystem",
        "age",
        "advisories",
        "unreadable",
        "size",
        "from",
    ]
    said = json.loads(bylaw("status", "--format", "json")[1])
    ages = {one["ecosystem"]: one["age"] // 86400 for one in said["snapshots"]}
    assert ages == {"npm": 3, "PyPI": 0}


def test_a_broken_snapshot_is_told(bylaw: Run, mirror: Path, cache: Path) -> None:
    bylaw("pull", "npm", "--from", str(mirror))
    (cache / "npm.sqlite").write_bytes(b"rubbish")
    assert "broken" in bylaw("status")[1]
    assert json.loads(bylaw("status", "--format", "json")[1])["snapshots"][0]["broken"] is True
    code, _, err = bylaw("show", "pkg:npm/lodash@1.0.0")
    assert (code, "broken" in err) == (3, True)
    assert bylaw("pull", "npm", "--from", str(mirror))[0] == 0


def test_without_any(bylaw: Run) -> None:
    assert bylaw("status")[:2] == (
        0, "There are no snapshots. Bring them with `bylaw advisories pull`.\n",
    )  # fmt: skip
    assert json.loads(bylaw("status", "--format", "json")[1]) == {"format": 1, "snapshots": []}
    code, out, err = bylaw("show", "pkg:npm/lodash@1.0.0")
    assert (code, out) == (3, "")
    assert 'advisories pull "npm"' in err


def test_those_of_the_repository(bylaw: Run, mirror: Path, tmp_path: Path) -> None:
    repo = tmp_path / "repo"
    (repo / "web").mkdir(parents=True)
    subprocess.run(["git", "init", "-q", "."], cwd=repo, check=True)
    code, _, err = bylaw("pull", "--repo", str(repo), "--from", str(mirror))
    assert (code, "name them" in err) == (2, True)
    (repo / "web" / "package.json").write_text("{}")
    (repo / "requirements.txt").write_text("")
    (repo / "Dockerfile").write_text("FROM x")
    code, out, _ = bylaw("pull", "--repo", str(repo), "--from", str(mirror))
    assert code == 0
    assert [line.split(":")[0] for line in out.splitlines()] == ["npm", "PyPI"]


def test_outside_of_a_repository_they_are_asked_for(bylaw: Run, mirror: Path) -> None:
    assert bylaw("pull", "--from", str(mirror))[0] == 3


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (("pull", "pypy"), "did you mean `pypi`"),
        (("pull", "cobol"), "PyPI"),
        (("show", "lodash"), "pkg:npm/lodash@4.17.20"),
        (("show", "pkg:npm/lodash"), "pkg:npm/lodash@4.17.20"),
        (("pul",), "Did you mean `pull`"),
    ],
)
def test_what_is_called_wrongly(bylaw: Run, args: tuple[str, ...], hint: str) -> None:
    code, out, err = bylaw(*args)
    assert (code, out) == (2, "")
    assert hint.lower() in err.lower()


def test_one_that_fails_does_not_stop_the_others(bylaw: Run, mirror: Path) -> None:
    code, out, err = bylaw("pull", "go", "npm", "--from", str(mirror))
    assert (code, out.split(":")[0]) == (3, "npm")
    assert "There is no file" in err


def test_a_version_that_cannot_be_told(bylaw: Run, mirror: Path) -> None:
    bylaw("pull", "npm", "--from", str(mirror))
    code, out, err = bylaw("show", "pkg:npm/lodash@latest")
    assert (code, out) == (3, "")
    assert "GHSA-a" in err


def test_from_an_address(bylaw: Run, mirror: Path, cache: Path, server: Server) -> None:
    data = {word: (mirror / word / "all.zip").read_bytes() for word in ("npm", "PyPI")}

    def reply(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == '"1"':
            return Reply(None, 304)
        return Reply(data=data[asked.path.split("/")[2]], headers={"ETag": '"1"'})

    for word in data:
        server.answer(f"/osv/{word}/all.zip", reply)
    origin = ("--from", f"{server.url}/osv/")
    first = "npm: 1 advisory; 1 file could not be read\nPyPI: 1 advisory\n"
    assert bylaw("pull", "npm", "PyPI", *origin) == (0, first, "")
    again = "npm: unchanged, 1 advisory; 1 file could not be read\n"
    assert bylaw("pull", "npm", *origin) == (0, again, "")
    assert [asked.headers.get("if-none-match") for asked in server.asked] == [None, None, '"1"']
    assert sorted(one.name for one in cache.iterdir()) == ["npm.sqlite", "pypi.sqlite"]

    (cache / "npm.sqlite").write_bytes(b"rubbish")
    assert bylaw("pull", "npm", *origin)[1].startswith("npm: 1 advisory")
    code, _, err = bylaw("pull", "Go", *origin)
    assert (code, "There is nothing at" in err) == (3, True)


def test_what_is_no_snapshot_replaces_none(
    bylaw: Run, mirror: Path, cache: Path, server: Server
) -> None:
    bylaw("pull", "npm", "--from", str(mirror))
    before = (cache / "npm.sqlite").read_bytes()
    server.say("/npm/all.zip", Reply({"error": "x"}))
    code, out, err = bylaw("pull", "npm", "--from", server.url)
    assert (code, out) == (3, "")
    assert "is no zip" in err
    assert (cache / "npm.sqlite").read_bytes() == before
    assert [one.name for one in cache.iterdir()] == ["npm.sqlite"]


def test_every_ecosystem_by_its_own_address(bylaw: Run, server: Server) -> None:
    bylaw("pull", *OSV, "--from", server.url)
    paths = {asked.path for asked in server.asked}
    assert "/GitHub%20Actions/all.zip" in paths
    assert len(paths) == len(OSV)


def test_without_a_cache_folder(bylaw: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.delenv("HOME", raising=False)
    code, _, err = bylaw("status")
    assert (code, "XDG_CACHE_HOME" in err) == (2, True)


def test_a_cache_folder_that_cannot_be_written(
    bylaw: Run, mirror: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    code, _, err = bylaw("pull", "npm", "--from", str(mirror))
    assert code == 4
    assert "Traceback" not in err
    assert "internal error" not in err


def test_a_run_without_advisories_imports_none_of_it() -> None:
    probe = "import sys, bylaw.cli.group; print(*(n for n in sys.modules if 'advisories' in n))"
    done: Any = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True)
    assert done.stdout == "\n"
