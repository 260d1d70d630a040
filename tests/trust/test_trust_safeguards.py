"""A change that weakens what judges it: seen in profile ci, whatever it says of itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import bylaw

RULE = """
rule {name} {{
  title "No {word}"
  why   "Nobody comes back to it."

  for line in change.added_lines
  where line.text contains "{word}"

  deny line "Found {word}."
}}
"""
FORGE = "CODEOWNERS"


def policy(*words: str) -> str:
    return "bylaw 1\n" + "".join(RULE.format(name=f"no-{one.lower()}", word=one) for one in words)


def weakened(repo: Any, **said: Any) -> list[tuple[str, str]]:
    verdict = bylaw.check(repo.root, base="main", profile="ci", **said)
    assert verdict.exit_code in (1, 3) or not _of(verdict)
    return _of(verdict)


def _of(verdict: bylaw.Verdict) -> list[tuple[str, str]]:
    """Rule and place of what waits for an owner; nobody is asked who approved."""
    return [
        (one.rule.removeprefix("governance/"), place.path)
        for one in verdict.inconclusive
        if one.rule.startswith("governance/")
        for place in one.places
    ]


@pytest.fixture
def governed(repo: Any) -> Any:
    repo.git("checkout", "-q", "main")
    repo.commit(
        {
            "CODEOWNERS": "* @org/platform\n",
            "bylaw.yaml": "bylaw: 1\npacks: [start]\npolicies: [policies/]\n"
            "levels: {local/no-evil: deny}\nparams: {start/max_file: 2MB}\n",
            "policies/a.bylaw": policy("EVIL", "WORSE"),
            ".github/workflows/gate.yml": "jobs: {gate: {steps: [{uses: org/bylaw@v1}]}}\n",
        }
    )
    repo.git("checkout", "-q", "-b", "weaker")
    return repo


@pytest.mark.parametrize("path", ["architecture.yaml", "meta/w.yaml", "meta/b.json"])
def test_owners_of_all_that_governs_are_kept(governed: Any, path: str) -> None:
    """Otherwise the next change weakens it with the approval of its own author's friend."""
    governed.git("checkout", "-q", "main")
    governed.commit(
        {
            "bylaw.yaml": "waivers: {path: meta/w.yaml}\nbaseline: meta/b.json\n",
            "meta/b.json": '{"format": 1, "findings": []}\n',
            "architecture.yaml": "components: {a: {paths: [a/**]}}\n",
        }
    )
    governed.git("checkout", "-q", "-B", "weaker")
    governed.commit({"CODEOWNERS": f"* @org/platform\n{path} @mallory\n"})
    assert weakened(governed) == [("wiring-needs-an-owner", "CODEOWNERS")]


def test_files_of_exceptions_are_found_however_their_path_is_written(governed: Any) -> None:
    governed.git("checkout", "-q", "main")
    governed.commit({"bylaw.yaml": "waivers: {path: ./meta/w.yaml}\nbaseline: ./meta/b.json\n"})
    governed.git("checkout", "-q", "-B", "weaker")
    entry = '{"rule": "local/no-evil", "path": "a.txt", "subject": "s", "count": 1}'
    governed.commit(
        {
            "meta/w.yaml": "waivers: [{rule: local/no-evil}]\n",
            "meta/b.json": f'{{"format": 1, "findings": [{entry}]}}\n',
        }
    )
    governed.git("checkout", "-q", "main")
    governed.commit({"meta/b.json": '{"format": 1, "findings": []}\n'})
    governed.git("checkout", "-q", "weaker")
    assert sorted(weakened(governed)) == [
        ("exceptions-need-an-owner", "meta/b.json"),
        ("exceptions-need-an-owner", "meta/w.yaml"),
    ]


