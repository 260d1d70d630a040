"""Records read into what matching needs, hostile ones too."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaw.sources.advisories.ecosystems import OSV, lookup_name, type_of
from bylaw.sources.advisories.record import (
    LONGEST_SUMMARY,
    Advisory,
    Affected,
    Malformed,
    read_record,
)
from bylaw.versions import MODULES
from tests.advisories.records import affected, record

CRITICAL = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
HIGH = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"


def one(document: dict[str, Any]) -> Advisory:
    [advisory] = read_record(document).packages.values()
    return advisory


def test_a_record() -> None:
    document = record(
        "GHSA-aaaa", affected("lodash", "i0 f1.2.3", "i2.0.0", versions=["0.1.0"]),
        aliases=["CVE-2025-1"], summary="It is bad",
    )  # fmt: skip
    assert read_record(document).packages == {
        ("npm", "lodash"): Advisory(
            "GHSA-aaaa", ("CVE-2025-1",), "unrated", None, "It is bad",
            (Affected(((("i", "0"), ("f", "1.2.3")), (("i", "2.0.0"),)), ("0.1.0",)),),
        )
    }  # fmt: skip


def test_packages_of_several_ecosystems_and_entries() -> None:
    found = read_record(
        record(
            "GHSA-aaaa",
            affected("a", "i0 f1.0.0"), affected("a", "i2.0.0 f3.0.0"),
            affected("A.b_c", "i0", ecosystem="PyPI"), affected("a", "i0", ecosystem="Debian:12"),
            affected("g:a", "i0", ecosystem="Maven:https://repository.example"),
            {"ranges": [{"type": "GIT", "repo": "https://git.example/a", "events": []}]},
        )
    ).packages  # fmt: skip
    assert set(found) == {("npm", "a"), ("pypi", "a-b-c"), ("maven", "g:a")}
    assert len(found["npm", "a"].affected) == 2


def test_commits_are_no_versions() -> None:
    entry = affected("a")
    entry["ranges"] = [{"type": "GIT", "repo": "x", "events": [{"introduced": "0"}]}]
    assert one(record("A-1", entry)).affected == (Affected(),)
    assert one(record("A-1", affected("a"))).affected == (Affected(is_vague=True),)


def test_withdrawn_ones_say_nothing() -> None:
    found = read_record(record("A-1", affected("a", "i0"), withdrawn="2025-01-01T00:00:00Z"))
    assert (found.is_withdrawn, found.packages) == (True, {})


@pytest.mark.parametrize(
    ("more", "severity", "score"),
    [
        ({}, "unrated", None),
        ({"database_specific": {"severity": "MODERATE"}}, "medium", None),
        ({"severity": [{"type": "CVSS_V3", "score": CRITICAL}]}, "critical", 9.8),
        ({"severity": [{"type": "CVSS_V3", "score": CRITICAL}],
          "database_specific": {"severity": "LOW"}}, "low", 9.8),
        ({"severity": [{"type": "CVSS_V2", "score": "AV:N/AC:L/Au:N/C:C/I:C/A:C"}]}, "high", 10.0),
        ({"severity": [{"type": "CVSS_V2", "score": "AV:N/AC:L/Au:N/C:C/I:C/A:C"},
                       {"type": "CVSS_V3", "score": HIGH}]}, "high", 7.5),
        ({"severity": [{"type": "CVSS_V4", "score": "CVSS:4.0/AV:N/AC:L"}],
          "database_specific": {"severity": "HIGH"}}, "high", None),
        ({"severity": [{"type": "CVSS_V4", "score": "CVSS:4.0/AV:N/AC:L"}]}, "unrated", None),
        ({"severity": [None, {"score": 9.8}, {"score": "9.8"}],
          "database_specific": {"severity": ["HIGH"]}}, "unrated", None),
    ],
)  # fmt: skip
def test_severities(more: dict[str, Any], severity: str, score: float | None) -> None:
    found = one(record("A-1", affected("a", "i0"), **more))
    assert (found.severity, found.score) == (severity, score)


def test_severities_of_a_package() -> None:
    found = read_record(
        record(
            "A-1",
            affected("a", "i0", severity=[{"type": "CVSS_V3", "score": CRITICAL}]),
            affected("b", "i0", ecosystem_specific={"severity": "low"}),
        )
    ).packages
    assert found["npm", "a"].score == 9.8
    assert found["npm", "b"].severity == "low"


def test_malware_is_critical() -> None:
    assert one(record("MAL-2025-1", affected("a", "i0"))).severity == "critical"


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"details": "# Title\nMore"}, "Title"),
        ({"summary": "a\x1b[31m\u202eb\nc"}, "a [31m b"),
        ({"summary": "  ", "details": "d"}, "d"),
        ({"summary": 7}, ""),
        ({"summary": "x" * 9999}, "x" * (LONGEST_SUMMARY - 1) + "…"),
    ],
)
def test_summaries_are_one_plain_line(more: dict[str, Any], line: str) -> None:
    assert one(record("A-1", affected("a", "i0"), **more)).summary == line


WRONG: list[Any] = [
    None, [], {}, {"id": 7}, {"id": ""}, {"id": "a b"}, {"id": "x" * 999},
    record("A-1", schema_version="2.0.0"),
    record("A-1", affected=7), record("A-1", affected=[7]), record("A-1", aliases={}),
    record("A-1", {"package": 7}), record("A-1", {"package": {"ecosystem": "npm"}}),
    record("A-1", {"package": {"name": "a"}}),
    record("A-1", affected("a", versions=7)), record("A-1", affected("a\n", "i0")),
    record("A-1", affected("a") | {"ranges": [7]}), record("A-1", affected("a") | {"ranges": {}}),
    record("A-1", affected("a") | {"ranges": [{"events": [7]}]}),
    record("A-1", affected("a") | {"ranges": [{"events": [{"introduced": 0}]}]}),
    record("A-1", affected("a") | {"ranges": [{"events": [{"fixed": "1\x00"}]}]}),
]  # fmt: skip


@pytest.mark.parametrize("document", WRONG, ids=range(len(WRONG)))
def test_what_is_no_record(document: Any) -> None:
    with pytest.raises(Malformed):
        read_record(document)


def test_odd_versions_of_a_list_are_left_out() -> None:
    entry = affected("a", versions=["1.0.0", 7, "", "x\x1b", None])
    assert one(record("A-1", entry)).affected[0].versions == ("1.0.0",)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)
KEYS = ["id", "affected", "aliases", "severity", "withdrawn", "summary", "database_specific",
        "package", "ranges", "events", "versions", "ecosystem", "name", "introduced"]  # fmt: skip


@given(st.data())
def test_any_damage_is_told_or_harmless(data: st.DataObject) -> None:
    """A record with anything in place of any of its values."""
    document = record("A-1", affected("a", "i0 f1.0.0", versions=["0.1.0"]), aliases=["B-1"])
    holder: Any = document
    for key in data.draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=5)):
        while isinstance(holder, list) and holder:
            holder = holder[0]
        if isinstance(holder, dict):
            if not isinstance(holder.get(key), (dict, list)) or data.draw(st.booleans()):
                holder[key] = data.draw(JSON)
                break
            holder = holder[key]
    try:
        found = read_record(json.loads(json.dumps(document)))
    except Malformed:
        return
    for advisory in found.packages.values():
        assert advisory.summary.isprintable()


def test_every_ecosystem_has_an_order() -> None:
    assert set(OSV) <= set(MODULES)
    assert all(type_of(name) == type_of(kind) == kind for kind, name in OSV.items())
    assert type_of("pypi") == type_of("PYPI") == type_of("PyPI:x") == "pypi"
    assert type_of("Debian:12") is None


@pytest.mark.parametrize(
    ("ecosystem", "spellings"),
    [
        ("pypi", ["Foo.Bar_baz", "foo-bar-baz"]),
        ("nuget", ["Newtonsoft.Json", "newtonsoft.json"]),
        ("cargo", ["openssl_src", "openssl-src"]),
        ("githubactions", ["GitHub/CodeQL-action/init", "github/codeql-action"]),
        ("swift", ["https://github.example/Vapor/leaf.git", "git@github.example:vapor/leaf.git",
                   "github.example/vapor/leaf"]),
    ],
)  # fmt: skip
def test_spellings_of_one_package(ecosystem: str, spellings: list[str]) -> None:
    assert len({lookup_name(ecosystem, one) for one in spellings}) == 1


def test_names_that_differ_stay_apart() -> None:
    assert lookup_name("npm", "A_b") != lookup_name("npm", "a-b")
    assert lookup_name("golang", "go.example/A") != lookup_name("golang", "go.example/a")
