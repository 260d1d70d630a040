"""How the verdict of a change's own policies differs from that of those which judge it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from bylaw.dataclass import dataclass
from bylaw.gate.policies import Policies
from bylaw.verdict.model import RuleCard, Verdict
from bylaw.verdict.weigh import LEVELS

_MOST: Final = 3
"""Names that a sentence lists."""


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules and parameters of a repository, those of projects by their names too."""

    cards: Mapping[str, RuleCard]
    """At the levels in force."""
    bound: Mapping[str, Any]


def rules_of(whole: Policies, parts: Iterable[tuple[str, Policies]]) -> Rules:
    """The rules of the whole repository, and of each of its projects by name."""
    cards: dict[str, RuleCard] = {}
    bound: dict[str, Any] = {}
    for project, policies in (("", whole), *parts):
        tail = f" in {project}" if project else ""
        levels = policies.settings.levels
        for card in policies.cards:
            cards[card.id + tail] = replace(card, level=levels.get(card.id, card.level))
        bound |= {name + tail: value for name, value in policies.bound.items()}
    return Rules(cards, bound)


def compared(before: Verdict, after: Verdict, now: Rules, then: Rules) -> tuple[str, ...]:
    """What the change's own policies would say, and how they differ from those that judge.

    Args:
        before: The verdict by what judges.
        after: The verdict by the change's own.
        now: The rules that judge.
        then: Those that would.
    """
    count = len(after.findings)
    counted = "no finding" if not count else f"{count:,} finding{'s'[: count != 1]}"
    more = _findings(before, after)
    tail = f" ({more})" if more else ""
    rules = _rules(now, then)
    found = (f"Its own policies would say: {after.outcome}, {counted}{tail}.",)
    return (*found, f"They would {rules}.") if rules else found


def _findings(before: Verdict, after: Verdict) -> str:
    """Findings that only one of two verdicts has, by rule."""
    old = Counter((each.rule, each.fingerprint) for each in before.findings)
    new = Counter((each.rule, each.fingerprint) for each in after.findings)
    come, gone = _by_rule(new - old), _by_rule(old - new)
    found = [f"new: {_counted(come)}"] if come else []
    found += [f"gone: {_counted(gone)}"] if gone else []
    return "; ".join(found)


def _by_rule(found: Iterable[tuple[str, str]]) -> Counter[str]:
    return Counter(rule for rule, _ in found)


def _counted(rules: Counter[str]) -> str:
    ordered = sorted(rules.items(), key=lambda each: (-each[1], each[0]))
    return _few([f"{count:,} {rule}" for rule, count in ordered])


def _rules(now: Rules, then: Rules) -> str:
    """What the change makes of the rules: what they lose first."""
    old = {name: card.level for name, card in now.cards.items()}
    new = {name: card.level for name, card in then.cards.items()}
    both = sorted(old.keys() & new.keys())
    lower = [rule for rule in both if LEVELS[new[rule]] < LEVELS[old[rule]]]
    higher = [rule for rule in both if LEVELS[new[rule]] > LEVELS[old[rule]]]
    rewritten = [rule for rule in both if now.cards[rule].source != then.cards[rule].source]
    params = [
        name
        for name in sorted(now.bound.keys() & then.bound.keys())
        if now.bound[name] != then.bound[name]
    ]
    parts = (
        ("drop or silence", sorted(old.keys() - new.keys())),
        ("lower", [f"{rule} from {old[rule]} to {new[rule]}" for rule in lower]),
        ("raise", [f"{rule} from {old[rule]} to {new[rule]}" for rule in higher]),
        ("rewrite", rewritten),
        ("set", [f"{name} to {_value(then.bound[name])}" for name in params]),
        ("add", sorted(new.keys() - old.keys())),
    )
    return "; ".join(f"{verb} {_few(names)}" for verb, names in parts if names)


def _value(ir: Any) -> str:
    """A parameter's value, as people write it; the kind of value where it is a long one."""
    from bylaw.lang.render import visible

    match ir:
        case ["lit", bool(value)]:
            return str(value).lower()
        case ["lit" | "date", value] | ["regex", value, *_]:
            return visible(str(value)[:40])
        case ["size", int(value)]:
            return f"{value:,} bytes"
        case ["duration", int(value)]:
            return f"{value:,} s"
        case ["glob" | "list", [*values]]:
            return f"a list of {len(values)}"
    return "another value"


def _few(names: Sequence[str]) -> str:
    more = len(names) - _MOST
    return ", ".join(names[:_MOST]) + (f" and {more} more" if more > 0 else "")
