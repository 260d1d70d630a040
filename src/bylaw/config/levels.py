"""The key `levels`: steps by rule, glob of rules or pack."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from bylaw.config.document import Document, Path
from bylaw.dataclass import dataclass
from bylaw.lang.diagnostic import Diagnostic

Level: TypeAlias = Literal["deny", "warn", "note", "off"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a level: it applies where all that it names holds."""

    level: Level
    until: str | None = None
    """The last day, ISO 8601, in UTC, on which it applies."""
    branches: tuple[str, ...] = ()
    """Globs of target branches; empty means every branch."""
    paths: tuple[str, ...] = ()
    """Globs of the finding's path; empty means every path."""
    since: str | None = None
    """The first day, ISO 8601, in UTC, on which it applies; only an organisation's file says it."""


Levels: TypeAlias = tuple[tuple[str, tuple[Step, ...]], ...]
"""By rule, glob of rules or pack, in the order written; the first step that applies wins."""


def levels_of(said: dict[str, Any] | None) -> Levels:
    """The key's value, which fits the schema, as data."""
    return tuple((key, _steps(steps)) for key, steps in (said or {}).items())


def place_of(document: Document, at: Path, key: str, index: int) -> Path:
    """Where a step stands: in a list, or alone."""
    whole = (*at, "levels", key, index)
    return whole if whole in document.spans else (*at, "levels", key)


def wrong_levels(document: Document, said: dict[str, Any] | None, at: Path) -> list[Diagnostic]:
    """What the schema cannot tell: days that do not exist, steps that can never apply."""
    found = []
    for key, steps in (said or {}).items():
        listed = steps if isinstance(steps, list) else [steps]
        for index, step in enumerate(listed):
            where = place_of(document, at, key, index)
            days = step if isinstance(step, dict) else {}
            found += [
                document.complaint(
                    "config-value", f"{days[name]} is not a day of the calendar", (*where, name)
                )
                for name in ("from", "until")
                if name in days and not _is_day(days[name])
            ]
            always = isinstance(step, str) or step.keys() == {"level"}
            if always and index + 1 < len(listed):
                found.append(
                    document.complaint(
                        "config-value", "no step after this one can apply", where,
                        help="put the step that always applies last",
                    )
                )  # fmt: skip
    return found


def _is_day(text: str) -> bool:
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _steps(said: Any) -> tuple[Step, ...]:
    return tuple(_step(one) for one in (said if isinstance(said, list) else [said]))


def _step(said: Any) -> Step:
    if isinstance(said, str):
        return Step(said)  # type: ignore[arg-type]
    return Step(
        said["level"],
        said.get("until"),
        _globs(said, "branch"),
        _globs(said, "path"),
        said.get("from"),
    )


def _globs(said: dict[str, Any], key: str) -> tuple[str, ...]:
    value = said.get(key, ())
    return (value,) if isinstance(value, str) else tuple(value)
