"""Who brings a package in, from the comments `# via` that pip-compile and uv write.

```
idna==3.7
    # via
    #   -r requirements.in
    #   requests
```

`-r FILE` and `NAME (FILE)` are manifests that ask for it themselves, `-c FILE` only narrows it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from bylaw.sources.manifests.interface import Entry
from bylaw.sources.manifests.python_lock import MOST_ALIKE
from bylaw.sources.manifests.python_names import normal

_VIA: Final = re.compile(r"#\s*via(?:\s+(\S.*))?")
_ITEM: Final = re.compile(r"#\s+(\S.*)")


class Vias:
    """Reads the comments of one file."""

    def __init__(self, said: dict[int, list[str]]) -> None:
        self.said = said
        """What was said, by the number of the entry."""
        self._entry = -1
        self._is_list = False

    def entry(self, number: int, comment: str) -> None:
        """An entry begins, with the comment behind it."""
        self._entry, self._is_list = number, False
        self.comment(comment)

    def comment(self, text: str) -> None:
        """A comment behind or below an entry."""
        if self._entry < 0:
            return
        if found := _VIA.fullmatch(text):
            items = found[1] or ""
            self.said.setdefault(self._entry, []).extend(items.split(",") if items else ())
            self._is_list = not items
        elif self._is_list and (found := _ITEM.fullmatch(text)):
            self.said[self._entry].append(found[1])
        else:
            self._is_list = False


def linked(entries: Sequence[Entry], said: Mapping[int, Sequence[str]]) -> list[Entry]:
    """Entries that know what they bring in, and whether the project asks for them itself.

    Args:
        entries: The entries in the order of the file.
        said: Who brings an entry in, by its number; one that is not there is asked for.
    """
    counts: dict[str, int] = {}
    brings: dict[str, dict[str, None]] = {}
    keyed: list[tuple[Entry, str, bool, bool]] = []
    for number, entry in enumerate(entries):
        counts[entry.name] = count = counts.get(entry.name, 0) + 1
        key = entry.name if count == 1 else f"{entry.name}#{count}"
        parents = [each.strip() for each in said.get(number, ())]
        names = [each for each in parents if not each.startswith("-") and " (" not in each]
        is_asked = any(each.startswith("-r") or " (" in each for each in parents)
        is_linked = count <= MOST_ALIKE
        keyed.append((entry, key, is_asked or not names, is_linked))
        for name in names if is_linked else ():
            brings.setdefault(normal(name.partition("[")[0]), {})[key] = None
    return [
        replace(
            entry,
            key=key,
            direct=is_direct,
            requires=tuple(each for each in brings.get(entry.name, ()) if each != key)
            if is_linked
            else (),
        )
        for entry, key, is_direct, is_linked in keyed
    ]
