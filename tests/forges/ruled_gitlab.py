"""GitLab with the rules and settings of a project, in the shapes of its documentation.

https://docs.gitlab.com/api/projects, …/protected_branches, …/merge_request_approvals,
…/project_level_variables, …/project_job_token_scopes, …/project_push_rules and GraphQL's reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.forges.gitlab import PROJECT, GitLab
from tests.forges.server import Call, Said, gone, serving


class RuledGitLab(GitLab):
    """`acme/tools/shop`, all of whose settings are sound; the tier is Ultimate."""

    def __init__(self) -> None:
        super().__init__()
        self.about: dict[str, Any] = {
            "id": 9,
            "path_with_namespace": self.project,
            "default_branch": "main",
            "only_allow_merge_if_pipeline_succeeds": True,
            "allow_merge_on_skipped_pipeline": False,
            "merge_trains_enabled": True,
            "merge_method": "merge",
            "ci_config_path": "",
            "ci_push_repository_for_job_token_allowed": False,
            "ci_pipeline_variables_minimum_override_role": "no_one_allowed",
        }
        self.protected: list[dict[str, Any]] = [self.protection("main")]
        self.rules: list[dict[str, Any]] = [{"id": 1, "name": "All", "approvals_required": 1}]
        self.approvals: dict[str, Any] = {
            "approvals_before_merge": 0,
            "reset_approvals_on_push": True,
            "merge_requests_author_approval": False,
            "merge_requests_disable_committers_approval": True,
        }
        self.variables: list[dict[str, Any]] = [{"key": "BYLAW_TOKEN_npm_example", "masked": True}]
        self.policies: list[dict[str, Any]] | None = [
            {
                "name": "Gate",
                "enabled": True,
                "yaml": "content: {include: [{file: bylaw.yml}]}",
                "above": True,
            }
        ]
        """None: a tier without them, whose schema does not know the field."""
        self.is_premium = True
        self.inbound = True
        self.route("POST", "/graphql", self._graphql)
        self.route("GET", PROJECT, lambda call: Said(self.about))
        self.route("GET", f"{PROJECT}/protected_branches", self._listed)
        self.route("GET", f"{PROJECT}/approval_rules", lambda call: self._premium(self.rules))
        self.route("GET", f"{PROJECT}/approvals", lambda call: self._premium(self.approvals))
        self.route("GET", f"{PROJECT}/push_rule", self._push_rule)
        self.route("GET", f"{PROJECT}/variables", lambda call: self.paged(call, self.variables))
        self.route("GET", f"{PROJECT}/job_token_scope", self._job_token)

    def protection(self, name: str, push: int = 0, *, force: bool = False) -> dict[str, Any]:
        """A protected branch."""
        said = {0: "No one", 30: "Developers + Maintainers", 40: "Maintainers"}[push]
        level = {"id": 1, "access_level": push, "access_level_description": said}
        return {
            "id": self.number(),
            "name": name,
            "push_access_levels": [level],
            "merge_access_levels": [{**level, "access_level": 40}],
            "allow_force_push": force,
            "code_owner_approval_required": False,
        }

    def answer(self, call: Call) -> Said:
        call.path = call.path.replace("/api/graphql", "/graphql")
        return super().answer(call)

    def _listed(self, call: Call) -> Said:
        return self.paged(call, self.protected)

    def _premium(self, value: Any) -> Said:
        return Said(value) if self.is_premium else gone(404, "404 Not Found")

    def _push_rule(self, call: Call) -> Said:
        return self._premium({"id": 1, "commit_committer_check": True})

    def _job_token(self, call: Call) -> Said:
        return Said({"inbound_enabled": self.inbound, "outbound_enabled": False})

    def _graphql(self, call: Call) -> Said:
        query = call.body["query"]
        if "pipelineExecutionPolicies" not in query:
            self.breaches.append("another query")
        if self.policies is None:
            error = "Field 'pipelineExecutionPolicies' doesn't exist on type 'Project'"
            return Said({"errors": [{"message": error}]})
        told = [one for one in self.policies if "INHERITED" in query or not one.get("above")]
        nodes = {"pipelineExecutionPolicies": {"nodes": told}}
        return Said({"data": {"project": nodes}})


@contextmanager
def ruled() -> Iterator[RuledGitLab]:
    """GitLab behind a free port; no request broke its API."""
    forge = RuledGitLab()
    with serving(forge):
        yield forge
    assert forge.breaches == []
