"""Git revisions that a manifest asks for: commits, tags of releases, branches."""

from __future__ import annotations

import re
from typing import Final

_COMMIT: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")
_RELEASE: Final = re.compile(
    r"[vV]?(\d{1,9}\.\d{1,9}\.\d{1,9}(?:\.\d{1,9})?(?:-[0-9A-Za-z.-]{1,64})?(?:\+[0-9A-Za-z.-]{1,64})?)\Z"
)

_REMARK: Final = re.compile(r"[\s}\]\"']*\s#(.*)")
_TAG: Final = re.compile(r"(?:^|[\s=@:(])([vV]?\d+\.\d+\.\d+[\w.+-]*)(?=$|[\s,;)])")
_LONGEST_REMARK: Final = 200
"""Characters between a commit id and the end of what is read of the comment behind it."""


def is_commit(revision: str) -> bool:
    """Whether it is a whole commit id, of SHA-1 or SHA-256, which names one state for ever."""
    return _COMMIT.match(revision.lower()) is not None


def release_of(revision: str) -> str | None:
    """The version of a tag of one release: `4.1.2` of `v4.1.2`.

    None for a branch, and for tags that move on, such as `v4`: these are ranges.
    """
    found = _RELEASE.match(revision)
    return found[1] if found else None


def version_of(revision: str) -> str | None:
    """The one version that a revision stands for: a release's or a commit's; else None."""
    return revision.lower() if is_commit(revision) else release_of(revision)


def release_behind(line: str, at: int) -> str | None:
    """The release that the comment behind a commit id names, as tools write it.

    `# v4.1.2`, `# tag=v4.1.2`, `# frozen: v4.1.2`; None where there is none.

    Args:
        line: The whole line.
        at: Where in it the value with the commit id ends.
    """
    remark = _REMARK.match(line[at : at + _LONGEST_REMARK])
    tag = _TAG.search(remark[1].strip()) if remark else None
    return release_of(tag[1]) if tag else None
