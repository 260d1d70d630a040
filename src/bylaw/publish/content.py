"""From a verdict to what should stand at a forge."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Final, TypeAlias

from bylaw.facts.place import Place
from bylaw.publish import words
from bylaw.publish.marks import inline_mark, note_mark
from bylaw.publish.model import Annotation, Check, Content, Inline, Spot, Wanted
from bylaw.publish.where import Where
from bylaw.reports import escape, markdown
from bylaw.reports.interface import Options
from bylaw.reports.summary import decided, plural, summary, worst_first
from bylaw.verdict.model import JudgedFinding, RuleCard, Verdict

MOST_ANNOTATIONS: Final = 1_000
"""Of a check run; the forge takes 50 a request."""
_TITLE: Final = 255
_MESSAGE: Final = 1_000
"""Characters of a text before it is escaped, which can make eight of one: forges take 64 KB."""
_BRANCH: Final = 60
_LEVELS: Final = {"deny": "failure", "warn": "warning", "note": "notice"}

SpotOf: TypeAlias = Callable[[Place], Spot | None]
"""Where the forge's diff shows a place; None where it does not."""


def content(verdict: Verdict, where: Where, wanted: Wanted, spot_of: SpotOf) -> Content:
    """What should stand at the forge for a verdict that this process reached by itself."""
    cards = {card.id: card for card in verdict.rules}
    found = worst_first(verdict.findings)
    inline = _inline(found, cards, wanted, spot_of) if wanted.inline and where.number else None
    unknown = (*verdict.inconclusive, *verdict.accepted_unknowns)
    is_all_unsure = any(one.fatal or not one.rule for one in verdict.inconclusive)
    return Content(
        note=_note(verdict, where, wanted, inline) if wanted.comment and where.number else None,
        is_quiet=_is_quiet(verdict),
        inline=inline,
        present=frozenset(one.fingerprint for one in found),
        unsure=None if is_all_unsure else frozenset(one.rule for one in unknown),
        check=_check(verdict, where, wanted, found, cards) if wanted.check_run else None,
        statuses=words.statuses(verdict, wanted.name, where.target) if wanted.status else (),
        sarif=_sarif(verdict, wanted) if wanted.sarif else "",
    )


def _is_quiet(verdict: Verdict) -> bool:
    said = verdict.findings or verdict.inconclusive or verdict.obligations
    return verdict.outcome == "passed" and not said


def _note(verdict: Verdict, where: Where, wanted: Wanted, inline: Sequence[Inline] | None) -> str:
    head = f"{note_mark(wanted.name, 'verdict')}\n{markdown.heading(verdict)}"
    if wanted.name != "bylaw":
        head += f" ({escape.markdown(wanted.name)})"
    rows = [markdown.under(head, verdict)]
    if inline is not None:
        rows.append(f"<sub>{_counted_inline(len(verdict.findings), len(inline), wanted)}</sub>\n")
    commit = escape.code_span((where.head or "")[:12])
    target = f", to land in {escape.code_span(where.target[:_BRANCH])}" if where.target else ""
    rows.append(f"<sub>Judged: {commit}{target}.</sub>\n")
    return "\n".join(rows)


def _counted_inline(findings: int, inline: int, wanted: Wanted) -> str:
    shown = min(inline, wanted.most_inline)
    parts = [f"{plural(shown, 'finding')} with a comment on the line"]
    if inline > shown:
        parts.append(f"{inline - shown:,} more on lines of the change, without one")
    if findings > inline:
        parts.append(f"{findings - inline:,} elsewhere")
    return "; ".join(parts) + "."


def _inline(
    found: Iterable[JudgedFinding], cards: dict[str, RuleCard], wanted: Wanted, spot_of: SpotOf
) -> tuple[Inline, ...]:
    made = {}
    for finding in found:
        spot = spot_of(finding.place) if finding.place.scope == "region" else None
        if spot is not None and _is_text(spot.path) and finding.fingerprint not in made:
            mark = inline_mark(wanted.name, finding.fingerprint, finding.rule)
            body = f"{mark}\n{_remark(finding, cards.get(finding.rule))}"
            made[finding.fingerprint] = Inline(finding.fingerprint, finding.rule, spot, body)
    return tuple(made.values())


def _remark(finding: JudgedFinding, card: RuleCard | None) -> str:
    """A finding as Markdown of its own, beside the line."""
    rows = [f"**{escape.prose(_cut(finding.message))}**"]
    if finding.help:
        rows.append(escape.prose(_cut(finding.help)))
    last = f"{finding.level} · {escape.code_span(finding.rule)}"
    if card is not None and card.decision:
        last += f" · decided: {escape.markdown(_cut(decided(card)))}"
    return "  \n".join([*rows, last]) + "\n"


def _check(
    verdict: Verdict,
    where: Where,
    wanted: Wanted,
    found: Sequence[JudgedFinding],
    cards: dict[str, RuleCard],
) -> Check:
    annotations = [
        _annotation(finding, cards.get(finding.rule))
        for finding in found
        if finding.place.side == "head"
        and finding.place.scope != "change"
        and _is_text(finding.place.path)
    ]
    shown = tuple(annotations[:MOST_ANNOTATIONS])
    text = markdown.under(markdown.heading(verdict), verdict)
    if len(found) > len(shown):
        text += f"\n<sub>{plural(len(found) - len(shown), 'finding')} without annotation.</sub>\n"
    made = Check(
        name=words.named(wanted.name, where.target),
        conclusion=words.conclusion(verdict),
        title=summary(verdict)[:_TITLE],
        summary=text,
        annotations=shown,
        digest="",
    )
    data = json.dumps(asdict(made), sort_keys=True).encode()
    return Check(
        made.name,
        made.conclusion,
        made.title,
        made.summary,
        made.annotations,
        hashlib.sha256(data).hexdigest()[:32],
    )


def _annotation(finding: JudgedFinding, card: RuleCard | None) -> Annotation:
    place = finding.place
    is_region = place.scope == "region"
    text = [finding.message, finding.help or ""]
    if card is not None and card.decision:
        text.append(f"Decided: {decided(card)}")
    columns = None
    if is_region and place.last_line == place.line and place.end_column > place.column:
        columns = (place.column, place.end_column - 1)
    return Annotation(
        path=place.path,
        first=place.line if is_region else 1,
        last=place.last_line if is_region else 1,
        level=_LEVELS.get(finding.level, "notice"),  # type: ignore[arg-type]
        title=escape.line(finding.rule)[:_TITLE],
        message="\n".join(escape.line(_cut(one)) for one in text if one),
        columns=columns,
    )


def _sarif(verdict: Verdict, wanted: Wanted) -> str:
    from bylaw.reports.registry import load

    options = Options(sarif_profile="github", category=wanted.name)
    return "".join(load("sarif")(verdict, options))


def _cut(text: str) -> str:
    return text if len(text) <= _MESSAGE else text[: _MESSAGE - 1] + "…"


def _is_text(path: str) -> bool:
    """Whether a path can be said in JSON: a forge knows a file by its text."""
    return not any("\ud800" <= char <= "\udfff" for char in path)
