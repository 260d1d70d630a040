"""Changes judged by what services say: real repositories, real servers on this machine."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import bylaw
from tests.advisories.osv import serve
from tests.services.conftest import no_proxies
from tests.services.server import Reply, Server, serving

__all__ = ["no_proxies"]

NOW = "2026-11-25T12:00:00Z"
OLD = "2015-03-01T12:00:00Z"
NO_X = 'bylaw 1\nrule no-x { title "No x" for f in change.files where f.name == "x" warn f "x" }\n'
WEAK = {
    "id": "GHSA-1111-2222-3333",
    "modified": "2026-01-01T00:00:00Z",
    "aliases": ["CVE-2026-1"],
    "summary": "It runs what it is sent.",
    "database_specific": {"severity": "HIGH"},
    "affected": [
        {
            "package": {"ecosystem": "PyPI", "name": "jinja2"},
            "ranges": [
                {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "3.1.6"}]}
            ],
        }
    ],
}  # fmt: skip


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """deps.dev and OSV, for which every package is old, fine and under MIT."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with serving() as made:
        yield made


@pytest.fixture
def other() -> Iterator[Server]:
    with serving("localhost") as made:
        yield made


def package(server: Server, name: str, *versions: str, license: str = "MIT") -> None:
    base = f"/v3/systems/pypi/packages/{name}"
    listed = [{"versionKey": {"version": one}, "publishedAt": OLD} for one in versions]
    server.say(base, Reply({"versions": listed}))
    for one in versions:
        said = {"versionKey": {"version": one}, "publishedAt": OLD, "licenses": [license]}
        server.say(f"{base}/versions/{one}", Reply(said))


def config(server: Server, more: str = "") -> str:
    return f"""\
bylaw: 1
packs: [dependencies]
ai: {{unmarked: human}}
dependencies:
  registries: [{{url: "{server.url}", protocol: deps.dev}}]
  advisories: {{source: api, url: "{server.url}"}}
{more}"""


def judged(repo: Any, **said: Any) -> bylaw.Verdict:
    return bylaw.check(repo.root, base="main", head="change", now=NOW, **said)


def told(verdict: bylaw.Verdict) -> list[tuple[str, str, int]]:
    found = verdict.findings
    return [(one.rule.partition("/")[2], one.place.path, one.place.line) for one in found]


def reasons(verdict: bylaw.Verdict) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in verdict.inconclusive:
        found.setdefault(one.fact, set()).add(one.reason)
    return found


def flask_and(repo: Any, server: Server, line: str, more: str = "") -> None:
    package(server, "flask", "3.1.0")
    repo.commit({"bylaw.yaml": config(server, more), "requirements.txt": "flask==3.1.0\n"})
    repo.branch({"requirements.txt": f"flask==3.1.0\n{line}\n"})


def test_an_invented_package_is_denied_where_it_is_asked_for(repo: Any, server: Server) -> None:
    serve(server)
    flask_and(repo, server, "flask-jwt-easy==1.0.0")
    verdict = judged(repo)
    assert ("package-exists", "requirements.txt", 2) in told(verdict)
    assert verdict.exit_code == 1
    (change,) = verdict.dependencies
    assert (change.change, change.purl) == ("added", "pkg:pypi/flask-jwt-easy@1.0.0")
    (finding,) = [one for one in verdict.findings if one.rule == "dependencies/package-exists"]
    assert finding.anchor.purl == "pkg:pypi/flask-jwt-easy@1.0.0"


def test_a_known_weakness_is_denied_with_its_remedy(repo: Any, server: Server) -> None:
    serve(server, WEAK)
    package(server, "jinja2", "3.1.0", "3.1.6")
    flask_and(repo, server, "jinja2==3.1.0")
    verdict = judged(repo)
    assert told(verdict) == [("no-known-vulnerability", "requirements.txt", 2)]
    assert "GHSA-1111-2222-3333, high: It runs what it is sent." in verdict.findings[0].message
    assert "3.1.6" in str(verdict.findings[0].help)
    repo.commit({"requirements.txt": "flask==3.1.0\njinja2==3.1.6\n"})
    assert told(judged(repo)) == []


