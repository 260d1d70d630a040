"""What could not be read, and so may hide an import."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

from bylaw.facts.place import Place, Side, Unknown
from bylaw.sources.imports.interface import Reading
from bylaw.sources.imports.parse import Failure

if TYPE_CHECKING:
    from bylaw.sources.architecture.change import Architecture

Readings: TypeAlias = Mapping[str, Reading | Failure]
"""What files say, or why they cannot be read, by path."""

_WHY: Final[Mapping[str, tuple[str, str]]] = {
    "too-large": ("it is larger than a parser is given", "Split the file."),
    "too-complex": (
        "it takes a parser more time or memory than it is given",
        "Leave the file out by its path.",
    ),
    "encoding": (
        "it names an encoding in which text may hide",
        "Write the file in UTF-8, or leave it out by its path.",
    ),
    "no-parser": (
        "ast-grep-py cannot read it",
        "Install a build of ast-grep-py for this platform: pip install --force-reinstall bylaw.",
    ),
    "missing-object": (
        "its content is not in this partial clone",
        "Fetch it: git fetch --refetch, or clone without --filter.",
    ),
    "lfs": (
        "Git LFS keeps it, and git holds only a pointer",
        "Leave files that are in Git LFS out of the rule: unless file.is_lfs.",
    ),
}
"""Why a file cannot be read, and what to do, by the reason."""


def gaps_of(
    architecture: Architecture,
    path: str,
    reading: Reading | Failure | None,
    before: tuple[str, Readings] = ("", {}),
    side: Side = "head",
) -> tuple[Unknown, ...]:
    """What is not known of a file.

    Args:
        architecture: Whose files they are.
        path: The file.
        reading: What it says, or why it cannot be read.
        before: Its path at the base, and what the files of the base say: a line that could not be
            parsed there either hides nothing new, unless the file comes from another component.
        side: Where the file is.
    """
    if reading is None:
        return ()
    if isinstance(reading, str):
        why, remedy = _WHY[reading]
        place = Place(path, scope="file", side=side)
        said = f"What {path} imports is not known: {why}."
        is_bound = reading in ("too-large", "too-complex")
        return (_gap(architecture, path, reading, said, remedy, place, is_bound),)
    if not reading.broken:
        return ()
    old, readings = before
    known = readings.get(old)
    had = []
    claims = architecture.catalogs.component_of
    is_at_home = not old or claims(old) == claims(path)
    if isinstance(known, Reading) and known.broken and is_at_home:
        had = list(_texts(architecture, old, known, "base").values())
    found = []
    for number, text in _texts(architecture, path, reading, side).items():
        if text in had:
            had.remove(text)
            continue
        said = f"Line {number} of {path} cannot be parsed, and may hold an import."
        remedy = "Mend the syntax error, or let the rule leave the file out by its path."
        place = Place(path, number, side=side)
        found.append(_gap(architecture, path, "syntax-error", said, remedy, place, False))
    return tuple(found)


def gap_of_base(architecture: Architecture, path: str, failure: Failure) -> Unknown:
    """What is not known of a file whose text at the base cannot be read: which imports are new.

    Args:
        architecture: Whose files they are.
        path: The file at the head.
        failure: Why its text at the base cannot be read.
    """
    why, remedy = _WHY[failure]
    said = f"What {path} imported before the change is not known: {why}."
    is_bound = failure in ("too-large", "too-complex")
    return _gap(architecture, path, failure, said, remedy, Place(path, scope="file"), is_bound)


def _gap(
    architecture: Architecture,
    path: str,
    reason: str,
    said: str,
    remedy: str,
    place: Place,
    is_bound: bool,
) -> Unknown:
    file, source = architecture.file(path, place.side), architecture.component_of(path)
    return Unknown(
        "imports",
        reason,
        said,
        remedy,
        place,
        bound=is_bound,
        known=(("file", file), ("source", source)),
    )


def _texts(architecture: Architecture, path: str, reading: Reading, side: Side) -> dict[int, str]:
    """The lines that cannot be parsed, by the numbers of the first."""
    trees = architecture.trees
    tree = trees.head if side == "head" else trees.base
    data = trees.text(tree.entries[path][1])
    lines = data.split(b"\n") if isinstance(data, bytes) else []
    return {
        first: b"\n".join(lines[first - 1 : last]).decode("utf-8", "replace").strip()
        for first, last in reading.broken
    }
