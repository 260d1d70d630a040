"""Who owns what governs: CODEOWNERS decides who may agree to a weakening."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bylaw.gate.architecture import adapted
from bylaw.gate.weakening.interface import Side, Sides, Weakening, at_either, at_head
from bylaw.gate.weakening.paths import (
    OWNERS,
    is_attributes,
    is_of_agents,
    is_pipeline,
    is_policy,
)
from bylaw.sources.owners.interface import Owners

_NEW: Final = ("bylaw.yaml", "bylaw.lock", ".bylaw/waivers.yaml", ".bylaw/baseline.json",
               "policies/new.bylaw", ".github/workflows/new.yml", ".gitlab-ci.yml")  # fmt: skip
"""Files that a later change could bring."""


def find(sides: Sides) -> Iterator[Weakening]:
    """Files of governance that others own after the change, or nobody."""
    changed = list(sides.of(lambda path: path in OWNERS))
    if not changed:
        return
    before = _owners(sides.base)
    if before is None:
        return
    where = at_either(*changed[0])
    after = _owners(sides.head)
    if after is None or after.unreadable:
        yield Weakening("owners", f"{where.path} no longer names owners", where)
        return
    for path in sorted({*filter(_governs, sides.head.below("")), *_NEW}):
        old = {owner.name.lower() for owner in before.of(path)}
        new = {owner.name.lower() for owner in after.of(path)}
        if old and (not new or new - old):
            named = ", ".join(owner.name for owner in after.of(path)) or "nobody"
            said = f"{path} is owned by {named} after the change"
            yield Weakening("owners", said, at_head(after.path))
            return  # one of them says enough


def _governs(path: str) -> bool:
    return (
        path in OWNERS
        or path.startswith(".bylaw/")
        or is_policy(path)
        or is_pipeline(path)
        or is_attributes(path)
        or is_of_agents(path)
    )


def _owners(side: Side) -> Owners | None:
    from bylaw.sources.owners.read import load

    return load(adapted(side), frozenset(side.below("")))
