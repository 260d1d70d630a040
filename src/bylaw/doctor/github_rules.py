"""What rules hold for a branch at GitHub: rulesets and branch protection, as one.

https://docs.github.com/rest/repos/rules and https://docs.github.com/rest/branches/branch-protection.
"""

from __future__ import annotations

from dataclasses import field
from functools import partial
from typing import Any
from urllib.parse import quote

from bylaw.dataclass import dataclass
from bylaw.doctor.answers import flag, tried
from bylaw.doctor.yaml import listed, mapping
from bylaw.sources.forges.asking import Asking
from bylaw.sources.services.interface import Failed


@dataclass(frozen=True, slots=True)
class Required:
    """A check, or a workflow, without which nothing is merged."""

    name: str
    """The check's context, or the workflow's path."""
    by: int | None
    """The app that has to post it, or the repository of the workflow; None binds it to nobody."""
    ruleset: int | None
    """None: branch protection."""


@dataclass(slots=True)
class Rules:
    """All rules of a branch."""

    checks: list[Required] = field(default_factory=list)
    workflows: list[Required] = field(default_factory=list)
    rulesets: dict[int, str] = field(default_factory=dict)
    """The sources of those that have rules for the branch: `acme/shop`."""
    protection: dict[str, Any] | None = None
    """What branch protection says, as far as it is told; None where there is none."""
    protection_failed: Failed | None = None
    """Why it is not told in full."""
    pulls: bool = False
    """Changes come by pull requests alone."""
    approvals: int = 0
    code_owners: bool = False
    dismisses: bool = False
    """Approvals of older commits do not count."""
    last_push: bool = False
    """Whoever pushed last does not approve."""
    up_to_date: bool = False
    queue: bool = False
    force_push: bool | None = None
    """Whether history can be overwritten; None: nobody knows."""


def read(asking: Asking, repository: str, branch: str) -> Rules | Failed:
    """The rules; why nobody knows them."""
    name = quote(branch, safe="")
    active = tried(lambda: asking.entries(f"/repos/{repository}/rules/branches/{name}"))
    if isinstance(active, Failed):
        return active
    rules = Rules()
    has_no_force = False
    for one in active:
        has_no_force = has_no_force or mapping(one).get("type") == "non_fast_forward"
        if isinstance(failed := tried(partial(_take, rules, one)), Failed):
            return failed
    about = tried(lambda: asking.get(f"/repos/{repository}/branches/{name}"))
    if isinstance(about, Failed):
        return about
    rules.force_push = not has_no_force
    shown = mapping(mapping(about).get("protection"))
    if mapping(about).get("protected") is True and shown.get("enabled") is not False:
        address = f"/repos/{repository}/branches/{name}/protection"
        whole = tried(lambda: mapping(asking.get(address)))
        is_bare = isinstance(whole, Failed) and whole.reason == "not-found" and rules.rulesets
        if isinstance(whole, Failed):
            rules.protection_failed = None if is_bare and not shown.get("enabled") else whole
        if not isinstance(whole, Failed) or rules.protection_failed:
            rules.protection = dict(shown if isinstance(whole, Failed) else whole)
            if isinstance(failed := tried(lambda: _protect(rules)), Failed):
                return failed
    return rules


def _take(rules: Rules, one: Any) -> None:
    said, ruleset = mapping(one.get("parameters")), one.get("ruleset_id")
    if isinstance(ruleset, int):
        rules.rulesets[ruleset] = str(one.get("ruleset_source", ""))
    match one["type"]:
        case "required_status_checks":
            for each in said["required_status_checks"]:
                bound = each.get("integration_id")
                rules.checks.append(Required(str(each["context"]), bound, ruleset))
            rules.up_to_date |= said.get("strict_required_status_checks_policy") is True
        case "workflows":
            for each in said["workflows"]:
                rules.workflows.append(
                    Required(str(each["path"]), int(each["repository_id"]), ruleset)
                )
        case "pull_request":
            rules.pulls = True
            rules.approvals = max(rules.approvals, int(said["required_approving_review_count"]))
            rules.code_owners |= said.get("require_code_owner_review") is True
            rules.dismisses |= said.get("dismiss_stale_reviews_on_push") is True
            rules.last_push |= said.get("require_last_push_approval") is True
        case "merge_queue":
            rules.queue = True


def _protect(rules: Rules) -> None:
    """Adds what branch protection says."""
    said = rules.protection or {}
    checks = mapping(said.get("required_status_checks"))
    bound = {str(one["context"]): one.get("app_id") for one in listed(checks.get("checks"))}
    for name in dict.fromkeys([*bound, *map(str, listed(checks.get("contexts")))]):
        by = bound.get(name)
        # -1 stands for any app.
        rules.checks.append(Required(name, by if isinstance(by, int) and by > 0 else None, None))
    rules.up_to_date |= checks.get("strict") is True
    reviews = said.get("required_pull_request_reviews")
    if isinstance(reviews, dict):
        rules.pulls = True
        rules.approvals = max(
            rules.approvals, int(reviews.get("required_approving_review_count") or 0)
        )
        rules.code_owners |= reviews.get("require_code_owner_reviews") is True
        rules.dismisses |= reviews.get("dismiss_stale_reviews") is True
        rules.last_push |= reviews.get("require_last_push_approval") is True
    if rules.force_push:
        rules.force_push = flag(said, "allow_force_pushes", "enabled")
