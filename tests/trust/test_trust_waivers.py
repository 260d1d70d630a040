"""A change does not accept itself, and what is accepted shows nothing that it must not."""

from __future__ import annotations

import json
from typing import Any

import pytest

import bylaw
from bylaw.reports.interface import Options
from bylaw.reports.registry import FORMATS, load

NOW = "2026-11-26T12:00:00Z"
HOSTILE = (
    "\x1b[31mred \u202egnp \r\n::error::owned ##[error]x %0A @everyone #12 "
    "<script>alert(1)</script> ]]> </details>"
)


def entry(rule: str = "local/no-evil", **more: str) -> str:
    fields = {
        "id": "mine", "rule": rule, "reason": "Trust me", "owner": "mallory",
        "created": "2026-11-20Z", "expires": "2026-12-20Z", **more,
    }  # fmt: skip
    return (
        "waivers:\n  - " + "\n    ".join(f"{k}: {json.dumps(v)}" for k, v in fields.items()) + "\n"
    )


def judged(repo: Any, **said: Any) -> bylaw.Verdict:
    chosen = {"profile": "ci", "base": "main", "head": "change", "now": NOW, **said}
    return bylaw.check(repo.root, **chosen)


def written(verdict: bylaw.Verdict, name: str) -> str:
    text = load(name)(verdict, Options())
    return text if isinstance(text, str) else "".join(text)


def test_a_waiver_that_the_change_adds_counts_for_nothing(repo: Any) -> None:
    repo.branch({"src/a.py": "EVIL\n", ".bylaw/waivers.yaml": entry()})
    verdict = judged(repo)
    assert (verdict.outcome, verdict.exit_code, verdict.suppressed) == ("denied", 1, ())
    (altered,) = [one for one in verdict.notices if "alters its own governance" in one]
    assert ".bylaw/waivers.yaml" in altered
    said = "Waivers of the change count once they have landed, and not for it: mine (1 finding)."
    assert said in verdict.notices
    (own,) = [one for one in verdict.notices if one.startswith("Its own policies would say: ")]
    assert "passed, no finding" in own  # though an owner has to agree to the waiver


@pytest.mark.parametrize(
    "change",
    [
        {"path": "src/b.py"},  # another path
        {"expires": "2026-11-20Z"},  # it has ended
        {"finding": "0" * 32},
    ],
)
def test_a_waiver_that_the_change_widens_counts_as_it_was(
    repo: Any, change: dict[str, str]
) -> None:
    repo.commit({".bylaw/waivers.yaml": entry(**change)})
    repo.branch({"src/a.py": "EVIL\n", ".bylaw/waivers.yaml": entry()})
    assert judged(repo).outcome == "denied"


def test_a_waiver_of_an_old_branch_counts_for_nothing(repo: Any) -> None:
    """The target's tip tells, not the merge base."""
    repo.commit({".bylaw/waivers.yaml": entry()})
    repo.branch({"src/a.py": "EVIL\n"})
    assert judged(repo).outcome == "passed"
    repo.git("checkout", "-q", "main")
    repo.commit({".bylaw/waivers.yaml": None})
    assert judged(repo).outcome == "denied"


def test_a_path_of_waivers_that_the_change_sets_counts_for_nothing(repo: Any) -> None:
    repo.branch(
        {
            "src/a.py": "EVIL\n",
            "bylaw.yaml": "waivers: {path: x.yaml, inline: deny, max_days: 9999}\n",
            "x.yaml": entry(expires="2036-12-20Z"),
        }
    )
    assert judged(repo).outcome == "denied"


def test_a_waiver_file_that_the_change_breaks_breaks_nothing(repo: Any) -> None:
    repo.commit({".bylaw/waivers.yaml": entry(path="src/old.py")})
    repo.branch({"src/a.py": "EVIL\n", ".bylaw/waivers.yaml": "waivers: [\n"})
    verdict = judged(repo)
    assert verdict.outcome == "denied"
    assert any("would be refused" in one for one in verdict.notices)


def test_a_broken_file_at_the_target_judges_nothing(repo: Any) -> None:
    repo.commit({".bylaw/waivers.yaml": entry(rule="local/gone")})
    repo.branch({"src/a.py": "fine\n", ".bylaw/waivers.yaml": entry()})
    with pytest.raises(bylaw.Wrong) as caught:
        judged(repo)
    assert [one.code for one in caught.value.diagnostics] == ["unknown-rule"]


