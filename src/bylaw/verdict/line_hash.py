"""GitHub's `primaryLocationLineHash`, as github/codeql-action computes it (src/fingerprints.ts).

A line's hash covers the first 100 UTF-16 units from its start that are neither space nor tab,
running on over line ends. CR, LF and CRLF read as LF; the end of the file is the unit 65535, and
zeros pad what is missing. It is a polynomial of base 37 modulo 2^64, written in hex, with `:n` for
its n-th occurrence in the file. Lines are counted by the same three line ends.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from operator import mul

_BLOCK = 100
_MASK = (1 << 64) - 1
_POWERS = tuple(pow(37, _BLOCK - 1 - i, 1 << 64) for i in range(_BLOCK))
_TAIL = 3
_END_OF_FILE = "\uffff"
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def line_hashes(text: Sequence[str], wanted: Iterable[int]) -> dict[int, str]:
    """The hashes of some lines of a file.

    Args:
        text: The file split at LF alone, with its CRs and with what follows the last LF.
        wanted: Line numbers from 1. One that the file does not have is left out.
    """
    numbers = {number for number in wanted if number >= 1}
    if not numbers:
        return {}
    last = max(numbers)
    units = _units(text, last)
    starts = list(accumulate((len(line) + 1 for line in units.split("\n", last)[:-1]), initial=0))
    starts = starts[:last]
    targets = {number for number in numbers if number <= len(starts)}
    windows = {number: _window(units, starts[number - 1]) for number in targets}
    weights = set(map(_weight, windows.values()))
    tails = [units[start + _BLOCK - _TAIL : start + _BLOCK] for start in starts]
    relevant = {_tail_weight(tails[number - 1]) for number in targets}
    shared = {tail for tail in set(tails) if _tail_weight(tail) in relevant}
    # Only lines that share a target's hash bear on its ordinal, and hashing each line is slow. The
    # polynomial modulo 37^3 hangs on its last three units, and modulo 2^16 - 37 it is the window
    # read as one number: lines that differ in either have another hash. (Two polynomials that
    # differ by a multiple of 2^64 would slip through: nothing but malice makes such a pair, and
    # GitHub then merely warns.)
    seen: Counter[int] = Counter()
    answer = {}
    for number, (start, tail) in enumerate(zip(starts, tails, strict=True), start=1):
        if tail not in shared:
            continue
        window = windows.get(number) or _window(units, start)
        if _weight(window) not in weights:
            continue
        value = _hash(window)
        seen[value] += 1
        if number in targets:
            answer[number] = f"{value:x}:{seen[value]}"
    return answer


def _window(units: str, start: int) -> str:
    return units[start : start + _BLOCK].ljust(_BLOCK, "\0")


def _weight(window: str) -> int:
    return int.from_bytes(window.encode("utf-16-be", "surrogatepass"), "big") % (2**16 - 37)


def _units(text: Sequence[str], last: int) -> str:
    """The units that the hashes of the lines up to `last` cover, a surrogate pair as two.

    One line of ours is at least one of the algorithm's, so a prefix of the file is enough: `last`
    lines, and then until 100 units are there (a CRLF is two characters and one unit).
    """
    taken, ahead, index = list(text[:last]), 0, last
    while ahead <= 2 * _BLOCK and index < len(text):
        taken.append(text[index])
        ahead += len(_without_blanks(text[index])) + 1
        index += 1
    units = "\n".join(taken)
    if "\r" in units:
        units = units.replace("\r\n", "\n").replace("\r", "\n")
    units = _without_blanks(units)
    if not units.isascii():
        units = _ASTRAL.sub(_surrogates, units)
    return units + _END_OF_FILE if index >= len(text) else units


def _without_blanks(text: str) -> str:
    return text.replace(" ", "").replace("\t", "")


def _surrogates(found: re.Match[str]) -> str:
    code = ord(found[0]) - 0x10000
    return chr(0xD800 + (code >> 10)) + chr(0xDC00 + (code & 0x3FF))


def _tail_weight(tail: str) -> int:
    value = 0
    for unit in tail.ljust(_TAIL, "\0"):
        value = value * 37 + ord(unit)
    return value % (37 * 37 * 37)


@lru_cache(1024)
def _hash(window: str) -> int:
    value: int = sum(map(mul, map(ord, window), _POWERS))
    return value & _MASK
