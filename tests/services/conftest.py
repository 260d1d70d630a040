"""A service on this machine, and a second one under another name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.services.server import Server, serving


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


@pytest.fixture
def other() -> Iterator[Server]:
    """Of another host, as far as credentials go: another port."""
    with serving("localhost") as made:
        yield made
