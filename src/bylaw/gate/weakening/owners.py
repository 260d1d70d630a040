"""Who owns what governs: CODEOWNERS decides who may agree to a weakening."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bylaw.gate.architecture import adapted
from bylaw.gate.governance import CONFIG
from bylaw.gate.weakening.exceptions import files as exceptions
from bylaw.gate.weakening.interface import Side, Sides, Weakening, at_either, at_head
from bylaw.gate.weakening.paths import OWNERS, governs
from bylaw.packs.text import LOCK
from bylaw.sources.owners.interface import Owners

_NEW: Final = (CONFIG, LOCK,
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
    there = filter(governs, sides.head.below(""))
    for path in sorted({*there, *_NEW, *exceptions(sides.base), *exceptions(sides.head)}):
        old = {owner.name.lower() for owner in before.of(path)}
        new = {owner.name.lower() for owner in after.of(path)}
        if old and (not new or new - old):
            named = ", ".join(owner.name for owner in after.of(path)) or "nobody"
            said = f"{path} is owned by {named} after the change"
            yield Weakening("owners", said, at_head(after.path))
            return  # one of them says enough


def _owners(side: Side) -> Owners | None:
    from bylaw.sources.owners.read import load

    return load(adapted(side), frozenset(side.below("")))