@pytest.mark.parametrize(
    ("source", "files"),
    [
        ("deps.dev", {}),
        ("file", {"licenses.yaml": "pkg:pypi/jinja2: AGPL-3.0-only\n"}),
    ],
)
def test_a_license_is_known_from_where_it_is_said(
    repo: Any, server: Server, source: str, files: dict[str, str]
) -> None:
    serve(server)
    package(server, "jinja2", "3.1.6", license="AGPL-3.0-only" if source == "deps.dev" else "MIT")
    repo.commit(files)
    flask_and(repo, server, "jinja2==3.1.6", "  licenses: [licenses.yaml]\n" if files else "")
    assert told(judged(repo)) == [("shipped-license", "requirements.txt", 2)]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply({}, 500), "http-500"),
        (Reply({}, 429, {"Retry-After": "0"}), "http-429"),
        (Reply({}, 403), "refused"),
        (Reply(data=b"<html>"), "not-json"),
        (Reply(data=b"[" * 100_000), "not-json"),
        (Reply(data=b'"' + b"a" * (17 << 20) + b'"'), "too-large"),
        (Reply({"versions": "no list"}), "malformed"),
        (Reply({"versions": []}, cut=True, headers={"Content-Length": "1000"}), "unreachable"),
    ],
    ids=["500", "429", "403", "html", "deep", "huge", "other", "cut"],
)
def test_a_service_that_fails_is_unknown_and_never_fine(
    repo: Any, server: Server, reply: Reply, reason: str
) -> None:
    serve(server)
    flask_and(repo, server, "jinja2==3.1.6")
    for path in ("", "/versions/3.1.6"):
        server.say(f"/v3/systems/pypi/packages/jinja2{path}", reply)
    verdict = judged(repo)
    assert told(verdict) == []
    assert reason in reasons(verdict)["dependency.registry"]
    assert verdict.outcome == "passed-with-unknowns"
    gate = judged(repo, profile="ci")
    assert (gate.outcome, gate.exit_code) == ("inconclusive", 3)


def test_advisories_that_fail_are_unknown(repo: Any, server: Server) -> None:
    server.say("/v1/querybatch", Reply({}, 500))
    package(server, "jinja2", "3.1.6")
    flask_and(repo, server, "jinja2==3.1.6")
    verdict = judged(repo, profile="ci")
    assert reasons(verdict)["dependency.vulnerabilities"] == {"http-500"}
    assert verdict.exit_code == 3


def test_offline_nobody_is_asked_and_what_is_kept_counts(repo: Any, server: Server) -> None:
    serve(server)
    package(server, "jinja2", "3.1.6")
    flask_and(repo, server, "jinja2==3.1.6")
    unknown = judged(repo, offline=True)
    assert server.asked == []
    assert {"offline"} in reasons(unknown).values()
    first = judged(repo)
    count = len(server.asked)
    assert count > 0
    kept = judged(repo, offline=True)
    assert len(server.asked) == count
    assert (told(kept), reasons(kept)) == (told(first), reasons(first))
    judged(repo, profile="ci")
    assert len(server.asked) == 2 * count  # a gate believes nothing that lies about


def test_answers_are_recorded_and_replayed(repo: Any, tmp_path: Path) -> None:
    record = tmp_path / "answers.json"
    with serving() as server:
        serve(server, WEAK)
        package(server, "jinja2", "3.1.0")
        flask_and(repo, server, "jinja2==3.1.0")
        said = judged(repo, facts=str(record), profile="ci")
    assert json.loads(record.read_text("utf-8"))["format"] == 1
    before = record.read_bytes()
    again = judged(repo, facts=str(record), profile="ci")
    assert again == said
    assert record.read_bytes() == before


def test_a_record_that_the_change_could_bring_is_refused(repo: Any, server: Server) -> None:
    repo.commit({"bylaw.yaml": config(server), "answers.json": "{}"})
    repo.branch({"requirements.txt": "flask==3.1.0\n"})
    with pytest.raises(bylaw.Wrong, match="tracked by git"):
        judged(repo, facts=str(repo.root / "answers.json"))
    (repo.root / "broken.json").write_text("{", "utf-8")
    with pytest.raises(bylaw.Wrong, match="not a file of answers"):
        judged(repo, facts=str(repo.root / "broken.json"))


