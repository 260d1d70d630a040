"""What `bylaw check` says where services fail, are not asked, or were asked before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.advisories.osv import serve
from tests.gate.asking import FORMATS, NOW, WEAK, Gate, config, flask_and, package
from tests.services.server import Reply, Server, serving

JINJA = ("", "/versions/3.1.6")
FAILURES = {
    "500": (Reply({}, 500), "http-500"),
    "429": (Reply({}, 429, {"Retry-After": "0"}), "http-429"),
    "503": (Reply({}, 503, {"Retry-After": "3600"}), "http-503"),
    "401": (Reply({}, 401), "refused"),
    "html": (Reply(data=b"<html>"), "not-json"),
    "nothing": (Reply(data=b""), "not-json"),
    "half": (Reply(data=b'{"versions": ['), "not-json"),
    "huge": (Reply(data=b'"' + b"a" * (17 << 20) + b'"'), "too-large"),
    "other": (Reply({"versions": "no list", "results": "none"}), "malformed"),
    "cut": (Reply({"a": "b" * 1000}, cut=True, headers={"Content-Length": "1012"}), "unreachable"),
}


@pytest.fixture
def gate(repo: Any, tmp_path: Path) -> Gate:
    return Gate(repo, tmp_path / "home")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


def jinja(gate: Gate, server: Server, *replies: Reply) -> None:
    """The branch `change` adds jinja2, of which deps.dev says this."""
    flask_and(gate, server, "jinja2==3.1.6")
    for path in JINJA:
        server.say(f"/v3/systems/pypi/packages/jinja2{path}", *replies)


@pytest.mark.parametrize("name", FAILURES)
def test_a_failing_registry_is_unknown_and_never_a_pass(
    gate: Gate, server: Server, name: str
) -> None:
    reply, reason = FAILURES[name]
    jinja(gate, server, reply)
    said = gate.check()
    assert (said.code, said.verdict["outcome"]) == (0, "passed-with-unknowns")
    assert said.reasons["dependency.registry"] == {reason}
    strict = gate.check("--profile", "ci")
    assert (strict.code, strict.verdict["outcome"]) == (3, "inconclusive")
    assert strict.reasons["dependency.registry"] == {reason}
    assert strict.findings == said.findings == []


@pytest.mark.parametrize("name", FAILURES)
def test_failing_advisories_are_unknown_and_never_a_pass(
    gate: Gate, server: Server, name: str
) -> None:
    reply, reason = FAILURES[name]
    flask_and(gate, server, "jinja2==3.1.6")
    package(server, "jinja2", "3.1.6")
    server.say("/v1/querybatch", reply)
    said = gate.check("--profile", "ci")
    expected = "bad-answer" if reason == "malformed" else reason
    assert said.reasons["dependency.vulnerabilities"] == {expected}
    assert (said.code, said.findings) == (3, [])


def test_an_advisory_that_cannot_be_had_is_unknown(gate: Gate, server: Server) -> None:
    flask_and(gate, server, "jinja2==3.1.0", weak=WEAK)
    package(server, "jinja2", "3.1.0", "3.1.6")
    server.say(f"/v1/vulns/{WEAK['id']}", Reply({}, 500))
    said = gate.check("--profile", "ci")
    assert said.reasons["dependency.vulnerabilities"] == {"http-500"}
    assert (said.code, said.findings) == (3, [])


@pytest.mark.parametrize("report", FORMATS)
def test_each_report_says_why_something_is_not_known(
    gate: Gate, server: Server, report: str
) -> None:
    jinja(gate, server, Reply({}, 500))
    said = gate.check("--profile", "ci", report=report)
    assert said.code == 3
    assert "127.0.0.1 answered with status 500" in " ".join(said.out.split())


def test_nobody_listens(gate: Gate) -> None:
    with serving() as gone:
        flask_and(gate, gone, "jinja2==3.1.6")
    said = gate.check("--profile", "ci")
    assert said.code == 3
    assert said.reasons["dependency.registry"] == {"unreachable"}
    assert said.reasons["dependency.vulnerabilities"] == {"unreachable"}


def test_a_busy_service_is_asked_again(gate: Gate, server: Server) -> None:
    flask_and(gate, server, "jinja2==3.1.6")
    package(server, "jinja2", "3.1.6")
    said = {
        "versions": [{"versionKey": {"version": "3.1.6"}, "publishedAt": "2015-01-01T00:00:00Z"}]
    }
    busy = Reply({}, 429, {"Retry-After": "0"})
    server.say("/v3/systems/pypi/packages/jinja2", busy, busy, Reply(said))
    assert gate.check("--profile", "ci").code == 0


def test_an_absent_package_is_denied_and_not_unknown(gate: Gate, server: Server) -> None:
    jinja(gate, server, Reply({}, 404))
    said = gate.check("--profile", "ci")
    assert ("package-exists", "requirements.txt", 2) in said.findings
    assert said.code == 1


def test_a_silent_service_is_given_up(gate: Gate, server: Server) -> None:
    jinja(gate, server, Reply({"versions": []}, pause=60))
    said = gate.hurried("transport.READ = 1.0")
    assert said.reasons["dependency.registry"] == {"timeout"}
    assert said.reasons["dependency.license"] == {"timeout"}
    assert (said.code, said.findings) == (3, [])


def test_a_service_that_drips_ends_with_the_time_that_all_have(gate: Gate, server: Server) -> None:
    jinja(gate, server, Reply({"versions": []}, pause=0.5))
    said = gate.hurried("http.HttpClient.__init__.__kwdefaults__['time_limit'] = 2.0")
    assert said.reasons["dependency.registry"] == {"time-limit"}
    assert (said.code, said.findings) == (3, [])


def test_offline_nobody_is_asked(gate: Gate, server: Server) -> None:
    flask_and(gate, server, "flask-jwt-easy==1.0.0")
    said = gate.check("--offline")
    assert (said.code, said.verdict["outcome"]) == (0, "passed-with-unknowns")
    assert said.reasons["dependency.registry"] == {"offline"}
    assert said.reasons["dependency.vulnerabilities"] == {"offline"}
    strict = gate.check("--offline", "--profile", "ci", report="console")
    assert strict.code == 3
    assert "No service was asked, because the run is offline" in " ".join(strict.out.split())
    assert server.asked == []


def test_a_second_run_answers_from_what_is_kept(gate: Gate, server: Server) -> None:
    flask_and(gate, server, "flask-jwt-easy==1.0.0")
    first = gate.check()
    count = len(server.asked)
    assert count > 0
    assert gate.check() == first
    assert gate.check("--offline") == first
    assert len(server.asked) == count


def test_a_gate_neither_reads_nor_writes_what_is_kept(gate: Gate, server: Server) -> None:
    flask_and(gate, server, "flask-jwt-easy==1.0.0")
    gate.check("--profile", "ci")
    count = len(server.asked)
    assert gate.kept() == []
    gate.check()  # keeps its answers
    assert len(server.asked) == 2 * count
    assert gate.kept() != []
    package(server, "flask-jwt-easy", "1.0.0")
    mended = gate.check("--profile", "ci")
    assert len(server.asked) == 3 * count
    assert mended.code == 0
    strict = gate.check("--profile", "ci", "--offline")
    assert strict.reasons["dependency.registry"] == {"offline"}
    assert (strict.code, len(server.asked)) == (3, 3 * count)


def test_failures_are_not_kept(gate: Gate, server: Server) -> None:
    jinja(gate, server, Reply({}, 500))
    assert gate.check().reasons["dependency.registry"] == {"http-500"}
    package(server, "jinja2", "3.1.6")
    assert "dependency.registry" not in gate.check().reasons


def test_answers_are_recorded_once_and_replayed_alike(gate: Gate, tmp_path: Path) -> None:
    record = tmp_path / "answers.json"
    with serving() as server:
        flask_and(gate, server, "jinja2==3.1.0", weak=WEAK)
        package(server, "jinja2", "3.1.0", "3.1.6")
        first = gate.check("--profile", "ci", "--facts", str(record))
        count = len(server.asked)
        written = record.read_bytes()
        again = gate.check("--profile", "ci", "--facts", str(record))
        assert len(server.asked) == count
    assert first.code == 1
    assert first.findings == [("no-known-vulnerability", "requirements.txt", 2)]
    stopped = gate.check("--profile", "ci", "--facts", str(record), "--offline")
    assert first.out == again.out == stopped.out
    assert record.read_bytes() == written


def test_a_question_that_was_not_recorded_is_unknown(
    gate: Gate, server: Server, tmp_path: Path
) -> None:
    record = tmp_path / "answers.json"
    flask_and(gate, server, "jinja2==3.1.6")
    package(server, "jinja2", "3.1.6")
    assert gate.check("--facts", str(record)).code == 0
    count = len(server.asked)
    gate.repo.commit({"requirements.txt": "flask==3.1.0\njinja2==3.1.6\nflask-jwt-easy==1.0.0\n"})
    said = gate.check("--profile", "ci", "--facts", str(record))
    assert "not-recorded" in said.reasons["dependency.registry"]
    assert (said.code, len(server.asked)) == (3, count)


def test_a_record_that_the_change_could_bring_is_refused(gate: Gate, server: Server) -> None:
    flask_and(gate, server, "flask-jwt-easy==1.0.0")
    gate.repo.commit({"answers.json": '{"format": 1, "answers": []}\n'})
    said = gate.check("--profile", "ci", "--facts", "answers.json")
    assert (said.code, said.out) == (2, "")
    assert "--facts answers.json is tracked by git" in said.err
    assert "keep the file outside of the repository" in said.err
    assert server.asked == []


@pytest.mark.parametrize("name", ["link.json", "./answers.json", "sub/../answers.json"])
def test_no_way_leads_around_that(gate: Gate, server: Server, name: str) -> None:
    flask_and(gate, server, "flask-jwt-easy==1.0.0")
    gate.repo.commit({"answers.json": '{"format": 1, "answers": []}\n', "sub/a": ""})
    (gate.repo.root / "link.json").symlink_to("answers.json")
    said = gate.check("--facts", name)
    assert said.code == 2
    assert "is tracked by git" in said.err


def test_a_record_in_the_work_tree_is_no_part_of_the_change(gate: Gate, server: Server) -> None:
    flask_and(gate, server, "flask-jwt-easy==1.0.0")
    asked = ("check", "--base", "main", "--now", NOW, "--report", "json", "--facts", "a.json")
    first = gate.run(*asked)
    assert first.verdict["change"]["files"] == 1
    assert (gate.repo.root / "a.json").exists()
    assert gate.run(*asked) == first


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "",
        "[]",
        '{"format": 2, "answers": []}',
        '{"format": 1, "answers": [{"url": 1}]}',
        "[" * 100_000,
        '{"format": 1, "answers": [], "answers": [1]}',
    ],
    ids=["broken", "empty", "list", "format", "entry", "deep", "twice"],
)
def test_a_broken_record_is_refused(gate: Gate, server: Server, tmp_path: Path, text: str) -> None:
    flask_and(gate, server, "flask-jwt-easy==1.0.0")
    record = tmp_path / "answers.json"
    record.write_text(text, "utf-8")
    said = gate.check("--facts", str(record))
    assert (said.code, said.out) == (2, "")
    assert f"{record}: not a file of answers" in said.err
    assert server.asked == []
    assert record.read_text("utf-8") == text


def test_a_record_that_cannot_be_written_is_said(gate: Gate, server: Server) -> None:
    flask_and(gate, server, "flask-jwt-easy==1.0.0")
    said = gate.check("--facts", "/nowhere/answers.json")
    assert (said.code, said.out) == (2, "")
    assert "/nowhere/answers.json" in said.err


def test_a_snapshot_answers_and_nobody_hears_a_name(
    gate: Gate, server: Server, tmp_path: Path
) -> None:
    from zipfile import ZipFile

    source = tmp_path / "osv" / "PyPI"
    source.mkdir(parents=True)
    with ZipFile(source / "all.zip", "w") as zipped:
        zipped.writestr(f"{WEAK['id']}.json", json.dumps(WEAK))
    serve(server)
    package(server, "jinja2", "3.1.0", "3.1.6")
    said = config(server).replace("source: api", "source: snapshot, max_age: 36500d")
    gate.repo.commit({"bylaw.yaml": said, "requirements.txt": "# nothing\n"})
    gate.repo.branch({"requirements.txt": "jinja2==3.1.0\n"})
    missing = gate.check("--profile", "ci")
    assert missing.code == 3
    assert missing.reasons["dependency.vulnerabilities"] == {"no-snapshot"}
    pulled = gate.run("advisories", "pull", "PyPI", "--from", str(source.parent))
    assert pulled.code == 0, pulled.err
    found = gate.check("--profile", "ci")
    assert ("no-known-vulnerability", "requirements.txt", 1) in found.findings
    assert not any(asked.path.startswith("/v1/") for asked in server.asked)
