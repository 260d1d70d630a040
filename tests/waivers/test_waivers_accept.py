"""What a waiver accepts: all that it names has to hold, for as long as it lasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bylaw
from bylaw.config.read import read as read_config
from bylaw.config.waiver_file import read
from bylaw.engine.result import Anchor, Finding, Missing, RuleResult
from bylaw.facts.place import Place, Side
from bylaw.gate.waivers.accept import Waivers
from bylaw.gate.waivers.check import Names
from bylaw.gate.waivers.limits import Limits, limits_within
from bylaw.gate.waivers.packages import is_package
from bylaw.verdict.judge import judge
from bylaw.verdict.model import ChangeSummary, RuleCard, Verdict
from bylaw.verdict.settings import Settings
from tests.waivers.book import NOW, accepted, book, check, gate, stand, start, waiver

CODE = {
    "a.py": "x = 1  # TODO\ny = 2  # HACK\n",
    "lib/b.py": "z = 3  # TODO\nz = 4\nz = 3  # TODO\n",
}
ALL = [
    ("local/no-todo", "a.py", 1),
    ("local/no-hack", "a.py", 2),
    ("local/no-todo", "lib/b.py", 1),
    ("local/no-todo", "lib/b.py", 3),
]


@pytest.mark.parametrize(
    ("fields", "waived"),
    [
        ({}, [0, 2, 3]),
        ({"path": "a.py"}, [0]),
        ({"path": "./a.py"}, [0]),
        ({"path": "lib/**"}, [2, 3]),
        ({"path": "[lib/**, a.py]"}, [0, 2, 3]),
        ({"path": "c.py"}, []),
        ({"rule": "local/no-*", "path": "a.py"}, [0, 1]),
        ({"rule": None, "pack": "local", "path": "a.py"}, [0, 1]),
        ({"component": "library"}, [2, 3]),
        ({"component": "library", "path": "a.py"}, []),
        ({"component": "nowhere"}, []),
        ({"dependency": "left-pad"}, []),
        ({"missing": "file.language"}, []),
        ({"finding": '"00000000000000000000000000000000"'}, []),
        ({"expires": "2026-11-26Z"}, [0, 2, 3]),
        ({"expires": "2026-11-26T12:00:01Z"}, [0, 2, 3]),
        ({"expires": "2026-11-26T12:00:00Z"}, []),
        ({"expires": "2026-11-25Z"}, []),
        ({"expires": "2026-11-25-13:00"}, [0, 2, 3]),
        ({"created": "2026-11-27Z"}, []),
        ({"expires": "2027-05-19Z", "renewed": "[2027-02-18Z]"}, []),
    ],
)
def test_selectors_and_terms(repo: Any, fields: dict[str, Any], waived: list[int]) -> None:
    catalog = "components:\n  library: {paths: [lib/**]}\n  app: {paths: [a.py]}\n"
    start(repo, book(waiver(**fields)), {"architecture.yaml": catalog})
    repo.branch(dict(CODE))
    verdict = gate(repo.root)
    assert [(rule, path, line) for rule, path, line, _ in accepted(verdict)] == [
        ALL[number] for number in waived
    ]
    assert stand(verdict) == [one for number, one in enumerate(ALL) if number not in waived]


def test_one_of_two_equal_findings(repo: Any) -> None:
    start(repo, None)
    repo.branch(dict(CODE))
    second = check(repo.root).findings[3].fingerprint
    repo.git("checkout", "-q", "main")
    start(repo, book(waiver(finding=f'"{second}"')))
    repo.git("checkout", "-q", "change")
    assert [one[1:3] for one in accepted(gate(repo.root))] == [("lib/b.py", 3)]


def test_a_rule_that_has_another_name_now(repo: Any) -> None:
    start(repo, book(waiver(rule="local/todo-free")))
    rules = (repo.root / "policies/a.bylaw").read_text()
    renamed = rules.replace('left"', 'left"\n  formerly "local/todo-free"')
    repo.commit({"policies/a.bylaw": renamed})
    repo.branch({"a.py": "# TODO\n"})
    assert (stand(gate(repo.root)), len(gate(repo.root).suppressed)) == ([], 1)


def test_a_name_that_another_rule_has_now_is_not_followed() -> None:
    old, new = (RuleCard(name, "local", name, "deny", "deny") for name in ("local/a", "local/b"))
    claims = replace(new, formerly=("local/c", "local/a"))
    assert Names.of([claims]).rules["local/a"] == {"local/b"}
    assert Names.of([old, claims]).rules["local/a"] == {"local/a"}


def test_what_has_ended_is_said_beside_the_finding(repo: Any) -> None:
    start(repo, book(waiver(expires="2026-11-22Z"), waiver(id="two", expires="2026-11-23Z")))
    repo.branch({"a.py": "# TODO\n# HACK\n"})
    verdict = gate(repo.root)
    todo, hack = verdict.findings
    assert (verdict.outcome, verdict.exit_code) == ("denied", 1)
    assert todo.lapsed is not None and hack.lapsed is None
    assert (todo.lapsed.id, todo.lapsed.expires) == ("two", "2026-11-23T23:59:59Z")
    assert "2 waivers have ended: one, two. `bylaw waive prune` takes them out." in verdict.notices
    assert verdict.next_command == "bylaw waive renew two --expires 30d"
    repo.git("checkout", "-q", "main")
    repo.commit({"bylaw.yaml": "waivers: {max_days: 5}\n"})
    assert gate(repo.root).next_command == "bylaw waive renew two --expires 5d"


@pytest.mark.parametrize(
    ("expires", "config", "said"),
    [
        ("2026-12-20Z", "{}", None),
        ("2026-12-09Z", "{}", "ends in 13 days"),
        ("2026-12-10Z", "{}", None),
        ("2026-11-27Z", "{}", "ends tomorrow"),
        ("2026-11-26Z", "{}", "ends today"),
        ("2026-12-20Z", "waivers: {warn_days: 30}", "ends in 24 days"),
        ("2026-11-26Z", "waivers: {warn_days: 0}", None),
    ],
)
def test_it_warns_before_the_end(repo: Any, expires: str, config: str, said: str | None) -> None:
    start(repo, book(waiver(expires=expires)), {"bylaw.yaml": config})
    repo.branch({"a.py": "# TODO\n"})
    told = [one for one in gate(repo.root).notices if "The waiver" in one]
    assert told == ([] if said is None else [f"The waiver one of @ana {said}."])


def test_what_is_of_no_use_any_more_is_told_where_that_is_known(repo: Any) -> None:
    entries = (
        waiver(),
        waiver(id="two", path="old.py"),
        waiver(id="three", rule="local/no-hack", path="'*.x'"),
        waiver(id="four", path="gone.py"),
    )
    start(repo, book(*entries), {"old.py": "# TODO\n", "gone.py": "# TODO\n", "a.py": "# TODO\n"})
    repo.branch({"b.py": "1\n", "gone.py": None})

    def idle(verdict: bylaw.Verdict) -> list[str]:
        return [one.split()[2] for one in verdict.notices if "accepts nothing" in one]

    # A diff without such a finding says nothing about a waiver, but for the path it takes away.
    assert idle(gate(repo.root)) == ["four"]
    assert idle(check(repo.root, base=None, whole_tree=True)) == ["three", "four"]
    assert idle(check(repo.root, base=None, whole_tree=True, rules=["*/no-todo"])) == ["four"]


def test_what_could_not_be_judged(repo: Any) -> None:
    rules = """bylaw 1
