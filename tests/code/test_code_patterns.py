"""What a pattern is: code in some language, with named parts."""

import pytest

from bylaw.sources.code.patterns import could_match, pattern_groups, pattern_problem, pattern_words


@pytest.mark.parametrize(
    "pattern",
    [
        "print($$$ARGS)",
        "$A == $A",
        "def $F($$$ARGS): $$$BODY",
        "func $F() { $$$ }",
        "function $F($$$A) { $$$B }",
        "$X.innerHTML = $Y",
        "try { $$$A } catch ($E) { }",
        "except $E: pass",
        "fmt.Println($$$)",
        "$X.unwrap()",
        "eval($_)",
        "<script src=$X></script>",
        "import $M",
        "resource $T $N { $$$ }",
        "subprocess.run($$$A, shell=True, $$$B)",
    ],
)
def test_a_pattern_that_some_language_reads(pattern: str) -> None:
    assert pattern_problem(pattern) is None


@pytest.mark.parametrize("pattern", ["", "   ", "$$$A", "$X", "f(", "((( $A", ") (", "'''\"\"\"`("])
def test_a_pattern_that_no_language_reads(pattern: str) -> None:
    assert pattern_problem(pattern)


@pytest.mark.parametrize(
    ("pattern", "groups"),
    [
        ("print($$$ARGS)", ("ARGS",)),
        ("$B + $A + $B", ("B", "A")),
        ("f($_, $$$, $_SKIPPED, $A1_B)", ("A1_B",)),
        ("$lower + $$X", ()),
    ],
)
def test_groups(pattern: str, groups: tuple[str, ...]) -> None:
    assert pattern_groups(pattern) == groups


def test_words_leave_metavariables_out() -> None:
    assert pattern_words("cursor.execute($SQL, $$$MORE)") == ("execute", "cursor")


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("print($$$ARGS)", "from __future__ import print_function", False),
        ("print($$$ARGS)", "fingerprint(x)\nprints(y)\nprint2(z)", True),
        ("print($$$ARGS)", "prints(y)\nprint2(z)", False),
        ("print($$$ARGS)", "0or print (x)", True),
        ("os.system($X)", "import os\nsystem('x')", True),
        ("os.system($X)", "import os", False),
        ("foo$X", "foo_bar", True),
        ("$foo", "echo $fooé", True),
        ("a { width: 10px }", "a{width:10px}", True),
        ("$X", "", True),
    ],
)
def test_which_texts_a_parser_has_to_look_at(pattern: str, text: str, expected: bool) -> None:
    assert could_match(pattern, text) is expected
