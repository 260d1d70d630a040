"""npm: node-semver's ranges, by `semantic_version.NpmSpec`.

What NpmSpec does not take and node-semver does is brought into the form that it takes: white space
after operators, `~>`, a leading `v` or `=`, and commas nowhere.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from bylaw.versions import semver

key = semver.key
release = semver.release

_AFTER: Final = re.compile(r"(\|\||[<>]=?|=|[\^~]>?)\s+")
_TILDE: Final = re.compile(r"~>=?")
_LEADING: Final = re.compile(r"(?<![\w.<>-])[v=]+(?=\d)|(?<=[<>]=)v(?=\d)")
_BUILD: Final = re.compile(r"\+[0-9A-Za-z.-]+")
_EXACT: Final = re.compile(r"[v=\s]*\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")
_ANY: Final = ("", "*", "x", "X")


def holds(text: str, range_: str) -> bool | None:
    """See interface. A tag such as `latest` is no range."""
    version = _version(text)
    alternatives = [_spec(part.strip()) for part in range_.split("||")]
    if version is None or any(spec is None for spec in alternatives):
        return None
    return any(version in spec for spec in alternatives if spec is not None)


def exact(requirement: str) -> str | None:
    """See interface: a whole version, with or without `=`."""
    return requirement.strip(" =v") if _EXACT.fullmatch(requirement) else None


@cache
def _version(text: str) -> Any | None:
    from semantic_version import Version

    try:
        return Version(_BUILD.sub("", text.strip().lstrip("v= ")))
    except ValueError:
        return None


@cache
def _spec(part: str) -> Any | None:
    from semantic_version import NpmSpec

    said = _TILDE.sub("~", part)
    said = _LEADING.sub("", _AFTER.sub(r"\1", said))
    said = _BUILD.sub("", said)
    if said in _ANY:
        said = "*"
    try:
        return NpmSpec(said)
    except ValueError:
        return None