rule two-approvals {
  title "Two people have read it"
  where review.approvals.count < 2
  deny change "Two have to approve."
}
"""
    missing = waiver(rule="local/two-approvals", missing="review")
    start(repo, book(missing), {"policies/a.bylaw": rules})
    repo.branch({"a.py": "1\n"})
    verdict = gate(repo.root)
    assert (verdict.outcome, verdict.inconclusive, verdict.obligations) == ("passed", (), ())
    ((fact, why),) = [(one.fact, one.suppression) for one in verdict.accepted_unknowns]
    assert fact == "review" and why is not None and why.id == "one"
    # A waiver of findings does not accept that nothing is known.
    repo.git("checkout", "-q", "main")
    start(repo, book(waiver(rule="local/two-approvals")), {"policies/a.bylaw": rules})
    repo.git("checkout", "-q", "change")
    assert gate(repo.root).outcome == "inconclusive"


NODE = "pkg:npm/%40acme/ui"


@pytest.mark.parametrize(
    ("said", "key", "purl", "same"),
    [
        ("@acme/ui", NODE, f"{NODE}@1.0.0", True),
        ("@acme/ui@1.0.0", NODE, f"{NODE}@1.0.0", True),
        ("@acme/ui@1.0.1", NODE, f"{NODE}@1.0.0", False),
        ("ui", NODE, f"{NODE}@1.0.0", False),
        (NODE, NODE, f"{NODE}@1.0.0", True),
        (f"{NODE}@1.0.0", NODE, f"{NODE}@1.0.0", True),
        (f"{NODE}@2.0.0", NODE, f"{NODE}@1.0.0", False),
        ("pkg:pypi/ui", NODE, f"{NODE}@1.0.0", False),
        ("Flask_Login", "pkg:pypi/flask-login", "pkg:pypi/flask-login@0.6", True),
        ("pkg:pypi/Flask-Login", "pkg:pypi/flask-login", "", True),
        ("org.apache:log4j", "pkg:maven/org.apache/log4j", "pkg:maven/org.apache/log4j@1", True),
        ("log4j", "pkg:maven/org.apache/log4j", "pkg:maven/org.apache/log4j@1", False),
    ],
)
def test_packages(said: str, key: str, purl: str, same: bool) -> None:
    assert is_package(said, Anchor("dependency", key, purl)) is same
    assert not is_package(said, Anchor("line", key, purl))


@dataclass(frozen=True)
class Bound:
    max_days: int | None = None
    max_renewals: int | None = None
    inline: bool | None = None
    break_glass: tuple[str, ...] | None = None


def test_the_stricter_of_two_limits_counts() -> None:
    config, wrong = read_config(
        "bylaw.yaml",
        b"waivers: {max_days: 60, max_renewals: 1, inline: deny, break_glass: ['@Ana', '@bob']}\n",
    )
    assert config is not None, wrong
    own = limits_within(config)
    assert (own.max_days, own.max_renewals, own.inline) == (60, 1, "deny")
    assert limits_within(config, Bound()) == own
    assert limits_within(config, Bound(30, 5, True)) == replace(own, max_days=30)
    assert limits_within(config, Bound(90, 0, False)) == replace(own, max_renewals=0, inline="off")
    assert limits_within(config, Bound(break_glass=("@ana", "@eve"))).break_glass == ("@Ana",)
    assert limits_within(config, Bound(break_glass=())).break_glass == ()
    assert limits_within(None, Bound(break_glass=("@ana",))) == limits_within(None) == Limits()


PATHS = ("a.py", "lib/b.py", "lib/c.py")
RULE_NAMES = ("local/x", "local/y", "other/x")
CARDS = [RuleCard(name, name.partition("/")[0], name, "deny", "deny") for name in RULE_NAMES]
WHEN = 1_795_694_400  # 2026-11-26T12:00:00Z

places = st.builds(
    Place, st.sampled_from(PATHS), st.integers(1, 3),
    scope=st.sampled_from(["region", "file", "change"]), side=st.sampled_from(["head", "base"]),
)  # fmt: skip
findings = st.lists(st.tuples(st.sampled_from(RULE_NAMES), places), max_size=8)
unknowns = st.lists(
    st.tuples(
        st.sampled_from(RULE_NAMES), st.sampled_from(["review", "file.lines"]), st.booleans()
    ),
    max_size=4,
    unique=True,
)
entries = st.fixed_dictionaries(
    {"rule": st.sampled_from([*RULE_NAMES, "local/*", "other/?"])},
    optional={
        "path": st.sampled_from(['"lib/**"', "a.py", "[a.py, lib/c.py]"]),
        "missing": st.sampled_from(["review", "file.lines"]),
        "component": st.just("lib"),
        "expires": st.sampled_from(["2026-11-26Z", "2026-11-25Z", "2027-01-01Z"]),
    },
)


def lines(path: str, side: Side) -> Sequence[str] | None:
    return ["one", "two", "one"]


def judged(found: Any, missing: Any, accept: Any) -> Verdict:
    results = [
        RuleResult(
            name,
            findings=tuple(
                Finding(name, "deny", place, "No.", Anchor("line")) for rule, place in found
                if rule == name
            ),
            missing=tuple(
                Missing(fact, "r", "d", "m", 1, fatal=fatal) for rule, fact, fatal in missing
                if rule == name
            ),
        )
        for name in RULE_NAMES
    ]  # fmt: skip
    change = ChangeSummary("range", None, None, 1, 1, 1)
    return judge(results, CARDS, Settings(), change, lines, accepted=accept)


@settings(max_examples=300, deadline=None)
@given(findings, unknowns, st.lists(entries, max_size=4))
def test_nothing_is_lost(found: Any, missing: Any, said: Any) -> None:
    """What stands and what is accepted is together what there is without waivers."""
    texts = [waiver(id=f"w{number}", **each) for number, each in enumerate(said)]
    file, wrong = read("w.yaml", (book(*texts) if texts else "").encode())
    if file is None:
        assert {one.code for one in wrong} == {"bad-waiver"}  # too wide
        return
    waivers = Waivers(
        file.waivers, "w.yaml", Names.of(CARDS), Limits(), WHEN,
        lambda path: "lib" if path.startswith("lib/") else None,
    )  # fmt: skip
    alone, verdict = judged(found, missing, []), judged(found, missing, [waivers])

    def plain(items: Any) -> list[str]:
        return sorted(repr(replace(one, suppression=None)) for one in items)

    assert plain([*verdict.findings, *verdict.suppressed]) == plain(alone.findings)
    assert plain([*verdict.inconclusive, *verdict.accepted_unknowns]) == plain(alone.inconclusive)
    assert all(one.suppression is None for one in verdict.findings)
    assert all(one.suppression is None for one in verdict.inconclusive)
    assert all(one.suppression for one in verdict.suppressed)
    assert all(one.suppression for one in verdict.accepted_unknowns)
    assert not any(one.fatal for one in verdict.accepted_unknowns)
    for one in verdict.suppressed:
        fits = [w for w in file.waivers if one.suppression and w.id == one.suppression.id]
        assert [w.missing for w in fits] == [""] and fits[0].expires.end > WHEN


def test_the_time_of_the_test_is_the_same() -> None:
    from bylaw.gate.clock import moment

    assert moment(NOW) == WHEN
