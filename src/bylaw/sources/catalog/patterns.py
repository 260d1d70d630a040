"""Many regexes of whole paths at once, in time that hardly grows with their number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

_FEW: Final = 8
"""Patterns that are sooner asked one by one than as a set."""
_MOST: Final = 1_000
"""Patterns of one set."""
_MEMORY: Final = 32 << 20
"""Bytes that a set may take; what needs more is asked one by one."""


class Patterns:
    """Says which of some regexes match a whole path; compiled when the first path comes."""

    def __init__(self, regexes: Sequence[str]) -> None:
        self._parts = [
            _Part(regexes[start : start + _MOST], start) for start in range(0, len(regexes), _MOST)
        ]

    def matching(self, path: str) -> list[int]:
        """The numbers of those that match, in rising order.

        Raises:
            ValueError: RE2 does not take one of them.
        """
        text = encoded(path)
        if len(self._parts) == 1:
            return self._parts[0].matching(text)
        return [number for part in self._parts for number in part.matching(text)]


class _Part:
    """As many regexes as a set takes."""

    def __init__(self, regexes: Sequence[str], start: int) -> None:
        self._regexes = regexes
        self._start = start
        self._set: Any = None
        self._alone: list[Any] = []

    def matching(self, text: str) -> list[int]:
        """The numbers of those that match, counted from the start."""
        if len(self._regexes) > _FEW:
            self._set = self._set or self._built()
            found = self._set.Match(text)
            # The last of the set matches every path: without it, the set ran out of memory.
            if found is not None and len(self._regexes) in found:
                return sorted(self._start + at for at in found if at < len(self._regexes))
        self._alone = self._alone or [compiled(regex) for regex in self._regexes]
        return [self._start + at for at, one in enumerate(self._alone) if one.fullmatch(text)]

    def _built(self) -> Any:
        import re2

        options = re2.Options()
        options.log_errors = False
        options.max_mem = _MEMORY
        made = re2.Set.FullMatchSet(options)
        try:
            for regex in (*self._regexes, "(?s:.*)"):
                made.Add(regex)
        except re2.error as error:
            raise ValueError(str(error)) from None
        made.Compile()
        return made


def compiled(regex: str) -> Any:
    """A regex of RE2's. ValueError where it takes none of it."""
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(regex, options)
    except re2.error as error:
        raise ValueError(str(error)) from None


def encoded(path: str) -> str:
    """A path as RE2 takes it: undecodable bytes are `?`."""
    return path if path.isascii() else path.encode("utf-8", "replace").decode()
