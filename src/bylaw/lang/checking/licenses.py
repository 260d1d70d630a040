"""The right side of `satisfies`: SPDX license expressions and version ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bylaw.lang.checking.patterns import Mistake
from bylaw.licenses.ids import listed

_WORD: Final = re.compile(r"\s*(?:([()])|([^\s()]+))")
_LICENSE: Final = re.compile(
    r"(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+|[A-Za-z0-9.-]+\+?"
)
_RANGE: Final = re.compile(
    r"""(?:
        v?[0-9][\w.+-]*?\.\.[.<]v?[0-9][\w.+-]*                          # 1.0.0..<2.0.0 of Swift
      | (?:===|==|!=|<>|<=|>=|=<|=>|~=|~>|~|\^|<|>|=|!)?\s*v?[0-9*xX][\w.*+!-]*  # >=1.4  ^1.2  1.x
        (?:@(?:stable|RC|beta|alpha|dev))?                               # 1.2@beta of Composer
        (?:\s+-\s+v?[0-9*xX][\w.*+-]*)?                                 # 1.2 - 2.0
      | [\[(]\s*[\w.+-]*\s*(?:,\s*[\w.+-]*\s*)?[\])]                     # [1.0,2.0)
      | any\b                                                           # of pub
    )""",
    re.VERBOSE,
)
_SEPARATOR: Final = re.compile(r"\s*(?:,|\|\|?)\s*|\s+(?:and|or)\s+|\s+|(?=[<>=!~^])|$")


def license_mistake(text: str) -> Mistake | None:
    """What is wrong with the form of an SPDX license expression.

    The grammar is annex D of the SPDX specification 2.3.
    """
    depth: list[int] = []
    operand = True
    last = ("", 0, 0)
    for word, start, end in _words(text):
        last = (word, start, end)
        if word == "(":
            if not operand:
                return Mistake("`AND` or `OR` is missing before `(`", start, end)
            depth.append(start)
        elif word == ")":
            if operand:
                return Mistake("a license is missing before `)`", start, end)
            if not depth:
                return Mistake("this `)` closes nothing", start, end)
            depth.pop()
        elif word in ("AND", "OR", "WITH"):
            if operand:
                return Mistake(f"a license is missing before `{word}`", start, end)
            operand = True
        elif word.upper() in ("AND", "OR", "WITH"):
            return Mistake(
                f"`{word}` is written in capitals", start, end, f"write `{word.upper()}`"
            )
        elif not operand:
            message = f"`AND` or `OR` is missing before `{word}`"
            return Mistake(message, start, end, "licenses are joined: `MIT OR Apache-2.0`")
        elif not _LICENSE.fullmatch(word):
            return Mistake(f"`{word}` is not a license id", start, end, "for example `Apache-2.0`")
        else:
            operand = False
    if operand:
        message = f"a license is missing after `{last[0]}`" if last[0] else "a license is missing"
        return Mistake(message, last[1], last[2])
    if depth:
        return Mistake("this `(` is never closed", depth[-1], depth[-1] + 1)
    return None


def unlisted(text: str) -> Iterator[tuple[str, int, int]]:
    """The license and exception ids of an expression that the SPDX list does not have."""
    known = {each.lower() for each in listed()}
    for word, start, end in _words(text):
        plain = word.removesuffix("+")
        if word not in ("(", ")", "AND", "OR", "WITH") and "LicenseRef-" not in word:  # noqa: SIM102
            if plain.lower() not in known:
                yield word, start, end


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    for found in _WORD.finditer(text):
        group = 1 if found[1] else 2
        yield found[group], found.start(group), found.end(group)


def range_mistake(text: str) -> Mistake | None:
    """What is wrong with the form of a version range; the ecosystem decides what it means."""
    if not text.strip():
        return Mistake("a version range is missing", 0, 0, 'for example `">=1.4,<2"`')
    at = 0
    while at < len(text):
        found = _RANGE.match(text, at)
        if found is None:
            end = next((i for i in range(at, len(text)) if text[i] in " ,|"), len(text))
            message = f"`{text[at:end]}` is not a version range"
            return Mistake(message, at, max(end, at + 1), 'for example `">=1.4,<2"` or `"^1.2"`')
        at = found.end()
        separator = _SEPARATOR.match(text, at)
        if separator is None:
            return Mistake(f"`{text[at:]}` does not belong to a version range", at, len(text))
        at = separator.end()
        if at == len(text) and separator[0].strip():
            return Mistake("a version range is missing at the end", at - 1, at)
    return None
