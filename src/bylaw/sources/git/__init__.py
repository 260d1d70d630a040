"""Changes from git: a repository, a selection of what changed, and the facts of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bylaw.sources.git.change import Change as Change
    from bylaw.sources.git.change import Summary as Summary
    from bylaw.sources.git.errors import BadPatch as BadPatch
    from bylaw.sources.git.errors import NotJudged as NotJudged
    from bylaw.sources.git.files import File as File
    from bylaw.sources.git.limits import Limits as Limits
    from bylaw.sources.git.patch import read_patch as read_patch
    from bylaw.sources.git.private import PrivateDirectory as PrivateDirectory
    from bylaw.sources.git.readers import facts as facts
    from bylaw.sources.git.repository import Branch as Branch
    from bylaw.sources.git.repository import MergeBase as MergeBase
    from bylaw.sources.git.repository import Repository as Repository
    from bylaw.sources.git.selection import Selection as Selection
    from bylaw.sources.git.selection import read_change as read_change
    from bylaw.sources.git.selection import read_changes as read_changes

WHERE = {
    "BadPatch": "errors",
    "Branch": "repository",
    "Change": "change",
    "File": "files",
    "Limits": "limits",
    "MergeBase": "repository",
    "NotJudged": "errors",
    "PrivateDirectory": "private",
    "Repository": "repository",
    "Selection": "selection",
    "Summary": "change",
    "facts": "readers",
    "read_change": "selection",
    "read_changes": "selection",
    "read_patch": "patch",
}


def __getattr__(name: str) -> Any:
    if name not in WHERE:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"bylaw.sources.git.{WHERE[name]}"), name)
