"""What rules are told of decisions, from real repositories through the gate."""

from __future__ import annotations

from typing import Any

import pytest

from bylaw.gate.api import check
from bylaw.gate.errors import Wrong
from bylaw.verdict.model import Verdict
from tests.gate.conftest import Repo

RULES = """\
bylaw 1

rule active {
  title "Every active decision"
  for each in decisions.active
  note each "{each.id} {each.title} ({each.status}, {each.date})"
}
rule added {
  title "Every new decision"
  for each in decisions.added
  note each "{each.id}"
}
rule changed {
  title "Every changed decision"
  for each in decisions.changed
  note each "{each.id}: {each.before.status} to {each.status}, same body {each.before.body == each.body}"
}
rule removed {
  title "Every removed decision"
  for each in decisions.removed
  note each "{each.id}"
}
rule problem {
  title "What the change brings that does not hold"
  for each in decisions.problems
  where each.is_added
  note each "{each.kind} {each.decision}: {each.message}"
}
rule covered {
  title "Files that a decision is about"
  for file in change.files
  for each in decisions.active
  where each.covers(file)
  note file "{file.path} by {each.id}"
}
rule looked-up {
  title "Decision 7"
  let found = decision("adr-7")
  where found.title exists
  note change "{found.title}"
}
"""  # noqa: E501


def madr(title: str, status: str = "accepted", more: str = "", body: str = "Because.") -> str:
    return f"---\nstatus: {status}\ndate: 2026-01-02\n{more}---\n\n# {title}\n\n{body}\n"


def said(verdict: Verdict, rule: str) -> list[tuple[str, int, str]]:
    return [
        (each.place.path, each.place.line, each.message)
        for each in verdict.findings
        if each.rule == f"local/{rule}"
    ]


def judged(repo: Repo, **more: Any) -> Verdict:
    verdict = check(repo.root, base="main", head="change", **more)
    assert verdict.outcome == "passed", verdict.inconclusive
    return verdict


@pytest.fixture
def decided(repo: Repo) -> Repo:
    repo.commit(
        {
            "policies/seen.bylaw": RULES,
            "docs/adr/README.md": "# Decisions\n",
            "docs/adr/0001-files.md": madr("Use files"),
            "docs/adr/0007-queues.md": madr("Use queues", more='paths: ["src/queue/**"]\n'),
            "src/queue/a.py": "a = 1\n",
        }
    )
    return repo


def test_active_decisions_stand_at_their_titles(decided: Repo) -> None:
    decided.branch({"a.txt": "a\n"})
    verdict = judged(decided)
    assert said(verdict, "active") == [
        ("docs/adr/0001-files.md", 6, "ADR-0001 Use files (accepted, 2026-01-02)"),
        ("docs/adr/0007-queues.md", 7, "ADR-0007 Use queues (accepted, 2026-01-02)"),
    ]
    assert [message for _, _, message in said(verdict, "looked-up")] == ["Use queues"]
    for rule in ("added", "changed", "removed", "problem", "covered"):
        assert said(verdict, rule) == []


def test_what_a_change_does_to_decisions(decided: Repo) -> None:
    decided.branch(
        {
            "docs/adr/0001-files.md": madr("Use files", "superseded by ADR-0008"),
            "docs/adr/0007-queues.md": None,
            "docs/adr/0008-streams.md": madr("Use streams", more="supersedes: ADR-0001\n"),
            "src/queue/a.py": "a = 2\n",
        }
    )
    verdict = judged(decided)
    assert said(verdict, "added") == [("docs/adr/0008-streams.md", 7, "ADR-0008")]
    assert said(verdict, "changed") == [
        (
            "docs/adr/0001-files.md", 6,
            "ADR-0001: accepted to superseded, same body true",
        )
    ]  # fmt: skip
    assert said(verdict, "removed") == [("docs/adr/0007-queues.md", 7, "ADR-0007")]
    assert said(verdict, "problem") == []
    assert [path for path, _, _ in said(verdict, "active")] == ["docs/adr/0008-streams.md"]


def test_in_a_pipeline_the_target_decides(decided: Repo) -> None:
    decided.branch({"docs/adr/0007-queues.md": None, "src/queue/a.py": "a = 2\n"})
    verdict = judged(decided, profile="ci")
    assert [message for _, _, message in said(verdict, "covered")] == ["src/queue/a.py by ADR-0007"]
    assert said(verdict, "removed") == [("docs/adr/0007-queues.md", 7, "ADR-0007")]
    assert said(judged(decided), "covered") == []


