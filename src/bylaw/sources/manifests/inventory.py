"""What the formats of software bills of materials have in common: parts, and what needs what.

The ecosystem of a part is the type of its package URL; a part without one is `generic`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.manifests.interface import Ask, Entry, Origin, Problem, Reading, Scope
from bylaw.sources.manifests.references import plain_address
from bylaw.sources.manifests.regions import Region

_FLAT: Final = frozenset(("pypi", "cargo", "gem", "nuget", "conda", "hex", "pub"))
"""Types whose names have no namespace."""
_LONGEST: Final = 4096
"""Characters of a package URL."""


@dataclass(slots=True)
class Part:
    """A component or package as its document has it."""

    ref: str
    """What other parts call it; empty where it has no such name."""
    name: str
    region: Region
    version: str = ""
    purl: str = ""
    scope: Scope = "runtime"
    hashes: list[str] = field(default_factory=list)
    """Each as `algorithm:value`."""
    license: str | None = None
    address: str = ""
    """Where it was fetched from, as far as no package URL says it."""
    is_member: bool = False
    """It is a part of the project itself."""


def reading(
    parts: Sequence[Part],
    needs: Mapping[str, Collection[str]],
    roots: Iterable[str],
    problems: list[Problem],
    name: str = "",
) -> Reading:
    """The reading of a document.

    Args:
        parts: What it lists, without the project itself.
        needs: What each part, and the project, needs directly, by their refs.
        roots: The refs of what the document is about.
        problems: What could not be read so far.
        name: The project's name.
    """
    keys: dict[str, Part] = {}
    for number, part in enumerate(parts):
        key = part.ref or f"#{number}"
        if key in keys:
            message = f"`{key[:80]}` names two components"
            problems.append(Problem(message, part.region.line, part.region.column))
            while key in keys:
                key = f"{key}#{number}"
        keys[key] = part
    asked = dict.fromkeys(
        ref for root in roots for ref in needs.get(root, ()) if ref in keys
    )  # fmt: skip
    entries = [
        _entry(key, part, needs.get(key, ()), keys, asked, problems) for key, part in keys.items()
    ]
    by_key = {entry.key: entry for entry in entries}
    asks = tuple(
        Ask(by_key[key].name, key, scope=by_key[key].scope) for key in asked
    )  # fmt: skip
    return Reading(tuple(entries), tuple(problems), name, asks or None)


def _entry(
    key: str,
    part: Part,
    needs: Collection[str],
    keys: Mapping[str, Part],
    asked: Mapping[str, None],
    problems: list[Problem],
) -> Entry:
    line, column, end_line, end_column = part.region
    ecosystem, name, version, address = _identity(part, problems)
    source: Origin = "registry"
    if part.is_member:
        source = "workspace"
    elif (address := address or part.address).startswith(("git+", "git:")):
        source = "git"
    elif address and ecosystem == "generic":
        source = "url"
    elif address == part.address:
        address = ""
    return Entry(
        name=name,
        ecosystem=ecosystem,
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
        version=version or None,
        scope=part.scope,
        source=source,
        location=plain_address(address),
        integrity=" ".join(part.hashes) or None,
        license=part.license,
        direct=key in asked if asked else None,
        key=key,
        requires=tuple(dict.fromkeys(ref for ref in needs if ref in keys and ref != key)),
    )


def _identity(part: Part, problems: list[Problem]) -> tuple[str, str, str, str]:
    """Ecosystem, name, version and address of a part, by its package URL where there is one."""
    from packageurl import PackageURL

    if not part.purl:
        return "generic", part.name, part.version, ""
    try:
        if len(part.purl) > _LONGEST:
            raise ValueError
        purl = PackageURL.from_string(part.purl)
    except ValueError:
        message = f"`{part.purl[:80]}` is no package URL"
        problems.append(Problem(message, part.region.line, part.region.column))
        return "generic", part.name or part.purl[:200], part.version, ""
    name = purl.name
    if purl.namespace and purl.type not in _FLAT:
        name = f"{purl.namespace}{':' if purl.type == 'maven' else '/'}{name}"
    if purl.subpath and purl.type == "githubactions":
        name = f"{name}/{purl.subpath}"
    said = purl.qualifiers if isinstance(purl.qualifiers, dict) else {}
    address = said.get("vcs_url") or said.get("download_url") or said.get("repository_url") or ""
    return purl.type, name, purl.version or part.version, address


def hash_of(algorithm: str, value: str) -> str:
    """A hash as `sha256:value`, whatever its document calls the algorithm; empty for none."""
    name = algorithm.lower().removeprefix("hashalgorithm_").replace("sha-", "sha").strip()
    return f"{name}:{value.strip()}" if name and value.strip() else ""


def licenses_of(texts: Sequence[str]) -> str | None:
    """Several licenses as one expression; None for none.

    Documents do not say whether all of several licenses hold or one is to be chosen. All is what
    never calls a license allowed that is not.
    """
    found = list(dict.fromkeys(text.strip() for text in texts if text.strip()))
    if len(found) < 2:
        return found[0] if found else None
    return " AND ".join(f"({text})" if " " in text else text for text in found)
