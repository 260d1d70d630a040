"""The console, the comment and the annotations: what people see, and how much of it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from unicodedata import combining, east_asian_width

import pytest

from bylaw.facts.place import Place
from bylaw.reports.registry import FORMATS
from bylaw.verdict.model import Edit, Excerpt, JudgedFinding, Level, Verdict


def columns(text: str) -> int:
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


@pytest.mark.parametrize("width", [20, 40, 80, 120])
@pytest.mark.parametrize("name", ["passed", "denied", "unjudged", "attacked"])
def test_no_row_is_wider_than_the_terminal(
    name: str, width: int, verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    rows = render("console", verdicts[name], width=width).splitlines()
    labels = ("warn[", "deny[", "note[", "unknown[", "approval[", "next: ")
    wide = [row for row in rows if columns(row) > width and not row.startswith(labels)]
    assert wide == []


def test_a_pass_is_one_line(verdicts: dict[str, Verdict], render: Callable[..., str]) -> None:
    text = render("console", verdicts["passed"])
    assert text == "passed: 5 rules, 12 files (+120 -4) · built-in pack start\n"


def test_quiet_is_the_summary_alone(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    text = render("console", verdicts["denied"], quiet=True, width=200)
    assert text.count("\n") == 1 and text.startswith("denied: 2 deny, 3 warn, 2 note")


def test_quiet_is_one_line_on_a_narrow_terminal(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    assert render("console", verdicts["denied"], quiet=True, width=40).count("\n") == 1


def test_the_next_command_is_not_broken(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    command = "bylaw explain payments/no-raw-sql --policy governance/payments"
    text = render("console", replace(verdicts["denied"], next_command=command), width=40)
    assert text.endswith(f"\nnext: {command}\n")


def test_no_change_is_said_in_words(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    change = replace(verdicts["passed"].change, files=0, added=0, removed=0)
    text = render("console", replace(verdicts["passed"], change=change))
    assert text == "passed: 5 rules, nothing changed · built-in pack start\n"


def test_blank_neighbours_at_the_edges_are_left_out(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    finding = replace(
        verdicts["denied"].findings[0],
        place=Place("a.py", 4, 1),
        excerpt=Excerpt(1, ("import os", "", "", "eval(x)", "", "  ")),
    )
    text = render("console", replace(verdicts["denied"], findings=(finding,)))
    rows = [row for row in text.splitlines() if re.match(r"\d \|", row)]
    assert rows == ["1 | import os", "2 |", "3 |", "4 | eval(x)"]


def carets(text: str, render: Callable[..., str], verdict: Verdict, **place: int) -> str:
    """What stands above the carets."""
    finding: JudgedFinding = replace(
        verdict.findings[0],
        place=Place("a", 1, place["first"], 1, place["last"]),
        excerpt=Excerpt(1, (text,)),
    )
    rows = render("console", replace(verdict, findings=(finding,)), width=60).splitlines()
    index = next(i for i, row in enumerate(rows) if re.fullmatch(r"  \| +\^+", row))
    start, size = rows[index].index("^"), rows[index].count("^")
    covered, at = "", 0
    for character in rows[index - 1]:
        if start <= at < start + size:
            covered += character
        at += columns(character)
    return covered


@pytest.mark.parametrize(
    ("text", "first", "last", "covered"),
    [
        ("abc def", 5, 8, "def"),
        ("\tabc def", 6, 9, "def"),
        ("寿司 def", 4, 7, "def"),
        ("寿司 def", 1, 3, "寿司"),
        ("cafe\u0301 def", 7, 10, "def"),
        ("\x1b[31m def", 7, 10, "def"),
        ("\u202e def", 3, 6, "def"),
        ("x" * 150 + " def " + "y" * 50, 152, 155, "def"),
        ("寿" * 90 + " def", 92, 95, "def"),
        ("def", 4, 4, ""),
    ],
)
def test_carets_stand_under_what_is_meant(
    text: str,
    first: int,
    last: int,
    covered: str,
    verdicts: dict[str, Verdict],
    render: Callable[..., str],
) -> None:
    shown = carets(text, render, verdicts["denied"], first=first, last=last)
    assert shown == covered


def test_a_whole_line_is_underlined_without_its_margins(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    shown = carets("    call()  ", render, verdicts["denied"], first=1, last=0)
    assert shown == "call()"


def test_what_lies_behind_the_excerpt_is_not_shown_wrongly(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    place = Place("a", 1, 2500, 1, 2503)
    finding = replace(
        verdicts["denied"].findings[0],
        place=place,
        excerpt=Excerpt(1, ("x" * 2000,)),
        edits=(Edit(place, "y"),),
    )
    text = render("console", replace(verdicts["denied"], findings=(finding,)))
    assert "1 | xxx" in text and "^" not in text and "fix" not in text


def crowd(verdict: Verdict, count: int, message: str = "No.") -> Verdict:
    levels: tuple[Level, ...] = ("note", "warn", "deny")
    findings = tuple(
        replace(verdict.findings[0], level=levels[i % 3], message=f"{message} {i}")
        for i in range(count)
    )
    return replace(verdict, findings=findings, inconclusive=(), obligations=(), notices=())


def test_a_comment_stays_below_the_limit_and_counts_the_rest(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    text = render("markdown", crowd(verdicts["denied"], 3000, "*寿\U0001f600" * 10))
    assert len(text.encode()) < 65_536
    shown = text.count("start/reviewable-size")
    left = re.search(r"\*\*([\d,]+) more entries are not shown here", text)
    assert left is not None and shown + int(left[1].replace(",", "")) == 3000
    assert "### Denied" in text and "### Warnings" not in text
    assert len(render("markdown", crowd(verdicts["denied"], 2, "x" * 200_000)).encode()) < 65_536


def test_what_is_accepted_does_not_flood_the_terminal(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    waived = verdicts["waived"]
    verdict = replace(waived, suppressed=waived.suppressed[1:2] * 250, accepted_unknowns=())
    rows = render("console", verdict).splitlines()
    assert sum(row.startswith("waived[") for row in rows) == 100
    assert "and 150 more that are accepted" in rows
    assert any("250 waived" in row for row in rows)
    text = render("markdown", verdict)
    assert text.count("\n- `src/web/pay.py:3:5`") == 30 and "- and 220 more" in text


def test_annotations_are_the_worst_ten_of_a_kind(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    rows = render("github", crowd(verdicts["denied"], 36)).splitlines()
    for command, plural in (("error", "errors"), ("warning", "warnings"), ("notice", "notices")):
        assert sum(row.startswith(f"::{command} ") for row in rows) == 10
        assert f"2 more {plural} not shown above." in rows
    assert rows[0].startswith("::error ")


def test_annotations_of_what_is_not_in_the_head_have_no_file(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    text = render("github", verdicts["denied"])
    assert "file=src/guard.py" not in text and "file=README.md" not in text
    assert "::warning file=assets/logo.psd,line=1,title=" in text


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_imports_only_what_it_needs(name: str) -> None:
    code = (
        "import sys; from bylaw.reports.registry import load; "
        f"from bylaw.reports.interface import Options; load({name!r}); "
        "heavy = {'sarif_om', 'attr', 'jsonschema', 'yaml', 'lark', 'difflib', 'subprocess'}; "
        "print(*sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_an_approval_says_what_waits_for_it(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    verdict = verdicts["denied"]
    [owed] = verdict.obligations
    places = (Place("bylaw.yaml", 14, 1, 14), Place("a.py", 3, 1, 3), Place("a.py", 3, 1, 3))
    unsure = replace(verdict.inconclusive[0], rule=owed.rule, places=places, weight="deny")
    verdict = replace(verdict, inconclusive=(unsure,))
    head = f"approval[{owed.rule}]: @org/payments, @ana have to approve.\n"
    assert head + "  --> a.py:3:1\n  --> bylaw.yaml:14:1\n  = why: " in render("console", verdict)
    assert f"`{owed.rule}` · `a.py:3:1` · `bylaw.yaml:14:1`  \n" in render("markdown", verdict)
    assert f"::error file=a.py,line=3,endLine=3,col=1,title=bylaw {owed.rule}::" in render(
        "github", verdict
    )
    assert "<code>a.py:3:1</code>, <code>bylaw.yaml:14:1</code>" in render("html", verdict)
