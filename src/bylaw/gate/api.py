"""The Python API."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from bylaw.gate.request import FailOn, Profile, Request, Weight
from bylaw.gate.run import run
from bylaw.verdict.model import Verdict


def check(
    repo: str | os.PathLike[str] = ".",
    *,
    base: str | None = None,
    head: str | None = None,
    staged: bool = False,
    worktree: bool = False,
    patch: bytes | None = None,
    whole_tree: bool = False,
    policies: Iterable[str] = (),
    config: str | None = None,
    profile: Profile = "local",
    policy_ref: str | None = None,
    org: str | os.PathLike[str] | None = None,
    unknown: Weight | None = None,
    fail_on: FailOn | None = None,
    rules: Iterable[str] = (),
    params: Mapping[str, str] | None = None,
    agent: str | None = None,
    offline: bool = False,
    facts: str | None = None,
    review: str | None = None,
    now: str | None = None,
) -> Verdict:
    """Judges a change, exactly as `bylaw check` does.

    Args:
        repo: A folder of the repository.
        base: What the change is measured against, from the merge base; the default branch. With
            profile `ci` in GitHub Actions and GitLab CI it is found from the pipeline, as the
            head is.
        head: The commit that is judged; without it the work tree is, in profile ci HEAD.
        staged: Judge the index against HEAD.
        worktree: Judge the work tree against the index.
        patch: Judge a patch's text; then no repository is needed.
        whole_tree: Judge every file as if it were new.
        policies: Policy files and folders (with a `/`, or ending in `.bylaw`) and names of packs,
            instead of what bylaw.yaml names.
        config: A configuration to use instead of the bylaw.yaml at the root.
        profile: With `ci`, policies and configuration come from the tip of the target branch.
        policy_ref: The revision that policies and configuration come from.
        org: The organisation's file: packs that judge every change, and what no repository may go
            below. In profile ci it must not be in the repository.
        unknown: What a rule weighs that could not be judged; profile ci: deny, local: warn.
        fail_on: What `exit_code` 1 means: a denial, already a warning, or nothing. Default: a
            denial, or what the organisation asks for.
        rules: Globs of the rules to run; all of them without it.
        params: Values by `PACK/NAME`, as text; they win over the configuration.
        agent: The AI agent that is at work, so that uncommitted work counts as marked by it;
            locally, without it, the marks that agents leave in the environment count.
        offline: Ask nothing over the network; what is kept from earlier runs counts.
        facts: A file of the answers of registries and advisories: replayed where it exists,
            written where it does not.
        review: A file that states the review of the change, for forges that bylaw cannot ask.
        now: The time of judgement, RFC 3339; the clock's without it.

    Returns:
        The verdict. A change that could not be read at all is `inconclusive`, never an exception.

    Raises:
        Wrong: A policy, the configuration or an argument is wrong. Its `diagnostics` are all of
            the errors, each with its place.
    """
    request = Request(
        repo=os.fspath(repo),
        base=base,
        head=head,
        staged=staged,
        worktree=worktree,
        patch=patch,
        whole=whole_tree,
        policies=tuple(policies),
        config=config,
        profile=profile,
        policy_ref=policy_ref,
        org=None if org is None else os.fspath(org),
        unknown=unknown,
        fail_on=fail_on,
        rules=tuple(rules),
        params=tuple((params or {}).items()),
        agent=agent,
        offline=offline,
        facts=facts,
        review=review,
        now=now,
    )
    return run(request).verdict
