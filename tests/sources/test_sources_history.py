"""On random histories the numbers are git's own, and a patch says the same as the commits."""

from __future__ import annotations

import os
import subprocess
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bylaw.sources.git import PrivateDirectory, read_changes, read_patch
from bylaw.sources.git.selection import DIFF

WORDS = ["a", "b", "c", "", " ", "+", "-", "-- x", "++ y", "@@ -1 +1 @@",
         "diff --git a/x b/x", "\\ No newline at end of file",
         "ü", "\r", "x\ry", "\x0c", "\u2028", "end\u0085"]  # fmt: skip
line = st.sampled_from(WORDS).map(str.encode) | st.binary(max_size=3).map(
    lambda data: data.replace(b"\n", b"").replace(b"\0", b"")
)
ends = st.sampled_from([b"\n", b"\r\n"])


@st.composite
def content(draw: st.DrawFn) -> bytes:
    if draw(st.integers(0, 9)) == 0:
        return draw(st.sampled_from([b"\0", b"a\nb\0\n", b"\x89PNG\0\r\n"]))
    end = draw(ends)
    text = end.join(draw(st.lists(line, max_size=12)))
    return text + draw(st.sampled_from([b"", end]))


@st.composite
def edited(draw: st.DrawFn, data: bytes) -> bytes:
    lines = data.split(b"\n")
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(lines)))
        lines[at : at + draw(st.integers(0, 2))] = draw(st.lists(line, max_size=3))
    return b"\n".join(lines)


NAMES = [
    "a.py",
    "b c.txt",
    "d/e.js",
    'q"uote',
    "tab\there",
    "ümlaut",
    "d/f",
    os.fsdecode(b"\xff.x"),
]
MODES = ["100644", "100755", "120000"]
Files = dict[str, tuple[str, bytes]]


@st.composite
def pair(draw: st.DrawFn) -> tuple[Files, Files]:
    base = draw(
        st.dictionaries(st.sampled_from(NAMES), st.tuples(st.sampled_from(MODES), content()))
    )
    head: Files = {}
    for path, (mode, data) in base.items():
        what = draw(st.sampled_from(["keep", "edit", "edit", "edit", "drop", "move", "mode"]))
        if what == "keep":
            head[path] = (mode, data)
        elif what == "edit":
            head[path] = (mode, draw(edited(data)))
        elif what == "move":
            head[draw(st.sampled_from(NAMES))] = (mode, draw(edited(data)))
        elif what == "mode":
            head[path] = (draw(st.sampled_from(MODES)), data)
    for path in draw(st.lists(st.sampled_from(NAMES), max_size=2)):
        head[path] = (draw(st.sampled_from(MODES)), draw(content()))
    return base, head


def blob_lines(data: bytes) -> list[str]:
    pieces = data.split(b"\n")
    last = pieces.pop()
    lines = [piece.removesuffix(b"\r") for piece in pieces] + ([last] if last else [])
    return [piece.decode(errors="replace") for piece in lines]


def shape(change: Any, *, only_said: bool = False) -> list[Any]:
    """`only_said`: without the modes that a patch leaves out, those of a rename and no more."""
    return [
        (file.path, file.old_path, file.status,
         *(("", "") if only_said and is_moved_only(file) else (file.mode, file.old_mode)),
         file.count("added"), file.count("removed"),
         [(line.number, line.text) for line in file.added_lines],
         [(line.number, line.text) for line in file.removed_lines])
        for file in change.files
    ]  # fmt: skip


def is_moved_only(file: Any) -> bool:
    return file.status == "renamed" and (file.oid, file.mode) == (file.old_oid, file.old_mode)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(pair(), min_size=1, max_size=6))
def test_same_as_git(pairs: list[tuple[Files, Files]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir, saved = folder, tempfile.tempdir
        try:
            with PrivateDirectory() as private:
                trees = [
                    tuple(
                        private.write_files((p, m, d) for p, (m, d) in side.items())
                        for side in both
                    )
                    for both in pairs
                ]
                changes = read_changes(private, trees)  # type: ignore[arg-type]
                for (base, head), ends_, change in zip(pairs, trees, changes, strict=True):
                    check(private, base, head, ends_, change)
        finally:
            tempfile.tempdir = saved
        assert list(Path(folder).iterdir()) == []


def check(private: Any, base: Files, head: Files, trees: Any, change: Any) -> None:
    numstat = private.git.run("diff-tree", "-r", "-z", "--numstat", "-M", "-l1000", *trees)
    fields = iter(numstat.split(b"\0")[:-1])
    counts = {}
    for field in fields:
        added, removed, path = field.split(b"\t", 2)
        if not path:
            next(fields)
            path = next(fields)
        counts[os.fsdecode(path)] = (added, removed)
    assert set(counts) == {file.path for file in change.files}
    for file in change.files:
        added, removed = counts[file.path]
        # of a change of type numstat compares both contents, where the patch says all went and came
        if added != b"-" and file.status != "type-changed":
            assert (file.count("added"), file.count("removed")) == (int(added), int(removed))
        if file.status != "deleted" and b"\0" not in head[file.path][1]:
            whole = blob_lines(head[file.path][1])
            ended = head[file.path][1].endswith(b"\n") or not head[file.path][1]
            assert change.lines_of(file.path) == [*whole, *[""] * ended]
            for line in file.added_lines:
                assert whole[line.number - 1] == line.text
        old = file.old_path or file.path
        if file.status != "added" and b"\0" not in base[old][1]:
            whole = blob_lines(base[old][1])
            for line in file.removed_lines:
                assert whole[line.number - 1] == line.text
    if any(b"\0" in data for side in (base, head) for _, data in side.values()):
        return
    plain = [argument for argument in DIFF if argument not in ("--raw", "-z", "-U0")]
    for context in ("-U0", "-U3"):
        patch = private.git.run(*plain, context, *trees)
        assert shape(read_patch(patch)) == shape(change, only_said=True)


def test_plain_git_agrees_on_a_real_sequence(repo: Any) -> None:
    for number in range(5):
        repo.write("x.txt", "".join(f"{n * (number + 1) % 7}\n" for n in range(30)))
        repo.commit(f"{number}")
    commits = repo.git("rev-list", "--reverse", "HEAD").decode().split()
    from bylaw.sources.git import Repository

    with Repository.open(repo.path) as opened:
        pairs = list(pairwise(commits))
        for (base, head), change in zip(pairs, read_changes(opened, pairs), strict=True):
            out = subprocess.run(
                ["git", "diff", "--numstat", base, head],
                cwd=repo.path,
                capture_output=True,
                check=True,
            ).stdout.split()
            assert [int(out[0]), int(out[1])] == [change.count("added"), change.count("removed")]
            assert (change.base, change.head) == (base, head)
