"""A review as `--review FILE` states it, and the rules that tests ask about it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

APPROVED = """bylaw 1
rule approved {
  title "Somebody approves"
  unless review.approvals.count >= 1
  deny change "Approved by {review.approvals.count}."
}
"""
OWNED = """bylaw 1
rule owned {
  title "Owners approve"
  for file in change.files
  unless some each in review.approvals has each.is_by(file.owners)
  deny file "No owner approved {file.path}."
}
"""


def stated(head: str, **more: Any) -> dict[str, Any]:
    """Ana's request, approved by ben."""
    said: dict[str, Any] = {
        "format": 1,
        "number": 7,
        "author": "ana",
        "head": head,
        "commits": [{"id": head, "author": "ana", "committer": "ana"}],
        "last_pusher": "ana",
        "reviews": [approval("ben", head)],
    }
    return {**said, **more}


def approval(by: Any, commit: str | None, state: str = "approved", **more: Any) -> dict[str, Any]:
    return {"by": by, "state": state, "at": "2026-01-02T03:04:05Z", "commit": commit, **more}


def written(folder: Path, said: Any, name: str = "review.json") -> str:
    """The file, outside of any repository."""
    file = folder / name
    file.write_text(said if isinstance(said, str) else json.dumps(said), "utf-8")
    return str(file)
