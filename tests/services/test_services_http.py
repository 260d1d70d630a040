"""The client against a service that misbehaves in each way that services have."""

from __future__ import annotations

import gzip
import json
import os
import socket
import time
import tracemalloc
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from bylaw.sources.services import transport
from bylaw.sources.services.credentials import authorization, variable
from bylaw.sources.services.http import Download, HttpClient
from bylaw.sources.services.interface import Failed
from bylaw.sources.services.strict import DEEPEST, read_strict
from bylaw.sources.services.transport import wait_of
from tests.services.server import Asked, Reply, Server

NOW = 1_764_000_000


def client(folder: Path | None = None, **more: Any) -> HttpClient:
    more.setdefault("environment", {})
    return HttpClient(now=NOW, folder=folder, **more)


def reason(of: HttpClient, url: str, **more: Any) -> str:
    """Why there is no answer."""
    with pytest.raises(Failed) as caught:
        of.json(url, **more)
    assert caught.value.message
    return caught.value.reason


def test_an_answer_is_its_json(server: Server) -> None:
    url = server.say("/a", Reply({"name": "é"}))
    assert client().json(url, headers={"Accept": "application/x+json"}) == {"name": "é"}
    [asked] = server.asked
    assert (asked.method, asked.headers["accept"]) == ("GET", "application/x+json")
    assert asked.headers["user-agent"].startswith("bylaw/")
    assert "cookie" not in asked.headers


def test_a_body_is_posted_as_json(server: Server) -> None:
    url = server.say("/a", Reply({}))
    client().json(url, body={"b": [1], "a": None})
    [asked] = server.asked
    assert (asked.method, asked.json) == ("POST", {"b": [1], "a": None})
    assert asked.headers["content-type"] == "application/json"


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_not_there_is_none(server: Server, status: int) -> None:
    assert client().json(server.say("/a", Reply("not here", status))) is None


@pytest.mark.parametrize(
    ("status", "said"),
    [(401, "refused"), (403, "refused"), (400, "http-400"), (500, "http-500"), (202, "http-202")],
)
def test_other_statuses_are_asked_once(server: Server, status: int, said: str) -> None:
    assert reason(client(), server.say("/a", Reply("no", status))) == said
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_passing_fault_is_asked_again(server: Server, status: int) -> None:
    headers = {"Retry-After": "0"}
    url = server.say("/a", Reply("no", status, headers), Reply("no", status, headers), Reply(1))
    assert client().json(url) == 1
    assert len(server.asked) == 3


def test_it_asks_four_times_at_most(server: Server) -> None:
    assert reason(client(), server.say("/a", Reply("no", 503, {"Retry-After": "0"}))) == "http-503"
    assert len(server.asked) == 4


def test_it_does_not_wait_longer_than_it_may(server: Server) -> None:
    url = server.say("/a", Reply("no", 429, {"Retry-After": "3600"}), Reply(1))
    assert reason(client(), url) == "http-429"
    assert len(server.asked) == 1


def test_it_waits_as_long_as_it_is_told(server: Server) -> None:
    url = server.say("/a", Reply("no", 429, {"Retry-After": "1"}), Reply(1))
    before = time.monotonic()
    assert client().json(url) == 1
    assert time.monotonic() - before >= 1


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7), (" 0 ", 0), ("-1", None), ("soon", None), ("", None), ("1e3", None),
        ("9" * 400, 999_999_999), ("²", None),
        (formatdate(NOW + 60, usegmt=True), 60), (formatdate(NOW - 60, usegmt=True), 0),
    ],
)  # fmt: skip
def test_retry_after(text: str, seconds: float | None) -> None:
    assert wait_of(text, NOW) == seconds


def test_a_connection_that_breaks_off_is_made_again(server: Server) -> None:
    url = server.say("/a", Reply([1] * 100, cut=True), Reply([2]))
    assert client().json(url) == [2]


def test_nobody_there(server: Server) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    asking = client()
    assert reason(asking, f"{url}/a") == "unreachable"
    many: Any = asking.json_all([f"{url}/{n}" for n in range(500)])  # asked once, not 2,000 times
    assert {one.reason for one in many.values()} == {"unreachable"}


