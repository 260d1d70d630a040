"""Nobody approves their own change, whatever they do to the review, its file, or its commits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import bylaw
from bylaw.gate.errors import Wrong
from tests.gate.reviewing import APPROVED, approval, stated, written

AGENT = {"login": "copilot-swe-agent[bot]", "bot": True}


@pytest.fixture
def head(repo: Any) -> str:
    """A change of ana's that needs an approval."""
    repo.commit({"policies/b.bylaw": APPROVED})
    found: str = repo.branch({"src/a.py": "a = 1\n"})
    return found


def judged(repo: Any, review: str) -> bylaw.Verdict:
    return bylaw.check(repo.root, base="main", head="change", profile="ci", review=review)


def commit(head: str, **more: Any) -> list[dict[str, Any]]:
    return [{"id": head, "author": "ana", "committer": "ana", **more}]


HOLLOW: dict[str, dict[str, Any]] = {
    "by who opened it": {"reviews": [approval("ana", "HEAD")]},
    "by who opened it, in capitals": {"reviews": [approval("ANA", "HEAD")]},
    "by a co-author": {"commits": commit("HEAD", co_authors=["ben"])},
    "by who wrote a commit": {"commits": commit("HEAD", author="ben")},
    "by who committed": {"commits": commit("HEAD", committer="Ben")},
    "by the last pusher": {"last_pusher": "ben"},
    "by who asked the agent": {
        "author": AGENT,
        "commits": [{"id": "HEAD", "author": AGENT, "committer": AGENT}],
        "last_pusher": AGENT,
        "requested_by": ["ben"],
    },
    "by the agent itself": {"reviews": [approval(AGENT, "HEAD")]},
    "by an access token": {"reviews": [approval("project_7_bot_0a1b2c", "HEAD")]},
    "of an older commit": {"reviews": [approval("ben", "0" * 40)]},
    "by somebody who may only read": {"reviews": [approval("ben", "HEAD", may_write=False)]},
    "that was dismissed": {"reviews": [approval("ben", "HEAD", "dismissed")]},
    "that was taken back": {
        "reviews": [approval("ben", "HEAD"), approval("ben", "HEAD", "changes-requested")]
    },
    "that is a comment": {"reviews": [approval("ben", "HEAD", "commented")]},
    "by a deleted account": {"reviews": [approval("ghost", "HEAD")]},
}


@pytest.mark.parametrize("which", HOLLOW)
def test_an_approval_that_does_not_count(repo: Any, head: str, tmp_path: Path, which: str) -> None:
    said = json.dumps(stated(head, **HOLLOW[which])).replace("HEAD", head)
    verdict = judged(repo, written(tmp_path, said))
    assert (verdict.outcome, verdict.exit_code) == ("denied", 1)
    assert [one.message for one in verdict.findings] == ["Approved by 0."]


DOUBTFUL: dict[str, dict[str, Any]] = {
    "nobody knows who pushed": {"last_pusher": None},
    "nobody knows who asked": {"requested_by": None},
    "nobody knows which commit": {"reviews": [approval("ben", None)]},
    "a commit is of an address of nobody": {
        "commits": commit("HEAD", committer={"email": "root@localhost"})
    },
    "a co-author is an address of nobody": {
        "commits": commit("HEAD", co_authors=[{"email": "b@home.example"}])
    },
}


@pytest.mark.parametrize("which", DOUBTFUL)
def test_an_approval_in_doubt_never_passes(
    repo: Any, head: str, tmp_path: Path, which: str
) -> None:
    said = json.dumps(stated(head, **DOUBTFUL[which])).replace("HEAD", head)
    verdict = judged(repo, written(tmp_path, said))
    assert (verdict.outcome, verdict.exit_code) == ("inconclusive", 3)
    assert [one.fact for one in verdict.inconclusive] == ["review.approvals"]
    assert [one.rule for one in verdict.obligations] == ["local/approved"]
    assert verdict.inconclusive[0].remedy


def test_a_tracked_review_is_refused(repo: Any, head: str) -> None:
    repo.commit({"review.json": json.dumps(stated(head))})
    with pytest.raises(Wrong, match="is tracked by git"):
        judged(repo, str(repo.root / "review.json"))


@pytest.mark.parametrize("how", ["a tracked link to it", "an untracked link to a tracked one"])
def test_a_review_behind_a_link_is_refused(repo: Any, head: str, tmp_path: Path, how: str) -> None:
    if how == "a tracked link to it":
        (repo.root / "review.json").symlink_to(written(tmp_path, stated(head)))
        repo.git("add", "review.json")
        name = repo.root / "review.json"
    else:
        repo.commit({"evil.json": json.dumps(stated(head))})
        name = tmp_path / "review.json"
        name.symlink_to(repo.root / "evil.json")
    with pytest.raises(Wrong, match="is tracked by git"):
        judged(repo, str(name))


def test_an_event_of_the_change_is_not_read(
    repo: Any, head: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number is the runner's; what the change says of itself is text."""
    for name in ("GITHUB_ACTIONS", "GITLAB_CI"):
        monkeypatch.delenv(name, raising=False)
    event = {"pull_request": {"number": 1}}
    repo.commit({".github/event.json": json.dumps(event)}, "Merge pull request #1 (#1)")
    verdict = bylaw.check(repo.root, base="main", head="change", profile="ci")
    assert {one.reason for one in verdict.inconclusive} == {"no-review"}


def test_a_review_of_another_change_is_none(repo: Any, head: str, tmp_path: Path) -> None:
    other = "4" * 40
    said = stated(other, reviews=[approval("ben", head), approval("cleo", other)])
    verdict = judged(repo, written(tmp_path, said))
    assert verdict.exit_code == 3
    assert {one.reason for one in verdict.inconclusive} == {"moved-on"}


@pytest.mark.parametrize("report", ["console", "github", "markdown"])
@pytest.mark.parametrize("approved", [True, False])
def test_what_strangers_wrote_is_text(
    repo: Any, tmp_path: Path, report: str, approved: bool
) -> None:
    """A title in a finding, and an address in why an approval is in doubt."""
    rule = APPROVED.replace(
        'deny change "Approved by {review.approvals.count}."',
        'deny change "{review.title} of {review.author} {review.labels}"',
    )
    repo.commit({"policies/b.bylaw": rule})
    head = repo.branch({"src/a.py": "a = 1\n"})
    evil = "\n::error::x\n\x1b[2J<script>\u202e@everyone\n"
    said = stated(
        head,
        title=evil + "x" * 1_000_000,
        author="::set-output",
        labels=[evil],
        commits=[{"id": head, "author": "ana", "committer": {"email": evil}}],
    )
    if not approved:
        said["reviews"] = []
    name = written(tmp_path, said)
    done = subprocess.run(
        [sys.executable, "-I", "-m", "bylaw", "check", "--base", "main", "--head", "change",
         "--review", name, "--report", report, "--color", "never"],
        cwd=repo.root, capture_output=True, check=False, timeout=60,
        env={key: value for key, value in os.environ.items() if not key.startswith("CI")},
    )  # fmt: skip
    out = (done.stdout + done.stderr).decode()
    assert done.returncode == (0 if approved else 1)
    assert "everyone" in out
    assert not any(each in out for each in ("\x1b", "\u202e", "Traceback"))
    commands = [line for line in out.split("\n") if line.startswith("::")]
    kind = "warning title=bylaw " if approved else "error "
    assert all(one.startswith((f"::{kind}", "::notice")) for one in commands), commands
    assert report != "markdown" or ("<script>" not in out and "@everyone" not in out)