def test_problems_are_those_that_the_change_brings(decided: Repo) -> None:
    decided.git("checkout", "-q", "main")
    decided.commit({"docs/adr/0002-old.md": madr("Old", "whatever")})
    decided.branch(
        {
            "docs/adr/0003-new.md": madr("New", "superseded by ADR-0099", "paths: lib/**\n"),
            "docs/adr/notes.md": "# Notes\n",
            "docs/adr/0007-queues.md": madr("Use queues", more="paths: gone/**\n"),
        }
    )
    assert said(judged(decided), "problem") == [
        ("docs/adr/0003-new.md", 2, "dangling-reference ADR-0003: it is superseded by ADR-0099, "
         "which is not there"),
        ("docs/adr/0007-queues.md", 4, "empty-scope ADR-0007: `gone/**` in its paths matches no "
         "file"),
        ("docs/adr/notes.md", 1, "not-a-decision none: it has neither a number nor a status, as "
         "decisions have"),
    ]  # fmt: skip


def test_the_configuration_names_the_folders(decided: Repo) -> None:
    config = "decisions:\n  paths: [rfcs/, 'notes/*/adr-*.md']\n"
    decided.branch(
        {
            "bylaw.yaml": config,
            "rfcs/0042-a.md": madr("A"),
            "rfcs/deep/0043-b.md": madr("B"),
            "notes/x/adr-44-c.md": madr("C"),
        }
    )
    paths = [path for path, _, _ in said(judged(decided), "active")]
    assert paths == ["notes/x/adr-44-c.md", "rfcs/0042-a.md"]


def test_a_patch_that_touches_no_decision_changes_none(decided: Repo) -> None:
    patch = b"--- a/src/queue/a.py\n+++ b/src/queue/a.py\n@@ -1 +1 @@\n-a = 1\n+a = 2\n"
    verdict = check(decided.root, patch=patch)
    assert verdict.outcome == "passed", verdict.inconclusive
    assert len(said(verdict, "active")) == 2
    assert [message for _, _, message in said(verdict, "covered")] == ["src/queue/a.py by ADR-0007"]
    touching = patch.replace(b"src/queue/a.py", b"docs/adr/0001-files.md")
    verdict = check(decided.root, patch=touching)
    unjudged = {one.rule: one.reason for one in verdict.inconclusive}
    assert unjudged == dict.fromkeys(
        ("local/added", "local/changed", "local/problem", "local/removed"), "patch-only"
    )


def test_a_decision_that_cannot_be_read_is_unknown(decided: Repo) -> None:
    decided.branch({"docs/adr/0007-queues.md": b"\xff\xfe\x00\xd8 broken"})
    verdict = check(decided.root, base="main", head="change")
    unjudged = {one.rule.partition("/")[2]: one.reason for one in verdict.inconclusive}
    assert unjudged == dict.fromkeys(
        ("active", "added", "changed", "covered", "looked-up", "removed"), "unreadable-decision"
    )
    assert [path for path, _, _ in said(verdict, "active")] == ["docs/adr/0001-files.md"]
    assert said(verdict, "problem")[0][2].startswith("unreadable none: it is not UTF-16")


CITING = """\
bylaw 1

rule a {{
  title "A"
  decision "{}"
  warn change "A."
}}
"""


@pytest.mark.parametrize(
    ("cited", "id_", "status", "path"),
    [
        ("ADR-7", "ADR-0007", "accepted", "docs/adr/0007-queues.md"),
        ("0007-queues", "ADR-0007", "accepted", "docs/adr/0007-queues.md"),
        ("ADR-0002", "ADR-0002", "superseded", "docs/adr/0002-old.md"),
        ("ADR-9", "ADR-0009", "proposed", "docs/adr/unnumbered.md"),
        ("ADR-0099", "ADR-0099", "missing", ""),
    ],
)
def test_a_rule_cites_its_decision(
    decided: Repo, cited: str, id_: str, status: str, path: str
) -> None:
    decided.git("checkout", "-q", "main")
    decided.commit(
        {
            "policies/seen.bylaw": CITING.format(cited),
            "docs/adr/0002-old.md": madr("Old", "superseded by ADR-0007"),
            "docs/adr/unnumbered.md": "# 9. In its title\n\nStatus: Proposed\n",
        }
    )
    decided.branch({"a.txt": "a\n", "docs/adr/0007-queues.md": None})
    (card,) = [one for one in judged(decided, profile="ci").rules if one.pack != "governance"]
    assert card.decided is not None
    assert (card.decided.id, card.decided.status, card.decided.path) == (id_, status, path)


def test_where_no_decision_is_kept_nothing_is_said_of_those_that_are_cited(repo: Repo) -> None:
    repo.commit({"policies/seen.bylaw": CITING.format("ADR-7")})
    repo.branch({"a.txt": "a\n"})
    (card,) = judged(repo).rules
    assert (card.decision, card.decided) == ("ADR-7", None)


def test_a_folder_outside_of_the_repository_is_refused(decided: Repo) -> None:
    decided.branch({"bylaw.yaml": "decisions: {paths: [docs/adr, ../secrets]}\n"})
    with pytest.raises(Wrong) as refused:
        check(decided.root, base="main", head="change")
    (told,) = refused.value.diagnostics
    assert (told.line, told.message) == (1, "`../secrets` leads out of the repository")
