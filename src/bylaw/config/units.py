"""Sizes and durations as text."""

from __future__ import annotations

import re
from typing import Final

_SIZES: Final = {
    "B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30,
}  # fmt: skip
_SECONDS: Final = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}

SIZE: Final = re.compile(r"([0-9]{1,15})(B|kB|MB|GB|KiB|MiB|GiB)\Z")
DURATION: Final = re.compile(r"(?:[0-9]{1,9}[wdhms])+\Z")


def size(text: str) -> int:
    """Bytes of `10MB` or `10MiB`. ValueError where it is no size."""
    found = SIZE.match(text)
    if not found:
        raise ValueError(text)
    return int(found[1]) * _SIZES[found[2]]


def seconds(text: str) -> int:
    """Seconds of `1d12h`; `m` is minutes. ValueError where it is no duration."""
    if not DURATION.match(text):
        raise ValueError(text)
    return sum(
        int(count) * _SECONDS[unit] for count, unit in re.findall(r"([0-9]+)([wdhms])", text)
    )
