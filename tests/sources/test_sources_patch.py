"""Patches of git and plain unified diffs, right and wrong."""

from __future__ import annotations

from typing import Any

import pytest

from bylaw.facts.place import Unknown
from bylaw.sources.git import BadPatch, Limits, NotJudged, facts, read_patch


def shape(data: str) -> list[Any]:
    change = read_patch(data.encode())
    return [
        (f.status, f.path, [(n.number, n.text) for n in f.added_lines], f.count("removed"))
        for f in change.files
    ]


HUNK = "@@ -1,3 +1,3 @@ def f():\n one\n-two\n+zwei\n three\n"
RIGHT = {
    "git": ("diff --git a/x.py b/x.py\nindex 1..2 100644\n--- a/x.py\n+++ b/x.py\n" + HUNK, "x.py"),
    "mnemonic": ("diff --git i/x.py w/x.py\n--- i/x.py\n+++ w/x.py\n" + HUNK, "x.py"),
    "no prefix": ("diff --git a/x.py a/x.py\n--- a/x.py\n+++ a/x.py\n" + HUNK, "a/x.py"),
    "blank": ("diff --git a/x y.py b/x y.py\n--- a/x y.py\t\n+++ b/x y.py\t\n" + HUNK, "x y.py"),
    "quoted": (
        'diff --git "a/\\303\\274\\t\\"" "b/\\303\\274\\t\\""\n--- "a/\\303\\274\\t\\""\n'
        '+++ "b/\\303\\274\\t\\""\n' + HUNK,
        'ü\t"',
    ),
    "plain": ("--- a/x.py\n+++ b/x.py\n" + HUNK, "x.py"),
    "diff -u": ("--- x.py\t2026-01-01 10:00\n+++ x.py\t2026-01-02 10:00\n" + HUNK, "x.py"),
    "diff -ru": ("diff -ru o/x.py n/x.py\n--- o/x.py\t2026\n+++ n/x.py\t2026\n" + HUNK, "x.py"),
    "orig": ("--- x.py.orig\n+++ x.py\n" + HUNK, "x.py"),
    "svn": ("Index: x.py\n=====\n--- x.py\t(revision 1)\n+++ x.py\t(revision 2)\n" + HUNK, "x.py"),
    "mail": (
        "From 0123 Mon Sep 17 00:00:00 2001\nSubject: [PATCH] x\n\ntext\n---\n x.py | 2 +-\n\n"
        "diff --git a/x.py b/x.py\n--- a/x.py\n+++ b/x.py\n" + HUNK + "-- \n2.39.5\n\n",
        "x.py",
    ),
    "blank context": ("--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n\n-two\n+zwei\n\n", "x"),
    "CRLF": (("--- a/x.py\n+++ b/x.py\n" + HUNK).replace("\n", "\r\n"), "x.py"),
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_patches(name: str) -> None:
    data, path = RIGHT[name]
    assert shape(data) == [("modified", path, [(2, "zwei")], 1)]


def test_what_a_patch_can_do() -> None:
    data = (
        "diff --git a/new b/new\nnew file mode 100755\nindex 000..1\n--- /dev/null\n+++ b/new\n"
        "@@ -0,0 +1,2 @@\n+a\n+b\n\\ No newline at end of file\n"
        "diff --git a/gone b/gone\ndeleted file mode 100644\n--- a/gone\n+++ /dev/null\n"
        "@@ -1 +0,0 @@\n-x\n"
        "diff --git a/m b/m\nold mode 100644\nnew mode 100755\n"
        "diff --git a/from b/to\nsimilarity index 90%\nrename from from\nrename to to\n--- a/from\n"
        "+++ b/to\n@@ -3 +3 @@\n-p\n+q\n"
        "diff --git a/c1 b/c2\nsimilarity index 100%\ncopy from c1\ncopy to c2\n"
        "diff --git a/e b/e\nnew file mode 100644\nindex 000..e69\n"
        "diff --git a/p b/p\nindex 1..2 100644\nBinary files a/p and b/p differ\n"
        "diff --git a/q b/q\nindex 1..2 100644\nGIT binary patch\nliteral 3\nKc${NkWC8#H2LJ>B\n\n"
        "literal 0\nHcmV?d00001\n\n"
        "diff --git a/l b/l\ndeleted file mode 100644\n--- a/l\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
        "diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+t\n"
        "\\ No newline at end of file\n"
    )
    unread = shape(data)[6][3]
    assert unread.reason == "patch-only"
    assert shape(data) == [
        ("copied", "c2", [], 0),
        ("added", "e", [], 0),
        ("deleted", "gone", [], 1),
        ("type-changed", "l", [(1, "t")], 1),
        ("mode-changed", "m", [], 0),
        ("added", "new", [(1, "a"), (2, "b")], 0),
        ("modified", "p", [], unread),
        ("modified", "q", [], 0),
        ("renamed", "to", [(3, "q")], 1),
    ]
    change = read_patch(data.encode())
    readers = facts(change).readers
    by = {file.path: file for file in change.files}
    assert [readers["File.is_binary"](by[name]) for name in "pq"] == [unread, True]
    assert readers["File.text"](by["new"]) == "a\nb\n"
    assert readers["File.text"](by["to"]).reason == "patch-only"
    assert change.lines_of("to") == ["", "", "q", ""]
    assert change.lines_of("gone", "base") == ["x", ""]
    assert isinstance(readers["Change.commits"](change), Unknown)
    assert readers["Repository.files"](change).reason == "patch-only"
    summary = change.summary()
    assert (summary.kind, summary.files, summary.added, summary.removed) == ("patch", 9, 4, 3)


def test_plain_diff_of_new_and_gone_files() -> None:
    new = "--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+a\n"
    assert shape(new) == [("added", "x", [(1, "a")], 0)]
    gone = "--- o/x\t2026-01-01\n+++ n/x\t1970-01-01 00:00:00 +0000\n@@ -1 +0,0 @@\n-a\n"
    assert shape(gone) == [("deleted", "x", [], 1)]


def test_empty_patch_is_an_empty_change() -> None:
    assert shape("") == shape("\n") == []


GIT = "diff --git a/x b/x\n--- a/x\n+++ b/x\n"
WRONG = {
    "no diff": ("hello\nworld\n", 1),
    "breaks off": (GIT + "@@ -1,3 +1,3 @@\n one\n-two\n", 7),
    "breaks off in a line": (GIT + "@@ -1,2 +1,3 @@\n one\n+tw", 6),
    "next file inside of a hunk": (GIT + "@@ -1,3 +1,3 @@\n one\n" + GIT, 6),
    "more than its head says": (GIT + "@@ -1,1 +1,2 @@\n one\n+two\n+three\n", 7),
    "bad head": (GIT + "@@ -x +1 @@\n one\n", 4),
    "hunk first": ("@@ -1 +1 @@\n-a\n+b\n", 1),
    "combined": ("diff --cc x\n--- a/x\n+++ b/x\n@@@ -1 -1 +1 @@@\n", 1),
    "out": ("--- a/../../etc/passwd\n+++ b/../../etc/passwd\n@@ -1 +1 @@\n-a\n+b\n", 1),
    "absolute": ("--- /etc/passwd\n+++ /etc/passwd\n@@ -1 +1 @@\n-a\n+b\n", 1),
    "twice": (GIT + "@@ -1 +1 @@\n-a\n+b\n" + GIT + "@@ -1 +1 @@\n-b\n+c\n", 7),
    "nameless": ("diff --git what is this\nold mode 100644\nnew mode 100755\n", 1),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_patches_say_where(name: str) -> None:
    data, line = WRONG[name]
    with pytest.raises(BadPatch) as caught:
        read_patch(data.encode())
    assert caught.value.line == line
    assert "\n" not in caught.value.message


def test_bounds() -> None:
    with pytest.raises(NotJudged) as caught:
        read_patch(RIGHT["git"][0].encode(), Limits(diff=20))
    assert caught.value.reason == "diff-too-large"
    change = read_patch(RIGHT["git"][0].encode(), Limits(added_text=2))
    assert change.added_lines.gaps[0].reason == "too-large"


def test_source_that_is_binary_is_a_gap() -> None:
    data = "diff --git a/x.py b/x.py\nindex 1..2 100644\nBinary files a/x.py and b/x.py differ\n"
    change = read_patch(data.encode())
    assert change.files[0].added_lines.gaps[0].reason == "patch-only"
