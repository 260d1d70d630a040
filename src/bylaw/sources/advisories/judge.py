"""What is known of one version: its advisories matched, and merged where they are one weakness."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from bylaw.facts.place import Listing, Unknown
from bylaw.sources.advisories.match import affects, fixes
from bylaw.sources.advisories.record import SEVERITIES, Advisory
from bylaw.sources.services.interface import Vulnerability
from bylaw.versions.version import Version, rank

FACT: Final = "dependency.vulnerabilities"
_URL: Final = "https://osv.dev/vulnerability/"

Known = Sequence[Vulnerability] | Unknown
"""A tuple where all is known; a Listing with a gap where some are certain and others are not."""


def judge(
    advisories: Iterable[Advisory],
    version: str,
    ecosystem: str,
    sure: frozenset[str] = frozenset(),
    lost: Unknown | None = None,
) -> Known:
    """The weaknesses of one version of a package, the worst first.

    Args:
        advisories: All of the package that are known; none is withdrawn.
        version: As the package has it.
        ecosystem: Its purl type.
        sure: Ids of those that affect the version, whatever is found here.
        lost: Why one of them could not be had.
    """
    hits: list[Advisory] = []
    doubts: list[Advisory] = []
    for one in advisories:
        answers = {affects(each, version, ecosystem) for each in one.affected}
        if True in answers or one.id in sure:
            hits.append(one)
        elif None in answers:
            doubts.append(one)
    groups = _groups(hits)
    certain = set().union(*(_names(one) for one in hits)) if hits else set()
    open_ = [one for one in doubts if certain.isdisjoint(_names(one))]
    found = sorted(
        (_merged(group, version, ecosystem) for group in groups),
        key=lambda one: (-SEVERITIES.index(one.severity), -(one.score or 0), one.id),
    )
    gap = lost or (_unclear(open_, version, ecosystem) if open_ else None)
    if gap is None:
        return tuple(found)
    return Listing(tuple(found), (gap,)) if found else gap


def _names(one: Advisory) -> set[str]:
    return {one.id, *one.aliases}


def _groups(hits: Sequence[Advisory]) -> list[list[Advisory]]:
    """Those that name each other, or one third, stand together: aliases go both ways, and on."""
    groups: list[tuple[set[str], list[Advisory]]] = []
    for one in hits:
        names, members = _names(one), [one]
        apart = []
        for group in groups:
            if names.isdisjoint(group[0]):
                apart.append(group)
            else:
                names |= group[0]
                members += group[1]
        groups = [*apart, (names, members)]
    return [members for _, members in groups]


def _merged(group: Sequence[Advisory], version: str, ecosystem: str) -> Vulnerability:
    names = sorted(set().union(*(_names(one) for one in group)), key=_preference)
    recorded = sorted((one.id for one in group), key=_preference)
    best = min(group, key=lambda one: (not one.summary, _preference(one.id)))
    scores = [one.score for one in group if one.score is not None]
    fix = _fix(group, version, ecosystem)
    return Vulnerability(
        names[0],
        tuple(names[1:]),
        max((one.severity for one in group), key=SEVERITIES.index),
        max(scores, default=None),
        None if fix is None else Version(fix, ecosystem),
        best.summary,
        _URL + (names[0] if names[0] in recorded else recorded[0]),
    )


def _preference(id_: str) -> tuple[int, str]:
    """GitHub's id first, then the CVE, then the others."""
    return next((n for n, kind in enumerate(("GHSA-", "CVE-")) if id_.startswith(kind)), 2), id_


def _fix(group: Sequence[Advisory], version: str, ecosystem: str) -> str | None:
    """The lowest version above that none of them affects, by what they say of fixes."""
    affected = [each for one in group for each in one.affected]
    for text in fixes(affected, version, ecosystem):
        if not any(affects(each, text, ecosystem) for each in affected):
            return text
    return None


def _unclear(doubts: Sequence[Advisory], version: str, ecosystem: str) -> Unknown:
    ids = ", ".join(one.id for one in doubts[:3]) + (" and more" if len(doubts) > 3 else "")
    if rank(version, ecosystem) is None:
        why = f"`{version[:80]}` has no place in the order of {ecosystem} versions"
    else:
        why = f"whether {version[:80]} is affected depends on what has no order"
    return Unknown(
        FACT, "not-a-version", f"Advisories exist ({ids}), and {why}.", "Pin a released version."
    )
