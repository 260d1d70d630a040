"""How versions are ordered and which ranges they are in: one file an ecosystem, by purl type."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import import_module
from typing import Any, Final, Literal

from bylaw.versions.interface import LONGEST, LONGEST_RANGE, Ecosystem, sign

MODULES: Final = {
    "": "generic",
    "bitbucket": "tags",
    "cargo": "cargo",
    "cocoapods": "gem",
    "composer": "composer",
    "conda": "conda",
    "docker": "tags",
    "gem": "gem",
    "generic": "generic",
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
    "swift": "swift",
    "terraform": "terraform",
}
"""From a purl type to its module; of an ecosystem that is not here, nothing is known."""

_NUMBERED: Final = re.compile(r"(?<![\w./\\-])v?(\d{1,18}(?:\.\d{1,18})*)(?:[\w.+-]*\w)?", re.ASCII)
_BEGIN: Final = re.compile(r"v?(\d{1,18}(?:\.\d{1,18})*)(?!\w)", re.ASCII)
_LOW: Final = re.compile(r"(?:\.[xX*]\b.*|[-.]dev)$")


@cache
def _module(ecosystem: str) -> Ecosystem | None:
    name = MODULES.get(ecosystem)
    module: Any = import_module(f"bylaw.versions.{name}") if name else None
    return module  # type: ignore[no-any-return]


@lru_cache(maxsize=1 << 14)
def order(text: str, ecosystem: str = "") -> Any | None:
    """What a version is ordered by among versions of its ecosystem.

    Args:
        text: A version, as its ecosystem writes it.
        ecosystem: The purl type; empty for the order that versions commonly have.

    Returns:
        A key that can be compared with other keys of the ecosystem; None where the text is no
        version there, or the ecosystem is not known.
    """
    module = _module(ecosystem)
    if module is None or not text or len(text) > LONGEST or not text.isascii():
        return None
    return module.key(text)


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
    module = _module(ecosystem)
    if module is None or len(range_) > LONGEST_RANGE or order(text, ecosystem) is None:
        return None
    return module.holds(text, " ".join(range_.split()))


def bump(
    old: str, new: str, ecosystem: str = ""
) -> Literal["major", "minor", "patch", "downgrade"] | None:
    """The kind of step from one version to another.

    The first of the numbers that differs names it, as written: from 0.1 to 0.2 is `minor`. A step
    in the fourth number, or from a pre-release to its release, is `patch`. What the ecosystem calls
    no version is told by its numbers where all that follows them is alike: `3.11-slim` to
    `3.12-slim`, and of requirements `1.2` to `1.3`.

    Returns:
        None where both are alike, or it cannot be told.
    """
    before, after = _numbers(old, ecosystem), _numbers(new, ecosystem)
    if before is None or after is None:
        return None
    length = max(len(before), len(after))
    before, after = _filled(before, length), _filled(after, length)
    sense = compare(old, new, ecosystem)
    if sense is None and _tail(old) == _tail(new):
        sense = sign(before, after)
    if not sense:
        return None
    if sense > 0:
        return "downgrade"
    if after < before:  # another epoch
        return "major"
    at = next((n for n, (a, b) in enumerate(zip(before, after, strict=True)) if a != b), length)
    return ("major", "minor", "patch")[min(at, 2)]


def pins(requirement: str, ecosystem: str = "") -> bool:
    """Whether one version alone satisfies a requirement, in the notation of its ecosystem.

    Hashes and locks are not asked. A plain version pins where the ecosystem's tools take it so:
    npm, Composer, RubyGems, Terraform, Helm, pub, Hex, conda, Go and, as it is practised, Maven and
    NuGet; for Cargo it is a range. For Python `==` without a star pins, and a plain version, as
    Poetry has it. A tag of an image or action does not pin, a digest or commit does; nor does a
    branch of Composer, or a snapshot of Maven.
    """
    module, text = _module(ecosystem), requirement.strip()
    if module is None or not text.isascii() or not 0 < len(text) <= LONGEST:
        return False
    return module.exact(text) is not None


def floor(requirement: str, ecosystem: str = "") -> str | None:
    """The lowest version that a requirement names, for comparing two where no lock tells.

    `^1.2.3` gives `1.2.3`, `>=1.4,<2` gives `1.4`, `[1.0,2.0)` gives `1.0`, `1.2.x` gives `1.2`;
    `*` and `<2` give None.
    """
    if len(requirement) > LONGEST_RANGE or _module(ecosystem) is None:
        return None
    lowest: tuple[tuple[int, ...], str] | None = None
    is_interval = "[" in requirement or "(" in requirement
    for found in _NUMBERED.finditer(requirement):
        before = requirement[: found.start()].rstrip(" =\"'")
        if before.endswith(("<", "!")) or (is_interval and before.endswith(",")):
            continue
        numbers = tuple(map(int, found[1].split(".")))
        numbers = numbers[: max((n + 1 for n, number in enumerate(numbers) if number), default=1)]
        if lowest is None or numbers < lowest[0]:
            lowest = numbers, _LOW.sub("", found[0])
    return lowest[1] if lowest is not None else None


def _numbers(text: str, ecosystem: str) -> tuple[int, ...] | None:
    """The numbers of a version; of what is none, those that it begins with."""
    module = _module(ecosystem)
    if module is None or len(text) > LONGEST:
        return None
    found = module.release(text) if text.isascii() else None
    return _leading(text) if found is None else found


def _leading(text: str) -> tuple[int, ...] | None:
    found = _BEGIN.match(text.strip())
    return tuple(map(int, found[1].split("."))) if found else None


def _filled(numbers: tuple[int, ...], length: int) -> tuple[int, ...]:
    return numbers + (0,) * (length - len(numbers))


def _tail(text: str) -> str:
    """What follows the numbers of a tag: `-slim`."""
    return _BEGIN.sub("", text.strip(), count=1)
