"""On Django, the imports within it are those that grimp finds: no difference is known."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from hashlib import sha256
from pathlib import Path

import pytest

from bylaw.sources.imports.edges import edges
from bylaw.sources.imports.files import TreeFiles
from bylaw.sources.imports.interface import Reading
from bylaw.sources.imports.parse import readings

NAME = "Django-5.2.tar.gz"
DIGEST = "1a47f7a7a3d43ce64570d350e008d2949abe8c7e21737b351b6a1611277c6d89"
EXPLAINED: dict[tuple[str, str], str] = {}
"""Edges that one of both has and the other has not, and why."""


@pytest.fixture(scope="module")
def django(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of Django's source, from its sdist."""
    folder = tmp_path_factory.mktemp("django")
    words = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary"]
    done = subprocess.run(
        [*words, "django", "--dest", folder, "django==5.2"],
        capture_output=True,
        check=False,
        text=True,
    )
    archive = folder / NAME
    if not archive.exists():
        said = "get Django's sdist: pip download --no-deps --no-binary :all: django==5.2"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{said}\n{done.stderr}")
        pytest.skip(said)
    assert sha256(archive.read_bytes()).hexdigest() == DIGEST
    with tarfile.open(archive) as opened:
        opened.extractall(folder, filter="data")
    return folder / "Django-5.2"


def module(path: str) -> str:
    """The name that Python has for a file."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def ours(root: Path) -> set[tuple[str, str]]:
    names = [str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()]
    sources = [name for name in names if name.startswith("django/") and name.endswith(".py")]
    read = readings((name, name, (root / name).read_bytes()) for name in sources)
    known = {name: each for name, each in read.items() if isinstance(each, Reading)}
    assert len(known) == len(sources) == 883
    found = edges(TreeFiles(names, lambda name: (root / name).read_bytes(), lambda _: {}), known)
    return {
        (module(path), module(each.target.path))
        for path, all_ in found.items()
        for each in all_
        if each.target.path is not None
    }


def theirs(root: Path) -> set[tuple[str, str]]:
    script = """
import sys
sys.path.insert(0, sys.argv[1])
import grimp
graph = grimp.build_graph("django", cache_dir=None)
for one in graph.modules:
    for other in graph.find_modules_directly_imported_by(one):
        print(one, other)
"""
    words = [sys.executable, "-c", script, str(root)]
    done = subprocess.run(words, capture_output=True, check=True, text=True)
    pairs = (line.split(" ") for line in done.stdout.splitlines())
    return {(one, other) for one, other in pairs}


def test_the_edges_are_those_of_grimp(django: Path) -> None:
    mine, known = ours(django), theirs(django)
    assert len(known) > 3000
    assert mine ^ known == set(EXPLAINED)
