"""How a diagnostic is shown, also when the policy is hostile to a terminal."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bylaw.lang.diagnostic import Diagnostic, Note
from bylaw.lang.render import render, render_all

PLAIN = Diagnostic(
    "unknown-field", "File has no field `pth`", "policies/payments.bylaw", 24, 14, 24, 17,
    label="did you mean `path`?", help="`bylaw facts File` lists its fields",
    source="  where file.pth in web",
)  # fmt: skip


def test_the_page() -> None:
    assert render(PLAIN) == (
        "policies/payments.bylaw:24:14: error[unknown-field]: File has no field `pth`\n"
        "   |\n"
        "24 |   where file.pth in web\n"
        "   |              ^^^ did you mean `path`?\n"
        "   = help: `bylaw facts File` lists its fields"
    )


def test_a_tab_and_a_wide_character_before_the_caret() -> None:
    shown = render(replace(PLAIN, source="\t漢 pth", column=4, end_column=7, label=""))
    assert shown.splitlines()[2:4] == ["24 |     漢 pth", "   |        ^^^"]


def test_a_span_over_several_lines_ends_with_its_first() -> None:
    shown = render(replace(PLAIN, end_line=26, end_column=3, label=""))
    assert shown.splitlines()[3] == "   |              ^^^^^^^^^^"


def test_a_long_line_is_cut_around_the_caret() -> None:
    source = "x" * 500 + " pth " + "y" * 500
    excerpt = render(replace(PLAIN, source=source, column=502, end_column=505)).splitlines()
    assert len(excerpt[2]) < 180
    assert excerpt[2][excerpt[3].index("^") :].startswith("pth ")


def test_a_file_as_a_whole_and_notes() -> None:
    whole = Diagnostic("no-rules", "There is no rule in it", "a.bylaw", help="Write one")
    assert render(whole) == "a.bylaw: error[no-rules]: There is no rule in it\n  = help: Write one"
    noted = replace(PLAIN, notes=(Note("it is declared", "b.bylaw", 3, 5),))
    assert render(noted).endswith("\n   = note: it is declared at b.bylaw:3:5")
    assert render_all([whole, whole]).count("\n\n") == 1
    assert render_all([]) == ""


def test_colour_only_adds_colour() -> None:
    import re

    assert re.sub(r"\x1b\[[0-9;]*m", "", render(PLAIN, color=True)) == render(PLAIN)
    assert "\x1b" not in render(PLAIN)


@given(st.text(), st.text(), st.integers(1, 30), st.integers(0, 30))
def test_no_text_reaches_the_terminal_as_a_command(
    message: str, source: str, column: int, end: int
) -> None:
    hostile = replace(
        PLAIN, message=message, label=message, help=message, path=message or "x",
        source=source.replace("\n", " "), column=column, end_column=end,
    )  # fmt: skip
    shown = render(hostile).replace("\n", "")
    assert all(
        each.isprintable() or each == "\N{NO-BREAK SPACE}" or each.isspace() for each in shown
    )
    assert not set(shown) & {"\x1b", "\r", "\t", "\x07", "\u202e", "\u2066", "\u200b", "\x85"}
    assert len(render(hostile).splitlines()) <= 5 or "\u2028" not in shown
