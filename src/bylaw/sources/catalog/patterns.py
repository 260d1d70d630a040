"""Many regexes of whole paths at once, in time that hardly grows with their number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

_FEW: Final = 8
"""Patterns that are sooner asked one by one than as a set."""
_MEMORY: Final = 64 << 20
"""Bytes that a set may take; what needs more is asked one by one."""


class Patterns:
    """Says which of some regexes match a whole path; compiled when the first path comes."""

    def __init__(self, regexes: Sequence[str]) -> None:
        """ValueError where RE2 does not take one of them."""
        self._regexes = regexes
        self._set: Any = None
        self._alone: list[Any] = []

    def matching(self, path: str) -> Sequence[int]:
        """The numbers of those that match, in rising order."""
        text = encoded(path)
        if len(self._regexes) > _FEW:
            self._set = self._set or self._built()
            found = self._set.Match(text)
            # The last of the set matches every path: without it, the set ran out of memory.
            if found is not None and len(self._regexes) in found:
                return sorted(at for at in found if at < len(self._regexes))
        self._alone = self._alone or [compiled(regex) for regex in self._regexes]
        return [at for at, one in enumerate(self._alone) if one.fullmatch(text)]

    def _built(self) -> Any:
        import re2

        options = re2.Options()
        options.log_errors = False
        options.max_mem = _MEMORY
        made = re2.Set.FullMatchSet(options)
        for regex in (*self._regexes, "(?s:.*)"):
            made.Add(regex)
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
