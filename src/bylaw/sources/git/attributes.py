"""`linguist-generated` and `linguist-vendored` by git's own rules, from a trusted commit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bylaw.sources.git.errors import NotJudged

if TYPE_CHECKING:
    from bylaw.sources.git.store import Store

NAME = ".gitattributes"
MANY = 100
"""Folders: to list the whole tree is quicker than to ask for more paths than this."""
NAMES = ("linguist-generated", "linguist-vendored")


def attributes(store: Store, commit: str, paths: Iterable[str]) -> dict[tuple[str, str], bool]:
    """`(attribute, path): value` where a .gitattributes of the commit sets one.

    Only the .gitattributes files are put into an index, and git answers from it alone.
    """
    import os

    paths = list(paths)
    folders = {""}
    for path in paths:
        while path := path.rpartition("/")[0]:
            if path in folders:
                break
            folders.add(path)
    if len(folders) > MANY:
        every = store.named(commit, NAME)
        found = [entry for entry in every if entry[2].rpartition("/")[0] in folders]
    else:
        files = [f"{folder}/{NAME}".lstrip("/") for folder in sorted(folders)]
        found = store.entries(commit, *files, recursive=False)
    found = [entry for entry in found if entry[0] in ("100644", "100755")]
    if not any(_speaks(store, oid) for _, oid, _ in found):
        return {}
    index = {"GIT_INDEX_FILE": str(store.private.folder / "attributes")}
    git = store.private.git
    lines = b"".join(f"{m} {o}\t".encode() + os.fsencode(p) + b"\0" for m, o, p in found)
    git.run("update-index", "-z", "--index-info", data=lines, **index)
    data = b"".join(os.fsencode(path) + b"\0" for path in paths)
    out = git.run("check-attr", "--cached", "-z", "--stdin", *NAMES, data=data, **index)
    fields = [os.fsdecode(field) for field in out.split(b"\0")[:-1]]
    return {
        (name, path): value not in ("unset", "false")
        for path, name, value in zip(fields[::3], fields[1::3], fields[2::3], strict=True)
        if value != "unspecified"
    }


def _speaks(store: Store, oid: str) -> bool:
    data = store.objects.blob(oid)
    if data is None:
        raise NotJudged("missing-object", "A .gitattributes file is not in this partial clone.")
    return b"linguist-" in data
