"""The codes of syntax errors, for `bylaw explain CODE`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bylaw.lang.codes import CodeDoc


def _rule(body: str) -> str:
    return f'rule r {{\n  title "T"\n{body}}}\n'


SYNTAX_CODES: Final[Mapping[str, CodeDoc]] = {
    "argument-order": CodeDoc(
        "A positional argument stands after a named one",
        "Arguments without a name are told apart by their order, so they come first.",
        'let x = f(by: "a", 3)\n',
        'let x = f(3, by: "a")\n',
    ),
    "bad-block": CodeDoc(
        "A text block is written wrongly",
        "A block opens with three quotes, or four around content that holds three, and its text "
        "begins on the next line, so that its indentation can be told.",
        'let x = """one\n  two\n  """\n',
        'let x = """\n  one\n  two\n  """\n',
    ),
    "bad-braces": CodeDoc(
        "The braces of a message do not hold an expression",
        "In a message, `help` and `fix … with`, `{…}` prints the value of an expression. It closes "
        "on its line and holds no quote; `{{` and `}}` print braces.",
        _rule('  deny change "It has {} lines."\n'),
        _rule('  deny change "It has {change.added} lines."\n'),
    ),
    "bad-character": CodeDoc(
        "A character has no meaning in the language",
        "It stands outside of texts, regexes and comments.",
        "let x = 3;\n",
        "let x = 3\n",
    ),
    "bad-date": CodeDoc(
        "A date is not in the calendar",
        "Dates are written year-month-day.",
        "let x = 2026-02-30\n",
        "let x = 2026-02-28\n",
    ),
    "bad-escape": CodeDoc(
        "A text holds an unknown escape",
        r"Escapes are `\n`, `\t`, `\"`, `\\` and `\u{…}` with a code point in hexadecimal. "
        "Text blocks and regexes are taken as they stand.",
        'let x = "a\\d"\n',
        'let x = "a\\\\d"\n',
    ),
    "bad-name": CodeDoc(
        "A name is written in the wrong way",
        "Rules and tags are small letters, digits and hyphens (`no-raw-sql`); everything else is "
        "letters, digits and `_` (`max_lines`), because a hyphen is a minus there.",
        "let max-lines = 3\n",
        "let max_lines = 3\n",
    ),
    "bad-number": CodeDoc(
        "A number, duration or size is written wrongly or is too large",
        "Whole numbers have 64 bits and no leading zero. Units of time are w d h m s, of size kB "
        "MB GB KiB MiB GiB.",
        "let x = 10mb\n",
        "let x = 10MB\n",
    ),
    "bad-regex": CodeDoc(
        "A regex is not closed, or has an unknown flag",
        "A regex stands between slashes on one line, with the flags i, m and s behind it.",
        "let x = a matches /b/x\n",
        "let x = a matches /b/i\n",
    ),
    "chained-comparison": CodeDoc(
        "Two comparisons in a row",
        "`1 < x < 3` reads well and means different things in different languages; here it is "
        "not allowed.",
        "let x = 1 < a < 3\n",
        "let x = 1 < a and a < 3\n",
    ),
    "extra-bracket": CodeDoc(
        "A bracket closes nothing",
        "Each closing bracket needs an opening one before it.",
        "let x = a)\n",
        "let x = a\n",
    ),
    "file-too-large": CodeDoc(
        "A policy file is too large",
        "Files are bounded, so that a hostile one cannot stop the gate.",
        "",
        "",
    ),
    "incomplete-if": CodeDoc(
        "An `if` without `then` or `else`",
        "`if` is a value and so needs one for both cases.",
        "let x = if a then b\n",
        "let x = if a then b else c\n",
    ),
    "keyword-as-name": CodeDoc(
        "A word of the language is used as a name",
        "The words of expressions, as `in`, `every` and `has`, cannot be names; all others can.",
        "let every = 3\n",
        "let each = 3\n",
    ),
    "language-version": CodeDoc(
        "The file is written for another version of the language",
        "`bylaw 1` on the first line names the version.",
        "bylaw 7\n",
        "bylaw 1\n",
    ),
    "missing-has": CodeDoc(
        "A quantifier without `has`",
        "`some`, `every` and `no` name a thing, say where it comes from, and after `has` what is "
        "true of it.",
        "let x = some f in fs where f.is_test\n",
        "let x = some f in fs has f.is_test\n",
    ),
    "missing-message": CodeDoc(
        "An outcome without a message",
        "After `deny`, `warn` or `note` stand a place and a message for people.",
        _rule("  deny change\n"),
        _rule('  deny change "It is too large."\n'),
    ),
    "missing-place": CodeDoc(
        "An outcome without a place",
        "Each finding says where it is: a line, a file, a dependency, or `change` as a whole.",
        _rule('  deny "It is too large."\n'),
        _rule('  deny change "It is too large."\n'),
    ),
    "missing-type": CodeDoc(
        "A param, an argument or a result without its type",
        "What comes from outside and what a `def` takes and returns is typed.",
        "param x = 3\n",
        "param x: int = 3\n",
    ),
    "missing-value": CodeDoc(
        "A value is missing",
        "An operator or a keyword needs a value behind it.",
        "let x = a and\n",
        "let x = a and b\n",
    ),
    "misspelled-word": CodeDoc(
        "A word that looks like one of the language",
        "At this place only certain words can stand, and this is none of them.",
        _rule('  unles a\n  deny change "No."\n'),
        _rule('  unless a\n  deny change "No."\n'),
    ),
    "not-utf-8": CodeDoc(
        "A policy file is not UTF-8",
        "Policy files are UTF-8, with or without a byte order mark.",
        "",
        "",
    ),
    "order": CodeDoc(
        "The parts of a rule or test stand in the wrong order",
        "A rule is its metadata, then its clauses, then its outcome, then `on unknown`. A test is "
        "what is given, then what is expected.",
        _rule('  deny change "No."\n  where a\n'),
        _rule('  where a\n  deny change "No."\n'),
    ),
    "repeated-part": CodeDoc(
        "A part stands twice",
        "A rule has one outcome with at most one `help` and one `fix`; an option of a given file "
        "or commit stands once.",
        _rule('  deny change "No."\n    help "a"\n    help "b"\n'),
        _rule('  deny change "No."\n    help "a"\n'),
    ),
    "rule-without-outcome": CodeDoc(
        "A rule that says nothing",
        "A rule ends with `deny`, `warn` or `note`, a place and a message.",
        _rule("  where a\n"),
        _rule('  where a\n  deny change "No."\n'),
    ),
    "tab": CodeDoc(
        "A tab stands between words",
        "A tab has no width of its own, so carets and layouts would differ between editors. "
        "`bylaw fmt` writes spaces. Inside texts a tab is allowed.",
        "let x =\t3\n",
        "let x = 3\n",
    ),
    "test-without-expect": CodeDoc(
        "A test that expects nothing",
        "It could not fail.",
        'test "t" {\n  given review unknown\n}\n',
        'test "t" {\n  given review unknown\n  expect r passes\n}\n',
    ),
    "too-deep": CodeDoc(
        "An expression is nested too deeply",
        "Expressions are at most 100 deep. Chains of `and` or `or` count as one.",
        "let x = " + "(" * 120 + "1" + ")" * 120 + "\n",
        "let x = (1)\n",
    ),
    "unclosed-block": CodeDoc(
        "A text block is never closed",
        "It closes with as many quotes as it opens with.",
        'let x = """\n  a\n',
        'let x = """\n  a\n  """\n',
    ),
    "unclosed-bracket": CodeDoc(
        "A bracket is not closed",
        "The declaration, or the clause, ends before its closing bracket.",
        "let x = (a and b\n",
        "let x = (a and b)\n",
    ),
    "unclosed-string": CodeDoc(
        "A text has no closing quote",
        "A text closes on its line; longer ones are text blocks in three quotes.",
        'let x = "a\n',
        'let x = "a"\n',
    ),
    "unexpected": CodeDoc(
        "Something stands where it cannot",
        "The label says what could stand there.",
        'use "paths"\n',
        'use "paths" as paths\n',
    ),
    "unknown-declaration": CodeDoc(
        "A line begins no declaration",
        "In the first column stand `use`, `param`, `let`, `def`, `rule` and `test`.",
        "rul x\n",
        "let x = 1\n",
    ),
    "unknown-given": CodeDoc(
        "A test gives something unknown",
        "It gives files, commits, params, a patch, or a document for a kind of fact.",
        'test "t" {\n  given reviews unknown\n  expect r passes\n}\n',
        'test "t" {\n  given review unknown\n  expect r passes\n}\n',
    ),
    "wrong-comment": CodeDoc(
        "A comment of another language",
        "Comments begin with `#` and end with the line.",
        "let x = 3 // three\n",
        "let x = 3 # three\n",
    ),
    "wrong-operator": CodeDoc(
        "An operator of another language",
        "Operators are words: `and`, `or`, `not`, `in`, `matches`; equal is `==`.",
        "let x = a && b\n",
        "let x = a and b\n",
    ),
    "wrong-quotes": CodeDoc(
        "Quotes of another kind",
        'Texts stand in straight double quotes: `"…"`.',
        "let x = 'a'\n",
        'let x = "a"\n',
    ),
}
