"""`bylaw doctor --forge` at GitHub: each hole in the rules is named, and nothing else is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bylaw.doctor.interface import Check, Examined
from bylaw.doctor.run import Asked, run
from tests.forges.ruled_github import RuledGitHub, ruled
from tests.forges.server import gone

ID = "0123456789012345678901234567890123456789"
WORKFLOW = f"""on:
  pull_request: {{types: [opened, synchronize, reopened, edited]}}
permissions: {{contents: read}}
jobs:
  bylaw:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@{ID}
      - uses: acme/bylaw@{ID}
"""
POLICY = """bylaw 1

rule no-todo {
  title "No TODO is left"
  why   "Nobody comes back to it."
  for line in change.added_lines
  where line.text contains "TODO"
  deny line "A TODO."
}
"""
FILES = {
    ".github/workflows/bylaw.yml": WORKFLOW,
    ".github/CODEOWNERS": "* @acme/gate\n",
    "bylaw.yaml": "bylaw: 1\n",
    "policies/a.bylaw": POLICY,
}

Look = Callable[..., Examined]


@pytest.fixture
def hub() -> Iterator[RuledGitHub]:
    with ruled() as forge:
        forge.post("bylaw")
        yield forge


@pytest.fixture
def look(hub: RuledGitHub, made: Callable[..., Path]) -> Look:
    """Looks at a repository and at the forge."""

    def examine(files: dict[str, str] | None = None, **more: Any) -> Examined:
        root = made(FILES if files is None else files)
        asked = {"forge": "github", "repository": "acme/shop", "api_url": hub.url, **more}
        environ = asked.pop("environ", {"GITHUB_TOKEN": hub.token})
        return run(Asked(str(root), asks_forge=True, environ=environ, **asked))

    return examine


def of(found: Examined, name: str, group: str = "") -> Check:
    [one] = [one for one in found.checks if one.name == name and group in ("", one.group)]
    return one


def holes(found: Examined) -> list[str]:
    return [f"{one.state} {one.name}" for one in found.checks if one.state != "ok"]


def test_a_sound_gate_has_nothing_to_mend(look: Look, hub: RuledGitHub) -> None:
    found = look()
    assert holes(found) == []
    assert found.exit_code == 0
    assert of(found, "required").what == "`bylaw` is required to merge into main."
    assert of(found, "posted").what == "It came on the newest pull request, #7."
    assert hub.writes == []


QUEUE = {
    "type": "merge_queue",
    "parameters": {
        "check_response_timeout_minutes": 60,
        "grouping_strategy": "ALLGREEN",
        "max_entries_to_build": 5,
        "max_entries_to_merge": 5,
        "merge_method": "MERGE",
        "min_entries_to_merge": 1,
        "min_entries_to_merge_wait_minutes": 5,
    },
}
ERROR = {
    "line": 3,
    "column": 1,
    "kind": "Unknown owner\x1b[31m\n::error::x",
    "source": "* @nobody",
    "suggestion": None,
    "message": "Unknown owner",
    "path": ".github/CODEOWNERS",
}
Dig = Callable[[RuledGitHub], None]


def having(**said: Any) -> Dig:
    """Sets attributes of the forge."""

    def dig(hub: RuledGitHub) -> None:
        for name, value in said.items():
            setattr(hub, name, value)

    return dig


def without(*types: str) -> Dig:
    """Takes rules out."""

    def dig(hub: RuledGitHub) -> None:
        hub.rules = [one for one in hub.rules if one["type"] not in types]

    return dig


def requiring(*names: str, by: int | None = 15368) -> Dig:
    """Requires other checks."""
    return lambda hub: hub.rules.__setitem__(0, hub.checks(*names, by=by))


def bypassed(kind: str, number: int | None, mode: str) -> Dig:
    """Lets somebody bypass the ruleset."""
    return having(bypass=[{"actor_id": number, "actor_type": kind, "bypass_mode": mode}])


HOLES: dict[str, tuple[Dig, list[str]]] = {
    "nothing is required": (
        without("required_status_checks"), ["fail required", "warn up-to-date"],
    ),
    "other checks are required": (requiring("tests", "bylaw-docs"), ["fail required"]),
    "any app may post it": (requiring("bylaw", by=None), ["fail bound"]),
    "it does not come": (requiring("bylaw", "bylaw (main)"), ["warn posted"]),
    "administrators bypass": (bypassed("RepositoryRole", 5, "pull_request"), ["warn bypass"]),
    "deploy keys bypass": (bypassed("DeployKey", None, "always"), ["warn bypass"]),
    "a role of one's own bypasses": (bypassed("RepositoryRole", 77, "exempt"), ["warn bypass"]),
    "writers bypass": (bypassed("RepositoryRole", 4, "always"), ["fail bypass"]),
    "workflows bypass": (bypassed("Integration", 15368, "always"), ["fail bypass"]),
    "who bypasses is not told": (having(bypass=None), ["unknown bypass"]),
    "history can be overwritten": (without("non_fast_forward"), ["warn force-push"]),
    "no pull request is needed": (
        without("pull_request"), ["fail workflow", "warn pull-request"],
    ),
    "a queue that waits": (lambda hub: hub.rules.append(QUEUE), ["warn merge-queue"]),
    "workflows write": (having(default_token="write"), ["warn default-token"]),
    "workflows approve": (having(may_approve=True), ["warn self-approval"]),
    "actions are off": (having(actions={"enabled": False}), ["fail actions"]),
    "CODEOWNERS has errors": (having(owner_errors=[ERROR]), ["warn codeowners"]),
    "nobody has opened a pull request": (having(has_pulls=False), ["unknown posted"]),
}  # fmt: skip


@pytest.mark.parametrize("name", HOLES)
def test_a_hole_is_named(look: Look, hub: RuledGitHub, name: str) -> None:
    dig, expected = HOLES[name]
    dig(hub)
    found = look()
    assert holes(found) == expected
    is_open = expected == ["unknown bypass"]
    assert found.exit_code == (1 if expected[0].startswith("fail") else 3 if is_open else 0)


def test_a_required_workflow_is_enough(look: Look, hub: RuledGitHub) -> None:
    """An organisation's: the repository needs no file of its own."""
    where = {"path": ".github/workflows/bylaw.yml", "repository_id": 815, "ref": "main"}
    hub.rules[0] = {"type": "workflows", "parameters": {"workflows": [where]}}
    files = {path: text for path, text in FILES.items() if "workflows" not in path}
    found = look(files)
    assert of(found, "required").state == "ok"
    assert of(found, "workflow").what == "A required workflow judges; the change cannot edit it."
    assert not [one for one in found.checks if one.name == "pipeline"]
    assert found.exit_code == 0


