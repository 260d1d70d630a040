"""Where Composer gets a package from, as its locks and `package` repositories write it.

Packagist serves descriptions alone: the archive of a package of its own is one that a code forge
makes, as is that of a repository that a project names itself. What tells them apart is the address
that installs are reported to, which only packages of a registry have; of registries that want no
reports, such as Satis and those of forges, the address of the archive has the shape of theirs.

Sources: `ArrayDumper` of Composer; "Repositories" of its documentation.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.composer_names import is_commit
from bylaw.sources.manifests.interface import Origin
from bylaw.sources.manifests.references import placed, plain_address

_REPORTS: Final = re.compile(r"/downloads/?\Z")
_KEPT: Final = re.compile(r"/(?:dists?|direct-dists|archives)/")


class Provenance(NamedTuple):
    """Where a package is fetched from; fields as in `Entry`."""

    source: Origin = "registry"
    location: str = ""
    pinned: bool | None = None
    integrity: str | None = None


def provenance(node: Node, name: str, folder: str) -> Provenance:
    """Where a package is fetched from by its `source` and `dist`.

    Args:
        node: The package.
        name: Its name.
        folder: The folder that relative paths are meant from.
    """
    kind, address = node.string("dist", "type"), node.string("dist", "url") or ""
    if kind == "path":
        return Provenance("path", placed(folder, address))
    reference = node.string("source", "reference") or node.string("dist", "reference") or ""
    commit = reference if is_commit(reference) else None
    integrity = node.string("dist", "shasum") or commit
    reports = node.string("notification-url")
    if reports:
        return Provenance("registry", plain_address(_REPORTS.sub("", reports)), None, integrity)
    registry = _registry(address, name)
    if registry is not None:
        return Provenance("registry", registry, None, integrity)
    repository = node.string("source", "url")
    if repository:
        is_git = node.string("source", "type") in ("git", "github", "gitlab", "bitbucket")
        return _versioned(repository, reference, is_git, integrity, folder)
    if address:
        return Provenance("url", plain_address(address), None, integrity)
    return Provenance(integrity=integrity)


def _versioned(
    address: str, reference: str, is_git: bool, integrity: str | None, folder: str
) -> Provenance:
    """A package in a repository with a history; `url` where that is not git's."""
    if ":" not in address:
        return Provenance("path", placed(folder, address), None, integrity)
    location = plain_address(address) + (f"#{reference}" if reference else "")
    return Provenance("git" if is_git else "url", location, is_commit(reference), integrity)


def _registry(address: str, name: str) -> str | None:
    """The registry that an archive is of; None where its address has not the shape of one.

    `<registry>/dist/vendor/name/…`, as Satis has it, `/dists/vendor/name/…`, `…/archives/
    vendor/name.zip` of GitLab, or a file `vendor-name-…` in `vendor/name/`.
    """
    path = address.partition("#")[0].partition("?")[0]
    low, name = path.lower(), name.lower()
    for end in (f"/{name}/", f"/{name}.zip", f"/{name}.tar"):
        at = low.rfind(end)
        if at < 0:
            continue
        kept = _KEPT.search(low, 0, at + 1)
        if kept is not None:
            return plain_address(path[: kept.start()])
        if low.rpartition("/")[2].startswith(f"{name.replace('/', '-')}-"):
            return plain_address(path[:at])
    return None
