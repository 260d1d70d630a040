"""Whom `bylaw check` tells what, who decides that, and what it does where no rule asks."""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.advisories.osv import serve
from tests.gate.asking import FORMATS, OLD, Gate, config, flask_and, leaked, package
from tests.services.server import Reply, Server, serving

TOKEN = "hunter2-s3cret"
NO_X = 'bylaw 1\nrule no-x { title "No x" for f in change.files where f.name == "x" warn f "x" }\n'


@pytest.fixture
def gate(repo: Any, tmp_path: Path) -> Gate:
    return Gate(repo, tmp_path / "home")


@pytest.fixture
def server() -> Iterator[Server]:
    """The public services."""
    with serving() as made:
        serve(made)
        yield made


@pytest.fixture
def other() -> Iterator[Server]:
    """Another server, under another name."""
    with serving("localhost") as made:
        serve(made)
        yield made


def own(other: Server, name: str) -> Reply:
    """What a private registry says of a package of its own."""
    filename = f"{name.replace('-', '_')}-1.0.0.tar.gz"
    file = {"filename": filename, "url": "x", "hashes": {}, "upload-time": OLD}
    said = {"meta": {"api-version": "1.1"}, "name": name, "versions": ["1.0.0"], "files": [file]}
    reply = Reply(said)
    other.say(f"/simple/{name}/", reply)
    return reply


def with_own(server: Server, other: Server, packages: str, more: str = "") -> str:
    """A bylaw.yaml with a registry of Python packages before the public one."""
    named = f'registries: [{{url: "{other.url}/simple/", protocol: simple{packages}}}, '
    return config(server, f'  private: ["acme-*", "@acme/*"]\n{more}').replace(
        "registries: [", named
    )


def token(gate: Gate, other: Server, value: str = TOKEN) -> None:
    gate.env[f"BYLAW_TOKEN_localhost_{other.url.rpartition(':')[2]}"] = value


MANIFESTS = {
    "package.json": """{"name": "@acme/app", "dependencies": {
      "innocent": "npm:@acme/secret@1.0.0", "left": "npm:acme-x@^1", "pad": "workspace:*"}}""",
    "go.mod": """module git.acme.example/app

go 1.22

require (
	github.com/acme/private v1.0.0
	github.com/Acme/Other v1.0.0
	go.example/lib v1.2.0
)

replace go.example/lib => github.com/acme/fork v1.2.1
""",
    "pom.xml": """<project><modelVersion>4.0.0</modelVersion>
<groupId>com.acme</groupId><artifactId>app</artifactId><version>1</version><dependencies>
<dependency><groupId>com.acme.pay</groupId><artifactId>core</artifactId><version>1</version>
</dependency></dependencies></project>
""",
    "requirements.txt": """flask==3.1.0
ACME.pay==1.0.0
acme_extra[more]==2.0.0 ; python_version > "3"
""",
    "Cargo.toml": """[package]
name = "app"
version = "0.1.0"
[dependencies]
renamed = { package = "acme-core", version = "=1.0.0" }
""",
}
"""Private names under other names, in other spellings, by way of replacements."""


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_private_name_in_disguise_is_told_to_nobody(
    gate: Gate, server: Server, name: str
) -> None:
    hidden = '["@acme/*", "acme-*", "github.com/acme/*", "com.acme*", "git.acme.example/*"]'
    gate.repo.commit({"bylaw.yaml": config(server, f"  private: {hidden}\n")})
    files = {"requirements.txt": "flask==3.1.0\n", name: MANIFESTS[name]}
    gate.repo.branch(dict(files))
    said = gate.check("--profile", "ci")
    assert "private" in said.reasons["dependency.registry"]
    assert any("flask" in asked.path for asked in server.asked)
    for spelled in ("acme", "Acme", "ACME"):
        assert leaked(server, spelled) == []


@pytest.mark.parametrize("glob", ["acme-[pq]*", "acme-?ay", "ACME_*", "[!f]*"])
def test_every_service_reads_a_private_glob_alike(gate: Gate, server: Server, glob: str) -> None:
    gate.repo.commit({"bylaw.yaml": config(server, f'  private: ["{glob}"]\n')})
    lock = '[package]\nname = "m"\n[dependencies]\nacme_pay = "=1.0.0"\n'
    gate.repo.branch({"requirements.txt": "acme.pay==1.0.0\n", "Cargo.toml": lock})
    said = gate.check("--profile", "ci")
    for fact in ("registry", "vulnerabilities", "license"):
        assert "private" in said.reasons[f"dependency.{fact}"]
    assert leaked(server, "acme") == []


