"""What is code and what is comment, case by case: `cases/LANGUAGE/NAME.{source,code,comment}`."""

import io
import re
import tokenize
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bylaw.sources.code.blanking import blank, blank_marked, blank_scanned
from bylaw.sources.code.languages import ALIASES, COMMENT_MARKS, LANGUAGES, SCANNED, syntax_of

CASES = Path(__file__).parent / "cases"
SOURCES = sorted(CASES.glob("*/*.source"))


def language_of(folder: str) -> str:
    return folder.replace("sharp", "#").replace("plus", "+")


def read(path: Path) -> str:
    return path.read_bytes().decode()


def shown(text: str, language: str) -> tuple[str, str]:
    """The code, and the comments, of all lines."""
    scanned = SCANNED.get(language)
    blanking = blank_scanned(text, scanned) if scanned else blank(text, LANGUAGES[language])
    lines = list(enumerate(text.split("\n"), 1))
    return (
        "\n".join(blanking.code(number, line) for number, line in lines),
        "\n".join(blanking.comment(number, line) for number, line in lines),
    )


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_case(source: Path) -> None:
    code, comment = shown(read(source), language_of(source.parent.name))
    assert code == read(source.with_suffix(".code"))
    assert comment == read(source.with_suffix(".comment"))


def test_every_language_has_a_case() -> None:
    assert {language_of(path.parent.name) for path in SOURCES} == {*LANGUAGES, *SCANNED}


def test_every_alias_leads_to_a_language() -> None:
    assert set(ALIASES.values()) <= set(LANGUAGES)


@pytest.mark.parametrize("language", sorted(COMMENT_MARKS))
def test_whole_line_comments(language: str) -> None:
    mark = COMMENT_MARKS[language][-1]
    text = f"{mark} one\n\t {mark} two\nname = a {mark} b\n{mark} evil\rrun\n"
    blanking = blank_marked(text, COMMENT_MARKS[language])
    lines = text.split("\n")
    assert [blanking.comment(n, line) for n, line in enumerate(lines, 1)] == [
        f"{mark} one",
        f"{mark} two",
        "",
        f"{mark} evil",
        "",
    ]
    assert blanking.code(3, lines[2]) == lines[2]
    assert blanking.code(4, lines[3]).strip() == "run"


SNIPPETS = [
    *"\"'`/*#-<>(){}[]\\\n\r\u2028$%:;=+.,|!? \t",
    *("x", "é", "𝔘", '"""', "'''", "/*", "*/", "//", "<<EOS\n", "EOS\n", "${", "#{", 'f"', 'R"('),
    *("class A {", "def f():\n", "=begin\n", "{-", "-}", "[[", "]]", "<?php\n", "?>", "\\\n", "''"),
]
GARBAGE = st.lists(st.sampled_from(SNIPPETS), max_size=40).map("".join)


@pytest.mark.parametrize("language", sorted({*LANGUAGES, *SCANNED}))
@settings(max_examples=60, deadline=None)
@given(text=GARBAGE | st.text(max_size=60).filter(lambda text: text.isprintable()))
@example(text="")
@example(text="\n\n")
def test_blanking_only_ever_blanks(language: str, text: str) -> None:
    code, comment = shown(text, language)
    assert len(code) == len(text)
    assert all(new in (old, " ") for new, old in zip(code, text, strict=True))
    for part, line in zip(comment.split("\n"), text.split("\n"), strict=True):
        letters = iter(line)
        assert all(letter in letters for letter in part if letter != " ")


def names_of(text: str) -> list[tuple[int, int, str]]:
    """What Python itself reads as names, operators and numbers: line, column, text."""
    return [
        (*token.start, token.string)
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type in (tokenize.NAME, tokenize.OP, tokenize.NUMBER)
    ]


def assert_python_sees_no_more(text: str) -> None:
    """Every name that Python reads is left in the code."""
    code = shown(text, "python")[0]
    text = text.replace("\r", "\n")
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    for line, column, name in names_of(text):
        assert code[starts[line - 1] + column :].startswith(name)


TRICKY = [
    "x = 1  # one",
    "evil()",
    "# 'two",
    "y = 'three \\'' + \"#\"; evil()",
    "y = r'\\\\'; evil()",
    '"""four',
    "five",
    '"""',
    "z = '''six''' # seven\revil()",
    'f("""a"b""")',
    'f"{x!r}"',
    "if x: \\\n  evil()",
    "class = 1",
    "lambda: (yield)",
    "t = 'a' \\\n'b'",
    "\x0cevil()  # eight",
    "b = ( # nine",
    ")",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(TRICKY), max_size=8).map("\n".join))
def test_no_code_that_python_runs_is_hidden(text: str) -> None:
    try:
        compile(text.replace("\r", "\n"), "tricky.py", "exec")
    except SyntaxError:
        return
    assert_python_sees_no_more(text)


@pytest.mark.parametrize(
    "path", sorted((CASES.parents[2] / "src").rglob("*.py")), ids=lambda path: path.stem
)
def test_our_own_comments_are_those_that_python_sees(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert_python_sees_no_more(text)
    comments = {
        token.start[0]: token.string
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT
    }
    blanking = blank(text, LANGUAGES["python"])
    for number, line in enumerate(text.split("\n"), 1):
        assert blanking.comment(number, line) == comments.get(number, "").rstrip()


@pytest.mark.parametrize(
    ("language", "extension", "parser"),
    [
        ("python", "py", "python"),
        ("c++", "hpp", "cpp"),
        ("c#", "cs", "csharp"),
        ("shell", "sh", "bash"),
        ("typescript", "tsx", "tsx"),
        ("typescript", "ts", "typescript"),
        ("javascript", "jsx", "javascript"),
        ("hcl", "tf", "hcl"),
        ("starlark", "bzl", "python"),
        ("sql", "sql", None),
        (None, "", None),
    ],
)
def test_parser_of_a_file(language: str | None, extension: str, parser: str | None) -> None:
    syntax = syntax_of(language, extension)
    assert (syntax.parser if syntax else None) == parser