def test_a_slow_answer_ends_with_the_time(server: Server) -> None:
    slow, quick = server.say("/slow", Reply("x" * 50, pause=0.1)), server.say("/quick", Reply(1))
    asking = client(time_limit=0.5)
    found = asking.json_all([quick, slow])
    assert found[quick] == 1
    late = found[slow]
    assert isinstance(late, Failed)
    assert late.reason == "time-limit"
    another = server.say("/another", Reply(1))
    assert reason(asking, another) == "time-limit", "the time is that of the run"


def test_an_answer_that_does_not_come(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "READ", 0.2)
    late = server.say("/a", Reply("x" * 50, pause=1))
    assert reason(client(), late) == "timeout"
    begun = server.answer(
        "/b", lambda asked: Reply(data=b"1" * 10, headers={"Content-Length": "9999"})
    )
    assert reason(client(), begun) == "timeout"


def test_a_host_that_wants_rest_is_left_alone(server: Server) -> None:
    urls = [server.say(f"/{n}", Reply(0, 429, {"Retry-After": "99"})) for n in range(50)]
    asking = client()
    assert reason(asking, urls[0]) == "http-429"
    found: Any = asking.json_all(urls)
    assert {one.reason for one in found.values()} == {"http-429"}
    assert len(server.asked) == 1


def test_what_the_run_does_else_takes_no_time_from_questions(server: Server) -> None:
    asking = client(time_limit=0.5)
    url = server.say("/a", Reply(1))
    assert asking.json(url) == 1
    time.sleep(0.6)
    assert asking.json(url) == 1


def test_a_huge_answer(server: Server) -> None:
    url = server.say("/a", Reply("x" * 2000))
    assert reason(client(largest=2001), url) == "too-large"
    assert client(largest=2002).json(url) == "x" * 2000


def test_a_huge_answer_of_unknown_length(server: Server) -> None:
    data = b"%x\r\n" % 3000 + b" " * 3000 + b"\r\n0\r\n\r\n"
    headers = {"Transfer-Encoding": "chunked", "Content-Length": "1"}
    url = server.say("/a", Reply(None, 200, headers, data))
    assert reason(client(largest=2000), url) == "too-large"


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def gzipped(data: bytes) -> Reply:
    return Reply(None, 200, {"Content-Encoding": "gzip"}, gzip.compress(data))


def test_a_compressed_answer(server: Server) -> None:
    value = [str(n) for n in range(50_000)]
    assert client().json(server.say("/a", gzipped(json.dumps(value).encode()))) == value


def test_a_bomb(server: Server) -> None:
    reply = gzipped(b" " * (64 << 20))
    assert len(reply.bytes()) < 1 << 17
    assert reason(client(), server.say("/a", reply)) == "too-large"


def test_a_bomb_in_a_redirect(server: Server) -> None:
    bomb = gzipped(b" " * (64 << 20))
    bomb.status, bomb.headers["Location"] = 302, "/b"
    server.say("/b", Reply(1))
    url = server.say("/a", bomb)
    tracemalloc.start()
    try:
        assert client().json(url) == 1
        assert tracemalloc.get_traced_memory()[1] < 32 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "deflate"])
def test_an_encoding_that_was_not_asked_for(server: Server, encoding: str) -> None:
    reply = Reply(None, 200, {"Content-Encoding": encoding}, gzip.compress(b"1"))
    assert reason(client(), server.say("/a", reply)) == "bad-answer"


def test_a_compressed_answer_that_breaks_off(server: Server) -> None:
    reply = Reply(None, 200, {"Content-Encoding": "gzip"}, gzip.compress(b"1")[:-4])
    assert reason(client(), server.say("/a", reply)) == "unreachable"


NOT_JSON = [
    b"", b"<html>", b"{", b"[1,]", b'{"a": 1, "a": 2}', b"[" * 100_000, b"NaN", b'"\\ud800"',
    b'"\xff"', b"1" * 5000, b'{"a":' * 200 + b"1" + b"}" * 200, b"1 2", b"\x00", b"]",
    b"1e999", b"-1e999", b'"' + b'\\"' * 1_000_000, b'["\\' + b'"\\' * 500_000,
]  # fmt: skip


