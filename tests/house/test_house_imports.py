"""The table "Who may import whom" of docs/internals.md holds for every import of src/bylaw."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "bylaw"
INTERNALS = ROOT / "docs" / "internals.md"
EVERYTHING = "everything"
ANYBODY = ("__version__", "dataclass")
"""What of `bylaw` itself each room may import."""


def read_table(text: str) -> dict[str, frozenset[str]]:
    """What each room may import, as written: `{"sources": {"facts"}, …}`."""
    section = text.split("## Who may import whom", 1)[1].split("\n## ", 1)[0]
    table: dict[str, frozenset[str]] = {}
    for cell, allowed in re.findall(r"^\| (`[^|]*) \| ([^|]*) \|$", section, re.MULTILINE):
        phrase = re.sub(r"\(.*?\)", "", allowed).strip()
        if phrase == "nothing of ours":
            modules = frozenset[str]()
        elif phrase == "all above":
            modules = frozenset(table)
        elif phrase == EVERYTHING:
            modules = frozenset({EVERYTHING})
        else:
            modules = frozenset(part.strip() for part in phrase.split(","))
        for room in re.findall(r"`([^`]+)`", cell):
            table[room.removesuffix("/").removesuffix(".py")] = modules
    return table


def module_name(path: Path) -> str:
    """`bylaw.lang.tree` for src/bylaw/lang/tree.py; a package's `__init__` keeps that last part."""
    return ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)


def read_imports(text: str, module: str) -> Iterator[tuple[int, str]]:
    """The modules of ours that this text imports, wherever the statement stands."""
    package = module.rpartition(".")[0]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) - node.level + 1]
            start = ".".join(parents) if node.level else ""
            base = ".".join(part for part in (start, node.module) if part)
            for alias in node.names:
                yield node.lineno, f"{base}.{alias.name}"
        elif isinstance(node, ast.Call) and node.args:
            called = ast.unparse(node.func).rpartition(".")[2]
            name = node.args[0]
            if called in {"import_module", "__import__"} and isinstance(name, ast.Constant):
                yield node.lineno, str(name.value)


def breaches(text: str, module: str, table: dict[str, frozenset[str]]) -> list[str]:
    """The imports of one module that the table does not allow, as `line: room imports module`."""
    room = module.split(".")[1]
    found = []
    for line, target in read_imports(text, module):
        parts = target.split(".")
        if parts[0] != "bylaw" or len(parts) == 1 or parts[1] in {room, *ANYBODY}:
            continue
        inner = ".".join(parts[1:])
        allowed = table[room]
        if EVERYTHING in allowed or any(inner == a or inner.startswith(f"{a}.") for a in allowed):
            continue
        found.append(f"{module}:{line}: {room} may not import {inner}")
    return found


TABLE = read_table(INTERNALS.read_text(encoding="utf-8"))
FILES = sorted(SOURCE.rglob("*.py"))


def test_every_room_has_a_row() -> None:
    rooms = {path.relative_to(SOURCE).with_suffix("").parts[0] for path in FILES}
    assert rooms - set(TABLE) == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_point_the_right_way(path: Path) -> None:
    assert breaches(path.read_text(encoding="utf-8"), module_name(path), TABLE) == []


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("bylaw.lang.tree", "import bylaw.facts.place"),
        ("bylaw.lang.tree", "def late():\n    from bylaw.facts import place"),
        ("bylaw.lang.tree", "from ..facts.place import Place"),
        ("bylaw.lang.tree", "from .. import facts"),
        ("bylaw.facts.place", "if True:\n    from bylaw import engine"),
        ("bylaw.verdict.judge", "from bylaw.engine.compile import compile_rule"),
        ("bylaw.reports.console", "from bylaw.lang import parse"),
        ("bylaw.sources.git.diff", "from bylaw.engine.result import Finding"),
        ("bylaw.engine.scan", "import importlib\nimportlib.import_module('bylaw.gate')"),
        ("bylaw.gate", "from bylaw.cli import main"),
    ],
)
def test_a_wrong_direction_is_seen(module: str, text: str) -> None:
    assert len(breaches(text, module, TABLE)) == 1


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("bylaw.lang.tree", "from bylaw.lang.diagnostic import Diagnostic"),
        ("bylaw.lang.tree", "from . import diagnostic"),
        ("bylaw.lang.check.types", "from ..diagnostic import Diagnostic"),
        ("bylaw.verdict.judge", "from bylaw.engine.result import Finding"),
        ("bylaw.reports.sarif", "from bylaw import __version__"),
        ("bylaw.facts.place", "from bylaw.dataclass import dataclass"),
        ("bylaw.gate", "from bylaw.engine.compile import compile_rule"),
        ("bylaw.cli.check", "from bylaw.gate import check"),
    ],
)
def test_a_right_direction_passes(module: str, text: str) -> None:
    assert breaches(text, module, TABLE) == []
