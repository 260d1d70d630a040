"""A job of GitHub Actions that runs bylaw: whether it can be skipped, and who else is in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bylaw.doctor import triggers
from bylaw.doctor.commands import is_plain, names_change, unpinned
from bylaw.doctor.interface import Check
from bylaw.doctor.triggers import events
from bylaw.doctor.workflows import Job, Run
from bylaw.doctor.yaml import is_true, mapping, words

_ALWAYS: Final = re.compile(
    r"(?:\$\{\{\s*)?(?:always\(\)|!\s*cancelled\(\)|true)(?:\s*\}\})?", re.IGNORECASE
)
_EVENTS: Final = re.compile(
    r"(?:\$\{\{)?\s*(github\.event_name == '\w+'"
    r"(?:\s*\|\|\s*github\.event_name == '\w+')*)\s*(?:\}\})?"
)
_STRICT: Final = re.compile(r"|bash|sh|.*\s-\w*e.*")
"""Shells that end where a command fails; GitHub gives `-e` to those that it knows by name."""
_COMMIT: Final = re.compile(r"@[0-9a-f]{40}(?:[0-9a-f]{24})?$")
_HEAD: Final = re.compile(
    r"\.head\.|head_ref|head_sha|head_branch|head_repository|refs/pull/|merge_commit_sha"
)
_SETUP: Final = re.compile(
    r"^(?:actions|astral-sh)/(?:checkout|setup-|cache|create-)[\w-]*@|^actions/checkout@"
)


def check(run: Run) -> Iterator[Check]:
    """Everything about the jobs and steps of one run, as far as they are seen here."""
    yield _skipped(run)
    yield _tolerated(run)
    yield _profile(run)
    yield _pinned(run)
    if run.kind == "workflow":
        return
    yield _answer(run)
    yield _others(run)
    yield _alone(run)


def untrusted(run: Run) -> Check:
    """Whether code of the change is checked out next to a token that may write."""
    said = events(run)
    powerful = [
        one for one in ("pull_request_target", "workflow_run", "issue_comment") if one in said
    ]
    path = run.workflow.path
    if not powerful:
        line = run.workflow.line(("on",), key=True)
        return Check(
            "pipeline", "untrusted-code", "ok",
            "No event gives it secrets beside code of strangers.", path=path, line=line,
        )  # fmt: skip
    for name, value in mapping(run.workflow.value.get("jobs")).items():
        job = Job(run.workflow, str(name), mapping(value))
        for index, step in enumerate(job.steps):
            uses = step.get("uses")
            given = mapping(step.get("with"))
            named = f"{given.get('ref', '')} {given.get('repository', '')}"
            script = step.get("run")
            fetches = isinstance(script, str) and re.search(r"gh pr checkout|refs/pull/", script)
            if (isinstance(uses, str) and "checkout" in uses and _HEAD.search(named)) or fetches:
                return Check(
                    "pipeline", "untrusted-code", "fail",
                    f"{powerful[0]} checks out the change, next to a token that may write.",
                    "Whatever a later step runs of it has the repository's token and secrets.",
                    "Leave `ref:` out: bylaw fetches the commit by itself and runs none of it. Or "
                    "use pull_request.",
                    path, run.workflow.line((*job.at, "steps", index)),
                )  # fmt: skip
    return Check(
        "pipeline", "untrusted-code", "ok",
        f"{powerful[0]} checks out nothing of the change.", path=path,
        line=run.workflow.line(("on", powerful[0]), key=True),
    )  # fmt: skip


def _skipped(run: Run) -> Check:
    """A job that is skipped counts as passed where its check is required."""
    why = "A required check that was skipped counts as passed."
    for job in run.jobs:
        condition = job.value.get("if")
        is_always = condition is not None and _is_met(run, str(condition).strip())
        if condition is not None and not is_always:
            return Check(
                "pipeline", "skipped", "fail", f"`if:` can skip the job `{job.id}`.", why,
                "Take `if:` out.", job.text.path, job.text.line((*job.at, "if"), key=True),
            )  # fmt: skip
        is_free = condition is not None and _ALWAYS.fullmatch(str(condition).strip())
        if job.value.get("needs") and not is_free:
            needs = ", ".join(words(job.value["needs"]))
            return Check(
                "pipeline", "skipped", "fail",
                f"The job `{job.id}` is skipped when a job that it needs fails ({needs}).", why,
                "Take `needs:` out, or write `if: always()`.",
                job.text.path, job.text.line((*job.at, "needs"), key=True),
            )  # fmt: skip
    condition = run.value.get("if") if run.step >= 0 else None
    if condition is not None and not _is_met(run, str(condition).strip()):
        return Check(
            "pipeline", "skipped", "fail", "`if:` can skip the step that runs bylaw.",
            "The job passes without it.", "Take `if:` out.",
            run.job.text.path, run.job.text.line((*run.at, "if"), key=True),
        )  # fmt: skip
    return _ok(run, "skipped", "No condition skips it.")


def _is_met(run: Run, condition: str) -> bool:
    """Whether a condition holds for each event that judges a change."""
    if _ALWAYS.fullmatch(condition):
        return True
    named = _EVENTS.fullmatch(condition)
    if named is None:
        return False
    judging = {*triggers.PULLS, "merge_group"} & set(events(run))
    return judging <= set(re.findall(r"'(\w+)'", named[1]))


def _tolerated(run: Run) -> Check:
    for text, at, value in (
        *((job.text, job.at, job.value) for job in run.jobs),
        (run.job.text, run.at, run.value),
    ):
        tolerated = is_true(value.get("continue-on-error"))
        if tolerated is False:
            continue
        line = text.line((*at, "continue-on-error"), key=True)
        if tolerated is None:
            return Check(
                "pipeline", "tolerated", "unknown",
                "An expression says whether `continue-on-error` lets a denied change pass.",
                "Where it is true, the job succeeds whatever bylaw says.",
                "Take `continue-on-error:` out.", text.path, line, decides=True,
            )  # fmt: skip
        return Check(
            "pipeline", "tolerated", "fail",
            "`continue-on-error: true` lets the job succeed whatever bylaw says.",
            "A denied change gets a green check.", "Take `continue-on-error:` out.",
            text.path, line,
        )  # fmt: skip
    return _ok(run, "tolerated", "What bylaw denies fails the job.")


def _profile(run: Run) -> Check:
    if run.kind == "workflow":
        return Check(
            "pipeline", "profile", "unknown", f"What {run.uses} runs is not to be seen here.",
            "Without profile ci a change brings its own rules.",
            "Run `bylaw doctor` in the repository of that workflow.",
            run.job.text.path, run.job.text.line((*run.job.at, "uses")),
        )  # fmt: skip
    base = str(run.inputs.get("base") or "")
    odd = f"base: {base}" if run.kind == "action" and names_change(base) else ""
    gates = [one for one in run.commands if one.is_ci]
    if gates and all(one.elsewhere for one in gates):
        odd = gates[0].elsewhere
    if odd:
        return Check(
            "pipeline", "profile", "fail", f"`{odd}` judges something else than the change.",
            "Nothing stands between the change and itself, and it brings its own rules.",
            "Take it out: the event says what is judged.",
            run.job.text.path, run.job.text.line(run.at),
        )  # fmt: skip
    if run.kind == "action" or gates:
        return _ok(run, "profile", "The target branch judges (profile ci).")
    return Check(
        "pipeline", "profile", "fail", "`bylaw check` runs without `--profile ci`.",
        "The policies and waivers of the change itself judge it.", "Add `--profile ci`.",
        run.job.text.path, run.job.text.line(run.at),
    )  # fmt: skip


def _answer(run: Run) -> Check:
    """Whether the answer decides: the job fails where bylaw denies."""
    path, line = run.job.text.path, run.job.text.line(run.at)
    gates = [one for one in run.commands if one.is_ci] or list(run.commands)
    never = str(run.inputs.get("fail-on", "")).strip() == "never"
    if never or (gates and all(one.option("fail-on") == "never" for one in gates)):
        return Check(
            "pipeline", "answer", "fail", "`fail-on: never` lets every denied change pass.",
            "The check is green whatever the rules say.",
            "Take it out, and lower the levels of single rules in bylaw.yaml instead.", path, line,
        )  # fmt: skip
    if gates and all(one.is_swallowed for one in gates):
        return Check(
            "pipeline", "answer", "fail", "The script goes on whatever bylaw answers.",
            "The check is green for a denied change.",
            "Let bylaw's be the last command, without `||`, `;` or `if` around it.", path, line,
        )  # fmt: skip
    shell = str(run.value.get("shell") or _default_shell(run))
    if gates and not _STRICT.fullmatch(shell):
        return Check(
            "pipeline", "answer", "unknown", f"The step's shell is `{shell}`.",
            "It may go on where a command fails, and lose the answer.",
            "Let bash run it, and bylaw be all that it runs.", path, line, decides=True,
        )  # fmt: skip
    has_pipefail = shell == "bash" or "pipefail" in shell
    if gates and all(one.is_swallowed or (one.is_piped and not has_pipefail) for one in gates):
        return Check(
            "pipeline", "answer", "fail", "The answer of bylaw is lost in a pipe.",
            "Without `shell: bash` a step has no pipefail, and the last command of a pipe decides.",
            "Write `shell: bash`, or use `--report console=FILE`.", path, line,
        )  # fmt: skip
    if gates and all(one.option("unknown") == "pass" for one in gates):
        return Check(
            "pipeline", "answer", "warn", "`--unknown pass` lets pass what could not be judged.",
            "A change that makes a file unreadable gets past the rules that ask for it.",
            "Take it out.", path, line,
        )  # fmt: skip
    return _ok(run, "answer", "What bylaw answers decides.")


def _default_shell(run: Run) -> Any:
    for value in (run.job.value, run.job.text.value):
        shell = mapping(mapping(value.get("defaults")).get("run")).get("shell")
        if shell:
            return shell
    return ""


def _pinned(run: Run) -> Check:
    path, line = run.job.text.path, run.job.text.line(run.at)
    if run.kind == "command":
        scripts = [str(one.get("run") or "") for one in run.job.steps]
        if loose := unpinned(scripts):
            return Check(
                "pipeline", "pinned", "warn", f"No version of bylaw is named: `{loose}`.",
                "Another version may judge tomorrow than today, whoever published it.",
                "Write `bylaw==VERSION`, or install from a lock with hashes.", path, line,
            )  # fmt: skip
        return _ok(run, "pinned", "No step installs bylaw without a version.")
    if run.uses.startswith(("./", "docker://")) or _COMMIT.search(run.uses):
        return _ok(run, "pinned", f"{run.uses} is pinned.")
    return Check(
        "pipeline", "pinned", "warn", f"{run.uses} is not pinned to a commit.",
        "Whoever can move the tag or branch decides what judges here.",
        "Write the full commit id: `@0123…  # v0.1.0`.", path, line,
    )  # fmt: skip


def _others(run: Run) -> Check:
    """Actions that run before bylaw in its job can alter what it sees."""
    before = run.job.steps[: max(run.step, 0)]
    loose = [
        uses
        for step in before
        if isinstance(uses := step.get("uses"), str)
        and not uses.startswith(("./", "docker://"))
        and not _COMMIT.search(uses)
    ]
    if not loose:
        return _ok(
            run, "other-actions", "Actions that run before it are pinned, or there are none."
        )
    return Check(
        "pipeline", "other-actions", "warn",
        f"Not pinned to a commit, and run before it in the same job: {', '.join(loose[:5])}.",
        "Whoever can move the tag can alter what bylaw sees, and bylaw itself.",
        "Write full commit ids.", run.job.text.path, run.job.text.line(run.job.at, key=True),
    )  # fmt: skip


def _alone(run: Run) -> Check:
    """Steps before it that run code of the change."""
    for index, step in enumerate(run.job.steps[: max(run.step, 0)]):
        script, uses = step.get("run"), step.get("uses")
        runs = isinstance(script, str) and not is_plain(script)
        if runs or (isinstance(uses, str) and (uses.startswith("./") or not _SETUP.match(uses))):
            return Check(
                "pipeline", "own-job", "warn",
                f"Step {index + 1} runs before bylaw in the job `{run.job.id}`.",
                "A step that runs code of the change can alter the checkout and bylaw itself.",
                "Give bylaw a job of its own.",
                run.job.text.path, run.job.text.line((*run.job.at, "steps", index)),
            )  # fmt: skip
    if not any(
        "checkout" in str(step.get("uses", "")) or "git " in str(step.get("run", ""))
        for step in run.job.steps[: run.step]
    ):
        return Check(
            "pipeline", "own-job", "warn", "Nothing checks the repository out before bylaw.",
            "Without a repository nothing is judged, and the job fails.",
            "Put `uses: actions/checkout` before it.",
            run.job.text.path, run.job.text.line(run.job.at, key=True),
        )  # fmt: skip
    return _ok(run, "own-job", "Nothing but its own set-up runs before it.")


def _ok(run: Run, name: str, what: str) -> Check:
    return Check(
        "pipeline", name, "ok", what, path=run.job.text.path, line=run.job.text.line(run.at)
    )


def posts(run: Run) -> Mapping[str, str]:
    """The permissions that what it posts needs, and what for."""
    needed: dict[str, str] = {}
    if run.kind == "action" and is_true(run.inputs.get("comment")) is not False:
        needed["pull-requests"] = "the comment"
    for one in run.commands:
        if one.verb != "publish" or one.has("dry-run"):
            continue
        if not one.has("no-comment") or one.has("inline"):
            needed["pull-requests"] = "comments"
        for flag, scope in (
            ("check-run", "checks"),
            ("status", "statuses"),
            ("sarif", "security-events"),
        ):
            if one.has(flag):
                needed[scope] = f"`--{flag}`"
    steps = run.job.steps
    if any("upload-sarif" in str(step.get("uses", "")) for step in steps):
        needed["security-events"] = "the upload of SARIF"
    return needed


def permissions(run: Run) -> Iterator[Check]:
    """What the token of the job may do: all it needs, and no more."""
    path = run.job.text.path
    found = next(
        ((job, value) for job in reversed(run.jobs) for value in (job.value, job.text.value)
         if "permissions" in value), None,
    )  # fmt: skip
    needed = posts(run)
    if found is None:
        yield Check(
            "pipeline", "permissions", "warn", "No `permissions:` bound the job's token.",
            "It may do what the repository's settings give every workflow, writing perhaps.",
            "Write `permissions: {contents: read}`.", path, run.job.text.line(run.job.at, key=True),
        )  # fmt: skip
        return
    job, value = found
    at = (*job.at, "permissions") if value is job.value else ("permissions",)
    line, given = job.text.line(at, key=True), value["permissions"]
    if given == "write-all":
        scopes = {"all": "write"}
    elif isinstance(given, dict):
        scopes = {str(name): str(level) for name, level in given.items()}
    else:
        scopes = {}
    more = [name for name, level in scopes.items() if level == "write" and name not in needed]
    missing = [name for name in needed if scopes.get(name) != "write" and "all" not in scopes]
    if more:
        yield Check(
            "pipeline", "permissions", "warn",
            f"The job's token may write more than it needs: {', '.join(more[:8])}.",
            "Each step of the job has it, and what a step was fed by the change.",
            "`contents: read` is enough to judge.", path, line,
        )  # fmt: skip
    if missing:
        listed_ = ", ".join(f"`{name}: write` for {needed[name]}" for name in missing)
        yield Check(
            "pipeline", "permissions", "warn", f"The job's token lacks {listed_}.",
            "The verdict is reached, and nobody is told; the run ends with 4.",
            "Grant it under `permissions:`, in a job of its own.", path, line,
        )  # fmt: skip
    if not more and not missing:
        yield Check(
            "pipeline", "permissions", "ok", "The job's token may do what it needs, and no more.",
            path=path, line=line,
        )  # fmt: skip
