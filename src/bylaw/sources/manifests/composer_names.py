"""Packages of Composer: which names are packages at all, and which requirement is one version."""

from __future__ import annotations

import re
from typing import Final

_PLATFORM: Final = re.compile(
    r"(?:php(?:-(?:64bit|ipv6|zts|debug))?|hhvm|(?:ext|lib)-[a-z0-9](?:[_.-]?[a-z0-9]+)*"
    r"|composer(?:-(?:plugin|runtime)-api)?)\Z",
    re.IGNORECASE,
)
_PACKAGE: Final = re.compile(r"[^/\s]+/[^/\s]+\Z")
_EXACT: Final = re.compile(
    r"(?:={1,2}\s*)?v?(\d{1,18}(?:\.\d{1,18}){0,3}"
    r"(?:[._-]?(?:stable|beta|b|rc|alpha|a|patch|pl|p)[.-]?\d*)?)(?:@[A-Za-z]+)?\Z",
    re.IGNORECASE,
)
_MARK: Final = re.compile(r"v(?=\d)", re.IGNORECASE)
_COMMIT: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")
LONGEST: Final = 255
"""Characters of a name."""


def is_platform(name: str) -> bool:
    """Whether a name is PHP's, an extension's or Composer's own, which nobody downloads."""
    return _PLATFORM.match(name) is not None


def is_package(name: str) -> bool:
    """Whether a name has the form of a package's: `vendor/name`."""
    return len(name) <= LONGEST and _PACKAGE.match(name) is not None


def exact_version(requirement: str) -> str | None:
    """The one version that a requirement allows; None for a range or a branch."""
    found = _EXACT.match(requirement.strip())
    return found[1] if found else None


def plain_version(version: str) -> str:
    """A version without the `v` of its tag; branches (`dev-main`) as they are."""
    return _MARK.sub("", version, count=1) if version[:1] in "vV" else version


def is_commit(reference: str) -> bool:
    """Whether a reference is a commit id in full."""
    return _COMMIT.match(reference) is not None
