"""`bylaw doctor --forge` at GitLab: each hole in the settings is named, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bylaw.doctor.interface import Examined
from bylaw.doctor.run import Asked, run
from tests.doctor.test_doctor_github import POLICY, holes, of
from tests.forges.ruled_gitlab import RuledGitLab, ruled
from tests.forges.server import gone

FILES = {
    ".gitlab-ci.yml": "include:\n  - project: acme/bylaw\n"
    f"    ref: {'0123456789' * 4}\n    file: .gitlab-ci-template.yml\n",
    "CODEOWNERS": "* @acme/gate\n",
    "bylaw.yaml": "bylaw: 1\n",
    "policies/a.bylaw": POLICY,
}

Look = Callable[..., Examined]


@pytest.fixture
def lab() -> Iterator[RuledGitLab]:
    with ruled() as forge:
        yield forge


@pytest.fixture
def look(lab: RuledGitLab, made: Callable[..., Path]) -> Look:
    def examine(files: dict[str, str] | None = None) -> Examined:
        root = made(FILES if files is None else files)
        environ = {"GITLAB_TOKEN": lab.token}
        asked = Asked(
            str(root), asks_forge=True, forge="gitlab", repository=lab.project, api_url=lab.url,
            environ=environ,
        )  # fmt: skip
        return run(asked)

    return examine


def test_a_sound_gate_has_nothing_to_mend(look: Look, lab: RuledGitLab) -> None:
    found = look()
    assert holes(found) == []
    assert found.exit_code == 0
    assert "`Gate` runs bylaw" in of(found, "required").what
    assert lab.writes == []


def no_policy(lab: RuledGitLab) -> None:
    lab.policies = []


def about(**said: object) -> Callable[[RuledGitLab], None]:
    return lambda lab: lab.about.update(said)


def protected(*more: int, force: bool = False) -> Callable[[RuledGitLab], None]:
    def dig(lab: RuledGitLab) -> None:
        lab.protected = [lab.protection("ma*", push, force=force) for push in more]

    return dig


HOLES: dict[str, tuple[Callable[[RuledGitLab], None], list[str]]] = {
    "pipelines may fail": (
        about(only_allow_merge_if_pipeline_succeeds=False), ["fail required"],
    ),
    "pipelines may be skipped": (
        about(allow_merge_on_skipped_pipeline=True), ["fail skipped-pipeline"],
    ),
    "no train": (about(merge_trains_enabled=False), ["warn up-to-date"]),
    "the change edits its pipeline": (no_policy, ["warn workflow"]),
    "a policy of something else": (
        lambda lab: setattr(lab, "policies", [{"name": "x", "enabled": True, "yaml": "sast"}]),
        ["warn workflow"],
    ),
    "a policy that is off": (
        lambda lab: setattr(lab, "policies", [{"name": "bylaw", "enabled": False, "yaml": ""}]),
        ["warn workflow"],
    ),
    "developers push": (protected(0, 30), ["fail bypass"]),
    "maintainers push": (protected(40), ["warn bypass"]),
    "history can be overwritten": (protected(0, force=True), ["fail force-push"]),
    "not protected": (protected(), ["fail bypass"]),
    "authors approve": (
        lambda lab: lab.approvals.update(merge_requests_author_approval=True), ["warn approvals"],
    ),
    "nobody approves": (lambda lab: lab.rules.clear(), ["warn approvals"]),
    "variables": (
        lambda lab: lab.variables.append({"key": "BYLAW_PACKAGE"}), ["warn variables"],
    ),
    "developers set variables": (
        about(ci_pipeline_variables_minimum_override_role="developer"), ["warn override"],
    ),
    "jobs of anybody": (lambda lab: setattr(lab, "inbound", False), ["warn job-token"]),
    "jobs push": (about(ci_push_repository_for_job_token_allowed=True), ["warn job-push"]),
}  # fmt: skip


@pytest.mark.parametrize("name", HOLES)
def test_a_hole_is_named(look: Look, lab: RuledGitLab, name: str) -> None:
    dig, expected = HOLES[name]
    dig(lab)
    found = look()
    assert holes(found) == expected
    assert found.exit_code == (1 if expected[0].startswith("fail") else 0)


def test_a_free_gitlab_tells_less(look: Look, lab: RuledGitLab) -> None:
    """No policies, approvals or push rules: the pipeline of the change judges it."""
    lab.is_premium, lab.policies = False, None
    found = look()
    assert of(found, "required").state == "ok"
    assert of(found, "workflow").state == "fail", "nobody has to look at the pipeline"
    assert of(found, "approvals").state == "unknown"
    assert of(found, "committers").state == "unknown"


def test_owners_of_the_pipeline_or_a_pipeline_elsewhere_guard_it(
    look: Look, lab: RuledGitLab
) -> None:
    lab.policies = []
    lab.protected[0]["code_owner_approval_required"] = True
    assert of(look(), "workflow").state == "ok"


def test_a_policy_needs_no_file_here(look: Look, lab: RuledGitLab) -> None:
    files = {path: text for path, text in FILES.items() if path != ".gitlab-ci.yml"}
    found = look(files)
    assert holes(found) == []


def test_what_a_token_may_not_read_is_unknown(look: Look, lab: RuledGitLab) -> None:
    lab.fail("GET", "/(protected_branches|variables|job_token_scope)", gone(403), times=9)
    found = look()
    assert found.exit_code == 3
    for name in ("bypass", "variables", "job-token"):
        assert of(found, name).state == "unknown"
        assert "the role Maintainer" in of(found, name).do
    assert lab.token not in str(found)
