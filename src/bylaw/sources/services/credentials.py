"""Credentials for services: from the environment, by host, in Terraform's manner.

`BYLAW_TOKEN_` and the host, `.` as `_` and `-` as `__`, with `_` and the port where the address
names one that is not the scheme's own: `BYLAW_TOKEN_npm_acme_example`. A value `user:password` is
sent as Basic (RFC 7617), anything else as Bearer (RFC 6750).
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from bylaw.sources.services.interface import Failed

PREFIX: Final = "BYLAW_TOKEN_"
_PORTS: Final = {"http": 80, "https": 443}
_BEARER: Final = re.compile(r"[!-~]+")


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address: what credentials are bound to."""
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").rstrip("."), _port(parts)


def authorization(url: str, environment: Mapping[str, str]) -> str | None:
    """The value of `Authorization` for an address, or None.

    Raises:
        Failed: `bad-credentials`: the variable holds what no header can hold.
    """
    name = variable(url)
    found = next((text for key, text in environment.items() if key.upper() == name.upper()), "")
    token = found.strip()
    if not token or not may_hear(url):
        return None
    if ":" in token:
        return "Basic " + b64encode(token.encode("utf-8", "surrogateescape")).decode()
    if not _BEARER.fullmatch(token):
        raise Failed(
            "bad-credentials",
            f"The environment variable {name} holds characters that no token has.",
            f"Set {name} to the token alone, or to user:password.",
        )
    return f"Bearer {token}"


def variable(url: str) -> str:
    """The environment variable that holds the credentials for an address."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".").replace("-", "__")
    port = "" if _port(parts) == _PORTS.get(parts.scheme) else f"_{_port(parts)}"
    return PREFIX + re.sub(r"[^0-9A-Za-z_]", "_", host) + port


def may_hear(url: str) -> bool:
    """Whether credentials may be sent there: over https, or to this machine."""
    scheme, host, _ = origin(url)
    return scheme == "https" or is_loopback(host)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS.get(parts.scheme, 0)
