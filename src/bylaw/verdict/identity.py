"""A finding's stable identity: what stays the same when unrelated things change.

Never its message, never a line number. The parts are the rule's oldest id, the path at head, the
primary line stripped, and the ordinal among equals; a dependency is its purl without version in
its manifest, an edge its two components, and the change itself has no place at all.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence

from bylaw.engine.result import Finding
from bylaw.verdict.model import RuleCard
from bylaw.verdict.text import Lines, line_at

_SCHEME = "bylaw/1"


def oldest_id(card: RuleCard) -> str:
    """The id that waivers, baselines and fingerprints follow: the last one after `formerly`."""
    return card.formerly[-1] if card.formerly else card.id


def fingerprints(
    findings: Sequence[Finding],
    cards: Mapping[str, RuleCard],
    lines: Lines,
    renamed: Mapping[str, str],
) -> list[str]:
    """The fingerprint of each finding, 32 hex digits; `findings` in the order of their places.

    Args:
        findings: What the rules found, sorted: ordinals count along this order.
        cards: The rules by id.
        lines: The text of a file, as lines.
        renamed: Path at head by path at base, so that a removed line follows its file.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    answer = []
    for finding in findings:
        key = (oldest_id(cards[finding.rule]), *_about(finding, lines, renamed))
        seen[key] += 1
        text = "\0".join((_SCHEME, *key, str(seen[key])))
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass"))
        answer.append(digest.hexdigest()[:32])
    return answer


def subject(finding: Finding, lines: Lines) -> str:
    """What a finding is about, apart from its rule and its path: 16 hex digits.

    Equal for equal lines of one file, which the ordinal tells apart.
    """
    anchor, place = finding.anchor, finding.place
    text = (line_at(lines, place) or "").strip() if anchor.kind == "line" else anchor.key
    whole = "\0".join((_SCHEME, anchor.kind, text))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _about(finding: Finding, lines: Lines, renamed: Mapping[str, str]) -> tuple[str, ...]:
    anchor, place = finding.anchor, finding.place
    path = renamed.get(place.path, place.path) if place.side == "base" else place.path
    match anchor.kind:
        case "change":
            return ("change", anchor.key)
        case "edge":
            return ("edge", anchor.key)
        case "dependency":
            return ("dependency", anchor.key, path)
        case "file":
            return ("file", path)
        case "line":
            return ("line", path, (line_at(lines, place) or "").strip())
