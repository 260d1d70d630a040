"""How a source hands its facts to the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

from bylaw.dataclass import dataclass
from bylaw.facts.place import Unknown


@dataclass(frozen=True, slots=True)
class PathTest:
    """The reader of a method that takes a glob: whether it matches one of a value's paths.

    The engine takes the paths once and asks all globs of all rules together.
    """

    paths: Callable[[Any], tuple[str, ...] | Unknown]

    def __call__(self, value: Any, glob: Any) -> bool | Unknown:
        """What the method says."""
        paths = self.paths(value)
        return paths if isinstance(paths, Unknown) else any(map(glob.matches, paths))


@dataclass(frozen=True, slots=True)
class Facts:
    """Values for the roots of the fact schema, and readers for the fields of their types.

    See docs/internals.md, Run-time values. A fact without a reader is unknown.
    """

    roots: Mapping[str, Any] = field(default_factory=dict)
    """`change`, `dependencies`, …: the value, or an Unknown."""
    readers: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    """`Type.field` or `Type.method`: called with the value, and the arguments of a method."""
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    """`documents`, `decision`, …: called with the arguments."""

    def joined(self, other: Facts) -> Facts:
        """Both; what `other` has wins."""
        return Facts(
            {**self.roots, **other.roots},
            {**self.readers, **other.readers},
            {**self.functions, **other.functions},
        )
