"""The API of a forge over HTTP: asked with a token, retried with care, paged to the end.

The token is told to the API's own origin alone: no redirect and no page leads elsewhere. What a
forge says is bounded, and read as strict JSON; none of it is in a message.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urljoin, urlsplit

from bylaw.sources.forges.address import Kind, api_address, graphql_address
from bylaw.sources.forges.answer import Answer, pause_asked, rate_limited, refusal
from bylaw.sources.forges.token import Token, find_token
from bylaw.sources.services import crew
from bylaw.sources.services.credentials import origin
from bylaw.sources.services.interface import Failed
from bylaw.sources.services.stopwatch import Stopwatch
from bylaw.sources.services.strict import read_strict
from bylaw.sources.services.transport import Broken, Sent, Transport, unreachable

if TYPE_CHECKING:
    from requests import Response

TIME_LIMIT: Final = 300.0
"""Seconds for all requests of a run, pauses included."""
READ: Final = 30.0
"""Seconds for each piece of an answer."""
LARGEST: Final = 32 << 20
"""Bytes of one answer, decompressed."""
LARGEST_SENT: Final = 32 << 20
"""Bytes of one request's body."""
LONGEST_PAUSE: Final = 90.0
"""Seconds that one pause may take; a forge that asks for more is not waited for."""
RETRIES: Final = 4
FIRST_PAUSE: Final = 0.5
"""Seconds before the first retry; each further one waits twice as long, and up to half more."""
PAGE: Final = 100
"""Entries of a page: the most that both forges give."""

_AGAIN: Final = frozenset(("GET", "HEAD", "PUT", "PATCH", "DELETE"))
"""Methods that do the same when they are done twice (RFC 9110, 9.2.2; forges' PATCH, too)."""
_FAILING: Final = frozenset((500, 502, 503, 504))
_VERSION: Final = "2022-11-28"


