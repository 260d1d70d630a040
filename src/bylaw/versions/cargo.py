"""Cargo: Semantic Versioning, where a plain version means `^` of it and commas mean both."""

from __future__ import annotations

from bylaw.versions import npm, semver

key = semver.key
release = semver.release


def holds(text: str, range_: str) -> bool | None:
    """See interface. Pre-releases are in a range that names one of the same release."""
    parts = [part.strip() for part in range_.split(",")]
    if not all(parts):
        return None
    caret = (f"^{part}" if part[0].isdigit() and "*" not in part else part for part in parts)
    answers = [npm.holds(text, part) for part in caret]
    return None if None in answers else all(answers)


def exact(requirement: str) -> str | None:
    """See interface: `=` and a whole version."""
    text = requirement.strip()
    return npm.exact(text[1:]) if text.startswith("=") else None
