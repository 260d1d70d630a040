"""The identifiers of the SPDX license list: https://spdx.org/licenses/."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

_EXCEPTIONS: Final = "# Exceptions"


@cache
def _sections() -> tuple[tuple[str, ...], tuple[str, ...]]:
    data = Path(__file__).with_name("spdx_ids.txt").read_text("ascii")
    licenses, _, exceptions = data.partition(_EXCEPTIONS)
    return tuple(licenses.split("\n")[1:-1]), tuple(exceptions.split())


def listed() -> tuple[str, ...]:
    """The ids of licenses and of exceptions."""
    licenses, exceptions = _sections()
    return licenses + exceptions


@cache
def licenses() -> Mapping[str, str]:
    """The ids of licenses as the list spells them, by their small letters."""
    return {each.lower(): each for each in _sections()[0]}


@cache
def exceptions() -> Mapping[str, str]:
    """The ids of exceptions as the list spells them, by their small letters."""
    return {each.lower(): each for each in _sections()[1]}
