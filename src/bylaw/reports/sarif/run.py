"""The log around the results: the tool, how it ran, what it could not judge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import sarif_om as sarif

from bylaw.reports import escape
from bylaw.reports.accepted import emergencies, justification
from bylaw.reports.interface import Options
from bylaw.reports.sarif.places import ROOT, location
from bylaw.reports.sarif.profile import Profile
from bylaw.reports.sarif.rules import descriptor
from bylaw.reports.summary import approval, owed_at, plural, unknown
from bylaw.verdict.model import Verdict

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
HOLE = '"results":[]'
"""Where the results go in the serialised log; no string of JSON can hold it."""
_NOTIFICATIONS = {
    "BYLAW-INCONCLUSIVE": (
        "A rule could not be judged.",
        "A fact that the rule needs could not be had. The message names it, and what to do.",
    ),
    "BYLAW-OBLIGATION": (
        "Somebody has to approve.",
        "The rule hangs on approvals alone. It is judged again once they are there.",
    ),
    "BYLAW-NOTICE": (
        "A word about the run itself.",
        "Where the policies came from, and what a reader of the verdict has to know of it.",
    ),
    "BYLAW-LEFT-OUT": (
        "The consumer takes fewer results than there are.",
        "Only the worst results are here, and none that is accepted. Write the report with the "
        "profile `full` to see all.",
    ),
}
_WEIGHT_LEVEL = {"deny": "error", "warn": "warning", "pass": "note"}
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def log(verdict: Verdict, options: Options, profile: Profile, left_out: int) -> sarif.SarifLog:
    """The whole log but its results."""
    driver = sarif.ToolComponent(
        name="bylaw",
        contents=None,
        full_name=f"bylaw {verdict.version}".strip(),
        version=verdict.version or None,
        semantic_version=verdict.version or None,
        short_description=sarif.MultiformatMessageString(text="Judges a change before it lands."),
        rules=[descriptor(card, profile) for card in verdict.rules],
        notifications=[
            sarif.ReportingDescriptor(
                id=name,
                short_description=sarif.MultiformatMessageString(text=short),
                full_description=sarif.MultiformatMessageString(text=full),
                help=sarif.MultiformatMessageString(text=full),
            )
            for name, (short, full) in _NOTIFICATIONS.items()
        ],
    )
    run = sarif.Run(
        tool=sarif.Tool(driver=driver),
        newline_sequences=None,
        automation_details=sarif.RunAutomationDetails(id=f"{escape.data(options.category)}/"),
        column_kind="unicodeCodePoints",
        invocations=[_invocation(verdict, options, profile, left_out)],
        original_uri_base_ids={
            ROOT: sarif.ArtifactLocation(
                description=sarif.Message(text="The root of the repository.")
            )
        },
        version_control_provenance=_provenance(verdict, options),
        properties=_properties(verdict),
        results=[],
    )
    return sarif.SarifLog(schema_uri=SCHEMA, version="2.1.0", runs=[run])


def _invocation(
    verdict: Verdict, options: Options, profile: Profile, left_out: int
) -> sarif.Invocation:
    return sarif.Invocation(
        execution_successful=verdict.exit_code in (0, 1),
        exit_code=verdict.exit_code,
        exit_code_description=verdict.outcome,
        arguments=[escape.data(one) for one in options.arguments] or None,
        end_time_utc=verdict.now if _TIME.fullmatch(verdict.now) else None,
        tool_execution_notifications=[*_notifications(verdict, profile, left_out)] or None,
    )


def _notifications(
    verdict: Verdict, profile: Profile, left_out: int
) -> Iterator[sarif.Notification]:
    indexes = {card.id: index for index, card in enumerate(verdict.rules)}

    def said(
        code: str, level: str, text: str, rule: str = "", places: Any = ()
    ) -> sarif.Notification:
        return sarif.Notification(
            message=sarif.Message(text=profile.cut(escape.sarif_text(text))),
            descriptor=sarif.ReportingDescriptorReference(
                id=code, index=list(_NOTIFICATIONS).index(code)
            ),
            level=level,
            associated_rule=(
                sarif.ReportingDescriptorReference(id=rule, index=indexes[rule])
                if rule in indexes
                else None
            ),
            locations=[location(place) for place in places] or None,
        )

    for one in verdict.inconclusive:
        text = f"{unknown(one)} {one.remedy}".rstrip()
        yield said("BYLAW-INCONCLUSIVE", _WEIGHT_LEVEL[one.weight], text, one.rule, one.places)
    for owed in verdict.obligations:
        text = f"{owed.rule}: {approval(owed)}. {owed.why}"
        yield said("BYLAW-OBLIGATION", "warning", text, owed.rule, owed_at(owed, verdict))
    for one in verdict.accepted_unknowns:
        if one.suppression is not None:
            text = f"{unknown(one)} {justification(one.suppression)}"
            yield said("BYLAW-INCONCLUSIVE", "note", text, one.rule, one.places)
    for loud in emergencies(verdict):
        yield said("BYLAW-NOTICE", "warning", loud)
    for notice in verdict.notices:
        yield said("BYLAW-NOTICE", "note", notice)
    if verdict.suppressed and not profile.suppressed:
        text = f"{plural(len(verdict.suppressed), 'accepted finding')} left out."
        yield said("BYLAW-LEFT-OUT", "note", text)
    if left_out:
        shown = len(verdict.findings) - left_out
        text = (
            f"{profile.consumer} takes {shown:,} results of a run: the worst {shown:,} are here, "
            f"and {left_out:,} more are not."
        )
        yield said("BYLAW-LEFT-OUT", "warning", text)


def _provenance(verdict: Verdict, options: Options) -> list[sarif.VersionControlDetails] | None:
    # Whoever cloned with a token in the address does not want to publish it.
    address = options.repository_uri or verdict.change.repository
    address = re.sub(r"(?<=://)[^/@]*@", "", address)
    if not re.fullmatch(r"(https?|ssh|git)://[!-;=?-Z_a-z~\[\]]+", address):
        return None
    return [
        sarif.VersionControlDetails(
            repository_uri=address,
            revision_id=verdict.change.head,
            branch=escape.data(options.branch) or None,
            mapped_to=sarif.ArtifactLocation(uri_base_id=ROOT),
        )
    ]


def _properties(verdict: Verdict) -> dict[str, Any]:
    change = verdict.change
    measured: dict[str, Any] = {"kind": change.kind}
    measured |= {"base": change.base} if change.base else {}
    measured |= {"head": change.head} if change.head else {}
    measured |= {"files": change.files, "added": change.added, "removed": change.removed}
    answer: dict[str, Any] = {"outcome": verdict.outcome, "profile": verdict.profile}
    if verdict.policy_source:
        answer["policySource"] = escape.data(verdict.policy_source)
    if verdict.not_applicable:
        answer["notApplicable"] = list(verdict.not_applicable)
    if verdict.suppressed:
        answer["suppressed"] = len(verdict.suppressed)
    return {**answer, "change": measured}
