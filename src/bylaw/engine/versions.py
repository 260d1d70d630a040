"""Comparisons of versions, which are unknown where there is no order between two."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any, Final

from bylaw.facts.place import Unknown
from bylaw.versions.version import Version, rank

REASON: Final = "not-a-version"
_TESTS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "==": operator.eq,
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def compare_versions(op: str, one: Version, other: Version) -> bool | Unknown:
    """`==`, `<`, `<=`, `>` or `>=` of two versions."""
    keys = one.keys(other)
    return no_order(one, other) if keys is None else bool(_TESTS[op](*keys))


def farthest(op: str, versions: Sequence[Version]) -> Version | Unknown | None:
    """The version that is `<` or `>` all others; unknown where one has no order."""
    if not versions:
        return None
    found = versions[0]
    for each in versions:
        answer = compare_versions(op, each, found)
        if isinstance(answer, Unknown):
            return answer
        if answer:
            found = each
    return found


def no_order(one: Version, other: Version) -> Unknown:
    """The unknown that comes of comparing two versions that have no order."""
    ecosystem = one.ecosystem or other.ecosystem
    if other.ecosystem not in ("", ecosystem):
        what = f"`{_short(one)}` is a version of {one.ecosystem}, `{_short(other)}` of "
        return Unknown("version", REASON, f"{what}{other.ecosystem}: they have no common order.")
    bad = one if rank(one.text, ecosystem) is None else other
    kind = f" of {ecosystem}" if ecosystem else ""
    return Unknown("version", REASON, f"`{_short(bad)}` is not a version{kind} that has an order.")


def _short(version: Version) -> str:
    return version.text if len(version.text) <= 60 else f"{version.text[:60]}…"
