"""One request over HTTP: bounded in time and bytes, redirected and retried with care."""

from __future__ import annotations

import random
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urljoin, urlsplit

from bylaw.dataclass import dataclass
from bylaw.sources.services.credentials import (
    authorization,
    is_loopback,
    may_hear,
    origin,
    variable,
)
from bylaw.sources.services.interface import Failed
from bylaw.sources.services.question import check_address
from bylaw.sources.services.stopwatch import Stopwatch

if TYPE_CHECKING:
    from requests import PreparedRequest, Request, Response, Session

CONNECT: Final = 5.0
"""Seconds for a connection."""
READ: Final = 10.0
"""Seconds for each piece of an answer."""
IN_FLIGHT: Final = 8
"""Requests under way at once."""
RETRIES: Final = 3
FIRST_PAUSE: Final = 0.25
"""Seconds before the first retry; each further one waits twice as long, and up to half more."""
MOST_REDIRECTS: Final = 5

_TRANSIENT: Final = (429, 502, 503, 504)
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_PIECE: Final = 1 << 16

Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class Sent:
    """A request."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None
    stays: bool = False
    """No redirect leads to another origin, or makes another method of it: it fails instead."""


class Broken(Exception):
    """The connection, or the answer on it, broke off: worth another attempt.

    Attributes:
        was_sent: The service may have heard the request, and done what it asks for.
    """

    def __init__(self, was_sent: bool = True) -> None:
        super().__init__()
        self.was_sent = was_sent


class Transport:
    """Connections that are kept open; proxies and certificates come from the environment."""

    def __init__(self, environment: Mapping[str, str], read: float | None = None) -> None:
        """Opens nothing yet; `read` is the seconds for each piece of an answer, else `READ`."""
        self._environment = environment
        self._read = READ if read is None else read
        self._session: Session | None = None
        self._lock = Lock()

    def close(self) -> None:
        """Closes what is open."""
        if self._session is not None:
            self._session.close()

    def exchange(
        self, sent: Sent, clock: Stopwatch, consume: Callable[[Response, Iterator[bytes]], int]
    ) -> int:
        """Asks until there is an answer.

        Args:
            sent: What is sent.
            clock: How long all of it may take.
            consume: Given the answer and its bytes, decompressed, as they arrive; called again
                where they broke off.

        Returns:
            What `consume` says: the status.

        Raises:
            Failed: There is no answer.
        """
        for attempt in range(RETRIES + 1):
            pause: float | None = None
            try:
                status, said = self._attempt(sent, clock, consume)
            except Broken:
                failed = unreachable(sent)
            else:
                if status not in _TRANSIENT:
                    return status
                failed = by_status(status, sent.url)
                pause = wait_of(said, time.time())
            if pause is None:
                # By chance, so that runs that were refused together do not come back together.
                pause = FIRST_PAUSE * 2**attempt * random.uniform(1, 1.5)  # noqa: S311
            if attempt == RETRIES or pause >= clock.left():
                raise failed
            time.sleep(pause)
        raise AssertionError

    def _attempt(
        self, sent: Sent, clock: Stopwatch, consume: Callable[[Response, Iterator[bytes]], int]
    ) -> tuple[int, str]:
        """The status, and what `Retry-After` says."""

        def unless_transient(response: Response, pieces: Iterator[bytes]) -> tuple[int, str]:
            if response.status_code in _TRANSIENT:
                return response.status_code, response.headers.get("Retry-After", "")
            return consume(response, pieces), ""

        return self.once(sent, clock, unless_transient)

    def once(
        self, sent: Sent, clock: Stopwatch, consume: Callable[[Response, Iterator[bytes]], Said]
    ) -> Said:
        """Asks once, and follows redirects; what `consume` makes of the answer, of any status.

        Raises:
            Broken: The connection broke off.
            Failed: There is no answer, and another attempt would bring none.
        """
        from requests import exceptions

        try:
            with self._follow(sent, clock) as response:
                return consume(response, _pieces(response, clock))
        except exceptions.ReadTimeout:
            said = f"{_host(sent)} did not answer in {self._read:.0f} s."
            raise Failed("timeout", said) from None
        except exceptions.SSLError:
            raise Failed(
                "unreachable",
                f"The certificate of {_host(sent)} is none that this machine trusts.",
                "Set REQUESTS_CA_BUNDLE to a file with the authority's certificate.",
            ) from None
        except (exceptions.ConnectionError, exceptions.ChunkedEncodingError) as error:
            raise Broken(not _is_refused(error)) from None
        except (OSError, ValueError):  # all that requests raises else, and a bad CA bundle
            raise Failed(
                "bad-answer", f"{_host(sent)} said what HTTP does not allow, or cannot be asked."
            ) from None

    def _follow(self, sent: Sent, clock: Stopwatch) -> Response:
        """The answer behind all redirects; `sent` is what was asked first."""
        from requests import Request

        method, url, body = sent.method, sent.url, sent.body
        headers = dict(sent.headers)
        if (credentials := authorization(url, self._environment)) is not None:
            headers["Authorization"] = credentials
        for _ in range(MOST_REDIRECTS + 1):
            if origin(url) != origin(sent.url):  # for good: another host says where it goes next
                headers = _shared(headers)
            if body is None:
                headers.pop("content-type", None)
            response = self._send(Request(method, url, headers, data=body), clock)
            if response.status_code not in _REDIRECTS:
                return response
            response.close()
            if response.status_code not in (307, 308) and method == "POST":
                method, body = "GET", None
            url = _target(url, response.headers.get("Location", ""), _host(sent))
            if sent.stays and (origin(url) != origin(sent.url) or method != sent.method):
                raise Failed(
                    "bad-redirect",
                    f"{_host(sent)} redirects to another place, which is not told what is asked.",
                    "Give the address that it redirects to, if that one is right.",
                )
        raise Failed("bad-redirect", f"{_host(sent)} redirects more than {MOST_REDIRECTS} times.")

    def _send(self, request: Request, clock: Stopwatch) -> Response:
        """One request, without the session's own `send`, which reads what redirects say whole."""
        session = self._open()
        prepared = session.prepare_request(request)
        assert prepared.url is not None
        settings: Any = session.merge_environment_settings(prepared.url, {}, True, None, None)
        if is_loopback(origin(prepared.url)[1]):  # a proxy would hear what is said to this machine
            settings["proxies"] = {}
        timeout = (min(CONNECT, clock.left()), min(self._read, clock.left()))
        return session.get_adapter(prepared.url).send(prepared, timeout=timeout, **settings)

    def _open(self) -> Session:
        with self._lock:
            if self._session is None:
                self._session = _session()
            return self._session


