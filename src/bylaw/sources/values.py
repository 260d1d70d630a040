"""Readers for the values that no single source makes: licenses and versions."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final

from bylaw.facts.place import Unknown
from bylaw.facts.readers import Facts

if TYPE_CHECKING:
    from bylaw.licenses import License
    from bylaw.versions.version import Version

_SHOWN: Final = 60


def _is_allowed(license_: License, allowed: str) -> bool | Unknown:
    from bylaw.licenses import satisfies

    answer = satisfies(license_.text, allowed)
    return _unclear(license_.text) if answer is None else answer


def _mentions(license_: License, pattern: str) -> bool | Unknown:
    from bylaw.licenses import mentions

    answer = mentions(license_.text, pattern)
    return _unclear(license_.text) if answer is None else answer


def _unclear(text: str) -> Unknown:
    return Unknown(
        "dependency.license", "unclear-license",
        f"The license `{_short(text)}` is not, or not wholly, on the SPDX list.",
        "Say what the license is, in SPDX ids, where the dependency's licenses come from.",
    )  # fmt: skip


def _is_in(version: Version, range_: str) -> bool | Unknown:
    from bylaw.versions import order, satisfies
    from bylaw.versions.interface import filled

    is_whole = order(version.text, version.ecosystem) is not None
    whole = version.text if is_whole else filled(version.text)
    answer = satisfies(whole, range_, version.ecosystem)
    if answer is not None:
        return answer
    text, kind = _short(version.text), f" of {version.ecosystem}" if version.ecosystem else ""
    if order(whole, version.ecosystem) is None:
        return Unknown(
            "version", "not-a-version", f"`{text}` is not a version{kind} that has an order."
        )
    return Unknown(
        "version", "unknown-range", f"`{_short(range_)}` is not a range of versions{kind}.",
        "Write the range as the ecosystem does, in a rule that asks for `dep.ecosystem`.",
    )  # fmt: skip


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


VALUES: Final = Facts(
    readers={
        "License.text": attrgetter("text"),
        "License.mentions": _mentions,
        "License.satisfies": _is_allowed,
        "Version.satisfies": _is_in,
    }
)
"""How a `bylaw.licenses.License` and a `bylaw.versions.version.Version` answer."""
