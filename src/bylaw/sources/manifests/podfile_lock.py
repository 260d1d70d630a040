"""`Podfile.lock`: the pods that CocoaPods resolved.

The parts of a pod (`Firebase/Core`) have its version and its source: a pod is one entry, at its
first line, which brings in what any of its parts does. A development pod is one of a path. The lock
has what is asked for as well, so that the program `Podfile` is not needed, nor run; what a pod is
for, only that would tell.

Source: `lib/cocoapods-core/lockfile.rb` and `dependency.rb` of CocoaPods.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import field
from posixpath import dirname
from typing import Final, NamedTuple

from bylaw.dataclass import dataclass
from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.interface import Ask, Entry, Origin, Problem, Reading, Source
from bylaw.sources.manifests.load import load_yaml
from bylaw.sources.manifests.references import placed, plain_address
from bylaw.sources.manifests.revisions import is_commit

_POD: Final = re.compile(r"([^\s()]+) \(([^()]+)\)\Z")
_NEED: Final = re.compile(r"([^\s()]+)(?: \((.*)\))?\Z")
_PLACE: Final = re.compile(r"from `")
_PUBLIC: Final = ("trunk",)
"""What locks call the registry that counts where none is named."""


class _Place(NamedTuple):
    """Where a pod is fetched from; fields as in `Entry`."""

    source: Origin = "registry"
    location: str = ""
    pinned: bool | None = None


@dataclass(slots=True)
class _Pod:
    """A pod, with all its parts."""

    node: Node
    version: str
    brings: dict[str, None] = field(default_factory=dict)


def read(file: Source) -> Reading:
    """The pods of a lock.

    Raises:
        Unreadable: it is not YAML.
    """
    roots, flaws = load_yaml(file)
    lock = _Lock(dirname(file.path), list(flaws))
    for root in roots[:1]:
        lock.read(root)
    lock.problems.sort(key=lambda each: each.line)
    return lock.reading()


class _Lock:
    """Collects what stands in a lock."""

    def __init__(self, folder: str, problems: list[Problem]) -> None:
        self.folder = folder
        self.problems = problems
        self.pods: dict[str, _Pod] = {}
        self.asks: dict[str, list[str]] | None = None
        """By name: what is asked of a pod and its parts."""
        self.places: dict[str, _Place] = {}
        self.sums: dict[str, str] = {}

    def wrong(self, node: Node, message: str) -> None:
        """Notes what cannot be understood."""
        self.problems.append(Problem(message, node.start_line, node.key_column or node.column))

    def read(self, root: Node) -> None:
        """Takes a whole lock."""
        if not isinstance(root.value, dict):
            self.wrong(root, "a lock of pods is a mapping")
        for node in self._list(root, "PODS"):
            self._pod(node)
        if root.get("DEPENDENCIES") is not None:
            self.asks = {}
        for node in self._list(root, "DEPENDENCIES"):
            self._ask(node)
        for registry, node in self._items(root, "SPEC REPOS"):
            location = "" if registry in _PUBLIC else plain_address(registry)
            if not isinstance(node.value, list):
                self.wrong(node, "what a registry has is no list")
            for each in node.elements():
                self.places[each.text or ""] = _Place(location=location)
        checked = dict(self._items(root, "CHECKOUT OPTIONS"))
        for name, node in self._items(root, "EXTERNAL SOURCES"):
            self.places[name] = self._place(name, node, checked.get(name))
        for name, node in self._items(root, "SPEC CHECKSUMS"):
            if node.written:
                self.sums[name] = node.written

    def _list(self, root: Node, section: str) -> Iterable[Node]:
        node = root.get(section)
        if node is None or node.value is None:
            return ()
        if not isinstance(node.value, list):
            self.wrong(node, f"`{section}` is no list")
        return node.elements()

    def _items(self, root: Node, section: str) -> Iterable[tuple[str, Node]]:
        node = root.get(section)
        if node is None or node.value is None:
            return ()
        if not isinstance(node.value, dict):
            self.wrong(node, f"`{section}` is no mapping")
        return node.items()

    def _pod(self, node: Node) -> None:
        """`- Name (1.0)`, or a mapping from that to what it brings in."""
        pairs = list(node.items())
        said = pairs[0][0] if len(pairs) == 1 else node.text or ""
        found = _POD.match(said)
        name = found[1].partition("/")[0] if found else ""
        if found is None or not name:
            self.wrong(node, "this is no pod, as `Name (1.0)`")
            return
        pod = self.pods.get(name)
        if pod is None:
            pod = self.pods[name] = _Pod(node, found[2])
        elif pod.version != found[2]:
            self.wrong(node, f"`{name[:80]}` has another version in line {pod.node.line}")
        brought = pairs[0][1] if pairs else None
        if brought is not None and not isinstance(brought.value, list | None):
            self.wrong(brought, f"what `{name[:80]}` brings in is no list")
        for each in brought.elements() if brought is not None else ():
            need = _NEED.match(each.text or "")
            if need is None:
                self.wrong(each, "this is no pod with a requirement, as `Name (~> 1.0)`")
            else:
                pod.brings[need[1].partition("/")[0]] = None

    def _ask(self, node: Node) -> None:
        need = _NEED.match(node.text or "")
        if need is None or self.asks is None:
            self.wrong(node, "this is no pod with a requirement, as `Name (~> 1.0)`")
            return
        requirement = need[2] or ""
        wanted = self.asks.setdefault(need[1].partition("/")[0], [])
        if requirement and not _PLACE.match(requirement) and requirement not in wanted:
            wanted.append(requirement)

    def _place(self, name: str, node: Node, checked: Node | None) -> _Place:
        """Where a pod is from that the Podfile names a place for."""
        said = {key.lstrip(":"): each for key, each in node.items()}
        got = {key.lstrip(":"): each for key, each in (checked.items() if checked else ())}
        for kind in ("path", "podspec", "http", "git", "svn", "hg"):
            address = said[kind].text if kind in said else None
            if not address:
                continue
            if kind == "path":
                return _Place("path", placed(self.folder, address))
            if kind == "git":
                found = next((each for key in ("commit", "tag", "branch")
                              for each in (got.get(key) or said.get(key),)
                              if each is not None and each.written), None)  # fmt: skip
                revision = (found.written or "") if found is not None else ""
                mark = "#" if revision else ""
                location = f"{plain_address(address)}{mark}{revision}"
                return _Place("git", location, is_commit(revision))
            if kind == "podspec" and "://" not in address:
                return _Place("path", placed(self.folder, address))
            return _Place("url", plain_address(address))
        self.wrong(node, f"`{name[:80]}` has no source that is known")
        return _Place("url")

    def reading(self) -> Reading:
        """What stands in the lock."""
        entries = []
        for name, pod in self.pods.items():
            source, location, pinned = self.places.get(name, _Place())
            entries.append(
                Entry(
                    name,
                    line=pod.node.line,
                    column=pod.node.column,
                    version=pod.version,
                    source=source,
                    location=location,
                    integrity=self.sums.get(name),
                    direct=name in self.asks if self.asks is not None else None,
                    key=name,
                    requires=tuple(
                        each for each in pod.brings if each in self.pods and each != name
                    ),
                    pinned=pinned,
                )
            )
        asks = [
            Ask(name, name if name in self.pods else "", ", ".join(wanted))
            for name, wanted in (self.asks or {}).items()
        ]
        return Reading(
            tuple(entries),
            tuple(self.problems),
            asks=tuple(asks) if self.asks is not None else None,
        )
