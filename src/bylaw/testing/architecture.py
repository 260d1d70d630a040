"""`given architecture` and `given owners`: files of these kinds, over what the given files are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from bylaw.facts.readers import Facts
from bylaw.testing.history import BadGiven

if TYPE_CHECKING:
    from bylaw.sources.git.change import Change
    from bylaw.sources.owners.interface import Owners

T = TypeVar("T")

_NAME: Final = "architecture.yaml"


def architecture_given(
    givens: Sequence[Mapping[str, Any]], change: Change, guard: Callable[[str], object]
) -> Facts:
    """The facts about the architecture of a test's change.

    Without `given architecture` the catalog is what the given files hold; `guard` is what the rules
    that compare imports ask of a path. Raises BadGiven.
    """
    from bylaw.gate.architecture import catalogs_in, facts_without_cache, listed
    from bylaw.sources.architecture.catalogs import Catalogs
    from bylaw.sources.catalog.load import load

    for given in givens:
        if given["kind"] == "document" and given["name"] == "architecture" and given["text"]:
            known = listed(change, "head") if change.store else [f.path for f in change.files]
            files = sorted({_NAME, *known})
            loaded = load(_Given(given["text"].encode()), files, [_NAME])
            if loaded.broken:
                first = loaded.broken[0]
                hint = f"; {first.help}" if first.help else ""
                said = f"given architecture, its line {first.line}: {first.message}{hint}"
                raise BadGiven(given["line"], said)
            told = Catalogs(loaded.catalog, partial(_same, loaded))
            return facts_without_cache(change, told, guard)
    return facts_without_cache(change, catalogs_in(change), guard)


def owners_given(givens: Sequence[Mapping[str, Any]], change: Change) -> Facts:
    """The fact `file.owners`; see `governing_owners`."""
    from bylaw.gate.owners import facts_by

    return facts_by(governing_owners(givens, change))


def safeguards_given(givens: Sequence[Mapping[str, Any]], change: Change, today: str) -> Facts:
    """The facts about what judges a test's change, which are read of the given files."""
    from bylaw.gate.owners import facts_by, of_paths
    from bylaw.gate.weakening.find import facts_of

    owners = governing_owners(givens, change)
    found = facts_of(change, today, None, lambda path: of_paths(owners(), (path,)))
    return facts_by(owners).joined(found)


def governing_owners(
    givens: Sequence[Mapping[str, Any]], change: Change
) -> Callable[[], Owners | None]:
    """Gives the owners; without `given owners` the given files may hold a CODEOWNERS."""
    from bylaw.gate.architecture import files_of_side
    from bylaw.sources.owners.read import load, read

    for given in givens:
        if given["kind"] == "document" and given["name"] == "owners" and given["text"]:
            said = read("CODEOWNERS", given["text"].encode())
            return partial(_same, said)
    side = files_of_side(change, "head")
    return lambda: None if side is None else load(side, frozenset(side.below("")))


def _same(value: T) -> T:
    return value


class _Given:
    """A tree of one file."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def below(self, folder: str) -> Sequence[str]:
        """See sources.catalog.interface.Tree."""
        return [_NAME]

    def read(self, path: str) -> bytes | None:
        """See sources.catalog.interface.Tree."""
        return self.data if path == _NAME else None
