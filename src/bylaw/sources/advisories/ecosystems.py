"""What OSV calls ecosystems and packages: https://ossf.github.io/osv-schema/#defined-ecosystems."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from bylaw.sources.dependencies.names import normal

OSV: Final = {
    "cargo": "crates." + "io",  # OSV's name for it; no address
    "composer": "Packagist",
    "gem": "RubyGems",
    "githubactions": "GitHub Actions",
    "golang": "Go",
    "hex": "Hex",
    "maven": "Maven",
    "npm": "npm",
    "nuget": "NuGet",
    "pub": "Pub",
    "pypi": "PyPI",
    "swift": "SwiftURL",
}
"""From a purl type to OSV's ecosystem. Of types that are not here OSV has no advisories."""

TYPES: Final = {name: kind for kind, name in OSV.items()}

_SCHEME: Final = re.compile(r"^[A-Za-z+]+://(?:[^/@]*@)?|^git@")


def type_of(word: str) -> str | None:
    """The purl type that a word names: itself, or OSV's ecosystem, in any case; None if none.

    What stands behind a colon, a release or a repository, does not count: `Maven:https://…`.
    """
    if word in TYPES:
        return TYPES[word]
    base = word.partition(":")[0].lower()
    if base in OSV:
        return base
    return next((kind for kind, name in OSV.items() if name.lower() == base), None)


@lru_cache(maxsize=1 << 14)
def lookup_name(ecosystem: str, name: str) -> str:
    """A name in the form under which both a manifest's and OSV's spelling are found.

    Args:
        ecosystem: The purl type.
        name: As a manifest or OSV has it.
    """
    name = normal(ecosystem, name)
    if ecosystem == "githubactions":  # OSV knows repositories; an action may stand deeper in one
        return "/".join(name.split("/")[:2])
    if ecosystem == "cargo":  # the registry has no two names that differ in these alone
        return name.lower().replace("_", "-")
    return plain_address(name).lower() if ecosystem == "swift" else name


def plain_address(url: str) -> str:
    """The address of a repository without scheme, user and `.git`: `github.com/vapor/leaf`."""
    return _SCHEME.sub("", url).replace(":", "/").removesuffix("/").removesuffix(".git")
