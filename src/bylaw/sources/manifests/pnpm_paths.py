"""How versions of pnpm's lock call packages, and how packages refer to each other.

Version 9 says `name@1.0.0(peer@2.0.0)`, 6 `/name@1.0.0(peer@2.0.0)`, 5 `/name/1.0.0_peer@2.0.0`.
What follows the version tells instances of one package apart that see other peers; here they are
one. Packages from elsewhere are called by their address.

Source: `@pnpm/dependency-path` of pnpm, as it was for each of the versions.
"""

from __future__ import annotations

import re
from typing import Final

from bylaw.sources.manifests.npm_specs import split_name

_COMMIT: Final = re.compile(r"[0-9a-f]{40}\Z")


class Paths:
    """Version 9, and what may follow."""

    has_flags = False
    """Whether packages say themselves that they are for development, and may have other names."""

    def plain(self, path: str) -> str:
        """A path or reference without what follows the version."""
        if path[-1:] != ")":
            return path
        if ":" not in path:
            return path[: path.index("(")] if "(" in path else path
        at, depth = len(path) - 1, 0
        while at >= 0:
            char = path[at]
            depth += (char == ")") - (char == "(")
            if depth == 0 and path[at - 1 : at] != ")":
                break
            at -= 1
        return path[:at] if at > 0 else path

    def named(self, path: str) -> tuple[str, str, str]:
        """Name, version or address, and registry of a plain path."""
        return *split_name(path), ""

    def meant(self, name: str, reference: str) -> str:
        """The plain path that a reference means, of a package that is asked for by this name."""
        if "@" not in reference and reference[-1:] != ")":
            return f"{name}@{reference}"
        at = reference.find("@")
        colon, bracket = reference.find(":"), reference.find("(")
        if at == 0 or (at > 0 and (colon < 0 or at < colon) and (bracket < 0 or at < bracket)):
            return self.plain(reference)
        return f"{name}@{self.plain(reference)}"


class Paths6(Paths):
    """Version 6."""

    has_flags = True

    def named(self, path: str) -> tuple[str, str, str]:
        """See Paths."""
        registry, _, rest = path.partition("/")
        return *split_name(rest), registry

    def meant(self, name: str, reference: str) -> str:
        """See Paths."""
        path = self.plain(reference)
        return path if "/" in path or path.startswith("file:") else f"/{name}@{path}"


class Paths5(Paths):
    """Version 5."""

    has_flags = True

    def plain(self, path: str) -> str:
        """See Paths."""
        if "_" not in path or path.startswith("file:"):
            return path
        before, slash, last = path.rpartition("/")
        version = last.partition("_")[0]
        if version[:1].isdigit() or _COMMIT.match(version):
            return before + slash + version
        return path

    def named(self, path: str) -> tuple[str, str, str]:
        """See Paths."""
        registry, _, rest = path.partition("/")
        name, _, version = rest.rpartition("/")
        return name, version, registry

    def meant(self, name: str, reference: str) -> str:
        """See Paths."""
        path = self.plain(reference)
        return path if "/" in path or path.startswith("file:") else f"/{name}/{path}"


def paths_of(version: str) -> Paths:
    """How a lock of this version calls packages: `5.4`, `6.0`, `9.0`."""
    major = version.partition(".")[0]
    return {"5": Paths5, "6": Paths6}.get(major, Paths)()
