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
from operator import mul

_BLOCK = 100
_MASK = (1 << 64) - 1
_POWERS = tuple(pow(37, _BLOCK - 1 - i, 1 << 64) for i in range(_BLOCK))
_END_OF_FILE = "\uffff"
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_BLANKS = {ord(" "): None, ord("\t"): None}


def line_hashes(text: Sequence[str], wanted: Iterable[int]) -> dict[int, str]:
    """The hashes of some lines of a file.

    Args:
        text: The file split at LF alone, with its CRs and with what follows the last LF.
        wanted: Line numbers from 1. One that the file does not have is left out.
    """
    numbers = {number for number in wanted if number >= 1}
    if not numbers:
        return {}
    windows = _windows(text, max(numbers))
    targets = {number: windows[number - 1] for number in numbers if number <= len(windows)}
    # Hashing every line is slow, and only lines that share a target's hash bear on its ordinal.
    # Equal hashes have equal residues here: 2^16 is 37 modulo this number, so the residue is the
    # same polynomial, of which the hash keeps other bits. (Two windows whose exact polynomials
    # differ by a multiple of 2^64 would slip through; nothing but malice makes such a pair.)
    residues = [_residue(window) for window in windows]
    relevant = {_residue(window) for window in targets.values()}
    hashes: dict[str, int] = {}
    seen: Counter[int] = Counter()
    answer = {}
    for number, (window, residue) in enumerate(zip(windows, residues, strict=True), start=1):
        if residue not in relevant:
            continue
        value = hashes.get(window)
        if value is None:
            value = hashes[window] = _hash(window)
        seen[value] += 1
        if number in targets:
            answer[number] = f"{value:x}:{seen[value]}"
    return answer


def _windows(text: Sequence[str], last: int) -> list[str]:
    """The 100 units from the start of each line up to line `last`, as the algorithm counts lines.

    One line of ours is at least one of the algorithm's, so a prefix of the file is enough: up to
    `last` lines, and then until 100 units are there (a CRLF is two characters and one unit).
    """
    taken, ahead, index = list(text[:last]), 0, last
    while ahead <= 2 * _BLOCK and index < len(text):
        taken.append(text[index])
        ahead += len(text[index].translate(_BLANKS)) + 1
        index += 1
    units = "\n".join(taken)
    units = units.replace("\r\n", "\n").replace("\r", "\n").translate(_BLANKS)
    if not units.isascii():
        units = _ASTRAL.sub(_surrogates, units)
    units += _END_OF_FILE if index >= len(text) else ""
    windows: list[str] = []
    start = 0
    while len(windows) < last:
        windows.append(units[start : start + _BLOCK])
        start = units.find("\n", start) + 1
        if not start:
            break
    return windows


def _surrogates(found: re.Match[str]) -> str:
    code = ord(found[0]) - 0x10000
    return chr(0xD800 + (code >> 10)) + chr(0xDC00 + (code & 0x3FF))


def _residue(window: str) -> int:
    units = window.ljust(_BLOCK, "\0").encode("utf-16-be", "surrogatepass")
    return int.from_bytes(units, "big") % 65499


def _hash(window: str) -> int:
    value: int = sum(map(mul, map(ord, window), _POWERS))
    return value & _MASK
