"""How far findings may be accepted: configuration, and what bounds it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol, get_args

from bylaw.config.waivers import PATH, Inline, WaiverSettings
from bylaw.dataclass import dataclass

if TYPE_CHECKING:
    from bylaw.config.model import Config
    from bylaw.gate.governance import Governance

_INLINE: Final[tuple[Inline, ...]] = get_args(Inline)
"""From the strictest to the mildest."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits in force; see config.waivers.WaiverSettings."""

    max_days: int = 90
    max_renewals: int = 2
    warn_days: int = 14
    require_ticket: bool = False
    inline: Inline = "warn"
    break_glass: tuple[str, ...] = ()


class Bound(Protocol):
    """What an organisation allows at most; what is None is not bounded."""

    @property
    def max_days(self) -> int | None:
        """The longest term of a waiver."""

    @property
    def max_renewals(self) -> int | None:
        """How often one may be renewed."""

    @property
    def inline(self) -> bool | None:
        """Whether comments in the code may accept anything."""

    @property
    def break_glass(self) -> tuple[str, ...] | None:
        """Who may let a change pass in an emergency, and nobody else; empty is nobody."""


def limits_of(governance: Governance) -> Limits:
    """What a governance allows: its configuration, within what the organisation allows."""
    mandate = governance.mandate
    return limits_within(governance.config, mandate.organisation.waivers if mandate else None)


def limits_within(config: Config | None, bound: Bound | None = None) -> Limits:
    """What a configuration allows; with a bound, the stricter of both."""
    said = config.waivers if config else WaiverSettings()
    standard = Limits()
    own = Limits(
        max_days=standard.max_days if said.max_days is None else said.max_days,
        max_renewals=standard.max_renewals if said.max_renewals is None else said.max_renewals,
        warn_days=standard.warn_days if said.warn_days is None else said.warn_days,
        require_ticket=said.require_ticket,
        inline=said.inline or standard.inline,
        break_glass=said.break_glass,
    )
    return own if bound is None else _bounded(own, bound)


def _bounded(own: Limits, bound: Bound) -> Limits:
    def least(mine: int, theirs: int | None) -> int:
        return mine if theirs is None else min(mine, theirs)

    named = own.break_glass
    if bound.break_glass is not None:
        allowed = frozenset(map(str.lower, bound.break_glass))
        named = tuple(one for one in named if one.lower() in allowed)
    return replace(
        own,
        max_days=least(own.max_days, bound.max_days),
        max_renewals=least(own.max_renewals, bound.max_renewals),
        inline="off" if bound.inline is False else own.inline,
        break_glass=named,
    )


def path_of(config: Config | None) -> str:
    """Where the file of waivers is, from the root."""
    named = config.waivers.path if config else None
    return (named or PATH).removeprefix("./")


def allows(limits: Limits, level: str) -> bool:
    """Whether a comment in the code may accept a finding of this level."""
    return level in _INLINE and 0 < _INLINE.index(level) <= _INLINE.index(limits.inline)
