"""pub (Dart, Flutter): Semantic Versioning with `^`, `any` and comparisons.

https://dart.dev/tools/pub/dependencies#version-constraints
"""

from __future__ import annotations

from bylaw.versions import semver
from bylaw.versions.interface import by_comparisons

key = semver.key
release = semver.release


def holds(text: str, range_: str) -> bool | None:
    """See interface. A pre-release of an upper bound that is excluded is excluded too."""
    said = range_.strip()
    if said == "any":
        return True
    if said.startswith("^"):
        if (numbers := release(said[1:])) is None:
            return None
        at = next((n for n, number in enumerate(numbers) if number), 2)
        if numbers[0] == 0 and at == 0:
            at = 1
        end = (*numbers[:at], numbers[at] + 1, *([0] * (2 - at)))
        said = f">={said[1:].strip()} <{'.'.join(map(str, end))}"
    answer = by_comparisons(key, text, said)
    if answer and (version := key(text)) and version[1] != (1,):
        uppers = said.replace("<=", " ").split("<")[1:]
        if any((bound := key(part.split()[0])) and bound == (version[0], (1,)) for part in uppers):
            return False
    return answer


def exact(requirement: str) -> str | None:
    """See interface: a version alone."""
    return requirement if key(requirement) is not None else None
