"""CODEOWNERS as GitHub reads it: the examples of its documentation, and git as an oracle."""

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bylaw.sources.catalog.patterns import Patterns
from bylaw.sources.owners.github import regex_of
from bylaw.sources.owners.interface import Owners
from bylaw.sources.owners.read import read

DOCUMENTED = r"""
# Each line is a file pattern followed by one or more owners.
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/* docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
/apps/github/keep @doctocat
with\ space.md @spacer
"""


def names(owners: Owners, path: str) -> list[str]:
    return [f"{owner.kind} {owner.name}" for owner in owners.of(path)]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("README", ["user @global-owner1", "user @global-owner2"]),
        ("src/a/b.js", ["user @js-owner"]),
        ("main.go", ["email docs@example.com"]),
        ("a/b/notes.txt", ["team @octo-org/octocats"]),
        ("build/logs/x/y.js", ["user @octocat"]),
        ("x/build/log/y.c", ["user @global-owner1", "user @global-owner2"]),
        ("docs/guide.md", ["user @doctocat"]),
        ("src/apps/x.c", ["user @octocat"]),
        ("scripts/a/b.sh", ["user @doctocat", "user @octocat"]),
        ("deeply/nested/logs/a.c", ["user @octocat"]),
        ("apps/github/a.c", []),
        ("apps/github", []),
        ("apps/githubs/a.c", ["user @octocat"]),
        ("apps/github/keep/a.c", ["user @doctocat"]),
        ("a/with space.md", ["user @spacer"]),
    ],
)
def test_the_documented_examples(path: str, expected: list[str]) -> None:
    assert names(read(".github/CODEOWNERS", DOCUMENTED.encode()), path) == expected


def test_a_star_at_the_end_does_not_reach_below() -> None:
    owners = read("CODEOWNERS", b"docs/* @a\n")
    assert names(owners, "docs/getting-started.md") == ["user @a"]
    assert names(owners, "docs/build-app/troubleshooting.md") == []


def test_a_wrong_line_is_passed_over_and_told() -> None:
    text = (
        b"* @all\n\n  !*.js @a\n[ab].go @b\n\\#x @c\nsrc/ @ok not-an-owner @x/y/z\n"
        b"a***b @d\n*.md @-x\nlib/ @a @b # @nobody\n"
    )
    owners = read("CODEOWNERS", text)
    assert owners.forge == "gitlab", "only GitLab has `!`"
    owners = read("CODEOWNERS", text, "github")
    told = [(one.place.line, one.place.column, one.message) for one in owners.problems]
    passed = ", and GitHub passes over the line"
    assert told == [
        (3, 3, f"`!` does not exclude anything here{passed}"),
        (4, 1, f"`[ ]` is no range of characters here{passed}"),
        (5, 1, f"a pattern cannot begin with `#`{passed}"),
        (6, 10, f"`not-an-owner` is no @user, @org/team or address{passed}"),
        (7, 1, f"`***` means nothing{passed}"),
        (8, 6, f"`@-x` is no @user, @org/team or address{passed}"),
    ]
    assert names(owners, "src/a.c") == ["user @all"]
    assert names(owners, "lib/a.c") == ["user @a", "user @b"]


def test_the_line_that_counts_is_known() -> None:
    (line,) = read("CODEOWNERS", b"* @a\n   *.c @b\n").lines_of("x.c")
    assert (line.pattern, line.place.line, line.place.column, line.place.end_column) == (
        "*.c", 2, 4, 10,
    )  # fmt: skip


PART = st.sampled_from(["a", "b", "ab", "*", "**", "a*", "*b", "?", "a.c", "*.c", "\\a"])
PATTERNS = st.builds(
    lambda start, parts, end: start + "/".join(parts) + end,
    st.sampled_from(["", "", "/"]), st.lists(PART, min_size=1, max_size=4),
    st.sampled_from(["", "", "/"]),
)  # fmt: skip
PATHS = st.lists(
    st.lists(st.sampled_from(["a", "b", "ab", "a.c", "c"]), min_size=1, max_size=5).map("/".join),
    min_size=1, max_size=12, unique=True,
)  # fmt: skip


@pytest.fixture(scope="module")
def ignoring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ignoring")
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    return folder


def ignored(folder: Path, pattern: str, paths: list[str]) -> set[str]:
    """What git itself would ignore by this pattern."""
    (folder / ".gitignore").write_text(pattern + "\n")
    command = ["git", "check-ignore", "--no-index", "--stdin", "-z"]
    environment = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(
        command, cwd=folder, input="\0".join(paths), capture_output=True, text=True,
        env=environment, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    return set(filter(None, done.stdout.split("\0")))


@settings(max_examples=250, deadline=None)
@given(PATTERNS, PATHS)
@example("**/", ["a", "a/b"])
@example("a/**/", ["a/b", "a/b/c"])
@example("a//b", ["a/b", "a/a/b"])
@example("/**", ["a", "a/b"])
@example("a/**/b", ["a/b", "a/a/b", "a/b/c", "b"])
def test_patterns_match_what_git_ignores(ignoring: Path, pattern: str, paths: list[str]) -> None:
    parts = pattern.strip("/").split("/")
    if len(pattern.split("/")) > 1 and parts[-1] == "*" and not pattern.endswith("/"):
        return  # Of git's, `a/*` is the folders in `a` too, and so all below them.
    matching = Patterns([regex_of(pattern)])
    assert {path for path in paths if matching.matching(path)} == ignored(ignoring, pattern, paths)
