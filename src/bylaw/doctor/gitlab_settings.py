"""Settings of a project at GitLab that the gate hangs on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bylaw.doctor.answers import tried, unknown
from bylaw.doctor.interface import Check
from bylaw.doctor.yaml import mapping
from bylaw.sources.forges.asking import Asking
from bylaw.sources.services.interface import Failed

_CI: Final = "Settings › CI/CD"
_STEERS: Final = re.compile(
    r"BYLAW_(?!TOKEN_).*|PYTHON(?:PATH|HOME|STARTUP|WARNINGS)|PIP_.*|LD_(?:PRELOAD|LIBRARY_PATH)|"
    r"GIT_(?:CONFIG.*|SSH_COMMAND|ASKPASS|EXEC_PATH)|BASH_ENV|ENV|PATH",
    re.IGNORECASE,
)
"""Variables that alter what a job runs, before bylaw can say anything."""


def check(asking: Asking, at: str, about: Mapping[str, Any]) -> Iterator[Check]:
    """Variables, tokens of jobs, and what commits have to be like."""
    yield _variables(asking, at)
    yield _set_by_people(about)
    yield from _job_token(asking, at, about)
    yield _committers(asking, at)


def _variables(asking: Asking, at: str) -> Check:
    found = tried(lambda: [str(one["key"]) for one in asking.entries(f"{at}/variables")])
    if isinstance(found, Failed):
        return unknown(
            "settings", "variables", found, "which variables the jobs get", "the role Maintainer",
            decides=False,
        )  # fmt: skip
    steering = [name for name in found if _STEERS.fullmatch(name)]
    if steering:
        return Check(
            "settings", "variables", "warn", f"Variables reach the job: {', '.join(steering[:8])}.",
            "They alter what is installed and run; variables of groups, which are not looked at "
            "here, can do the same.",
            f"{_CI} › Variables: take them out, or see that they say what you mean.",
        )  # fmt: skip
    return Check("settings", "variables", "ok", "No variable of the project steers the job.")


def _set_by_people(about: Mapping[str, Any]) -> Check:
    role = about.get("ci_pipeline_variables_minimum_override_role")
    if not isinstance(role, str):
        hidden = Failed("not-told", "GitLab does not tell it.")
        return unknown(
            "settings", "override", hidden, "who may set variables of a pipeline",
            "the role Maintainer", decides=False,
        )  # fmt: skip
    if role == "developer":
        return Check(
            "settings", "override", "warn", "Developers may set variables of a pipeline.",
            "A pipeline that is run by hand for a merge request gets them before all others.",
            f"{_CI} › Variables › minimum role to use pipeline variables: no one.",
        )  # fmt: skip
    return Check("settings", "override", "ok", f"Variables of a pipeline may set: {role}.")


def _job_token(asking: Asking, at: str, about: Mapping[str, Any]) -> Iterator[Check]:
    found = tried(lambda: mapping(asking.get(f"{at}/job_token_scope")))
    if isinstance(found, Failed):
        yield unknown(
            "settings", "job-token", found, "what tokens of jobs may reach", "the role Maintainer",
            decides=False,
        )  # fmt: skip
    elif found.get("inbound_enabled") is True:
        yield Check("settings", "job-token", "ok", "Only named projects' jobs reach this one.")
    else:
        yield Check(
            "settings", "job-token", "warn", "Jobs of any project reach this one by their tokens.",
            "A job elsewhere, run by a member, can read what is here, and publish to it.",
            f"{_CI} › Job token permissions: only this project and those in the list.",
        )  # fmt: skip
    if about.get("ci_push_repository_for_job_token_allowed") is True:
        yield Check(
            "settings", "job-push", "warn", "Jobs may push to the repository.",
            "A job of a change can push to branches that its author may push to.",
            f"{_CI} › Job token permissions: do not allow pushes.",
        )  # fmt: skip


def _committers(asking: Asking, at: str) -> Check:
    found = tried(lambda: asking.get(f"{at}/push_rule"))
    if isinstance(found, Failed):
        return unknown(
            "settings", "committers", found, "whether committers are who they say",
            "the role Maintainer, where GitLab is Premium", decides=False,
        )  # fmt: skip
    if mapping(found).get("commit_committer_check") is True:
        return Check("settings", "committers", "ok", "Committers are who they say they are.")
    return Check(
        "settings", "committers", "warn", "A commit may name anybody as its committer.",
        "Who made a change, and so who may not approve it, is read from its commits.",
        "Settings › Repository › Push rules: reject unverified users.",
    )  # fmt: skip
