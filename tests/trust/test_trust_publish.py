"""What a change, an artifact or a stranger's comment cannot make bylaw say at a forge."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.forges.github import GitHub
from tests.forges.server import Said as Answer
from tests.publish.conftest import Stage
from tests.publish.conftest import at_github as at_github
from tests.publish.conftest import hub as hub

EVIL: dict[str, str | None] = {"a.txt": "one\nEVIL\nthree\n"}
GOOD: dict[str, str | None] = {"a.txt": "one\n"}
MARK = "<!-- bylaw:verdict bylaw -->"
ADVICE = "<!-- bylaw:artifact bylaw -->"


@pytest.fixture
def report(at_github: Stage, tmp_path: Path) -> dict[str, Any]:
    """What an honest job says of a change that is denied."""
    at_github.propose(EVIL)
    file = tmp_path / "honest.json"
    at_github.publish("--no-comment", "--status", "--dry-run", "--report", f"json={file}")
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def markup_of(body: str) -> str:
    """What of Markdown may act: without code, and without what a backslash makes text."""
    found = re.compile(
        r"(?ms)^ *(`{3,})[^`\n]*\n.*?^ *\1 *$|\\[!-/:-@\[-`{-~]|(`+)(?!`).+?(?<!`)\2(?!`)"
    )
    return found.sub("", body)


def write(tmp_path: Path, report: Any) -> str:
    file = tmp_path / "report.json"
    text = report if isinstance(report, str) else json.dumps(report)
    file.write_text(text)
    return str(file)


def test_a_forged_artifact_passes_nothing(
    at_github: Stage, hub: GitHub, report: dict[str, Any], tmp_path: Path
) -> None:
    forged = report | {"outcome": "passed", "exit_code": 0, "findings": [], "number": 99}
    forged["change"] |= {"head": "9" * 40, "number": 99}
    forged["repository"] = "evil/shop"
    said = at_github.publish("--from", write(tmp_path, forged))
    assert said.code == 0
    [comment] = hub.comments
    assert comment["body"].startswith(f"{ADVICE}\n## ℹ️ bylaw: from an artifact, not judged here")
    assert "✅" not in comment["body"]
    assert "about another commit" in comment["body"]
    assert (hub.statuses, hub.runs, hub.sarifs, hub.reviews) == ([], [], [], [])
    assert all("/issues/7/" in call.path for call in hub.writes)


def test_an_honest_artifact_is_advice_beside_the_verdict(
    at_github: Stage, hub: GitHub, report: dict[str, Any], tmp_path: Path
) -> None:
    at_github.publish()
    at_github.publish("--from", write(tmp_path, report))
    at_github.publish("--from", write(tmp_path, report))
    verdict, advice = (one["body"] for one in hub.comments)
    assert verdict.startswith(MARK)
    assert advice.startswith(ADVICE)
    assert "about another commit" not in advice


@pytest.mark.parametrize(
    "option",
    [
        *("--status", "--check-run", "--sarif", "--inline", "--no-comment", "--head=HEAD"),
        *("--fail-on=never", "--org=x", "--policy=start", "--param=a/b=1", "--report=json"),
    ],
)
def test_an_artifact_becomes_nothing_but_a_comment(
    at_github: Stage, hub: GitHub, report: dict[str, Any], tmp_path: Path, option: str
) -> None:
    said = at_github.publish("--from", write(tmp_path, report), option)
    assert (said.code, hub.writes) == (2, [])
    assert f"{option.partition('=')[0]} and --from do not go together" in said.err


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "not JSON",
        "null",
        '{"format": 1, "format": 1}',
        '{"format": 2}',
        "[" * 100_000,
        '{"format": 1e999}',
        '"\\ud800"',
        '{"outcome": "passed"}',
    ],
)
def test_what_is_no_report_is_refused(
    at_github: Stage, hub: GitHub, tmp_path: Path, text: str
) -> None:
    at_github.propose(EVIL)
    said = at_github.publish("--from", write(tmp_path, text))
    assert (said.code, hub.writes) == (2, [])
    assert "report.json" in said.err


def test_an_artifact_has_a_bound(
    at_github: Stage, hub: GitHub, report: dict[str, Any], tmp_path: Path
) -> None:
    large = write(tmp_path, json.dumps(report | {"notices": ["x" * (17 << 20)]}))
    said = at_github.publish("--from", large)
    assert (said.code, "16 MiB" in said.err, hub.writes) == (2, True, [])
    many = write(tmp_path, report | {"notices": ["x"] * 25_001})
    said = at_github.publish("--from", many)
    assert (said.code, "25,000 entries" in said.err, hub.writes) == (2, True, [])


@pytest.mark.parametrize("where", ["message", "help", "notice", "rule", "path", "why", "package"])
def test_text_of_an_artifact_is_text(
    at_github: Stage, hub: GitHub, report: dict[str, Any], tmp_path: Path, where: str
) -> None:
    hostile = (
        "@everyone <img src=x onerror=alert(1)> ![x](https://evil.example/p.png) "
        f"[a](javascript:1) {MARK} \u202e\x1b[31m ::error::x `</details>\n\n# big\n/merge #1"
    )
    if where in ("message", "help", "rule"):
        report["findings"][0][where] = hostile
    elif where == "notice":
        report["notices"] = [hostile]
    elif where == "path":
        report["findings"][0]["place"]["path"] = hostile
    elif where == "why":
        report["obligations"] = [{"rule": hostile, "why": hostile, "who": [hostile]}]
    else:
        entry = {"change": "added", "ecosystem": hostile, "bump": None, "scope": "runtime"}
        names = ("name", "purl", "old", "new", "manifest")
        report["dependencies"] = [{**entry, "direct": True, **dict.fromkeys(names, hostile)}]
    said = at_github.publish("--from", write(tmp_path, report))
    assert said.code == 0, said.err
    [comment] = hub.comments
    body = comment["body"].removeprefix(ADVICE)
    assert "\u202e" not in body
    assert "\x1b" not in body
    assert not any(line.startswith(("# big", "/merge", "::")) for line in body.split("\n"))
    outside = markup_of(body)
    for markup in ("@everyone", "<img", "![x](", "](javascript", "<!--", "</details>"):
        assert markup not in outside, (markup, body)
    assert "\u202e" not in said.out + said.err


def test_a_mark_in_a_strangers_comment_is_nothing(at_github: Stage, hub: GitHub) -> None:
    at_github.propose(EVIL)
    theirs = hub.say(f"{MARK}\n## ✅ bylaw: passed", "ana", "User")
    named_alike = hub.say(f"{MARK}\n## ✅ bylaw: passed", "github-actions", "User")
    print_of = "a" * 32
    hub.say_inline(f"<!-- bylaw:inline bylaw {print_of} local/no-evil -->", "a.txt", 2, login="ana")
    assert at_github.publish("--inline").code == 1
    assert theirs["body"] == named_alike["body"] == f"{MARK}\n## ✅ bylaw: passed"
    assert "❌ bylaw: denied" in hub.comments[-1]["body"]
    assert len(hub.comments) == 3
    assert len(hub.review_comments) == 2


def test_a_mark_that_is_quoted_is_nothing(at_github: Stage, hub: GitHub) -> None:
    """Our own account, as another tool uses it, says the mark in the middle of a text."""
    at_github.propose(EVIL)
    hub.say(f"> {MARK}\n> quoted")
    at_github.publish()
    assert len(hub.comments) == 2


def test_a_broken_event_publishes_nothing_and_the_verdict_is_said(
    at_github: Stage, hub: GitHub
) -> None:
    at_github.propose(EVIL)
    head, main = at_github.project.rev("change"), at_github.project.rev("main")
    for text in (None, "not JSON", "[]", '{"pull_request": {"number": "7; rm -rf /"}}'):
        environ = at_github.environ(GITHUB_EVENT_PATH="/nowhere/event.json")
        if text is not None:
            path = at_github.project.root / "broken.json"
            path.write_text(text)
            environ["GITHUB_EVENT_PATH"] = str(path)
        said = at_github.publish(environ=environ)
        assert (said.code, hub.writes) == (4, [])
        assert "nothing was published" in said.err
        assert "inconclusive" in said.out
        said = at_github.publish("--base", main, "--head", head, environ=environ)
        assert (said.code, hub.writes) == (4, [])
        assert "denied" in said.out


def test_a_token_without_its_scope_is_named(at_github: Stage, hub: GitHub) -> None:
    at_github.propose(EVIL)
    lacking = Answer({"message": "Resource not accessible by integration"}, 403)
    lacking.headers["X-Accepted-GitHub-Permissions"] = "issues=write; pull_requests=write"
    hub.fail("POST", "/comments", lacking, times=9)
    said = at_github.publish("--status")
    assert (said.code, "denied" in said.out) == (4, True)
    assert "`issues: write or pull_requests: write`" in said.err
    assert len(hub.statuses) == 2, "what the token may do is done"


def test_no_token_is_said(at_github: Stage, hub: GitHub) -> None:
    at_github.propose(EVIL)
    environ = at_github.environ()
    environ.pop("GITHUB_TOKEN")
    said = at_github.publish(environ=environ)
    assert (said.code, "denied" in said.out, "GITHUB_TOKEN" in said.err) == (4, True, True)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(data=b"<html>"),
        Answer([]),
        Answer({"head": {"sha": 7}}),
        Answer({"head": None, "base": None}),
    ],
)
def test_a_forge_that_talks_nonsense(at_github: Stage, hub: GitHub, answer: Answer) -> None:
    at_github.propose(EVIL)
    hub.fail("GET", "/pulls/7", answer, times=99)
    said = at_github.publish("--status")
    assert (said.code, hub.writes) == (4, [])
    assert "denied" in said.out


def test_another_commit_than_the_events_is_not_published(at_github: Stage, hub: GitHub) -> None:
    """What passes is not the change: nobody may say of the change that it did."""
    at_github.propose(EVIL)
    main = at_github.project.rev("main")
    said = at_github.publish("--base", main, "--head", main, "--status", "--check-run")
    assert (said.code, hub.writes) == (4, [])
    assert "not the one that the event is about" in said.err


def test_a_retargeted_change_has_no_comment_of_the_old_target(
    at_github: Stage, hub: GitHub
) -> None:
    at_github.propose(GOOD)
    hub.target = "release"
    said = at_github.publish("--check-run")
    assert "another branch" in said.err
    assert hub.comments == []
    assert [one["name"] for one in hub.runs] == ["bylaw (main)"]


def test_the_change_is_text_in_every_part(at_github: Stage, hub: GitHub) -> None:
    evil = "EVIL @everyone <img src=x> ![x](https://evil.example) ::error::x \u202e #1 GH-2"
    policy = """bylaw 1