def test_a_first_change_does_not_waive_itself(repo: Any) -> None:
    """With `bootstrap` the change's own policies judge, and none of its waivers."""
    repo.commit({"bylaw.yaml": None, "policies/a.bylaw": None})
    policy = repo.git("show", "HEAD~1:policies/a.bylaw") + "\n"
    repo.branch(
        {
            "bylaw.yaml": "waivers: {inline: deny, break_glass: ['@mallory']}\n",
            "policies/a.bylaw": policy,
            ".bylaw/waivers.yaml": entry(),
            "src/a.py": "EVIL\n",
        }
    )
    verdict = judged(repo)
    assert verdict.outcome == "denied"
    assert any(one.startswith("bootstrap: ") for one in verdict.notices)
    assert any("no change waives itself" in one for one in verdict.notices)


def test_a_comment_does_not_allow_a_denial_that_is_new(repo: Any) -> None:
    repo.commit({"bylaw.yaml": "waivers: {inline: deny}\n"})
    said = "# bylaw: allow local/no-evil until 2026-12-20 -- Trust me"
    repo.branch({"src/a.py": f"{said}\nEVIL = 1\nEVIL = 2  {said}\n"})
    verdict = judged(repo)
    assert (verdict.outcome, len(verdict.findings)) == ("denied", 2)
    assert sum("cannot accept a denial" in one for one in verdict.notices) == 2


@pytest.mark.parametrize(
    "more",
    [
        {"rule": "governance/exceptions-need-an-owner"},
        {"rule": "governance/*-need-an-owner", "missing": "review"},
        {"rule": "governance/rules-need-an-owner", "missing": "review.approvals"},
    ],
)
def test_what_keeps_the_judge_is_not_waived(repo: Any, more: dict[str, str]) -> None:
    """The first of two changes would loosen it, and the second would use that."""
    repo.commit({".bylaw/waivers.yaml": entry(**more)})
    repo.branch({"src/a.py": "fine\n", "bylaw.yaml": "levels: {local/no-evil: off}\n"})
    with pytest.raises(bylaw.Wrong) as caught:
        judged(repo)
    assert [one.code for one in caught.value.diagnostics] == ["bad-waiver"]


def test_a_link_in_place_of_the_file_is_refused(repo: Any) -> None:
    repo.write({"src/w.yaml": entry()})
    (repo.root / ".bylaw").mkdir()
    (repo.root / ".bylaw/waivers.yaml").symlink_to("../src/w.yaml")
    repo.commit({})
    repo.branch({"src/a.py": "EVIL\n"})
    with pytest.raises(bylaw.Wrong) as caught:
        judged(repo)
    assert [one.code for one in caught.value.diagnostics] == ["config-unreadable"]


@pytest.mark.parametrize("name", FORMATS)
def test_no_text_of_a_waiver_acts_on_who_reads_it(repo: Any, name: str) -> None:
    fields = {"reason": HOSTILE, "owner": HOSTILE, "ticket": HOSTILE, "approver": HOSTILE}
    repo.commit({".bylaw/waivers.yaml": entry(**fields)})
    repo.branch({"src/a.py": f"EVIL\nx = 1  # bylaw: allow {HOSTILE}\n"})
    verdict = judged(repo)
    assert len(verdict.suppressed) == 1 and verdict.outcome == "passed"
    text = written(verdict, name)
    assert not {"\x1b", "\u202e", "\r"} & set(text)
    assert not any(row.lstrip().startswith("::error") for row in text.split("\n"))
    assert "##[" not in text
    if name in ("markdown", "html"):
        assert "<script>alert" not in text
    if name == "markdown":
        assert "@everyone" not in text and text.count("</details>") == 1


TOKEN = "ghp_" + "".join(f"{n:04d}" for n in range(2713, 2722))


@pytest.mark.parametrize("name", FORMATS)
def test_a_secret_that_is_waived_is_masked_all_the_same(repo: Any, name: str) -> None:
    rule = (
        'bylaw 1\nrule token {\n  title "No token"\n  tags secrets\n'
        "  for line in change.added_lines\n  for hit in line.find(/gh[po]_[A-Za-z0-9]{36}/)\n"
        '  deny hit "Found {hit.text}"\n}\n'
    )
    waiver = entry("local/token", reason=f"{TOKEN} is of the tests")
    repo.commit({"policies/a.bylaw": rule, ".bylaw/waivers.yaml": waiver})
    repo.branch({"src/a.py": f'token = "{TOKEN}"\n'})
    verdict = judged(repo)
    assert (verdict.outcome, len(verdict.suppressed)) == ("passed", 1)
    assert TOKEN[6:20] not in written(verdict, name)
    late = judged(repo, now="2027-01-01")
    assert late.findings[0].lapsed is not None
    assert TOKEN[6:20] not in written(late, name)