class Api:
    """One forge's API.

    Every method raises `Failed` (sources/services/interface.py) with a reason: `unauthorized`,
    `forbidden`, `not-found`, `rate-limited`, `unreachable`, `timeout`, `time-limit`, `http-500`
    and the like, `bad-answer` (no JSON, or not what the API says), `bad-redirect`, `too-large`,
    `bad-credentials`, `bad-address`, `bad-paging`.

    Attributes:
        kind: Which forge.
        url: The address of the API, without a slash at its end.
        host: What messages call it.
        requests: How many requests were sent, retries included.
        token: What is sent with each request; None asks as nobody.
    """

    def __init__(
        self,
        kind: Kind,
        url: str = "",
        *,
        environment: Mapping[str, str] | None = None,
        time_limit: float = TIME_LIMIT,
        longest_pause: float = LONGEST_PAUSE,
        largest: int = LARGEST,
    ) -> None:
        """Opens nothing yet.

        Args:
            kind: Which forge.
            url: Its address, or its API's (see `address.api_address`).
            environment: Where the token comes from; the process's own by default.
            time_limit: Seconds for all requests together.
            longest_pause: Seconds.
            largest: Bytes of one answer.

        Raises:
            Failed: `bad-address`, `bad-credentials`.
        """
        self.kind: Kind = kind
        self.url = api_address(kind, url)
        self.host = urlsplit(self.url).hostname or ""
        self.requests = 0
        self.token: Token | None = find_token(
            kind, self.url, os.environ if environment is None else environment
        )
        self._clock = Stopwatch(time_limit)
        self._longest_pause = longest_pause
        self._largest = largest
        # Without an environment: the token is ours to send, and nothing else is.
        self._transport = Transport({}, READ)

    def __enter__(self) -> Api:
        return self

    def __exit__(self, *_: object) -> None:
        self._transport.close()

    def get(self, path: str, params: Mapping[str, str | int] | None = None) -> Any:
        """The JSON at a path below the API: `/repos/acme/shop/pulls/7`."""
        return self._asked("GET", self._address(path, params)).value

    def pages(
        self, path: str, params: Mapping[str, str | int] | None = None, key: str = ""
    ) -> Iterator[Any]:
        """The entries of a list, page after page, to the last one.

        Args:
            path: Below the API.
            params: More of the query.
            key: Where the list is, in an answer that is an object: `check_runs`.
        """
        url = self._address(path, {"per_page": PAGE, **(params or {})})
        seen = {url}
        while url:
            answer = self._asked("GET", url)
            found = answer.value.get(key) if key and isinstance(answer.value, dict) else None
            entries = found if key else answer.value
            if not isinstance(entries, list):
                raise self._bad_answer(_what("GET", url))
            yield from entries
            following = answer.next
            url = urljoin(url, following) if following else ""
            if url and (url in seen or origin(url) != origin(self.url)):
                raise Failed(
                    "bad-paging",
                    f"{self.host} names a next page that was read before, or is elsewhere.",
                    "Look whether a proxy changes its answers.",
                )
            seen.add(url)

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        params: Mapping[str, str | int] | None = None,
        again: bool | None = None,
    ) -> Any:
        """Writes something; the JSON of the answer, None where it has none.

        Args:
            method: POST, PUT, PATCH or DELETE.
            path: Below the API.
            body: Sent as JSON.
            params: The query.
            again: Whether it may be sent again where nobody knows if it was heard. By default all
                but POST may; a request that was refused by a limit is sent again whatever it is.
        """
        return self._asked(method, self._address(path, params), body, again).value

    def graphql(self, query: str, variables: Mapping[str, Any] | None = None) -> Any:
        """The `data` of a GraphQL query. Raises Failed where any part of it failed."""
        url = graphql_address(self.kind, self.url)
        again = not query.lstrip().startswith("mutation")
        body = {"query": query, "variables": dict(variables or {})}
        answer = self._asked("POST", url, body, again).value
        if not isinstance(answer, dict):
            raise self._bad_answer("a GraphQL query")
        if answer.get("errors"):
            kinds = [one.get("type") for one in answer["errors"] if isinstance(one, dict)]
            if "RATE_LIMITED" in kinds:
                raise rate_limited(self.host, None)
            if "NOT_FOUND" in kinds:
                raise Failed("not-found", f"{self.host} knows nothing of what was asked for.")
            if {"FORBIDDEN", "INSUFFICIENT_SCOPES"} & {str(kind) for kind in kinds}:
                named = self.token.variable if self.token else "a token"
                raise Failed(
                    "forbidden", f"{self.host} forbids a query.", f"Look at what {named} may read."
                )
            raise self._bad_answer("a GraphQL query")
        if not isinstance(answer.get("data"), dict):
            raise self._bad_answer("a GraphQL query")
        return answer["data"]

    def _address(self, path: str, params: Mapping[str, str | int] | None) -> str:
        return self.url + path + ("?" + urlencode(params) if params else "")

    def _asked(self, method: str, url: str, body: Any = None, again: bool | None = None) -> Answer:
        """The answer to a request that succeeded."""
        headers = self._headers()
        data = None
        if body is not None:
            data = json.dumps(body, separators=(",", ":")).encode()
            if len(data) > LARGEST_SENT:
                raise Failed(
                    "too-large", f"{_what(method, url)} would be more than {LARGEST_SENT:,} bytes."
                )
            headers["content-type"] = "application/json"
        sent = Sent(method, url, headers, data, stays=True)
        may_repeat = method in _AGAIN if again is None else again
        # In a thread that nobody waits for longer than the clock says: see crew.run.
        [answer] = crew.run([partial(self._persist, sent, may_repeat)], self._clock, 1)
        if isinstance(answer, Failed):
            raise answer
        if answer.status >= 300:
            raise refusal(answer, self.host, _what(method, url), self.token)
        if not answer.is_json:
            raise self._bad_answer(_what(method, url))
        return answer

    def _persist(self, sent: Sent, may_repeat: bool) -> Answer:
        """Asks until there is an answer, or waiting does not help."""
        for attempt in range(RETRIES + 1):
            # By chance, so that runs that were refused together do not come back together.
            pause = FIRST_PAUSE * 2**attempt * random.uniform(1, 1.5)  # noqa: S311
            self.requests += 1
            try:
                answer = self._transport.once(sent, self._clock, self._read)
            except Broken as broken:
                failed = unreachable(sent)
                if broken.was_sent and not may_repeat:
                    raise failed from None
            except Failed as error:
                if error.reason != "timeout" or not may_repeat:
                    raise
                failed = error
            else:
                asked = pause_asked(answer, time.time())
                if asked is not None:
                    pause = max(asked, pause if attempt else 0.0)
                    failed = rate_limited(self.host, asked)
                elif answer.status in _FAILING and may_repeat:
                    failed = refusal(answer, self.host, _what(sent.method, sent.url), self.token)
                else:
                    return answer
            if attempt == RETRIES or pause > self._longest_pause or pause >= self._clock.left():
                raise failed
            time.sleep(pause)
        raise AssertionError

    def _read(self, response: Response, pieces: Iterator[bytes]) -> Answer:
        data = bytearray()
        for piece in pieces:
            data += piece
            if len(data) > self._largest:
                raise Failed(
                    "too-large", f"{self.host} answered with more than {self._largest:,} bytes."
                )
        headers = {name.lower(): value for name, value in response.headers.items()}
        value, is_json = None, True
        if data.strip():
            try:
                value = read_strict(bytes(data))
            except (ValueError, RecursionError):
                is_json = False
        return Answer(response.status_code, headers, value, is_json, response.url)

    def _headers(self) -> dict[str, str]:
        from bylaw import __version__

        headers = {
            "accept": "application/json",
            "accept-encoding": "gzip",
            "user-agent": f"bylaw/{__version__}",
        }
        if self.kind == "github":
            headers["accept"] = "application/vnd.github+json"
            headers["x-github-api-version"] = _VERSION
        if self.token is not None:
            headers[self.token.header] = self.token.value
        return headers

    def _bad_answer(self, what: str) -> Failed:
        return Failed(
            "bad-answer",
            f"{self.host} answered {what} with what its API does not say.",
            "Look whether the address is the API's, and no proxy or login page answers for it.",
        )


def _what(method: str, url: str) -> str:
    """A request in a few words; its query, which may hold names of the change, is left out."""
    return f"{method} {urlsplit(url).path}"
