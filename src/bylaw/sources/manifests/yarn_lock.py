"""`yarn.lock`, of Yarn 1 and of later ones: two formats under one name."""

from __future__ import annotations

import re
from typing import Final

from bylaw.sources.manifests.interface import Reading, Source
from bylaw.sources.manifests.load import load_text

_MODERN: Final = re.compile(r"^[\"']?__metadata[\"']?[ \t]*:", re.MULTILINE)


def read(file: Source) -> Reading:
    """The packages of Yarn's lock."""
    text = load_text(file)
    if _MODERN.search(text):
        from bylaw.sources.manifests.yarn_berry import read_berry

        return read_berry(file)
    from bylaw.sources.manifests.yarn_classic import read_classic

    return read_classic(text, file)
