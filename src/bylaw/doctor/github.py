"""Pipelines of GitHub: whether a workflow of a tree judges each pull request."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from bylaw.doctor import jobs, triggers
from bylaw.doctor.interface import Check
from bylaw.doctor.workflows import Run, Workflows


def check(found: Workflows, branch: str) -> Iterator[Check]:
    """What the workflows say.

    Where several judge pull requests, the soundest is the gate, and the others are looked at for
    what they endanger alone.
    """
    for path, why in found.unread:
        yield Check(
            "pipeline", "unread", "unknown", f"It cannot be read: {why}.",
            "Whether it runs bylaw, or runs beside it, nobody knows.", "Mend the file.", path,
            decides=not gates(found),
        )  # fmt: skip
    candidates = gates(found)
    if not candidates:
        if found.runs:
            run = found.runs[0]
            started = ", ".join(triggers.events(run)) or "nothing"
            yield Check(
                "pipeline", "trigger", "fail",
                f"No pull request starts what runs bylaw, which is started by {started}.",
                "A change is judged after it has landed, or never.",
                "Add `pull_request:` under `on:`.",
                run.workflow.path, run.workflow.line(("on",), key=True),
            )  # fmt: skip
        return
    judged = [(run, list(_of(run, branch))) for run in candidates]
    run, checks = min(judged, key=lambda one: _weight(*one))
    where = run.workflow
    yield Check(
        "pipeline", "trigger", "ok", f"Pull requests start bylaw, in the job `{run.jobs[0].id}`.",
        path=where.path, line=where.line(run.jobs[0].at, key=True),
    )  # fmt: skip
    yield from checks
    seen = {where.path}
    for other in found.runs:
        is_called = set(triggers.events(other)) <= {"workflow_call"}
        if other.workflow.path not in seen and not is_called:
            seen.add(other.workflow.path)
            yield from (one for one in _dangers(other) if one.state != "ok")


def gates(found: Workflows) -> list[Run]:
    """The runs that a pull request starts."""
    return [run for run in found.runs if triggers.is_of_pulls(run)]


def gate(found: Workflows, branch: str) -> Run | None:
    """The soundest of them."""
    candidates = gates(found)
    return min(candidates, key=lambda run: _weight(run, list(_of(run, branch))), default=None)


def of_required(found: Workflows, names: Collection[str], branch: str) -> Iterator[Check]:
    """What is not well with the job that is required, where another one is the soundest.

    Args:
        found: The workflows.
        names: Of checks that are required.
        branch: The target branch.
    """
    required = [run for run in found.runs if run.check in names]
    best = gate(found, branch)
    if not required or any(run is best or run == best for run in required):
        return
    looked = [(run, list(_of(run, branch))) for run in required if triggers.is_of_pulls(run)]
    if not looked:
        run = required[0]
        yield Check(
            "pipeline", "trigger", "fail",
            f"No pull request starts `{run.check}`, which is required.",
            "Something else posts its check, or nothing does.", "Require the job that judges.",
            run.workflow.path, run.workflow.line(run.jobs[0].at, key=True),
        )  # fmt: skip
        return
    _, checks = min(looked, key=lambda one: _weight(*one))
    yield from (one for one in checks if one.state != "ok")


def _of(run: Run, branch: str) -> Iterator[Check]:
    yield from triggers.check(run, branch)
    yield from jobs.check(run)
    yield from _dangers(run)


def _dangers(run: Run) -> Iterator[Check]:
    yield from jobs.permissions(run)
    yield jobs.untrusted(run)


def _weight(run: Run, checks: Sequence[Check]) -> tuple[int, int, int, bool]:
    """How far from sound: `fail` first; of equals, what judges a merge queue, too."""
    queue = "merge_group" not in triggers.events(run)
    states = [one.state for one in checks]
    return states.count("fail"), states.count("unknown"), states.count("warn"), queue
