"""The facts of a part of the repository, as if that part were all of it.

What a change does is cut down to the files of the part: its files and lines, the files of both
trees, the dependencies of its manifests, the imports that its files make, the rings that these are
part of, the decisions that stand in it. What is one for all stays whole: commits, the catalog, the
decisions that govern, the review.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from bylaw.facts.lines import LineBlocks
from bylaw.facts.place import Listing, Unknown
from bylaw.facts.readers import Facts
from bylaw.sources.git.change import count_of, place_of
from bylaw.sources.git.files import File

Matches: TypeAlias = Callable[[str], bool]
"""Whether a path belongs to the part."""
Paths: TypeAlias = Callable[[Any, Facts], Sequence[str]]
"""The paths by which an element of a list belongs to a part: one of them is enough."""


def _by(reader: str) -> Paths:
    """By a field that is a path."""
    return lambda element, facts: (facts.readers[reader](element),)


def _at(type_: str) -> Paths:
    """By the place."""
    return lambda element, facts: (facts.readers[f"{type_}.place"](element).path,)


def _of_edges(type_: str) -> Paths:
    """By the files that make the imports of a ring."""

    def paths(ring: Any, facts: Facts) -> list[str]:
        place = facts.readers["Import.place"]
        return [place(edge).path for edge in facts.readers[f"{type_}.edges"](ring)]

    return paths


CUT: Final[Mapping[str, Paths]] = {
    "Repository.files": _by("File.path"),
    "Tree.files": _by("File.path"),
    **dict.fromkeys(
        (f"Dependencies.{name}" for name in ("added", "removed", "changed", "all")),
        _by("Dependency.manifest"),
    ),
    "Dependencies.manifests": _by("Manifest.path"),
    "Dependencies.problems": _by("ManifestProblem.manifest"),
    "Imports.added": _at("Import"),
    "Imports.removed": _at("Import"),
    "Imports.all": _at("Import"),
    "Cycles.added": _of_edges("Cycle"),
    "Cycles.all": _of_edges("Cycle"),
    "Cycles.added_modules": _of_edges("ModuleCycle"),
    "Cycles.all_modules": _of_edges("ModuleCycle"),
    "Decisions.added": _by("Decision.path"),
    "Decisions.changed": _by("Decision.path"),
    "Decisions.removed": _by("Decision.path"),
    "Decisions.problems": _by("DecisionProblem.path"),
    "Safeguards.weakened": _by("Weakening.path"),
}
"""Lists of which a part has some elements."""

OF_CHANGE: Final = frozenset(
    f"Change.{name}" for name in ("files", "added_lines", "removed_lines", "added", "removed")
)
"""What is counted anew from the files of a part."""

WHOLE: Final = frozenset(
    ("Change.base", "Change.head", "Change.commits", "Change.authors", "Change.ai")
) | frozenset(("Repository.base", "Decisions.active", "Decisions.all"))
"""What is the same for every part."""


def part_of(facts: Facts, change: Any, matches: Matches, hides: Matches) -> Facts:
    """The facts, cut down to what belongs to a part. Nothing is read before a rule asks.

    Args:
        facts: Those of the whole.
        change: The change.
        matches: Whether a path belongs to the part.
        hides: Whether a file that could not be read may hide something of the part.
    """
    files = files_of(change, matches)
    cut = {
        name: _listed(facts, name, paths, matches, hides)
        for name, paths in CUT.items()
        if name in facts.readers
    }
    return Facts(
        facts.roots,
        {
            **facts.readers,
            **cut,
            "Change.files": lambda _: files,
            "Change.added_lines": lambda _: LineBlocks(lambda: (f.added_lines for f in files)),
            "Change.removed_lines": lambda _: LineBlocks(lambda: (f.removed_lines for f in files)),
            "Change.added": lambda _: count_of(files, "added"),
            "Change.removed": lambda _: count_of(files, "removed"),
            "Change.place": lambda _: place_of(files),
        },
        facts.functions,
    )


def files_of(change: Any, matches: Matches) -> list[File]:
    """The files of a change that belong to a part; what moves out of it does too."""
    return [file for file in change.files if any(map(matches, paths_of(file)))]


def paths_of(file: File) -> tuple[str, ...]:
    """The paths by which a file belongs to parts: its own, and the one that it was moved from."""
    moved = file.status == "renamed" and file.old_path is not None
    return (file.path, file.old_path) if moved and file.old_path else (file.path,)


def _listed(
    facts: Facts, name: str, paths: Paths, matches: Matches, hides: Matches
) -> Callable[[Any], Any]:
    """A reader that leaves out of a list what does not belong to the part."""
    read = facts.readers[name]
    known: dict[int, tuple[Any, Any]] = {}

    def cut(value: Any) -> Any:
        if id(value) not in known:
            # the value is kept, so that no other one can have its id
            known[id(value)] = value, _cut(facts, read(value), paths, matches, hides)
        return known[id(value)][1]

    return cut


def _cut(facts: Facts, found: Any, paths: Paths, matches: Matches, hides: Matches) -> Any:
    if isinstance(found, Unknown):
        return found
    kept = [each for each in found if any(map(matches, paths(each, facts)))]
    left = tuple(gap for gap in getattr(found, "gaps", ()) if hides(_path_of(gap)))
    return Listing(kept, left) if left else kept


def _path_of(gap: Unknown) -> str:
    """The file that could not be read; empty where that may be any."""
    path: str | None = dict(gap.known).get("path")
    return path or (gap.place.path if gap.place else "")