def test_a_required_workflow_that_is_not_seen_is_unknown(look: Look, hub: RuledGitHub) -> None:
    where = {"path": ".github/workflows/policy.yml", "repository_id": 815}
    hub.rules[0] = {"type": "workflows", "parameters": {"workflows": [where]}}
    found = look()
    assert of(found, "required").state == "unknown"
    assert found.exit_code == 3


PROTECTION: dict[str, Any] = {
    "required_status_checks": {
        "contexts": ["bylaw"],
        "checks": [{"context": "bylaw", "app_id": 15368}],
        "strict": True,
    },
    "enforce_admins": {"url": "https://api.example/admins", "enabled": True},
    "required_pull_request_reviews": {
        "dismiss_stale_reviews": True,
        "require_code_owner_reviews": True,
        "required_approving_review_count": 1,
    },
    "allow_force_pushes": {"enabled": False},
}


def test_branch_protection_counts_as_well(look: Look, hub: RuledGitHub) -> None:
    hub.rules, hub.protection = [], PROTECTION
    assert holes(look()) == []


def test_holes_in_branch_protection(look: Look, hub: RuledGitHub) -> None:
    hub.rules = []
    hub.protection = {
        **PROTECTION,
        "required_status_checks": {
            "contexts": ["bylaw"],
            "checks": [{"context": "bylaw", "app_id": None}],
        },
        "enforce_admins": {"url": "https://api.example/admins", "enabled": False},
        "allow_force_pushes": {"enabled": True},
    }
    assert holes(look()) == ["fail bound", "warn bypass", "warn force-push", "warn up-to-date"]


def test_what_a_token_may_not_read_is_unknown(look: Look, hub: RuledGitHub) -> None:
    """The token of a workflow reads neither branch protection nor settings."""
    hub.rules, hub.protection = [], PROTECTION
    said = gone(403, "Resource not accessible by integration")
    said.headers["X-Accepted-GitHub-Permissions"] = "administration=read"
    hub.fail("GET", "/protection|/actions/", said, times=9)
    found = look()
    assert found.exit_code == 3
    states = {one.name: one.state for one in found.checks if one.group in ("branch", "settings")}
    assert states["required"] == "ok", "readers are told which checks are required"
    for name in ("bypass", "force-push", "workflow", "approvals", "default-token", "actions"):
        assert states[name] == "unknown", name
    assert "administration: read" in of(found, "bypass").do
    assert hub.token not in str(found)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_forge_that_says_nothing_leaves_all_unknown(
    look: Look, hub: RuledGitHub, status: int
) -> None:
    hub.fail("GET", "/repos/acme/shop$", gone(status, "no"), times=9)
    found = look()
    assert found.exit_code == 3
    assert of(found, "required").state == "unknown"


@pytest.mark.parametrize(
    "value",
    [
        [{"type": "required_status_checks", "parameters": None}],
        [{"type": "pull_request", "parameters": {"required_approving_review_count": "many"}}],
        ["no rule"],
        {"message": "not a list"},
    ],
)
def test_answers_of_another_shape_are_unknown(look: Look, hub: RuledGitHub, value: Any) -> None:
    from tests.forges.server import Said

    hub.fail("GET", "/rules/branches/", Said(value), times=9)
    found = look()
    assert of(found, "required").state == "unknown"
    assert found.exit_code == 3


