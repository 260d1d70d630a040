"""From the checked form to closures: each takes a frame, slot 0 of which is the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from bylaw.facts.lines import LineBlock, LineBlocks
from bylaw.facts.place import NOT_IN_THIS_VERSION, Listing, Unknown

Frame: TypeAlias = list[Any]
Closure: TypeAlias = Callable[[Frame], Any]
IR: TypeAlias = list[Any]
Record: TypeAlias = Callable[[Any, Any], None]
LISTS = frozenset((list, tuple, Listing, LineBlock, LineBlocks))


class Compiler:
    """Compiles the expressions of some packs; what it hands out is numbered for `Run`."""

    def __init__(self, packs: Sequence[Mapping[str, Any]], params: Mapping[str, Any]) -> None:
        from bylaw.engine.operations import OPERATIONS  # they compile their parts in turn

        self._operations = OPERATIONS
        self.lets = {f"{p['pack']}/{k}": v for p in packs for k, v in p["lets"].items()}
        self.defs = {f"{p['pack']}/{k}": v for p in packs for k, v in p["defs"].items()}
        self.params = {f"{p['pack']}/{k}": v for p in packs for k, v in p["params"].items()}
        self.given = params
        self.readers: dict[str, int] = {}
        self.functions: dict[str, int] = {}
        self.roots: dict[str, int] = {}
        self.record: Record | None = None
        """Told the span and value of each `at`; None where nobody asks."""
        self.scope = Scope()
        self._compiled: dict[tuple[str, str], Any] = {}

    def compile(self, ir: IR) -> Closure:
        """The closure of an expression, under the names that are in scope."""
        made: Closure = self._operations[ir[0]](self, *ir[1:])
        return made

    def reader(self, name: str) -> int:
        """The number of a reader, `Type.field`."""
        return self.readers.setdefault(name, len(self.readers))

    def function(self, name: str) -> int:
        """The number of a function of the schema."""
        return self.functions.setdefault(name, len(self.functions))

    def root(self, name: str) -> int:
        """The number of a root of the schema."""
        return self.roots.setdefault(name, len(self.roots))

    def once(self, kind: str, name: str, make: Callable[[], Any]) -> Any:
        """What was compiled for a let, param or def, the first time by `make`."""
        key = (kind, name)
        if key not in self._compiled:
            outer, self.scope = self.scope, Scope()
            try:
                self._compiled[key] = make()
            finally:
                self.scope = outer
        return self._compiled[key]


class Scope:
    """Names and the slots of the frame that hold them."""

    def __init__(self) -> None:
        self.slots: dict[str, int] = {}
        self.size = 1
        """Slots that a frame needs."""

    def bind(self, name: str) -> int:
        """A slot for a name. Names are unique on a path; where two paths share one, so do they."""
        if name not in self.slots:
            self.slots[name] = self.size
            self.size += 1
        return self.slots[name]


def unread(name: str) -> Callable[..., Unknown]:
    """The reader of a fact that no source reads."""
    gap = not_read(name)
    return lambda *args: gap


def not_read(name: str) -> Unknown:
    """The value of a fact that no source reads."""
    owner, dot, field = name.partition(".")
    return Unknown(
        f"{owner[:1].lower()}{owner[1:]}{dot}{field}",
        NOT_IN_THIS_VERSION,
        "This version of bylaw does not read it yet.",
    )


def variables(ir: Any) -> Iterator[str]:
    """The names that an expression uses, also those that it binds itself."""
    if isinstance(ir, list):
        if len(ir) == 2 and ir[0] == "var" and isinstance(ir[1], str):
            yield ir[1]
        else:
            for part in ir:
                yield from variables(part)
