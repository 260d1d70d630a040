"""Readings kept between runs, in the git directory, by the ids that git gives contents.

One file for each language, as JSON, which cannot run code. Its name holds a digest of the code that
reads, so that another version of bylaw or of the parser reads again. A file that is broken is made
again; where nothing can be written, nothing is kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from bylaw import __version__
from bylaw.dataclass import dataclass
from bylaw.sources import beside

MOST: Final = 200_000
"""Readings that are kept of one language; beyond it, only those of the last run."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A folder of readings; None keeps nothing."""

    folder: Path | None

    def get(self, module: str) -> dict[str, list[Any]]:
        """Packed readings of a language by the ids of contents."""
        if self.folder is None:
            return {}
        try:
            found = json.loads(self._path(module).read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def put(
        self, module: str, known: Mapping[str, list[Any]], used: Mapping[str, list[Any]]
    ) -> None:
        """Keeps what was known and what was used, written beside and renamed."""
        if self.folder is None:
            return
        readings = {**known, **used}
        if len(readings) > MOST:
            readings = dict(used)
        target = self._path(module)
        if not beside.write(target, json.dumps(readings, separators=(",", ":"))):
            return
        with suppress(OSError):
            for other in target.parent.glob(f"{module}-*.json"):
                if other != target:
                    other.unlink()

    def _path(self, module: str) -> Path:
        assert self.folder is not None
        return self.folder / f"{module}-{_digest()}.json"


@cache
def _digest() -> str:
    """Of what a reading depends on besides the text."""
    from importlib.metadata import PackageNotFoundError, version

    here = Path(__file__).parent
    digest = sha256(__version__.encode())
    with suppress(PackageNotFoundError):
        digest.update(version("ast-grep-py").encode())
    for file in sorted(here.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:24]
