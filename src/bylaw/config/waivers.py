"""The key `waivers` of bylaw.yaml: how findings may be accepted for a time."""

from __future__ import annotations

from typing import Any, Final, Literal, TypeAlias

from bylaw.dataclass import dataclass

PATH: Final = ".bylaw/waivers.yaml"
"""Where waivers stand if nothing says otherwise."""

Inline: TypeAlias = Literal["off", "note", "warn", "deny"]
"""The highest level of a finding that a comment in the code may accept."""


@dataclass(frozen=True, slots=True)
class WaiverSettings:
    """The key `waivers`. What is None was not said."""

    path: str | None = None
    max_days: int | None = None
    """Days that a waiver, and each renewal of it, may last."""
    max_renewals: int | None = None
    warn_days: int | None = None
    """Days before its end from which a run warns of a waiver."""
    require_ticket: bool = False
    inline: Inline | None = None
    break_glass: tuple[str, ...] = ()
    """Who may let a change pass in an emergency: `@name`, `@organisation/team`."""


def waiver_settings(said: dict[str, Any]) -> WaiverSettings:
    """The key's value, which fits the schema, as data."""
    return WaiverSettings(
        path=said.get("path"),
        max_days=said.get("max_days"),
        max_renewals=said.get("max_renewals"),
        warn_days=said.get("warn_days"),
        require_ticket=said.get("require_ticket", False),
        inline=said.get("inline"),
        break_glass=tuple(said.get("break_glass", ())),
    )
