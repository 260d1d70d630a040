"""Licenses: what their SPDX expressions allow and mention.

Whatever is not certain is None: an id that is on no list, a text that is no expression,
`NOASSERTION`.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Final

from bylaw.dataclass import dataclass

LONGEST_PATTERN: Final = 500


@dataclass(frozen=True, slots=True)
class License:
    """The license of a package, as a value of the language; it prints as its text."""

    text: str

    def __str__(self) -> str:
        return self.text


def satisfies(license: str, allowed: str) -> bool | None:
    """Whether a license can be complied with by licenses that are allowed alone.

    Of `OR` one part has to be allowed, of `AND` all. A later version is allowed where `or-later` or
    `+` says so, on either side. A license with an exception is allowed where the license alone is:
    the exceptions of the list only permit more. `LicenseRef-…` is allowed by itself alone;
    `UNLICENSED` and `NONE` by nothing.

    Args:
        license: What the package states.
        allowed: The licenses that are allowed, joined by `OR`; `AND` between them says the same.

    Returns:
        None where it cannot be told.
    """
    from bylaw.licenses.allowing import allows
    from bylaw.licenses.expression import parse

    stated, listed = parse(license), parse(allowed)
    return None if stated is None or listed is None else allows(stated, listed)


def mentions(license: str, pattern: str) -> bool | None:
    """Whether a license or exception of an expression has a name of a shape: `GPL-*`.

    Ids are compared without regard to case, and by each of their spellings: `GPL-2.0` and
    `GPL-2.0-only` are one license.

    Returns:
        None where no name of this shape is found and a part of the license is unknown.
    """
    from bylaw.licenses.allowing import names

    if len(pattern) > LONGEST_PATTERN:
        return None
    known, is_whole = names(license)
    shape = pattern.strip().lower()
    if any(fnmatchcase(name, shape) for name in known):
        return True
    return False if is_whole else None
