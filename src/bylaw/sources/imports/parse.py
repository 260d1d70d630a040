"""Reading many texts at once, in as many processes as there are processors."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from bylaw.dataclass import dataclass
from bylaw.sources.code.languages import LANGUAGES as SYNTAXES
from bylaw.sources.code.process import TooComplex, Unreadable, Worker
from bylaw.sources.imports.encodings import as_utf8
from bylaw.sources.imports.languages import BY_EXTENSION, extension_of
from bylaw.sources.imports.packed import EMPTY, unpacked

if TYPE_CHECKING:
    from bylaw.sources.imports.interface import Reading

LARGEST: Final = 8 << 20
"""Bytes of a text that is parsed."""
_BATCH: Final = 1 << 18
"""Bytes of texts that are sent at once: a fraction of a second's work."""
_MOST: Final = 8
"""Processes."""

_SCRIPTS: Final = {"html": "javascript"}
"""Whose ends of lines count where a text holds scripts of another language."""

_SAYING: Final = ("py", "pyi", "rb", "rake", "ru")
"""Texts that say themselves in which encoding they are."""

Failure: TypeAlias = str
"""Why a text could not be read: `too-large`, `too-complex`, `encoding` or `no-parser`."""
Text: TypeAlias = tuple[Any, str, bytes]
"""A key to answer with, the path that tells the language, and the content."""


@dataclass(slots=True)
class Patience:
    """How many texts more may keep a parser busy for all of its time; then none is asked.

    A change with a thousand such texts would otherwise hold a run for hours.
    """

    left: int = 12


def parse(
    texts: Iterable[Text], few: bool = False, patience: Patience | None = None
) -> Iterator[tuple[Any, Reading | Failure]]:
    """What texts import, in any order.

    Args:
        texts: They are taken while others are parsed.
        few: There are so few that one process is soonest done.
        patience: That of the run, which several calls share.
    """
    patience = patience or Patience()
    batch: list[Text] = []
    pool: _Pool | None = None
    size = 0
    try:
        for key, path, data in texts:
            if extension_of(path) in _SAYING:
                read = as_utf8(data)
                if read is None:
                    yield key, "encoding"
                    continue
                data = read
            if (known := _without_parser(path, data)) is not None:
                yield key, known
                continue
            batch.append((key, path, data))
            size += len(data)
            if size >= _BATCH:
                pool = pool or _Pool(1 if few else processes(), patience)
                pool.put(batch)
                batch, size = [], 0
                yield from pool.done()
        if pool is None:
            if batch:
                yield from _read(_worker(), batch, patience)
            return
        if batch:
            pool.put(batch)
        yield from pool.rest()
    finally:
        if pool is not None:
            pool.close()


def _without_parser(path: str, data: bytes) -> Reading | Failure | None:
    if len(data) > LARGEST:
        return "too-large"
    return None if _needle(extension_of(path)).search(data) else EMPTY


@cache
def _needle(extension: str) -> re.Pattern[bytes]:
    return re.compile(BY_EXTENSION[extension].needle.encode())


def processes() -> int:
    """How many texts are parsed at a time."""
    try:
        there = len(os.sched_getaffinity(0))
    except AttributeError:  # as on macOS
        there = os.cpu_count() or 1
    return min(there, _MOST)


@cache
def _worker() -> Worker:
    """The process for a few texts, kept for the next ones."""
    return Worker("bylaw.sources.imports.worker")


def start() -> None:
    """Start the process for a few texts, so that it is there when it is asked."""
    try:
        _worker().start()
    except Unreadable:
        return


