"""The client for forges: what it sends where, and what it makes of each answer."""

from __future__ import annotations

from typing import Any

import pytest

from bylaw.sources.forges.address import Kind, api_address, graphql_address
from bylaw.sources.forges.api import Api
from bylaw.sources.services.interface import Failed
from tests.services.server import Asked, Reply, Server

TOKEN = "ghs_SECRETSECRET"


def api(server: Server, kind: Kind = "github", **more: Any) -> Api:
    path = "/api/v3" if kind == "github" else ""
    settings: dict[str, Any] = {"time_limit": 10.0, "environment": {"GITHUB_TOKEN": TOKEN}}
    return Api(kind, server.url + path, **{**settings, **more})


def failure(work: Any) -> Failed:
    with pytest.raises(Failed) as caught:
        work()
    said = f"{caught.value.message} {caught.value.remedy} {caught.value!r}"
    assert TOKEN not in said
    return caught.value


@pytest.mark.parametrize(
    ("kind", "given", "rest", "graphql"),
    [
        ("github", "", "https://api.github.com", "https://api.github.com/graphql"),
        ("github", "https://github.com/", "https://api.github.com", None),
        ("github", "https://api.github.com", "https://api.github.com", None),
        ("github", "https://ghe.example", "https://ghe.example/api/v3", None),
        (
            "github",
            "https://ghe.example/api/v3/",
            "https://ghe.example/api/v3",
            "https://ghe.example/api/graphql",
        ),
        ("github", "https://acme.ghe.com", "https://api.acme.ghe.com", None),
        ("gitlab", "", "https://gitlab.com/api/v4", "https://gitlab.com/api/graphql"),
        ("gitlab", "https://git.example/tools", "https://git.example/tools/api/v4", None),
        ("gitlab", "https://git.example/api/v4", "https://git.example/api/v4", None),
    ],
)
def test_addresses_that_people_know(kind: Kind, given: str, rest: str, graphql: str | None) -> None:
    assert api_address(kind, given) == rest
    if graphql:
        assert graphql_address(kind, rest) == graphql


def test_the_token_is_sent_to_the_api(server: Server) -> None:
    server.say("/api/v3/user", Reply({"login": "ana"}))
    with api(server) as forge:
        assert forge.get("/user") == {"login": "ana"}
    headers = server.asked[0].headers
    assert headers["authorization"] == f"Bearer {TOKEN}"
    assert headers["x-github-api-version"]


@pytest.mark.parametrize(
    ("environment", "header", "value"),
    [
        ({"GITLAB_TOKEN": "glpat-1"}, "authorization", "Bearer glpat-1"),
        ({"CI_JOB_TOKEN": "job"}, "job-token", "job"),
        ({"CI_JOB_TOKEN": "job", "GITLAB_TOKEN": "glpat-1"}, "authorization", "Bearer glpat-1"),
    ],
)
def test_tokens_of_gitlab(
    server: Server, environment: dict[str, str], header: str, value: str
) -> None:
    server.say("/api/v4/user", Reply({}))
    with api(server, "gitlab", environment=environment) as forge:
        forge.get("/user")
    assert server.asked[0].headers[header] == value


def test_a_token_is_not_sent_over_plain_http() -> None:
    failed = failure(
        lambda: Api("github", "http://ghe.example", environment={"GITHUB_TOKEN": TOKEN})
    )
    assert failed.reason == "bad-credentials"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_leads_elsewhere(
    server: Server, other: Server, method: str, status: int
) -> None:
    server.say("/api/v3/x", Reply(None, status, {"Location": f"{other.url}/x"}))
    other.say("/x", Reply({}))
    with api(server) as forge:
        assert failure(lambda: forge.send(method, "/x")).reason == "bad-redirect"
    assert other.asked == []


def test_a_repository_that_was_renamed_is_followed(server: Server) -> None:
    server.say("/api/v3/old", Reply(None, 307, {"Location": f"{server.url}/api/v3/new"}))
    server.say("/api/v3/new", Reply({"id": 1}, 201))
    with api(server) as forge:
        assert forge.send("POST", "/old", {"body": "x"}) == {"id": 1}
    assert server.asked[1].json == {"body": "x"}


def test_a_write_never_becomes_a_read(server: Server) -> None:
    server.say("/api/v3/old", Reply(None, 301, {"Location": f"{server.url}/api/v3/new"}))
    server.say("/api/v3/new", Reply([]))
    with api(server) as forge:
        assert failure(lambda: forge.send("POST", "/old", {})).reason == "bad-redirect"
    assert len(server.asked) == 1


DONE = Reply({"id": 1})
NONE_LEFT = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1"}
NONE_LEFT_OF_GITLAB = {"RateLimit-Remaining": "0", "RateLimit-Reset": "1"}


@pytest.mark.parametrize(
    ("method", "replies", "sent"),
    [
        ("GET", [Reply({}, 500), Reply({}, 502), DONE], 3),
        ("PATCH", [Reply({}, 503), DONE], 2),
        ("GET", [Reply({"id": 2}, cut=True), DONE], 2),
        ("POST", [Reply({}, 429, {"Retry-After": "0"}), DONE], 2),
        ("POST", [Reply({}, 403, {"Retry-After": "0"}), DONE], 2),
        ("POST", [Reply({}, 403, NONE_LEFT), DONE], 2),
        ("GET", [Reply({}, 429, NONE_LEFT_OF_GITLAB), DONE], 2),
    ],
)
def test_what_may_pass_is_asked_again(
    server: Server, method: str, replies: list[Reply], sent: int
) -> None:
    server.say("/api/v3/x", *replies)
    with api(server) as forge:
        assert forge.send(method, "/x", {}) == {"id": 1}
        assert forge.requests == len(server.asked) == sent


