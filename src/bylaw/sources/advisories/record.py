"""A record of OSV, read into what matching needs: https://ossf.github.io/osv-schema/."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from bylaw.dataclass import dataclass
from bylaw.sources.advisories.cvss import base_score, word_of
from bylaw.sources.advisories.ecosystems import lookup_name, type_of
from bylaw.sources.services.interface import Severity

SEVERITIES: Final[tuple[Severity, ...]] = ("unrated", "low", "medium", "high", "critical")
"""From the least to the worst."""
_WORDS: Final[dict[str, Severity]] = {
    "low": "low", "medium": "medium", "moderate": "medium", "high": "high", "important": "high",
    "critical": "critical",
}  # fmt: skip
EVENTS: Final = {"introduced": "i", "fixed": "f", "last_affected": "l", "limit": "m"}
"""The kinds of events, and how they are kept."""
_ID: Final = re.compile(r"[A-Za-z0-9][\w.:+-]{0,99}", re.ASCII)
_MALICIOUS: Final = "MAL-"
LONGEST_SUMMARY: Final = 200
_LONGEST: Final = 500
"""Characters of a name or version."""

Events = tuple[tuple[str, str], ...]
"""Kind (`i f l m`) and version, in the order of the record."""


class Malformed(ValueError):
    """A record that is none."""


@dataclass(frozen=True, slots=True)
class Affected:
    """Versions of a package that are affected: those in any range, and those that are listed."""

    ranges: tuple[Events, ...] = ()
    """Of type SEMVER and ECOSYSTEM; those over commits say nothing about versions."""
    versions: tuple[str, ...] = ()
    is_vague: bool = False
    """It gives neither ranges nor versions, not even commits."""


@dataclass(frozen=True, slots=True)
class Advisory:
    """What a record says about one package."""

    id: str
    aliases: tuple[str, ...]
    severity: Severity
    score: float | None
    summary: str
    affected: tuple[Affected, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A record."""

    is_withdrawn: bool
    packages: dict[tuple[str, str], Advisory]
    """By purl type and name, as `lookup_name` gives it; without those of other ecosystems."""


def read_record(document: Any) -> Record:
    """What a record says.

    Raises:
        Malformed: It is no record, or one of a later format, or it breaks the format where it says
            what is affected.
    """
    if not isinstance(document, dict):
        raise Malformed("it is no object")
    id_ = document.get("id")
    if not isinstance(id_, str) or not _ID.fullmatch(id_):
        raise Malformed("it has no id")
    if not str(document.get("schema_version", "1")).startswith("1"):
        raise Malformed("it is of a later format")
    if document.get("withdrawn"):
        return Record(True, {})
    entries: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for entry in _list(document, "affected"):
        if not isinstance(entry, dict):
            raise Malformed("`affected` holds what is no object")
        package = entry.get("package")
        if package is None:  # commits of a repository alone
            continue
        if not isinstance(package, dict) or not isinstance(package.get("ecosystem"), str):
            raise Malformed("a `package` has no ecosystem")
        kind = type_of(package["ecosystem"])
        if kind is not None:
            entries.setdefault((kind, lookup_name(kind, _text(package.get("name")))), []).append(
                entry
            )
    aliases = tuple(
        one for one in _list(document, "aliases") if isinstance(one, str) and _ID.fullmatch(one)
    )
    summary = summary_of(document)
    packages = {}
    for key, found in entries.items():
        severity, score = _rated(id_, document, found)
        affected = tuple(_affected(entry) for entry in found)
        packages[key] = Advisory(id_, aliases, severity, score, summary, affected)
    return Record(False, packages)


def _affected(entry: dict[str, Any]) -> Affected:
    versions = tuple(one for one in _list(entry, "versions") if _is_text(one))
    ranges = []
    has_commits = False
    for one in _list(entry, "ranges"):
        if not isinstance(one, dict):
            raise Malformed("`ranges` holds what is no object")
        if one.get("type") == "GIT":
            has_commits = True
            continue
        ranges.append(tuple(_events(one)))
    is_vague = not versions and not ranges and not has_commits
    return Affected(tuple(ranges), versions, is_vague)


def _events(range_: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for event in _list(range_, "events"):
        if not isinstance(event, dict):
            raise Malformed("`events` holds what is no object")
        for name, kind in EVENTS.items():
            if name in event:
                yield kind, _text(event[name])


def _rated(
    id_: str, document: dict[str, Any], entries: list[dict[str, Any]]
) -> tuple[Severity, float | None]:
    """The word that the database gives, else the score's; the score of CVSS 3, else of 2."""
    scores: dict[int, float] = {}
    words: list[Severity] = []
    for holder in (document, *entries):
        for name in ("database_specific", "ecosystem_specific"):
            more = holder.get(name)
            word = more.get("severity") if isinstance(more, dict) else None
            if isinstance(word, str) and word.lower() in _WORDS:
                words.append(_WORDS[word.lower()])
        for one in _list(holder, "severity"):
            vector = one.get("score") if isinstance(one, dict) else None
            score = base_score(vector) if isinstance(vector, str) else None
            if score is not None:
                version = 3 if str(vector).startswith("CVSS:3") else 2
                scores[version] = max(score, scores.get(version, 0.0))
    version = max(scores, default=0)
    known = scores.get(version)
    if words:
        return max(words, key=SEVERITIES.index), known
    if known is not None:
        return word_of(known, version), known
    # A package that was published to do harm has no vector; nothing is worse.
    return ("critical" if id_.startswith(_MALICIOUS) else "unrated"), None


def summary_of(document: dict[str, Any]) -> str:
    """One printable line about a record, from its summary or the first line of its details."""
    for name in ("summary", "details"):
        text = document.get(name)
        if isinstance(text, str) and text.strip():
            line = text[:4000].strip().split("\n", 1)[0]
            line = "".join(char if char.isprintable() else " " for char in line)
            line = " ".join(line.strip("# ").split())
            return line if len(line) <= LONGEST_SUMMARY else line[: LONGEST_SUMMARY - 1] + "…"
    return ""


def _list(holder: dict[str, Any], name: str) -> list[Any]:
    found = holder.get(name)
    if found is None:
        return []
    if not isinstance(found, list):
        raise Malformed(f"`{name}` is no list")
    return found


def _text(value: Any) -> str:
    if not _is_text(value):
        raise Malformed("a name or version is no plain text")
    return str(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST and value.isprintable()
