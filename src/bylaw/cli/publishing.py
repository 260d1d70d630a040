"""From what was said on the command line to a forge, and what came of it on standard error."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bylaw.cli.terminal import say

if TYPE_CHECKING:
    from bylaw.publish.content import SpotOf
    from bylaw.publish.model import Content, Kind, Wanted
    from bylaw.publish.run import Outcome
    from bylaw.publish.where import Where
    from bylaw.verdict.model import Verdict

_NO_NUMBER = "bylaw: nothing is published: this is about no pull or merge request."


def publish(said: dict[str, Any], wanted: Wanted, verdict: Verdict) -> bool:
    """Whether all that is wanted stands at the forge; what does not was said."""
    from bylaw.publish.content import content

    where = _where(said, verdict.change.head)
    if where is None:
        return False
    # A commit that could not be had is the event's all the same: it is told so.
    is_judged = not any(one.fatal for one in verdict.inconclusive)
    if is_judged and where.head != verdict.change.head:
        say(
            "bylaw: nothing was published: the commit that was judged is not the one that the "
            "event is about.\n  Leave --head out, or name the event's commit."
        )
        return False
    if where.head is None or len(where.head) not in (40, 64):
        say(
            "bylaw: nothing was published: nobody says which commit this is about.\n"
            "  Run it on an event of the forge, or name --head."
        )
        return False
    spot_of = _spots(said, wanted, verdict)
    return _bring(said, wanted, where, lambda where: content(verdict, where, wanted, spot_of))


def advise(said: dict[str, Any], wanted: Wanted, report: Verdict) -> bool:
    """The same for a report of another job, which becomes one comment at most."""
    from bylaw.publish.artifact import advice

    where = _where(said, None)
    if where is None:
        return False
    return _bring(said, wanted, where, lambda where: advice(report, where, wanted), "artifact")


def _where(said: dict[str, Any], judged: str | None) -> Where | None:
    """Where it goes, by the event and by what is said; None where neither tells, which was said."""
    from bylaw.publish.where import Where, from_pipeline
    from bylaw.sources.forges.pipeline import detect
    from bylaw.sources.git.errors import NotJudged

    try:
        pipeline = detect(os.environ)
    except NotJudged as error:
        _say("nothing was published", error.message, error.remedy)
        return None
    if pipeline is not None and said["forge"] in (None, pipeline.forge):
        where = from_pipeline(pipeline)
        where = where if where.head else replace(where, head=judged)
    elif said["forge"] and said["repository"]:
        where = Where(said["forge"], "", said["repository"], None, judged, "")
    else:
        forge = {"github": "GitHub", "gitlab": "GitLab"}.get(said["forge"], "GitHub or GitLab")
        say(
            f"bylaw: nothing was published: this is no pipeline of {forge}.\n"
            "  Name --forge, --repository and --number."
        )
        return None
    names = ("api_url", "repository", "number", "target")
    return replace(where, **{name: said[name] for name in names if said[name]})


def _bring(
    said: dict[str, Any],
    wanted: Wanted,
    where: Where,
    wish: Callable[[Where], Content],
    kind: Kind = "verdict",
) -> bool:
    from bylaw.publish.run import forge_of, publish
    from bylaw.publish.where import find_pull
    from bylaw.sources.forges.api import Api
    from bylaw.sources.services.interface import Failed

    try:
        with Api(where.forge, where.api_url) as api:
            if where.number is None and where.may_have_pull:
                where = replace(where, number=find_pull(api, where))
            is_more = kind == "verdict" and (wanted.check_run or wanted.status or wanted.sarif)
            if where.number is None and not is_more:
                say(_NO_NUMBER + ("" if where.is_event else "\n  Name one with --number."))
                return where.is_event
            outcome = publish(
                forge_of(api, where, kind), where, wish(where), wanted, dry_run=said["dry_run"]
            )
    except Failed as failed:
        _say("nothing was published", failed.message, failed.remedy)
        return False
    return _tell(outcome, where, said["dry_run"])


def _tell(outcome: Outcome, where: Where, is_dry: bool) -> bool:
    for remark in outcome.remarks:
        say(f"bylaw: {remark}")
    if outcome.done:
        verb = where.shown if is_dry else f"published to {where.shown}"
        say(f"bylaw: {verb}: {'; '.join(outcome.done)}.")
    elif not outcome.failed and not outcome.remarks:
        say(f"bylaw: {where.shown}: all stands there already.")
    for part, failed in outcome.failed:
        what = f"not published, {part}" if part else "nothing was published"
        _say(what, failed.message, failed.remedy)
    return not outcome.failed


def _say(what: str, message: str, remedy: str) -> None:
    say(f"bylaw: {what}: {message}" + (f"\n  {remedy}" if remedy else ""))


def _spots(said: dict[str, Any], wanted: Wanted, verdict: Verdict) -> SpotOf:
    """Where the forge's diff shows a place."""
    base, head = verdict.change.base, verdict.change.head
    if not wanted.inline or base is None or head is None or not verdict.findings:
        return lambda place: None
    from bylaw.publish.spots import spots
    from bylaw.sources.git.repository import Repository
    from bylaw.sources.git.shown import shown_lines

    with Repository.open(said["repo"]) as repo:
        paths = {one.place.path for one in verdict.findings}
        return spots(shown_lines(repo, base, head, paths))
