"""The merge base in a clone of any depth is that of a whole clone."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.sources.git import NotJudged, Repository
from bylaw.sources.git.landing import Ends, land
from bylaw.sources.git.remote import Access, Remote
from bylaw.sources.git.repository import MergeBase

WHO = "committer Ana <ana@example.org> 1767225600 +0000"


History: TypeAlias = tuple[list[list[int]], tuple[int, int]]
"""The parents of each commit, by the numbers of earlier ones; the target branch and the head."""


@st.composite
def anything(draw: st.DrawFn) -> History:
    """Long lines, merges, new roots."""
    parents: list[list[int]] = [[]]
    for number in range(1, draw(st.integers(2, 24))):
        near = st.integers(max(0, number - 3), number - 1)
        anywhere = st.integers(0, number - 1)
        count = draw(st.sampled_from([1, 1, 1, 1, 2, 2, 0]))
        chosen = [draw(near), draw(anywhere)][:count]
        parents.append(sorted(set(chosen), reverse=True))
    which = st.integers(0, len(parents) - 1)
    return parents, (draw(which), draw(which))


@st.composite
def misleading(draw: st.DrawFn) -> History:
    """A branch that left early, and a target that went on and then took in something older.

    By that merge the target is near to its beginning, though the true base is far away.
    """
    fork = draw(st.integers(1, 4))
    parents: list[list[int]] = [[], *([number] for number in range(fork))]
    head = fork
    for _ in range(draw(st.integers(1, 3))):
        parents.append([head])
        head = len(parents) - 1
    parents.append([draw(st.integers(0, fork - 1))])
    old, tip = len(parents) - 1, fork
    for _ in range(draw(st.integers(1, 20))):
        parents.append([tip])
        tip = len(parents) - 1
    parents.append([tip, old])
    return parents, (len(parents) - 1, head)


def written(folder: Path, parents: list[list[int]], ends: tuple[int, int]) -> list[str]:
    """A repository of such a history; the ids of its commits."""
    pieces = []
    for number, before in enumerate(parents, 1):
        name = f"{number}\n"
        pieces.append(
            f"commit refs/heads/c{number}\nmark :{number}\n{WHO}\ndata {len(name)}\n{name}"
        )
        words = ("from", "merge")
        pieces += [f"{words[min(n, 1)]} :{parent + 1}\n" for n, parent in enumerate(before)]
        pieces.append(f"M 100644 inline f{number}\ndata {len(name)}\n{name}\n")
    for name, end in zip(("main", "head"), ends, strict=True):
        pieces.append(f"reset refs/heads/{name}\nfrom :{end + 1}\n\n")
    git(folder, "init", "-q", "--bare", "-b", "main", "--template=")
    data = "".join(pieces).encode()
    git(folder, "fast-import", "--quiet", "--export-marks=marks", data=data)
    marks = dict(line.split(" ") for line in (folder / "marks").read_text().splitlines())
    return [marks[f":{number + 1}"] for number in range(len(parents))]


def git(folder: Path, *words: str, data: bytes | None = None) -> None:
    subprocess.run(["git", *words], cwd=folder, input=data, check=True, capture_output=True)


def said(call: MergeBase | NotJudged) -> object:
    return call.reason if isinstance(call, NotJudged) else (set(call.commits), call.tree, call.head)


def whole(origin: Path, base: str, head: str) -> MergeBase | NotJudged:
    with Repository.open(origin) as repo:
        try:
            return repo.merge_base(base, head)
        except NotJudged as error:
            return error


def landed(clone: Path, origin: Path, head: str) -> MergeBase | NotJudged:
    with Repository.open(clone) as repo:
        try:
            remote = Remote(repo, origin.as_uri(), Access())
            found = land(repo, remote, Ends("main", head)).base
        except NotJudged as error:
            return error
        assert found is not None
        return found


@settings(max_examples=30, deadline=None)
@given(misleading() | anything(), st.integers(1, 24), st.sampled_from(["main", "head"]))
def test_the_base_is_that_of_a_whole_clone_at_every_depth(
    history: History, depth: int, checked_out: str
) -> None:
    parents, ends = history
    with tempfile.TemporaryDirectory() as name:
        origin, clone = Path(name, "origin"), Path(name, "clone")
        origin.mkdir()
        clone.mkdir()
        ids = written(origin, parents, ends)
        base, head = ids[ends[0]], ids[ends[1]]
        git(clone, "init", "-q", "--template=")
        git(clone, "fetch", "-q", f"--depth={depth}", origin.as_uri(),
            f"{checked_out}:refs/remotes/origin/{checked_out}")  # fmt: skip
        assert said(landed(clone, origin, head)) == said(whole(origin, base, head))
