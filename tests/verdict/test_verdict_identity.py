"""A finding stays itself when unrelated things change."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bylaw.engine.result import Anchor, Finding, RuleResult
from bylaw.facts.place import Place
from bylaw.verdict.judge import judge
from bylaw.verdict.model import ChangeSummary, RuleCard
from bylaw.verdict.settings import Settings

CHANGE = ChangeSummary("range", None, None, 1, 1, 1)


def prints(
    text: str, numbers: list[int], rule: str = "local/r", path: str = "a.py", **more: Any
) -> list[str]:
    """Fingerprints of findings on these lines of one file."""
    cards = [
        RuleCard(rule, "local", "R", "deny", "deny", formerly=more.pop("formerly", ())),
    ]
    message = more.pop("message", "No.")
    places = [Place(path, number, column) for number in numbers for column in more.get("at", (1,))]
    findings = tuple(Finding(rule, "deny", place, message, Anchor("line")) for place in places)
    result = RuleResult(rule, findings=findings)
    split = text.split("\n")
    verdict = judge([result], cards, Settings(), CHANGE, lambda _path, _side: split)
    return [finding.fingerprint for finding in verdict.findings]


LINE = st.text(st.characters(exclude_characters="\n"), max_size=20)


@given(st.lists(LINE, min_size=1, max_size=8), st.lists(LINE, max_size=5))
def test_lines_above_change_nothing(body: list[str], above: list[str]) -> None:
    numbers = list(range(1, len(body) + 1))
    moved = [number + len(above) for number in numbers]
    before = prints("\n".join([*body, "end"]), numbers)
    assert prints("\n".join([*above, *body, "end"]), moved) == before


@given(st.lists(LINE, min_size=1, max_size=8))
def test_every_finding_has_a_fingerprint_of_its_own(body: list[str]) -> None:
    numbers = list(range(1, len(body) + 1))
    answer = prints("\n".join([*body, ""]), [*numbers, *numbers])
    assert len(set(answer)) == len(answer)


def test_the_same_line_twice_is_two_findings() -> None:
    one, two = prints("x\nx\n", [1, 2])
    assert one != two
    assert prints("x\n", [1]) == [one]


def test_two_places_in_one_line_are_two_findings() -> None:
    assert len(set(prints("x x\n", [1], at=(1, 3)))) == 2


def test_indentation_and_message_do_not_matter_but_path_and_text_do() -> None:
    plain = prints("x = 1\n", [1])
    assert prints("    x = 1  \r\n", [1]) == plain
    assert prints("x = 1\n", [1], message="Said otherwise.") == plain
    assert prints("x = 2\n", [1]) != plain
    assert prints("x = 1\n", [1], path="b.py") != plain
    assert prints("x = 1\n", [1], rule="local/other") != plain


def test_a_renamed_rule_keeps_its_findings() -> None:
    old = prints("x\n", [1], rule="local/old")
    assert prints("x\n", [1], rule="local/new", formerly=("local/old",)) == old
    assert prints("x\n", [1], rule="local/x", formerly=("local/new", "local/old")) == old


def anchored(
    anchor: Anchor, place: Place, message: str = "No.", renamed: dict[str, str] | None = None
) -> str:
    result = RuleResult("local/r", findings=(Finding("local/r", "deny", place, message, anchor),))
    cards = [RuleCard("local/r", "local", "R", "deny", "deny")]
    verdict = judge([result], cards, Settings(), CHANGE, lambda *_: ["x", "y", ""], renamed=renamed)
    return verdict.findings[0].fingerprint


def test_a_dependency_is_its_purl_and_manifest() -> None:
    dep = Anchor("dependency", "pkg:npm/left-pad")
    there = anchored(dep, Place("package.json", 1))
    assert anchored(dep, Place("package.json", 2), "Another version.") == there
    assert anchored(dep, Place("web/package.json", 1)) != there
    assert anchored(Anchor("dependency", "pkg:npm/right-pad"), Place("package.json", 1)) != there


def test_an_edge_is_its_components_and_the_change_is_nowhere() -> None:
    edge = Anchor("edge", "web -> db")
    assert anchored(edge, Place("a.py", 1)) == anchored(edge, Place("b.py", 2))
    change = Anchor("change")
    assert anchored(change, Place("a.py", scope="change")) == anchored(
        change, Place("0.py", scope="change")
    )
    file = Anchor("file")
    assert anchored(file, Place("a.py", 1)) == anchored(file, Place("a.py", 2))
    assert anchored(file, Place("a.py", 1)) != anchored(file, Place("b.py", 1))


def test_a_removed_line_follows_its_file() -> None:
    line = Anchor("line")
    old = anchored(line, Place("old.py", 1, side="base"), renamed={"old.py": "new.py"})
    assert old == anchored(line, Place("new.py", 1, side="base"))
    assert old != anchored(line, Place("old.py", 1, side="base"))