@pytest.mark.parametrize("data", NOT_JSON, ids=range(len(NOT_JSON)))
def test_what_is_no_json(server: Server, data: bytes) -> None:
    assert reason(client(), server.say("/a", Reply(data=data))) == "not-json"


def test_how_deep_json_may_be() -> None:
    text = "[" * DEEPEST + '"]]{\\"["' + "]" * DEEPEST
    assert read_strict(text.encode()) == json.loads(text)
    with pytest.raises(ValueError, match="deep"):
        read_strict(f"[{text}]".encode())
    assert read_strict(b'"\\ud83d\\ude00"') == "\U0001f600"


def test_redirects_are_followed(server: Server, other: Server) -> None:
    server.say("/a", Reply(None, 302, {"Location": "/b"}))
    server.say("/b", Reply(None, 307, {"Location": other.url + "/c"}))
    other.say("/c", Reply(3))
    assert client().json(server.url + "/a") == 3


def test_redirects_without_end(server: Server) -> None:
    url = server.say("/a", Reply(None, 302, {"Location": "/a"}))
    assert reason(client(), url) == "bad-redirect"
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://a.example/", "", "http://u:p@a.example/", "http://["]
)
def test_redirects_to_what_is_no_address(server: Server, location: str) -> None:
    url = server.say("/a", Reply(None, 302, {"Location": location}))
    assert reason(client(), url) == "bad-redirect"


def test_the_token_goes_to_its_host_alone(server: Server, other: Server) -> None:
    environment = {variable(server.url).lower(): "s3cret", variable(other.url): "an:other"}
    server.say("/a", Reply(None, 302, {"Location": "/b"}))
    server.say("/b", Reply(None, 302, {"Location": other.url + "/c"}))
    other.say("/c", Reply(1))
    headers = {"Authorization": "Bearer mine", "X-Scope": "a", "Cookie": "a=b"}
    client(environment=environment).json(server.url + "/a", headers=headers)
    assert [asked.headers.get("authorization") for asked in server.asked] == ["Bearer s3cret"] * 2
    [asked] = other.asked
    assert not asked.headers.keys() & {"authorization", "x-scope", "cookie"}


def test_the_token_stays_away_once_another_host_was_asked(server: Server, other: Server) -> None:
    server.say("/a", Reply(None, 302, {"Location": other.url + "/b"}))
    other.say("/b", Reply(None, 302, {"Location": server.url + "/c"}))
    server.say("/c", Reply(1))
    client(environment={variable(server.url): "s3cret"}).json(server.url + "/a")
    assert [asked.headers.get("authorization") for asked in server.asked] == ["Bearer s3cret", None]


def test_netrc_is_not_read(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login a password b\n")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    client().json(server.say("/a", Reply(1)))
    assert "authorization" not in server.asked[0].headers


def test_a_proxy_does_not_hear_what_is_said_to_this_machine(
    server: Server, other: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", other.url)
    monkeypatch.setenv("http_proxy", other.url)
    assert client().json(server.say("/a", Reply(1))) == 1
    assert other.asked == []
    other.answer("http://services.example/a", lambda asked: Reply(asked.path))
    assert client().json("http://services.example/a") == "http://services.example/a"


def test_a_question_is_asked_once_a_run(server: Server) -> None:
    url = server.say("/a", Reply(1), Reply(2))
    asking = client()
    assert [asking.json(url), asking.json(url), client().json(url)] == [1, 1, 2]
    assert len(server.asked) == 2


def test_cookies_are_not_kept(server: Server) -> None:
    url = server.say("/a", Reply(1, 200, {"Set-Cookie": "a=b; Path=/"}))
    asking = client()
    asking.json(url)
    asking.json(server.say("/b", Reply(2)))
    assert "cookie" not in server.asked[1].headers


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://npm.acme-corp.example/x", "BYLAW_TOKEN_npm_acme__corp_example"),
        ("https://npm.example:443/", "BYLAW_TOKEN_npm_example"),
        ("https://npm.example:8443/", "BYLAW_TOKEN_npm_example_8443"),
        ("http://npm.example:443/", "BYLAW_TOKEN_npm_example_443"),
        ("https://NPM.example./", "BYLAW_TOKEN_npm_example"),
    ],
)
def test_the_name_of_the_variable(url: str, name: str) -> None:
    assert variable(url) == name


