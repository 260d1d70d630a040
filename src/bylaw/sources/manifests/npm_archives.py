"""Addresses of packages' archives: which have the shape of a registry's.

Registries, mirrors and proxies of many makes serve the same packages at addresses that end alike.
"""

from __future__ import annotations

from urllib.parse import unquote

from bylaw.sources.manifests.interface import Origin
from bylaw.sources.manifests.npm_git import git_location
from bylaw.sources.manifests.references import placed, plain_address


def registry_of(address: str, name: str, version: str) -> str | None:
    """The registry that an archive's address is of; None where it has not the shape of one.

    npm's own is `<registry>/<name>/-/<name without scope>-<version>.tgz`; others repeat the scope
    (`/@s/a/-/@s/a-1.0.0.tgz`), say `download` for `-`, or have `/@s/a/1.0.0.tgz` (JSR) or
    `/download/@s/a/1.0.0/<hash>` (GitHub).
    """
    path = address.partition("#")[0].partition("?")[0]
    base = name.rpartition("/")[2]
    end = f"/{name}/-/{base}-{version}.tgz"
    if path.endswith(end):
        registry = path[: -len(end)]
        return registry if "@" not in registry else plain_address(registry)
    if not path.endswith(".tgz") and "/download/" not in path:
        return None
    path, version = unquote(path), version.partition("+")[0]
    for end in (
        f"/{name}/-/{base}-{version}.tgz",
        f"/{name}/-/{name}-{version}.tgz",
        f"/{name}/download/{base}-{version}.tgz",
        f"/{name}/download/{name}-{version}.tgz",
        f"/{name}/{version}.tgz",
    ):
        if path.endswith(end):
            return plain_address(path[: -len(end)])
    at = path.rfind(f"/download/{name}/{version}/")
    if at > 0 and "/" not in path[at + len(f"/download/{name}/{version}/") :]:
        return plain_address(path[:at])
    return None


def archive_source(
    address: str, name: str, version: str | None, folder: str = ""
) -> tuple[Origin, str]:
    """What kind of source an archive's address in a lock is, and where that is.

    Args:
        address: What the lock says: an address, `file:…` or git's.
        name: The package's real name.
        version: Its version, if it is known.
        folder: The lock's folder.
    """
    if address.startswith("http"):
        registry = registry_of(address, name, version) if version else None
        if registry is not None:
            return "registry", registry
        location = git_location(address)
        plain = plain_address(address.partition("#")[0])
        return ("url", plain) if location is None else ("git", location)
    if address.startswith("file:"):
        return "path", placed(folder, address[len("file:") :].partition("#")[0])
    location = git_location(address)
    if location is not None:
        return "git", location
    if ":" in address:
        return "url", plain_address(address)
    plain = address.partition("#")[0]
    scope, slash, base = name.rpartition("/")
    mirrored = {f"{base}-{version}.tgz", f"{scope}-{base}-{version}.tgz" if slash else ""}
    return ("registry", "") if plain in mirrored else ("path", placed(folder, plain))
