"""The client through which all services ask: bounded, retried, cached, recorded, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from bylaw.dataclass import dataclass
from bylaw.sources.services import crew
from bylaw.sources.services.answers import Answers
from bylaw.sources.services.credentials import origin
from bylaw.sources.services.interface import Failed
from bylaw.sources.services.kept import Kept
from bylaw.sources.services.question import ABSENT, Answer, Question, ask, check_address
from bylaw.sources.services.stopwatch import Stopwatch
from bylaw.sources.services.strict import read_strict
from bylaw.sources.services.transport import IN_FLIGHT, Sent, Transport, by_status

if TYPE_CHECKING:
    from requests import Response

TIME_LIMIT: Final = 60.0
"""Seconds for all questions of a run."""
LARGEST: Final = 16 << 20
"""Bytes of one answer, decompressed."""
SMALL: Final = 64 << 10
"""Bytes of an answer that is remembered for the run, because services may ask alike."""
DAY: Final = 24 * 3600
_OF_THE_HOST: Final = ("unreachable", "http-429")
"""Reasons for which a host is not asked again in this run, once all retries failed."""


@dataclass(frozen=True, slots=True)
class Download:
    """What came of a download."""

    is_changed: bool
    """It was written; otherwise the copy that the ETag stands for is still the newest."""
    etag: str
    """Ask with it the next time; empty where the service gives none."""


class HttpClient:
    """Fulfils `interface.Client`.

    An answer that is kept counts for as long as its question says, whether the service is up or
    not. One that is older is never believed.

    Attributes:
        now: Seconds since 1970: the moment that the run takes for now. What is kept ages by the
            machine's own clock.
    """

    def __init__(
        self,
        *,
        now: int,
        folder: Path | None = None,
        offline: bool = False,
        answers: Answers | None = None,
        time_limit: float = TIME_LIMIT,
        largest: int = LARGEST,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Opens nothing yet.

        Args:
            now: See above.
            folder: Where answers are kept between runs; None keeps none.
            offline: No connection is ever made.
            answers: A record to fill, or to replay: then nothing else is asked, or looked up.
            time_limit: Seconds for all questions together; the run's own work does not count.
            largest: Bytes of one answer, decompressed.
            environment: Where credentials come from; the process's own by default.
        """
        self.now = now
        self._kept = Kept(folder)
        self._offline = offline
        self._answers = answers
        self._clock = Stopwatch(time_limit)
        self._largest = largest
        self._transport = Transport(os.environ if environment is None else environment)
        self._met: dict[tuple[str, str, str, str], Answer] = {}
        self._down: dict[tuple[str, str, int], Failed] = {}
        self._has_asked = False

    def __enter__(self) -> HttpClient:
        return self

    def __exit__(self, *_: object) -> None:
        self._transport.close()
        if self._has_asked:
            self._kept.tidy(time())

    def json(
        self,
        url: str,
        *,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        max_age: int = DAY,
    ) -> Any | None:
        """See interface.Client."""
        question = ask(url, body, headers)
        answer = self._all([question], max_age)[question.key]
        if isinstance(answer, Failed):
            raise answer
        return answer.value

    def json_all(
        self,
        urls: Iterable[str],
        *,
        headers: Mapping[str, str] | None = None,
        max_age: int = DAY,
    ) -> Mapping[str, Any | Failed | None]:
        """See interface.Client."""
        asked: dict[str, Question | Failed] = {}
        for url in dict.fromkeys(urls):
            try:
                asked[url] = ask(url, None, headers)
            except Failed as failed:
                asked[url] = failed
        questions = [one for one in asked.values() if isinstance(one, Question)]
        answers = self._all(questions, max_age)
        found: dict[str, Any | Failed | None] = {}
        for url, one in asked.items():
            answer = answers[one.key] if isinstance(one, Question) else one
            found[url] = answer.value if isinstance(answer, Answer) else answer
        return found

    def download(
        self,
        url: str,
        to: Path,
        *,
        largest: int,
        etag: str = "",
        time_limit: float = 600.0,
        headers: Mapping[str, str] | None = None,
    ) -> Download | None:
        """Brings a file, written beside its place and renamed; None where it answers 404 or 410.

        Args:
            url: An http or https address without credentials.
            to: The file; its folder exists.
            largest: Bytes; a larger one is Failed `too-large`.
            etag: Of the copy that is there: an unchanged file is not sent again.
            time_limit: Seconds; apart from those that questions have.
            headers: Instead of what is said otherwise, names in lower case.

        Raises:
            Failed: It could not be had, or not be written (`not-written`); `to` is as it was.
        """
        check_address(url)
        if self._offline or (self._answers and self._answers.is_replay):
            raise self._silent()
        beside = to.with_name(f".{to.name}.{os.getpid()}")
        condition = {"if-none-match": etag} if etag else {}
        sent = Sent("GET", url, {**_headers("*/*"), **condition, **(headers or {})})
        clock = Stopwatch(time_limit)
        tags: list[str] = []

        def consume(response: Response, pieces: Iterator[bytes]) -> int:
            clock.left()
            if response.status_code == 200:
                _write(beside, _bounded(response, pieces, largest))
            tags[:] = [response.headers.get("ETag", "")]
            return response.status_code

        exchange = self._transport.exchange
        work = partial(exchange, sent, clock, consume)
        try:
            [status] = crew.run([work], clock, 1)
            if isinstance(status, Failed):
                raise status
            if status in ABSENT:
                return None
            if status == 200:
                beside.replace(to)
        except OSError as error:
            raise _not_written(error) from None
        finally:
            with suppress(OSError):
                beside.unlink()
        if status != 200 and not (status == 304 and etag):
            raise by_status(status, url)
        return Download(status == 200, tags[0] or (etag if status == 304 else ""))

    def _all(
        self, questions: Iterable[Question], max_age: int
    ) -> dict[tuple[str, str, str, str], Answer | Failed]:
        found: dict[tuple[str, str, str, str], Answer | Failed] = {}
        missing: dict[tuple[str, str, str, str], Question] = {}
        for one in questions:
            answer = self._known(one, max_age)
            if answer is None:
                missing[one.key] = one
            else:
                found[one.key] = answer
        tasks = [partial(self._fetch, one) for one in missing.values()]
        found.update(zip(missing, crew.run(tasks, self._clock, IN_FLIGHT), strict=True))
        if self._answers is not None:
            for one in questions:
                answer = found[one.key]
                if isinstance(answer, Answer):
                    self._answers.add(one, answer)
        return found

    def _known(self, question: Question, max_age: int) -> Answer | Failed | None:
        """What is said without asking; None where the service must be asked."""
        if self._answers is not None and self._answers.is_replay:
            return self._answers.get(question) or self._silent()
        answer = self._met.get(question.key) or self._kept.get(question, time(), max_age)
        return self._silent() if answer is None and self._offline else answer

    def _silent(self) -> Failed:
        if self._answers is not None and self._answers.is_replay:
            return Failed(
                "not-recorded",
                "The recorded answers do not hold this question.",
                "Record them once more: remove the file, and run with a network.",
            )
        return Failed(
            "offline",
            "No service was asked, because the run is offline.",
            "Run without --offline, or give recorded answers with --facts.",
        )

    def _fetch(self, question: Question) -> Answer:
        """Asks the service. Raises Failed."""
        place = origin(question.url)
        if place in self._down:
            raise self._down[place]
        self._has_asked = True
        headers = {**dict(question.headers), **_headers(question.accept)}
        if question.body:
            headers["content-type"] = "application/json"
        body = question.body.encode() if question.body else None
        said: list[bytes] = []

        def consume(response: Response, pieces: Iterator[bytes]) -> int:
            said.clear()
            if response.status_code == 200:
                said.extend(_bounded(response, pieces, self._largest))
            else:
                for _ in islice(pieces, 2):  # a short one, so that the connection can stay open
                    pass
            return response.status_code

        sent = Sent(question.method, question.url, headers, body)
        try:
            status = self._transport.exchange(sent, self._clock, consume)
        except Failed as failed:
            if failed.reason in _OF_THE_HOST:
                self._down[place] = failed
            raise
        if status != 200 and status not in ABSENT:
            raise by_status(status, question.url)
        data = b"".join(said)
        value = _value(data, question.host) if status == 200 else None
        answer = Answer(status, value, int(time()))
        if len(data) <= SMALL:
            self._met[question.key] = answer
        self._kept.put(question, answer)
        return answer


