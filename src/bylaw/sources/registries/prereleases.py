"""Which versions are pre-releases, by the rules of their ecosystem."""

from __future__ import annotations

import re
from typing import Final

_MAVEN: Final = re.compile(
    r"(?:^|[.\-_+\d])(?:alpha|beta|milestone|rc|cr|snapshot|preview|ea|pre|dev|[abm](?=\d))"
    r"(?=$|[.\-_+\d])",
    re.IGNORECASE,
)
_LETTER: Final = re.compile(r"[a-zA-Z]")


def is_prerelease(version: str, ecosystem: str) -> bool:
    """Whether a version is one that comes before a release.

    Args:
        version: One that has an order in its ecosystem.
        ecosystem: The purl type.
    """
    if ecosystem == "pypi":
        from packaging.version import InvalidVersion, Version

        try:
            return Version(version).is_prerelease
        except InvalidVersion:
            return True
    if ecosystem == "maven":
        return _MAVEN.search(version) is not None
    if ecosystem == "gem":  # Gem::Version: any letter makes one
        return _LETTER.search(version) is not None
    return "-" in version.partition("+")[0]
