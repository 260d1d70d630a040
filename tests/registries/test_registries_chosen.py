"""Which registry is asked about which package, and what speaks against a package in words."""

from __future__ import annotations

from typing import Any

import pytest

from bylaw.facts.place import Unknown
from bylaw.sources.registries.choose import DEPS_DEV, Settings, Source, registries
from bylaw.sources.registries.describe import FEW, describe
from bylaw.sources.registries.interface import Package, Release
from bylaw.sources.registries.lookalikes import lookalikes
from bylaw.sources.services.http import HttpClient
from bylaw.sources.services.interface import Coordinates, Registry
from bylaw.versions.version import Version
from tests.services.server import Asked, Reply, Server

NOW = 1_764_000_000
HOUR, DAY, YEAR = 3600, 86400, 365 * 86400


def said(found: Registry | Unknown) -> str:
    """Why it is unknown, or whether it exists."""
    return found.reason if isinstance(found, Unknown) else str(found.is_published)


def client(**more: Any) -> HttpClient:
    return HttpClient(now=NOW, environment={}, **more)


def npm_has(server: Server, *names: str) -> None:
    for name in names:
        server.say(f"/{name}", Reply({"versions": {"1.0.0": {}}}))


def test_the_first_that_fits_answers(server: Server, other: Server) -> None:
    ours = Source(other.url, "npm", ("acme-*",))
    settings = Settings((ours, Source(server.url, "npm"), Source(server.url, "deps.dev")))
    npm_has(server, "acme-one", "other-one")
    asked = registries(settings, client())
    assert said(asked.of(Coordinates("npm", "acme-one"))) == "False", "not there, and not elsewhere"
    assert said(asked.of(Coordinates("npm", "other-one"))) == "True"
    server.say("/v3/systems/cargo/packages/acme-one", Reply({"versions": []}))
    assert said(asked.of(Coordinates("cargo", "acme-one"))) == "False"
    assert [each.path for each in other.asked] == ["/acme-one"]
    assert [each.path for each in server.asked] == [
        "/other-one",
        "/v3/systems/cargo/packages/acme-one",
    ]


PRIVATE = ("@acme/*", "acme.*", "corp:*")


@pytest.mark.parametrize(
    ("ecosystem", "name"),
    [
        ("npm", "@acme/one"),
        ("npm", "@ACME/One"),
        ("pypi", "Acme_Two"),
        ("maven", "corp:three"),
        ("maven", "Corp:three.four/five"),
    ],
)
def test_private_names_are_sent_nowhere(server: Server, ecosystem: str, name: str) -> None:
    sources = tuple(Source(server.url, protocol) for protocol in ("deps.dev", "npm", "simple"))
    everything = Source(server.url, "deps.dev", ("*",))
    asked = registries(Settings((everything, *sources), private=PRIVATE), client())
    asked.expect([Coordinates(ecosystem, name, "1.0.0"), Coordinates(ecosystem, "other")])
    found = asked.of(Coordinates(ecosystem, name, "1.0.0"))
    assert isinstance(found, Unknown)
    assert found.reason == "private"
    assert name not in found.detail + found.remedy
    assert server.asked
    assert not [each for each in server.asked if "acme" in str(each).lower()]


def test_a_registry_that_is_configured_for_private_names(server: Server) -> None:
    npm_has(server, "@acme%2Freqeust")
    sources = (DEPS_DEV, Source(server.url, "npm", ("@acme/*",)))
    asked = registries(Settings(sources, private=("@acme/*",)), client())
    found = asked.of(Coordinates("npm", "@acme/reqeust", "1.0.0"))
    assert isinstance(found, Registry)
    assert (found.is_published, found.lookalikes, found.summary) == (True, (), "")


