"""Commits, trailers, and marks of AI assistance."""

from __future__ import annotations

from typing import Any

import pytest

from bylaw.facts.place import Unknown
from bylaw.sources.git import Repository, Selection, facts, read_change
from bylaw.sources.git.attribution import agent_of

CLAUDE = "Co-Authored-By: Claude <noreply@anthropic.com>"


class Judged:
    """The facts of the commits of a repository after its first."""

    def __init__(self, repo: Any, kind: str = "range", **more: Any) -> None:
        self.opened = Repository.open(repo.path)
        root = repo.git("rev-list", "--max-parents=0", "HEAD").decode().strip()
        base = root if kind in ("range", "local") else None
        self.change = read_change(self.opened, Selection(kind, base), **more)  # type: ignore[arg-type]
        self.readers = facts(self.change).readers

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        self.opened.close()

    @property
    def ai(self) -> Any:
        return self.readers["Change.ai"](self.change)

    @property
    def commits(self) -> Any:
        return self.readers["Change.commits"](self.change)

    def marks(self) -> list[tuple[str, str, str]]:
        return [(mark.agent, mark.kind, mark.strength) for mark in self.ai.evidence]


STRONG = [
    (CLAUDE, "claude"),
    ("Co-Authored-By: Claude Opus 4.5 <noreply@anthropic.com>", "claude"),
    ("Co-authored-by: Codex <noreply@openai.com>", "codex"),
    ("Co-authored-by: aider (gpt-4o) <noreply@aider.chat>", "aider"),
    ("Co-authored-by: aider (x) <aider@aider.chat>", "aider"),
    ("Co-authored-by: Cursor <cursoragent@cursor.com>", "cursor"),
    ("Co-authored-by: Copilot <223556219+Copilot@users.noreply.github.com>", "copilot"),
    ("Co-authored-by: Copilot <copilot@github.com>", "copilot"),
    ("Agent-Logs-Url: https://github.com/o/r/sessions/1", "copilot"),
    ("Amp-Thread-ID: https://ampcode.com/threads/T-01234567-89ab", "amp"),
    ("Co-authored-by: Amp <amp@ampcode.com>", "amp"),
    ("Co-authored-by: Roo <roomote@roocode.com>", "roo"),
    ("Co-authored-by: x <138933559+factory-droid[bot]@users.noreply.github.com>", "factory"),
    ("Co-authored-by: Windsurf <noreply@windsurf.com>", "windsurf"),
    ("Co-authored-by: Windsurf <noreply@codeium.com>", "windsurf"),
    ("Co-authored-by: openhands <openhands@all-hands.dev>", "openhands"),
    ("Co-authored-by: gemini-cli <gemini-cli@google.com>", "gemini"),
    ("Entire-Checkpoint: a1b2c3", "entire"),
    ("Assisted-by: Claude:claude-3-opus coccinelle sparse", "claude"),
]


@pytest.mark.parametrize(("trailer", "agent"), STRONG)
def test_trailers(repo: Any, trailer: str, agent: str) -> None:
    repo.commit("Start")
    repo.commit(f"Subject\n\nBody.\n\n{trailer}")
    with Judged(repo) as judged:
        assert judged.marks() == [(agent, "trailer", "strong")]
        assert (judged.ai.marked, judged.ai.assisted, judged.ai.agents) == (True, True, (agent,))
        assert judged.ai.evidence[0].commit == judged.change.head


AUTHORS = [
    ("Ana (aider)", "ana@example.org", "aider"),
    ("copilot-swe-agent[bot]", "198982749+Copilot@users.noreply.github.com", "copilot"),
    ("d", "158243242+devin-ai-integration[bot]@users.noreply.github.com", "devin"),
    ("j", "161369871+google-labs-jules[bot]@users.noreply.github.com", "jules"),
    ("c", "206951365+cursor[bot]@users.noreply.github.com", "cursor"),
]


@pytest.mark.parametrize(("name", "email", "agent"), AUTHORS)
def test_authors(repo: Any, name: str, email: str, agent: str) -> None:
    repo.commit("Start")
    repo.commit("x", GIT_AUTHOR_NAME=name, GIT_AUTHOR_EMAIL=email)
    with Judged(repo) as judged:
        assert judged.marks() == [(agent, "author", "strong")]


WEAK = [
    "🤖 Generated with [Claude Code](https://claude.com/claude-code)",
    "🤖 Generated with [Claude Code](https://claude.ai/code)",
    f"{CLAUDE}\n\nSigned-off-by: Ana <ana@example.org>",  # the blank line loses the trailer
    f"* one\n{CLAUDE}\n* two\n\nthe squashed body goes on",
]


@pytest.mark.parametrize("body", WEAK)
def test_lines_of_the_message(repo: Any, body: str) -> None:
    repo.commit("Start")
    repo.commit(f"Subject\n\n{body}")
    with Judged(repo) as judged:
        assert judged.marks() == [("claude", "message", "weak")]


