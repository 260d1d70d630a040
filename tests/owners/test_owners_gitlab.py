"""CODEOWNERS as GitLab reads it: sections, exclusions, and its own kind of patterns."""

import pytest

from bylaw.sources.owners.gitlab import regex_of
from bylaw.sources.owners.interface import Owners
from bylaw.sources.owners.read import read

PATTERNS = [
    ("*", "a/b/.c", True),
    ("*.rb", "a/b.rb", True),
    ("README.md", "docs/README.md", True),
    ("internal/README.md", "docs/internal/README.md", True),
    ("/docs", "docs", True),
    ("/docs", "docs/a.md", False),
    ("docs", "docs/a.md", False),
    ("/docs/", "docs/a/b.md", True),
    ("lib/", "a/lib/b/c.rb", True),
    ("/docs/*", "docs/a.md", True),
    ("/docs/*", "docs/a/b.md", False),
    ("/docs/**", "docs/a/b.md", False),
    ("/docs/**/*", "docs/a/b.md", True),
    ("/docs/**/*.md", "docs/a.md", True),
    ("/docs/**/index.md", "docs/a/b/index.md", True),
    ("/docs/index.*", "docs/index.md", True),
    ("/doc?", "docs", True),
    ("/doc?", "doc/", False),
    ("/[a-c].rb", "b.rb", True),
    ("/[!a-c].rb", "b.rb", False),
    ("/[^a-c].rb", "d.rb", True),
    ("/[]x].rb", "].rb", True),
    (r"/[\]x-].rb", "-.rb", True),
    ("/[c-a].rb", "b.rb", False),
    (r"\#file.rb", "#file.rb", True),
    (r"path\ with\ spaces/", "path with spaces/a", True),
    (r"/a\*", "a*", True),
    (r"/a\*", "ab", False),
    ("/**/a", "a", True),
]


@pytest.mark.parametrize(("pattern", "path", "matches"), PATTERNS)
def test_patterns(pattern: str, path: str, matches: bool) -> None:
    owners = read(".gitlab/CODEOWNERS", f"{pattern} @a\n".encode())
    assert not owners.problems
    assert bool(owners.of(path)) == matches


def test_what_is_no_pattern() -> None:
    assert regex_of("/[a") is None


SECTIONS = """
* @default
*.rb @ruby-devs
!/generated/

[Documentation] @docs-team
docs/
README.md
/docs/legal/ @lawyers

^[Database][2] @db/team
model/db/

[documentation]
*.txt @@maintainer
!secret.txt

[Nobody]
empty/
"""


def names(owners: Owners, path: str) -> list[str]:
    return [f"{owner.kind} {owner.name}" for owner in owners.of(path)]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.c", ["user @default"]),
        ("a.rb", ["user @ruby-devs"]),
        ("generated/a.rb", []),
        ("docs/a.md", ["user @default", "user @docs-team"]),
        ("docs/legal/a.md", ["user @default", "user @lawyers"]),
        ("docs/a.txt", ["user @default", "team @@maintainer"]),
        ("docs/secret.txt", ["user @default"]),
        ("model/db/a.rb", ["user @ruby-devs", "team @db/team"]),
        ("empty/a", ["user @default"]),
    ],
)
def test_each_section_has_its_say(path: str, expected: list[str]) -> None:
    assert names(read("CODEOWNERS", SECTIONS.encode()), path) == expected


def test_what_a_section_asks_for_is_known() -> None:
    owners = read("CODEOWNERS", SECTIONS.encode())
    lines = {line.section: line for line in owners.lines_of("model/db/README.md")}
    assert list(lines) == ["", "Documentation", "Database"]
    assert (lines["Database"].optional, lines["Database"].approvals) == (True, 2)
    assert (lines["Documentation"].optional, lines["Documentation"].approvals) == (False, 1)


def test_a_section_is_optional_where_all_of_it_is() -> None:
    owners = read("CODEOWNERS", b"[Doc]\n*.go @a\n^[doc]\n*.rb @b\n^[X]\n!x\n*.rb @c\n")
    assert [line.optional for line in owners.lines_of("a.rb")] == [False, True]


def test_a_pattern_that_is_repeated_stays_where_it_stood_first() -> None:
    owners = read("CODEOWNERS", b"[S]\n*.rb @a\n/lib/ @b\n*.rb @c\n")
    assert names(owners, "lib/x.rb") == ["user @b"]
    assert names(owners, "x.rb") == ["user @c"]


def test_what_gitlab_cannot_make_sense_of_is_told() -> None:
    text = b"""[Open
[] @a
[Doc][x]
^[Opt][3]
[Zero][0] @a
*.a nobody @b
*.b
!*.c @d
!
[Set] @x
/[a @b
"""
    owners = read(".gitlab/CODEOWNERS", text)
    told = [(one.place.line, one.place.column, one.message) for one in owners.problems]
    assert told == [
        (1, 1, "the heading is not closed by `]`"),
        (2, 1, "a section has a name"),
        (3, 1, "`x` is no number of approvals"),
        (4, 1, "a section that is optional asks for no approvals"),
        (5, 1, "a section needs an approval"),
        (6, 5, "`nobody` is no @user, @group, @@role or address"),
        (8, 6, "what is excluded has no owners"),
        (9, 1, "`!` is no pattern of paths"),
        (11, 1, "`/[a` is no pattern of paths"),
    ]
    assert names(owners, "x.a") == ["user @b"]
    assert names(owners, "x.b") == ["user @a"], "the section's"


def test_a_line_without_owners_is_told() -> None:
    (told,) = read(".gitlab/CODEOWNERS", b"* @a\n*.b\n").problems
    assert told.message == "the line names no owner, and GitLab asks nobody for what it matches"
