"""From a tree to its CODEOWNERS: which file counts, in which forge's dialect, what it says."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from bylaw.facts.place import Place
from bylaw.sources.catalog.interface import Problem, Tree, Unreadable
from bylaw.sources.owners.interface import Forge, Owners

PLACES: Final[dict[Forge, tuple[str, ...]]] = {
    "github": (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"),
    "gitlab": ("CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS", ".github/CODEOWNERS"),
}
"""Where each forge looks, the first that is there counts; the other's own folder comes last."""
LARGEST: Final = 3 << 20
"""Bytes; GitHub does not load a larger file."""
MOST_LINES: Final = 50_000
"""Lines with owners; a file of more is not read."""

_OF_GITLAB: Final = re.compile(
    r"^[ \t]*(?:\^?\[[^\]\n]*\]|!|\\#|[^#\n]*[ \t]@@(?:developer|maintainer|owner))",
    re.MULTILINE | re.IGNORECASE,
)
"""What only GitLab has: sections, exclusions, patterns that begin with `#`, roles."""


def load(tree: Tree, files: Collection[str], forge: Forge | None = None) -> Owners | None:
    """The CODEOWNERS of a tree; None where there is none.

    Args:
        tree: Where files are read.
        files: The paths of all its files.
        forge: Where the repository is, where that is known.
    """
    for path in PLACES[forge or forge_of(files)]:
        if path not in files:
            continue
        try:
            data = tree.read(path)
        except Unreadable as error:
            return _unreadable(path, forge or forge_of(files), str(error))
        if data is not None:
            return read(path, data, forge)
    return None


def forge_of(files: Collection[str]) -> Forge:
    """Whose files a tree has: GitLab's where it has those and none of GitHub's."""
    of_gitlab = of_github = False
    for path in files:
        of_gitlab = of_gitlab or path == ".gitlab-ci.yml" or path.startswith(".gitlab/")
        of_github = of_github or path.startswith(".github/")
    return "gitlab" if of_gitlab and not of_github else "github"


def read(path: str, data: bytes, forge: Forge | None = None) -> Owners:
    """What a CODEOWNERS says; never an exception.

    Args:
        path: Where it stands. In a forge's own folder it is in that forge's dialect.
        data: Its bytes.
        forge: Whose dialect it is in, elsewhere. None: GitLab's, where it uses what only GitLab
            has, else GitHub's.
    """
    own: dict[str, Forge] = {".github": "github", ".gitlab": "gitlab"}
    chosen = own.get(path.partition("/")[0]) or forge
    if len(data) > LARGEST:
        return _unreadable(path, chosen or "github", f"it is larger than {LARGEST >> 20} MiB")
    if b"\0" in data:
        return _unreadable(path, chosen or "github", "it is not text")
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    if chosen is None:
        chosen = "gitlab" if _OF_GITLAB.search(text) else "github"
    from bylaw.sources.owners import github, gitlab

    lines, problems = (github if chosen == "github" else gitlab).read(path, text)
    if len(lines) > MOST_LINES:
        return _unreadable(path, chosen, f"it has more than {MOST_LINES:,} lines")
    return Owners(path, chosen, lines, problems)


def _unreadable(path: str, forge: Forge, why: str) -> Owners:
    problem = Problem("unreadable", why, Place(path, 1, 1, scope="file"))
    return Owners(path, forge, (), (problem,), why)