@pytest.mark.parametrize(
    ("sources", "ecosystem"),
    [
        ((), "npm"),
        ((DEPS_DEV,), "githubactions"),
        ((DEPS_DEV,), ""),
        ((Source("http://npm.example", "npm"),), "pypi"),
        ((Source("http://npm.example", "npm", ("acme-*",)),), "npm"),
    ],
)
def test_where_no_registry_is_configured(sources: tuple[Source, ...], ecosystem: str) -> None:
    asked = registries(Settings(sources), client())
    assert said(asked.of(Coordinates(ecosystem, "some-name"))) == "no-registry"


def test_offline() -> None:
    asked = registries(Settings(), client(offline=True))
    assert said(asked.of(Coordinates("npm", "some-name"))) == "offline"
    assert said(asked.of(Coordinates("docker", "some-name"))) == "no-registry"


def test_a_registry_that_cannot_be_reached(server: Server) -> None:
    nowhere = "http://127.0.0.1:1"
    npm_has(server, "other")
    sources = (Source(nowhere, "npm", ("some-*",)), Source(server.url, "npm"))
    asked = registries(Settings(sources), client())
    asked.expect([Coordinates("npm", "some-name"), Coordinates("npm", "other")])
    assert said(asked.of(Coordinates("npm", "some-name"))) == "unreachable"
    assert said(asked.of(Coordinates("npm", "other"))) == "True", "one does not hide the other"


def test_what_is_expected_is_asked_at_once_and_only_once(server: Server) -> None:
    names = [f"some-{number}" for number in range(30)]
    for name in names:
        reply = Reply({"versions": {"1.0.0": {}, "2.0.0": {}}}, pause=0.001)
        server.say(f"/{name}", reply)
    asked = registries(Settings((Source(server.url, "npm"),)), client())
    packages = [
        Coordinates("npm", name, version) for name in names for version in ("1.0.0", "2.0.0")
    ]
    asked.expect(packages[:40])
    asked.expect(packages)
    assert server.asked == []
    assert {said(asked.of(package)) for package in packages} == {"True"}
    assert sorted(each.path for each in server.asked) == sorted(f"/{name}" for name in names)
    assert server.most > 1


def test_a_slow_registry_takes_no_longer_than_the_limit(server: Server) -> None:
    server.say("/some-name", Reply({"versions": {}}, pause=0.5))
    asked = registries(Settings((Source(server.url, "npm"),)), client(time_limit=0.3))
    assert said(asked.of(Coordinates("npm", "some-name"))) in ("timeout", "time-limit")


def test_credentials_go_where_they_belong_and_are_never_said(server: Server) -> None:
    def reply(asked: Asked) -> Reply:
        is_known = asked.headers.get("authorization") == "Bearer s3cr3t"
        return Reply({"versions": {"1.0.0": {}}}) if is_known else Reply({}, 401)

    server.answer("/some-name", reply)
    port = server.url.rpartition(":")[2]
    for name, expected in ((f"BYLAW_TOKEN_127_0_0_1_{port}", "True"), ("OTHER", "refused")):
        with HttpClient(now=NOW, environment={name: "s3cr3t"}) as made:
            asked = registries(Settings((Source(server.url, "npm"),)), made)
            found = asked.of(Coordinates("npm", "some-name"))
            assert said(found) == expected
            assert "s3cr3t" not in repr(found)


def package(*releases: tuple[str, int | None], **more: Any) -> Package:
    """Releases by version and age in seconds."""
    made = (
        Release(version, None if age is None else NOW - age, False, False)
        for version, age in releases
    )
    return Package(tuple(made), is_deprecated=False, **more)


MANY = tuple((f"1.{number}.0", 5 * YEAR) for number in range(FEW + 1))


