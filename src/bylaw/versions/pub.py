"""pub (Dart, Flutter): Semantic Versioning with `^`, `any` and comparisons.

Build metadata comes after its release. https://dart.dev/tools/pub/dependencies#version-constraints
"""

from __future__ import annotations

import re
from typing import Any, Final

from bylaw.versions import semver
from bylaw.versions.interface import compared, sign

release = semver.release

_ASKED: Final = re.compile(r"\s*(\^|[<>]=?|)\s*(\d[^\s<>^]*)")
_LEAST: Final = (0, ((0, 0, ""),))


def key(text: str) -> Any | None:
    """See interface."""
    made = semver.key(text)
    if made is None:
        return None
    _, plus, build = text.strip().partition("+")
    return *made, semver.early(build) if plus else ()


def holds(text: str, range_: str) -> bool | None:
    """See interface. A pre-release of an upper bound that is excluded is excluded too."""
    version, said, at = key(text), range_.strip(), 0
    if version is None:
        return None
    bounds: list[tuple[str, Any]] = []
    while at < len(said):
        found = _ASKED.match(said, at)
        bound = key(found[2]) if found else None
        if found is None or bound is None:
            return True if said == "any" else None
        at = found.end()
        if found[1] == "^":
            first = next((n for n, number in enumerate(bound[0]) if number), 2)
            end = (*bound[0][: first + 1], 0, 0)[:3]
            end = (*end[:first], end[first] + 1, *end[first + 1 :])
            bounds += [(">=", bound), ("<", (end, _LEAST, ()))]
        else:
            bounds.append((found[1] or "=", bound))
    if not bounds or ("=" in dict(bounds) and len(bounds) > 1):
        return None
    lows = [bound for operator, bound in bounds if operator in (">", ">=")]
    return all(compared(sign(version, _upper(*each, lows)), each[0]) for each in bounds)


def _upper(operator: str, bound: Any, lows: list[Any]) -> Any:
    """What an upper bound stands for: `<2.0.0` is before 2.0.0's pre-releases.

    That is not so where the lower bound is one of them.
    """
    is_within = any(low[0] == bound[0] and low[1] != semver.RELEASED for low in lows)
    if operator == "<" and bound[1] == semver.RELEASED and not bound[2] and not is_within:
        return bound[0], _LEAST, ()
    return bound


def exact(requirement: str) -> str | None:
    """See interface: a version alone."""
    return requirement.strip() if key(requirement) is not None else None
