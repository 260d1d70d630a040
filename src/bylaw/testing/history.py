"""The trees and commits that tests state, written as git objects into one temporary repository."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bylaw.sources.git.private import PrivateDirectory

EPOCH: Final = 1_767_225_600
"""2026-01-01T00:00:00Z: every commit of a test is made then, and every test is judged then."""
AUTHOR: Final = "Test Author <author@example.org>"
MODES: Final = {"644": "100644", "755": "100755", "symlink": "120000", "submodule": "160000"}
SIGNATURE: Final = "-----BEGIN SSH SIGNATURE-----\n stated by a test\n -----END SSH SIGNATURE-----"
BINARY: Final = b"\x00\x01\x02\xff"

Tree = dict[str, tuple[str, bytes]]
"""Path to git's mode and content."""


class BadGiven(Exception):
    """A given that cannot be set up; `line` is its line in the policy."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(frozen=True, slots=True)
class Pair:
    """The two commits between which a test's change lies."""

    base: str
    head: str


def write_history(directory: PrivateDirectory, givens: Sequence[Mapping[str, Any]]) -> Pair:
    """Write both trees of a test and the commits between them; raises BadGiven."""
    base, head = trees(givens)
    start = _commit(directory, _tree(directory, base), (), "Start", AUTHOR)
    commits = [each for each in givens if each["kind"] == "commit"] or [_PLAIN]
    tip, tree = start, _tree(directory, head)
    for given in commits:
        author = given.get("author") or AUTHOR
        if not re.fullmatch(r"[^<>\n]+ <[^<>\n ]+>", author):
            raise BadGiven(given["line"], f'an author is written "Name <e-mail>", not "{author}"')
        tip = _commit(
            directory, tree, (tip,), message(given), author, signed=bool(given.get("signed"))
        )
    return Pair(start, tip)


_PLAIN: Final[Mapping[str, Any]] = {"kind": "commit", "subject": "Change", "line": 0}


def message(given: Mapping[str, Any]) -> str:
    """A commit's message: subject, body and trailers, apart by blank lines."""
    parts = [given["subject"], given.get("body"), "\n".join(given.get("trailers") or ())]
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def trees(givens: Sequence[Mapping[str, Any]]) -> tuple[Tree, Tree]:
    """Base and head as the givens state them; raises BadGiven where they contradict one another."""
    base: Tree = {}
    head: Tree = {}
    named: set[str] = set()
    for given in givens:
        if given["kind"] == "file":
            if given["path"] in named:
                raise BadGiven(given["line"], f"`{given['path']}` is already given")
            named.add(given["path"])
            _state(given, base, head)
        elif given.get("name") == "attributes" and given["text"] is not None:
            base[".gitattributes"] = head[".gitattributes"] = (MODES["644"], _bytes(given["text"]))
    return base, head


def _state(given: Mapping[str, Any], base: Tree, head: Tree) -> None:
    path, state = given["path"], given["state"]
    old = given.get("old_path") or path
    mode = MODES.get(given.get("mode") or "644", "")
    if not mode:
        raise BadGiven(given["line"], f"a mode is one of {', '.join(MODES)}")
    for each in {path, old}:
        if each.startswith("/") or not set(each.split("/")).isdisjoint({"", ".", "..", ".git"}):
            raise BadGiven(given["line"], f"`{each}` is not a path inside a repository")
    before, after = given.get("before"), given.get("after")
    if state == "renamed" and before is None:
        before = after if after is not None else f"{path}\n"
    if state in ("unchanged", "renamed") and after is None:
        after = before
    binary = bool(given.get("binary"))
    kept = mode if state in ("unchanged", "deleted") else MODES["644"]
    if state != "added":
        _put(base, old, kept, before, binary, given["line"])
    if state != "deleted":
        _put(head, path, mode, after, binary, given["line"])


def _put(tree: Tree, path: str, mode: str, text: str | None, binary: bool, line: int) -> None:
    clash = next((p for p in tree if p.startswith(path + "/") or path.startswith(p + "/")), None)
    if path in tree or clash:
        raise BadGiven(line, f"`{path}` is already given" + (f", by `{clash}`" if clash else ""))
    tree[path] = (mode, _bytes(text or "") + (BINARY if binary else b""))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _tree(directory: PrivateDirectory, tree: Tree) -> str:
    entries = {}
    for path, (mode, data) in tree.items():
        # a submodule's commit is in another repository: any id will do
        kind = "commit" if mode == MODES["submodule"] else "blob"
        data = _SUBMODULE % data if kind == "commit" else data
        entries[path] = (mode, directory.write(kind, data))
    return directory.write_tree(entries)


_SUBMODULE: Final = b"tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n\n%s"


def _commit(
    directory: PrivateDirectory,
    tree: str,
    parents: Sequence[str],
    text: str,
    author: str,
    signed: bool = False,
) -> str:
    lines = [f"tree {tree}", *(f"parent {each}" for each in parents)]
    lines += [f"{role} {author} {EPOCH} +0000" for role in ("author", "committer")]
    if signed:
        lines.append(f"gpgsig {SIGNATURE}")
    return directory.write("commit", _bytes("\n".join(lines) + "\n\n" + text))
