"""What the project in a folder is called, for requirements that name it by its path."""

from __future__ import annotations

import re
from posixpath import join
from typing import Final

from bylaw.sources.documents.node import Malformed
from bylaw.sources.documents.text import decode
from bylaw.sources.documents.toml import read_toml
from bylaw.sources.manifests.interface import Tree, Unreadable

_CFG_NAME: Final = re.compile(
    r"^\[metadata\][^\n]*\n(?:(?!\[)[^\n]*\n)*?name[ \t]*[=:]([^\n]*)", re.M
)


class Projects:
    """The names of projects of one tree, and the files that said them."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.files: dict[str, None] = {}
        self._names: dict[str, str] = {}

    def name_of(self, folder: str) -> str:
        """The name of the project in a folder; empty where none is told."""
        if folder not in self._names:
            self._names[folder] = self._from_pyproject(folder) or self._from_cfg(folder)
        return self._names[folder]

    def _from_pyproject(self, folder: str) -> str:
        try:
            root = read_toml(self.text(folder, "pyproject.toml")).root
        except Malformed:  # which is said where that file is read itself
            return ""
        return root.string("project", "name") or root.string("tool", "poetry", "name") or ""

    def _from_cfg(self, folder: str) -> str:
        found = _CFG_NAME.search(self.text(folder, "setup.cfg"))
        return "" if found is None else found[1].strip()

    def text(self, folder: str, name: str) -> str:
        """The text of a file; empty where there is none that can be read."""
        path = join(folder, name)
        try:
            data = self.tree.read(path)
            text = "" if data is None else decode(data)
        except (Malformed, Unreadable):
            return ""
        if data is not None:
            self.files[path] = None
        return text
