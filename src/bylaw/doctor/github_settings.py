"""Settings of a repository at GitHub that the gate hangs on, and whether its check comes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from bylaw.doctor.answers import tried, unknown
from bylaw.doctor.github_rules import Required
from bylaw.doctor.interface import Check
from bylaw.doctor.workflows import Run
from bylaw.doctor.yaml import listed, mapping
from bylaw.sources.forges.asking import Asking
from bylaw.sources.services.interface import Failed

_ACTIONS = "Settings › Actions › General"


def check(asking: Asking, repository: str, runs: Sequence[Run]) -> Iterator[Check]:
    """What workflows may do, which may run, and what GitHub says of CODEOWNERS."""
    yield from _token(asking, repository, runs)
    yield _allowed(asking, repository)
    yield _owners(asking, repository)


def _token(asking: Asking, repository: str, runs: Sequence[Run]) -> Iterator[Check]:
    path = f"/repos/{repository}/actions/permissions/workflow"
    found = tried(lambda: mapping(asking.get(path)))
    if isinstance(found, Failed):
        yield unknown(
            "settings", "default-token", found, "what workflows may do by default",
            "`Administration: read`", decides=False,
        )  # fmt: skip
        return
    default = found.get("default_workflow_permissions")
    if default == "read":
        yield Check("settings", "default-token", "ok", "Workflows may only read by default.")
    else:
        bare = [run for run in runs if not _is_bounded(run)]
        yield Check(
            "settings", "default-token", "warn",
            "Workflows may write by default"
            + (f", and {bare[0].workflow.path} sets no `permissions:`." if bare else "."),
            "Any workflow of a branch of this repository gets a token that may post statuses and "
            "push.",
            f"{_ACTIONS} › Workflow permissions: read repository contents.",
        )  # fmt: skip
    if found.get("can_approve_pull_request_reviews") is not False:
        yield Check(
            "settings", "self-approval", "warn", "Workflows may approve pull requests.",
            "A change can bring the workflow that approves it; the forge counts that.",
            f"{_ACTIONS} › Workflow permissions: do not allow GitHub Actions to approve.",
        )  # fmt: skip
    else:
        yield Check("settings", "self-approval", "ok", "Workflows cannot approve pull requests.")


def _is_bounded(run: Run) -> bool:
    return any("permissions" in each for job in run.jobs for each in (job.value, job.text.value))


def _allowed(asking: Asking, repository: str) -> Check:
    found = tried(lambda: mapping(asking.get(f"/repos/{repository}/actions/permissions")))
    if isinstance(found, Failed):
        return unknown(
            "settings", "actions", found, "which actions may run", "`Administration: read`",
            decides=False,
        )  # fmt: skip
    if found.get("enabled") is False:
        return Check(
            "settings", "actions", "fail", "GitHub Actions is switched off here.",
            "No workflow runs, so nothing judges.", f"{_ACTIONS}: allow actions.",
        )  # fmt: skip
    if found.get("sha_pinning_required") is True:
        return Check("settings", "actions", "ok", "Only actions pinned to a commit may run.")
    allowed = {"local_only": "of this owner", "selected": "selected"}.get(
        str(found.get("allowed_actions")), "all"
    )
    return Check("settings", "actions", "ok", f"GitHub Actions runs; actions allowed: {allowed}.")


def _owners(asking: Asking, repository: str) -> Check:
    found = tried(
        lambda: listed(mapping(asking.get(f"/repos/{repository}/codeowners/errors"))["errors"])
    )
    if isinstance(found, Failed):
        if found.reason == "not-found":
            return Check(
                "settings", "codeowners", "warn", "GitHub finds no CODEOWNERS there.",
                "It asks no owner for a review.", "Bring the file there.",
            )  # fmt: skip
        return unknown(
            "settings", "codeowners", found, "what GitHub makes of CODEOWNERS", "`Contents: read`",
            decides=False,
        )  # fmt: skip
    if not found:
        return Check("settings", "codeowners", "ok", "GitHub finds no error in CODEOWNERS.")
    first = mapping(found[0])
    return Check(
        "settings", "codeowners", "warn",
        f"GitHub finds {len(found)} errors in CODEOWNERS, the first: {first.get('kind')}.",
        "A line with an error names nobody; so does an owner who may not write here.",
        "Mend the lines, and give owners write access.",
        str(first.get("path", "")), first["line"] if isinstance(first.get("line"), int) else 0,
    )  # fmt: skip


def posted(asking: Asking, repository: str, branch: str, ours: Sequence[Required]) -> Check:
    """Whether what is required was there on the newest pull request."""
    found = tried(lambda: _on_newest(asking, repository, branch))
    if isinstance(found, Failed):
        return unknown(
            "branch", "posted", found, "whether the check comes",
            "`Pull requests: read`, `Checks: read` and `Commit statuses: read`", decides=False,
        )  # fmt: skip
    number, names = found
    if number is None:
        return Check(
            "branch", "posted", "unknown", "There is no pull request yet to see the check on.",
            "A required check that never comes blocks everybody.", "Open one, and look again.",
        )  # fmt: skip
    # A required workflow posts the checks of its jobs, whose names are not told by the rule.
    wanted = [one.name for one in ours if not one.name.endswith((".yml", ".yaml"))]
    missing = [name for name in wanted if name not in names]
    if not missing:
        return Check("branch", "posted", "ok", f"It came on the newest pull request, #{number}.")
    return Check(
        "branch", "posted", "warn", f"`{missing[0]}` did not come on the newest pull request, "
        f"#{number}.",
        "A required check that never comes blocks everybody, until somebody takes it out.",
        "Hold its name against those that the pull request shows.",
    )  # fmt: skip


def _on_newest(asking: Asking, repository: str, branch: str) -> tuple[int | None, set[str]]:
    """The newest pull request into a branch, and the names of all that was posted to its head."""
    query: dict[str, Any] = {"base": branch, "state": "all", "sort": "updated"}
    pulls = asking.get(f"/repos/{repository}/pulls", {**query, "direction": "desc", "per_page": 1})
    if not pulls:
        return None, set()
    head = quote(str(pulls[0]["head"]["sha"]), safe="")
    at = f"/repos/{repository}/commits/{head}"
    names = {str(one["name"]) for one in asking.entries(f"{at}/check-runs", key="check_runs")}
    names |= {str(one["context"]) for one in asking.get(f"{at}/status")["statuses"]}
    return int(pulls[0]["number"]), names
