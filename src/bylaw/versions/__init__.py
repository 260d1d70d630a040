"""How versions are ordered and which ranges they are in: one file an ecosystem, by purl type."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import Any, Final, Literal

from bylaw.versions.interface import LONGEST, Ecosystem, sign

MODULES: Final = {
    "": "generic",
    "cargo": "cargo",
    "cocoapods": "gem",
    "composer": "composer",
    "conda": "conda",
    "docker": "tags",
    "gem": "gem",
    "github": "tags",
    "githubactions": "tags",
    "gitlab": "tags",
    "golang": "golang",
    "helm": "helm",
    "hex": "hex",
    "maven": "maven",
    "npm": "npm",
    "nuget": "nuget",
    "oci": "tags",
    "pub": "pub",
    "pypi": "pypi",
    "swift": "golang",
    "terraform": "gem",
}
"""Ecosystems that order alike share a module: CocoaPods and Terraform count as RubyGems does."""

_NUMBERED: Final = re.compile(r"v?\d[\w.+!-]*")
_CAN_HOLD: Final = re.compile(r"\d")


@cache
def _module(ecosystem: str) -> Ecosystem:
    name = MODULES.get(ecosystem, MODULES[""])
    module: Any = import_module(f"bylaw.versions.{name}")
    return module  # type: ignore[no-any-return]


@cache
def order(text: str, ecosystem: str = "") -> Any | None:
    """What a version is ordered by among versions of its ecosystem.

    Args:
        text: A version, as its ecosystem writes it.
        ecosystem: The purl type; an unknown one is ordered as versions commonly are.

    Returns:
        A key that can be compared with other keys of the ecosystem; None where the text is no
        version there.
    """
    if not text or len(text) > LONGEST or not text.isascii():
        return None
    return _module(ecosystem).key(text)


def compare(one: str, other: str, ecosystem: str = "") -> int | None:
    """-1, 0 or 1 where one is before, like or after the other; None where one is no version."""
    first, second = order(one, ecosystem), order(other, ecosystem)
    return None if first is None or second is None else sign(first, second)


def satisfies(text: str, range_: str, ecosystem: str = "") -> bool | None:
    """Whether a version is in a range, as the ecosystem's own tools have it.

    Returns:
        None where that cannot be told: the text is no version, or the range is none that the
        ecosystem knows.
    """
    if len(range_) > 4 * LONGEST or order(text, ecosystem) is None:
        return None
    return _module(ecosystem).holds(text, range_)


def bump(
    old: str, new: str, ecosystem: str = ""
) -> Literal["major", "minor", "patch", "downgrade"] | None:
    """The kind of step from one version to another.

    The first of the numbers that differs names it, as written: from 0.1 to 0.2 is `minor`. A step
    in the fourth number, or from a pre-release to its release, is `patch`.

    Returns:
        None where both are alike, or one is no version.
    """
    sense = compare(old, new, ecosystem)
    module = _module(ecosystem)
    if len(old) > LONGEST or len(new) > LONGEST:
        return None
    before, after = module.release(old), module.release(new)
    if sense is None and before is not None and after is not None and _tail(old) == _tail(new):
        sense = sign(before, after)
    if not sense:
        return None
    if sense > 0:
        return "downgrade"
    if before is None or after is None:
        return None
    length = max(len(before), len(after))
    pairs = zip(_filled(before, length), _filled(after, length), strict=True)
    at = next((number for number, (a, b) in enumerate(pairs) if a != b), length)
    return ("major", "minor", "patch")[min(at, 2)]


def pins(requirement: str, ecosystem: str = "") -> bool:
    """Whether one version alone satisfies a requirement, in the notation of its ecosystem.

    Hashes and locks are not asked. A plain version pins where the ecosystem's tools take it so:
    npm, Composer, RubyGems, pub, Go and, as it is practised, Maven and NuGet; for Cargo it is a
    range, for Python only `==` without a star and `===` pin.
    """
    text = requirement.strip()
    if not text or len(text) > LONGEST:
        return False
    return _module(ecosystem).exact(text) is not None


def floor(requirement: str, ecosystem: str = "") -> str | None:
    """The lowest version that a requirement names, for comparing two where no lock tells.

    `^1.2.3` gives `1.2.3`, `>=1.4,<2` gives `1.4`, `[1.0,2.0)` gives `1.0`; `*` and `<2` give None.
    """
    if len(requirement) > 4 * LONGEST:
        return None
    found = []
    for match in _NUMBERED.finditer(requirement):
        before = requirement[: match.start()].rstrip()
        if before.endswith(("<", "!=", "<=")) or (before.endswith(",") and "[" in before + "("):
            continue
        text = match[0].rstrip(".*xX-")
        if (key := order(text, ecosystem)) is not None:
            found.append((key, text))
    return min(found)[1] if found else None


def _filled(numbers: tuple[int, ...], length: int) -> tuple[int, ...]:
    return numbers + (0,) * (length - len(numbers))


def _tail(text: str) -> str:
    """What follows the numbers of a tag: `-slim`."""
    return re.sub(r"^v?\d+(?:\.\d+)*", "", text)
