"""Under which license a package is, from files, installed packages and deps.dev, in this order."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.facts.place import Unknown
from bylaw.licenses import License
from bylaw.sources.services.http import HttpClient
from bylaw.sources.services.interface import Coordinates
from bylaw.sources.stated_licenses import folders
from bylaw.sources.stated_licenses.choose import Settings, licenses
from bylaw.sources.stated_licenses.snapshot import File
from bylaw.sources.stated_licenses.stated import license_of
from tests.services.server import Reply, Server

NOW = 1_764_000_000
PACKAGE = Coordinates("npm", "some-name", "1.0.0")


def client(**more: Any) -> HttpClient:
    return HttpClient(now=NOW, environment={}, **more)


def ask(package: Coordinates, **settings: Any) -> str:
    """The license, or the reason why it is unknown in angle brackets."""
    settings.setdefault("url", "")
    return said(licenses(Settings(**settings), client()).of(package))


def said(found: License | Unknown) -> str:
    if isinstance(found, License):
        return found.text
    assert found.detail.isprintable()
    assert found.fact == "dependency.license"
    return f"<{found.reason}>"


SNAPSHOT = b"""\
pkg:npm/some-name: MIT
pkg:npm/some-name@1.0.0: ISC
pkg:npm/%40some/name: Apache-2.0 OR MIT
pkg:pypi/Some_Name@1.0.0: LicenseRef-Ours
pkg:maven/com.acme/some-name: Acme license
pkg:golang/github.com/Acme/some-name: "BSD-3-Clause"
pkg:nuget/Some.Name@1.0.0: MIT
"""


@pytest.mark.parametrize(
    ("package", "license_"),
    [
        (Coordinates("npm", "some-name", "1.0.0"), "ISC"),
        (Coordinates("npm", "some-name", "1.0.1"), "MIT"),
        (Coordinates("npm", "some-name"), "MIT"),
        (Coordinates("npm", "@some/name", "1.0.0"), "Apache-2.0 OR MIT"),
        (Coordinates("pypi", "some-name", "1.0"), "LicenseRef-Ours"),
        (Coordinates("pypi", "some-name", "1.1"), "<no-source>"),
        (Coordinates("maven", "com.acme:some-name", "1.0"), "Acme license"),
        (Coordinates("golang", "github.com/Acme/some-name", "v1.0.0"), "BSD-3-Clause"),
        (Coordinates("nuget", "some.name", "1.0"), "MIT"),
        (Coordinates("npm", "other", "1.0.0"), "<no-source>"),
    ],
)
def test_a_snapshot(package: Coordinates, license_: str) -> None:
    assert ask(package, files=(File("licenses.yaml", SNAPSHOT),)) == license_


def test_the_first_snapshot_that_names_a_package_counts() -> None:
    first = File("first.json", b'{"pkg:npm/some-name": "MIT"}')
    second = File("second.yaml", b"pkg:npm/some-name: ISC\npkg:npm/other: ISC\n")
    assert ask(PACKAGE, files=(first, second)) == "MIT"
    assert ask(Coordinates("npm", "other"), files=(first, second)) == "ISC"


@pytest.mark.parametrize(
    ("name", "data", "place"),
    [
        ("l.yaml", b"pkg:npm/x: MIT\nleft-pad: MIT\n", "l.yaml:2: `left-pad` is no package URL"),
        ("l.yaml", b"pkg:npm/x: MIT\npkg:npm/x: ISC\n", "l.yaml:2:"),
        ("l.yaml", b"pkg:npm/x: [MIT]\n", "l.yaml:1: the license of `pkg:npm/x` is no text"),
        ("l.yaml", b"pkg:npm/x: 3\n", "l.yaml:1: the license of"),
        ("l.yaml", b"pkg:npm/x: ''\n", "l.yaml:1: the license of"),
        ("l.yaml", b"- MIT\n", "l.yaml:1: it is no mapping"),
        ("l.yaml", b"a: {\n", "l.yaml:2: it is not YAML"),
        ("l.yaml", b"a: &a [*a]\n", "l.yaml:1: it is not YAML"),
        ("l.yaml", b"\xff", "l.yaml:1: it is not UTF-8"),
        ("l.json", b"{", "l.json:1: it is not JSON"),
        ("l.json", b'{"pkg:npm/x": "MIT", "pkg:npm/x": "ISC"}', "l.json:1:"),
        ("bom.json", b"[]", "bom.json:1:"),
        ("l.xml", b"<a/>", "l.xml:1:"),
    ],
)
def test_a_snapshot_that_cannot_be_read_hides_nothing(name: str, data: bytes, place: str) -> None:
    files = (File("good.yaml", b"pkg:npm/good: MIT\n"), File(name, data))
    made = licenses(Settings(files=files, url=""), client())
    assert said(made.of(Coordinates("npm", "good"))) == "MIT", "asked before it"
    found = made.of(PACKAGE)
    assert isinstance(found, Unknown)
    assert found.reason == "unreadable-licenses"
    assert found.detail.startswith(place), found.detail


CYCLONEDX = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "components": [
        {
            "type": "library",
            "name": "some-name",
            "version": "1.0.0",
            "purl": "pkg:npm/some-name@1.0.0",
            "licenses": [{"license": {"id": "ISC"}}],
        },
        {
            "type": "library",
            "name": "two",
            "version": "2",
            "purl": "pkg:npm/two@2",
            "licenses": [{"license": {"name": "Our own words"}}],
        },
        {"type": "library", "name": "three", "version": "3", "purl": "pkg:npm/three@3"},
    ],
}
SPDX = {
    "spdxVersion": "SPDX-2.3",
    "SPDXID": "SPDXRef-DOCUMENT",
    "packages": [
        {
            "SPDXID": "SPDXRef-a",
            "name": "some-name",
            "versionInfo": "1.0.0",
            "licenseDeclared": "MIT OR ISC",
            "licenseConcluded": "NOASSERTION",
            "externalRefs": [
                {
                    "referenceCategory": "PACKAGE-MANAGER",
                    "referenceType": "purl",
                    "referenceLocator": "pkg:npm/some-name@1.0.0",
                }
            ],
        }
    ],
}


@pytest.mark.parametrize(
    ("name", "document", "license_"),
    [
        ("bom.json", CYCLONEDX, "ISC"),
        ("any-name.json", CYCLONEDX, "ISC"),
        ("any-name.json", SPDX, "MIT OR ISC"),
        ("some.spdx.json", SPDX, "MIT OR ISC"),
    ],
)
def test_a_bill_of_materials(name: str, document: Any, license_: str) -> None:
    files = (File(f"boms/{name}", json.dumps(document).encode()),)
    assert ask(PACKAGE, files=files) == license_
    assert ask(Coordinates("npm", "some-name", "1.0.1"), files=files) == "<no-source>"
    assert ask(Coordinates("npm", "three", "3"), files=files) == "<no-source>"


def test_a_bill_of_materials_in_words_of_its_own() -> None:
    files = (File("bom.json", json.dumps(CYCLONEDX).encode()),)
    assert ask(Coordinates("npm", "two", "2"), files=files) == "<unclear-license>"


def installed(root: Path, place: str, metadata: Any) -> None:
    (root / place).mkdir(parents=True)
    (root / place / "package.json").write_text(json.dumps(metadata))


@pytest.mark.parametrize(
    ("stated", "license_"),
    [
        ({"license": "ISC"}, "ISC"),
        ({"license": "Apache License, Version 2.0"}, "Apache-2.0"),
        ({"license": "(MIT OR GPL-2.0+)"}, "(MIT OR GPL-2.0+)"),
        ({"license": "UNLICENSED"}, "UNLICENSED"),
        ({"license": "LicenseRef-Ours"}, "LicenseRef-Ours"),
        ({"license": {"type": "MIT", "url": "https://some.example"}}, "MIT"),
        ({"licenses": [{"type": "MIT"}]}, "MIT"),
        ({"licenses": [{"type": "MIT"}, {"type": "ISC"}]}, "<unclear-license>"),
        ({"license": "MIT", "licenses": ["MIT"]}, "MIT"),
        ({"license": "BSD"}, "<unclear-license>"),
        ({"license": "SEE LICENSE IN LICENSE.txt"}, "<unclear-license>"),
        ({"license": "MIT or what the \x1b[31mfile says"}, "<unclear-license>"),
        ({"license": "x" * 100_000}, "<unclear-license>"),
        ({"license": ""}, "<no-source>"),
        ({"license": 3, "licenses": {"type": []}}, "<no-source>"),
        ({}, "<no-source>"),
        ({"license": "MIT", "name": "other"}, "<no-source>"),
        ({"license": "MIT", "version": "1.0.1"}, "<no-source>"),
        ([], "<no-source>"),
    ],
)
def test_what_a_package_of_npm_states(tmp_path: Path, stated: Any, license_: str) -> None:
    if isinstance(stated, dict):
        stated = {"name": "some-name", "version": "1.0.0", **stated}
    installed(tmp_path, "node_modules/some-name", stated)
    assert ask(PACKAGE, folders=(tmp_path / "node_modules",)) == license_
    assert ask(PACKAGE, folders=(tmp_path,)) == license_, "of a project that has the folder"


@pytest.mark.parametrize(
    "place",
    [
        "node_modules/{}",
        "node_modules/other/node_modules/{}",
        "node_modules/@a/other/node_modules/b/node_modules/{}",
        "node_modules/.pnpm/some-name@1.0.0/node_modules/{}",
        "node_modules/.pnpm/x@1.0.0(y@2)/node_modules/{}",
    ],
)
@pytest.mark.parametrize("name", ["some-name", "@some/name"])
def test_where_packages_of_npm_are_installed(tmp_path: Path, place: str, name: str) -> None:
    installed(tmp_path, place.format(name), {"name": name, "version": "1.0.0", "license": "ISC"})
    assert ask(Coordinates("npm", name, "1.0.0"), folders=(tmp_path,)) == "ISC"
    assert ask(Coordinates("npm", name, "2.0.0"), folders=(tmp_path,)) == "<no-source>"
    assert ask(Coordinates("npm", name), folders=(tmp_path,)) == "<no-source>"


def test_several_versions_of_a_package(tmp_path: Path) -> None:
    for place, version, license_ in (("", "1.0.0", "ISC"), ("other/node_modules/", "2.0.0", "MIT")):
        metadata = {"name": "some-name", "version": version, "license": license_}
        installed(tmp_path, f"node_modules/{place}some-name", metadata)
    made = licenses(Settings(folders=(tmp_path,), url=""), client())
    assert said(made.of(Coordinates("npm", "some-name", "1.0.0"))) == "ISC"
    assert said(made.of(Coordinates("npm", "some-name", "2.0.0"))) == "MIT"


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("link", ["some-name", "package.json", "other"])
def test_links_are_not_followed(tmp_path: Path, link: str) -> None:
    metadata = {"name": "some-name", "version": "1.0.0", "license": "MIT"}
    installed(tmp_path, "outside/some-name", metadata)
    installed(tmp_path, "outside/node_modules/some-name", metadata)
    modules = tmp_path / "node_modules"
    modules.mkdir()
    if link == "package.json":
        (modules / "some-name").mkdir()
        target = tmp_path / "outside/some-name/package.json"
        (modules / "some-name/package.json").symlink_to(target)
    else:
        target = tmp_path / "outside" / ("some-name" if link == "some-name" else "")
        (modules / link).symlink_to(target)
    assert ask(PACKAGE, folders=(tmp_path,)) == "<no-source>"


@pytest.mark.parametrize("data", [b"{", b"\xff\xfe", b'{"a": 1, "a": 2}', b"[" * 10_000, b"1"])
def test_metadata_that_is_damaged(tmp_path: Path, data: bytes) -> None:
    place = tmp_path / "node_modules/some-name"
    place.mkdir(parents=True)
    (place / "package.json").write_bytes(data)
    assert ask(PACKAGE, folders=(tmp_path,)) == "<no-source>"


def test_metadata_that_is_no_file_or_too_large(tmp_path: Path) -> None:
    place = tmp_path / "node_modules/some-name"
    (place / "package.json").mkdir(parents=True)
    assert ask(PACKAGE, folders=(tmp_path,)) == "<no-source>"
    (place / "package.json").rmdir()
    os.mkfifo(place / "package.json")
    assert ask(PACKAGE, folders=(tmp_path,)) == "<no-source>"
    (place / "package.json").unlink()
    metadata = {"name": "some-name", "version": "1.0.0", "license": "MIT"}
    text = json.dumps(metadata)
    (place / "package.json").write_text(text + " " * folders.LARGEST)
    assert ask(PACKAGE, folders=(tmp_path,)) == "<no-source>"
    (place / "package.json").write_text(text)
    assert ask(PACKAGE, folders=(tmp_path,)) == "MIT"


@pytest.mark.parametrize(
    "name", ["..", "../x", "@a/..", "a/b", "", "@/x", "a\0b", "/etc", "\udc80"]
)
def test_names_that_lead_elsewhere(tmp_path: Path, name: str) -> None:
    installed(tmp_path, "node_modules/some-name", {})
    package = Coordinates("npm", name, "1.0.0")
    (tmp_path / "package.json").write_text(
        json.dumps({"name": name.encode("utf-8", "replace").decode(), "version": "1.0.0"})
    )
    assert ask(package, folders=(tmp_path,)) == "<no-source>"


@pytest.mark.parametrize(
    ("header", "license_"),
    [
        ("License-Expression: MIT OR Apache-2.0", "MIT OR Apache-2.0"),
        ("License-Expression: MIT\nLicense: BSD\nClassifier: License :: Public Domain", "MIT"),
        ("License-Expression: Something", "<unclear-license>"),
        ("Classifier: License :: OSI Approved :: MIT License", "MIT"),
        ("Classifier: License :: OSI Approved :: BSD License", "<unclear-license>"),
        (
            "Classifier: License :: OSI Approved :: BSD License\nLicense: BSD-3-Clause",
            "BSD-3-Clause",
        ),
        ("Classifier: License :: OSI Approved\nLicense: MIT", "MIT"),
        (
            "Classifier: License :: OSI Approved :: MIT License\n"
            "Classifier: License :: OSI Approved :: Apache Software License",
            "<unclear-license>",
        ),
        ("Classifier: License :: OSI Approved :: MIT License\nLicense: MIT", "MIT"),
        ("Classifier: License :: OSI Approved :: MIT License\nLicense: ISC", "<unclear-license>"),
        ("Classifier: License :: OSI Approved :: MIT License\nLicense: see file", "MIT"),
        ("Classifier: Programming Language :: Python", "<no-source>"),
        ("License: UNKNOWN", "<no-source>"),
        ("License: Apache 2.0", "Apache-2.0"),
        ("License: Permission is granted\n        or it is not", "<unclear-license>"),
        ("Name: other\n\nLicense: MIT", "<no-source>"),
        ("license-expression: MIT\r\nX: y", "MIT"),
        ("  License: MIT", "<no-source>"),
        ("\xe4\xff: 1\nLicense: MIT", "MIT"),
    ],
)
def test_what_a_package_of_python_states(tmp_path: Path, header: str, license_: str) -> None:
    info = tmp_path / "venv/lib/python3.13/site-packages/Some_Name-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_bytes(f"Metadata-Version: 2.4\n{header}\n\nText".encode("latin-1"))
    package = Coordinates("pypi", "some-name", "1.0.0")
    assert ask(package, folders=(info.parent,)) == license_
    assert ask(package, folders=(tmp_path / "venv",)) == license_
    for other in (None, "1.1", "nonsense"):
        assert ask(Coordinates("pypi", "some-name", other), folders=(info.parent,)) == "<no-source>"


def at_deps_dev(server: Server, document: Any, status: int = 200) -> None:
    server.say("/v3/systems/npm/packages/some-name/versions/1.0.0", Reply(document, status))


@pytest.mark.parametrize(
    ("document", "license_"),
    [
        ({"licenses": ["MIT"]}, "MIT"),
        ({"licenses": ["MIT OR Apache-2.0"]}, "MIT OR Apache-2.0"),
        ({"licenses": ["MIT", "MIT"]}, "MIT"),
        ({"licenses": ["MIT", "Apache-2.0"]}, "<unclear-license>"),
        ({"licenses": ["non-standard"]}, "<unclear-license>"),
        ({"licenses": ["MIT", "non-standard"]}, "<unclear-license>"),
        ({"licenses": ["\x1b]0;owned\x07"]}, "<unclear-license>"),
        ({"licenses": []}, "<not-told>"),
        ({}, "<not-told>"),
        ({"licenses": "MIT"}, "<malformed>"),
        ({"licenses": [1]}, "<malformed>"),
        ({"licenses": None}, "<malformed>"),
        (["MIT"], "<malformed>"),
    ],
)
def test_what_deps_dev_says(server: Server, document: Any, license_: str) -> None:
    at_deps_dev(server, document)
    assert ask(PACKAGE, url=server.url) == license_


def test_several_licenses_are_named_and_not_joined(server: Server) -> None:
    at_deps_dev(server, {"licenses": ["MIT", "Apache-2.0", *map(str, range(9))]})
    found = licenses(Settings(url=server.url), client()).of(PACKAGE)
    assert isinstance(found, Unknown)
    assert found.detail == (
        "Deps.dev states several licenses, and not how they relate: "
        "`MIT`, `Apache-2.0`, `0`, `1`, `2`, 6 more."
    )


@pytest.mark.parametrize(
    ("status", "reason"),
    [(404, "<not-published>"), (403, "<refused>"), (500, "<http-500>")],
)
def test_where_deps_dev_does_not_answer(server: Server, status: int, reason: str) -> None:
    at_deps_dev(server, {"licenses": ["MIT"]}, status)
    assert ask(PACKAGE, url=server.url) == reason


def test_what_deps_dev_is_not_asked(server: Server) -> None:
    assert ask(Coordinates("npm", "some-name"), url=server.url) == "<no-version>"
    assert ask(Coordinates("githubactions", "a/b", "v1"), url=server.url) == "<no-source>"
    assert ask(Coordinates("npm", "..", "1.0.0"), url=server.url) == "<not-a-name>"
    assert ask(Coordinates("npm", "some-name", ".."), url=server.url) == "<not-a-name>"
    private = Coordinates("npm", "@acme/one", "1.0.0")
    assert ask(private, url=server.url, private=("@acme/*",)) == "<private>"
    assert server.asked == []


def test_a_private_name_in_a_snapshot(server: Server) -> None:
    files = (File("licenses.yaml", b"pkg:npm/%40acme/one: LicenseRef-Acme\n"),)
    package = Coordinates("npm", "@acme/one", "1.0.0")
    made = Settings(files=files, url=server.url, private=("@acme/*",))
    assert said(licenses(made, client()).of(package)) == "LicenseRef-Acme"
    assert server.asked == []


def test_offline(tmp_path: Path) -> None:
    installed(tmp_path, "node_modules/a", {"name": "a", "version": "1.0.0", "license": "MIT"})
    made = licenses(Settings(folders=(tmp_path,)), client(offline=True))
    assert said(made.of(PACKAGE)) == "<offline>"
    assert said(made.of(Coordinates("npm", "a", "1.0.0"))) == "MIT"


def test_the_order(server: Server, tmp_path: Path) -> None:
    """A snapshot, what is installed, deps.dev; what is not certain only where they are silent."""
    metadata = {"name": "some-name", "version": "1.0.0", "license": "ISC"}
    installed(tmp_path, "node_modules/some-name", metadata)
    unclear = {**metadata, "license": "BSD"}
    installed(tmp_path, "unclear/node_modules/some-name", unclear)
    at_deps_dev(server, {"licenses": ["BSD-3-Clause"]})
    files = (File("licenses.yaml", b"pkg:npm/some-name: MIT\n"),)
    assert ask(PACKAGE, url=server.url, folders=(tmp_path,), files=files) == "MIT"
    assert ask(PACKAGE, url=server.url, folders=(tmp_path,)) == "ISC"
    assert server.asked == []
    folders = (tmp_path / "unclear",)
    assert ask(PACKAGE, url=server.url, folders=folders) == "BSD-3-Clause"
    at_deps_dev(server, {}, 404)
    assert ask(PACKAGE, url=server.url, folders=folders) == "<unclear-license>"


def test_what_is_expected_is_asked_at_once_and_only_once(server: Server) -> None:
    packages = [Coordinates("npm", f"some-{number}", "1.0.0") for number in range(30)]
    for package in packages:
        path = f"/v3/systems/npm/packages/{package.name}/versions/1.0.0"
        server.say(path, Reply({"licenses": ["MIT"]}, pause=0.001))
    made = licenses(Settings(url=server.url), client())
    made.expect(packages)
    assert server.asked == []
    assert {said(made.of(package)) for package in packages} == {"MIT"}
    assert len(server.asked) == len(packages)
    assert server.most > 1


@settings(deadline=None)
@given(st.lists(st.text(max_size=40), max_size=4))
def test_any_texts(texts: list[str]) -> None:
    found = license_of(texts, "its package.json")
    assert found is None or isinstance(found, License) or found.detail.isprintable()
