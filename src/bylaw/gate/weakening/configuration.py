"""Keys of bylaw.yaml beside policies, levels and parameters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from bylaw.gate.governance import CONFIG, nested
from bylaw.gate.weakening.interface import Sides, Weakening, at_base, at_head
from bylaw.verdict.weigh import WEIGHTS

if TYPE_CHECKING:
    from bylaw.config.document import Document

_ELSEWHERE: Final = frozenset(("bylaw", "packs", "policies", "params", "levels"))
"""What their rules say after the change is compared instead."""


def find(sides: Sides) -> Iterator[Weakening]:
    """Keys that are other; one that can only make more strict is passed over.

    And a second configuration, with which nothing is judged any more once it has landed.
    """
    for one in nested(sorted(path for before, path in sides.paths if path and before is None)):
        said = f"nothing is judged once {one.path} has landed, for {one.message}"
        yield Weakening("configuration", said, at_head(one.path))
    if CONFIG not in sides.touched:
        return
    before, after = sides.base.configuration(), sides.head.configuration()
    if before is None:
        return
    if after is None:
        what = f"{CONFIG} is removed or cannot be read"
        yield Weakening("configuration", what, at_base(CONFIG))
        return
    old, new = _keys(before), _keys(after)
    for key in {**old, **new}:
        if key in _ELSEWHERE or old.get(key) == new.get(key) or _is_stricter(key, old, new):
            continue
        verb = "changed" if key in old and key in new else "added" if key in new else "taken out"
        span = after.keys.get((key,))
        where = at_head(CONFIG, span[0] if span else 0)
        yield Weakening("configuration", f"`{key}` of {CONFIG} is {verb}", where)


def _keys(of: Document) -> dict[str, Any]:
    return of.value if isinstance(of.value, dict) else {}


def _is_stricter(key: str, old: dict[str, Any], new: dict[str, Any]) -> bool:
    if key == "unknown":
        was = WEIGHTS.get(str(old.get(key)), 2)
        return key in new and WEIGHTS.get(str(new[key]), -1) >= was
    if key == "require":
        had, has = old.get(key) or [], new.get(key) or []
        return isinstance(had, list) and isinstance(has, list) and all(one in has for one in had)
    if key == "projects":  # one more only adds rules
        had, has = old.get(key) or {}, new.get(key) or {}
        are_both = isinstance(had, dict) and isinstance(has, dict)
        return are_both and had.items() <= has.items()
    if key == "baseline":
        return key not in new
    return key == "requires" and key not in old
