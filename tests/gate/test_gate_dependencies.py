"""What `bylaw check` says of a change to dependencies, in every report."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.advisories.osv import serve
from tests.gate.asking import FORMATS, NOW, WEAK, Gate, config, flask_and, package
from tests.services.server import Reply, Server, serving

GPL = "GPL-3.0-only"


@pytest.fixture
def gate(repo: Any, tmp_path: Path) -> Gate:
    return Gate(repo, tmp_path / "home")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


def test_an_invented_package_is_denied_where_it_is_asked_for(gate: Gate, server: Server) -> None:
    flask_and(gate, server, "flask-jwt-easy==1.0.0")
    said = gate.check()
    assert said.code == 1
    assert ("package-exists", "requirements.txt", 2) in said.findings
    console = gate.check(report="console").out
    assert "deny[dependencies/package-exists]: No registry has flask-jwt-easy" in console
    assert "requirements.txt:2:1" in console


def test_sarif_has_the_package_url(gate: Gate, server: Server) -> None:
    flask_and(gate, server, "flask-jwt-easy==1.0.0")
    (run,) = json.loads(gate.check(report="sarif").out)["runs"]
    (result,) = [one for one in run["results"] if one["ruleId"].endswith("/package-exists")]
    (location,) = result["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "requirements.txt"
    assert location["physicalLocation"]["region"]["startLine"] == 2
    assert "pkg:pypi/flask-jwt-easy@1.0.0" in json.dumps(result)


def test_markdown_has_a_row_for_each_dependency(gate: Gate, server: Server) -> None:
    flask_and(gate, server, "flask-jwt-easy==1.0.0")
    package(server, "flask", "3.1.0", "3.2.0")
    gate.repo.commit({"requirements.txt": "flask==3.2.0\nflask-jwt-easy==1.0.0\n"})
    said = gate.check(report="markdown").out
    assert "### Dependencies: 1 added, 1 changed" in said
    assert "| + | `flask-jwt-easy` pypi |  | `1.0.0` |  | runtime | `requirements.txt` |" in said
    assert "| ~ | `flask` pypi | `3.1.0` | `3.2.0` | minor |" in said


def test_a_known_weakness_is_denied_with_its_remedy(gate: Gate, server: Server) -> None:
    flask_and(gate, server, "jinja2==3.1.0", weak=WEAK)
    package(server, "jinja2", "3.1.0", "3.1.6")
    said = gate.check()
    assert (said.code, said.findings) == (1, [("no-known-vulnerability", "requirements.txt", 2)])
    (finding,) = said.verdict["findings"]
    assert "GHSA-1111-2222-3333, high: It runs what it is sent." in finding["message"]
    assert "First version without it: 3.1.6." in finding["help"]
    gate.repo.commit({"requirements.txt": "flask==3.1.0\njinja2==3.1.6\n"})
    mended = gate.check("--profile", "ci")
    assert (mended.code, mended.findings) == (0, [])
    assert set(mended.reasons) <= {"dependency.registry.is_yanked"}  # deps.dev does not tell it


def bill(license: str) -> str:
    return json.dumps({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "components": [
            {
                "type": "library",
                "name": "jinja2",
                "version": "3.1.6",
                "purl": "pkg:pypi/jinja2@3.1.6",
                "licenses": [{"expression": license}],
            }
        ],
    })  # fmt: skip


@pytest.mark.parametrize(
    ("at_deps_dev", "name", "text"),
    [
        (GPL, "", ""),
        ("MIT", "licenses.yaml", f"pkg:pypi/jinja2: {GPL}\n"),
        ("MIT", "sbom.json", bill(GPL)),
    ],
    ids=["deps.dev", "licenses.yaml", "inventory"],
)
@pytest.mark.parametrize("profile", ["local", "ci"])
def test_a_license_is_known_from_where_it_is_said(
    gate: Gate, server: Server, at_deps_dev: str, name: str, text: str, profile: str
) -> None:
    gate.repo.commit({name: text} if name else {})
    package(server, "jinja2", "3.1.6", license=at_deps_dev)
    flask_and(gate, server, "jinja2==3.1.6", f"  licenses: [{name}]\n" if name else "")
    said = gate.check("--profile", profile)
    assert said.findings == [("shipped-license", "requirements.txt", 2)]
    assert f"jinja2 3.1.6 is licensed {GPL}, which is not allowed" in said.out


def npm(server: Server, gate: Gate, more: str = "", locked: str | None = None) -> None:
    """The branch `change` adds left-pad to a package.json that has nothing, with its lock."""
    serve(server)
    package(server, "left-pad", "1.3.0", system="npm")
    root: dict[str, Any] = {"name": "app", "version": "1.0.0"}
    wanted = {**root, "dependencies": {"left-pad": "1.3.0"}}
    entry = {"version": "1.3.0", "integrity": "sha512-" + "A" * 86 + "=="}
    if locked:
        entry["license"] = locked
    before = {"name": "app", "lockfileVersion": 3, "packages": {"": root}}
    after = {**before, "packages": {"": wanted, "node_modules/left-pad": entry}}
    files = [
        {"package.json": json.dumps(one, indent=1), "package-lock.json": json.dumps(lock, indent=1)}
        for one, lock in ((root, before), (wanted, after))
    ]
    gate.repo.commit(
        {"bylaw.yaml": config(server, more), ".gitignore": "node_modules/\n", **files[0]}
    )
    gate.repo.branch(dict(files[1]))


def test_a_lock_says_the_license(gate: Gate, server: Server) -> None:
    npm(server, gate, locked=GPL)
    said = gate.check("--profile", "ci")
    assert ("shipped-license", "package.json") in [one[:2] for one in said.findings]
    assert f"is licensed {GPL}, which is not allowed" in said.out


def test_installed_packages_say_the_license_at_a_desk_alone(gate: Gate, server: Server) -> None:
    npm(server, gate, "  licenses: [node_modules]\n")
    installed = json.dumps({"name": "left-pad", "version": "1.3.0", "license": GPL})
    gate.repo.write({"node_modules/left-pad/package.json": installed})
    assert ("shipped-license", "package.json") in [one[:2] for one in gate.check().findings]
    said = gate.check("--profile", "ci")  # the change's own code may have written that folder
    assert (said.code, said.findings) == (0, [])


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("package.json", '{\n "name": "a",\n "dependencies": {,}\n}\n', 3),
        ("pyproject.toml", '[project]\nname = "a"\ndependencies = [\n', 3),
        (".github/workflows/a.yml", "on: push\njobs:\n  a: [\n", 3),
        ("go.mod", "module a\n<<<<<<< HEAD\nrequire a.example/b v1.0.0\n=======\n>>>>>>> x\n", 2),
        ("package-lock.json", '{"lockfileVersion": 3', 1),
    ],
    ids=["json", "toml", "yaml", "conflict", "lock"],
)
def test_a_broken_manifest_is_a_finding_and_hides_no_other(
    gate: Gate, server: Server, name: str, text: str, line: int
) -> None:
    flask_and(gate, server, "flask-jwt-easy==1.0.0")
    gate.repo.commit({name: text})
    said = gate.check("--profile", "ci")
    assert ("manifest-can-be-read", name, line) in said.findings
    assert ("package-exists", "requirements.txt", 2) in said.findings
    assert said.code == 1


def test_a_broken_manifest_is_no_pass_where_no_rule_speaks_of_it(
    gate: Gate, server: Server
) -> None:
    flask_and(gate, server, "# nothing new")
    gate.repo.commit({"package.json": "{"})
    said = gate.check("--profile", "ci", "--rule", "dependencies/package-exists")
    assert (said.code, said.verdict["outcome"]) == (3, "inconclusive")
    assert "unreadable-manifest" in set().union(*said.reasons.values())


@pytest.mark.parametrize("text", ["", " \n\n"])
def test_an_emptied_lock_is_denied(gate: Gate, server: Server, text: str) -> None:
    npm(server, gate)
    gate.repo.commit({"package-lock.json": text})
    said = gate.check()
    assert ("manifest-can-be-read", "package-lock.json") in [one[:2] for one in said.findings]
    assert "it is empty" in said.out
    assert "unreadable-manifest" in set().union(*said.reasons.values())


@pytest.mark.slow
def test_a_lock_of_fifty_megabytes_is_bounded(gate: Gate, server: Server) -> None:
    flask_and(gate, server, "flask-jwt-easy==1.0.0")
    entry = '"node_modules/p%d": {"version": "1.0.0", "integrity": "sha512-%s=="}'
    entries = ",\n".join(entry % (number, "A" * 86) for number in range(355_000))
    lock = '{"name": "a", "lockfileVersion": 3, "packages": {"": {},\n' + entries + "}}\n"
    assert len(lock) > 50_000_000
    gate.repo.commit({"package.json": '{"name": "a"}\n', "package-lock.json": lock})
    said = gate.check("--profile", "ci", most=3 << 30)
    assert ("package-exists", "requirements.txt", 2) in said.findings
    assert said.code == 1
    assert said.reasons["budget"] == {"budget"}


@pytest.mark.slow
def test_a_lock_that_is_too_large_is_said_and_not_read(gate: Gate, server: Server) -> None:
    flask_and(gate, server, "flask-jwt-easy==1.0.0")
    gate.repo.commit({"package.json": '{"name": "a"}\n', "package-lock.json": " " * (65 << 20)})
    said = gate.check("--profile", "ci", most=1 << 30)
    assert said.code == 1
    assert ("package-exists", "requirements.txt", 2) in said.findings
    assert ("manifest-can-be-read", "package-lock.json", 1) in said.findings
    assert "it has 65 MiB; at most 64 are read" in said.out


HOSTILE = (
    "evil\n::set-output name=a::b",
    "evil\r\n##[command]echo",
    "<img src=x onerror=alert(1)>",
    "a\u202eb\u200bc",
    "@everyone",
    "[x](https://evil.example)",
    "a`|b",
    "x\x1b[31m",
    "]]><!--",
)


def without_code(text: str) -> str:
    """Markdown without its blocks and spans of code, in which nothing is markup."""
    text = re.sub(r"^ *(`{3,})\n.*?^ *\1$", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", text)


@pytest.mark.parametrize("report", FORMATS)
def test_hostile_names_steer_no_report(gate: Gate, server: Server, report: str) -> None:
    serve(server)
    gate.repo.commit({"bylaw.yaml": config(server), "package.json": '{"name": "a"}\n'})
    named = dict.fromkeys(HOSTILE, "git+https://evil.example/x.git")
    named |= {f"{name} ": "1.0.0" for name in HOSTILE}
    gate.repo.branch({"package.json": json.dumps({"name": "a", "dependencies": named}, indent=1)})
    said = gate.check(report=report)
    assert said.code in (0, 1)
    shown = said.out + said.err
    assert "evil" in shown
    for hidden in ("\u202e", "\u200b", "\x1b", "\r"):
        assert hidden not in shown
    starts = [row.lstrip() for row in shown.splitlines()]
    assert not any(row.startswith("::set-output") for row in starts)
    assert "##[command]" not in shown
    if report == "markdown":
        outside = without_code(shown)
        for markup in ("<img", "@everyone", "](https://", "://evil"):
            assert markup not in outside
    if report in ("sarif", "json", "gitlab-codequality"):
        json.loads(said.out)
    if report == "junit":
        from xml.etree import ElementTree

        ElementTree.fromstring(said.out)
        assert "<img" not in said.out


@pytest.mark.parametrize("report", FORMATS)
def test_hostile_paths_steer_no_report(gate: Gate, server: Server, report: str) -> None:
    flask_and(gate, server, "# nothing")
    for folder in ("a\n::set-output name=a::b", "<img src=x>\u202e@everyone", "x\x1b[31m|`"):
        gate.repo.commit({f"{folder}/requirements.txt": "evil-name==1.0.0\n"})
    gate.repo.commit({"a\n::error::b/package.json": "{"})
    said = gate.check(report=report)
    assert said.code == 1
    assert "evil-name" in said.out
    for hidden in ("\u202e", "\x1b"):
        assert hidden not in said.out
    rows = [row.lstrip() for row in said.out.splitlines()]
    assert not any(row.startswith(("::set-output", "::error::b")) for row in rows)
    if report == "markdown":
        outside = without_code(said.out)
        assert "<img" not in outside and "@everyone" not in outside


def test_a_patch_does_not_hold_the_whole_of_a_manifest(gate: Gate, server: Server) -> None:
    flask_and(gate, server, "flask-jwt-easy==1.0.0")
    patch = gate.repo.git("diff", "main", "change") + "\n"
    for name in ("local", "ci"):
        asked = ("check", "--patch", "-", "--now", NOW, "--report", "json", "--profile", name)
        said = gate.run(*asked, *(["--base", "main"] if name == "ci" else []), data=patch)
        assert said.findings == []
        assert "patch-only" in set().union(*said.reasons.values())
        assert said.code == (3 if name == "ci" else 0)
    assert server.asked == []


def test_nothing_is_asked_where_no_manifest_is_touched(gate: Gate, server: Server) -> None:
    flask_and(gate, server, "flask-jwt-easy==1.0.0")
    gate.repo.git("checkout", "-q", "-b", "other", "main")
    gate.repo.commit({"a.py": "import flask_jwt_easy\n"})
    said = gate.check("--head", "other", "--profile", "ci")
    assert (said.code, said.findings, said.reasons) == (0, [], {})
    assert server.asked == []


def test_a_removed_dependency_is_shown_and_asks_nobody(gate: Gate, server: Server) -> None:
    flask_and(gate, server, "jinja2==3.1.6")
    gate.repo.commit({"requirements.txt": "# nothing\n"})
    said = gate.check(report="markdown")
    assert said.code == 0
    assert "| − | `flask` pypi | `3.1.0` |  |" in said.out
    assert server.asked == []


def test_an_answer_with_a_hostile_summary_steers_no_report(gate: Gate, server: Server) -> None:
    weak: dict[str, Any] = json.loads(json.dumps(WEAK))
    weak["summary"] = "x\n::set-output name=a::b <img src=x> @everyone \u202e"
    flask_and(gate, server, "jinja2==3.1.0", weak=weak)
    package(server, "jinja2", "3.1.0", "3.1.6")
    server.say("/v3/systems/pypi/packages/flask/versions/3.1.0", Reply({}, 500))
    for report in FORMATS:
        said = gate.check(report=report)
        assert said.code == 1
        assert "\u202e" not in said.out
        assert not any(row.lstrip().startswith("::set-output") for row in said.out.splitlines())
    said = gate.check(report="markdown")
    assert "@everyone" not in said.out
    assert "<img" not in said.out
