"""Approvals are waited for at the forge, and judged again when they come."""

from __future__ import annotations

from tests.forges.reviewed_github import ReviewedGitHub
from tests.forges.server import gone
from tests.gate.reviewing import APPROVED
from tests.publish.conftest import Stage


def shown(hub: ReviewedGitHub) -> dict[str, tuple[str, str]]:
    return {one["context"]: (one["state"], one["description"]) for one in hub.statuses}


def test_pending_until_they_come(at_reviewed: Stage, reviewed_hub: ReviewedGitHub) -> None:
    at_reviewed.project.commit({"policies/a.bylaw": APPROVED})
    head = at_reviewed.propose({"a.txt": "one\n"})
    reviewed_hub.ready(head)
    said = at_reviewed.publish("--status", "--check-run")
    assert said.code == 1, said.err
    assert shown(reviewed_hub)["bylaw/review (main)"] == ("pending", "1 rule waits for approvals.")
    assert shown(reviewed_hub)["bylaw (main)"][0] == "failure"

    reviewed_hub.review("ben", head)
    review = {"GITHUB_EVENT_NAME": "pull_request_review"}
    said = at_reviewed.publish("--status", "--check-run", environ=at_reviewed.environ(**review))
    assert said.code == 0, said.err
    assert shown(reviewed_hub)["bylaw/review (main)"] == ("success", "No rule waits for approvals.")
    assert shown(reviewed_hub)["bylaw (main)"][0] == "success"
    assert reviewed_hub.runs[-1]["conclusion"] == "success"
    assert "✅ bylaw: passed" in reviewed_hub.comments[0]["body"]


def test_reviews_that_cannot_be_read_pass_nothing(
    at_reviewed: Stage, reviewed_hub: ReviewedGitHub
) -> None:
    at_reviewed.project.commit({"policies/a.bylaw": APPROVED})
    head = at_reviewed.propose({"a.txt": "one\n"})
    reviewed_hub.ready(head)
    reviewed_hub.review("ben", head)
    reviewed_hub.fail("GET", "/reviews", gone(403, "Resource not accessible"), times=9)
    said = at_reviewed.publish("--status", "--check-run")
    assert said.code == 3, said.err
    assert shown(reviewed_hub)["bylaw/review (main)"][0] == "pending"
    assert shown(reviewed_hub)["bylaw (main)"][0] == "pending"
    assert reviewed_hub.runs[-1]["conclusion"] == "action_required"