def _session() -> Session:
    from http.cookiejar import DefaultCookiePolicy

    from requests import Session
    from requests.adapters import HTTPAdapter

    session = Session()
    session.auth = _unchanged  # with one of its own, requests does not read .netrc
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(pool_maxsize=IN_FLIGHT))
    return session


def _unchanged(request: PreparedRequest) -> PreparedRequest:
    return request


def unreachable(sent: Sent) -> Failed:
    """What is said where no attempt brought an answer."""
    return Failed(
        "unreachable",
        f"{_host(sent)} could not be reached, or broke the connection off.",
        "Look whether it is up, and whether this machine may reach it.",
    )


def _is_refused(error: Exception) -> bool:
    """Whether no connection came about, so that nothing was said on it."""
    from requests.exceptions import ConnectTimeout
    from urllib3.exceptions import NewConnectionError

    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(error, ConnectTimeout) or isinstance(reason, NewConnectionError)


def by_status(status: int, url: str) -> Failed:
    """What a status says that is no answer."""
    host = urlsplit(url).hostname
    if status not in (401, 403):
        return Failed(f"http-{status}", f"{host} answered with status {status}.")
    remedy = f"Set {variable(url)} to a token, or to user:password."
    if not may_hear(url):
        remedy = "Credentials are sent over https alone: write its address so."
    return Failed("refused", f"{host} refused the question with status {status}.", remedy)


def wait_of(text: str, now: float) -> float | None:
    """The seconds that a `Retry-After` asks for (RFC 9110, 10.2.3); None where it is none."""
    from email.utils import parsedate_to_datetime

    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, OverflowError):
        return None


def _target(url: str, location: str, host: str) -> str:
    try:
        target = urljoin(url, location)
        check_address(target)
    except (ValueError, Failed):
        target = ""
    is_weaker = may_hear(url) and url.startswith("https:") and not may_hear(target)
    if not target or not location or is_weaker:
        raise Failed(
            "bad-redirect", f"{host} redirects to what is no http address, or not a safe one."
        )
    return target


def _shared(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that another host may see as well."""
    known = ("accept", "accept-encoding", "content-type", "user-agent")
    return {name: value for name, value in headers.items() if name in known}


def _pieces(response: Response, clock: Stopwatch) -> Iterator[bytes]:
    """The bytes of an answer as they arrive, decompressed, each piece bounded.

    Not by way of requests, which decompresses a whole piece of the wire at once, and what is
    compressed twice, twice.
    """
    from requests import exceptions
    from urllib3.exceptions import HTTPError, ReadTimeoutError

    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", ""):
        raise ValueError("an encoding that was not asked for")
    length = response.headers.get("Content-Length", "")
    unpack = zlib.decompressobj(31) if "gzip" in encoding else None
    read = 0
    try:
        while data := response.raw.read(_PIECE, decode_content=False):
            clock.left()
            read += len(data)
            if unpack is None:
                yield data
                continue
            while not unpack.eof:
                piece = unpack.decompress(data, _PIECE)
                yield piece
                data = unpack.unconsumed_tail
                if not data and len(piece) < _PIECE:
                    break
    except ReadTimeoutError:
        raise exceptions.ReadTimeout from None
    except (HTTPError, OSError, zlib.error):
        raise Broken from None
    if (unpack is not None and not unpack.eof) or (length.isdigit() and int(length) != read):
        raise Broken


def _host(sent: Sent) -> str:
    return urlsplit(sent.url).hostname or ""
