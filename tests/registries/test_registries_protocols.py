"""What registries say, protocol by protocol, and what comes of it."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.facts.place import Unknown
from bylaw.sources.registries import deps_dev, npm, simple
from bylaw.sources.registries.choose import Settings, Source, registries
from bylaw.sources.registries.describe import describe
from bylaw.sources.registries.interface import RegistryProtocol
from bylaw.sources.services.http import HttpClient
from bylaw.sources.services.interface import Coordinates, Failed, Registry
from bylaw.versions.version import Version
from tests.services.server import Reply, Server

NOW = 1_764_000_000  # 2025-11-24T16:00:00Z
OLD = "2015-03-01T12:00:00Z"
Protocol = Literal["deps.dev", "simple", "npm"]


def ask(server: Server, protocol: Protocol, package: Coordinates) -> Registry | Unknown:
    client = HttpClient(now=NOW, environment={})
    return registries(Settings((Source(server.url, protocol),)), client).of(package)


def known(server: Server, protocol: Protocol, package: Coordinates) -> Registry:
    found = ask(server, protocol, package)
    assert isinstance(found, Registry), found
    return found


def reason(value: object) -> str:
    assert isinstance(value, Unknown), value
    assert value.detail
    return value.reason


def at_deps_dev(*versions: tuple[str, str | None] | dict[str, Any]) -> Reply:
    listed = [
        each if isinstance(each, dict) else {
            "versionKey": {"system": "NPM", "name": "x", "version": each[0]},
            **({"publishedAt": each[1]} if each[1] else {}),
            "isDefault": False,
        }
        for each in versions
    ]  # fmt: skip
    return Reply({"packageKey": {"system": "NPM", "name": "x"}, "versions": listed})


def test_deps_dev(server: Server) -> None:
    server.say(
        "/v3/systems/npm/packages/some-name",
        at_deps_dev(("1.0.0", OLD), ("2.0.0-rc.1", OLD), ("1.10.0", OLD), ("1.9.0", OLD)),
    )
    found = known(server, "deps.dev", Coordinates("npm", "some-name", "1.10.0"))
    assert found == Registry(
        is_published=True,
        age=NOW - 1_425_211_200,
        published=1_425_211_200,
        latest=Version("1.10.0", "npm"),
        is_yanked=False,
        is_deprecated=False,
        releases=4,
    )


@pytest.mark.parametrize(
    ("ecosystem", "name", "path"),
    [
        ("npm", "@babel/core", "npm/packages/%40babel%2Fcore"),
        ("maven", "com.acme:some.thing", "maven/packages/com.acme%3Asome.thing"),
        ("golang", "github.com/A/b/v2", "go/packages/github.com%2FA%2Fb%2Fv2"),
        ("cargo", "some_name", "cargo/packages/some_name"),
        ("nuget", "some.name", "nuget/packages/some.name"),
        ("gem", "some name?#%", "rubygems/packages/some%20name%3F%23%25"),
        ("pypi", "some-näme", "pypi/packages/some-n%C3%A4me"),
    ],
)
def test_names_in_addresses_of_deps_dev(
    server: Server, ecosystem: str, name: str, path: str
) -> None:
    server.say(f"/v3/systems/{path}", at_deps_dev(("v1.0.0", OLD)))
    assert known(server, "deps.dev", Coordinates(ecosystem, name)).is_published


def test_what_deps_dev_does_not_tell_is_unknown(server: Server) -> None:
    server.say("/v3/systems/rubygems/packages/some-name", at_deps_dev(("1.0.0", None)))
    found = known(server, "deps.dev", Coordinates("gem", "some-name", "1.0.0"))
    assert found.is_published
    assert reason(found.age) == reason(found.published) == reason(found.is_yanked) == "not-told"
    assert found.is_deprecated is False
    assert found.summary == ""


def test_deprecated_and_yanked_at_deps_dev(server: Server) -> None:
    def say(ecosystem: str, **more: Any) -> Registry:
        entry = {"versionKey": {"version": "1.0.0"}, "publishedAt": OLD, "isDeprecated": True}
        path = f"/v3/systems/{ecosystem}/packages/some-name"
        server.say(path, at_deps_dev({**entry, **more}, ("1.1.0", OLD)))
        return known(server, "deps.dev", Coordinates(ecosystem, "some-name", "1.0.0"))

    found = say("npm", deprecatedReason="use \x1b[31mother")
    assert (found.is_deprecated, found.is_yanked) == (True, False)
    assert found.summary == "it is deprecated"
    found = say("cargo", deprecatedReason="yanked")
    assert (found.is_deprecated, found.is_yanked) == (True, True)
    assert found.summary == "this version was withdrawn and it is deprecated"


def test_the_status_of_a_python_project_at_deps_dev(server: Server) -> None:
    path = "/v3/systems/pypi/packages/some-name"
    package = Coordinates("pypi", "some-name", "1.0.0")
    server.say(path, at_deps_dev(("1.0.0", OLD)))
    server.say(f"{path}/versions/1.0.0", Reply({"projectStatus": {"status": "archived"}}))
    found = known(server, "deps.dev", package)
    assert (found.is_deprecated, found.summary) == (True, "it is archived")
    server.say(f"{path}/versions/1.0.0", Reply({}))
    assert known(server, "deps.dev", package).is_deprecated is False
    server.say(f"{path}/versions/1.0.0", Reply({}, 500))
    assert reason(known(server, "deps.dev", package).is_deprecated) == "not-told"
    assert reason(known(server, "deps.dev", Coordinates("pypi", "some-name")).is_deprecated)


def index(*files: Any, version: str = "1.4", status: Any = None, **more: Any) -> Reply:
    said = {} if status is None else {"project-status": status}
    meta = {"api-version": version}
    return Reply({"meta": meta, "name": "x", "files": list(files), **said, **more})


def file(name: str, date: str | None = OLD, **more: Any) -> dict[str, Any]:
    dated = {"upload-time": date} if date else {}
    return {"filename": name, "url": "../x", "hashes": {}, **dated, **more}


def test_the_simple_api(server: Server) -> None:
    server.say(
        "/some-name/",
        index(
            file("some_name-1.0.tar.gz", "2015-03-01T12:00:00.123456Z"),
            file("some_name-1.0-py3-none-any.whl", "2015-03-02T12:00:00Z"),
            file("some_name-1.1-py3-none-any.whl"),
            file("some_name-2.0rc1-py3-none-any.whl"),
            file("some-name-0.9.win32.exe"),
            versions=["1.0", "1.1", "2.0rc1"],
        ),
    )
    found = known(server, "simple", Coordinates("pypi", "Some_Name", "1.0.0"))
    assert found == Registry(
        is_published=True,
        age=NOW - 1_425_211_200,
        published=1_425_211_200,
        latest=Version("1.1", "pypi"),
        is_yanked=False,
        is_deprecated=False,
        releases=3,
    )
    assert server.asked[0].headers["accept"] == "application/vnd.pypi.simple.v1+json"


def test_a_version_is_yanked_where_all_its_files_are(server: Server) -> None:
    server.say(
        "/some-name/",
        index(
            file("some_name-1.0.tar.gz", yanked="broken"),
            file("some_name-1.0-py3-none-any.whl", yanked=True),
            file("some_name-1.1.tar.gz", yanked=False),
            file("some_name-1.1-py3-none-any.whl", yanked=True),
            file("some_name-1.2.tar.gz", yanked=[1]),
            file("some_name-1.3.tar.gz", yanked=True),
        ),
    )

    def of(version: str) -> Registry:
        return known(server, "simple", Coordinates("pypi", "some-name", version))

    assert of("1.0").is_yanked is True
    assert of("1.0").summary == "this version was withdrawn"
    assert of("1.1").is_yanked is False
    assert reason(of("1.2").is_yanked) == "not-told"
    assert of("1.1").latest == Version("1.2", "pypi")
    assert of("1.1").releases == 2


@pytest.mark.parametrize(
    ("version", "status", "is_deprecated", "summary"),
    [
        ("1.4", {"status": "deprecated"}, True, "it is deprecated"),
        ("1.4", {"status": "archived", "reason": "\x07"}, True, "it is archived"),
        ("1.4", {"status": "active"}, False, ""),
        ("1.4", None, False, ""),
        ("1.4", ["archived"], False, ""),
        ("1.1", None, None, ""),
        ("1.1", {"status": "archived"}, True, "it is archived"),
    ],
)
def test_the_status_of_a_project(
    server: Server, version: str, status: Any, is_deprecated: bool | None, summary: str
) -> None:
    server.say("/some-name/", index(file("some_name-1.0.tar.gz"), version=version, status=status))
    found = known(server, "simple", Coordinates("pypi", "some-name", "1.0"))
    if is_deprecated is None:
        assert reason(found.is_deprecated) == "not-told"
    else:
        assert found.is_deprecated is is_deprecated
    assert found.summary == summary


def test_a_project_in_quarantine(server: Server) -> None:
    server.say("/some-name/", index(status={"status": "quarantined"}))
    found = known(server, "simple", Coordinates("pypi", "some-name", "1.0"))
    assert (found.is_published, found.is_yanked, found.published) == (True, True, None)
    assert found.is_deprecated is False
    assert found.summary == "it is quarantined by its registry"


def packument(versions: Any, time: Any = None, latest: Any = "1.0.0", **more: Any) -> Reply:
    times = {} if time is None else {"time": time}
    return Reply({"versions": versions, "dist-tags": {"latest": latest}, **times, **more})


def test_the_protocol_of_npm(server: Server) -> None:
    server.say(
        "/@some%2Fname",
        packument(
            {"1.0.0": {}, "1.1.0": {"deprecated": ""}, "2.0.0-beta": {"deprecated": "no"}},
            {"created": OLD, "modified": OLD, "1.0.0": "2015-03-02T12:00:00.000Z", "0.9.0": OLD},
        ),
    )

    def of(version: str | None) -> Registry:
        return known(server, "npm", Coordinates("npm", "@some/name", version))

    assert of("1.0.0") == Registry(
        is_published=True,
        age=NOW - 1_425_211_200,
        published=1_425_211_200 + 24 * 3600,
        latest=Version("1.1.0", "npm"),
        is_yanked=False,
        is_deprecated=False,
        releases=3,
    )
    assert of("2.0.0-beta").is_deprecated is True
    assert reason(of("1.1.0").published) == "not-told"
    assert (of("0.9.0").is_yanked, of("0.9.0").published) == (True, 1_425_211_200)
    assert of("9.9.9").published is None
    assert of("9.9.9").summary == "this version does not exist"
    assert reason(of("9.9.9").is_yanked) == "no-such-version"
    assert reason(of(None).published) == reason(of(None).is_yanked) == "no-version"
    assert of(None).is_deprecated is False


def test_a_package_that_was_unpublished(server: Server) -> None:
    server.say("/some-name", Reply({"time": {"unpublished": {"time": OLD}, "1.0.0": OLD}}))
    found = known(server, "npm", Coordinates("npm", "some-name", "1.0.0"))
    assert (found.is_published, found.summary) == (False, "it was unpublished")


PROTOCOLS: list[tuple[Protocol, str, str]] = [
    ("deps.dev", "npm", "/v3/systems/npm/packages/some-name"),
    ("npm", "npm", "/some-name"),
    ("simple", "pypi", "/some-name/"),
]
ANY: list[Any] = [None, [], {}, "", "x", 0, -1, 1.5, True, [[]], [{}], {"a": []}, "\x1b[2J", 1e300]


@pytest.mark.parametrize(("protocol", "ecosystem", "path"), PROTOCOLS)
def test_a_package_that_does_not_exist(
    server: Server, protocol: Protocol, ecosystem: str, path: str
) -> None:
    found = known(server, protocol, Coordinates(ecosystem, "some-name", "1.0.0"))
    assert found == Registry(False, 0, None, None, False, False, summary="it does not exist")


@pytest.mark.parametrize(("protocol", "ecosystem", "path"), PROTOCOLS)
@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply({}, 401), "refused"),
        (Reply({}, 403), "refused"),
        (Reply(data=b"<!doctype html><a href='x'>x</a>"), "not-json"),
        (Reply(data=b'{"versions": ' + b"[" * 100_000), "not-json"),
        (Reply(data=b"\xff\xfe\x00"), "not-json"),
        (Reply(data=b"0" * (17 << 20)), "too-large"),
        (Reply(0), "malformed"),
        (Reply([]), "malformed"),
        (Reply("versions"), "malformed"),
        (Reply({"versions": 3, "files": 3}), "malformed"),
    ],
)
def test_a_registry_that_does_not_answer(
    server: Server, protocol: Protocol, ecosystem: str, path: str, reply: Reply, why: str
) -> None:
    server.say(path, reply)
    assert reason(ask(server, protocol, Coordinates(ecosystem, "some-name", "1.0.0"))) == why


@pytest.mark.parametrize(("protocol", "ecosystem", "path"), PROTOCOLS)
@pytest.mark.parametrize("status", [429, 500])
def test_a_registry_in_trouble(
    server: Server, protocol: Protocol, ecosystem: str, path: str, status: int
) -> None:
    server.say(path, Reply({}, status, {"Retry-After": "0"}))
    found = ask(server, protocol, Coordinates(ecosystem, "some-name", "1.0.0"))
    assert reason(found) == f"http-{status}"


@pytest.mark.parametrize("value", ANY)
def test_values_of_any_type(server: Server, value: Any) -> None:
    """Each place of each protocol's answer holds something else; no place breaks the rest."""
    entries: list[Any] = [
        value,
        {"versionKey": value},
        {"versionKey": {"version": value}},
        {"versionKey": {"version": "1.0.0"}, "publishedAt": value, "isDeprecated": value},
        {"versionKey": {"version": "1.1.0"}, "isDeprecated": True, "deprecatedReason": value},
    ]
    server.say("/v3/systems/cargo/packages/some-name", Reply({"versions": entries}))
    assert known(server, "deps.dev", Coordinates("cargo", "some-name", "1.1.0")).is_published
    server.say(
        "/some-name/",
        index(
            *(value, file("some_name-1.0.0.tar.gz", yanked=value), {"filename": value}),
            {"filename": "some_name-1.0.0.zip", "upload-time": value},
            versions=value,
            status=value,
        ),
        index(
            file("some_name-1.0.0.tar.gz"),
            versions=[value],
            status={"status": value},
        ),
    )
    for _ in range(2):
        assert known(server, "simple", Coordinates("pypi", "some-name", "1.0.0")).is_published
    server.say(
        "/some-name",
        packument({"1.0.0": value, "": value}, {"1.0.0": value, "x": value}, value),
        packument({"1.0.0": {"deprecated": value}}, value),
    )
    for _ in range(2):
        assert known(server, "npm", Coordinates("npm", "some-name", "1.0.0")).is_published


