"""A forge on this machine, and another host beside it."""

from __future__ import annotations

from tests.services.conftest import no_proxies as no_proxies
from tests.services.conftest import other as other
from tests.services.conftest import server as server