def test_which_credentials_are_sent() -> None:
    def sent(url: str, **environment: str) -> str | None:
        return authorization(url, environment)

    assert sent("https://a.example/", BYLAW_TOKEN_A_EXAMPLE="t") == "Bearer t"
    assert sent("https://a.example/", BYLAW_TOKEN_a_example="u:p\n") == "Basic dTpw"
    assert sent("http://a.example/", BYLAW_TOKEN_a_example="t") is None
    assert sent("http://127.0.0.1/", BYLAW_TOKEN_127_0_0_1="t") == "Bearer t"
    assert sent("http://localhost:80/", BYLAW_TOKEN_localhost="t") == "Bearer t"
    assert sent("https://a.example:8443/", BYLAW_TOKEN_a_example="t") is None
    assert sent("https://a.example/", BYLAW_TOKEN_a_example=" ") is None
    with pytest.raises(Failed, match="BYLAW_TOKEN_a_example") as caught:
        sent("https://a.example/", BYLAW_TOKEN_a_example="s3\ncret")
    assert "s3" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "https://u:p@a.example/", "a", "http://", "http://a b/", "http://["]
)
def test_what_is_no_address(url: str) -> None:
    assert reason(client(), url) == "bad-address"
    found = client().json_all([url])[url]
    assert isinstance(found, Failed)


def test_offline_no_connection_is_made(server: Server, tmp_path: Path) -> None:
    kept, fresh = server.say("/kept", Reply(1)), server.say("/fresh", Reply(2))
    client(tmp_path).json(kept)
    asking = client(tmp_path, offline=True)
    assert asking.json_all([kept, fresh])[kept] == 1
    assert reason(asking, fresh) == "offline"
    with pytest.raises(Failed, match="offline"):
        asking.download(fresh, tmp_path / "x", largest=10)
    assert len(server.asked) == 1


def test_what_is_kept_is_not_asked_again(server: Server, tmp_path: Path) -> None:
    url, gone = server.say("/a", Reply({"a": 1}), Reply("no", 500)), server.say("/b", Reply(0, 404))
    for _ in range(2):
        asking = client(tmp_path)
        assert asking.json(url) == {"a": 1}
        assert asking.json(gone) is None
    assert len(server.asked) == 2
    assert reason(client(tmp_path), url, body={}) == "http-500", "another question"


def age(folder: Path, seconds: float) -> None:
    """Makes all that is kept older."""
    for file in folder.rglob("*.json"):
        entry = json.loads(file.read_text())
        file.write_text(json.dumps({**entry, "time": entry["time"] - seconds}))


def test_what_is_too_old_is_not_believed(server: Server, tmp_path: Path) -> None:
    url = server.say("/a", Reply(1), Reply("no", 500))
    client(tmp_path).json(url)
    age(tmp_path, 100)
    assert client(tmp_path).json(url, max_age=101 + 60) == 1
    assert reason(client(tmp_path), url, max_age=99) == "http-500"
    assert reason(client(tmp_path, offline=True), url, max_age=99) == "offline"
    age(tmp_path, -100_000)
    assert reason(client(tmp_path), url) == "http-500", "from the future"


BROKEN = [
    b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"status": 200}',
    b'{"question": 1, "status": 200, "time": 1e9, "value": 7}',
]  # fmt: skip


@pytest.mark.parametrize("data", BROKEN, ids=range(len(BROKEN)))
def test_what_is_kept_and_broken_is_asked_again(
    server: Server, tmp_path: Path, data: bytes
) -> None:
    url = server.say("/a", Reply(1), Reply(2))
    client(tmp_path).json(url)
    [file] = tmp_path.rglob("*.json")
    file.write_bytes(data)
    assert client(tmp_path).json(url) == 2
    assert client(tmp_path).json(url) == 2