PEOPLE = [
    "Co-authored-by: Claude Martin <claude.martin@example.org>",
    "Co-authored-by: Devin Cursor <devin@example.org>",
    "Signed-off-by: Claude <claude@example.org>",
    "Reviewed-by: Codex <noreply@openai.com>",
    "Assisted-by: Jane Doe <jane@example.org>",
    "Assisted-by: https://example.org/tool",
    "Amp-Thread-ID: none",
    "We discussed Generated with love and Claude Code here",
    "Co-authored-by: x <noreply@anthropic.com.evil.example>",
    "Co-authored-by: x <x+evil[bot]@users.noreply.github.com>",
]


@pytest.mark.parametrize("text", PEOPLE)
def test_people_are_not_marked(repo: Any, text: str) -> None:
    repo.commit("Start")
    repo.commit(f"Subject\n\n{text}", GIT_AUTHOR_NAME="Claude Aider", GIT_AUTHOR_EMAIL="c@x.org")
    with Judged(repo) as judged:
        assert judged.marks() == []
        assert judged.ai.marked is False
        assert isinstance(judged.ai.assisted, Unknown)
    for unmarked, assisted in (("human", False), ("assisted", True)):
        with Judged(repo, unmarked=unmarked) as judged:
            assert judged.ai.assisted is assisted


def test_uncommitted_work_of_an_agent(repo: Any) -> None:
    repo.commit("Start")
    repo.write("a", "1\n")
    for kind in ("staged", "worktree", "local"):
        with Judged(repo, kind, agent="Cursor") as judged:
            assert judged.marks() == [("cursor", "run", "strong")]
        with Judged(repo, kind, env={"CLAUDECODE": "1"}) as judged:
            assert judged.marks() == [("claude", "run", "strong")]
        with Judged(repo, kind, env={}) as judged:
            assert judged.ai.marked is False
    with Judged(repo, "range", env={"CLAUDECODE": "1"}) as judged:
        assert judged.ai.marked is False, "committed work tells by its commits"
    for kind in ("staged", "worktree"):
        with Judged(repo, kind) as judged:
            assert judged.commits.reason == "no-commits"


def test_agents_own_variables() -> None:
    assert agent_of({"GEMINI_CLI": "1"}) == "gemini"
    assert agent_of({"AGENT": "goose"}) == "goose"
    assert agent_of({"CLAUDECODE": "0", "AGENT": "", "AIDER_MODEL": "x"}) is None
    assert agent_of({"AGENT": "/tmp/ssh-agent.1"}) is None


def test_commit_facts(repo: Any) -> None:
    repo.commit("Start")
    trailers = "Reviewed-by: Ben <b@x.org>\nFixes: #1\n  folded"
    message = f"Round half up\n\nWhy: money.\n\nMore text\x01.\n\n{trailers}"
    oid = repo.commit(message, GIT_AUTHOR_DATE="1700000000 +0200", GIT_AUTHOR_NAME="Bé")
    with Judged(repo) as judged:
        (commit,) = judged.commits
        read = {
            name.partition(".")[2]: reader(commit)
            for name, reader in judged.readers.items()
            if name.startswith("Commit.")
        }
        assert (read["id"], read["subject"], read["is_merge"]) == (oid, "Round half up", False)
        assert read["body"].startswith("Why: money.")
        assert read["message"] == message
        assert (read["author"].name, read["author"].email) == ("Bé", "ana@example.org")
        assert (read["author_date"], read["date"]) == (1_700_000_000, 1_767_225_600)
        assert [(t.key, t.value) for t in read["trailers"]] == [
            ("Reviewed-by", "Ben <b@x.org>"), ("Fixes", "#1 folded")
        ]  # fmt: skip
        assert read["signature"] is None
        assert read["files"] == []
        assert read["parents"] == (repo.rev("HEAD~1"),)
        assert [p.name for p in judged.readers["Change.authors"](judged.change)] == ["Bé"]


@pytest.mark.parametrize(
    ("kind", "mark"),
    [("openpgp", "PGP SIGNATURE"), ("ssh", "SSH SIGNATURE"), ("x509", "SIGNED MESSAGE")],
)
def test_signature_is_present_never_verified(repo: Any, kind: str, mark: str) -> None:
    repo.commit("Start")
    repo.commit("x")
    header = f"\ngpgsig -----BEGIN {mark}-----\n \n xyz\n -----END {mark}-----\n\n".encode()
    signed = repo.git("cat-file", "commit", "HEAD").replace(b"\n\n", header, 1)
    oid = repo.git("hash-object", "-t", "commit", "-w", "--stdin", data=signed).decode().strip()
    repo.git("update-ref", "HEAD", oid)
    with Judged(repo) as judged:
        assert judged.readers["Commit.signature"](judged.commits[0]) == kind


