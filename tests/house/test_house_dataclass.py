"""What `bylaw.dataclass` makes behaves as what the standard decorator makes."""

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from dataclasses import field, replace
from typing import Any

import pytest

import bylaw.dataclass


def family(dataclass: Callable[..., Callable[[type], type]]) -> dict[str, Any]:
    """The same classes, declared with this decorator."""

    class Point:
        """A frozen one."""

        x: int
        y: int = 2
        tags: list[str] = field(default_factory=list, compare=False)

        def moved(self: Any) -> Any:
            return replace(self, x=self.x + 1)

    class Tree:
        """A mutable one, with more to do than to take its fields."""

        height: int
        leaves: int = 0

        def __post_init__(self) -> None:
            self.leaves = self.height * 10

    class Named:
        """With a word of its own."""

        name: str

        def __repr__(self) -> str:
            return f"<{self.name}>"

        def __eq__(self, other: object) -> bool:
            return isinstance(other, type(self)) and self.name.lower() == other.name.lower()

        def __hash__(self) -> int:
            return hash(self.name.lower())

    class Same:
        """Compared by identity."""

        x: int

    class Nothing:
        """Without fields."""

    frozen = dataclass(frozen=True, slots=True)
    point = frozen(Point)
    classes = [point, dataclass(slots=True)(Tree), frozen(Named), frozen(Nothing)]
    classes.append(dataclass(slots=True, eq=False)(Same))
    space = type("Space", (point,), {"__annotations__": {"z": int}, "z": 3, "__doc__": "Deeper."})
    classes.append(frozen(space))
    found = {one.__name__: one for one in classes}
    for one in classes:
        one.__qualname__ = one.__name__
    return found


STANDARD = family(dataclasses.dataclass)
OURS = family(bylaw.dataclass.dataclass)

ASKED: dict[str, Callable[[dict[str, Any]], Any]] = {
    "repr": lambda known: repr(known["Point"](1, tags=["a"])),
    "repr of one that holds itself": lambda known: repr(holding(known["Tree"])),
    "repr of nothing": lambda known: repr(known["Nothing"]()),
    "repr of an heir": lambda known: repr(known["Space"](1)),
    "equal": lambda known: known["Point"](1, 2) == known["Point"](1, tags=["not compared"]),
    "unequal": lambda known: known["Point"](1, 2) == known["Point"](1, 3),
    "an heir is another": lambda known: known["Point"](1) == known["Space"](1),
    "another class": lambda known: known["Point"](1) == (1, 2, []),
    "nothing is nothing": lambda known: known["Nothing"]() == known["Nothing"](),
    "identity": lambda known: known["Same"](1) == known["Same"](1),
    "own equality": lambda known: known["Named"]("A") == known["Named"]("a"),
    "own hash": lambda known: len({known["Named"]("A"), known["Named"]("a")}),
    "own repr": lambda known: repr(known["Named"]("A")),
    "hash": lambda known: len(
        {known["Point"](1), known["Point"](1, tags=["b"]), known["Point"](2)}
    ),
    "no hash": lambda known: hash(known["Tree"](1)),
    "hash of what has none": lambda known: hash(known["Space"]([])),
    "a list each": lambda known: known["Point"](1).tags is known["Point"](1).tags,
    "after init": lambda known: known["Tree"](3).leaves,
    "set in a frozen one": lambda known: setattr(known["Point"](1), "x", 2),
    "set what is not there": lambda known: setattr(known["Tree"](1), "width", 2),
    "delete in a frozen one": lambda known: delattr(known["Point"](1), "x"),
    "set in a mutable one": lambda known: setattr(known["Tree"](1), "height", 2),
    "too few": lambda known: known["Point"](),
    "too many": lambda known: known["Point"](1, 2, [], 4),
    "unknown name": lambda known: known["Point"](1, z=2),
    "by name": lambda known: repr(known["Space"](y=5, x=4)),
    "replace": lambda known: repr(known["Point"](1).moved()),
    "replace in an heir": lambda known: repr(known["Space"](1, z=7).moved()),
    "asdict": lambda known: dataclasses.asdict(known["Space"](1)),
    "fields": lambda known: [(one.name, one.compare) for one in dataclasses.fields(known["Space"])],
    "signature": lambda known: list(inspect.signature(known["Space"]).parameters),
    "match": lambda known: positions(known["Space"], known["Space"](1, 2, [], 9)),
    "slots": lambda known: known["Space"].__slots__,
    "no dict": lambda known: hasattr(known["Point"](1), "__dict__"),
    "copy": lambda known: repr(copy.deepcopy(known["Point"](1, tags=["a"]))),
    "state": lambda known: known["Space"](1).__reduce_ex__(pickle.HIGHEST_PROTOCOL)[2],
}


def holding(tree: Any) -> Any:
    made = tree(1)
    made.leaves = made
    return made


def positions(kind: Any, value: Any) -> Any:
    match value:
        case kind(x, y, tags, z):
            return x, y, tags, z
    return None


def answer(ask: Callable[[dict[str, Any]], Any], known: dict[str, Any]) -> Any:
    """What comes of it, an error included."""
    try:
        return ask(known)
    except Exception as error:
        return type(error).__name__, str(error).replace("family.<locals>.", "")


@pytest.mark.parametrize("asked", ASKED)
def test_it_answers_as_the_standard_one(asked: str) -> None:
    assert answer(ASKED[asked], OURS) == answer(ASKED[asked], STANDARD)
