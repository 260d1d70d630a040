"""What readers of manifests that are trees of nodes have in common: entries and problems."""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import dirname

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.interface import Entry, Problem, Reading, Source


class Collector:
    """Collects what stands in one manifest, and in the files beside it that it refers to."""

    def __init__(self, file: Source) -> None:
        self.file = file
        self.folder = dirname(file.path)
        self.path = ""
        """The file beside it that is being read; empty is the manifest itself."""
        self.entries: list[Entry] = []
        self.problems: list[Problem] = []
        self.includes: dict[str, None] = {}

    def wrong(self, node: Node, message: str, path: str = "") -> None:
        """Notes what cannot be understood, in the file that is being read or in another."""
        column = node.key_column or node.column
        self.problems.append(Problem(message, node.start_line, column, path or self.path))

    def reading(self, flaws: Sequence[Problem], name: str) -> Reading:
        """All of it, by file and line.

        Args:
            flaws: What was wrong before anything was collected: duplicate keys.
            name: The name of the package that the manifest describes.
        """
        problems = sorted((*flaws, *self.problems), key=lambda each: (each.path, each.line))
        return Reading(tuple(self.entries), tuple(problems), name, includes=tuple(self.includes))