class _Pool:
    """Threads, each of which waits for a process of its own."""

    def __init__(self, size: int, patience: Patience) -> None:
        from threading import Thread

        self._patience = patience

        self._batches: SimpleQueue[list[Text] | None] = SimpleQueue()
        self._answers: SimpleQueue[list[tuple[Any, Any]] | BaseException] = SimpleQueue()
        self._waiting = 0
        self._threads = [Thread(target=self._run, daemon=True) for _ in range(size)]
        for thread in self._threads:
            thread.start()

    def _run(self) -> None:
        worker = Worker("bylaw.sources.imports.worker")
        while (batch := self._batches.get()) is not None:
            try:
                self._answers.put(list(_read(worker, batch, self._patience)))
            except BaseException as error:
                self._answers.put(error)
        worker.close()

    def put(self, batch: list[Text]) -> None:
        """One batch more; where all are busy, it waits."""
        self._batches.put(batch)
        self._waiting += 1

    def done(self) -> Iterator[tuple[Any, Reading | Failure]]:
        """What is there; waits where much is under way."""
        while self._waiting > 4 * len(self._threads) or not self._answers.empty():
            yield from self._take()

    def rest(self) -> Iterator[tuple[Any, Reading | Failure]]:
        """All that is under way."""
        while self._waiting:
            yield from self._take()

    def _take(self) -> list[tuple[Any, Reading | Failure]]:
        answer = self._answers.get()
        self._waiting -= 1
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def close(self) -> None:
        """End the threads and their processes."""
        for _ in self._threads:
            self._batches.put(None)


def _read(
    worker: Worker, batch: list[Text], patience: Patience
) -> Iterator[tuple[Any, Reading | Failure]]:
    """One exchange; where it fails, one for each text, so that only the culprit is not read."""
    if patience.left <= 0:
        yield from ((key, "too-complex") for key, _, _ in batch)
        return
    try:
        answers: list[Any] = json.loads(worker.exchange(_request(batch)))
    except Unreadable:
        yield from ((key, "no-parser") for key, _, _ in batch)
        return
    except TooComplex:
        if len(batch) == 1:
            patience.left -= 1
            yield batch[0][0], "too-complex"
            return
        for each in batch:
            yield from _read(worker, [each], patience)
        return
    for (key, path, data), said in zip(batch, answers, strict=True):
        if isinstance(said, str):
            yield key, said
            continue
        reading = unpacked(said)
        if (odd := _odd(path)).search(text := _text(data)):
            reading = _with_lines_of_git(reading, text, odd)
        yield key, reading


def _request(batch: list[Text]) -> bytes:
    asked = []
    for _, path, data in batch:
        extension = extension_of(path)
        language = BY_EXTENSION[extension]
        text = _odd(path).sub("\n", _text(data))
        asked.append((language.module, language.parsers[extension], text))
    return json.dumps(asked, separators=(",", ":")).encode() + b"\n"


def _text(data: bytes) -> str:
    return data.decode("utf-8-sig", "replace").replace("\r\n", "\n")


def _odd(path: str) -> re.Pattern[str]:
    """Characters that end a line, and with it a comment, for the compiler but not for git."""
    extension = extension_of(path)
    return _odd_of(BY_EXTENSION[extension].parsers[extension])


@cache
def _odd_of(parser: str) -> re.Pattern[str]:
    inner = _SCRIPTS.get(parser, parser)
    known = (each.newlines for each in SYNTAXES.values() if each.parser == inner)
    return re.compile(f"[\r{next(known, '')}]")


def _with_lines_of_git(reading: Reading, text: str, odd: re.Pattern[str]) -> Reading:
    """The reading of a text in which odd ends of lines were read as such."""
    starts: list[tuple[int, int]] = []
    for number, line in enumerate(text.split("\n"), 1):
        starts += [(number, at) for at in (0, *(each.end() for each in odd.finditer(line)))]

    def moved(line: int, column: int) -> tuple[int, int]:
        number, before = starts[min(line, len(starts)) - 1]
        return number, column + before

    return replace(
        reading,
        statements=tuple(
            replace(each, line=line, column=column, end_line=end_line, end_column=end_column)
            for each in reading.statements
            for line, column in (moved(each.line, each.column),)
            for end_line, end_column in (moved(each.end_line, each.end_column),)
        ),
        broken=tuple((moved(first, 1)[0], moved(last, 1)[0]) for first, last in reading.broken),
    )


def readings(texts: Iterable[Text], few: bool = False) -> Mapping[Any, Reading | Failure]:
    """What texts import, by their keys."""
    return dict(parse(texts, few))
