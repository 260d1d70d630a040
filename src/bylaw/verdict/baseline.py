"""The baseline: findings that stood before a rule came are tolerated, and only grow fewer.

A finding is known by its rule's oldest id, its path, what it is about, and how many equals there
are: the parts of its identity (product.md, Identity and places). What the change itself writes is
never tolerated, however much it looks like what stood before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from bylaw.dataclass import dataclass
from bylaw.verdict.identity import oldest_id
from bylaw.verdict.model import Inconclusive, JudgedFinding, RuleCard, Suppression

Key: TypeAlias = tuple[str, str, str]
"""Rule, path and subject."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Findings that are tolerated."""

    rule: str
    """The rule's oldest id."""
    path: str
    subject: str
    count: int
    message: str = ""
    """Of the first of them, where it is there now; no part of the identity, and never kept."""

    @property
    def key(self) -> Key:
        """What it is found by."""
        return self.rule, self.path, self.subject


@dataclass(frozen=True, slots=True)
class Baseline:
    """All that is tolerated, and the file that says so."""

    path: str
    entries: tuple[Entry, ...]

    @property
    def count(self) -> int:
        """How many findings are tolerated."""
        return sum(entry.count for entry in self.entries)


def entries_of(
    findings: Iterable[JudgedFinding], cards: Mapping[str, RuleCard]
) -> tuple[Entry, ...]:
    """What a baseline of these findings holds; one about a change as a whole stands nowhere."""
    counts: Counter[Key] = Counter()
    messages: dict[Key, str] = {}
    for finding in findings:
        if finding.anchor.kind == "change":
            continue
        key = (oldest_id(cards[finding.rule]), finding.place.path, finding.subject)
        counts[key] += 1
        messages.setdefault(key, finding.message)
    return tuple(Entry(*key, count, messages[key]) for key, count in sorted(counts.items()))


class Tolerance:
    """Accepts what the baseline holds, as often as it holds it; see `accept.Acceptance`."""

    def __init__(
        self,
        baseline: Baseline,
        cards: Iterable[RuleCard],
        is_new: Callable[[str, int], bool],
        old_paths: Mapping[str, str],
    ) -> None:
        """Begins with all of it.

        Args:
            baseline: What is tolerated.
            cards: Every loaded rule.
            is_new: Whether the change wrote this line of this file at head.
            old_paths: Path at base by path at head, of files that were renamed.
        """
        self._oldest = {card.id: oldest_id(card) for card in cards}
        self._left = Counter({entry.key: entry.count for entry in baseline.entries})
        self._is_new = is_new
        self._old_paths = old_paths
        self._why = Suppression("baseline", path=baseline.path)

    def of_finding(self, finding: JudgedFinding) -> Suppression | None:
        """See Acceptance."""
        place, kind = finding.place, finding.anchor.kind
        if kind == "change" or place.side == "base":
            return None
        if kind == "line" and self._is_new(place.path, place.line):
            return None
        rule = self._oldest.get(finding.rule, finding.rule)
        for path in (place.path, self._old_paths.get(place.path)):
            key = (rule, path or "", finding.subject)
            if path is not None and self._left[key] > 0:
                self._left[key] -= 1
                return self._why
        return None

    def of_unknown(self, unknown: Inconclusive) -> Suppression | None:
        """Never: what was not seen did not stand before."""
        del unknown
        return None