@pytest.mark.parametrize(
    ("found", "name", "summary"),
    [
        (package(*MANY), "some-name", ""),
        (package(("1.0.0", 5 * YEAR)), "some-name", ""),
        (package(("1.0.0", 3 * DAY)), "some-name", "it is 3 days old and it has 1 release"),
        (package(("1.0.0", 5 * HOUR)), "some-name", "it is 5 hours old and it has 1 release"),
        (package(("1.0.0", 90)), "some-name", "it is 1 minute old and it has 1 release"),
        (package(("1.0.0", -90)), "some-name", "it is 0 minutes old and it has 1 release"),
        (package(("1.0.0", 47 * HOUR)), "some-name", "it is 47 hours old and it has 1 release"),
        (package(("1.0.0", 100 * DAY), ("1.1.0", 99 * DAY)), "some-name", "it has 2 releases"),
        (package(("1.0.0", 29 * DAY), *MANY, first=NOW - 29 * DAY), "some-name", ""),
        (
            package(*MANY[1:], ("1.0.0", 5 * HOUR)),
            "some-name",
            "this version was published 5 hours ago",
        ),
        (package(*MANY[1:]), "some-name", "this version does not exist"),
        (package(("2.0.0", None)), "some-name", "this version does not exist"),
        (
            package(*MANY),
            "reqeusts",
            'it is one slip of the keyboard from "requests"',
        ),
        (
            None,
            "reqeusts",
            'it does not exist and it is one slip of the keyboard from "requests"',
        ),
        (package(*MANY), "webpack-cli", ""),
        (None, "webpack-cli", "it does not exist and a package of npm has its name"),
        (
            package(("1.0.0", 3 * DAY)),
            "webpack-cli",
            "it is 3 days old, it has 1 release and a package of npm has its name",
        ),
        (package(), "some-name", "it does not exist"),
        (package(status="unpublished"), "some-name", "it was unpublished"),
    ],
)
def test_what_speaks_against_a_package(found: Package | None, name: str, summary: str) -> None:
    from bylaw.sources.registries.lookalikes import elsewhere

    asked = Coordinates("pypi", name, "1.0.0")
    alike = lookalikes("pypi", name)
    made = describe(found, asked, NOW, alike, elsewhere("pypi", name))
    assert made.summary == summary
    assert made.lookalikes == tuple(each.name for each in alike)


@pytest.mark.parametrize(
    ("ecosystem", "versions", "latest"),
    [
        ("npm", "1.9.0 1.10.0 2.0.0-rc.1 nonsense", "1.10.0"),
        ("npm", "1.0.0+build-1", "1.0.0+build-1"),
        ("npm", "1.0.0-rc.1", None),
        ("pypi", "1.0 1.1.post1 1.2.dev1 2.0a1 2.0rc1", "1.1.post1"),
        ("golang", "v1.2.0 v1.10.0 v1.11.0-pre v0.0.0-20200101000000-abcdefabcdef", "v1.10.0"),
        ("maven", "1.0 1.1.Final 1.2-SNAPSHOT 1.2-alpha-1 1.2-M1 1.2.RC2 1.2.beta3", "1.1.Final"),
        ("maven", "32.0-jre 33.1-jre 33.1.1-android", "33.1.1-android"),
        ("gem", "1.9 1.10 2.0.pre1 2.0.rc", "1.10"),
        ("nuget", "1.0.0 1.0.0.1 2.0.0-preview", "1.0.0.1"),
        ("cargo", "0.9.0 0.10.0 1.0.0-alpha", "0.10.0"),
        ("npm", "", None),
    ],
)
def test_the_latest_release(ecosystem: str, versions: str, latest: str | None) -> None:
    releases = tuple(Release(version) for version in versions.split())
    made = describe(Package(releases), Coordinates(ecosystem, "some-name"), NOW)
    assert made.latest == (None if latest is None else Version(latest, ecosystem))


def test_known_names_in_any_spelling(server: Server) -> None:
    for known, names in (((), ("requests",)), (("Re_Qeusts", "reqeusts"), ())):
        settings = Settings((Source(server.url, "simple"),), known=known)
        found = registries(settings, client()).of(Coordinates("pypi", "reqeusts"))
        assert isinstance(found, Registry)
        assert found.lookalikes == names
