"""Answers of services in a file: recorded by one run, replayed by another without a network.

```json
{"format": 1, "answers": [{"method": "GET", "url": "https://…", "accept": "application/json",
  "body": "", "status": 200, "time": 1764000000, "value": {}}]}
```

`body` is the JSON that was sent, `value` the JSON that came back, null for 404 and 410, `time` the
moment it was fetched in seconds since 1970. Entries are in the order of what was asked.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, Final

from bylaw.sources.services.kept import WRAPPED, read_entry, write_entry
from bylaw.sources.services.question import Answer, Question
from bylaw.sources.services.strict import read_strict

LARGEST: Final = 256 << 20
"""Bytes of a file of answers."""
_ASKED: Final = ("method", "url", "accept", "body")


class BadAnswers(Exception):
    """A file of answers is none, or cannot be read: bad input. It names the file."""


class Answers:
    """Answers that were recorded, or that are being recorded.

    Attributes:
        is_replay: They come from a file: what it does not hold is not asked anywhere.
    """

    def __init__(self, file: Path, known: dict[tuple[str, ...], Answer] | None = None) -> None:
        self._file = file
        self._known = dict(known or {})
        self._lock = Lock()
        self.is_replay = known is not None

    @classmethod
    def at(cls, file: Path) -> Answers:
        """Those of a file; where there is no such file, an empty record that `save` writes.

        Raises:
            BadAnswers: The file cannot be read.
        """
        try:
            with file.open("rb") as stream:
                data = stream.read(LARGEST + 1)
        except FileNotFoundError:
            return cls(file)
        except OSError as error:
            raise BadAnswers(f"{file}: {error.strerror or error}") from None
        if len(data) > LARGEST:
            raise BadAnswers(f"{file}: larger than {LARGEST >> 20} MiB")
        try:
            known = _read(read_strict(data, WRAPPED))
        except (ValueError, RecursionError) as error:
            raise BadAnswers(f"{file}: not a file of answers: {error}") from None
        return cls(file, known)

    def get(self, question: Question) -> Answer | None:
        """The answer that is recorded."""
        return self._known.get(question.key)

    def add(self, question: Question, answer: Answer) -> None:
        """Records an answer; the first of two counts, as it did in the run."""
        with self._lock:
            self._known.setdefault(question.key, answer)

    def save(self) -> None:
        """Writes what was recorded beside its place and renames it; a replay writes nothing.

        Raises:
            OSError: It cannot be written.
        """
        if self.is_replay:
            return
        entries = [
            {**dict(zip(_ASKED, key, strict=True)), **write_entry(answer)}
            for key, answer in sorted(self._known.items(), key=lambda item: item[0])
        ]
        text = json.dumps({"format": 1, "answers": entries}, indent=1, sort_keys=True)
        beside = self._file.with_name(f".{self._file.name}.{os.getpid()}")
        try:
            beside.write_text(text + "\n", "utf-8")
            beside.replace(self._file)
        except OSError:
            with suppress(OSError):
                beside.unlink()
            raise


def _read(document: Any) -> dict[tuple[str, ...], Answer]:
    if not isinstance(document, dict) or document.get("format") != 1:
        raise ValueError("its `format` is not 1")
    entries = document.get("answers")
    if not isinstance(entries, list):
        raise ValueError("it has no list of `answers`")
    known: dict[tuple[str, ...], Answer] = {}
    for number, entry in enumerate(entries, 1):
        answer = read_entry(entry)
        key = tuple(entry.get(name, "") for name in _ASKED) if answer else ()
        if answer is None or not all(isinstance(part, str) for part in key):
            raise ValueError(f"answer {number} is malformed")
        known[key] = answer
    return known
