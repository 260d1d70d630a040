"""Rules about the review, by a file that states one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import bylaw
from bylaw.gate.errors import Wrong
from tests.gate.reviewing import APPROVED, OWNED, approval, stated, written


def judged(repo: Any, **said: Any) -> bylaw.Verdict:
    return bylaw.check(repo.root, base="main", head="change", **said)


def reasons(verdict: bylaw.Verdict) -> set[tuple[str, str]]:
    return {(one.fact, one.reason) for one in verdict.inconclusive}


@pytest.fixture
def head(repo: Any) -> str:
    repo.commit({"policies/a.bylaw": APPROVED})
    found: str = repo.branch({"src/a.py": "a = 1\n"})
    return found


def test_an_approval_counts(repo: Any, head: str, tmp_path: Path) -> None:
    verdict = judged(repo, review=written(tmp_path, stated(head)))
    assert (verdict.outcome, verdict.exit_code) == ("passed", 0)


def test_without_one_it_is_denied(repo: Any, head: str, tmp_path: Path) -> None:
    verdict = judged(repo, review=written(tmp_path, stated(head, reviews=[])))
    assert [one.message for one in verdict.findings] == ["Approved by 0."]
    assert verdict.exit_code == 1


@pytest.mark.parametrize("profile", ["local", "ci"])
def test_outside_of_a_request_it_is_unknown_and_owed(
    repo: Any, head: str, profile: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GITHUB_ACTIONS", "GITLAB_CI"):
        monkeypatch.delenv(name, raising=False)
    verdict = judged(repo, profile=profile)
    assert reasons(verdict) == {("review", "no-review")}
    assert [one.rule for one in verdict.obligations] == ["local/approved"]
    assert verdict.exit_code == (3 if profile == "ci" else 0)


def test_a_request_that_moved_on_is_not_judged(repo: Any, head: str, tmp_path: Path) -> None:
    newer = "2" * 40
    said = stated(newer, reviews=[approval("ben", newer)])
    verdict = judged(repo, review=written(tmp_path, said), profile="ci")
    assert reasons(verdict) == {("review.approvals", "moved-on")}
    assert verdict.exit_code == 3
    assert "222222" in verdict.inconclusive[0].detail


def test_work_that_is_not_committed_was_approved_by_nobody(
    repo: Any, head: str, tmp_path: Path
) -> None:
    repo.write({"src/b.py": "b = 1\n"})
    verdict = bylaw.check(repo.root, base="main", review=written(tmp_path, stated(head)))
    assert reasons(verdict) == {("review.approvals", "not-committed")}


def test_the_trial_merge_of_both_ends_is_the_request(repo: Any, head: str, tmp_path: Path) -> None:
    repo.git("checkout", "-q", "main")
    repo.commit({"c.py": "c = 1\n"})
    repo.git("merge", "-q", "--no-ff", "-m", "Merge", "change")
    repo.git("branch", "-q", "trial")
    repo.git("reset", "-q", "--hard", "HEAD^1")
    said = written(tmp_path, stated(head))
    verdict = bylaw.check(repo.root, base="main", head="trial", review=said)
    assert verdict.outcome == "passed"


def test_a_merge_that_brings_more_than_the_request_is_not_it(
    repo: Any, head: str, tmp_path: Path
) -> None:
    repo.git("checkout", "-q", "-b", "trial", "main")
    repo.commit({"evil.py": "evil = 1\n"})
    repo.git("merge", "-q", "--no-ff", "-m", "Merge", "change")
    said = written(tmp_path, stated(head))
    verdict = bylaw.check(repo.root, base="main", head="trial", review=said)
    assert reasons(verdict) == {("review.approvals", "moved-on")}


def test_owners_by_login_team_and_address(repo: Any, tmp_path: Path) -> None:
    owners = "* @zoe\na.py @Ben\nb.py @acme/pay\nc.py ben@example.org\nd.py @acme/ops\n"
    repo.commit({"policies/a.bylaw": OWNED, "CODEOWNERS": owners})
    head = repo.branch({f"{name}.py": "x = 1\n" for name in "abcde"})
    by = {"login": "ben", "email": "BEN@example.org"}
    said = stated(head, reviews=[approval(by, head, teams=["Acme/Pay"])])
    verdict = judged(repo, review=written(tmp_path, said))
    assert [one.place.path for one in verdict.findings] == ["d.py", "e.py"]


def test_teams_and_addresses_that_are_not_stated_are_unknown(repo: Any, tmp_path: Path) -> None:
    owners = "a.py @ben\nb.py @acme/pay\nc.py ben@example.org\n"
    repo.commit({"policies/a.bylaw": OWNED, "CODEOWNERS": owners})
    head = repo.branch({f"{name}.py": "x = 1\n" for name in "abc"})
    verdict = judged(repo, review=written(tmp_path, stated(head)))
    assert not verdict.findings
    assert [(one.count, one.reason) for one in verdict.inconclusive] == [(2, "not-given")]


def test_who_has_to_approve_is_told(repo: Any, tmp_path: Path) -> None:
    owners = "a.py @ben\nb.py @acme/pay\nz.py @zoe\n"
    repo.commit({"policies/a.bylaw": OWNED, "CODEOWNERS": owners})
    repo.branch({f"{name}.py": "x = 1\n" for name in "ab"})
    [owed] = judged(repo).obligations
    assert (owed.rule, owed.who) == ("local/owned", ("@acme/pay", "@ben"))


ALL = """bylaw 1
rule shown {
  title "Shown"
  let to = review.target_branch
  note change "{review.number} {review.title} {review.author} {to} {review.labels}"
}
rule lost {
  title "Lost"
  for each in review.disregarded
  note change "{each.by} at {each.at}: {each.reason}, {each.is_stale}"
}
"""


def test_what_does_not_count_is_shown_with_its_reason(repo: Any, tmp_path: Path) -> None:
    repo.commit({"policies/a.bylaw": ALL})
    head = repo.branch({"a.py": "x = 1\n"})
    more = {"title": "Pay", "labels": ["hotfix"], "target_branch": "main"}
    said = stated(head, reviews=[approval("ben", "3" * 40), approval("ana", head)], **more)
    verdict = judged(repo, review=written(tmp_path, said))
    assert {one.message for one in verdict.findings} == {
        "7 Pay ana main hotfix",
        "ben at 2026-01-02T03:04:05Z: a commit came after it, true",
        "ana at 2026-01-02T03:04:05Z: @ana opened the request, false",
    }


def test_nothing_of_a_review_is_read_where_no_rule_asks(repo: Any, tmp_path: Path) -> None:
    repo.commit({"policies/a.bylaw": 'bylaw 1\nrule x { title "x" where false warn change "x" }\n'})
    repo.branch({"a.py": "x = 1\n"})
    assert judged(repo, review=str(tmp_path / "missing.json")).outcome == "passed"


BROKEN = {
    "no JSON": "{",
    "a key twice": '{"format": 1, "format": 1}',
    "another format": stated("1" * 40, format=2),
    "an unknown key": stated("1" * 40, approvals=[]),
    "a short commit": stated("1234567"),
    "a state that is none": stated("1" * 40, reviews=[approval("ben", None, "fine")]),
    "a time without zone": stated("1" * 40, reviews=[{**approval("b", None), "at": "2026-01-01"}]),
    "a day that is none": stated(
        "1" * 40, reviews=[{**approval("b", None), "at": "2026-02-31T00:00:00Z"}]
    ),
    "a login with a space": stated("1" * 40, author="a b"),
    "nobody": stated("1" * 40, author={"bot": True}),
    "a list": [],
    "no pusher": {k: v for k, v in stated("1" * 40).items() if k != "last_pusher"},
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_file_that_is_no_review_is_refused(
    repo: Any, head: str, tmp_path: Path, what: str
) -> None:
    file = written(tmp_path, BROKEN[what])
    with pytest.raises(Wrong) as caught:
        judged(repo, review=file)
    assert file in caught.value.diagnostics[0].message


def test_a_file_that_is_not_there_is_refused(repo: Any, head: str, tmp_path: Path) -> None:
    with pytest.raises(Wrong, match="No such file"):
        judged(repo, review=str(tmp_path / "missing.json"))


def test_a_file_that_leaves_a_commit_out_is_no_review_of_the_change(
    repo: Any, head: str, tmp_path: Path
) -> None:
    newest = repo.commit({"src/b.py": "b = 1\n"})
    verdict = judged(repo, review=written(tmp_path, stated(newest)), profile="ci")
    assert reasons(verdict) == {("review.approvals", "incomplete")}
    assert verdict.exit_code == 3
