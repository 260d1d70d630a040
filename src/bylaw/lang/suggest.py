"""Did you mean: the nearest of the names that could have stood there."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that a typing slip most likely turned into `name`, or None.

    A slip is a letter too few, too many, wrong or swapped; upper case, `-` and `_` do not count.
    About one slip in three letters is forgiven. Ties go to the first in alphabetical order.
    """
    wanted = _plain(name)
    allowed = max(1, (len(wanted) + 1) // 3)
    best: tuple[float, str] | None = None
    for candidate in sorted(set(candidates)):
        plain = _plain(candidate)
        if abs(len(plain) - len(wanted)) > allowed and not _part_of(wanted, plain):
            continue
        distance: float = slips(wanted, plain)
        if _part_of(wanted, plain):
            distance = min(distance, allowed - 0.5)
        if distance <= allowed and (best is None or distance < best[0]):
            best = (distance, candidate)
    return best[1] if best else None


def _plain(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")


def _part_of(one: str, other: str) -> bool:
    """Whether one is a beginning or an end of the other, and no tiny one."""
    short, long = sorted((one, other), key=len)
    return len(short) >= 4 and (long.startswith(short) or long.endswith(short))


def slips(one: str, other: str) -> int:
    """Typing slips between two words: the optimal string alignment distance."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        now = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, now[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            now.append(cost)
        before, last = last, now
    return last[-1]
