"""Whether a version is affected, by the algorithm of OSV's format, and what mends it.

https://ossf.github.io/osv-schema/#evaluation, with the order of `bylaw.versions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from operator import itemgetter
from typing import Any, Final

from bylaw.sources.advisories.record import Affected, Events
from bylaw.versions.version import rank

_MOVING: Final = "githubactions"
"""Its tags of less than three numbers are moved: `v4` is whatever 4.x.y came last."""


def affects(affected: Affected, version: str, ecosystem: str) -> bool | None:
    """Whether a version is affected; None where that cannot be told.

    That is so where the version, or a bound of a range that decides, has no order in its ecosystem
    and the version is not listed as it is written.
    """
    if version in affected.versions:
        return True
    own = rank(version, ecosystem)
    if affected.is_vague or (own is None and (affected.ranges or affected.versions)):
        return None
    if own is None:
        return False
    if any(rank(one, ecosystem) == own for one in affected.versions):
        return True
    tag = _numbers(version) if ecosystem == _MOVING else ()
    answers = [_within(range_, own, ecosystem, tag) for range_ in affected.ranges]
    return True if True in answers else None if None in answers else False


def fixes(affected: Iterable[Affected], version: str, ecosystem: str) -> Iterator[str]:
    """The versions above this one that mend it somewhere, the lowest first."""
    own = rank(version, ecosystem)
    if own is None:
        return
    found = {
        text: key
        for one in affected
        for range_ in one.ranges
        for kind, text in range_
        if kind == "f" and (key := rank(text, ecosystem)) is not None and key > own
    }
    yield from sorted(found, key=lambda text: found[text])


def trimmed(affected: Affected, ecosystem: str) -> Affected:
    """The same without listed versions that are in a range anyway."""
    if not affected.ranges or not affected.versions:
        return affected
    bare = replace(affected, versions=())
    kept = [one for one in affected.versions if affects(bare, one, ecosystem) is not True]
    return replace(affected, versions=tuple(kept))


def _within(events: Events, own: Any, ecosystem: str, tag: tuple[int, ...]) -> bool | None:
    """Whether a version is in a range; None where a bound of it has no order.

    `tag` is not empty where the version is a tag that moves: its numbers.
    """
    open_: list[tuple[str, Any]] = []  # at `0`, before all versions
    changes: list[tuple[str, Any]] = []
    limits: list[Any] = []
    starts = False
    for kind, text in events:
        if (kind == "i" and text == "0") or (kind == "m" and "*" in text):
            key = None
        elif (key := rank(text, ecosystem)) is None:
            return None
        starts = starts or kind == "i"
        if kind == "m":
            limits.append(key)
        else:
            (open_ if key is None else changes).append((kind, key))
    if not starts:  # against the format: from the first one on
        open_.append(("i", None))
    if len(changes) > 1:
        changes.sort(key=itemgetter(1))
    if tag:
        return _all_alike(open_ + changes, limits, own, tag)
    return _evaluated(open_ + changes, limits, own)


def _evaluated(changes: list[tuple[str, Any]], limits: list[Any], own: Any) -> bool:
    """OSV's algorithm; `changes` are in order, None is below all others, of limits above."""
    if limits and not any(limit is None or own < limit for limit in limits):
        return False
    is_affected = False
    for kind, key in changes:
        if kind == "i" and (key is None or own >= key):
            is_affected = True
        elif (kind == "f" and own >= key) or (kind == "l" and own > key):
            is_affected = False
    return is_affected


def _all_alike(
    changes: list[tuple[str, Any]], limits: list[Any], own: tuple[int, ...], tag: tuple[int, ...]
) -> bool | None:
    """What holds for all that a tag such as `v4` may stand for; None where they differ."""
    bounds = [key for _, key in changes if key is not None] + [key for key in limits if key]
    within = [key for key in bounds if key[: len(tag)] == tag]
    points = [own, *within, *((*key, 0, 1) for key in within)]
    answers = {_evaluated(changes, limits, point) for point in points}
    return answers.pop() if len(answers) == 1 else None


def _numbers(version: str) -> tuple[int, ...]:
    """The numbers of a tag that moves; empty where it names one release."""
    parts = version.removeprefix("v").split(".")
    return tuple(map(int, parts)) if len(parts) < 3 else ()