@pytest.mark.parametrize("reply", [Reply({}, 500), Reply({}, 502), Reply({"id": 2}, cut=True)])
def test_a_post_that_was_perhaps_heard_is_not_sent_again(server: Server, reply: Reply) -> None:
    server.say("/api/v3/x", reply)
    with api(server) as forge:
        failure(lambda: forge.send("POST", "/x", {}))
    assert len(server.asked) == 1


def test_a_post_that_does_the_same_twice_is(server: Server) -> None:
    server.say("/api/v3/x", Reply({}, 500), Reply({"id": 1}, 201))
    with api(server) as forge:
        assert forge.send("POST", "/x", {}, again=True) == {"id": 1}


@pytest.mark.parametrize(
    "reply",
    [
        Reply({}, 429, {"Retry-After": "3600"}),
        Reply({}, 403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "99999999999"}),
        Reply({"message": "You have exceeded a secondary rate limit."}, 403),
    ],
)
def test_a_long_pause_is_not_waited_for(server: Server, reply: Reply) -> None:
    server.say("/api/v3/x", reply)
    with api(server) as forge:
        assert failure(lambda: forge.get("/x")).reason == "rate-limited"
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("reply", "reason", "words"),
    [
        (Reply({}, 401), "unauthorized", "GITHUB_TOKEN"),
        (
            Reply({}, 403, {"X-Accepted-GitHub-Permissions": "checks=write; contents=read"}),
            "forbidden",
            "`checks: write or contents: read`",
        ),
        (Reply({}, 403, {"X-Accepted-GitHub-Permissions": "`evil\x01`"}), "forbidden", "may do"),
        (Reply({}, 404), "not-found", "GITHUB_TOKEN"),
        (Reply({}, 422), "http-422", "again"),
        (Reply({}, 418), "http-418", "later"),
        (Reply(data=b"<html>login</html>"), "bad-answer", "login page"),
        (Reply(data=b'{"a": 1, "a": 2}'), "bad-answer", "proxy"),
        (Reply(data=b"[" * 500), "bad-answer", "proxy"),
    ],
)
def test_refusals_say_what_is_missing(
    server: Server, reply: Reply, reason: str, words: str
) -> None:
    server.say("/api/v3/x", reply)
    with api(server) as forge:
        failed = failure(lambda: forge.get("/x"))
    assert failed.reason == reason
    assert words in failed.remedy
    assert "\x01" not in failed.remedy


def test_answers_are_bounded(server: Server) -> None:
    server.say("/api/v3/x", Reply("x" * 10_000))
    with api(server, largest=5_000) as forge:
        assert failure(lambda: forge.get("/x")).reason == "too-large"


def paged(server: Server, pages: int, key: str = "") -> None:
    def reply(asked: Asked) -> Reply:
        number = int(asked.path.rpartition("=")[2])
        entries = [{"id": number * 10 + one} for one in range(2)]
        headers = {}
        if number < pages:
            url = f"{server.url}/api/v3/x?per_page=100&page={number + 1}"
            headers = {"Link": f'<{url}>; rel="next", <{url}>; rel="last"'}
        return Reply({key: entries} if key else entries, headers=headers)

    for number in range(1, pages + 1):
        server.answer(f"/api/v3/x?per_page=100&page={number}", reply)


def test_pages_are_read_to_the_last_one(server: Server) -> None:
    paged(server, 40)
    with api(server) as forge:
        assert len(list(forge.pages("/x", {"page": 1}))) == 80


def test_pages_of_a_list_below_a_key(server: Server) -> None:
    paged(server, 3, "check_runs")
    with api(server) as forge:
        assert len(list(forge.pages("/x", {"page": 1}, "check_runs"))) == 6


def test_pages_that_go_in_a_circle_or_elsewhere_end(server: Server, other: Server) -> None:
    first = "/api/v3/x?per_page=100"
    server.say(first, Reply([], headers={"Link": f'<{server.url}{first}>; rel="next"'}))
    with api(server) as forge:
        assert failure(lambda: list(forge.pages("/x"))).reason == "bad-paging"
    server.say(first, Reply([], headers={"Link": f'<{other.url}/y>; rel="next"'}))
    with api(server) as forge:
        assert failure(lambda: list(forge.pages("/x"))).reason == "bad-paging"
    assert other.asked == []


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"data": None, "errors": [{"type": "NOT_FOUND"}]}, "not-found"),
        ({"data": {}, "errors": [{"type": "FORBIDDEN"}]}, "forbidden"),
        ({"errors": [{"type": "RATE_LIMITED"}]}, "rate-limited"),
        ({"data": {"a": 1}, "errors": [{"message": "half of it failed"}]}, "bad-answer"),
        ({"data": []}, "bad-answer"),
        ([], "bad-answer"),
    ],
)
def test_graphql_fails_as_a_whole(server: Server, answer: Any, reason: str) -> None:
    server.say("/api/graphql", Reply(answer))
    with api(server) as forge:
        assert failure(lambda: forge.graphql("query { viewer { login } }")).reason == reason


def test_graphql_answers(server: Server) -> None:
    server.say("/api/graphql", Reply({}, 502), Reply({"data": {"viewer": {"login": "ana"}}}))
    with api(server) as forge:
        assert forge.graphql("query { viewer { login } }") == {"viewer": {"login": "ana"}}


def test_all_requests_have_one_time_limit(server: Server) -> None:
    server.say("/api/v3/x", Reply({}, pause=5.0))
    with api(server, time_limit=0.3) as forge:
        assert failure(lambda: forge.get("/x")).reason in ("time-limit", "timeout")
