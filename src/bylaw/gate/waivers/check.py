"""Whether waivers keep to their limits, and name rules that are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from bylaw.config.moments import DAY
from bylaw.dataclass import dataclass
from bylaw.gate.guarded import PACK
from bylaw.gate.waivers.limits import Limits
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs.glob import matcher
from bylaw.verdict.model import RuleCard

if TYPE_CHECKING:
    from bylaw.config.waiver_file import Waiver, WaiverFile


@dataclass(frozen=True, slots=True)
class Names:
    """The rules of a run by all their names, and its packs."""

    rules: dict[str, frozenset[str]]
    """Ids by the id itself, and by what it was called before where no rule is called so now."""
    packs: frozenset[str]

    @classmethod
    def of(cls, cards: Iterable[RuleCard]) -> Names:
        """The names of these rules."""
        every = {card.id: card for card in cards}
        rules: dict[str, set[str]] = {name: {name} for name in every}
        for card in every.values():
            for name in card.formerly:
                if name not in every:
                    rules.setdefault(name, set()).add(card.id)
        names = {name: frozenset(ids) for name, ids in rules.items()}
        return cls(names, frozenset(name.partition("/")[0] for name in names))

    def meant(self, waiver: Waiver) -> frozenset[str]:
        """The ids of the rules that a waiver is for. ValueError where its glob is none."""
        if not waiver.is_glob:
            return self.rules.get(waiver.rule, frozenset())
        matches = matcher([waiver.rule or f"{waiver.pack}/*"])
        return frozenset(id_ for name, ids in self.rules.items() if matches(name) for id_ in ids)


def is_beyond(name: str) -> bool:
    """Whether a rule or pack is one that nobody lets go for good: what judges is kept by it."""
    return name.partition("/")[0] == PACK


def unknown_rules(file: WaiverFile, names: Names) -> Iterator[Diagnostic]:
    """Waivers that name no rule of the run."""
    from bylaw.lang.suggest import nearest

    for waiver in file.waivers:
        key = "rule" if waiver.rule else "pack"
        said = waiver.rule or waiver.pack
        try:
            if names.meant(waiver):
                continue
        except ValueError as error:
            yield _at(file, waiver, key, str(error), code="config-value")
            continue
        near = nearest(said, names.rules if waiver.rule else names.packs)
        what = (
            "is no pack" if waiver.pack else "matches no rule" if waiver.is_glob else "is no rule"
        )
        yield file.document.complaint(
            "unknown-rule", f"`{said}` {what} of this run", ("waivers", waiver.at, key),
            label=f"did you mean `{near}`?" if near else "",
            help="`bylaw rules` lists them; take the waiver out if the rule is gone",
        )  # fmt: skip


def over_limits(file: WaiverFile, limits: Limits) -> Iterator[Diagnostic]:
    """What of the file goes beyond its limits, or cannot be used."""
    for waiver in file.waivers:
        if is_beyond(waiver.rule or waiver.pack):
            message = f"rules of the pack `{PACK}` are not waived"
            help = "let an owner agree, as its rules ask"
            yield _at(file, waiver, "rule" if waiver.rule else "pack", message, help)
        if waiver.paths:
            try:
                matcher(waiver.paths)
            except ValueError as error:
                yield _at(file, waiver, "path", str(error), code="config-value")
        yield from _too_long(file, waiver, limits)
        if waiver.renewals > limits.max_renewals:
            said = f"it is renewed {_times(waiver.renewals)}, and at most {limits.max_renewals} "
            help = "mend what it accepts, or ask for a new decision of those who set the limit"
            yield _at(file, waiver, "renewed", f"{said}are allowed", help)
        if limits.require_ticket and not waiver.ticket:
            help = "add `ticket:`, where it is followed up"
            yield _at(file, waiver, "", "a waiver here names a ticket", help)


def _too_long(file: WaiverFile, waiver: Waiver, limits: Limits) -> Iterator[Diagnostic]:
    """Each term may last so many days: from `created` to the first end, from end to end."""
    start = waiver.created
    if waiver.expires.end <= start.start:
        yield _at(file, waiver, "expires", "it ends before it was created")
        return
    skipped = waiver.renewals - len(waiver.earlier)
    begin, days = start.start + DAY, limits.max_days * (1 + skipped)
    for end in (*waiver.earlier, waiver.expires):
        if end.end > begin + days * DAY:
            last = waiver.expires is end
            help = f"at most {limits.max_days} days are allowed after it was "
            help += "renewed" if waiver.renewals else "created"
            key = "expires" if last else "renewed"
            yield _at(file, waiver, key, "the waiver lasts too long", help)
            return
        begin, days = end.end, limits.max_days


def _at(
    file: WaiverFile, waiver: Waiver, key: str, message: str, help: str = "", code: str = ""
) -> Diagnostic:
    at: tuple[str | int, ...] = ("waivers", waiver.at)
    at = (*at, key) if key else at
    return file.document.complaint(code or "bad-waiver", message, at, help=help)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