@pytest.mark.parametrize(
    "date",
    [
        "0001-01-01T00:00:00Z",
        "1900-01-01T00:00:00Z",
        "9999-99-99T00:00:00Z",
        "yesterday",
        "2015-03-01T12:00:00Z" * 50,
        "٢٠١٥-03-01T12:00:00Z",
    ],
)
def test_dates_that_are_none(server: Server, date: str) -> None:
    server.say("/v3/systems/npm/packages/some-name", at_deps_dev(("1.0.0", date)))
    found = known(server, "deps.dev", Coordinates("npm", "some-name", "1.0.0"))
    assert reason(found.age) == reason(found.published) == "not-told"


NO_NAMES = ["..", ".", "", "a\nb", "a\x00b", "\udc80", "x" * 501]


@pytest.mark.parametrize(
    ("protocol", "name"),
    [("npm", "@a/.."), ("npm", "@../a"), ("npm", "@/a")]
    + [(protocol, name) for protocol in ("deps.dev", "npm") for name in NO_NAMES],
)
def test_names_that_no_package_can_have(server: Server, protocol: Protocol, name: str) -> None:
    assert reason(ask(server, protocol, Coordinates("npm", name, "1.0.0"))) == "not-a-name"
    assert server.asked == []


@pytest.mark.parametrize("name", ["..", "../other", "a/b", "", "é", "a b"])
def test_names_that_no_python_project_can_have(server: Server, name: str) -> None:
    assert reason(ask(server, "simple", Coordinates("pypi", name))) == "not-a-name"
    assert server.asked == []


KEYS = [
    *("versions", "versionKey", "version", "publishedAt", "isDeprecated", "deprecatedReason"),
    *("projectStatus", "status", "files", "filename", "upload-time", "yanked", "meta"),
    *("api-version", "project-status", "time", "created", "unpublished", "dist-tags", "latest"),
    *("deprecated", "1.0.0", "x"),
]
TEXTS = st.sampled_from(["1.0.0", "1.4", "some_name-1.0.0.tar.gz", OLD, "yanked"]) | st.text()
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=30,
)


@settings(deadline=None)
@given(st.sampled_from((deps_dev, npm, simple)), DOCUMENTS, DOCUMENTS)
def test_any_document(protocol: RegistryProtocol, document: Any, second: Any) -> None:
    """What is read of it can be described, or it is refused in one sentence."""
    package = Coordinates(next(iter(protocol.ECOSYSTEMS)), "some-name", "1.0.0")
    try:
        found = describe(protocol.read(package, [document, second]), package, NOW)
    except Failed as failed:
        assert failed.reason == "malformed"
        assert failed.message
    else:
        assert found.summary.isprintable()
        assert found.releases >= 0
