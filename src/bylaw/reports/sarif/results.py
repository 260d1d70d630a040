"""Findings as SARIF results."""

from __future__ import annotations

from typing import Any

import sarif_om as sarif

from bylaw.facts.place import Place
from bylaw.reports import escape
from bylaw.reports.accepted import helped, justification
from bylaw.reports.sarif.places import artifact, decision, edited, location, related
from bylaw.reports.sarif.profile import Profile
from bylaw.reports.sarif.rules import SARIF_LEVEL
from bylaw.verdict.model import Edit, JudgedFinding, Suppression, Verdict

FINGERPRINT = "bylawFingerprint/v1"
"""Our own identity; GitHub's `primaryLocationLineHash` must stay what GitHub computes."""


class Results:
    """Makes the results of one run; it knows the index of each rule."""

    __slots__ = ("_decided", "_indexes", "_profile")

    def __init__(self, verdict: Verdict, profile: Profile) -> None:
        self._indexes = {card.id: index for index, card in enumerate(verdict.rules)}
        self._decided = {
            card.id: location
            for card in verdict.rules
            if (location := decision(card.decided)) is not None
        }
        self._profile = profile

    def result(self, finding: JudgedFinding) -> sarif.Result:
        """One finding."""
        text = escape.sarif_text(finding.message)
        if help_ := helped(finding):
            text += "\n" + escape.sarif_text(help_)
        prints = {FINGERPRINT: finding.fingerprint}
        if finding.line_hash:
            prints = {"primaryLocationLineHash": finding.line_hash, **prints}
        place = location(finding.place, finding.excerpt)
        if not self._profile.snippets:
            place.physical_location.context_region = None
        return sarif.Result(
            rule_id=finding.rule,
            rule_index=self._indexes.get(finding.rule, -1),
            level=SARIF_LEVEL[finding.level],
            message=sarif.Message(text=self._profile.cut(text)),
            locations=[place],
            partial_fingerprints=prints,
            related_locations=self._related(finding) or None,
            fixes=_fixes(finding.edits, finding.help) if finding.edits else None,
            suppressions=_suppressions(finding.suppression) if finding.suppression else None,
            properties=_properties(finding),
        )

    def _related(self, finding: JudgedFinding) -> list[Any]:
        limit = self._profile.locations
        places = finding.related if limit is None else finding.related[: limit - 1]
        found = [related(place, number) for number, place in enumerate(places, start=1)]
        cited = self._decided.get(finding.rule)
        if cited is not None and (limit is None or len(found) < limit - 1):
            found.append(cited)
        return found


def _suppressions(why: Suppression) -> list[dict[str, Any]]:
    """Why it is accepted; not the model's class, which has `state` for the schema's `status`."""
    said: dict[str, Any] = {
        "kind": "inSource" if why.kind == "allow" else "external",
        "status": "accepted",
        "justification": escape.block(justification(why)),
    }
    if why.path:
        said["location"] = location(Place(why.path, max(why.line, 1)))
    return [said]


def _properties(finding: JudgedFinding) -> dict[str, str] | None:
    place = finding.place
    answer: dict[str, str] = {}
    if place.scope != "region":
        answer["scope"] = place.scope
    if place.side == "base":
        answer["side"] = "base"
    if finding.anchor.purl:
        answer["purl"] = escape.data(finding.anchor.purl)
    return answer or None


def _fixes(edits: tuple[Edit, ...], help_text: str | None) -> list[sarif.Fix]:
    by_path: dict[str, list[sarif.Replacement]] = {}
    for edit in edits:
        content = sarif.ArtifactContent(text=escape.data(edit.text))
        replacement = sarif.Replacement(deleted_region=edited(edit.place), inserted_content=content)
        by_path.setdefault(edit.place.path, []).append(replacement)
    changes = [sarif.ArtifactChange(artifact(path), parts) for path, parts in by_path.items()]
    description = escape.sarif_text(help_text) if help_text else "Apply the rule's fix."
    return [sarif.Fix(artifact_changes=changes, description=sarif.Message(text=description))]
