"""How far findings may be accepted: configuration, and what bounds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, get_args

from bylaw.config.waivers import PATH, Inline, WaiverSettings
from bylaw.dataclass import dataclass

if TYPE_CHECKING:
    from bylaw.config.model import Config

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


def limits_of(config: Config | None, bound: WaiverSettings | None = None) -> Limits:
    """What a configuration allows.

    Args:
        config: The configuration that governs.
        bound: What somebody above it allows at most, such as an organisation: the stricter of
            both counts. `break_glass` of it, where it names anybody, is who may at all.
    """
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


def _bounded(own: Limits, bound: WaiverSettings) -> Limits:
    def least(mine: int, theirs: int | None) -> int:
        return mine if theirs is None else min(mine, theirs)

    allowed = frozenset(map(str.lower, bound.break_glass))
    return Limits(
        max_days=least(own.max_days, bound.max_days),
        max_renewals=least(own.max_renewals, bound.max_renewals),
        warn_days=own.warn_days if bound.warn_days is None else max(own.warn_days, bound.warn_days),
        require_ticket=own.require_ticket or bound.require_ticket,
        inline=min(own.inline, bound.inline or own.inline, key=_INLINE.index),
        break_glass=tuple(one for one in own.break_glass if not allowed or one.lower() in allowed),
    )


def path_of(config: Config | None) -> str:
    """Where the file of waivers is, from the root."""
    named = config.waivers.path if config else None
    return (named or PATH).removeprefix("./")


def allows(limits: Limits, level: str) -> bool:
    """Whether a comment in the code may accept a finding of this level."""
    return level in _INLINE and 0 < _INLINE.index(level) <= _INLINE.index(limits.inline)
