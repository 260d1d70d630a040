"""GitHub with the rules and settings of a repository: what `bylaw doctor --forge` asks for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.forges.github import REPO, GitHub
from tests.forges.server import Call, Said, gone, serving

BRANCH = f"{REPO}/branches/{{branch}}"
ACTIONS = 15368


class RuledGitHub(GitHub):
    """`acme/shop`, whose branch main has one sound ruleset; no branch protection."""

    def __init__(self) -> None:
        super().__init__()
        self.id = 4711
        self.rules: list[dict[str, Any]] = [
            self.checks("bylaw"),
            {
                "type": "pull_request",
                "parameters": {
                    "dismiss_stale_reviews_on_push": True,
                    "require_code_owner_review": True,
                    "require_last_push_approval": True,
                    "required_approving_review_count": 1,
                    "required_review_thread_resolution": False,
                },
            },
            {"type": "non_fast_forward"},
        ]
        self.bypass: list[dict[str, Any]] | None = []
        """None: it is not told."""
        self.protection: dict[str, Any] | None = None
        self.default_token = "read"
        self.may_approve = False
        self.actions: dict[str, Any] = {"enabled": True, "allowed_actions": "selected"}
        self.owner_errors: list[dict[str, Any]] = []
        self.has_pulls = True
        self.route("GET", REPO, self._repository)
        self.route("GET", f"{REPO}/rules/branches/{{branch}}", self._rules)
        self.route("GET", f"{REPO}/rulesets/{{ruleset_id}}", self._ruleset)
        self.route("GET", BRANCH, self._branch)
        self.route("GET", f"{BRANCH}/protection", self._protection)
        self.route("GET", f"{REPO}/actions/permissions", lambda call: Said(self.actions))
        self.route("GET", f"{REPO}/actions/permissions/workflow", self._workflow)
        self.route("GET", f"{REPO}/codeowners/errors", self._owner_errors)

    def checks(self, *names: str, by: int | None = ACTIONS) -> dict[str, Any]:
        """A rule that requires checks."""
        bound = {} if by is None else {"integration_id": by}
        return {
            "type": "required_status_checks",
            "parameters": {
                "required_status_checks": [{"context": name, **bound} for name in names],
                "strict_required_status_checks_policy": True,
            },
        }

    def post(self, name: str) -> None:
        """A check run at the head of the newest pull request."""
        made = self._shape("POST", f"{REPO}/check-runs")
        made |= {"id": self.number(), "name": name, "head_sha": self.head}
        self.annotations[made["id"]] = []
        self.runs.append(self._written(made, {"status": "completed"}, 200).value)

    def _pulls(self, call: Call) -> Said:
        return super()._pulls(call) if self.has_pulls else Said([])

    def _repository(self, call: Call) -> Said:
        made = self._shape("GET", REPO)
        for name in ("source", "parent", "template_repository"):
            del made[name]  # GitHub's own examples of these lack what its schema asks for
        made |= {"id": self.id, "default_branch": self.target, "language": None}
        return Said(made)

    def _rules(self, call: Call, branch: str) -> Said:
        where = {"ruleset_source_type": "Repository", "ruleset_source": "acme/shop"}
        active = [{"ruleset_id": 42, **where, **one} for one in self.rules]
        return self.paged(call, active if branch == self.target else [])

    def _ruleset(self, call: Call, ruleset_id: str) -> Said:
        made = self._shape("GET", f"{REPO}/rulesets/{{ruleset_id}}")
        made |= {"id": int(ruleset_id), "name": "the gate"}
        made["bypass_actors"] = self.bypass
        if self.bypass is None:
            del made["bypass_actors"]
        return Said(made)

    def _branch(self, call: Call, branch: str) -> Said:
        if branch != self.target:
            return gone()
        made = self._shape("GET", BRANCH)
        shown = self.protection or {}
        checks = shown.get("required_status_checks", {"contexts": [], "checks": []})
        made |= {"name": branch, "protected": bool(self.rules or shown)}
        made["protection"] = {"enabled": bool(shown), "required_status_checks": checks}
        return Said(made)

    def _protection(self, call: Call, branch: str) -> Said:
        return (
            gone(404, "Branch not protected") if self.protection is None else Said(self.protection)
        )

    def _workflow(self, call: Call) -> Said:
        return Said(
            {
                "default_workflow_permissions": self.default_token,
                "can_approve_pull_request_reviews": self.may_approve,
            }
        )

    def _owner_errors(self, call: Call) -> Said:
        return Said({"errors": self.owner_errors})


@contextmanager
def ruled() -> Iterator[RuledGitHub]:
    """GitHub behind a free port; no request broke its API."""
    forge = RuledGitHub()
    with serving(forge):
        yield forge
    assert forge.breaches == []
