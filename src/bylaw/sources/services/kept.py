"""Answers of services that are kept between runs: one file an answer."""

from __future__ import annotations

import json
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from bylaw.dataclass import dataclass
from bylaw.sources import beside
from bylaw.sources.services.question import ABSENT, Answer, Question
from bylaw.sources.services.strict import DEEPEST, read_strict

_SLACK: Final = 300
"""Seconds by which the clocks of two machines that share a folder may differ."""
_FORGOTTEN: Final = 90 * 24 * 3600
"""Seconds after which an answer is removed; no service believes one for longer."""

WRAPPED: Final = DEEPEST + 3
"""How deeply an answer is nested in a file of answers."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A folder of answers; None keeps nothing. Credentials are never in it: no question has any."""

    folder: Path | None

    def get(self, question: Question, now: float, max_age: int) -> Answer | None:
        """The answer, unless there is none, it is older than `max_age` seconds, or broken."""
        if self.folder is None:
            return None
        try:
            entry = read_strict(self._file(question).read_bytes(), WRAPPED)
        except (OSError, ValueError, RecursionError):
            return None
        answer = read_entry(entry)
        if answer is None or entry.get("question") != list(question.key):
            return None
        return answer if -_SLACK <= now - answer.time <= max_age else None

    def put(self, question: Question, answer: Answer) -> None:
        """Keeps an answer; where nothing can be written, nothing is kept."""
        if self.folder is None:
            return
        entry = {"question": question.key, **write_entry(answer)}
        beside.write(self._file(question), json.dumps(entry, separators=(",", ":")))

    def tidy(self, now: float) -> None:
        """Removes what nobody asked for again for a long time, and what a killed run left."""
        if self.folder is None:
            return
        for file in self.folder.glob("*/*.json*"):
            with suppress(OSError):
                if now - file.stat().st_mtime > _FORGOTTEN:
                    file.unlink()

    def _file(self, question: Question) -> Path:
        assert self.folder is not None
        digest = sha256(json.dumps(question.key).encode()).hexdigest()
        return self.folder / digest[:2] / f"{digest}.json"


def write_entry(answer: Answer) -> dict[str, Any]:
    """An answer as JSON."""
    return {"status": answer.status, "time": answer.time, "value": answer.value}


def read_entry(entry: Any) -> Answer | None:
    """An answer from JSON; None where it is none."""
    if not isinstance(entry, dict) or "value" not in entry:
        return None
    status, time, value = entry.get("status"), entry.get("time"), entry["value"]
    if type(status) is not int or type(time) is not int:
        return None
    is_good = status == 200 or (status in ABSENT and value is None)
    return Answer(status, value, time) if is_good else None
