"""The protocol of npm's registry: the whole document of a package.

https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md. A version that has a
date and no entry was withdrawn. A registry that gives no `time` does not tell dates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bylaw.sources.registries.interface import MOST_RELEASES, Package, Release, malformed
from bylaw.sources.registries.values import mapping, part, seconds, text
from bylaw.sources.services.interface import Coordinates, Failed

ECOSYSTEMS: Final = ("npm",)
HEADERS: Final[Mapping[str, str]] = {"accept": "application/json"}
_NO_VERSIONS: Final = ("created", "modified", "unpublished")


def addresses(base: str, package: Coordinates) -> list[str]:
    """See interface."""
    scope, slash, name = package.name.partition("/")
    if slash and scope.startswith("@"):
        return [f"{base.rstrip('/')}/@{part(scope[1:])}%2F{part(name)}"]
    return [f"{base.rstrip('/')}/{part(package.name)}"]


def read(package: Coordinates, answers: Sequence[Any | Failed | None]) -> Package:
    """See interface."""
    document = mapping(answers[0])
    times = document.get("time")
    listed = document.get("versions")
    unpublished = mapping(times).get("unpublished")
    if listed is None and unpublished is not None:
        return Package((), status="unpublished")
    if not isinstance(listed, dict) or len(listed) > MOST_RELEASES:
        raise malformed("it has no mapping of `versions`")
    if len(mapping(times)) > MOST_RELEASES + len(_NO_VERSIONS):
        raise malformed(f"it has more than {MOST_RELEASES:,} dates")
    releases = [
        Release(version, seconds(mapping(times).get(version)), False, _is_deprecated(entry))
        for version, entry in listed.items()
    ]
    releases += [
        Release(version, seconds(moment), is_yanked=True)
        for version, moment in mapping(times).items()
        if version not in listed and version not in _NO_VERSIONS
    ]
    newest = text(mapping(document.get("dist-tags")).get("latest"))
    return Package(
        tuple(releases),
        first=seconds(mapping(times).get("created")),
        status="" if listed else "unpublished",
        is_deprecated=_is_deprecated(listed[newest]) if newest in listed else None,
    )


def _is_deprecated(entry: Any) -> bool | None:
    """A text says why it is; an empty one takes that back."""
    said = entry.get("deprecated", False) if isinstance(entry, dict) else None
    return bool(said) if isinstance(said, bool | str) else None
