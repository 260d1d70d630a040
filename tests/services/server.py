"""A service on this machine that says what a test tells it to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from typing import Any


@dataclass
class Reply:
    """What is said to one request."""

    json: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    data: bytes | None = None
    """Instead of JSON."""
    pause: float = 0.0
    """Seconds before each byte."""
    cut: bool = False
    """The connection ends in the middle."""

    def bytes(self) -> bytes:
        return json.dumps(self.json).encode() if self.data is None else self.data


@dataclass
class Asked:
    """What was asked."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Server:
    """`say` sets what a path answers; `asked` is all that was asked."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[Asked] = []
        self.most = 0
        """Requests that were under way at once."""
        self._replies: dict[str, list[Reply] | Callable[[Asked], Reply]] = {}
        self._lock = threading.Lock()
        self._open = 0

    def say(self, path: str, *replies: Reply) -> str:
        """Answers one after another, the last one for ever; the address."""
        self._replies[path] = list(replies)
        return self.url + path

    def answer(self, path: str, reply: Callable[[Asked], Reply]) -> str:
        """Answers by what is asked; the address."""
        self._replies[path] = reply
        return self.url + path

    def reply(self, asked: Asked) -> Reply:
        with self._lock:
            self.asked.append(asked)
            known = self._replies.get(asked.path)
            if known is None:
                return Reply({"error": "there is no such path"}, 404)
            if isinstance(known, list):
                return known.pop(0) if len(known) > 1 else known[0]
        return known(asked)

    @contextmanager
    def under_way(self) -> Iterator[None]:
        with self._lock:
            self._open += 1
            self.most = max(self.most, self._open)
        try:
            yield
        finally:
            with self._lock:
                self._open -= 1


@contextmanager
def serving(host: str = "127.0.0.1", tls: SSLContext | None = None) -> Iterator[Server]:
    """A server on a free port, in threads of its own."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(length)
            with made.under_way(), suppress(OSError):
                self._say(made.reply(Asked(self.command, self.path, headers, body)))

        do_POST = do_PATCH = do_PUT = do_DELETE = do_GET

        def _say(self, reply: Reply) -> None:
            data = reply.bytes()
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if "Content-Length" not in reply.headers:
                self.send_header("Content-Length", str(0 if reply.status == 304 else len(data)))
            if reply.cut:
                data = data[: len(data) // 2]
                self.close_connection = True
            if reply.pause:
                time.sleep(reply.pause)
            self.end_headers()
            if reply.pause:
                for byte in data:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(reply.pause)
            elif reply.status != 304:
                self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    class Listening(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            pass  # whoever asked has gone away

    with Listening((host, 0), Handler) as listening:
        listening.daemon_threads = True
        listening.block_on_close = False
        if tls is not None:
            listening.socket = tls.wrap_socket(listening.socket, server_side=True)
        made = Server(f"{'https' if tls else 'http'}://{host}:{listening.server_address[1]}")
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield made
        finally:
            listening.shutdown()
            thread.join()
