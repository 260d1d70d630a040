"""The names of packages that many projects use, as they ship with bylaw: one text an ecosystem."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from bylaw.sources.dependencies.names import normal

LISTED: Final = ("cargo", "composer", "gem", "golang", "maven", "npm", "nuget", "pypi")
"""The ecosystems, by purl type, that have a list."""
_MAJOR: Final = re.compile(r"/v\d{1,3}$")


def folded(ecosystem: str, name: str) -> str:
    """A name in small letters; a Go module's without its major version."""
    name = normal(ecosystem, name).lower()
    return _MAJOR.sub("", name) if ecosystem == "golang" else name


@cache
def popular(ecosystem: str) -> Mapping[str, str]:
    """Names as people write them, by their folded form; empty where there is no list."""
    if ecosystem not in LISTED:
        return {}
    path = Path(__file__).parent / "popular" / f"{ecosystem}.txt"
    lines = path.read_text("ascii").splitlines()
    return {folded(ecosystem, name): name for name in lines if not name.startswith("#")}