def test_without_a_token_what_is_not_told_is_unknown(look: Look, hub: RuledGitHub) -> None:
    found = look(environ={})
    assert found.exit_code == 3
    assert of(found, "token").what == "No token is set."


def test_the_host_of_a_clone_hears_no_token_that_is_not_its_own(
    made: Callable[..., Path], hub: RuledGitHub
) -> None:
    """A remote's address is no reason to send GITHUB_TOKEN there."""
    from tests.doctor.conftest import git

    root = made(FILES)
    host = hub.url.replace("127.0.0.1", "localhost")
    git(root, "remote", "add", "origin", f"{host}/acme/shop.git")
    environ = {"GITHUB_TOKEN": hub.token}
    found = run(Asked(str(root), asks_forge=True, forge="github", environ=environ))
    assert [call for call in hub.calls if "authorization" in call.headers] == []
    assert of(found, "token").what == "No token is sent: the clone alone names the host."
    assert found.exit_code == 3
    port = host.rpartition(":")[2]
    environ = {f"BYLAW_TOKEN_localhost_{port}": hub.token}
    found = run(Asked(str(root), asks_forge=True, forge="github", environ=environ))
    assert of(found, "required").state == "ok"


def test_the_job_that_is_required_is_the_one_that_counts(look: Look, hub: RuledGitHub) -> None:
    """Another workflow is sound; the one whose check is required can be skipped."""
    other = WORKFLOW.replace("bylaw:\n", "gate:\n    if: github.actor != 'me'\n", 1)
    hub.rules[0] = hub.checks("gate")
    hub.post("gate")
    found = look({**FILES, ".github/workflows/gate.yml": other})
    assert holes(found) == ["fail skipped"]
    assert of(found, "required").what == "`gate` is required to merge into main."


def test_a_required_job_that_no_pull_request_starts(look: Look, hub: RuledGitHub) -> None:
    other = WORKFLOW.replace("bylaw:\n", "gate:\n", 1).replace("pull_request:", "push: {} #")
    hub.rules[0] = hub.checks("gate")
    hub.post("gate")
    found = look({**FILES, ".github/workflows/gate.yml": other})
    assert holes(found) == ["fail trigger"]


def test_the_command_line_shows_no_token_and_nothing_that_steers(
    made: Callable[..., Path], hub: RuledGitHub, bylaw: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", hub.token)
    hub.owner_errors.append(ERROR)
    hub.rules[0] = hub.checks("bylaw (\x1b[31m)", by=None)
    root = made(FILES)
    args = ("--repository", "acme/shop", "--api-url", hub.url, "--repo", str(root))
    for report in ("console", "json"):
        said = bylaw("doctor", "--forge", "github", *args, "--report", report)
        assert said.code == 1
        assert hub.token not in said.out + said.err
        assert "\x1b" not in said.out
        assert not [line for line in said.out.splitlines() if line.startswith("::")]
    said = bylaw("doctor", "--forge", "github", *args)
    assert said.out.splitlines()[-1] == "doctor: 27 ok, 1 to mend, 2 to look at"


def test_in_a_pipeline_its_event_says_where_it_is(
    made: Callable[..., Path], hub: RuledGitHub, tmp_path: Path
) -> None:
    event = tmp_path / "event.json"
    default = {"default_branch": "main"}
    event.write_text(json.dumps({"repository": default, "ref": "refs/heads/main"}))
    environ = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_NAME": "schedule",
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_REPOSITORY": "acme/shop",
        "GITHUB_API_URL": f"{hub.url}/api/v3",
        "GITHUB_REF": "refs/heads/main",
        "GITHUB_SHA": "1" * 40,
        "GITHUB_TOKEN": hub.token,
    }
    found = run(Asked(str(made(FILES)), asks_forge=True, environ=environ))
    assert holes(found) == []
    assert of(found, "token").what == "acme/shop is asked with GITHUB_TOKEN."


def test_a_queue_is_served_by_the_job_that_is_required(look: Look, hub: RuledGitHub) -> None:
    """Another workflow that judges pull requests alone does not matter."""
    served = WORKFLOW.replace("on:\n", "on:\n  merge_group:\n")
    other = WORKFLOW.replace("bylaw:\n", "another:\n", 1)
    hub.rules.append(QUEUE)
    files = {**FILES, ".github/workflows/bylaw.yml": served, ".github/workflows/a.yml": other}
    found = look(files)
    assert holes(found) == []
    assert of(found, "merge-queue", "branch").what == "A merge queue judges what will land."
    hub.rules[0] = hub.checks("another")
    hub.post("another")
    assert "warn merge-queue" in holes(look(files))
