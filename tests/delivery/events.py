"""What GitHub tells a job: its variables, and the file of its event as the documentation shows it.

https://docs.github.com/actions/reference/workflows-and-actions/variables and
https://docs.github.com/webhooks/webhook-events-and-payloads.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

REPOSITORY = "acme/shop"


def environment(temp: Path, server: str, event: str, payload: dict[str, Any]) -> dict[str, str]:
    """The variables of a job, and its event in a file."""
    file = temp / "event.json"
    file.write_text(json.dumps(payload), "utf-8")
    return {
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_API_URL": "https://api.forge.example",
        "GITHUB_EVENT_NAME": event,
        "GITHUB_EVENT_PATH": str(file),
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_SERVER_URL": server,
        "GITHUB_SHA": _sha(payload),
    }


def pull_request(
    head: str,
    target: str = "main",
    action: str = "synchronize",
    head_ref: str = "topic",
    **more: Any,
) -> dict[str, Any]:
    """A pull request; `base.sha` is stale, as it is where the target moved on."""
    return {
        "action": action,
        "number": 7,
        "pull_request": {
            "number": 7,
            "title": "Look closer",
            "head": {"ref": head_ref, "sha": head, "repo": {"full_name": REPOSITORY}},
            "base": {"ref": target, "sha": "1" * 40, "repo": {"full_name": REPOSITORY}},
        },
        "repository": {"full_name": REPOSITORY, "default_branch": "main"},
        **more,
    }


def merge_group(base: str, head: str) -> dict[str, Any]:
    """A group of a merge queue."""
    return {
        "action": "checks_requested",
        "merge_group": {
            "base_ref": "refs/heads/main",
            "base_sha": base,
            "head_ref": f"refs/heads/gh-readonly-queue/main/pr-7-{base}",
            "head_sha": head,
        },
        "repository": {"full_name": REPOSITORY, "default_branch": "main"},
    }


def push(before: str, after: str, branch: str) -> dict[str, Any]:
    """A push of commits to a branch."""
    return {
        "ref": f"refs/heads/{branch}",
        "before": before,
        "after": after,
        "repository": {"full_name": REPOSITORY, "default_branch": "main"},
    }


def dispatch(head: str) -> dict[str, Any]:
    """A run that somebody began by hand; the event does not name the commit."""
    return {
        "ref": "refs/heads/topic",
        "inputs": None,
        "repository": {"full_name": REPOSITORY, "default_branch": "main"},
        "_sha": head,
    }


def _sha(payload: dict[str, Any]) -> str:
    found = payload.get("after") or payload.get("_sha")
    if not found and "merge_group" in payload:
        found = payload["merge_group"]["head_sha"]
    return str(found or payload["pull_request"]["head"]["sha"])
