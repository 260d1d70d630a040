"""GitLab: whether nothing is merged into the branch without bylaw's answer.

https://docs.gitlab.com/api/projects, /api/protected_branches and /api/merge_request_approvals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from bylaw.doctor import gitlab_settings
from bylaw.doctor.answers import tried, unknown
from bylaw.doctor.interface import REQUIRED, Check
from bylaw.doctor.pipeline import Pipelines
from bylaw.doctor.place import Place, owners
from bylaw.doctor.yaml import listed, mapping
from bylaw.sources.forges.asking import Asking
from bylaw.sources.services.interface import Failed

_DEVELOPER: Final = 30
_POLICIES: Final = """query($path: ID!) {
  project(fullPath: $path) {
    pipelineExecutionPolicies(relationship: INHERITED) { nodes { name enabled yaml } }
  }
}"""
"""Those of the groups above, too: by default GitLab tells the project's own alone."""
_MERGE: Final = "Settings › Merge requests"
_BRANCHES: Final = "Settings › Repository › Protected branches"
_WHY: Final = "A change can be merged whatever bylaw says."


def check(asking: Asking, here: Place, found: Pipelines, repository: str) -> Iterator[Check]:
    """The rules of the target branch, and the settings behind them."""
    at = f"/projects/{quote(repository, safe='')}"
    about = tried(lambda: mapping(asking.get(at)))
    if isinstance(about, Failed):
        yield unknown(
            "branch", REQUIRED, about, f"what {repository} enforces",
            "a token with the scope `read_api`",
        )  # fmt: skip
        return
    branch = here.branch or str(about.get("default_branch", ""))
    policy = tried(lambda: _policy(asking, repository))
    runs = bool(found.gitlab.runs or found.gitlab.includes)
    yield _required(about, policy, runs)
    yield from _skipped(about)
    protected = tried(lambda: _protected(asking, at, branch))
    approvals = tried(lambda: _approvals(asking, at))
    yield _guarded(here, found, about, policy, protected, approvals)
    yield from _pushed(protected, branch)
    yield from _approved(asking, at, approvals)
    yield from gitlab_settings.check(asking, at, about)


def _policy(asking: Asking, repository: str) -> str | None:
    """The name of an enabled pipeline execution policy that names bylaw; None without one."""
    data = asking.graphql(_POLICIES, {"path": repository})
    for node in listed(mapping(mapping(data["project"])["pipelineExecutionPolicies"])["nodes"]):
        says = f"{node['name']} {node.get('yaml')}".lower()
        if node["enabled"] is True and "bylaw" in says:
            return str(node["name"])
    return None


def _required(about: Mapping[str, Any], policy: str | Failed | None, runs: bool) -> Check:
    succeeds = about.get("only_allow_merge_if_pipeline_succeeds")
    if not isinstance(succeeds, bool):
        hidden = Failed("forbidden", "GitLab tells it only to members of the project.")
        return unknown(
            "branch", REQUIRED, hidden, "whether pipelines must succeed", "the role Developer"
        )
    if not succeeds:
        return Check(
            "branch", REQUIRED, "fail", "A merge request can be merged though its pipeline failed.",
            _WHY, f"{_MERGE}: Pipelines must succeed.",
        )  # fmt: skip
    if isinstance(policy, str):
        return Check(
            "branch", REQUIRED, "ok",
            f"Pipelines must succeed, and the pipeline execution policy `{policy}` runs bylaw.",
        )  # fmt: skip
    if runs:
        return Check("branch", REQUIRED, "ok", "Pipelines must succeed, and run bylaw.")
    if isinstance(policy, Failed):
        return unknown(
            "branch", REQUIRED, policy, "whether a pipeline execution policy runs bylaw",
            "the role Developer, where GitLab is Ultimate",
        )  # fmt: skip
    return Check(
        "branch", REQUIRED, "fail", "Pipelines must succeed, and nothing in them runs bylaw.",
        _WHY, "Include the template, or write a pipeline execution policy (Secure › Policies).",
    )  # fmt: skip


def _skipped(about: Mapping[str, Any]) -> Iterator[Check]:
    skipped = about.get("allow_merge_on_skipped_pipeline")
    if skipped is True:
        yield Check(
            "branch", "skipped-pipeline", "fail", "A skipped pipeline counts as a good one.",
            "A push with `[ci skip]` in its message or `-o ci.skip` is merged unjudged.",
            f"{_MERGE}: take out `Skipped pipelines are considered successful`.",
        )  # fmt: skip
    elif skipped in (False, None):
        yield Check("branch", "skipped-pipeline", "ok", "A skipped pipeline does not let merge.")
    if about.get("merge_trains_enabled") is True:
        yield Check("branch", "up-to-date", "ok", "A merge train judges what will land.")
    elif about.get("merge_method") == "ff":
        yield Check("branch", "up-to-date", "ok", "A change has to be up to date with its target.")
    else:
        yield Check(
            "branch", "up-to-date", "warn", "A change that is behind its target can be merged.",
            "Its verdict may be older than a policy that has landed since, or than another change.",
            f"{_MERGE}: merge trains, or fast-forward merge.",
        )  # fmt: skip


