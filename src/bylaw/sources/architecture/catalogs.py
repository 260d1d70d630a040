"""The catalogs that count in a run: the one that governs, and those of both sides of the change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, cached_property

from bylaw.dataclass import dataclass
from bylaw.facts.place import Place, Unknown
from bylaw.sources.catalog.claims import Claims
from bylaw.sources.catalog.interface import Broken, Catalog, Problem
from bylaw.sources.catalog.load import Loaded

_NONE = Loaded()


@dataclass(frozen=True, slots=True)
class CatalogProblem:
    """See facts.architecture."""

    kind: str
    message: str
    place: Place
    component: str | None
    is_added: bool

    @property
    def path(self) -> str:
        """The file it stands in."""
        return self.place.path


class Catalogs:
    """Each is read when it is first asked.

    Args:
        governing: The catalog by which imports are judged; None where there is none.
        head: What the catalog of the change's head says, and what of it is broken.
        base: The same of its base.
    """

    def __init__(
        self,
        governing: Catalog | None,
        head: Callable[[], Loaded] = lambda: _NONE,
        base: Callable[[], Loaded] = lambda: _NONE,
    ) -> None:
        self.governing = governing
        self._head = cache(head)
        self._base = cache(base)
        self._names: dict[str, str | None] = {}

    @cached_property
    def claims(self) -> Claims:
        """Which component a path belongs to, by the governing catalog."""
        return Claims(self.governing.components.values() if self.governing else ())

    def component_of(self, path: str) -> str | None:
        """The name of the component that a path belongs to."""
        known = self._names
        if path not in known:
            known[path] = self.claims.of(path)
        return known[path]

    def of_head(self) -> Catalogs:
        """The same, judged by the catalog of the head."""
        return Catalogs(self._head().catalog, self._head, self._base)

    @cached_property
    def new_names(self) -> tuple[str, ...]:
        """The components that the head describes and the base does not."""
        known, old = self._head().catalog, self._base().catalog
        before = frozenset(old.components) if old else frozenset()
        return tuple(name for name in (known.components if known else ()) if name not in before)

    @cached_property
    def problems(self) -> Sequence[CatalogProblem]:
        """What is wrong with the catalog of the head; new is what the base's does not have."""
        known = {_identity(each) for each in _problems(self._base())}
        return tuple(
            CatalogProblem(
                each.kind,
                each.message,
                each.place,
                each.component,
                _identity(each) not in known,
            )
            for each in _problems(self._head())
        )


def _problems(loaded: Loaded) -> list[Problem]:
    found = [_of_broken(each) for each in loaded.broken]
    return found + list(loaded.catalog.problems if loaded.catalog else ())


def _of_broken(broken: Broken) -> Problem:
    place = Place(broken.path, broken.line, broken.column, broken.end_line, broken.end_column)
    return Problem("unreadable", broken.message, place)


def _identity(problem: Problem) -> tuple[str, str, str | None]:
    """What tells two apart, beside the line where they stand."""
    return problem.kind, problem.message, problem.component


def no_catalog() -> Unknown:
    """Why nothing is known of components."""
    return Unknown(
        "architecture",
        "no-catalog",
        "The repository has no catalog of its architecture.",
        "Describe its components in architecture.yaml; `bylaw architecture infer` proposes one.",
    )
