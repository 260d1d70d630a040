"""From what somebody states to a license: only where it is certain which one is meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bylaw.facts.place import Unknown
from bylaw.licenses import License
from bylaw.licenses.expression import Expression, One, parse

FACT: Final = "dependency.license"
UNREADABLE: Final = "unreadable-licenses"
"""Reason where a file of licenses cannot be read: nobody may say what it would."""
_SHOWN: Final = 60
_MOST_SHOWN: Final = 5
_NOTHING: Final = frozenset(("", "unknown", "none", "null", "noassertion", "n/a"))


def license_of(texts: Sequence[str], where: str) -> License | Unknown | None:
    """The one license that is stated.

    Of several nobody says whether all hold or one may be chosen, so they are never joined.

    Args:
        texts: What is stated: SPDX expressions, or spellings that are certain.
        where: Who states it, for the message: `its package.json`.

    Returns:
        None where nothing is stated; Unknown where it is not certain what is.
    """
    said = (text.strip() for text in texts)
    # SPDX says NONE, in capitals, where there is no license; others where they say nothing.
    found = list(dict.fromkeys(t for t in said if t == "NONE" or t.lower() not in _NOTHING))
    if not found:
        return None
    if len(found) > 1:
        return unclear(f"states several licenses, and not how they relate: {_shown(found)}", where)
    license_ = parse(found[0])
    if license_ is None or not _is_known(license_):
        return unclear(f"states {_shown(found)}, which is no license of the SPDX list", where)
    return License(_text(license_) if isinstance(license_, One) else found[0])


def _is_known(license_: Expression) -> bool:
    """Whether it is made of licenses alone: a sentence of prose with an `or` in it is not."""
    if isinstance(license_, One):
        return license_.kind != "unknown"
    return all(_is_known(part) for part in license_.parts)


def _text(license_: One) -> str:
    """One license as the SPDX list spells it."""
    return f"{license_.full} WITH {license_.exception}" if license_.exception else license_.full


def unclear(what: str, where: str) -> Unknown:
    """That something is stated, and that it is not certain what it means."""
    return Unknown(
        FACT, "unclear-license", f"{where[:1].upper()}{where[1:]} {what}.",
        "Say what its license is in a file that `dependencies.licenses` of bylaw.yaml names.",
    )  # fmt: skip


def _shown(texts: Sequence[str]) -> str:
    shown = [f"`{_line(text)}`" for text in texts[:_MOST_SHOWN]]
    if len(texts) > _MOST_SHOWN:
        shown.append(f"{len(texts) - _MOST_SHOWN} more")
    return ", ".join(shown)


def _line(text: str) -> str:
    """A text of strangers in one short line."""
    plain = "".join(char if char.isprintable() else " " for char in text[: 2 * _SHOWN])
    plain = " ".join(plain.replace("`", "'").split())
    return plain if len(plain) <= _SHOWN else f"{plain[: _SHOWN - 1]}…"
