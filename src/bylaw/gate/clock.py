"""The time of judgement: a recorded input."""

from __future__ import annotations

from bylaw.gate.errors import wrong_request


def moment(text: str | None) -> int:
    """Seconds since 1970, UTC, of an RFC 3339 time or a day; the clock's now for None.

    Raises Wrong where the text is neither. A time without an offset is UTC.
    """
    if text is None:
        from time import time

        return int(time())
    from datetime import UTC, datetime

    try:
        said = datetime.fromisoformat(text)
    except ValueError:
        raise wrong_request(
            f"--now {text} is not a time",
            help="write it like 2026-12-31 or 2026-12-31T12:00:00Z",
        ) from None
    return int((said if said.tzinfo else said.replace(tzinfo=UTC)).timestamp())


def shown(now: int) -> str:
    """RFC 3339, in UTC."""
    from time import gmtime, strftime

    return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(now))