def test_an_answer_to_another_question_is_not_taken(server: Server, tmp_path: Path) -> None:
    one, two = server.say("/a", Reply(1)), server.say("/b", Reply(2))
    client(tmp_path).json_all([one, two])
    first, second = tmp_path.rglob("*.json")
    first.write_bytes(second.read_bytes())
    assert client(tmp_path).json_all([one, two]) == {one: 1, two: 2}


def test_what_nobody_asked_for_again_is_removed(server: Server, tmp_path: Path) -> None:
    old, new = server.say("/old", Reply(1)), server.say("/new", Reply(2))
    client(tmp_path).json(old)
    [file] = tmp_path.rglob("*.json")
    os.utime(file, (NOW - 1e9, NOW - 1e9))
    with client(tmp_path) as asking:
        asking.json(new)
    assert len(list(tmp_path.rglob("*.json"))) == 1
    assert client(tmp_path, offline=True).json(new) == 2


def test_where_nothing_can_be_kept_it_still_answers(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert client(tmp_path / "file").json(server.say("/a", Reply(1))) == 1


def test_no_credentials_are_kept(server: Server, tmp_path: Path) -> None:
    environment = {variable(server.url): "s3cret"}
    client(tmp_path, environment=environment).json(server.say("/a", Reply(1)))
    assert server.asked[0].headers["authorization"] == "Bearer s3cret"
    assert [
        file for file in tmp_path.rglob("*") if file.is_file() and b"s3c" in file.read_bytes()
    ] == []


def test_a_few_at_a_time_each_once(server: Server) -> None:
    def reply(asked: Asked) -> Reply:
        time.sleep(0.02)
        return Reply(asked.path)

    urls = [server.answer(f"/{n}", reply) for n in range(40)]
    found = client().json_all(urls + urls)
    assert found == {url: url.removeprefix(server.url) for url in urls}
    assert list(found) == urls
    assert len(server.asked) == 40
    assert 1 < server.most <= 8


def test_one_that_fails_spoils_no_other(server: Server) -> None:
    good, bad = server.say("/a", Reply(1)), server.say("/b", Reply("", 500))
    found = client().json_all([bad, good, server.url + "/none"])
    assert found[good] == 1
    assert found[server.url + "/none"] is None
    failed = found[bad]
    assert isinstance(failed, Failed)
    assert failed.unknown("a.b").reason == "http-500"


def test_a_download(server: Server, tmp_path: Path) -> None:
    def reply(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == '"1"':
            return Reply(None, 304)
        return Reply(data=b"x" * 200_000, headers={"ETag": '"1"'})

    url, to = server.answer("/all.zip", reply), tmp_path / "all.zip"
    asking = client()
    assert asking.download(url, to, largest=200_000) == Download(True, '"1"')
    assert to.read_bytes() == b"x" * 200_000
    assert asking.download(url, to, largest=200_000, etag='"1"') == Download(False, '"1"')
    assert asking.download(server.url + "/none", to, largest=1) is None
    assert names(tmp_path) == ["all.zip"]


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(data=b"x" * 5001), "too-large"),
        (gzipped(b"x" * 5001), "too-large"),
        (Reply(None, 304), "http-304"),
        (Reply(None, 500), "http-500"),
        (Reply(data=b"x" * 40, pause=0.05), "time-limit"),
        (Reply(data=b"x" * 4000, cut=True), "unreachable"),
    ],
)
def test_a_download_that_fails_leaves_what_was_there(
    server: Server, tmp_path: Path, reply: Reply, said: str
) -> None:
    to = tmp_path / "all.zip"
    to.write_text("old")
    with pytest.raises(Failed) as caught:
        client().download(server.say("/a", reply), to, largest=5000, time_limit=1)
    assert caught.value.reason == said
    assert (names(tmp_path), to.read_text()) == (["all.zip"], "old")


def test_a_download_that_cannot_be_written(server: Server, tmp_path: Path) -> None:
    with pytest.raises(Failed) as caught:
        client().download(server.say("/a", Reply(1)), tmp_path / "no" / "x", largest=5)
    assert caught.value.reason == "not-written"