def _value(data: bytes, host: str) -> Any:
    try:
        return read_strict(data)
    except (ValueError, RecursionError):
        raise Failed(
            "not-json",
            f"{host} answered with what is no JSON, or none that can be trusted.",
            "Look whether the address is right.",
        ) from None


def _headers(accept: str) -> dict[str, str]:
    from bylaw import __version__

    return {"accept": accept, "accept-encoding": "gzip", "user-agent": f"bylaw/{__version__}"}


def _bounded(response: Response, pieces: Iterator[bytes], largest: int) -> Iterator[bytes]:
    """The pieces of an answer. Raises Failed `too-large` before they are more than `largest`."""
    length = response.headers.get("Content-Length", "")
    size = 0
    if length.isdigit() and len(length) < 20 and int(length) > largest:
        raise _too_large(response, largest)
    for piece in pieces:
        size += len(piece)
        if size > largest:
            raise _too_large(response, largest)
        yield piece


def _too_large(response: Response, largest: int) -> Failed:
    host = urlsplit(response.url).hostname
    return Failed("too-large", f"{host} answered with more than {largest:,} bytes.")


def _write(file: Path, pieces: Iterator[bytes]) -> None:
    try:
        stream = file.open("wb")
    except OSError as error:
        raise _not_written(error) from None
    with stream:
        for piece in pieces:
            try:
                stream.write(piece)
            except OSError as error:
                raise _not_written(error) from None


def _not_written(error: OSError) -> Failed:
    where = f"{error.filename}: " if error.filename else ""
    return Failed("not-written", f"{where}{error.strerror or error}", "Make room, or look at it.")
