"""Days and times with their zone, as waivers have them."""

from __future__ import annotations

from datetime import datetime, timedelta

from bylaw.dataclass import dataclass

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Moment:
    """A day with its zone, or a time; in seconds since 1970, UTC."""

    text: str
    start: int
    end: int
    """The first second after it: of a day, the next day's first one; of a time, itself."""

    @property
    def shown(self) -> str:
        """Its last second, RFC 3339 with its zone."""
        if len(self.text) > len("2027-01-31+01:00"):
            return self.text
        return f"{self.text[:10]}T23:59:59{self.text[10:].upper()}"


def moment(text: str) -> Moment:
    """Reads `2027-01-31Z`, `2027-01-31+01:00` or an RFC 3339 time. ValueError for any other."""
    is_day = "T" not in text.upper()
    said = f"{text[:10]}T00:00:00{text[10:]}" if is_day else text
    found = datetime.fromisoformat(said.upper())
    if found.tzinfo is None:
        raise ValueError(text)
    start = int(found.timestamp())
    return Moment(text, start, start + DAY if is_day else start)


def day_after(now: int, days: int) -> str:
    """The day that lies so many days after a time, in UTC: `2027-01-31Z`."""
    from datetime import UTC

    return f"{datetime.fromtimestamp(now, UTC) + timedelta(days=days):%Y-%m-%d}Z"
