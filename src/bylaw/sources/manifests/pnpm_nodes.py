"""The parser's nodes of pnpm's lock: mappings that are what they should be, and packages.

A lock is big, and most of what stands in it is not asked for; so its nodes are walked as the parser
made them, without places and kinds for each.
"""

from __future__ import annotations

from typing import Any, Final

from bylaw.sources.documents.yaml import MOST_NODES
from bylaw.sources.manifests.interface import Problem, Unreadable

Fields = dict[str, Any]
MERGES: Final = "it merges mappings, which pnpm does not write"


class Package:
    """A package as far as it is known."""

    __slots__ = ("brings", "is_dev", "is_optional", "line", "named", "resolution", "version")

    def __init__(self, line: int, named: tuple[str, str, str], fields: Fields) -> None:
        self.line = line
        self.named = named
        """Name, version or address, and registry."""
        self.resolution = fields.get("resolution")
        self.version = fields.get("version")
        """As it is stated beside the address."""
        self.brings: dict[str, bool] = {}
        """What it brings in, by key: whether it can do without."""
        self.is_dev: bool | None = None
        self.is_optional: bool | None = None
        """Whether all its instances are needed for nothing else."""

    def note(self, fields: Fields) -> None:
        """Notes the flags of one instance."""
        is_dev = "dev" in fields and fields["dev"].value == "true"
        is_optional = "optional" in fields and fields["optional"].value == "true"
        self.is_dev = is_dev and self.is_dev is not False
        self.is_optional = is_optional and self.is_optional is not False


class Nodes:
    """Walks nodes, and notes what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._size = 0

    def wrong(self, node: Any, message: str) -> None:
        """Notes what cannot be understood."""
        mark = node.start_mark
        self.problems.append(Problem(message, mark.line + 1, mark.column + 1))

    def pairs(self, node: Any, what: str) -> list[tuple[Any, Any]]:
        """Keys and values of a mapping; a problem where there is none."""
        if node is None or (node.id == "scalar" and node.value in ("", "null", "~")):
            return []
        if node.id != "mapping":
            self.wrong(node, f"`{what}` is no mapping")
            return []
        self._size += len(node.value)
        if self._size > MOST_NODES:
            raise Unreadable("its aliases stand for too much", node.start_mark.line + 1)
        pairs: list[tuple[Any, Any]] = node.value
        return pairs

    def fields(self, node: Any, what: str) -> Fields:
        """The values of a mapping by key; the last of several counts, and is a problem."""
        pairs = self.pairs(node, what)
        try:
            found = {key.value: value for key, value in pairs}
        except TypeError:
            self.wrong(node, f"`{what}` has keys that are no strings")
            return {key.value: value for key, value in pairs if key.id == "scalar"}
        if len(found) != len(pairs) or "<<" in found:
            seen = set()
            for key, _ in pairs:
                if key.value in seen:
                    self.wrong(key, f"the key `{key.value[:80]}` stands here twice")
                elif key.value == "<<":
                    self.wrong(key, MERGES)
                seen.add(key.value)
        return found

    def named(self, node: Any, what: str) -> list[tuple[Any, Any]]:
        """As `pairs`, without keys that are no names and without twins."""
        pairs = self.pairs(node, what)
        try:
            names = {key.value for key, _ in pairs}
        except TypeError:
            names = set()
        if len(names) == len(pairs) and "" not in names and "<<" not in names:
            return pairs
        seen: set[str] = set()
        kept = []
        for key, value in pairs:
            if key.id != "scalar" or not key.value:
                self.wrong(key, "this is no name")
            elif key.value == "<<":
                self.wrong(key, MERGES)
            elif key.value in seen:
                self.wrong(key, f"the key `{key.value[:80]}` stands here twice")
            else:
                seen.add(key.value)
                kept.append((key, value))
        return kept


def hash_alone(resolution: Any) -> str | None:
    """The hash of a package of which nothing else is noted: it comes from the registry."""
    if resolution is None or len(resolution.value) != 1 or resolution.id != "mapping":
        return None
    ((key, value),) = resolution.value
    return value.value if key.value == "integrity" and value.id == "scalar" else None


def is_same(package: Package, fields: Fields) -> bool:
    """Whether another instance of a package is it, by what says what it is."""
    name = fields.get("name")
    return (
        _plain(package.resolution) == _plain(fields.get("resolution"))
        and _plain(package.version) == _plain(fields.get("version"))
        and (name is None or name.value == package.named[0])
    )


def _plain(node: Any) -> Any:
    """A scalar, or a mapping of scalars."""
    if node is None or node.id == "scalar":
        return None if node is None else node.value
    return sorted((key.value, each.value) for key, each in node.value
                  if key.id == each.id == "scalar") if node.id == "mapping" else ""  # fmt: skip