@pytest.mark.parametrize("profile", ["local", "ci"])
def test_a_private_name_is_told_to_nobody(gate: Gate, server: Server, profile: str) -> None:
    flask_and(gate, server, "Acme_Pay==1.0.0", '  private: ["acme-*", "@acme/*"]\n')
    package(server, "jinja2", "3.1.6")
    wanted = {"name": "a", "dependencies": {"@acme/ui": "1.0.0", "acme-x": "1.0.0"}}
    files = {"package.json": json.dumps(wanted), "pyproject.toml": '[project]\nname = "a"\n'}
    files["requirements.txt"] = "flask==3.1.0\njinja2==3.1.6\nAcme_Pay==1.0.0\n"
    gate.repo.commit(dict(files))
    said = gate.check("--profile", profile)
    for fact in ("registry", "vulnerabilities", "license"):
        assert "private" in said.reasons[f"dependency.{fact}"]
    assert said.code == (3 if profile == "ci" else 0)
    assert any("jinja2" in asked.path for asked in server.asked)
    assert any(b"jinja2" in asked.body for asked in server.asked)
    assert leaked(server, "acme") == leaked(server, "Acme") == []


def test_a_private_registry_is_asked_with_its_token(
    gate: Gate, server: Server, other: Server, tmp_path: Path
) -> None:
    flask_and(gate, server, "acme-pay==1.0.0")
    gate.repo.git("checkout", "-q", "main")
    gate.repo.commit({"bylaw.yaml": with_own(server, other, ', packages: ["acme-*"]')})
    gate.repo.git("checkout", "-q", "change")
    gate.repo.git("merge", "-q", "main")
    own(other, "acme-pay")
    token(gate, other)
    record = tmp_path / "answers.json"
    for report in FORMATS:
        said = gate.check("--stats", report=report)
        assert TOKEN not in said.out + said.err
    assert [asked.path for asked in other.asked] == ["/simple/acme-pay/"]
    assert other.asked[0].headers["authorization"] == f"Bearer {TOKEN}"
    said = gate.check("--profile", "ci", "--facts", str(record))
    assert "dependency.registry" not in said.reasons
    assert said.findings == []
    assert len(other.asked) == 2
    assert leaked(server, "acme") == leaked(server, TOKEN) == []
    assert not any("authorization" in asked.headers for asked in server.asked)
    written = [*gate.kept(), record]
    assert len(written) > 1
    for file in written:
        assert TOKEN.encode() not in file.read_bytes()
    assert "acme-pay" in record.read_text("utf-8")


def test_a_name_and_a_password_are_sent_as_such(
    gate: Gate, server: Server, other: Server, tmp_path: Path
) -> None:
    gate.repo.commit({"bylaw.yaml": with_own(server, other, ', packages: ["acme-*"]')})
    gate.repo.branch({"requirements.txt": "acme-pay==1.0.0\n"})
    own(other, "acme-pay")
    token(gate, other, f"me:{TOKEN}")
    said = gate.check("--facts", str(tmp_path / "answers.json"), report="console")
    coded = b64encode(f"me:{TOKEN}".encode()).decode()
    assert other.asked[0].headers["authorization"] == f"Basic {coded}"
    for text in (said.out, said.err, (tmp_path / "answers.json").read_text("utf-8")):
        assert TOKEN not in text
        assert coded not in text


@pytest.mark.parametrize(
    "reply",
    [Reply({}, 401), Reply({}, 500), Reply(data=b"<html>"), Reply(data=TOKEN.encode())],
    ids=["refused", "500", "html", "echo"],
)
def test_a_private_registry_that_fails_is_unknown_and_tells_no_token(
    gate: Gate, server: Server, other: Server, reply: Reply
) -> None:
    gate.repo.commit({"bylaw.yaml": with_own(server, other, ', packages: ["acme-*"]')})
    gate.repo.branch({"requirements.txt": "acme-pay==1.0.0\n"})
    other.say("/simple/acme-pay/", reply)
    token(gate, other)
    said = gate.check("--profile", "ci")
    assert said.code == 3
    assert said.reasons["dependency.registry"] <= {"refused", "http-500", "not-json"}
    assert TOKEN not in said.out + said.err
    assert leaked(server, "acme") == []


def test_a_token_that_no_header_can_hold_is_not_shown(
    gate: Gate, server: Server, other: Server
) -> None:
    gate.repo.commit({"bylaw.yaml": with_own(server, other, ', packages: ["acme-*"]')})
    gate.repo.branch({"requirements.txt": "acme-pay==1.0.0\n"})
    token(gate, other, f"{TOKEN}\nmore")
    said = gate.check("--profile", "ci")
    assert said.reasons["dependency.registry"] == {"bad-credentials"}
    assert TOKEN not in said.out + said.err
    assert (said.code, other.asked) == (3, [])


def test_a_redirect_takes_no_token_along(gate: Gate, server: Server, other: Server) -> None:
    gate.repo.commit({"bylaw.yaml": with_own(server, other, ', packages: ["acme-*"]')})
    gate.repo.branch({"requirements.txt": "acme-pay==1.0.0\n"})
    other.say("/simple/acme-pay/", Reply({}, 302, {"Location": f"{server.url}/elsewhere"}))
    token(gate, other)
    gate.check()
    assert [asked.path for asked in other.asked] == ["/simple/acme-pay/"]
    assert leaked(server, TOKEN) == []


