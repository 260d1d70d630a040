"""Addresses of Terraform's providers and modules, by the rules of its documentation."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl

from bylaw.sources.manifests.git_addresses import repository
from bylaw.sources.manifests.interface import Entry
from bylaw.sources.manifests.references import placed, plain_address
from bylaw.sources.manifests.revisions import is_commit, version_of

_PART: Final = r"[0-9A-Za-z](?:[\w-]{0,62}[0-9A-Za-z])?"
_HOST: Final = r"(?:[\w-]+\.)+[\w-]+(?::\d+)?|localhost(?::\d+)?"
_PROVIDER: Final = re.compile(rf"(?:(?:({_HOST})/)?({_PART})/)?({_PART})\Z")
_MODULE: Final = re.compile(rf"(?:({_HOST})/)?({_PART}/{_PART}/{_PART})\Z")
_FORCED: Final = re.compile(r"([A-Za-z0-9]+)::(.+)\Z")
_SUBFOLDER: Final = re.compile(r"(?<![:/])//[^?]*")
_GIT_HOSTS: Final = ("github.com/", "bitbucket.org/", "gitlab.com/")
_BUCKETS: Final = re.compile(
    r"(?:s3[\w.-]*|[\w.-]+\.s3[\w.-]*)\.amazonaws\.com/|www\.googleapis\.com/"
)
LONGEST: Final = 2048
"""Characters of an address."""


def provider_name(source: str) -> tuple[str, str] | None:
    """Name and host of a provider's address: `aws`, `hashicorp/aws`, `host/namespace/type`.

    The namespace of one without is `hashicorp`; the host is empty where none is named. None where
    it is no address.
    """
    found = _PROVIDER.match(source) if len(source) <= LONGEST else None
    if found is None:
        return None
    host, namespace, name = found.groups()
    return f"{namespace or 'hashicorp'}/{name}", host or ""


def module_source(source: str, folder: str) -> Entry | None:
    """A module by its address, without a place; None where it is no address.

    Args:
        source: The address as written.
        folder: The folder of the file, for addresses of folders beside it.
    """
    if len(source) > LONGEST:
        return None
    if source in (".", "..") or source.startswith(("./", "../", ".\\", "..\\", "/")):
        return Entry(source, source="path", location=placed(folder, source))
    forced = _FORCED.match(source)
    kind, address = (forced[1].lower(), forced[2]) if forced else ("", source)
    address, query = _without_query(_SUBFOLDER.sub("", address, count=1))
    if kind == "" and not address.startswith(_GIT_HOSTS) and (found := _MODULE.match(address)):
        return Entry(found[2], location=found[1] or "")
    if kind in ("git", "hg") or (kind == "" and _is_git(address)):
        address = f"https://{address}" if address.startswith(_GIT_HOSTS) else address
        found_at = repository(address)
        if found_at is None:
            return None
        wanted = query.get("ref") or query.get("rev") or ""
        return Entry(found_at.name, found_at.ecosystem, version=version_of(wanted),
                     requirement=wanted, source="git", location=found_at.location,
                     pinned=is_commit(wanted))  # fmt: skip
    if "://" not in address and not _BUCKETS.match(address):
        return None
    address = plain_address(address)
    integrity = query.get("checksum")
    return Entry(address, "generic", source="url", location=address, integrity=integrity,
                 pinned=integrity is not None)  # fmt: skip


def _is_git(address: str) -> bool:
    return address.startswith((*_GIT_HOSTS, "git@", "ssh://", "git://"))


def _without_query(address: str) -> tuple[str, dict[str, str]]:
    address, _, query = address.partition("?")
    try:
        return address, dict(parse_qsl(query, max_num_fields=50))
    except ValueError:
        return address, {}
