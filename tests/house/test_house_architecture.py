"""architecture.yaml says of bylaw's own rooms what docs/internals.md says of them."""

from __future__ import annotations

from pathlib import Path

from bylaw.sources.catalog.interface import Catalog
from tests.catalog.trees import whole
from tests.house.test_house_imports import ANYBODY, EVERYTHING, FILES, ROOT, TABLE

CATALOG = ROOT / "architecture.yaml"
PACKAGE = "bylaw"
"""The component of `__init__.py` and `__main__.py`, which stand in the table one by one."""


def catalog() -> Catalog:
    names = [path.relative_to(ROOT).as_posix() for path in FILES]
    files: dict[str, str | bytes | None] = dict.fromkeys(names, "")
    return whole({**files, "architecture.yaml": CATALOG.read_bytes()})


def rooms() -> dict[str, frozenset[str] | None]:
    """What each room may import by the table, parts of rooms as rooms; None is everything."""
    found: dict[str, frozenset[str] | None] = {}
    for room, allowed in TABLE.items():
        if room.startswith("__"):
            continue
        if EVERYTHING in allowed:
            found[room] = None
            continue
        anybody = {PACKAGE if part.startswith("__") else part for part in ANYBODY}
        found[room] = frozenset({part.partition(".")[0] for part in allowed} | anybody) - {room}
    return found


def test_both_allow_the_same() -> None:
    described = {
        name: None if each.may_depend_on is None else frozenset(each.may_depend_on)
        for name, each in catalog().components.items()
        if name in TABLE
    }
    # The decorator needs nothing, not even the version.
    assert described == {**rooms(), "dataclass": frozenset()}


def test_each_room_is_a_component_with_its_folder() -> None:
    found = catalog()
    for name in rooms():
        path = f"src/bylaw/{name}"
        where = f"{path}.py" if (ROOT / f"{path}.py").is_file() else f"{path}/**"
        assert found.components[name].paths == (where,)
        assert Path(ROOT / where.removesuffix("/**")).exists()
