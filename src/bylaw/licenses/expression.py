"""From the text of a license to what it says: SPDX expressions, and sloppy ones that are certain.

The grammar is annex B of the SPDX specification 3.0: operators in capitals or small letters, ids
without regard to case, `WITH` before `AND` before `OR`. Beyond it `/` between two licenses is `OR`,
as Cargo once had it, and texts of `spellings` stand for ids.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

from bylaw.dataclass import dataclass
from bylaw.licenses.ids import exceptions, licenses
from bylaw.licenses.spellings import DEPRECATED, SPELLINGS

LONGEST: Final = 8_000
"""Characters of a license; what is longer is none that can be read."""
DEEPEST: Final = 40
"""Parentheses within each other."""

_TOKEN: Final = re.compile(r"\s*([()/]|(?:AND|OR|WITH|and|or|with)(?![^\s()]))")
_WORDS: Final = re.compile(r"[^\s()/]+")
_REF: Final = re.compile(
    r"(?:(DocumentRef)-([A-Za-z0-9.-]+):)?(LicenseRef)-([A-Za-z0-9.-]+)", re.IGNORECASE
)
_GNU: Final = re.compile(r"(A?GPL|LGPL|GFDL)-\d", re.IGNORECASE)
_SUFFIX: Final = re.compile(r"(?:-only|-or-later|\+)$", re.IGNORECASE)
_VERSIONED: Final = re.compile(r"(.+?)-(\d{1,9}(?:\.\d{1,9}){0,3})((?:-no)?-invariants)?")
_CLASSIFIER: Final = re.compile(r"License :: (?:OSI Approved :: )?")
_NOBODY: Final = ("unlicensed", "none")


@dataclass(frozen=True, slots=True)
class One:
    """A single license of an expression."""

    id: str
    """The id without `+`, `-only` and `-or-later`; of what is on no list, the text itself."""
    kind: Literal["listed", "reference", "unknown", "nobody"]
    """`nobody`: the text says that there is no license (`UNLICENSED`, `NONE`)."""
    later: bool = False
    """This version of the license or a later one."""
    exception: str = ""
    is_gnu: bool = False
    """Its ids end in `-only` and `-or-later`."""

    @property
    def full(self) -> str:
        """The id as the list has it."""
        if self.is_gnu:
            return f"{self.id}{'-or-later' if self.later else '-only'}"
        return f"{self.id}+" if self.later else self.id

    @property
    def series(self) -> tuple[str, tuple[int, ...]] | None:
        """What its versions have in common, and its own; None where it has no version."""
        found = _VERSIONED.fullmatch(self.id)
        if found is None:
            return None
        numbers = [int(number) for number in found[2].split(".")]
        while len(numbers) > 1 and not numbers[-1]:
            numbers.pop()
        return found[1] + (found[3] or ""), tuple(numbers)


@dataclass(frozen=True, slots=True)
class Joined:
    """Licenses that all hold, or of which one may be chosen."""

    operator: Literal["AND", "OR"]
    parts: tuple[One | Joined, ...]


Expression = One | Joined


class _Malformed(Exception):
    pass


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression | None:
    """What a license says; None where it cannot be read, or says that nobody knows."""
    if len(text) > LONGEST:
        return None
    said = " ".join(_CLASSIFIER.sub("", text, count=1).split())
    if not said or said.upper() == "NOASSERTION":
        return None
    if (meant := SPELLINGS.get(said.lower())) is not None:
        return _one(meant)
    try:
        return _Parser(said).whole()
    except _Malformed:
        return None


class _Parser:
    """A parser by descent, whose depth is bounded."""

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.at = 0
        self.depth = 0

    def whole(self) -> Expression:
        found = self.any()
        if self.at < len(self.tokens):
            raise _Malformed
        return found

    def any(self) -> Expression:
        parts = [self.all()]
        while self.takes("OR", "/"):
            parts.append(self.all())
        return parts[0] if len(parts) == 1 else Joined("OR", tuple(parts))

    def all(self) -> Expression:
        parts = [self.operand()]
        while self.takes("AND"):
            parts.append(self.operand())
        return parts[0] if len(parts) == 1 else Joined("AND", tuple(parts))

    def operand(self) -> Expression:
        if self.takes("("):
            self.depth += 1
            if self.depth > DEEPEST:
                raise _Malformed
            found = self.any()
            self.depth -= 1
            if not self.takes(")"):
                raise _Malformed
            return found
        license_ = _one(self.words())
        return _with(license_, self.words()) if self.takes("WITH") else license_

    def words(self) -> str:
        if self.at == len(self.tokens) or self.tokens[self.at][0]:
            raise _Malformed
        self.at += 1
        return self.tokens[self.at - 1][1]

    def takes(self, *operators: str) -> bool:
        is_one = self.at < len(self.tokens) and self.tokens[self.at][0] in operators
        self.at += is_one
        return is_one


def _tokens(text: str) -> list[tuple[str, str]]:
    """Operators as `(operator, "")`, what stands between them as `("", words)`."""
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        if (token := _TOKEN.match(text, at)) is not None:
            found.append((token[1].upper(), ""))
        else:
            token = _WORDS.search(text, at)
            assert token is not None, "what is neither white space nor an operator is a word"
            if found and not found[-1][0]:
                found[-1] = ("", f"{found[-1][1]} {token[0]}")
            else:
                found.append(("", token[0]))
        at = token.end()
    return found


def _one(text: str) -> One:
    text = SPELLINGS.get(text.lower(), text)
    if (reference := _REF.fullmatch(text)) is not None:
        document = f"DocumentRef-{reference[2]}:" if reference[1] else ""
        return One(f"{document}LicenseRef-{reference[4]}", "reference")
    if text.lower() in _NOBODY:
        return One(text.upper(), "nobody")
    if (replaced := DEPRECATED.get(text.lower())) is not None:
        license_, _, exception = replaced.partition(" WITH ")
        return _with(_one(license_), exception) if exception else _one(license_)
    suffix = _SUFFIX.search(text)
    base = text[: suffix.start()] if suffix else text
    later = suffix is not None and suffix[0].lower() != "-only"
    if _GNU.match(base):
        known = licenses().get(f"{base.lower()}-only")
        if known is not None:
            return One(known.removesuffix("-only"), "listed", later, is_gnu=True)
    if (known := licenses().get(text.lower())) is not None:
        return One(known, "listed")
    if text.endswith("+") and (known := licenses().get(base.lower())) is not None:
        return One(known, "listed", later=True)
    return One(text, "unknown")


def _with(license_: One, exception: str) -> One:
    """An exception that nobody knows may take away as well as add: then all is unknown."""
    known = exceptions().get(exception.lower())
    if known is None:
        return One(f"{license_.full} WITH {exception}", "unknown")
    return One(license_.id, license_.kind, license_.later, known, license_.is_gnu)
