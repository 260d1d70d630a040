"""A patch is read as whoever applies it would read it, or it is refused."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

import bylaw

GIT = "diff --git a/src/a.py b/src/a.py\n--- a/src/a.py\n+++ b/src/a.py\n"
HUNK = "@@ -1 +1 @@\n-one\n+EVIL\n"

REFUSED: dict[str, str | bytes] = {
    "two names in one": "diff --git a/safe.txt b/safe.txt\n--- a/src/a.py\n+++ b/src/a.py\n" + HUNK,
    "two new names": "diff --git a/safe.txt b/safe.txt\n--- a/safe.txt\n+++ b/src/a.py\n" + HUNK,
    "renamed to another": "diff --git a/src/a.py b/src/b.py\nsimilarity index 90%\n"
    "rename from src/a.py\nrename to safe.txt\n--- a/src/a.py\n+++ b/src/b.py\n" + HUNK,
    "copied to another": "diff --git a/src/a.py b/src/b.py\nsimilarity index 90%\n"
    "copy from src/a.py\ncopy to safe.txt\n--- a/src/a.py\n+++ b/src/b.py\n" + HUNK,
    "hunk by another name": GIT + "@@-1 +1@@\n-one\n+EVIL\n",
    "plain hunk by another name": "--- a/src/a.py\n+++ b/src/a.py\n@@-1 +1@@\n-one\n+EVIL\n",
    "text called a submodule": "diff --git a/src/a.py b/src/a.py\nindex 1..2 160000\n"
    "--- a/src/a.py\n+++ b/src/a.py\n" + HUNK,
    "text that becomes a submodule": "diff --git a/src/a.py b/src/a.py\nold mode 100644\n"
    "new mode 160000\n--- a/src/a.py\n+++ b/src/a.py\n" + HUNK,
    "count too small": GIT + "@@ -1 +1,0 @@\n-one\n+EVIL\n",
    "combined": "diff --cc src/a.py\n--- a/src/a.py\n+++ b/src/a.py\n@@@ -1 -1 +1 @@@\n++EVIL\n",
    "out of the repository": "--- a/../src/a.py\n+++ b/../src/a.py\n" + HUNK,
    "out by escapes": 'diff --git "a/\\056\\056/x" "b/\\056\\056/x"\n' + HUNK,
    "UTF-16": (GIT + HUNK).encode("utf-16"),
    "nothing": "no patch\n",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_two_readers_read_in_two_ways_is_refused(repo: Any, name: str) -> None:
    patch = REFUSED[name]
    with pytest.raises(bylaw.Wrong):
        bylaw.check(repo.root, patch=patch if isinstance(patch, bytes) else patch.encode())


@pytest.mark.parametrize(
    "patch",
    [
        "From 1 Mon\nSubject: x\n\n--- a/b\n+++ b/b\nnot a hunk\n---\n\n" + GIT + HUNK + "-- \n2\n",
        (GIT + HUNK).replace("\n", "\r\n"),
        GIT + "@@ -1 +1,2 @@\n-one\n+two\n\\ No newline at end of file\n+EVIL\n",
        GIT + "@@ -1,0 +999999999 @@\n+EVIL\n",
        "--- x/src/a.py\n+++ y/src/a.py\n" + HUNK,
        'diff --git "a/src/a.py" b/src/a.py\n--- "a/src/a.py"\n+++ b/src/a.py\n' + HUNK,
        "diff --git a/src/l b/src/l\nnew file mode 120000\n--- /dev/null\n+++ b/src/l\n"
        "@@ -0,0 +1 @@\n+EVIL\n\\ No newline at end of file\n",
    ],
)
def test_what_is_read_is_found(repo: Any, patch: str) -> None:
    assert bylaw.check(repo.root, patch=patch.encode()).exit_code == 1


@pytest.mark.parametrize("header", ["rename", "rename ", "rename from", "copy to", "old mode"])
def test_a_header_that_breaks_off_is_no_crash(repo: Any, header: str) -> None:
    patch = f"diff --git a/src/a.py b/src/a.py\n{header}\n--- a/src/a.py\n+++ b/src/a.py\n{HUNK}"
    try:
        assert bylaw.check(repo.root, patch=patch.encode()).exit_code == 1
    except bylaw.Wrong as wrong:
        assert wrong.diagnostics[0].code == "bad-patch"


@pytest.mark.parametrize("arguments", [[], ["--binary"]], ids=["named", "packed"])
def test_what_a_patch_calls_binary_is_not_passed_over(repo: Any, arguments: list[str]) -> None:
    """A file called binary by attribute: its text is unpacked, or it was not judged."""
    text = "".join(f"line {number}\n" for number in range(200)) + "EVIL\n"
    repo.branch({".gitattributes": "* -diff\n", "src/data": text})
    patch = subprocess.run(
        ["git", "diff", *arguments, "main", "change"], cwd=repo.root, capture_output=True
    ).stdout
    verdict = bylaw.check(repo.root, patch=patch)
    if arguments:
        assert [(f.place.path, f.place.line) for f in verdict.findings] == [("src/data", 201)]
    else:
        reasons = [one.reason for one in verdict.inconclusive]
        assert (verdict.outcome, reasons) == ("passed-with-unknowns", ["patch-only"])


def test_what_is_binary_is_no_unknown(repo: Any) -> None:
    repo.branch({"src/picture": bytes(range(256)) * 40})
    patch = subprocess.run(
        ["git", "diff", "--binary", "main", "change"], cwd=repo.root, capture_output=True
    ).stdout
    assert bylaw.check(repo.root, patch=patch).outcome == "passed"


@pytest.mark.parametrize(
    "literal", ["literal 999999999\nKcmZ", "literal x\nKcmZ", "delta 3\nKcmZ", 'literal 3\n!!"', ""]
)
def test_what_cannot_be_unpacked_is_not_passed_over(repo: Any, literal: str) -> None:
    patch = f"diff --git a/src/d b/src/d\nindex 1..2 100644\nGIT binary patch\n{literal}\n\n"
    verdict = bylaw.check(repo.root, patch=patch.encode())
    assert [one.reason for one in verdict.inconclusive] == ["patch-only"]
