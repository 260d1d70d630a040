"""Pipelines of GitLab: whether a job of a tree judges each merge request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from bylaw.doctor.commands import unpinned
from bylaw.doctor.gitlab_ci import Include, Job, Part, Pipeline
from bylaw.doctor.interface import Check
from bylaw.doctor.yaml import is_true, listed, mapping, words

_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_EXACT: Final = re.compile(r"==|@ ?(?:git\+)?\S+@\S+|#sha256=")
_EACH_MERGE: Final = re.compile(
    r"""\(?\s*(?:\$CI_PIPELINE_SOURCE\s*==\s*["']merge_request_event["']|\$CI_MERGE_REQUEST_I?ID)\s*\)?"""
)
"""A condition that each merge request meets."""


def check(found: Pipeline) -> Iterator[Check]:
    """What the files of the pipeline say."""
    is_there = bool(found.includes or found.runs)
    for path, why in found.unread:
        yield Check(
            "pipeline", "unread", "unknown", f"It cannot be read: {why}.",
            "Whether it runs bylaw, or switches it off, nobody knows.", "Mend the file.",
            path, decides=True,
        )  # fmt: skip
    if not is_there:
        return
    yield from _workflow(found)
    for include in found.includes[:1]:
        yield from _of_include(include, found)
    if not found.includes:
        yield from _of_job(min(found.runs, key=lambda job: len(_fails(job))))


def _fails(job: Job) -> list[Check]:
    return [one for one in _of_job(job) if one.state == "fail"]


def _of_include(include: Include, found: Pipeline) -> Iterator[Check]:
    part = include.part
    path, line = part.text.path, part.text.line(part.at)
    yield Check(
        "pipeline", "trigger", "ok", f"The template of {include.what} is included.",
        path=path, line=line,
    )  # fmt: skip
    yield _pinned(include, path, line)
    if include.inputs.get("fail-on") == "never":
        yield Check(
            "pipeline", "answer", "fail", "`fail-on: never` lets every denied change pass.",
            "The job is green whatever the rules say.", "Take it out.", path, line,
        )  # fmt: skip
    package = include.inputs.get("package")
    if isinstance(package, str) and package and not _EXACT.search(package):
        yield Check(
            "pipeline", "version", "warn", f"No version of bylaw is named: `{package}`.",
            "Another version may judge tomorrow than today, whoever published it.",
            "Write `bylaw==VERSION`, or an address with a hash.", path, line,
        )  # fmt: skip
    job = found.jobs.get("bylaw")
    if job is None:
        yield Check(
            "pipeline", "override", "ok", "Nothing here alters the template's job.",
            path=path, line=line,
        )  # fmt: skip
        return
    yield from (one for one in _conditions(job, is_override=True) if one.state != "ok")
    replaced = [
        key for key in ("script", "before_script", "image", "variables") if key in job.parts
    ]
    if replaced:
        yield Check(
            "pipeline", "override", "warn",
            f"The template's job is altered here: {', '.join(replaced)}.",
            "What the template holds to no longer holds.", "Use the template's inputs.",
            job.place.text.path, job.place.line,
        )  # fmt: skip


def _pinned(include: Include, path: str, line: int) -> Check:
    entry = mapping(include.part.value)
    if include.kind == "project":
        ref, is_bound = entry.get("ref"), _COMMIT.fullmatch(str(entry.get("ref", ""))) is not None
        what = f"it is at `{ref}`" if ref else "it is at whatever the default branch holds"
    elif include.kind == "component":
        ref = include.what.rpartition("@")[2]
        is_bound, what = _COMMIT.fullmatch(ref) is not None, f"it is at `{ref}`"
    else:
        is_bound = include.kind == "remote" and bool(entry.get("integrity"))
        what = "no `integrity:` says what it has to be"
    if is_bound:
        return Check("pipeline", "pinned", "ok", "The template is pinned.", path=path, line=line)
    return Check(
        "pipeline", "pinned", "warn", f"The template is not pinned to a commit: {what}.",
        "Whoever can move the tag or branch decides what judges here.",
        "Write a full commit id as `ref:` (`integrity: sha256-…` for `remote:`).", path, line,
    )  # fmt: skip


def _of_job(job: Job) -> Iterator[Check]:
    path, line = job.place.text.path, job.place.line
    if job.extends_unknown:
        yield Check(
            "pipeline", "extends", "unknown",
            f"The job `{job.name}` extends `{job.extends_unknown}`, which no file here has.",
            "It can bring `rules:` and `allow_failure:` of its own.",
            "Look there, or write the job out.", path, line, decides=True,
        )  # fmt: skip
    yield from _conditions(job, is_override=False)
    yield _trigger(job)
    yield _profile(job, path, line)
    yield _answer(job, path, line)
    if loose := unpinned(job.scripts):
        yield Check(
            "pipeline", "pinned", "warn", f"No version of bylaw is named: `{loose}`.",
            "Another version may judge tomorrow than today, whoever published it.",
            "Write `bylaw==VERSION`, or install from a lock with hashes.", path, line,
        )  # fmt: skip
    else:
        yield _ok(job, "pinned", "The job does not install bylaw without a version.")


def _conditions(job: Job, *, is_override: bool) -> Iterator[Check]:
    """Whether the job can be left out, or fail without failing the pipeline."""
    yield _tolerated(job)
    yield _skipped(job, is_override)


def _tolerated(job: Job) -> Check:
    part = job.parts.get("allow_failure")
    if part is not None and part.value is not False and is_true(part.value) is not False:
        return _fail(
            part, "tolerated", "`allow_failure` lets the pipeline succeed whatever bylaw says.",
            "A denied change can be merged.", "Take `allow_failure:` out.",
        )  # fmt: skip
    rules = job.parts.get("rules")
    for rule in listed(rules.value) if rules else []:
        if rules and is_true(mapping(rule).get("allow_failure")) is not False:
            return _fail(
                rules, "tolerated", "A rule of the job has `allow_failure: true`.",
                "Where it applies, a denied change can be merged.", "Take it out.",
            )  # fmt: skip
    return _ok(job, "tolerated", "What bylaw denies fails the pipeline.")


def _skipped(job: Job, is_override: bool) -> Check:
    why = "A pipeline without the job succeeds, and the change can be merged unjudged."
    when = job.parts.get("when")
    if when is not None and when.value in ("manual", "never", "on_failure"):
        return _fail(
            when, "skipped", f"`when: {when.value}` leaves the job out.", why, "Take it out."
        )
    for key in ("except", "only"):
        part = job.parts.get(key)
        if part is not None and (key == "except" or mapping(part.value).get("changes")):
            return _fail(
                part, "skipped", f"`{key}:` can leave the job out.", why,
                'Write `rules: [{if: $CI_PIPELINE_SOURCE == "merge_request_event"}]`.',
            )  # fmt: skip
    rules = job.parts.get("rules")
    if rules is None:
        return _ok(job, "skipped", "No condition leaves the job out.")
    if rules.has_tag:
        return Check(
            "pipeline", "skipped", "unknown", "`rules:` holds a `!reference`, which nobody follows "
            "here.", why, "Write the rules out.", rules.text.path, rules.line, decides=True,
        )  # fmt: skip
    for rule in (mapping(one) for one in listed(rules.value)):
        if rule.get("when") in ("never", "manual", "on_failure") and _may_be_of_merge(rule):
            return _fail(
                rules, "skipped", f"A rule with `when: {rule['when']}` can leave the job out.", why,
                "Take it out; bylaw is quick where no rule is concerned.",
            )  # fmt: skip
        if _is_of_merge(rule) and not rule.get("changes") and not rule.get("exists"):
            return _ok(job, "skipped", "No rule before that of merge requests leaves the job out.")
    if any(rule.get("changes") for rule in (mapping(one) for one in listed(rules.value))):
        return _fail(
            rules, "skipped", "`changes:` leaves out merge requests by their files.", why,
            "Take `changes:` out.",
        )  # fmt: skip
    said = "The rules here take the place of the template's, and" if is_override else "The rules"
    return _fail(
        rules, "skipped", f"{said} do not take in every merge request.", why,
        'Add `- if: $CI_PIPELINE_SOURCE == "merge_request_event"`, before all others.',
    )  # fmt: skip


def _is_of_merge(rule: Any) -> bool:
    """Whether a rule takes in every merge request."""
    condition = rule.get("if")
    if condition is None:
        return rule.get("when") not in ("never", "manual")
    return any(_EACH_MERGE.fullmatch(part.strip()) for part in str(condition).split("||"))


def _may_be_of_merge(rule: Any) -> bool:
    """Whether a rule may concern merge requests: all but those about another pipeline."""
    text = str(rule.get("if", ""))
    other = re.search(r"CI_PIPELINE_SOURCE\s*==\s*[\"'](?!merge_request_event)\w+[\"']", text)
    is_not = re.search(r"CI_PIPELINE_SOURCE\s*!=\s*[\"']merge_request_event[\"']", text)
    is_tag = re.fullmatch(r"\s*\$CI_COMMIT_TAG\s*", text)
    return not (other or is_not or is_tag) or "||" in text


def _trigger(job: Job) -> Check:
    only = job.parts.get("only")
    refs = words(mapping(only.value).get("refs", only.value)) if only is not None else []
    if only is not None and not {"merge_requests", "branches"} & set(refs):
        return _fail(
            only, "trigger", f"The job `{job.name}` runs neither for merge requests nor for all "
            "branches.", "A change is judged after it has landed, or never.",
            'Write `rules: [{if: $CI_PIPELINE_SOURCE == "merge_request_event"}]`.',
        )  # fmt: skip
    if "rules" in job.parts or "merge_requests" in refs:
        return _ok(job, "trigger", f"Merge requests start the job `{job.name}`.")
    return Check(
        "pipeline", "trigger", "warn",
        f"The job `{job.name}` runs for branches, and not for merge requests.",
        "It does not know the target of the merge request: the default branch judges.",
        'Write `rules: [{if: $CI_PIPELINE_SOURCE == "merge_request_event"}]`.',
        job.place.text.path, job.place.line,
    )  # fmt: skip


def _profile(job: Job, path: str, line: int) -> Check:
    gates = [one for one in job.commands if one.is_ci]
    if gates and all(one.elsewhere for one in gates):
        return Check(
            "pipeline", "profile", "fail",
            f"`{gates[0].elsewhere}` judges something else than the change.",
            "Nothing stands between the change and itself, and it brings its own rules.",
            "Take it out: the pipeline says what is judged.", path, line,
        )  # fmt: skip
    if gates:
        return _ok(job, "profile", "The target branch judges (profile ci).")
    return Check(
        "pipeline", "profile", "fail", "`bylaw check` runs without `--profile ci`.",
        "The policies and waivers of the change itself judge it.", "Add `--profile ci`.",
        path, line,
    )  # fmt: skip


def _answer(job: Job, path: str, line: int) -> Check:
    gates = [one for one in job.commands if one.is_ci] or job.commands
    if all(one.option("fail-on") == "never" for one in gates):
        what = "`--fail-on never` lets every denied change pass."
    elif all(one.is_swallowed for one in gates):
        what = "The script goes on whatever bylaw answers."
    elif all(one.is_piped or one.is_swallowed for one in gates):
        # GitLab's runner sets pipefail where the shell has it: `bash`, and not `sh`.
        return Check(
            "pipeline", "answer", "warn", "The answer of bylaw may be lost in a pipe.",
            "In an image without bash the last command of a pipe decides.",
            "Use `--report console=FILE`.", path, line,
        )  # fmt: skip
    else:
        return _ok(job, "answer", "What bylaw answers decides.")
    return Check(
        "pipeline", "answer", "fail", what, "The job is green for a denied change.",
        "Let bylaw's answer be the job's.", path, line,
    )  # fmt: skip


def _workflow(found: Pipeline) -> Iterator[Check]:
    """`workflow: rules:` that leave out whole pipelines."""
    for text in found.texts:
        rules = mapping(text.value.get("workflow")).get("rules")
        for index, rule in enumerate(listed(rules)):
            if mapping(rule).get("when") == "never" and _may_be_of_merge(mapping(rule)):
                yield Check(
                    "pipeline", "whole-pipeline", "warn",
                    "A rule of `workflow:` can leave out the whole pipeline of a merge request.",
                    "Where the project does not ask for a pipeline that succeeded, the change can "
                    "be merged unjudged.",
                    "Take it out, or see that pipelines must succeed (`bylaw doctor --forge`).",
                    text.path, text.line(("workflow", "rules", index)),
                )  # fmt: skip
                return


def _fail(part: Part, name: str, what: str, why: str, do: str) -> Check:
    return Check("pipeline", name, "fail", what, why, do, part.text.path, part.line)


def _ok(job: Job, name: str, what: str) -> Check:
    place = job.place
    return Check("pipeline", name, "ok", what, path=place.text.path, line=place.line)
