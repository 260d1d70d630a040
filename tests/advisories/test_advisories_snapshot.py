"""What a snapshot says of packages."""

from __future__ import annotations

import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest

from bylaw.facts.place import Listing, Unknown
from bylaw.sources.advisories.snapshot import Snapshot
from bylaw.sources.advisories.store import FORMAT, About, Store, path_of, refresh, write
from bylaw.sources.advisories.zips import BadSnapshot, documents
from bylaw.sources.services.interface import Coordinates, Vulnerability
from bylaw.versions.version import Version
from tests.advisories.records import DAY, NOW, affected, record, snapshot, zipped

CRITICAL: dict[str, Any] = {"severity": [{"type": "CVSS_V3",
                          "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]}  # fmt: skip


def service(folder: Path | None) -> Snapshot:
    return Snapshot(folder, NOW, 7 * DAY)


def ids(found: Any) -> list[str]:
    assert not isinstance(found, Unknown), found
    return [one.id for one in found]


def lodash(version: str | None) -> Coordinates:
    return Coordinates("npm", "lodash", version)


def test_a_finding(tmp_path: Path) -> None:
    snapshot(
        tmp_path, record("GHSA-a", affected("lodash", "i0 f4.17.21"), summary="Bad", **CRITICAL),
        record("GHSA-b", affected("left-pad", "i0")),
    )  # fmt: skip
    asked = service(tmp_path)
    assert asked.of(lodash("4.17.20")) == (
        Vulnerability(
            "GHSA-a", (), "critical", 9.8, Version("4.17.21", "npm"), "Bad",
            "https://osv.dev/vulnerability/GHSA-a",
        ),
    )  # fmt: skip
    assert asked.of(lodash("4.17.21")) == ()
    assert asked.of(Coordinates("npm", "other", "1.0.0")) == ()
    assert ids(asked.of(Coordinates("npm", "left-pad", "1.0.0"))) == ["GHSA-b"]


def test_those_that_name_each_other_are_one(tmp_path: Path) -> None:
    snapshot(
        tmp_path,
        record("PYSEC-1", affected("a", "i0 f1.4", ecosystem="PyPI"), aliases=["CVE-1"],
               database_specific={"severity": "LOW"}),
        record("GHSA-x", affected("a", "i0 f1.5", ecosystem="PyPI"), aliases=["CVE-1", "CVE-2"],
               summary="One"),
        record("ZZZ-1", affected("a", "i0 f1.3", ecosystem="PyPI"), aliases=["CVE-2"], **CRITICAL),
        record("GHSA-y", affected("a", "i0 f1.1", ecosystem="PyPI"), aliases=["CVE-3"]),
        ecosystem="pypi",
    )  # fmt: skip
    found = service(tmp_path).of(Coordinates("pypi", "a", "1.0"))
    assert not isinstance(found, Unknown)
    one, other = found
    assert (one.id, one.aliases) == ("GHSA-x", ("CVE-1", "CVE-2", "PYSEC-1", "ZZZ-1"))
    assert (one.severity, one.score, one.summary) == ("critical", 9.8, "One")
    assert one.fixed_in == Version("1.5", "pypi"), "the lowest that none of them affects"
    assert (other.id, other.aliases) == ("GHSA-y", ("CVE-3",))


def test_the_preferred_id_may_be_one_that_has_no_record(tmp_path: Path) -> None:
    entry = affected("lodash", "i0 f1.0.0")
    snapshot(tmp_path, record("MAL-1", entry, aliases=["GHSA-x", "CVE-1"]))
    found = service(tmp_path).of(lodash("0.1.0"))
    assert not isinstance(found, Unknown)
    assert (found[0].id, found[0].aliases) == ("GHSA-x", ("CVE-1", "MAL-1"))
    assert found[0].url.endswith("/MAL-1")


def test_no_fix_that_is_affected_itself(tmp_path: Path) -> None:
    snapshot(
        tmp_path,
        record("GHSA-a", affected("lodash", "i0 f1.5.0", "i1.5.0 f1.6.0")),
        record("GHSA-b", affected("lodash", "i0 f1.1.0", "i1.2.0 f1.3.0"), aliases=["CVE-1"]),
        record("PYSEC-b", affected("lodash", "i0"), aliases=["CVE-1"]),
    )
    found = service(tmp_path).of(lodash("1.0.0"))
    assert not isinstance(found, Unknown)
    assert [(one.id, one.fixed_in) for one in found] == [
        ("GHSA-a", Version("1.6.0", "npm")), ("GHSA-b", None),
    ]  # fmt: skip


def test_the_worst_come_first(tmp_path: Path) -> None:
    words = {"GHSA-a": "LOW", "GHSA-b": "CRITICAL", "GHSA-c": "HIGH"}
    snapshot(tmp_path, *(
        record(id_, affected("lodash", "i0"), database_specific={"severity": word})
        for id_, word in words.items()
    ))  # fmt: skip
    assert ids(service(tmp_path).of(lodash("1.0.0"))) == ["GHSA-b", "GHSA-c", "GHSA-a"]


def test_the_severity_of_one_package_is_not_that_of_another(tmp_path: Path) -> None:
    rated = affected("lodash", "i0", **CRITICAL)
    snapshot(tmp_path, record("GHSA-a", affected("other", "i0"), rated))
    for name, score in (("lodash", 9.8), ("other", None)):
        found = service(tmp_path).of(Coordinates("npm", name, "1.0.0"))
        assert not isinstance(found, Unknown)
        assert found[0].score == score


def test_withdrawn_ones_do_not_count(tmp_path: Path) -> None:
    about = snapshot(
        tmp_path, record("GHSA-a", affected("lodash", "i0"), withdrawn="2025-01-01T00:00:00Z"),
        record("GHSA-b", affected("lodash", "i9.0.0")),
    )  # fmt: skip
    assert service(tmp_path).of(lodash("1.0.0")) == ()
    assert (about.advisories, about.withdrawn) == (1, 1)


def test_a_version_without_order_is_not_fine(tmp_path: Path) -> None:
    snapshot(
        tmp_path, record("GHSA-a", affected("lodash", "i0 f1.0.0")),
        record("GHSA-b", affected("listed", "i0 f1.0.0", versions=["latest"])),
        record("GHSA-c", affected("listed", "i0 f2.0.0")),
    )  # fmt: skip
    asked = service(tmp_path)
    found = asked.of(lodash("latest"))
    assert isinstance(found, Unknown)
    assert (found.reason, found.fact) == ("not-a-version", "dependency.vulnerabilities")
    assert "GHSA-a" in found.detail
    both = asked.of(Coordinates("npm", "listed", "latest"))
    assert isinstance(both, Listing)
    assert ids(both) == ["GHSA-b"]
    assert [gap.reason for gap in both.gaps] == ["not-a-version"]
    assert asked.of(Coordinates("npm", "nobody", "latest")) == ()


def test_a_doubt_about_what_is_certain_elsewhere_is_none(tmp_path: Path) -> None:
    snapshot(
        tmp_path, record("GHSA-a", affected("lodash", "i0 f2.0.0"), aliases=["CVE-1"]),
        record("OTHER-1", affected("lodash", "i0 fsoon"), aliases=["CVE-1"]),
    )  # fmt: skip
    found = service(tmp_path).of(lodash("1.0.0"))
    assert isinstance(found, tuple)
    assert ids(found) == ["GHSA-a"]


@pytest.mark.parametrize(
    ("package", "reason"),
    [
        (lodash(None), "no-version"),
        (Coordinates("pypi", "a", "1.0"), "no-snapshot"),
        (Coordinates("docker", "alpine", "3.20"), "no-advisories"),
    ],
)
def test_what_nobody_knows(tmp_path: Path, package: Coordinates, reason: str) -> None:
    snapshot(tmp_path, record("GHSA-a", affected("lodash", "i0 f1.0.0")))
    for asked in (service(tmp_path), service(tmp_path)):
        asked.expect([package])
        found = asked.of(package)
        assert isinstance(found, Unknown)
        assert found.reason == reason
        assert found.detail.endswith(".")


def test_without_a_folder_nothing_is_known() -> None:
    found = service(None).of(lodash("1.0.0"))
    assert isinstance(found, Unknown)
    assert found.reason == "no-snapshot"


def test_an_old_snapshot_says_nothing(tmp_path: Path) -> None:
    snapshot(tmp_path, record("GHSA-a", affected("lodash", "i0")), age=7 * DAY)
    assert ids(service(tmp_path).of(lodash("1.0.0"))) == ["GHSA-a"]
    snapshot(tmp_path, record("GHSA-a", affected("lodash", "i0")), age=9 * DAY)
    found = service(tmp_path).of(lodash("1.0.0"))
    assert isinstance(found, Unknown)
    assert (found.reason, "9 d old" in found.detail) == ("old-snapshot", True)
    assert "advisories pull" in found.remedy
    assert refresh(path_of(tmp_path, "npm"), NOW).taken == NOW
    assert ids(service(tmp_path).of(lodash("1.0.0"))) == ["GHSA-a"]


def damaged(path: Path, how: str) -> None:
    if how == "rubbish":
        path.write_bytes(b"rubbish" * 1000)
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "cut":
        path.write_bytes(path.read_bytes()[:5000])
    else:
        with sqlite3.connect(path) as database:
            database.execute(how)


@pytest.mark.parametrize(
    "how",
    ["rubbish", "empty", "cut", "DROP TABLE advisory", "UPDATE snapshot SET format = 99",
     "UPDATE affected SET affected = '{'", "UPDATE affected SET affected = '[7]'",
     "DELETE FROM snapshot", "UPDATE snapshot SET taken = 'x'",
     "UPDATE affected SET severity = 'x'", "UPDATE advisory SET aliases = NULL"],
)  # fmt: skip
def test_a_broken_snapshot_says_nothing(tmp_path: Path, how: str) -> None:
    snapshot(tmp_path, record("GHSA-a", affected("lodash", "i0")))
    damaged(path_of(tmp_path, "npm"), how)
    found = service(tmp_path).of(lodash("1.0.0"))
    assert isinstance(found, Unknown)
    assert found.reason == "broken-snapshot"


def test_bad_files_are_counted_and_left_out(tmp_path: Path) -> None:
    raw = {"a.json": b"{", "b.json": b"[" * 100_000, "c.json": b'{"id": 7}', "read.me": b"x"}
    good = [record(f"GHSA-{n}", affected("lodash", "i0")) for n in range(4)]
    about = snapshot(tmp_path, *good, raw=raw)
    assert (about.advisories, about.skipped) == (4, 3)
    with Store(path_of(tmp_path, "npm")) as store:
        assert store.about == about


def test_a_zip_of_little_good_replaces_nothing(tmp_path: Path) -> None:
    snapshot(tmp_path, record("GHSA-a", affected("lodash", "i0")))
    raw = {f"{n}.json": b"{" for n in range(9)}
    for records in ([], [record("GHSA-b", affected("lodash", "i0"))],
                    [record("GHSA-b", affected("lodash", "i0", ecosystem="PyPI"))]):  # fmt: skip
        with pytest.raises(BadSnapshot):
            snapshot(tmp_path, *records, raw=raw)
    assert ids(service(tmp_path).of(lodash("1.0.0"))) == ["GHSA-a"]
    assert [one.name for one in path_of(tmp_path, "npm").parent.iterdir()] == ["npm.sqlite"]


def test_what_is_no_zip(tmp_path: Path) -> None:
    (tmp_path / "all.zip").write_bytes(b"PK but not really")
    with pytest.raises(BadSnapshot, match="is no zip"):
        list(documents(tmp_path / "all.zip"))


def test_a_zip_bomb(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", b" " * (17 << 20))
        for n in range(5):
            archive.writestr(f"{n}.json", b'"' + b" " * (1 << 20) + b'"')
    with pytest.raises(BadSnapshot, match="unpacks to more"):
        list(documents(tmp_path / "all.zip", 20 << 20))
    assert next(documents(tmp_path / "all.zip")) is None


def test_a_damaged_entry_is_one_bad_file(tmp_path: Path) -> None:
    path = zipped(tmp_path / "all.zip", [record(f"A-{n}", affected("a", "i0")) for n in range(3)])
    data = bytearray(path.read_bytes())
    data[60] ^= 0xFF
    path.write_bytes(data)
    found = list(documents(path))
    assert [one is None for one in found] == [True, False, False]


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    about = About("npm", NOW, "", "", 0, 0, 0)
    with pytest.raises(OSError, match="cannot be written"):
        write(tmp_path / "none" / "npm.sqlite", about, [])
    with pytest.raises(OSError, match="cannot be written"):
        refresh(tmp_path / "npm.sqlite", NOW)


def test_many_at_once(tmp_path: Path) -> None:
    snapshot(tmp_path, *(record(f"GHSA-{n}", affected(f"p{n}", "i0 f1.1.0")) for n in range(1200)))
    packages = [Coordinates("npm", f"p{n}", f"1.{n % 2}.0") for n in range(1500)]
    asked = service(tmp_path)
    asked.expect(packages)
    hits = [package.name for package in packages if asked.of(package) != ()]
    assert hits == [f"p{n}" for n in range(0, 1200, 2)]
    with sqlite3.connect(path_of(tmp_path, "npm")) as database:
        assert database.execute("SELECT format FROM snapshot").fetchone() == (FORMAT,)


def test_what_is_expected_or_asked_later_is_looked_up_too(tmp_path: Path) -> None:
    snapshot(tmp_path, *(record(f"GHSA-{name}", affected(name, "i0")) for name in "abcd"))
    asked = service(tmp_path)
    asked.expect([Coordinates("npm", "a", "1.0.0")])
    assert ids(asked.of(Coordinates("npm", "a", "1.0.0"))) == ["GHSA-a"]
    asked.expect([Coordinates("npm", "b", "1.0.0"), Coordinates("npm", "c", "1.0.0")])
    for name in "dcba":
        assert ids(asked.of(Coordinates("npm", name, "1.0.0"))) == [f"GHSA-{name}"]
        assert ids(asked.of(Coordinates("npm", name, "2.0.0"))) == [f"GHSA-{name}"]
