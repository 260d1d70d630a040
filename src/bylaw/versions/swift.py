"""Swift: Semantic Versioning; its ranges are `1.0.0..<2.0.0` and `1.0.0...1.9.0`.

https://docs.swift.org/package-manager/PackageDescription/
"""

from __future__ import annotations

import re
from typing import Final

from bylaw.versions import golang, semver

key = semver.key
release = semver.release
exact = golang.exact

_RANGE: Final = re.compile(r"([\w.+-]*?\w)\.\.([.<])([\w.+-]+)")


def holds(text: str, range_: str) -> bool | None:
    """See interface. Beside Swift's own ranges there are comparisons joined by commas."""
    found = _RANGE.fullmatch(range_.strip())
    if found is not None:
        range_ = f">={found[1]},{'<' if found[2] == '<' else '<='}{found[3]}"
    return golang.holds(text, range_)