rule no-evil {
  title "t"
  for line in change.added_lines
  where line.text matches /EVIL/
  deny line "{line.text}"
  help "{line.text}"
}
"""
    at_github.project.commit({"policies/a.bylaw": policy})
    at_github.propose({"a.txt": f"{evil}\n", "@here<b>.txt": "EVIL\n"})
    assert at_github.publish("--inline", "--check-run").code == 1
    bodies = [hub.comments[0]["body"], *(one["body"] for one in hub.review_comments)]
    bodies.append(hub.runs[0]["output"]["summary"])
    for body in bodies:
        outside = markup_of(body)
        for markup in ("@everyone", "@here", "<img", "<b>", "![x]", "://evil", "#1", "GH-2"):
            assert markup not in outside, (markup, body)
        assert "\u202e" not in body
    for remarks in hub.annotations.values():
        for one in remarks:
            assert "\u202e" not in one["message"] + one["title"]


@pytest.mark.parametrize("filler", ["\u202e", "@", "x", "`", "\U0001f600", "<"])
def test_no_text_is_too_long_to_publish(at_github: Stage, hub: GitHub, filler: str) -> None:
    policy = """bylaw 1
rule no-evil {
  title "t"
  for line in change.added_lines
  where line.text matches /EVIL/
  deny line "{line.text}"
  help "{line.text}"
}
"""
    at_github.project.commit({"policies/a.bylaw": policy})
    at_github.propose({"a.txt": f"EVIL {filler * 3_000}\n" * 60})
    said = at_github.publish("--inline", "--check-run", "--status", "--sarif")
    assert said.code == 1, said.err
    assert len(hub.review_comments) == 30
    assert len(hub.annotations[hub.runs[0]["id"]]) == 60
    assert len(hub.comments[0]["body"]) <= 65_536
