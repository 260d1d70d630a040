"""One answer about a change: levels, weights, outcome, exit code, obligations."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, get_args

import pytest

from bylaw.engine.result import Anchor, Edit, Finding, Missing, RuleResult
from bylaw.facts.place import Place, Side, Unknown
from bylaw.verdict.judge import judge
from bylaw.verdict.model import (
    ChangeSummary,
    Inconclusive,
    JudgedFinding,
    Level,
    RuleCard,
    Suppression,
    Verdict,
    Weight,
)
from bylaw.verdict.settings import Settings
from bylaw.verdict.weigh import strongest, weight_of

CHANGE = ChangeSummary("range", "a" * 40, "b" * 40, 1, 2, 3)
FILES = {"src/a.py": "one\ntwo\r\n  three\n", "none": ""}


def lines(path: str, side: Side) -> Sequence[str] | None:
    return FILES[path].split("\n") if side == "head" and path in FILES else None


def card(name: str = "r", **more: Any) -> RuleCard:
    return RuleCard(id=f"local/{name}", pack="local", title=name, level="deny", verb="deny", **more)


def found(name: str = "r", line: int = 2, **more: Any) -> Finding:
    place = more.pop("place", Place("src/a.py", line))
    return Finding(f"local/{name}", "deny", place, "No.", Anchor("line"), **more)


def lack(fact: str = "review.labels", **more: Any) -> Missing:
    return Missing(fact, "no-review", "There is no review.", "Give one.", 1, **more)


def run(
    *results: RuleResult, settings: Settings | None = None, cards: Any = (), **more: Any
) -> Verdict:
    cards = cards or [card(one.rule.removeprefix("local/")) for one in results]
    return judge(results, cards, settings or Settings(), CHANGE, lines, **more)


DENIES = RuleResult("local/r", findings=(found(),))
UNKNOWN = RuleResult("local/u", missing=(lack(),))


@pytest.mark.parametrize(
    ("level", "fail_on", "weight", "outcome", "code"),
    [
        ("deny", "deny", None, "denied", 1),
        ("deny", "warn", None, "denied", 1),
        ("deny", "never", None, "denied", 0),
        ("deny", "deny", "deny", "denied", 1),
        ("deny", "never", "deny", "denied", 3),
        ("warn", "deny", None, "passed", 0),
        ("warn", "warn", None, "denied", 1),
        ("warn", "never", "deny", "inconclusive", 3),
        ("note", "warn", None, "passed", 0),
        ("note", "deny", "warn", "passed-with-unknowns", 0),
        ("note", "deny", "pass", "passed-with-unknowns", 0),
        ("off", "deny", None, "passed", 0),
        ("off", "deny", "deny", "inconclusive", 3),
        ("off", "never", "deny", "inconclusive", 3),
    ],
)
def test_outcome_and_exit_code(
    level: Level, fail_on: Any, weight: Weight | None, outcome: str, code: int
) -> None:
    settings = Settings(levels={"local/r": level}, fail_on=fail_on, unknown=weight)
    results = (DENIES, UNKNOWN) if weight else (DENIES,)
    verdict = run(*results, settings=settings)
    assert (verdict.outcome, verdict.exit_code) == (outcome, code)


def test_the_stronger_exit_code_wins() -> None:
    order = (4, 2, 1, 3, 0)
    for first, second in itertools.combinations(order, 2):
        assert strongest([second, first]) == first
    assert strongest([]) == 0


@pytest.mark.parametrize(
    ("settings", "bound", "weight"),
    [
        (Settings(), False, "warn"),
        (Settings(profile="ci"), False, "deny"),
        (Settings(profile="ci", unknown="pass"), False, "pass"),
        (Settings(unknown="pass", configured_unknown="deny"), False, "deny"),
        (Settings(configured_unknown="deny", on_unknown={"local/u": "pass"}), False, "pass"),
        (Settings(on_unknown={"local/u": "pass"}, unknown_floor="warn"), False, "warn"),
        (Settings(on_unknown={"local/u": "warn"}, unknown_floor="deny"), False, "deny"),
        (Settings(on_unknown={"local/u": "deny"}, unknown_floor="warn"), False, "deny"),
        (Settings(on_unknown={"local/u": "pass"}), True, "warn"),
        (Settings(on_unknown={"local/u": "pass"}, profile="ci"), True, "deny"),
        (Settings(on_unknown={"local/u": "pass"}, configured_unknown="deny"), True, "deny"),
        (Settings(unknown="warn", profile="ci"), True, "warn"),
    ],
)
def test_weights(settings: Settings, bound: bool, weight: Weight) -> None:
    assert weight_of("local/u", settings, bound=bound) == weight
    verdict = run(RuleResult("local/u", missing=(lack(bound=bound),)), settings=settings)
    assert verdict.inconclusive[0].weight == weight
    assert verdict.exit_code == (3 if weight == "deny" else 0)
    assert verdict.outcome != "passed"


@pytest.mark.parametrize("weight", get_args(Weight))
def test_fatal_is_inconclusive_whatever_the_weight(weight: Weight) -> None:
    settings = Settings(unknown=weight, on_unknown={"local/u": weight})
    verdict = run(RuleResult("local/u", missing=(lack(fatal=True),)), settings=settings)
    assert (verdict.outcome, verdict.exit_code) == ("inconclusive", 3)
    of_the_run = Unknown("change", "no-base", "No base.", "Fetch more.")
    verdict = run(settings=settings, unknowns=(of_the_run,))
    assert (verdict.outcome, verdict.exit_code) == ("inconclusive", 3)
    assert verdict.inconclusive[0].rule == ""


def test_a_rule_that_is_off_is_not_heard_and_not_listed() -> None:
    off = Settings(levels={"local/r": "off", "local/u": "off"})
    verdict = run(DENIES, UNKNOWN, settings=off)
    assert (verdict.outcome, verdict.rules, verdict.findings) == ("passed", (), ())


def test_levels_by_path_win() -> None:
    def level_at(rule: str, path: str) -> Level | None:
        return "note" if path == "src/a.py" else None

    settings = Settings(levels={"local/r": "warn"}, level_at=level_at)
    other = replace(found(), place=Place("lib/b.py", 1))
    verdict = run(RuleResult("local/r", findings=(found(), other)), settings=settings)
    assert [(f.place.path, f.level) for f in verdict.findings] == [
        ("lib/b.py", "warn"),
        ("src/a.py", "note"),
    ]
    assert verdict.rules[0].level == "warn"


@pytest.mark.parametrize(
    ("facts", "requires", "owed"),
    [
        (["review.approvals"], (), True),
        (["review.approvals", "review.approvals.count"], (), True),
        (["Review.approvals"], (), True),
        (["review.approvals", "review.labels"], (), False),
        (["review"], ("Review.approvals", "Change.files"), True),
        (["review"], ("Review.approvals", "Review.labels"), False),
        (["review.labels"], (), False),
    ],
)
def test_obligations(facts: list[str], requires: tuple[str, ...], owed: bool) -> None:
    result = RuleResult("local/u", missing=tuple(map(lack, facts)))
    cards = [card("u", why="Two read more than one.", requires=requires)]
    who = {"local/u": ("@org/pay",)}
    verdict = run(result, cards=cards, settings=Settings(unknown="deny"), approvers=who)
    assert [(o.rule, o.why, o.who) for o in verdict.obligations] == (
        [("local/u", "Two read more than one.", ("@org/pay",))] if owed else []
    )
    assert (verdict.exit_code, len(verdict.inconclusive)) == (3, len(facts))


def test_what_is_left_of_an_unknown_that_is_accepted_in_part_is_owed() -> None:
    class Labels:
        def of_finding(self, finding: JudgedFinding) -> None:
            return None

        def of_unknown(self, unknown: Inconclusive) -> Suppression | None:
            return Suppression("waiver") if unknown.fact == "review.labels" else None

    result = RuleResult("local/u", missing=(lack("review.approvals"), lack("review.labels")))
    assert run(result).obligations == ()
    verdict = run(result, accepted=[Labels()])
    assert [one.rule for one in verdict.obligations] == ["local/u"]


def test_not_applicable_passes_unless_a_catalog_is_required() -> None:
    result = RuleResult("local/r", status="not-applicable")
    verdict = run(result)
    assert (verdict.outcome, verdict.not_applicable) == ("passed", ("local/r",))
    verdict = run(result, settings=Settings(required=frozenset({"catalog"}), unknown="pass"))
    assert (verdict.exit_code, verdict.inconclusive[0].reason) == (3, "no-catalog")


def test_findings_are_sorted_whatever_order_rules_come_in() -> None:
    first = RuleResult("local/z", findings=(found("z", 3), found("z", 1)))
    second = RuleResult("local/a", findings=(found("a", 3), found("a", 2)))
    there, back = run(first, second), run(second, first)
    assert there == back
    assert [(f.place.line, f.rule) for f in there.findings] == [
        (1, "local/z"),
        (2, "local/a"),
        (3, "local/a"),
        (3, "local/z"),
    ]


def test_excerpts_show_two_lines_around_without_line_ends() -> None:
    excerpt = run(RuleResult("local/r", findings=(found(line=1),))).findings[0].excerpt
    assert excerpt is not None
    assert (excerpt.first_line, excerpt.lines) == (1, ("one", "two", "  three"))
    for place in (Place("gone.py", 1), Place("src/a.py", 9), Place("src/a.py", scope="file")):
        verdict = run(RuleResult("local/r", findings=(found(place=place),)))
        assert verdict.findings[0].excerpt is None


def test_a_place_in_the_base_has_no_hash_of_the_head() -> None:
    base = run(RuleResult("local/r", findings=(found(place=Place("src/a.py", 1, side="base")),)))
    head = run(RuleResult("local/r", findings=(found(line=1),)))
    assert base.findings[0].line_hash == ""
    assert head.findings[0].line_hash.endswith(":1")


def edit(line: int, column: int, end_line: int = 0, end_column: int = 0) -> Edit:
    return Edit(Place("src/a.py", line, column, end_line, end_column), "x")


@pytest.mark.parametrize(
    ("edits", "sound"),
    [
        ([edit(1, 1, 1, 4)], True),
        ([edit(1, 1)], True),
        ([edit(2, 4, 2, 4)], True),
        ([edit(1, 1, 3, 8)], True),
        ([edit(1, 1, 1, 3), edit(1, 3, 1, 4)], True),
        ([edit(1, 1, 1, 3), edit(1, 2, 1, 4)], False),
        ([edit(2, 1, 2, 5)], False),
        ([edit(1, 5)], False),
        ([edit(4, 1)], False),
        ([edit(3, 1, 2, 1)], False),
        ([edit(0, 1)], False),
        ([edit(1, 0, 1, 2)], False),
        ([edit(1, 3, 1, 2)], False),
        ([Edit(Place("gone.py", 1), "x")], False),
        ([Edit(Place("src/a.py", 1, side="base"), "x")], False),
        ([edit(1, 1, 1, 2), edit(9, 1)], False),
    ],
)
def test_edits_stand_only_within_the_file(edits: list[Edit], sound: bool) -> None:
    verdict = run(RuleResult("local/r", findings=(found(edits=tuple(edits)),)))
    assert verdict.findings[0].edits == (tuple(edits) if sound else ())
