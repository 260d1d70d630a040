"""Which CODEOWNERS counts, in which dialect; and whatever stands in it, an answer."""

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[2]))
from bylaw.sources.owners.interface import Forge, Owners
from bylaw.sources.owners.read import load, read
from tests.catalog.trees import Files


def found(files: dict[str, bytes | None], forge: Forge | None = None) -> Owners | None:
    return load(Files(files), files.keys(), forge)


@pytest.mark.parametrize(
    ("paths", "forge", "expected"),
    [
        ("CODEOWNERS docs/CODEOWNERS .github/CODEOWNERS", None, (".github/CODEOWNERS", "github")),
        ("CODEOWNERS docs/CODEOWNERS", None, ("CODEOWNERS", "github")),
        ("docs/CODEOWNERS", None, ("docs/CODEOWNERS", "github")),
        (".gitlab/CODEOWNERS CODEOWNERS", None, ("CODEOWNERS", "github")),
        (".gitlab/CODEOWNERS .github/CODEOWNERS", None, (".github/CODEOWNERS", "github")),
        (".gitlab/CODEOWNERS .github/CODEOWNERS", "gitlab", (".gitlab/CODEOWNERS", "gitlab")),
        (".gitlab/CODEOWNERS docs/CODEOWNERS", "gitlab", ("docs/CODEOWNERS", "gitlab")),
        (".gitlab/CODEOWNERS", "github", (".gitlab/CODEOWNERS", "gitlab")),
        ("CODEOWNERS .gitlab-ci.yml", "gitlab", ("CODEOWNERS", "gitlab")),
        ("src/CODEOWNERS", None, None),
    ],
)
def test_the_file_that_counts(
    paths: str, forge: Forge | None, expected: tuple[str, str] | None
) -> None:
    owners = found(dict.fromkeys(paths.split(), b"* @a\n"), forge)
    assert (owners and (owners.path, owners.forge)) == expected


@pytest.mark.parametrize(
    ("text", "forge"),
    [
        ("* @a\n", "github"),
        ("# [Section]\n* @a\n", "github"),
        ("[Section]\n* @a\n", "gitlab"),
        ("  ^[Section][2] @a\n", "gitlab"),
        ("* @a\n!*.c\n", "gitlab"),
        ("* @@owner\n", "gitlab"),
        ("\\#x @a\n", "gitlab"),
        ("* a@@b.example\n", "github"),
    ],
)
def test_the_dialect_is_seen_by_what_only_gitlab_has(text: str, forge: str) -> None:
    assert read("CODEOWNERS", text.encode()).forge == forge


def test_a_file_that_cannot_be_read_says_why() -> None:
    owners = found({"CODEOWNERS": None})
    assert owners is not None
    assert owners.unreadable == "it is a symbolic link"
    assert owners.of("a") == ()
    assert read("CODEOWNERS", b"* @a\0").unreadable == "it is not text"
    assert read("CODEOWNERS", b"#" * (4 << 20)).unreadable == "it is larger than 3 MiB"
    assert read("CODEOWNERS", b"* @a\n" * 50_001).unreadable == "it has more than 50,000 lines"


def test_bytes_that_are_no_text_spoil_their_line_alone() -> None:
    owners = read("CODEOWNERS", b"\xef\xbb\xbf* @a\r\n\xff.c @b\r\n*.d @\xff\r\n")
    assert [owner.name for owner in owners.of("x.c")] == ["@a"]
    assert [one.place.line for one in owners.problems] == [3]


def test_many_lines_answer_as_a_few_do() -> None:
    text = "".join(f"/src/{n}/ @org/t{n}\n" for n in range(5000)) + "*.md @docs\n"
    owners = read("CODEOWNERS", text.encode())
    assert [owner.name for owner in owners.of("src/4321/a.c")] == ["@org/t4321"]
    assert [owner.name for owner in owners.of("src/4321/a.md")] == ["@docs"]
    assert owners.of("src/5000/a.c") == ()


PIECES = st.sampled_from([
    "*", "**", "/", "a", "@a", "@a/b", "a@b.c", " ", "\t", "\n", "#", "!", "[", "]", "^", "\\", "?",
    "-", "[S][2]", "@@owner", "\x1b", "\u2028", "é", "\ufffd", "\r", "***", "{", "}", "(", "|", "$",
])  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(
    st.one_of(st.lists(PIECES, max_size=40).map("".join).map(str.encode), st.binary(max_size=60)),
    st.sampled_from(["CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS"]),
)
def test_any_text(data: bytes, path: str) -> None:
    owners = read(path, data)
    for asked in ("a", "a/b", "*", "\udcff", "é/(|$"):
        lines = owners.lines_of(asked)
        assert set(owners.of(asked)) == {owner for line in lines for owner in line.owners}
    for one in owners.problems:
        assert one.message.isprintable()
        assert 1 <= one.place.line <= data.count(b"\n") + 1
        assert one.place.column >= 1


@pytest.mark.parametrize("piece", ["?", "*", "**/", "a*", "[!a]", "é*"])
@pytest.mark.parametrize("path", [".github/CODEOWNERS", ".gitlab/CODEOWNERS"])
def test_long_patterns_are_bounded(piece: str, path: str) -> None:
    for count in (999 // len(piece), 100_000):
        read(path, f"/{piece * count} @a\n".encode()).of("a/b/c")
