"""References to container images: `registry.example:5000/team/app:1.2@sha256:…`.

The purl type is `docker`, whatever the registry; images of the default registry have no location,
and its namespace for official images, `library`, is no part of the name, as in the purl
specification's own examples (`pkg:docker/cassandra@…`). A reference's grammar is that of the
`distribution` project.
"""

from __future__ import annotations

import re
from typing import Final

from bylaw.sources.manifests.interface import Entry, Scope
from bylaw.sources.manifests.variables import has_variable, masked

ECOSYSTEM: Final = "docker"
_DEFAULT: Final = frozenset(("docker.io", "index.docker.io", "registry-1.docker.io"))
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}\Z|sha512:[0-9a-f]{128}\Z")
_NAME: Final = re.compile(r"[a-z0-9]+(?:(?:[._]|__|-+|/)[a-z0-9]+)*\Z")
_HOST: Final = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d+)?\Z")
_TAG: Final = re.compile(r"\w[\w.-]{0,127}\Z", re.ASCII)
_VERSION: Final = re.compile(r"v?\d")
LONGEST: Final = 1024
"""Characters of a reference; registries allow names of 255 and tags of 128."""


def image(
    reference: str,
    line: int = 1,
    column: int = 1,
    end_column: int = 0,
    *,
    scope: Scope = "runtime",
    path: str = "",
) -> Entry | None:
    """The image that a reference names; None where it is no reference.

    The version is the tag where it looks like one (`1.25-alpine`, `v2`, not `latest`), or the
    digest where there is no tag. Only a digest pins it. Where a variable is left, the name stays
    as written, and a version with one is not known.
    """
    if not reference or len(reference) > LONGEST:
        return None
    shape = masked(reference)
    at = shape.find("@")
    digest = reference[at + 1 :] if at >= 0 else ""
    rest = reference[:at] if at >= 0 else reference
    colon = shape.rfind(":", shape.rfind("/", 0, len(rest)) + 1, len(rest))
    name = rest[:colon] if colon >= 0 else rest
    tag = rest[colon + 1 :] if colon >= 0 else ""
    if (
        not name
        or (colon >= 0 and not _fits(_TAG, tag))
        or (at >= 0 and not _fits(_DIGEST, digest))
    ):
        return None
    host, slash, below = name.partition("/")
    is_host = host == "localhost" or not {".", ":"}.isdisjoint(shape[: len(host)])
    if not slash or not is_host:
        host, below = "", name
    elif not _fits(_HOST, host):
        return None
    if host.lower() in _DEFAULT:
        host = ""
    if not host:
        below = below.removeprefix("library/")
    if not _fits(_NAME, below):
        return None
    is_pinned = _DIGEST.match(digest) is not None
    version = tag if _VERSION.match(tag) and not has_variable(tag) else None
    return Entry(
        name=below,
        ecosystem=ECOSYSTEM,
        line=line,
        column=column,
        end_column=end_column,
        version=version or (digest if is_pinned and not tag else None),
        requirement=reference[len(name) + 1 :],
        scope=scope,
        location=host,
        integrity=digest if is_pinned else None,
        pinned=is_pinned,
        path=path,
    )


def _fits(shape: re.Pattern[str], text: str) -> bool:
    """Whether the text, or what would stand for its variables, has this shape."""
    return shape.match(text) is not None or has_variable(text)
