"""The forges of the tests keep to the published API, and see who does not."""

from __future__ import annotations

from typing import Any

import pytest

from bylaw.sources.forges.api import Api
from bylaw.sources.services.interface import Failed
from tests.forges import openapi
from tests.forges.github import GitHub, github
from tests.forges.server import Said

REPO = "/repos/acme/shop"


def api(forge: GitHub) -> Api:
    return Api("github", forge.url, environment={"GITHUB_TOKEN": forge.token}, time_limit=20)


@pytest.mark.parametrize(
    ("method", "path", "query", "body"),
    [
        ("GET", f"{REPO}/pulls/seven", {}, None),
        ("GET", f"{REPO}/pulls/7/comments", {"pages": "1"}, None),
        ("POST", f"{REPO}/check-runs", {}, {"name": "bylaw"}),
        ("POST", f"{REPO}/check-runs", {}, {"name": "b", "head_sha": "1", "conclusion": "fine"}),
        ("POST", f"{REPO}/check-runs", {}, {"name": "b", "head_sha": "1", "severity": "x"}),
        ("POST", f"{REPO}/pulls/7/reviews", {}, {"comments": [{"path": "a", "row": 1}]}),
        ("POST", f"{REPO}/statuses/1", {}, {"state": "passed"}),
        ("POST", f"{REPO}/nothing", {}, {}),
    ],
)
def test_a_request_that_is_not_of_the_api_is_seen(
    method: str, path: str, query: dict[str, str], body: Any
) -> None:
    with pytest.raises(openapi.Breach):
        openapi.check_request(method, path, query, body)


def test_an_answer_that_is_not_of_the_api_is_seen() -> None:
    template = "/repos/{owner}/{repo}/issues/{issue_number}/comments"
    good = openapi.example("GET", template)
    openapi.check_answer("GET", template, 200, good)
    del good[0]["user"]
    with pytest.raises(openapi.Breach):
        openapi.check_answer("GET", template, 200, good)


def test_comments_are_kept_and_paged() -> None:
    with github() as forge, api(forge) as client:
        forge.most_entries = 2
        for number in range(5):
            client.send("POST", f"{REPO}/issues/7/comments", {"body": f"{number}"})
        found = list(client.pages(f"{REPO}/issues/7/comments"))
        assert [one["body"] for one in found] == ["0", "1", "2", "3", "4"]
        assert client.requests == 8


def test_failures_come_when_they_are_asked_for() -> None:
    with github() as forge, api(forge) as client:
        limit = Said({"message": "You have exceeded a secondary rate limit"}, 403)
        limit.headers["retry-after"] = "0"
        forge.fail("POST", "/comments", limit, after=1)
        for _ in range(2):
            client.send("POST", f"{REPO}/issues/7/comments", {"body": "x"})
        assert (client.requests, len(forge.comments)) == (3, 2)
        forge.token = "another"
        with pytest.raises(Failed, match="does not know the token"):
            client.get(f"{REPO}/pulls/7")
