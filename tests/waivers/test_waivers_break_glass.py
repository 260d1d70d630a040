"""Break-glass: who, for which commit, how long; and what it lets pass."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bylaw.engine.result import Anchor, Finding, Missing, RuleResult
from bylaw.facts.place import Place, Unknown
from bylaw.gate.waivers.break_glass import LASTS, Said, break_glass
from bylaw.verdict.judge import judge
from bylaw.verdict.model import ChangeSummary, RuleCard, Verdict
from bylaw.verdict.settings import Settings
from tests.waivers.book import RULES, gate, start

HEAD = "0123456789abcdef0123456789abcdef01234567"
NOW = 1_795_694_400
ALLOWED = ("@Ana", "@org/on-call")
GOOD = Said("ana", NOW - 3600, f"bylaw: break-glass {HEAD[:10]} -- Payments are down.")


def asked(*comments: Said, head: str | None = HEAD, fail_on: Any = "deny") -> Any:
    return break_glass(comments, head, ALLOWED, NOW, fail_on)


def test_who_may_lets_it_pass() -> None:
    found, refused = asked(GOOD)
    assert refused == ()
    why = found.suppression
    assert (why.kind, why.owner, why.reason) == ("break-glass", "@ana", "Payments are down.")
    assert (why.since, why.expires) == ("2026-11-26T11:00:00Z", "2026-11-27T11:00:00Z")


@pytest.mark.parametrize(
    "body",
    [
        f"bylaw: break-glass {HEAD} -- r",
        f"bylaw: break-glass {HEAD[:7].upper()} -- r",
        f"We have an outage.\r\n\r\nbylaw:  break-glass {HEAD[:8]} \u2014 r\r\n",
        f"```\ncode\n```\nbylaw: break-glass {HEAD[:8]} -- r",
        f"<!-- by a template -->\nbylaw: break-glass {HEAD[:8]} -- r",
    ],
)
def test_ways_to_write_it(body: str) -> None:
    found, _ = asked(replace(GOOD, body=body))
    assert found is not None and found.suppression.reason == "r"


def test_a_team_may() -> None:
    found, _ = asked(replace(GOOD, by="bob", teams=("org/On-Call",)))
    assert found is not None and found.suppression.owner == "@bob"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"by": "mallory"}, "is not in `waivers.break_glass`"),
        ({"by": "mallory", "teams": ("evil/on-call",)}, "is not in `waivers.break_glass`"),
        ({"by": "mallory", "unknown": "No scope."}, "may is not known (No scope)"),
        ({"edited": True}, "the comment was edited"),
        ({"at": NOW - LASTS}, "older than 24 hours"),
        ({"at": NOW + 301}, "after the time of judgement"),
        ({"body": f"bylaw: break-glass {HEAD[:6]} -- r"}, "at least 7 digits"),
        ({"body": "bylaw: break-glass fffffff -- r"}, "another commit"),
        ({"body": f"bylaw: break-glass {HEAD}0 -- r"}, "another commit"),
        ({"body": f"bylaw: break-glass {HEAD[:8]}"}, "it is not written"),
        ({"body": f"bylaw: break-glass {HEAD[:8]} -- "}, "it is not written"),
        ({"body": f"bylaw: break-glass {HEAD[:8]} --\nreason"}, "it is not written"),
        ({"body": "bylaw: break-glass main -- r"}, "it is not written"),
    ],
)
def test_what_does_not_count_is_told(change: dict[str, Any], said: str) -> None:
    found, (refused,) = asked(replace(GOOD, **change))
    assert found is None and said in refused


@pytest.mark.parametrize(
    "body",
    [
        f"> bylaw: break-glass {HEAD[:8]} -- r",
        f"```\nbylaw: break-glass {HEAD[:8]} -- r\n```",
        f"~~~~\n```\nbylaw: break-glass {HEAD[:8]} -- r\n~~~~",
        f"    bylaw: break-glass {HEAD[:8]} -- r",
        f"```\n``` sh\nbylaw: break-glass {HEAD[:8]} -- r\n```",
        f"- ```\n  bylaw: break-glass {HEAD[:8]} -- r\n  ```",
        f"Thanks!\n<!--\nbylaw: break-glass {HEAD[:8]} -- r\n-->",
        f"<!-- never\nclosed\nbylaw: break-glass {HEAD[:8]} -- r",
        f"<PRE>\nbylaw: break-glass {HEAD[:8]} -- r\n</PRE>",
        f"Do not write bylaw: break-glass {HEAD[:8]} -- r",
        f"`bylaw: break-glass {HEAD[:8]} -- r`",
        "",
    ],
)
def test_a_quotation_asks_for_nothing(body: str) -> None:
    assert asked(replace(GOOD, body=body)) == (None, ())


def test_nothing_without_a_commit_or_anybody_named() -> None:
    assert asked(GOOD, head=None)[0] is None
    assert break_glass([GOOD], HEAD, (), NOW)[0] is None


def test_the_last_one_counts() -> None:
    later = replace(GOOD, at=NOW - 60, body=f"bylaw: break-glass {HEAD[:8]} -- still")
    found, _ = asked(later, GOOD, replace(GOOD, by="mallory"))
    assert found.suppression.reason == "still"


def card(name: str, level: Any) -> RuleCard:
    return RuleCard(f"local/{name}", "local", name, level, level)


def judged(fail_on: Any, *unknowns: Unknown, fatal: bool = False) -> Verdict:
    cards = [card("a", "deny"), card("b", "warn"), card("c", "deny"), card("d", "deny")]
    finding = Finding("local/a", "deny", Place("x.py", 1), "No.", Anchor("line"))
    lack = Missing("review", "no-review", "d", "m", 1, fatal=fatal)
    results = [
        RuleResult("local/a", findings=(finding,)),
        RuleResult("local/b", findings=(replace(finding, rule="local/b"),)),
        RuleResult("local/c", missing=(lack,)),
        RuleResult("local/d", missing=(replace(lack, fact="other", fatal=False),)),
    ]
    found, _ = asked(GOOD, fail_on=fail_on)
    settings = Settings(profile="ci", fail_on=fail_on, on_unknown={"local/d": "warn"})
    change = ChangeSummary("range", None, HEAD, 1, 1, 1)
    return judge(
        results, cards, settings, change, lambda path, side: ["x"], accepted=[found],
        unknowns=unknowns,
    )  # fmt: skip


def test_it_lets_denials_pass_and_leaves_the_rest() -> None:
    verdict = judged("deny")
    assert (verdict.outcome, verdict.exit_code) == ("passed-with-unknowns", 0)
    assert [one.rule for one in verdict.findings] == ["local/b"]
    assert [one.rule for one in verdict.suppressed] == ["local/a"]
    assert [one.rule for one in verdict.accepted_unknowns] == ["local/c"]
    assert [one.rule for one in verdict.inconclusive] == ["local/d"]
    assert [one.rule for one in judged("warn").suppressed] == ["local/a", "local/b"]


def test_what_nobody_saw_is_not_let_pass() -> None:
    assert judged("deny", fatal=True).exit_code == 3
    assert judged("deny", Unknown("change", "no-base", "No base.", "Fetch.")).exit_code == 3


def joined(repo: Any, by: str, profile: Any = "ci") -> Any:
    """What accepts the change of a repository, with a comment of somebody on its pull request."""
    from bylaw.gate import sources
    from bylaw.gate.judges import judges
    from bylaw.gate.policies import prepare
    from bylaw.gate.request import Request
    from bylaw.gate.waivers.join import accepted
    from bylaw.packs.cache import Cache
    from bylaw.sources.git.limits import Limits
    from bylaw.sources.git.readers import facts
    from bylaw.sources.git.repository import Repository
    from bylaw.sources.git.selection import Selection, begin, read_change

    request = Request(repo=str(repo.root), base="main", head="change", profile=profile)
    opened = Repository.open(request.repo)
    try:
        at = sources.target(opened, request)
        governance = judges(opened, request, Cache(None), at).governance
        policies = prepare(governance, request, Cache(None), NOW, "main")
        begun = begin(opened, Selection("range", "main", "change", True, ()))
        change = read_change(opened, begun, Limits())
        head = repo.git("rev-parse", "change")
        said = [Said(by, NOW - 60, f"bylaw: break-glass {head[:12]} -- Payments are down.")]
        return accepted(
            governance, policies, change, facts(change), NOW,
            component=lambda path: None, at_target=lambda path: None, comments=said,
        )  # fmt: skip
    finally:
        opened.close()


def test_who_may_is_named_at_the_tip_of_the_target(repo: Any) -> None:
    start(repo, None, {"bylaw.yaml": "waivers: {break_glass: ['@ana']}\n"})
    repo.branch({"a.py": "# TODO\n", "bylaw.yaml": "waivers: {break_glass: ['@ana', '@eve']}\n"})
    found = joined(repo, "ana")
    assert found.emergency is not None and found.sources()[-1] is found.emergency
    found = joined(repo, "eve")
    assert found.emergency is None and found.emergency not in found.sources()
    (refused,) = found.notices
    assert "@eve counts for nothing" in refused
    # Locally nobody attests who wrote what.
    assert joined(repo, "ana", "local").emergency is None


def test_advice_tells_nothing_new_of_what_an_emergency_lets_pass(repo: Any, tmp_path: Path) -> None:
    start(repo, None, {"bylaw.yaml": "waivers: {break_glass: ['@ana']}\n"})
    rules = RULES.replace('title "No HACK"', 'title "Nothing of that"')
    head = repo.branch({"a.py": "# TODO\n", "policies/a.bylaw": rules})
    ana = {"login": "ana"}
    said = {
        "format": 1,
        "number": 7,
        "author": ana,
        "head": head,
        "commits": [{"id": head, "author": ana, "committer": ana}],
        "last_pusher": ana,
        "reviews": [],
        "comments": [
            {
                "by": ana,
                "at": "2026-11-26T11:00:00Z",
                "body": f"bylaw: break-glass {head[:10]} -- Payments are down",
            }
        ],
    }
    file = tmp_path / "review.json"
    file.write_text(json.dumps(said))
    verdict = gate(repo.root, review=str(file))
    assert (verdict.exit_code, verdict.findings) == (0, ())
    assert "local/no-todo" in {one.rule for one in verdict.suppressed}
    (advice,) = [one for one in verdict.notices if one.startswith("Its own policies would say")]
    assert advice == "Its own policies would say: denied, 1 finding."
