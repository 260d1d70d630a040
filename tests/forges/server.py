"""Forges on this machine: they keep what they are told, page, and fail when a test wants it.

Each request and answer of GitHub's is held against its published OpenAPI; a breach is noted in
`breaches`, answered with 500, and fails the test that uses the fixture.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit


@dataclass
class Call:
    """A request."""

    method: str
    path: str
    """Below the API, still percent-encoded."""
    query: dict[str, str]
    body: Any
    headers: Mapping[str, str]


@dataclass
class Said:
    """What is answered."""

    value: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    data: bytes | None = None
    """Instead of JSON."""


@dataclass
class Failure:
    """What goes wrong on purpose."""

    method: str
    path: str
    said: Said
    after: int
    times: int


Route = Callable[..., Said]


def gone(status: int = 404, text: str = "Not Found") -> Said:
    return Said({"message": text, "documentation_url": "", "status": str(status)}, status)


class Forge:
    """What both forges share. State is in plain attributes, for tests to set and to look at."""

    prefix = ""
    token = "forge-token"
    me = "github-actions[bot]"
    most_entries = 100
    """Of a page, whatever `per_page` asks for."""

    def __init__(self) -> None:
        self.url = ""
        """Of the server, without the API's path."""
        self.calls: list[Call] = []
        self.breaches: list[str] = []
        self._failures: list[Failure] = []
        self._lock = threading.RLock()
        self._numbers = iter(range(1000, 1 << 40))
        self.routes: list[tuple[str, re.Pattern[str], Route]] = []

    @property
    def writes(self) -> list[Call]:
        return [one for one in self.calls if one.method != "GET" and "graphql" not in one.path]

    def number(self) -> int:
        return next(self._numbers)

    def fail(self, method: str, path: str, said: Said, *, after: int = 0, times: int = 1) -> None:
        """Answers the next requests whose path matches the regex so, after `after` good ones."""
        self._failures.append(Failure(method, path, said, after, times))

    def route(self, method: str, path: str, answer: Route) -> None:
        """`path` with `{names}`, which `answer` is given, unquoted, behind the call."""
        text = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)
        self.routes.append((method, re.compile(text), answer))

    def answer(self, call: Call) -> Said:
        with self._lock:
            self.calls.append(call)
            failed = self._failing(call)
            if failed is not None:
                return failed
            if f"Bearer {self.token}" != call.headers.get("authorization"):
                return gone(401, "Bad credentials")
            for method, pattern, answer in self.routes:
                found = pattern.fullmatch(call.path)
                if found and method == call.method:
                    names = {name: unquote(text) for name, text in found.groupdict().items()}
                    return self.checked(call, answer, names)
            self.breaches.append(f"nothing answers {call.method} {call.path}")
            return gone()

    def checked(self, call: Call, answer: Route, names: dict[str, str]) -> Said:
        return answer(call, **names)

    def _failing(self, call: Call) -> Said | None:
        for one in self._failures:
            if one.method == call.method and re.search(one.path, call.path) and one.times:
                if one.after:
                    one.after -= 1
                    return None
                one.times -= 1
                return one.said
        return None

    def paged(self, call: Call, entries: list[Any], key: str = "") -> Said:
        """One page of a list, with links to its neighbours."""
        size = min(int(call.query.get("per_page", "30")), self.most_entries)
        page = int(call.query.get("page", "1"))
        shown = entries[(page - 1) * size : page * size]
        headers = {}
        if page * size < len(entries):
            query = urlencode({**call.query, "page": page + 1})
            headers["Link"] = f'<{self.url}{self.prefix}{call.path}?{query}>; rel="next"'
        value = {"total_count": len(entries), key: shown} if key else shown
        return Said(value, headers=headers)


@contextmanager
def serving(forge: Forge) -> Iterator[None]:
    """The forge behind a free port of this machine, its address in `forge.url`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            data = self.rfile.read(length)
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            path = parts.path.removeprefix(forge.prefix)
            call = Call(
                self.command,
                path,
                dict(parse_qsl(parts.query, keep_blank_values=True)),
                json.loads(data) if data else None,
                headers,
            )
            with suppress(OSError):
                self._say(forge.answer(call))

        do_POST = do_PATCH = do_PUT = do_DELETE = do_GET

        def _say(self, said: Said) -> None:
            empty = b"" if said.status == 204 else json.dumps(said.value).encode()
            data = empty if said.data is None else said.data
            self.send_response(said.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)
            self.wfile.flush()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    class Listening(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            pass  # whoever asked has gone away

    with Listening(("127.0.0.1", 0), Handler) as listening:
        listening.daemon_threads = True
        listening.block_on_close = False
        forge.url = f"http://127.0.0.1:{listening.server_address[1]}"
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            listening.shutdown()
            thread.join()
