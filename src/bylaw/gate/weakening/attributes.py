"""Attributes of git that take files out of what rules see: generated, vendored, binary."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from bylaw.gate.weakening.interface import Sides, Weakening, at_either, clause
from bylaw.gate.weakening.paths import is_attributes

_HIDES: Final = re.compile(
    r"(?:^|\s)(?:linguist-generated|linguist-vendored|gitlab-generated|binary|-diff|-text"
    r"|working-tree-encoding)(?:=(?!false)\S*)?(?=\s|$)"
)


def find(sides: Sides) -> Iterator[Weakening]:
    """Lines that are new and hide something."""
    for before, after in sides.of(is_attributes):
        if after is None:
            continue
        old = Counter(_hiding(sides.base.text(before))) if before is not None else Counter[str]()
        for line in Counter(_hiding(sides.head.text(after))) - old:
            said = f"{after} takes files out of sight: {clause(line)}"
            yield Weakening("attributes", said, at_either(before, after))


def _hiding(text: str) -> list[str]:
    return [
        " ".join(line.split())
        for line in text.split("\n")
        if not line.lstrip().startswith("#") and _HIDES.search(line)
    ]
