"""GitHub: whether nothing is merged into the branch without bylaw's answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bylaw.doctor import github, github_bypass, github_settings, triggers
from bylaw.doctor.answers import tried, unknown
from bylaw.doctor.github_rules import Required, Rules, read
from bylaw.doctor.interface import REQUIRED, Check
from bylaw.doctor.pipeline import Pipelines
from bylaw.doctor.place import Place, owners
from bylaw.doctor.workflows import Run
from bylaw.doctor.yaml import mapping
from bylaw.sources.forges.asking import Asking
from bylaw.sources.services.interface import Failed

_RULES: Final = "Settings › Rules › Rulesets"


def check(asking: Asking, here: Place, found: Pipelines, repository: str) -> Iterator[Check]:
    """The rules of the target branch, and the settings behind them."""
    about = tried(lambda: mapping(asking.get(f"/repos/{repository}")))
    if isinstance(about, Failed):
        yield unknown(
            "branch", REQUIRED, about, f"what {repository} enforces",
            "a token that may read the repository (`Metadata: read`)",
        )  # fmt: skip
        return
    branch = here.branch or str(about.get("default_branch", ""))
    rules = read(asking, repository, branch)
    if isinstance(rules, Failed):
        yield unknown(
            "branch", REQUIRED, rules, f"which rules {branch} has",
            "a token that may read it (`Metadata: read`, `Contents: read`)",
        )  # fmt: skip
        return
    own = about.get("id")
    ours = mine(rules, found.github.runs, own if isinstance(own, int) else None)
    yield _required(rules, ours, branch)
    yield from github.of_required(found.github, {one.name for one in ours}, branch)
    if ours:
        yield _bound(rules, ours)
        yield _guarded(here, found, rules, ours)
        yield from github_bypass.check(asking, repository, rules, ours)
    yield _force_push(rules, branch)
    yield from _reviews(rules, branch)
    yield _current(rules, _judging(found, ours, branch), branch)
    if ours:
        yield github_settings.posted(asking, repository, branch, ours)
    yield from github_settings.check(asking, repository, found.github.runs)


def mine(rules: Rules, runs: Sequence[Run], repository: int | None) -> list[Required]:
    """What is required of bylaw: checks of its jobs and its own, and workflows that run it."""
    names = {run.check for run in runs}
    paths = {run.workflow.path for run in runs}
    checks = [one for one in rules.checks if one.name in names or _is_named(one.name)]
    return checks + [
        one
        for one in rules.workflows
        if (one.by == repository and one.name in paths) or "bylaw" in one.name.lower()
    ]


def _judging(found: Pipelines, ours: Sequence[Required], branch: str) -> list[Run]:
    """The runs whose check is required; the soundest one where none of those is here."""
    names = {one.name for one in ours}
    required = [run for run in found.github.runs if run.check in names]
    best = github.gate(found.github, branch)
    return required or ([best] if best is not None else [])


def _is_named(name: str) -> bool:
    """Whether `bylaw publish` posts a check of this name."""
    return re.fullmatch(r"bylaw(?:[/ (].*)?", name) is not None


def _required(rules: Rules, ours: Sequence[Required], branch: str) -> Check:
    if ours:
        names = ", ".join(f"`{one.name}`" for one in ours[:5])
        verb = "is" if len(ours) == 1 else "are"
        return Check("branch", REQUIRED, "ok", f"{names} {verb} required to merge into {branch}.")
    why = "A change can be merged whatever bylaw says."
    if rules.workflows:
        names = ", ".join(f"`{one.name}`" for one in rules.workflows[:5])
        return Check(
            "branch", REQUIRED, "unknown",
            f"{names} must pass for {branch}; whether they run bylaw is not to be seen here.", why,
            "Run `bylaw doctor` in the repository of those workflows.", decides=True,
        )  # fmt: skip
    others = ", ".join(f"`{one.name}`" for one in rules.checks[:5])
    seen = f"{others} are required, and none of them is bylaw's" if others else "no check is"
    return Check(
        "branch", REQUIRED, "fail", f"Nothing of bylaw is required to merge into {branch}: {seen}.",
        why,
        f"{_RULES}: require the status check of its job, source GitHub Actions; or, for all "
        "repositories of an organisation, `Require workflows to pass before merging`.",
    )  # fmt: skip


def _bound(rules: Rules, ours: Sequence[Required]) -> Check:
    loose = [one.name for one in ours if one.by is None]
    if len(loose) < len(ours):
        return Check("branch", "bound", "ok", "What is required has to come from one app.")
    return Check(
        "branch", "bound", "fail", f"Any app or token may post `{loose[0]}`.",
        "Whoever has a token with `statuses: write`, such as a workflow of the change, posts "
        "success in bylaw's name.",
        f"{_RULES}: choose the source of the check (GitHub Actions) instead of any source.",
    )  # fmt: skip


def _guarded(here: Place, found: Pipelines, rules: Rules, ours: Sequence[Required]) -> Check:
    """A pull request brings its own version of the workflow that judges it."""
    if any(one in rules.workflows for one in ours):
        return Check(
            "branch", "workflow", "ok", "A required workflow judges; the change cannot edit it."
        )
    files = found.files
    if any("pull_request" not in triggers.events(run) for run in github.gates(found.github)):
        return Check(
            "branch", "workflow", "ok",
            "pull_request_target runs the target's own version of the workflow.",
        )  # fmt: skip
    named = owners(here, "github")
    are_owned = named is not None and files and all(named.of(path) for path in files)
    if rules.code_owners and are_owned:
        return Check(
            "branch", "workflow", "ok", "Code owners have to approve changes to the workflow."
        )
    if rules.protection_failed is not None:
        return unknown(
            "branch", "workflow", rules.protection_failed,
            "whether owners have to approve changes to the workflow", "`Administration: read`",
        )  # fmt: skip
    return Check(
        "branch", "workflow", "warn" if rules.approvals else "fail",
        "A change can edit the workflow that judges it"
        + (f"; {rules.approvals} reviewers may see that." if rules.approvals else "."),
        "A file in the repository is not enforcement: the job that reports may be another one.",
        "Require the workflow by an organisation's ruleset, or name owners for .github/ in "
        f"CODEOWNERS and require their review ({_RULES}).",
    )  # fmt: skip


def _force_push(rules: Rules, branch: str) -> Check:
    if rules.force_push is None:
        failed = rules.protection_failed or Failed("not-told", "GitHub does not tell it.")
        return unknown(
            "branch", "force-push", failed, f"whether {branch} can be overwritten",
            "`Administration: read`",
        )  # fmt: skip
    if not rules.force_push:
        return Check("branch", "force-push", "ok", f"{branch} cannot be overwritten.")
    return Check(
        "branch", "force-push", "warn" if rules.pulls else "fail",
        f"Whoever may push to {branch} may overwrite its history.",
        "A rule or a policy that has landed can be taken back without a change that is judged.",
        f"{_RULES}: block force pushes.",
    )  # fmt: skip


def _reviews(rules: Rules, branch: str) -> Iterator[Check]:
    lacking = [
        text
        for holds, text in (
            (rules.approvals > 0, "an approval"),
            (rules.code_owners, "review by code owners"),
            (rules.dismisses or rules.last_push, "approval of the last push"),
        )
        if not holds
    ]
    if lacking and rules.protection_failed is not None:
        yield unknown(
            "branch", "approvals", rules.protection_failed, f"which approvals {branch} asks for",
            "`Administration: read`", decides=False,
        )  # fmt: skip
        return
    if not rules.pulls:
        yield Check(
            "branch", "pull-request", "warn", f"Changes reach {branch} without pull request, too.",
            "What is pushed is not judged against the branch, and nobody approves it.",
            f"{_RULES}: require a pull request before merging.",
        )  # fmt: skip
        return
    if lacking:
        yield Check(
            "branch", "approvals", "warn", f"{branch} does not ask for {', '.join(lacking)}.",
            "The pack `governance` waits for owners by itself; the forge does not.",
            f"{_RULES}: require approvals, review from code owners, and approval of the most "
            "recent push.",
        )  # fmt: skip
        return
    yield Check(
        "branch", "approvals", "ok", "Code owners approve, and what is pushed later needs it anew."
    )


def _current(rules: Rules, runs: Sequence[Run], branch: str) -> Check:
    """Whether the verdict is about what will be there after the merge."""
    if rules.queue:
        if not runs:
            unseen = Failed("not-seen", "What is required stands in another repository.")
            return unknown(
                "branch", "merge-queue", unseen, "whether merge_group starts bylaw", decides=False
            )
        run = next((one for one in runs if "merge_group" not in triggers.events(one)), None)
        if run is not None:
            return Check(
                "branch", "merge-queue", "warn",
                f"{branch} has a merge queue, and merge_group does not start bylaw.",
                "The required check never comes, so the queue waits until it gives up, and people "
                "take the check out.",
                "Add `merge_group:` under `on:`.",
                run.workflow.path, run.workflow.line(("on",), key=True),
            )  # fmt: skip
        return Check("branch", "merge-queue", "ok", "A merge queue judges what will land.")
    if rules.up_to_date:
        return Check("branch", "up-to-date", "ok", "A change has to be up to date with its target.")
    if rules.protection_failed is not None:
        return unknown(
            "branch", "up-to-date", rules.protection_failed,
            "whether a change has to be up to date with its target", "`Administration: read`",
            decides=False,
        )  # fmt: skip
    return Check(
        "branch", "up-to-date", "warn", f"A change that is behind {branch} can be merged.",
        "Its verdict may be older than a policy that has landed since, or than another change.",
        f"{_RULES}: require branches to be up to date, or a merge queue.",
    )  # fmt: skip