CHANGES: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "nothing of it": ({"src/new.py": "x = 1\n"}, []),
    "a rule goes": (
        {"policies/a.bylaw": policy("EVIL")},
        [("rules-need-an-owner", "policies/a.bylaw")],
    ),
    "a rule is emptied": (
        {"policies/a.bylaw": policy("EVIL", "WORSE").replace('"WORSE"', '"NEVER"')},
        [("rules-need-an-owner", "policies/a.bylaw")],
    ),
    "a rule only warns": (
        {"policies/a.bylaw": policy("EVIL", "WORSE").replace("deny line", "warn line")},
        [("rules-need-an-owner", "policies/a.bylaw")] * 2,
    ),
    "a rule is off": (
        {
            "bylaw.yaml": "bylaw: 1\npacks: [start]\npolicies: [policies/]\n"
            "levels: {local/no-evil: off}\nparams: {start/max_file: 2MB}\n"
        },
        [("rules-need-an-owner", "bylaw.yaml")],
    ),
    "a rule is off where nobody looks": (
        {
            "bylaw.yaml": "bylaw: 1\npacks: [start]\npolicies: [policies/]\n"
            "levels: {local/no-evil: [{level: off, path: secret/**}, deny]}\n"
            "params: {start/max_file: 2MB}\n"
        },
        [("rules-need-an-owner", "bylaw.yaml")],
    ),
    "a rule will be off": (
        {
            "bylaw.yaml": "bylaw: 1\npacks: [start]\npolicies: [policies/]\n"
            "levels: {local/no-evil: [{level: deny, until: 2099-01-01}, off]}\n"
            "params: {start/max_file: 2MB}\n"
        },
        [("rules-need-an-owner", "bylaw.yaml")],
    ),
    "a parameter is other": (
        {
            "bylaw.yaml": "bylaw: 1\npacks: [start]\npolicies: [policies/]\n"
            "levels: {local/no-evil: deny}\nparams: {start/max_file: 2GB}\n"
        },
        [("rules-need-an-owner", "bylaw.yaml")],
    ),
    "a rule more": ({"policies/b.bylaw": policy("MORE")}, []),
    "other words": (
        {"policies/a.bylaw": policy("EVIL", "WORSE").replace("Nobody comes back", "It rots")},
        [],
    ),
    "policies that are none": (
        {"policies/a.bylaw": "bylaw 1\nrule {"},
        [("rules-need-an-owner", "policies/a.bylaw")],
    ),
    "the configuration goes": (
        {"bylaw.yaml": None},
        [("rules-need-an-owner", "bylaw.yaml")] * 2,
    ),
    "the workflow is skipped": (
        {".github/workflows/gate.yml": "jobs: {gate: {if: false, steps: [{uses: org/bylaw@v1}]}}"},
        [("wiring-needs-an-owner", ".github/workflows/gate.yml")],
    ),
    "a second workflow of that name": (
        {".github/workflows/z.yml": "jobs: {gate: {name: bylaw, steps: [{run: 'true'}]}}"},
        [("wiring-needs-an-owner", ".github/workflows/z.yml")],
    ),
    "another owner": (
        {"CODEOWNERS": "* @org/platform\n* @mallory\n"},
        [("wiring-needs-an-owner", "CODEOWNERS")],
    ),
    "no owner": ({"CODEOWNERS": None}, [("wiring-needs-an-owner", "CODEOWNERS")]),
    "an agent without hooks": (
        {"sub/.claude/settings.json": '{"permissions": {"allow": ["*"]}}'},
        [("agents-need-an-owner", "sub/.claude/settings.json")],
    ),
    "a waiver": (
        {".bylaw/waivers.yaml": "waivers: [{rule: local/no-evil}]\n"},
        [("exceptions-need-an-owner", ".bylaw/waivers.yaml")],
    ),
    "files out of sight": (
        {"src/.gitattributes": "*.py linguist-generated\n"},
        [("rules-need-an-owner", "src/.gitattributes")],
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_weaker_waits_for_an_owner(governed: Any, name: str) -> None:
    files, wanted = CHANGES[name]
    governed.commit(files)
    found = weakened(governed)
    assert sorted(set(found)) == sorted(set(wanted))
    # And from there nobody gets around it.
    assert weakened(governed, rules=["start/*"]) == found
    assert weakened(governed, unknown="pass") == found


def test_it_cannot_be_switched_off(governed: Any) -> None:
    """The first of two changes switches it off, and has landed; the second weakens a rule."""
    governed.git("checkout", "-q", "main")
    governed.commit(
        {
            "bylaw.yaml": "bylaw: 1\npacks: [start, governance]\npolicies: [policies/]\n"
            "levels: {governance: off, 'governance/*': note}\n"
        }
    )
    governed.git("checkout", "-q", "-b", "second")
    governed.commit({"policies/a.bylaw": policy("EVIL")})
    assert weakened(governed) == [("rules-need-an-owner", "policies/a.bylaw")]


def test_obligations_say_what_waits_for_whom(governed: Any) -> None:
    governed.commit({"policies/a.bylaw": policy("EVIL"), "src/.gitattributes": "*.py -diff\n"})
    verdict = bylaw.check(governed.root, base="main", profile="ci")
    assert verdict.exit_code == 3
    [owed] = verdict.obligations
    assert (owed.rule, owed.who) == ("governance/rules-need-an-owner", ("@org/platform",))


def test_a_patch_of_policies_is_not_taken_for_harmless(governed: Any) -> None:
    governed.commit({"policies/a.bylaw": policy("EVIL")})
    patch = governed.git("diff", "main", "HEAD").encode() + b"\n"
    verdict = bylaw.check(governed.root, base="main", profile="ci", patch=patch)
    assert verdict.exit_code == 3
    assert "no-trees" in {one.reason for one in verdict.inconclusive}


def reviewed(repo: Any, tmp_path: Path, **said: Any) -> str:
    head = repo.git("rev-parse", "HEAD")
    text = {
        "format": 1, "number": 7, "author": "mallory", "head": head,
        "commits": [{"id": head, "author": "mallory", "committer": "mallory"}],
        "last_pusher": "mallory", "reviews": [], **said,
    }  # fmt: skip
    file = tmp_path / "review.json"
    file.write_text(json.dumps(text))
    return str(file)


def by_review(repo: Any, review: str, **said: Any) -> bylaw.Verdict:
    return bylaw.check(repo.root, base="main", head="weaker", profile="ci", review=review, **said)


def test_an_owner_agrees_and_nobody_else(governed: Any, tmp_path: Path) -> None:
    governed.git("checkout", "-q", "main")
    governed.commit({"CODEOWNERS": "* @ana\n"})
    governed.git("checkout", "-q", "weaker")
    governed.git("merge", "-q", "main")
    head = governed.commit({"policies/a.bylaw": policy("EVIL")})
    commits = [
        {"id": one, "author": "mallory", "committer": "mallory"}
        for one in governed.git("rev-list", "main..weaker").split()
    ]
    for by, code in (("ana", 0), ("bob", 1), ("mallory", 1)):
        approval: dict[str, Any] = {
            "by": by,
            "state": "approved",
            "at": "2026-01-02T00:00:00Z",
            "commit": head,
        }
        approval["teams"] = []
        review = reviewed(governed, tmp_path, reviews=[approval], commits=commits)
        verdict = by_review(governed, review)
        assert (by, verdict.exit_code) == (by, code)
        wanted = [] if code == 0 else ["governance/rules-need-an-owner"]
        assert [one.rule for one in verdict.findings] == wanted


NOW = "2026-01-10T12:00:00Z"


@pytest.mark.parametrize(
    ("by", "at", "body", "passes"),
    [
        ("ana", "2026-01-10T11:00:00Z", "bylaw: break-glass HEAD -- Payments are down", True),
        ("eve", "2026-01-10T11:00:00Z", "bylaw: break-glass HEAD -- Payments are down", False),
        ("ana", "2026-01-09T11:00:00Z", "bylaw: break-glass HEAD -- Payments are down", False),
        ("ana", "2026-01-10T11:00:00Z", "bylaw: break-glass BASE -- Payments are down", False),
        ("ana", "2026-01-10T11:00:00Z", "bylaw: break-glass HEAD", False),
        ("ana", "2026-01-10T11:00:00Z", "> bylaw: break-glass HEAD -- Payments are down", False),
        ("ana", "2026-01-10T11:00:00Z", "LGTM", False),
    ],
)
def test_an_emergency(
    governed: Any, tmp_path: Path, by: str, at: str, body: str, passes: bool
) -> None:
    governed.git("checkout", "-q", "main")
    config = Path(governed.root, "bylaw.yaml").read_text()
    base = governed.commit({"bylaw.yaml": config + "waivers: {break_glass: ['@ana']}\n"})
    governed.git("checkout", "-q", "weaker")
    governed.git("reset", "-q", "--hard", "main")
    # Who may is named at the tip of the target, whatever the change says.
    more = config + "waivers: {break_glass: ['@ana', '@eve']}\n"
    head = governed.commit({"src/a.py": "EVIL\n", "bylaw.yaml": more})
    body = body.replace("HEAD", head[:10]).replace("BASE", base[:10])
    review = reviewed(governed, tmp_path, comments=[{"by": by, "at": at, "body": body}])
    verdict = by_review(governed, review, now=NOW)
    assert (verdict.exit_code == 0) is passes
    kinds = {one.suppression.kind for one in verdict.suppressed if one.suppression}
    assert kinds == ({"break-glass"} if passes else set())
    if passes:
        [why] = {one.suppression for one in verdict.suppressed}
        assert why is not None
        assert (why.owner, why.reason) == ("@ana", "Payments are down")
    else:
        assert "local/no-evil" in {one.rule for one in verdict.findings}
