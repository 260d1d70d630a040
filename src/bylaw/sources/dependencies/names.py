"""Names of packages: when two are one, and their package URLs."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

_PEP_503: Final = re.compile(r"[-_.]+")
_FOLDED: Final = frozenset(
    ("composer", "nuget", "githubactions", "docker", "conda", "helm", "terraform", "gitlab")
)


@cache
def normal(ecosystem: str, name: str) -> str:
    """A name in the form in which its ecosystem compares names."""
    if ecosystem == "pypi":
        return _PEP_503.sub("-", name).lower()
    return name.lower() if ecosystem in _FOLDED else name


def purl(ecosystem: str, name: str, version: str | None = None) -> str:
    """The package URL of a package (ECMA-427); of its version where there is one."""
    from packageurl import PackageURL

    namespace, plain = _split(ecosystem, name)
    try:
        return PackageURL(ecosystem, namespace, plain, version or None).to_string()
    except ValueError:  # a name that no package can have
        return PackageURL("generic", None, name or "unnamed", version or None).to_string()


def _split(ecosystem: str, name: str) -> tuple[str | None, str]:
    """Namespace and name, by the purl type's own rules."""
    if ecosystem == "maven":
        group, colon, artifact = name.partition(":")
        return (group, artifact) if colon else (None, name)
    if ecosystem in ("pypi", "cargo", "gem", "nuget", "conda", "hex", "pub"):
        return None, name
    namespace, _, plain = name.rpartition("/")
    return namespace or None, plain
