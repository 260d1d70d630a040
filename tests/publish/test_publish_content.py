"""What a verdict becomes at a forge: names, conclusions, descriptions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bylaw.facts.place import Place
from bylaw.publish import words
from bylaw.publish.content import MOST_ANNOTATIONS, content
from bylaw.publish.marks import NAME, inline_mark, note_mark, read_inline
from bylaw.publish.model import Spot, Status, Wanted
from bylaw.publish.spots import spots
from bylaw.publish.where import Where
from bylaw.sources.git.shown import Shown
from bylaw.verdict.model import (
    Anchor,
    ChangeSummary,
    Inconclusive,
    JudgedFinding,
    Obligation,
    Outcome,
    RuleCard,
    Verdict,
)

ROOT = Path(__file__).parents[2]
HEAD = "2" * 40
WHERE = Where("github", "", "acme/shop", 7, HEAD, "main")
OWED = Obligation("ai/two", "An agent wrote it.", ("@acme/owners", "@acme/security"))
WAITS = Inconclusive("ai/two", "review.approvals", "no-review", "", "", 1, "deny")
OTHER = Inconclusive("p/other", "file.added_lines", "too-large", "", "", 1, "deny")
BROKEN = Inconclusive("", "change", "untrusted-base", "", "", 1, "deny", fatal=True)


def verdict(outcome: Outcome, code: int, **more: object) -> Verdict:
    change = ChangeSummary("range", "1" * 40, HEAD, 1, 1, 0)
    return replace(Verdict(outcome, code, change), **more)  # type: ignore[arg-type]


def finding(number: int, path: str = "a.txt") -> JudgedFinding:
    return JudgedFinding(
        rule="p/rule",
        level="warn",
        message="It is so.",
        place=Place(path, number),
        anchor=Anchor("line", ""),
        fingerprint=f"{number:032x}",
        line_hash="",
    )


TOO_FEW = replace(finding(1), level="deny")
APPROVALS = RuleCard("p/rule", "p", "", "deny", "deny", requires=("Review.approvals",))
UNREAD = replace(OTHER, rule="p/rule")
TITLE = RuleCard("p/rule", "p", "", "deny", "deny", requires=("Review.title",))


@pytest.mark.parametrize(
    ("given", "conclusion", "state"),
    [
        (verdict("passed", 0), "success", "success"),
        (verdict("passed-with-unknowns", 0), "neutral", "success"),
        (verdict("denied", 1), "failure", "failure"),
        (verdict("denied", 0), "neutral", "success"),
        (
            verdict("inconclusive", 3, inconclusive=(WAITS,), obligations=(OWED,)),
            "action_required",
            "pending",
        ),
        (
            verdict("inconclusive", 3, inconclusive=(WAITS, OTHER), obligations=(OWED,)),
            "failure",
            "error",
        ),
        (verdict("inconclusive", 3, inconclusive=(BROKEN,)), "failure", "error"),
        (
            verdict("denied", 1, inconclusive=(WAITS,), obligations=(OWED,)),
            "failure",
            "failure",
        ),
    ],
)
def test_conclusions_and_states(given: Verdict, conclusion: str, state: str) -> None:
    assert (words.conclusion(given), words.state(given)) == (conclusion, state)


@pytest.mark.parametrize(
    ("given", "state", "said"),
    [
        (verdict("passed", 0), "success", "No rule waits for approvals."),
        (
            verdict("inconclusive", 3, inconclusive=(WAITS,), obligations=(OWED,)),
            "pending",
            "1 rule waits for approvals: @acme/owners, @acme/security",
        ),
        (
            verdict("denied", 1, inconclusive=(WAITS,), obligations=(OWED,)),
            "pending",
            "1 rule waits for approvals: @acme/owners, @acme/security",
        ),
        (
            verdict("inconclusive", 3, inconclusive=(BROKEN,)),
            "error",
            "The change could not be judged.",
        ),
        (
            verdict("denied", 1, findings=(TOO_FEW,), rules=(APPROVALS,)),
            "pending",
            "1 rule waits for approvals.",
        ),
        (
            verdict("inconclusive", 3, inconclusive=(UNREAD,), rules=(APPROVALS,)),
            "pending",
            "1 rule waits for approvals.",
        ),
        (
            verdict("denied", 0, findings=(TOO_FEW,), rules=(APPROVALS,), fail_on="never"),
            "success",
            "No rule waits for approvals.",
        ),
        (
            verdict("denied", 1, findings=(TOO_FEW,), rules=(TITLE,)),
            "success",
            "No rule waits for approvals.",
        ),
    ],
)
def test_the_status_of_approvals(given: Verdict, state: str, said: str) -> None:
    _, review = words.statuses(given, "bylaw", "main")
    assert review == Status("bylaw/review (main)", state, said)  # type: ignore[arg-type]


def test_descriptions_are_short_enough() -> None:
    owed = replace(OWED, who=tuple(f"@acme/team-{number}" for number in range(90)))
    given = verdict("inconclusive", 3, inconclusive=(WAITS,), obligations=(owed,))
    for status in words.statuses(given, "bylaw", "main"):
        assert len(status.description) <= 140


@pytest.mark.parametrize(
    ("name", "target", "shown"),
    [
        ("bylaw", "main", "bylaw (main)"),
        ("nightly", "main", "bylaw/nightly (main)"),
        ("bylaw", "a\u202eb\n", "bylaw (a\\u{202e}b\\n 005a4b614911)"),
        ("bylaw", "", "bylaw"),
    ],
)
def test_names_carry_the_target(name: str, target: str, shown: str) -> None:
    assert words.named(name, target) == shown


@pytest.mark.parametrize(
    "other", ["Main", "MAIN", "ma\u0131n", "main\u200b", "main\\u{200b}", "main 0", "a" * 201]
)
def test_no_other_branch_answers_for_one(other: str) -> None:
    """Who may make branches may have a commit judged against one whose rules are their own."""
    given = verdict("passed", 0)
    for target in ("main", "main\u200b", "a" * 200):
        mine = {one.context.casefold() for one in words.statuses(given, "bylaw", target)}
        theirs = {one.context.casefold() for one in words.statuses(given, "bylaw", other)}
        assert target == other or not mine & theirs
        assert len(mine) == 2


def test_marks_are_read_as_they_are_written() -> None:
    mark = inline_mark("a.b", "a" * 32, "p/rule")
    assert read_inline(f"{mark}\nbody", "a.b") == ("a" * 32, "p/rule")
    assert read_inline(f"{mark}\nbody", "a") is None
    assert read_inline(f"body\n{mark}", "a.b") is None
    assert "-->" not in inline_mark("a", "a" * 32, "p/--> <img>").removesuffix("-->")
    for name in ("", "-a", "a b", "a-->", "a" * 41, "ä"):
        assert NAME.fullmatch(name) is None
    assert note_mark("a", "verdict") != note_mark("a", "artifact")


def test_annotations_have_a_bound_and_the_rest_is_counted() -> None:
    many = tuple(finding(number + 1) for number in range(MOST_ANNOTATIONS + 5))
    made = content(
        verdict("denied", 1, findings=many), WHERE, Wanted(check_run=True), lambda place: None
    )
    assert made.check is not None
    assert len(made.check.annotations) == MOST_ANNOTATIONS
    assert "5 findings without annotation" in made.check.summary
    assert len(made.check.summary) < 65_535


def test_a_path_that_is_no_text_has_no_remark() -> None:
    odd = replace(finding(1), place=Place("\udcff.txt", 1))
    made = content(
        verdict("denied", 1, findings=(odd,)),
        WHERE,
        Wanted(check_run=True, inline=True),
        lambda place: Spot(place.path, place.path, place.line, None),
    )
    assert made.check is not None
    assert (made.check.annotations, made.inline) == ((), ())
    assert "\\xff" in (made.note or "")


def test_where_the_diff_shows_a_place() -> None:
    shown = {"new.txt": Shown("old.txt", {3: 2, 4: None}, {2: 3, 9: None})}
    spot = spots(shown)
    assert spot(Place("new.txt", 3)) == Spot("new.txt", "old.txt", 3, 2)
    assert spot(Place("new.txt", 4)) == Spot("new.txt", "old.txt", 4, None)
    assert spot(Place("new.txt", 5)) is None
    assert spot(Place("other.txt", 3)) is None
    assert spot(Place("old.txt", 9, side="base")) == Spot("new.txt", "old.txt", None, 9)
    assert spot(Place("old.txt", 3, side="base")) is None


def test_the_schema_that_artifacts_are_held_against_is_the_published_one() -> None:
    """After a change of docs/schemas/report-1.json: copy it to src/bylaw/reports/."""
    published = ROOT / "docs/schemas/report-1.json"
    assert (ROOT / "src/bylaw/reports/report-1.json").read_bytes() == published.read_bytes()
