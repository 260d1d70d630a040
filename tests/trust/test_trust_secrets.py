"""A secret that a rule finds is in none of the reports."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import bylaw
from bylaw.reports.interface import Options
from bylaw.reports.registry import FORMATS, load

TOKEN = "ghp_" + "".join(f"{n:04d}" for n in range(2713, 2722))
KEY = [f"MIIEowIBAAKCAQEA{n:032x}{n * 7919:016x}" for n in range(1, 9)]
RULES = r"""bylaw 1
rule token {
  title "No token"
  tags secrets
  for line in change.added_lines
  for hit in line.find(/gh[po]_(?P<rest>[A-Za-z0-9]{36})/)
  deny hit "Found {hit.text}, that is {hit.rest}, in {line.text}"
    help "Revoke {hit.rest} now"
    fix with "os.environ['{hit.rest}']"
}
rule password {
  title "No password"
  tags secrets
  for line in change.added_lines
  where line.text matches /password/
  deny line "A password: {line.text}"
}
rule name-of-password {
  title "No password by its name"
  tags secrets
  for line in change.added_lines
  for hit in line.find(/passphrase\s*=/)
  deny hit "A passphrase is committed."
}
rule key {
  title "No private key"
  tags secrets
  for line in change.added_lines
  for hit in line.find(/-----BEGIN (?:RSA )?PRIVATE KEY-----/)
  deny hit "A private key is committed."
}
rule message {
  title "No token in a message"
  tags secrets
  for commit in change.commits
  where commit.message matches /ghp_/
  deny commit "The message holds {commit.body}."
}
rule neighbour {
  title "Shows what stands around it"
  for line in change.added_lines
  where line.text contains "LOOK"
  warn line "Looked at {line.text}."
}
rule removed {
  title "No token leaves unseen"
  tags secrets
  for line in change.removed_lines
  for hit in line.find(/ghp_[A-Za-z0-9]{36}/)
  note hit "A token is removed; it stays in the history."
}
"""
SOURCE = f"""a = 1  # LOOK 1
token = "{TOKEN}"  # LOOK {TOKEN}
b = 2  # LOOK 2
password = "correct horse battery staple"
c = 3  # LOOK 3
passphrase = "open sesame now"
d = 4  # LOOK 4
k = '''-----BEGIN RSA PRIVATE KEY-----
{chr(10).join(KEY)}
-----END RSA PRIVATE KEY-----'''
e = 5  # LOOK 5
"""
HIDDEN = [TOKEN, TOKEN[4:], "horse", "battery", "sesame", *KEY, *(line[16:] for line in KEY)]


@pytest.fixture
def verdict(repo: Any, tmp_path: Path) -> bylaw.Verdict:
    rules = tmp_path / "rules.bylaw"
    rules.write_text(RULES)
    repo.commit({"old.py": f'x = "{TOKEN}"\nLOOK = 1\n'})
    repo.git("checkout", "-q", "-b", "change")
    repo.commit({"a.py": SOURCE, "old.py": "LOOK = 2\n"}, f"Use a token\n\nIt is {TOKEN}.")
    return bylaw.check(repo.root, base="main", head="change", policies=[str(rules)])


def test_every_rule_found_something(verdict: bylaw.Verdict) -> None:
    found = {finding.rule for finding in verdict.findings}
    assert found == {card.id for card in verdict.rules}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("profile", ["full", "github", "gitlab"])
def test_no_report_shows_a_secret(verdict: bylaw.Verdict, name: str, profile: Any) -> None:
    for columns in (40, 400):
        pieces = load(name)(verdict, Options(width=columns, color=True, sarif_profile=profile))
        text = "".join(pieces)
        if name in ("json", "sarif"):
            text += json.dumps(json.loads(text), ensure_ascii=False)
        assert [secret for secret in HIDDEN if secret in text] == []


def test_what_is_shown_instead(verdict: bylaw.Verdict) -> None:
    by_rule = {finding.rule.partition("/")[2]: finding for finding in verdict.findings}
    token = by_rule["token"]
    assert token.excerpt is not None
    assert token.excerpt.lines[0].startswith('token = "ghp_****')
    assert (token.excerpt.first_line, len(token.excerpt.lines)) == (2, 1)
    assert len(token.excerpt.lines[0]) == len(SOURCE.split("\n")[1])
    assert token.message.startswith("Found ghp_****")
    assert token.edits == ()
    assert by_rule["key"].excerpt is not None
    assert by_rule["key"].excerpt.lines == ("k = '''-----BEGIN RSA PRIVATE KEY-----",)
    assert by_rule["message"].message == f"The message holds It is ghp_{'*' * 36}.."
    assert by_rule["name-of-password"].message == "A passphrase is committed."
    near = [f for f in verdict.findings if f.rule.endswith("/neighbour")]
    assert near[0].excerpt is not None
    assert near[0].excerpt.lines[0] == "a = 1  # LOOK 1"
    assert near[0].message == "Looked at a = 1  # LOOK 1."


def test_identity_is_of_the_text_itself(repo: Any, tmp_path: Path) -> None:
    """Two tokens in one place are two identities, though they look alike when they are masked."""
    rules = tmp_path / "rules.bylaw"
    rules.write_text(RULES)
    seen: set[tuple[str, str]] = set()
    for number, token in enumerate((TOKEN, TOKEN[:-1] + "Z")):
        repo.git("checkout", "-q", "main")
        repo.branch({"a.py": f'token = "{token}"\n'}, f"change{number}")
        found = bylaw.check(repo.root, base="main", head="HEAD", policies=[str(rules)]).findings
        seen.update((one.fingerprint, one.line_hash) for one in found)
    assert len(seen) == 2


def test_how_a_rule_decided_shows_no_secret(repo: Any, tmp_path: Path) -> None:
    rules = tmp_path / "rules.bylaw"
    rules.write_text(RULES)
    repo.branch({"a.py": SOURCE}, "change")
    words = ["check", "--base", "main", "--policy", str(rules), "--explain"]
    for rule in ("token", "password", "key"):
        done = subprocess.run(
            [sys.executable, "-I", "-m", "bylaw", *words, f"local/{rule}"],
            cwd=repo.root,
            capture_output=True,
            text=True,
        )
        assert "how local/" in done.stderr
        assert [each for each in HIDDEN if each in done.stdout + done.stderr] == []


def test_the_packs_mask_what_they_find(repo: Any) -> None:
    repo.branch({"a.py": f'token = "{TOKEN}"\n', "b.txt": "-----BEGIN PRIVATE KEY-----\n" + KEY[0]})
    verdict = bylaw.check(repo.root, base="main", head="change", policies=["start"])
    assert {"start/access-token", "start/private-key"} <= {f.rule for f in verdict.findings}
    for name in FORMATS:
        text = "".join(load(name)(verdict, Options()))
        assert TOKEN not in text
        assert KEY[0] not in text