def test_private_names_are_told_to_nobody_but_their_registry(
    repo: Any, server: Server, other: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(server)
    more = '  private: ["acme-*"]\n'
    flask_and(repo, server, "acme-pay==1.0.0", more)
    verdict = judged(repo)
    assert reasons(verdict)["dependency.registry"] == {"private"}
    assert reasons(verdict)["dependency.vulnerabilities"] == {"private"}
    assert not any("acme" in asked.path or b"acme" in asked.body for asked in server.asked)

    port = other.url.rpartition(":")[2]
    monkeypatch.setenv(f"BYLAW_TOKEN_localhost_{port}", "hunter2-secret")
    file = {"filename": "acme_pay-1.0.0.tar.gz", "url": "x", "hashes": {}, "upload-time": OLD}
    other.say(
        "/simple/acme-pay/",
        Reply({"meta": {"api-version": "1.1"}, "name": "acme-pay", "versions": ["1.0.0"],
               "files": [file]}),
    )  # fmt: skip
    named = f'registries: [{{url: "{other.url}/simple/", protocol: simple, packages: ["acme-*"]}}, '
    mine = config(server, more).replace("registries: [", named)
    repo.git("checkout", "-q", "main")
    repo.commit({"bylaw.yaml": mine})
    repo.git("checkout", "-q", "change")
    repo.git("merge", "-q", "main")
    verdict = judged(repo)
    assert [asked.path for asked in other.asked] == ["/simple/acme-pay/"]
    assert other.asked[0].headers["authorization"] == "Bearer hunter2-secret"
    assert not any("acme" in asked.path or b"acme" in asked.body for asked in server.asked)
    assert not any("hunter2" in str(asked.headers) for asked in server.asked)
    assert "hunter2" not in repr(verdict)
    cache = Path(repo.root).parent / "cache"
    kept = [file for file in cache.rglob("*") if file.is_file()]
    assert kept
    assert not any(b"hunter2" in file.read_bytes() for file in kept)


def test_in_a_gate_the_target_branch_says_who_is_asked(
    repo: Any, server: Server, other: Server
) -> None:
    serve(server)
    serve(other)
    flask_and(repo, server, "flask-jwt-easy==1.0.0")
    package(other, "flask-jwt-easy", "1.0.0")
    repo.commit({"bylaw.yaml": config(other)})
    verdict = judged(repo, profile="ci")
    assert ("package-exists", "requirements.txt", 2) in told(verdict)
    assert other.asked == []


def test_a_slow_service_ends_with_the_time_that_all_have(
    repo: Any, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bylaw.sources.services import http

    serve(server)
    flask_and(repo, server, "jinja2==3.1.6")
    slow = Reply({"versions": []}, pause=30)
    for path in ("", "/versions/3.1.6"):
        server.say(f"/v3/systems/pypi/packages/jinja2{path}", slow)
    init = http.HttpClient.__init__
    monkeypatch.setattr(
        http.HttpClient, "__init__", lambda self, **said: init(self, **said, time_limit=0.5)
    )
    verdict = judged(repo, profile="ci")
    assert reasons(verdict)["dependency.registry"] <= {"time-limit", "timeout"}
    assert verdict.exit_code == 3


def test_nothing_is_asked_or_imported_without_need(repo: Any, server: Server) -> None:
    repo.commit({"bylaw.yaml": config(server), "policies/a.bylaw": NO_X, "a.txt": "a\n"})
    repo.branch({"a.txt": "b\n"})
    assert judged(repo).outcome == "passed"
    assert server.asked == []
    program = (
        "import sys, bylaw\n"
        f"bylaw.check({str(repo.root)!r}, base='main', head='change', policies=['policies/'])\n"
        "print([n for n in sys.modules if n == 'requests' or n.startswith(('bylaw.sources.man',"
        " 'bylaw.sources.dep', 'bylaw.sources.ser', 'bylaw.sources.reg', 'bylaw.sources.adv',"
        " 'bylaw.sources.doc', 'bylaw.gate.services'))])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=repo.root, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("key", "code", "line"),
    [
        ('  licenses: ["absent.yaml"]', "config-value", 7),
        ('  licenses: ["../out.yaml"]', "config-value", 7),
        ("  licences: [a.yaml]", "unknown-key", 7),
        ('  private: "acme-*"', "config-value", 7),
    ],
)
def test_wrong_settings_are_told_at_their_line(
    repo: Any, server: Server, key: str, code: str, line: int
) -> None:
    repo.commit({"bylaw.yaml": config(server, key + "\n")})
    repo.branch({"requirements.txt": "flask==3.1.0\n"})
    with pytest.raises(bylaw.Wrong) as caught:
        judged(repo)
    assert [(one.code, one.line) for one in caught.value.diagnostics] == [(code, line)]


@pytest.mark.parametrize("url", ["ftp://a.example", "https://me:pw@a.example", "a.example"])
def test_wrong_addresses_are_refused(repo: Any, server: Server, url: str) -> None:
    said = config(server).replace(f'url: "{server.url}", protocol', f'url: "{url}", protocol')
    repo.commit({"bylaw.yaml": said})
    repo.branch({"requirements.txt": "flask==3.1.0\n"})
    with pytest.raises(bylaw.Wrong):
        judged(repo)


def test_a_patch_does_not_hold_the_whole_of_a_manifest(repo: Any, server: Server) -> None:
    serve(server)
    flask_and(repo, server, "flask-jwt-easy==1.0.0")
    patch = repo.git("diff", "main", "change").encode() + b"\n"
    verdict = bylaw.check(repo.root, patch=patch, now=NOW)
    assert verdict.outcome == "passed-with-unknowns"
    assert "patch-only" in set().union(*reasons(verdict).values())


def test_what_a_broken_file_of_licenses_would_say_is_said_by_nobody_else(
    repo: Any, server: Server
) -> None:
    serve(server)
    package(server, "jinja2", "3.1.6")
    repo.commit({"licenses.yaml": "pkg:pypi/jinja2: [\n"})
    flask_and(repo, server, "jinja2==3.1.6", "  licenses: [licenses.yaml]\n")
    verdict = judged(repo, profile="ci")
    assert reasons(verdict)["dependency.license"] == {"unreadable-licenses"}
    assert verdict.exit_code == 3
    lock = '[[package]]\nname = "jinja2"\nversion = "3.1.6"\nlicense = "MIT"\n'
    bom = json.dumps(
        {
            "bomFormat": "CycloneDX", "specVersion": "1.5",
            "components": [{"type": "library", "name": "jinja2", "version": "3.1.6",
                            "purl": "pkg:pypi/jinja2@3.1.6",
                            "licenses": [{"license": {"id": "MIT"}}]}],
        }
    )  # fmt: skip
    repo.commit({"pdm.lock": lock, "bom.json": bom})
    verdict = judged(repo, profile="ci")
    assert "unreadable-licenses" in reasons(verdict)["dependency.license"]
    assert not any(one.rule == "dependencies/shipped-license" for one in verdict.findings)


def test_only_names_of_its_globs_are_told_to_a_service(repo: Any, server: Server) -> None:
    serve(server)
    package(server, "jinja2", "3.1.6")
    said = config(server).replace("protocol: deps.dev", 'protocol: deps.dev, packages: ["flask*"]')
    repo.commit({"bylaw.yaml": said, "requirements.txt": "flask==3.1.0\n"})
    repo.branch({"requirements.txt": "flask==3.1.0\njinja2==3.1.6\n"})
    verdict = judged(repo)
    assert reasons(verdict)["dependency.registry"] == {"no-registry"}
    assert reasons(verdict)["dependency.license"] == {"no-source"}
    assert not any("jinja2" in asked.path for asked in server.asked)


def test_every_type_of_facts_about_dependencies_is_asked_for() -> None:
    """A type that is missing from the gate's list would stay `not-in-this-version`."""
    from bylaw.facts import dependencies
    from bylaw.facts.scalars import Fact
    from bylaw.gate.dependencies import asks

    declared = [
        name
        for name, value in vars(dependencies).items()
        if isinstance(value, type) and issubclass(value, Fact) and value.__module__.endswith(
            "facts.dependencies"
        )
    ]  # fmt: skip
    assert len(declared) >= 7
    assert all(asks([f"{name}.text"]) for name in declared)
    assert not asks(["File.path", "Change.files"])
