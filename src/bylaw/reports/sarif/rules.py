"""Rules as SARIF reporting descriptors, with all a reader needs to understand and accept them."""

from __future__ import annotations

from typing import Any, Final

import sarif_om as sarif

from bylaw.reports import escape
from bylaw.reports.sarif.profile import Profile, shortened
from bylaw.reports.summary import decided
from bylaw.verdict.model import Level, RuleCard

SARIF_LEVEL: Final[dict[Level, str]] = {"deny": "error", "warn": "warning", "note": "note"}
_PROBLEM: Final[dict[Level, str]] = {
    "deny": "error",
    "warn": "warning",
    "note": "recommendation",
}
_SEVERITY: Final = {
    "severity-critical": "9.5",
    "severity-high": "8.0",
    "severity-medium": "5.5",
    "severity-low": "2.5",
}
_SEVERITY_OF_LEVEL: Final[dict[Level, str]] = {"deny": "8.0", "warn": "5.5", "note": "2.5"}
_PRECISION: Final = ("very-high", "high", "medium", "low")


def descriptor(card: RuleCard, profile: Profile) -> sarif.ReportingDescriptor:
    """A rule as a descriptor."""
    title = profile.cut(escape.sarif_text(card.title))
    why = profile.cut(escape.sarif_text(card.why or card.title))
    docs = next(filter(_is_address, (card.docs, card.decision)), "")
    if profile.help_uri is not None and len(docs) > profile.help_uri:
        docs = ""
    return sarif.ReportingDescriptor(
        id=card.id,
        name=shortened(_name(card.id), profile.name),
        short_description=sarif.MultiformatMessageString(text=title),
        full_description=sarif.MultiformatMessageString(text=why),
        help=sarif.MultiformatMessageString(text=_help_text(card), markdown=_help_markdown(card)),
        help_uri=docs or None,
        deprecated_ids=list(card.formerly) or None,
        default_configuration=sarif.ReportingConfiguration(level=SARIF_LEVEL[card.level]),
        properties=_properties(card, profile),
    )


def _is_address(text: str) -> bool:
    if not text.startswith(("https://", "http://")):
        return False
    return text.isascii() and text.isprintable() and not set(text) & set(' <>"{}|\\^`')


def _name(rule: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in rule.rpartition("/")[2]).split()
    return "".join(word[:1].upper() + word[1:] for word in words) or "Rule"


def _properties(card: RuleCard, profile: Profile) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "precision": next((p for p in _PRECISION if f"precision-{p}" in card.tags), "high"),
        "problem.severity": _PROBLEM[card.level],
    }
    severity = next((_SEVERITY[tag] for tag in card.tags if tag in _SEVERITY), None)
    if severity is None and "security" in card.tags:
        severity = _SEVERITY_OF_LEVEL[card.level]
    if severity is not None:
        answer["security-severity"] = severity
    tags = list(dict.fromkeys((*card.tags, *card.controls)))
    if "security" in tags:
        tags.sort(key=lambda tag: tag != "security")
    if tags:
        answer["tags"] = [escape.data(tag) for tag in tags[: profile.tags]]
    if (found := card.decided) is not None:
        said = {"id": found.id, "title": found.title, "status": found.status, "path": found.path}
        answer["decision"] = {key: escape.data(text) for key, text in said.items() if text}
    return answer


def _origin(card: RuleCard) -> str:
    return f"{card.path}:{card.line}" if card.path and card.line else card.path


def _accept(card: RuleCard) -> str:
    """How the owner can decide otherwise, in words that hold for every repository."""
    return (
        f"Set `{card.id}` to `warn`, `note` or `off` under `levels:` in bylaw.yaml, "
        "with the owner's consent."
    )


def _help_text(card: RuleCard) -> str:
    parts = [card.title, card.why, card.help]
    facts = (
        ("Decision", decided(card)),
        ("Owner", card.owner),
        ("Controls", ", ".join(card.controls)),
        ("Rule", _origin(card)),
        ("To accept", _accept(card)),
    )
    parts += [f"{name}: {value}" for name, value in facts if value]
    return "\n".join(escape.sarif_text(part) for part in parts if part)


def _help_markdown(card: RuleCard) -> str:
    parts = [f"**{escape.markdown(card.title)}**"]
    parts += [escape.markdown(text) for text in (card.why, card.help) if text]
    facts = (
        ("Decision", (decided(card),)),
        ("Owner", (card.owner,)),
        ("Controls", card.controls),
        ("Rule", (_origin(card),)),
    )
    listed = [
        f"- {name}: " + ", ".join(escape.code_span(value) for value in values)
        for name, values in facts
        if any(values)
    ]
    if listed:
        parts.append("\n".join(listed))
    if card.source:
        parts.append(escape.code_block(card.source, "text"))
    parts.append(f"To accept: {_accept(card)}")
    return "\n\n".join(parts)
