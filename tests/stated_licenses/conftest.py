"""A service on this machine."""

from tests.services.conftest import no_proxies, other, server

__all__ = ["no_proxies", "other", "server"]
