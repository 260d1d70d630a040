"""Whether a package is the one that a waiver names."""

from __future__ import annotations

from urllib.parse import unquote

from bylaw.dataclass import dataclass
from bylaw.verdict.model import Anchor


@dataclass(frozen=True, slots=True)
class _Package:
    """A package URL, taken apart; without a version it is empty."""

    kind: str
    name: str
    version: str


def is_package(said: str, anchor: Anchor) -> bool:
    """Whether a finding is about the package: `name`, `name@version`, or a package URL."""
    if anchor.kind != "dependency":
        return False
    from bylaw.sources.dependencies.names import normal

    found = _of_url(anchor.purl or anchor.key)
    if said.startswith("pkg:"):
        wanted = _of_url(said)
        if wanted.kind != found.kind:
            return False
    else:
        name, at, version = said.rpartition("@")
        wanted = _Package(found.kind, name, version) if at and name else _Package("", said, "")
    same = normal(found.kind, wanted.name) == normal(found.kind, found.name)
    return same and wanted.version in ("", found.version)


def _of_url(purl: str) -> _Package:
    """Namespace and name are joined as the package's ecosystem writes them."""
    kind, _, rest = purl.removeprefix("pkg:").partition("/")
    path, _, version = rest.partition("#")[0].partition("?")[0].partition("@")
    name = unquote(path)
    if kind == "maven":
        group, slash, artifact = name.rpartition("/")
        name = f"{group}:{artifact}" if slash else name
    return _Package(kind.lower(), name, unquote(version))
