"""When a workflow of GitHub Actions runs: its events, and what they leave out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bylaw.doctor.interface import Check
from bylaw.doctor.workflows import Run
from bylaw.doctor.yaml import mapping, words
from bylaw.packs.glob import matcher

PULLS: Final = ("pull_request", "pull_request_target")
_NEEDED: Final = ("opened", "synchronize", "reopened")
"""The default, and the least that sees each commit of a pull request."""


def events(run: Run) -> Mapping[str, Any]:
    """Each event of the run's workflow, and what is said of it."""
    on = run.workflow.value.get("on")
    return on if isinstance(on, dict) else dict.fromkeys(words(on))


def is_of_pulls(run: Run) -> bool:
    """Whether it judges pull requests."""
    return any(event in events(run) for event in PULLS)


def check(run: Run, branch: str) -> Iterator[Check]:
    """The triggers of a workflow that judges pull requests into a branch."""
    said = events(run)
    event = next(one for one in PULLS if one in said)
    options = mapping(said[event])
    yield _types(run, event, options)
    yield _filters(run, event, options, branch)
    yield _queue(run, said)


def _types(run: Run, event: str, options: Mapping[str, Any]) -> Check:
    path, line = run.workflow.path, run.workflow.line(("on", event), key=True)
    types = words(options.get("types")) or list(_NEEDED)
    missing = [one for one in _NEEDED if one not in types]
    listed = ", ".join([*types, *missing])
    if missing:
        return Check(
            "pipeline", "trigger-types", "fail",
            f"{event} does not start it for {' and '.join(f'`{one}`' for one in missing)}.",
            "The last verdict is about an older commit than the one that is merged.",
            f"Write `types: [{listed}{'' if 'edited' in types else ', edited'}]`.", path, line,
        )  # fmt: skip
    if "edited" not in types:
        return Check(
            "pipeline", "trigger-types", "warn",
            f"{event} does not start it for `edited`, when a pull request gets another target.",
            "A pull request that was judged by the policies of one branch keeps that verdict when "
            "it is pointed at another one.",
            f"Write `types: [{listed}, edited]`.", path, line,
        )  # fmt: skip
    return Check(
        "pipeline", "trigger-types", "ok",
        f"{event} starts it for each commit and for another target.", path=path, line=line,
    )  # fmt: skip


def _filters(run: Run, event: str, options: Mapping[str, Any], branch: str) -> Check:
    path = run.workflow.path
    for key in ("paths", "paths-ignore"):
        if key in options:
            return Check(
                "pipeline", "filters", "fail",
                f"`{key}:` leaves out pull requests by their files.",
                "Nothing judges them. Where the check is required it stays pending, and people "
                "learn to merge past it.",
                "Take the filter out: bylaw is quick where no rule is concerned.",
                path, run.workflow.line(("on", event, key), key=True),
            )  # fmt: skip
    for key in ("branches", "branches-ignore"):
        if key not in options:
            continue
        line = run.workflow.line(("on", event, key), key=True)
        hit = _hit(words(options[key]), branch)
        if hit is None or not branch:
            return Check(
                "pipeline", "filters", "unknown",
                f"Nobody can tell whether `{key}:` lets {branch or 'the target branch'} in.",
                "Pull requests into a branch that is left out are not judged.",
                f"Take `{key}:` out, or name the branch in it.", path, line, decides=True,
            )  # fmt: skip
        if hit != (key == "branches"):
            return Check(
                "pipeline", "filters", "fail",
                f"`{key}:` leaves out pull requests into {branch}.",
                "Nothing judges them.", f"Take `{key}:` out, or let {branch} in.", path, line,
            )  # fmt: skip
    line = run.workflow.line(("on", event), key=True)
    return Check(
        "pipeline", "filters", "ok",
        f"No filter leaves out pull requests into {branch or 'any branch'}.", path=path, line=line,
    )  # fmt: skip


def _hit(patterns: list[str], branch: str) -> bool | None:
    """Whether patterns of branches meet one, the last that does counts; None: nobody can tell."""
    hit = False
    for pattern in patterns:
        plain = pattern.removeprefix("!")
        if set(plain) & set("+?\\{}") or len(plain) > 255:
            return None
        try:
            meets = matcher([plain])(branch) and (plain == branch or bool(set(plain) & set("*[")))
        except ValueError:
            return None
        if meets:
            hit = not pattern.startswith("!")
    return hit


def _queue(run: Run, said: Mapping[str, Any]) -> Check:
    path, line = run.workflow.path, run.workflow.line(("on",), key=True)
    if "merge_group" in said:
        return Check(
            "pipeline", "merge-queue", "ok", "merge_group starts it, so a merge queue is judged.",
            path=path, line=run.workflow.line(("on", "merge_group"), key=True),
        )  # fmt: skip
    return Check(
        "pipeline", "merge-queue", "ok",
        "merge_group does not start it: right, as long as the branch has no merge queue.",
        path=path, line=line,
    )  # fmt: skip
