"""Where the API of a forge is, by the address that people know."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias
from urllib.parse import urlsplit

from bylaw.sources.services.question import check_address

Kind: TypeAlias = Literal["github", "gitlab"]

GITHUB: Final = "https://api.github.com"
GITLAB: Final = "https://gitlab.com/api/v4"


def api_address(kind: Kind, url: str = "") -> str:
    """The address of the API, without a slash at its end.

    Args:
        kind: Which forge.
        url: The forge's own address or its API's: `https://github.com`, `https://ghe.example`
            (its API is below `/api/v3`), `https://gitlab.example/group-of-tools`. Empty: the
            public forge.

    Raises:
        Failed: `bad-address`.
    """
    if not url:
        return GITHUB if kind == "github" else GITLAB
    url = url.strip().rstrip("/")
    check_address(url)
    parts = urlsplit(url)
    host = parts.hostname or ""
    if kind == "gitlab":
        return url if parts.path.endswith("/api/v4") else f"{url}/api/v4"
    if host in ("github.com", "www.github.com"):
        return GITHUB
    if parts.path.endswith("/api/v3") or host.startswith("api."):
        return url
    # On ghe.com the API has a host of its own; a server has it below a path.
    return f"{parts.scheme}://api.{host}" if host.endswith(".ghe.com") else f"{url}/api/v3"


def graphql_address(kind: Kind, api: str) -> str:
    """Where the same forge takes GraphQL."""
    if kind == "gitlab":
        return api.removesuffix("/v4") + "/graphql"
    return api.removesuffix("/v3") + "/graphql"