TRACE = (
    '{"version":"0.1.0","id":"1","tool":{"name":"Cursor"},"files":[{"path":"%s","conversations":'
    '[{"contributor":{"type":"%s"},"ranges":[%s]}]}]}\n'
)


@pytest.mark.parametrize(
    ("record", "marked"),
    [
        (TRACE % ("src/a.py", "ai", ""), True),
        (TRACE % ("./src/a.py", "mixed", ""), True),
        (TRACE % ("src/a.py", "human", '{"contributor":{"type":"ai"}}'), True),
        (TRACE % ("src/a.py", "human", ""), False),
        (TRACE % ("src/other.py", "ai", ""), False),
        ("not json\n[1]\n{}\n" + "[" * 9999 + "\n" + "9" * 9999 + "\n", False),
    ],
)
def test_record_of_agent_trace(repo: Any, record: str, marked: bool) -> None:
    repo.commit("Start")
    repo.write("src/a.py", "1\n")
    repo.write(".agent-trace/traces.jsonl", record)
    repo.commit("x")
    with Judged(repo) as judged:
        assert judged.marks() == [("cursor", "record", "strong")] * marked


def test_a_record_that_was_there_before_tells_of_other_work(repo: Any) -> None:
    repo.write(".agent-trace/traces.jsonl", TRACE % ("src/a.py", "ai", ""))
    repo.commit("Start")
    repo.write("src/a.py", "1\n")
    repo.commit("x")
    with Judged(repo) as judged:
        assert judged.marks() == []


NOTE = """src/a.py
  {key} 1-2,7
---
{{"schema_version": "{schema}", "git_ai_version": "1.3.4", "base_commit_sha": "x",
 "prompts": {{"d4a7828bfdafe456": {{"agent_id": {{"tool": "Claude", "model": "m"}}}}}},
 "sessions": {{"s_a76964380084ef": {{"agent_id": {{"tool": "cursor"}}}}}},
 "humans": {{"h_dca485b1adf836": {{"author": "Ana"}}}}}}
"""
SAID = [
    ("d4a7828bfdafe456", [("claude", "strong"), ("cursor", "weak")]),
    ("s_a76964380084ef::t_a3a130d3e145e3", [("claude", "weak"), ("cursor", "strong")]),
    ("h_dca485b1adf836", [("claude", "weak"), ("cursor", "weak")]),
    ("0123456789abcdef", [("claude", "weak"), ("cursor", "weak"), ("unknown", "strong")]),
]


@pytest.mark.parametrize(("key", "marks"), SAID)
@pytest.mark.parametrize("spread", ["{0}", "{0:.2}/{1}"])
def test_note_of_git_ai(repo: Any, key: str, marks: list[tuple[str, str]], spread: str) -> None:
    repo.commit("Start")
    oid = repo.commit("x")
    blob = repo.git(
        "hash-object",
        "-w",
        "--stdin",
        data=NOTE.format(key=key, schema="authorship/3.0.0").encode(),
    )
    path = spread.format(oid, oid[2:])
    repo.git(
        "update-index", "--index-info", data=f"100644 {blob.decode().strip()}\t{path}\n".encode(),
        GIT_INDEX_FILE="notes",
    )  # fmt: skip
    tree = repo.git("write-tree", GIT_INDEX_FILE="notes").decode().strip()
    notes = repo.git("commit-tree", tree, "-m", "Notes").decode().strip()
    repo.git("update-ref", "refs/notes/ai", notes)
    assert repo.git("notes", "--ref=ai", "show", oid).startswith(b"src/a.py"), "git finds it too"
    with Judged(repo) as judged:
        assert judged.marks() == [(agent, "note", strength) for agent, strength in marks]
        assert judged.ai.evidence[0].commit == oid


@pytest.mark.parametrize(
    "note",
    [
        "",
        "---\n",
        "---\n[]",
        "---\n{}",
        '---\n{"schema_version": "authorship/3.0.0", "prompts": [1]}',
        '---\n{"schema_version": "authorship/3.0.0", "prompts": {"a": 1}}',
        '  x 1\n---\n{"schema_version": "other/1"}',
        "---\n" + "[" * 100_000,
        NOTE.format(key="h_1", schema="authorship/3.0.0").split("---")[0],
    ],
)
def test_what_is_no_note_of_git_ai_marks_nothing(repo: Any, note: str) -> None:
    repo.commit("Start")
    oid = repo.commit("x")
    repo.git("notes", "--ref=ai", "add", "--allow-empty", "-F", "-", oid, data=note.encode())
    with Judged(repo) as judged:
        assert judged.marks() == []


def test_a_note_that_is_too_large_is_not_passed_over(repo: Any) -> None:
    repo.commit("Start")
    oid = repo.commit("x")
    repo.git("notes", "--ref=ai", "add", "-F", "-", oid, data=b"x" * (2 << 20))
    with Judged(repo) as judged:
        assert judged.marks() == [("unknown", "note", "weak")]
