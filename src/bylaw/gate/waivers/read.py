"""The file of waivers of a tree."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bylaw.gate.documents import parsed
from bylaw.gate.errors import Wrong
from bylaw.gate.waivers.limits import path_of
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs.cache import Cache
from bylaw.packs.tree import Tree, Unreadable

if TYPE_CHECKING:
    from bylaw.config.waiver_file import WaiverFile
    from bylaw.gate.governance import Governance


def with_waivers(governance: Governance, tree: Tree, cache: Cache) -> Governance:
    """A governance with the waivers of its tree. Raises Wrong where they cannot be read."""
    path = path_of(governance.config)
    data = bytes_of(tree, path)
    if data is None:
        return replace(governance, waivers_path=path)
    return replace(
        governance,
        waivers_path=path,
        waivers=parse(path, data, cache),
        files=(*governance.files, (path, data)),
    )


def bytes_of(tree: Tree, path: str) -> bytes | None:
    """The file's bytes; None where there is none. Raises Wrong."""
    try:
        data = tree.read(path)
        other = f"{path.removesuffix('.yaml')}.yml"
        misnamed = data is None and path.endswith(".yaml") and tree.read(other) is not None
    except Unreadable as error:
        message = f"{path} cannot be read: {error}"
        raise Wrong((Diagnostic("config-unreadable", message, path),)) from None
    if misnamed:
        message = f"{other} is not read: the file of waivers is called {path}"
        raise Wrong((Diagnostic("config-name", message, other, help="rename it"),))
    return data


def parse(path: str, data: bytes, cache: Cache) -> WaiverFile:
    """Waivers from their bytes, or from the cache. Raises Wrong."""
    from bylaw.config.waiver_file import check

    return parsed("waivers", path, data, cache, check)