def test_a_registry_for_no_name_in_particular_hears_no_private_one(
    gate: Gate, server: Server, other: Server
) -> None:
    gate.repo.commit({"bylaw.yaml": with_own(server, other, "")})
    gate.repo.branch({"requirements.txt": "acme-pay==1.0.0\njinja2==3.1.6\n"})
    own(other, "jinja2")
    said = gate.check("--profile", "ci")
    assert said.reasons["dependency.registry"] == {"private"}
    assert [asked.path for asked in other.asked] == ["/simple/jinja2/"]
    assert leaked(other, "acme") == leaked(server, "acme") == []


def test_a_change_chooses_no_registry_for_itself(gate: Gate, server: Server, other: Server) -> None:
    flask_and(gate, server, "flask-jwt-easy==1.0.0")
    package(other, "flask-jwt-easy", "1.0.0")
    gate.repo.commit({"bylaw.yaml": config(other)})
    said = gate.check("--profile", "ci")
    assert ("package-exists", "requirements.txt", 2) in said.findings
    assert (said.code, other.asked) == (1, [])
    assert gate.check().code == 0  # at a desk the work tree says who is asked
    assert other.asked != []


@pytest.mark.parametrize(
    "more",
    [
        '  private: ["flask-*"]\n',
        "  licenses: [mine.yaml]\n",
        "  lookalikes: {known: [reqests]}\n",
    ],
    ids=["private", "licenses", "lookalikes"],
)
def test_a_change_excepts_itself_from_nothing(gate: Gate, server: Server, more: str) -> None:
    flask_and(gate, server, "flask-jwt-easy==1.0.0\njinja2==3.1.6\nreqests==1.0.0")
    package(server, "jinja2", "3.1.6", license="GPL-3.0-only")
    package(server, "reqests", "1.0.0")
    before = gate.check("--profile", "ci")
    found = [rule for rule, _, _ in before.findings]
    assert {"package-exists", "shipped-license", "no-lookalike"} <= set(found)
    edits = {"bylaw.yaml": config(server, more), "mine.yaml": "pkg:pypi/jinja2: MIT\n"}
    gate.repo.commit(dict(edits))
    after = gate.check("--profile", "ci")
    assert (after.code, after.findings) == (before.code, before.findings)


def test_a_change_takes_no_private_name_out(gate: Gate, server: Server) -> None:
    flask_and(gate, server, "acme-pay==1.0.0", '  private: ["acme-*"]\n')
    gate.repo.commit({"bylaw.yaml": config(server)})
    said = gate.check("--profile", "ci")
    assert said.reasons["dependency.registry"] == {"private"}
    assert leaked(server, "acme") == []


def modules(gate: Gate, *args: str) -> list[str]:
    """What a check imports of all that is about dependencies, and whether it opens a socket."""
    program = """
import sys
opened = []
sys.addaudithook(lambda event, _: opened.append(event) if event.startswith("socket.") else None)
from bylaw.cli.exit import guarded
guarded(sys.argv[1:])
ours = ("bylaw.sources.manifests", "bylaw.sources.dependencies", "bylaw.sources.services",
        "bylaw.sources.registries", "bylaw.sources.advisories", "bylaw.sources.documents",
        "bylaw.sources.stated_licenses", "bylaw.gate.services", "requests", "urllib3")
found = {name for name in sys.modules if name.startswith(ours)}
print(sorted(found | {event for event in opened if event in ("socket.connect", "socket.bind")}),
      file=sys.stderr)
"""
    asked = ("check", "--base", "main", "--head", "change", *args)
    done = subprocess.run(
        [sys.executable, "-I", "-c", program, *asked],
        cwd=gate.repo.root, env=gate.env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.startswith(("passed", "denied", "warn", "unknown", "deny"))
    found: list[str] = json.loads(done.stderr.splitlines()[-1].replace("'", '"'))
    return found


def test_rules_that_do_not_ask_import_and_ask_nothing(gate: Gate, server: Server) -> None:
    rules = {"bylaw.yaml": "bylaw: 1\npacks: [change-hygiene, start]\npolicies: [policies]\n"}
    gate.repo.commit({**rules, "policies/a.bylaw": NO_X, "requirements.txt": "flask==3.1.0\n"})
    gate.repo.branch({"requirements.txt": "flask-jwt-easy==1.0.0\n", "x": "x\n"})
    for profile in ("local", "ci"):
        assert modules(gate, "--profile", profile) == []
    with_them = gate.repo.git("show", "main:bylaw.yaml").replace("[change", "[dependencies, change")
    gate.repo.write({"bylaw.yaml": with_them + "\ndependencies: {registries: []}\n"})
    found = modules(gate, "--offline")
    assert "bylaw.sources.dependencies.said" in found  # the probe sees what is there
    assert "socket.connect" not in found


def test_a_change_to_no_manifest_imports_no_client_of_http(gate: Gate, server: Server) -> None:
    gate.repo.commit({"bylaw.yaml": config(server), "requirements.txt": "flask==3.1.0\n"})
    gate.repo.branch({"a.txt": "b\n"})
    found = modules(gate)
    assert not {"requests", "urllib3", "socket.connect"} & set(found)
    assert server.asked == []
    gate.repo.commit({"requirements.txt": "flask==3.1.0\nflask-jwt-easy==1.0.0\n"})
    assert {"requests", "socket.connect"} <= set(modules(gate))
