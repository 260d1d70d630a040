"""Whether this bylaw is one that a repository allows."""

from __future__ import annotations

import re
from operator import eq, ge, gt, le, lt, ne
from typing import Final

_OPERATORS: Final = {"==": eq, "!=": ne, ">=": ge, "<=": le, ">": gt, "<": lt}


def holds(requirement: str, version: str | None = None) -> bool:
    """Whether a version (this one's by default) satisfies `>=1.4,<2`; releases only."""
    from bylaw import __version__

    release = _release(version or __version__)
    return all(
        _OPERATORS[operator](release, _release(bound))
        for operator, bound in re.findall(r"(==|!=|>=|<=|>|<)\s*([0-9.]+)", requirement)
    )


def _release(version: str) -> tuple[int, ...]:
    found = re.match(r"[0-9]+(?:\.[0-9]+)*", version)
    parts = [int(part) for part in found[0].split(".")] if found else []
    while parts and not parts[-1]:
        parts.pop()
    return tuple(parts)
