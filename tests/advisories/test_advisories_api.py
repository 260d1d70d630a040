"""What OSV's API says of packages, and who is asked when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bylaw.facts.place import Listing, Unknown
from bylaw.sources.advisories.api import Api
from bylaw.sources.advisories.choose import Settings, advisories
from bylaw.sources.advisories.judge import Known
from bylaw.sources.services.answers import Answers
from bylaw.sources.services.http import HttpClient
from bylaw.sources.services.interface import Coordinates
from bylaw.versions.version import Version
from tests.advisories.osv import asked_names, serve
from tests.advisories.records import DAY, NOW, affected, record, snapshot
from tests.services.server import Reply, Server


def client(folder: Path | None = None, **more: Any) -> HttpClient:
    return HttpClient(now=NOW, folder=folder, environment={}, **more)


def ids(found: Known) -> list[str]:
    assert not isinstance(found, Unknown), found
    return [one.id for one in found]


def reason(found: Known) -> str:
    assert isinstance(found, Unknown), found
    assert found.fact == "dependency.vulnerabilities"
    return found.reason


def npm(name: str, version: str | None = "1.0.0") -> Coordinates:
    return Coordinates("npm", name, version)


LODASH = record("GHSA-a", affected("lodash", "i0 f4.17.21"), aliases=["CVE-1"], summary="Bad",
                database_specific={"severity": "HIGH"})  # fmt: skip


def test_a_finding(server: Server) -> None:
    asked = Api(client(), serve(server, LODASH, record("GHSA-b", affected("b", "i2.0.0"))))
    asked.expect([npm("lodash"), npm("b"), npm("c")])
    assert server.asked == []
    found = asked.of(npm("lodash"))
    assert not isinstance(found, Unknown)
    [one] = found
    assert (one.id, one.aliases, one.severity) == ("GHSA-a", ("CVE-1",), "high")
    assert one.fixed_in == Version("4.17.21", "npm")
    assert asked.of(npm("b")) == asked.of(npm("c")) == ()
    assert [one.path for one in server.asked] == ["/v1/querybatch", "/v1/vulns/GHSA-a"]
    assert ids(asked.of(npm("lodash", "2.0.0"))) == ["GHSA-a"], (
        "not expected, and asked all the same"
    )


def test_what_the_api_says_counts_though_we_see_it_otherwise(server: Server) -> None:
    url = serve(server, LODASH)
    server.say("/v1/querybatch", Reply({"results": [{"vulns": [{"id": "GHSA-a"}]}]}))
    assert ids(Api(client(), url).of(npm("lodash", "9.0.0"))) == ["GHSA-a"]
    assert ids(Api(client(), url).of(npm("another-name"))) == ["GHSA-a"]


def test_batches_of_a_thousand(server: Server) -> None:
    records = [record(f"GHSA-{n}", affected(f"p{n}", "i0 f1.1.0")) for n in range(0, 2500, 500)]
    asked = Api(client(), serve(server, *records))
    packages = [npm(f"p{n}") for n in range(2500)] * 2
    asked.expect(packages)
    hits = {one.name for one in packages if asked.of(one)}
    assert hits == {f"p{n}" for n in range(0, 2500, 500)}
    sizes = [len(one.json["queries"]) for one in server.asked if one.body]
    assert sizes == [1000, 1000, 500]


def test_pages(server: Server) -> None:
    records = [record(f"GHSA-{n}", affected("a", "i0")) for n in range(7)]
    asked = Api(client(), serve(server, *records, page=2))
    assert sorted(ids(asked.of(npm("a")))) == [f"GHSA-{n}" for n in range(7)]
    assert len([one for one in server.asked if one.body]) == 4


def test_pages_without_end(server: Server) -> None:
    endless = {"results": [{"vulns": [{"id": "GHSA-a"}], "next_page_token": "more"}]}
    url = serve(server, LODASH)
    server.say("/v1/querybatch", Reply(endless))
    assert reason(Api(client(), url).of(npm("lodash"))) == "too-large"


def test_records_are_kept_until_they_are_modified(server: Server, tmp_path: Path) -> None:
    url = serve(server, LODASH)
    for name in ("lodash", "other"):
        asked = Api(client(tmp_path), url)
        asked.expect([npm("lodash"), npm(name)])
        assert ids(asked.of(npm("lodash"))) == ["GHSA-a"]
    assert len([one for one in server.asked if not one.body]) == 1
    later = {**LODASH, "modified": "2025-02-02T00:00:00Z", "withdrawn": "2025-02-02T00:00:00Z"}
    url = serve(server, later)
    said = {"id": "GHSA-a", "modified": "2025-02-02T00:00:00Z"}
    server.say("/v1/querybatch", Reply({"results": [{"vulns": [said]}] * 2}))
    asked = Api(client(tmp_path), url)
    asked.expect([npm("lodash"), npm("third")])
    assert asked.of(npm("lodash")) == (), "withdrawn since"


def test_a_version_without_order_is_matched_here(server: Server) -> None:
    asked = Api(client(), serve(server, LODASH))
    assert reason(asked.of(npm("lodash", "latest"))) == "not-a-version"
    assert asked.of(npm("other", "latest")) == ()
    assert all("version" not in query for one in server.asked if one.body
               for query in one.json["queries"])  # fmt: skip


def test_go_versions_are_asked_as_osv_writes_them(server: Server) -> None:
    go = record("GO-1", affected("go.example/a", "i0 f1.2.0", ecosystem="Go"))
    asked = Api(client(), serve(server, go))
    found = asked.of(Coordinates("golang", "go.example/a", "v1.1.0"))
    assert ids(found) == ["GO-1"]
    assert server.asked[0].json["queries"] == [
        {"package": {"name": "go.example/a", "ecosystem": "Go"}, "version": "1.1.0"}
    ]


@pytest.mark.parametrize(
    ("package", "said"),
    [
        (npm("a", None), "no-version"),
        (Coordinates("docker", "alpine", "3"), "no-advisories"),
        (Coordinates("nuget", "newtonsoft.json", "12.0.3"), "no-snapshot"),
        (Coordinates("githubactions", "actions/checkout", "v4"), "no-snapshot"),
    ],
)
def test_what_is_not_asked(server: Server, package: Coordinates, said: str) -> None:
    asked = Api(client(), serve(server))
    asked.expect([package])
    assert reason(asked.of(package)) == said
    assert server.asked == []


BAD: list[Any] = [
    None, [], {}, {"results": 7}, {"results": []}, {"results": [7]}, {"results": [{"vulns": 7}]},
    {"results": [{"vulns": [7]}]}, {"results": [{"vulns": [{"id": 7}]}]},
    {"results": [{"vulns": [{"id": "x" * 999}]}]}, {"results": [{"vulns": [{"id": ""}]}]},
    {"results": [{"vulns": [{"id": "A", "modified": 7}]}]}, {"results": [{"next_page_token": 7}]},
    {"results": [{"vulns": [{"id": "A\n"}]}]},
]  # fmt: skip


@pytest.mark.parametrize("said", BAD, ids=range(len(BAD)))
def test_an_api_that_says_something_else(server: Server, said: Any) -> None:
    url = serve(server)
    server.say("/v1/querybatch", Reply(said))
    assert reason(Api(client(), url).of(npm("a"))) == "bad-answer"


def test_an_api_that_fails(server: Server) -> None:
    url = serve(server)
    server.say("/v1/querybatch", Reply("no", 500))
    assert reason(Api(client(), url).of(npm("a"))) == "http-500"
    server.say("/v1/querybatch", Reply("no", 404))
    assert reason(Api(client(), url).of(npm("a"))) == "bad-answer"
    assert reason(Api(client(offline=True), url).of(npm("a"))) == "offline"


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply("no", 500), "http-500"),
        (Reply({"id": 7}), "bad-answer"),
        (Reply(0, 404), "bad-answer"),
    ],
)
def test_an_advisory_that_cannot_be_read_is_a_gap(server: Server, reply: Reply, said: str) -> None:
    url = serve(server, LODASH, record("GHSA-b", affected("lodash", "i0")),
                record("GHSA-c", affected("c", "i0")))  # fmt: skip
    server.say("/v1/vulns/GHSA-b", reply)
    server.say("/v1/vulns/GHSA-c", reply)
    asked = Api(client(), url)
    found = asked.of(npm("lodash"))
    assert isinstance(found, Listing)
    assert ids(found) == ["GHSA-a"]
    assert [gap.reason for gap in found.gaps] == [said]
    assert reason(asked.of(npm("c"))) == said


def test_it_is_recorded_and_replayed(server: Server, tmp_path: Path) -> None:
    url = serve(server, LODASH)
    answers = Answers.at(tmp_path / "facts.json")
    assert ids(Api(client(answers=answers), url).of(npm("lodash"))) == ["GHSA-a"]
    answers.save()
    count = len(server.asked)
    again = Api(client(answers=Answers.at(tmp_path / "facts.json")), url)
    assert ids(again.of(npm("lodash"))) == ["GHSA-a"]
    assert reason(Api(client(answers=Answers.at(tmp_path / "facts.json")), url).of(npm("x"))) == (
        "not-recorded"
    )
    assert len(server.asked) == count


def both(server: Server, folder: Path | None, **more: Any) -> Any:
    settings = Settings(url=server.url, **more)
    return advisories(settings, client(), folder)


def test_auto_asks_the_snapshot_where_there_is_one(server: Server, tmp_path: Path) -> None:
    serve(server, record("PYSEC-1", affected("a", "i0", ecosystem="PyPI")))
    snapshot(tmp_path, record("GHSA-local", affected("lodash", "i0")))
    asked = both(server, tmp_path)
    packages = [npm("lodash"), npm("secret"), Coordinates("pypi", "a", "1.0")]
    asked.expect(packages)
    assert [ids(asked.of(one)) for one in packages] == [["GHSA-local"], [], ["PYSEC-1"]]
    assert asked_names(server) == {"a", "/v1/querybatch", "/v1/vulns/PYSEC-1"}


def test_auto_asks_the_api_where_the_snapshot_is_old_or_broken(
    server: Server, tmp_path: Path
) -> None:
    serve(server, LODASH)
    snapshot(tmp_path, record("GHSA-local", affected("lodash", "i0")), age=8 * DAY)
    assert ids(both(server, tmp_path).of(npm("lodash"))) == ["GHSA-a"]
    assert reason(both(server, tmp_path, source="snapshot").of(npm("lodash"))) == "old-snapshot"
    assert ids(both(server, tmp_path, max_age=9 * DAY).of(npm("lodash"))) == ["GHSA-local"]


def test_a_snapshot_is_not_asked_by_api_alone(server: Server, tmp_path: Path) -> None:
    serve(server, LODASH)
    snapshot(tmp_path, record("GHSA-local", affected("lodash", "i0")))
    assert ids(both(server, tmp_path, source="api").of(npm("lodash"))) == ["GHSA-a"]


def test_a_snapshot_alone_asks_nobody(server: Server) -> None:
    serve(server, LODASH)
    assert reason(both(server, None, source="snapshot").of(npm("lodash"))) == "no-snapshot"
    assert server.asked == []


PRIVATE = ("@acme/*", "Acme_*", "corp.example/*")


@pytest.mark.parametrize("source", ["auto", "api"])
def test_private_names_are_never_sent(server: Server, source: Any) -> None:
    serve(server, LODASH)
    asked = both(server, None, source=source, private=PRIVATE)
    private = [
        npm("@acme/web"), npm("@acme/web", "latest"), Coordinates("pypi", "acme-tools", "1.0"),
        Coordinates("golang", "corp.example/a/b", "v1.0.0"),
    ]  # fmt: skip
    asked.expect([*private, npm("lodash")])
    assert ids(asked.of(npm("lodash"))) == ["GHSA-a"]
    assert {reason(asked.of(one)) for one in private} == {"private"}
    assert asked_names(server) == {"lodash", "/v1/querybatch", "/v1/vulns/GHSA-a"}


def test_a_snapshot_answers_for_private_names(server: Server, tmp_path: Path) -> None:
    serve(server)
    snapshot(tmp_path, record("GHSA-local", affected("@acme/web", "i0")))
    asked = both(server, tmp_path, private=PRIVATE)
    assert ids(asked.of(npm("@acme/web"))) == ["GHSA-local"]
    assert server.asked == []
