"""What a scan finds is what each line, looked at by itself, holds."""

from __future__ import annotations

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.engine import scan
from bylaw.engine.scan import Scanner, for_blocks, globs_of
from bylaw.engine.values import Regex
from bylaw.facts.globs import regex_of
from bylaw.facts.lines import LineBlock

ATOMS = (
    "a", "b", "é", "x+", ".", r"\s", r"\S", r"\s*", r"\b", r"\B", "^", "$", r"\A", r"\z", "[^a]",
    r"[\n]", "[]a]", "[^]]", "[$^]", "[[:alpha:]]", r"\n", r"\Q^$\E", r"\^", r"\$", r"\pL", "()",
    "a?", "b{2}", "(?P<n>a)", "(?s:.)", "(?-m:^)", "(?m:$)", "(?i:A)", r"\x{61}", " ", r"\w*",
)  # fmt: skip
pieces = st.lists(st.sampled_from(ATOMS), max_size=5).map("".join)
patterns = st.one_of(pieces, st.tuples(pieces, pieces).map(lambda two: f"{two[0]}|(?:{two[1]})"))
texts = st.text(st.sampled_from("ab xé^$\tA]\r\x00"), max_size=8)


def right(pattern: str, flags: str) -> bool:
    try:
        Regex(pattern, flags).matches("")
    except re2.error:
        return False
    return True


def block(lines: list[str]) -> LineBlock:
    return LineBlock(None, "f", "".join(f"{line}\n" for line in lines).encode(), [(0, 1)])


def found(scanner: Scanner, lines: list[str]) -> dict[int, list[int]]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.encode()) + 1)
    hits = scanner.scan(block(lines), lambda: None)
    return {number: [starts.index(at) for at in offsets] for number, offsets in hits.items()}


@settings(max_examples=1500, deadline=None)
@given(
    st.lists(
        st.tuples(patterns, st.sampled_from(("", "i", "m", "s", "ims"))), min_size=1, max_size=4
    ),
    st.lists(texts, max_size=6),
    st.sampled_from((1, 4, 4096)),
)
def test_a_scan_finds_the_lines_that_match(
    given_patterns: list[tuple[str, str]], lines: list[str], chunk: int
) -> None:
    chosen = [each for each in dict.fromkeys(given_patterns) if right(*each)]
    scanner = Scanner()
    for each in chosen:
        scanner.number(*each)
    usual, scan.CHUNK = scan.CHUNK, chunk  # type: ignore[misc]
    try:
        hits = found(scanner, lines)
    finally:
        scan.CHUNK = usual  # type: ignore[misc]
    expected = {
        number: at
        for number, each in enumerate(chosen)
        if (at := [i for i, line in enumerate(lines) if Regex(*each).matches(line)])
    }
    assert hits == expected
    for number, each in enumerate(chosen):
        found_alone = [line.number - 1 for line in Regex(*each).lines(block(lines))]
        assert found_alone == expected.get(number, [])


def test_patterns_too_many_for_one_set_are_split() -> None:
    scanner = Scanner()
    for number in range(60):
        scanner.number(f"x{number}.{{0,900}}y.{{0,900}}z", "")
    lines = ["nothing", "x7 y z", "x59" + "." * 500 + "yz"]
    assert found(scanner, lines) == {5: [2], 7: [1], 59: [2]}


def test_a_set_that_runs_out_of_memory_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "_MEMORY", 1 << 15)
    scanner = Scanner()
    words = [f"word{number}[a-z]*end" for number in range(40)]
    for word in words:
        scanner.number(word, "i")
    lines = [f"say word{number}abcEND now" for number in range(40)]
    hits = found(scanner, lines)
    assert all(number in hits[number] for number in range(40))


def test_long_texts_are_scanned_chunk_by_chunk() -> None:
    lines = [f"line {number} " + "é" * (number % 70) for number in range(2000)]
    scanner = Scanner()
    scanner.number(r"^line \d*7\b", "")
    scanner.number("é$", "")
    hits = found(scanner, lines)
    assert hits[0] == [number for number in range(2000) if number % 10 == 7]
    assert hits[1] == [number for number in range(2000) if number % 70]
    alone = Regex("é$").lines(block(lines))
    assert [line.text for line in alone] == [lines[number] for number in hits[1]]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("^a$", "(?m:^)a(?m:$)"),
        (r"\Aa\z", "(?m:^)a(?m:$)"),
        (r"[^$]\^\$", r"[^$]\^\$"),
        (r"\Q^\E$", r"\Q^\E(?m:$)"),
        ("[]^]^", "[]^](?m:^)"),
    ],
)
def test_anchors_hold_at_each_line(pattern: str, expected: str) -> None:
    assert for_blocks(pattern) == expected


PATHS = [
    "src",
    "src/a.py",
    "src/x/b.pyi",
    "a.py",
    "srcs/a.py",
    "x\ny/a.py",
    "é/ü.py",
    "a+b/c[1].py",
]
GLOBS = {
    "src": ["src", "src/a.py", "src/x/b.pyi"],
    "src/": ["src/a.py", "src/x/b.pyi"],
    "src/**": ["src/a.py", "src/x/b.pyi"],
    "*.py": ["a.py"],
    "**/*.py": ["src/a.py", "a.py", "srcs/a.py", "x\ny/a.py", "é/ü.py", "a+b/c[1].py"],
    "src/**/*.{py,pyi}": ["src/a.py", "src/x/b.pyi"],
    "{a,src/a}.py": ["src/a.py", "a.py"],
    "?.py": ["a.py"],
    "[a-c].py": ["a.py"],
    "[!a]/?.py": ["é/ü.py"],
    "a+b": ["a+b/c[1].py"],
    "a+b/c[[]1[]].py": ["a+b/c[1].py"],
    "{src,srcs}/*": ["src/a.py", "srcs/a.py"],
    "**": PATHS,
    "SRC/**": [],
}


@pytest.mark.parametrize("glob", GLOBS)
def test_globs(glob: str) -> None:
    whole = Regex(rf"\A(?:{regex_of(glob)})\z")
    assert [path for path in PATHS if whole.matches(path)] == GLOBS[glob]


def test_many_globs_at_once() -> None:
    masks = globs_of([regex_of(glob) for glob in GLOBS], [[path.encode()] for path in PATHS])
    assert [[path for path, hit in zip(PATHS, mask, strict=True) if hit] for mask in masks] == list(
        GLOBS.values()
    )


@pytest.mark.parametrize("glob", ["", "/", "a[", "{a,b", "[z-a]"])
def test_what_is_no_glob(glob: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        regex_of(glob)