def _protected(asking: Asking, at: str, branch: str) -> list[Mapping[str, Any]]:
    """The protections that hold for a branch; a `*` in their names stands for anything."""
    found = []
    for one in asking.entries(f"{at}/protected_branches"):
        pattern = ".*".join(re.escape(part) for part in re.split(r"\*+", str(one["name"])[:255]))
        import re2

        if re2.fullmatch(pattern, branch):
            found.append(mapping(one))
    return found


def _pushed(protected: list[Mapping[str, Any]] | Failed, branch: str) -> Iterator[Check]:
    """Who may push past merge requests; of several protections the most lenient counts."""
    if isinstance(protected, Failed):
        yield unknown(
            "branch", "bypass", protected, f"who may push to {branch}", "the role Maintainer"
        )
        return
    if not protected:
        yield Check(
            "branch", "bypass", "fail", f"{branch} is not protected.",
            "Developers push to it what nothing has judged.",
            f"{_BRANCHES}: protect it, and allow nobody to push.",
        )  # fmt: skip
        return
    levels = [mapping(one) for each in protected for one in listed(each.get("push_access_levels"))]
    allowed = [one for one in levels if one.get("access_level") != 0]
    names = ", ".join(dict.fromkeys(str(one.get("access_level_description")) for one in allowed))
    if not allowed:
        yield Check("branch", "bypass", "ok", f"Nobody may push to {branch}.")
    else:
        is_wide = any(one.get("access_level") == _DEVELOPER for one in allowed)
        yield Check(
            "branch", "bypass", "fail" if is_wide else "warn",
            f"Without a merge request may push to {branch}: {names}.",
            "What is pushed has landed before anything judges it.",
            f"{_BRANCHES}: allowed to push and merge: no one.",
        )  # fmt: skip
    if any(one.get("allow_force_push") is not False for one in protected):
        yield Check(
            "branch", "force-push", "fail",
            f"Whoever may push to {branch} may overwrite its history.",
            "A rule or a policy that has landed can be taken back without a change that is judged.",
            f"{_BRANCHES}: switch force push off.",
        )  # fmt: skip
    else:
        yield Check("branch", "force-push", "ok", f"{branch} cannot be overwritten.")


def _approvals(asking: Asking, at: str) -> int:
    """How many approvals a merge request needs, by the rules of the project."""
    rules = asking.entries(f"{at}/approval_rules")
    return max((int(one["approvals_required"]) for one in rules), default=0)


def _guarded(
    here: Place,
    found: Pipelines,
    about: Mapping[str, Any],
    policy: str | Failed | None,
    protected: Sequence[Mapping[str, Any]] | Failed,
    approvals: int | Failed,
) -> Check:
    """A merge request brings its own version of the pipeline that judges it."""
    name = "workflow"
    if isinstance(policy, str):
        return Check(
            "branch", name, "ok", "A pipeline execution policy judges; the change cannot edit it."
        )
    elsewhere = str(about.get("ci_config_path") or "")
    if "@" in elsewhere or "://" in elsewhere:
        return Check("branch", name, "ok", f"The pipeline is read from elsewhere: {elsewhere}.")
    asks_owners = not isinstance(protected, Failed) and any(
        one.get("code_owner_approval_required") is True for one in protected
    )
    named = owners(here, "gitlab")
    files = found.files
    if asks_owners and named is not None and files and all(named.of(path) for path in files):
        return Check("branch", name, "ok", "Code owners have to approve changes to the pipeline.")
    is_seen = isinstance(approvals, int) and approvals > 0
    return Check(
        "branch", name, "warn" if is_seen else "fail",
        "A change can edit the pipeline that judges it"
        + ("; reviewers may see that." if is_seen else "."),
        "A file in the repository is not enforcement: the job that succeeds may be another one.",
        "Write a pipeline execution policy (Secure › Policies), keep the pipeline in another "
        "project (Settings › CI/CD › CI/CD configuration file), or require code owners' approval "
        f"({_BRANCHES}).",
    )  # fmt: skip


def _approved(asking: Asking, at: str, approvals: int | Failed) -> Iterator[Check]:
    said = tried(lambda: mapping(asking.get(f"{at}/approvals")))
    failed = next((one for one in (said, approvals) if isinstance(one, Failed)), None)
    if failed is not None or isinstance(said, Failed) or isinstance(approvals, Failed):
        assert failed is not None
        yield unknown(
            "branch", "approvals", failed, "which approvals are asked for",
            "the role Maintainer, where GitLab is Premium", decides=False,
        )  # fmt: skip
        return
    lacking = [
        text
        for holds, text in (
            (approvals > 0, "no approval is needed"),
            (said.get("merge_requests_author_approval") is False, "authors may approve"),
            (
                said.get("merge_requests_disable_committers_approval") is True,
                "committers may approve",
            ),
            (said.get("reset_approvals_on_push") is True, "approvals outlive a push"),
        )
        if not holds
    ]
    if lacking:
        yield Check(
            "branch", "approvals", "warn", f"Approvals are lenient: {', '.join(lacking)}.",
            "The pack `governance` counts none of these; the forge does.",
            f"{_MERGE} › Merge request approvals.",
        )  # fmt: skip
        return
    yield Check("branch", "approvals", "ok", "Others approve, and pushes need it anew.")
