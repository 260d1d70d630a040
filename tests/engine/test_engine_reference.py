"""The engine agrees with a naive evaluator of the syntax tree, on random rules and random facts."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest

from bylaw.engine.program import Program
from bylaw.engine.result import RuleResult
from bylaw.facts.place import Listing, Place, Unknown
from bylaw.facts.readers import Facts
from bylaw.lang import tree
from bylaw.lang.check import check_pack
from bylaw.lang.parse import parse
from bylaw.lang.schema import load_schema


def beside(name: str) -> ModuleType:
    """A module of this folder, which is no package."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


programs = beside("programs")
reference = beside("reference")
plain = beside("plain")
SCHEMA = load_schema(programs.SCHEMA)
FIELDS = tuple(name for name in programs.SCHEMA["types"]["Thing"]["fields"] if name != "find")


class Fact:
    """A thing as the engine sees it."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.values: dict[str, Any] = {}


def for_engine(name: str, data: Any) -> Any:
    match data:
        case "unknown":
            return Unknown(f"thing.{name}", "test")
        case "absent":
            return None
        case {"items": items, "gaps": gaps}:
            known = [for_engine(name, item) for item in items]
            holes = tuple(Unknown(f"thing.{name}", "gap", most=most) for most in gaps)
            return Listing(known, holes) if holes else known
        case {"number": _}:
            return Fact(data)
    return data


@dataclass(frozen=True)
class Found:
    """A match as the engine sees it."""

    text: str
    groups: dict[str, str | None]


def find(fact: Fact, regex: Any) -> Any:
    text = for_engine("s", fact.data["s"])
    if isinstance(text, Unknown):
        return text
    return [Found(text[start:end], groups) for start, end, groups in regex.find(text)]


def facts_of(world: dict[str, Any]) -> Facts:
    def reader(name: str) -> Any:
        def read(fact: Fact) -> Any:
            if name not in fact.values:
                fact.values[name] = for_engine(name, fact.data[name])
            return fact.values[name]

        return read

    return Facts(
        roots={"world": Fact(world)},
        readers={
            **{f"Thing.{name}": reader(name) for name in FIELDS},
            **{f"World.{name}": reader(name) for name in world},
            "Thing.place": lambda fact: Place("world", fact.data["number"]),
            "Thing.find": find,
            "Match.text": attrgetter("text"),
        },
    )


def for_reference(name: str, data: Any) -> Any:
    match data:
        case "unknown":
            return reference.UNKNOWN
        case "absent":
            return reference.ABSENT
        case {"items": items, "gaps": gaps}:
            return reference.Items(tuple(for_reference(name, i) for i in items), tuple(gaps))
        case {"number": number}:
            fields = {key: for_reference(key, value) for key, value in data.items()}
            return reference.Thing(number, fields)
    kinds = {"d": "date", "u": "duration", "z": "size"}
    return reference.Quantity(kinds[name], data) if name in kinds else data


def world_of(data: dict[str, Any]) -> Any:
    return reference.Thing(0, {key: for_reference(key, value) for key, value in data.items()})


def checked(text: str) -> tuple[tree.Module, dict[str, Any]]:
    module, problems = parse(tree.Source("random.bylaw", text))
    assert not problems, (text, problems)
    found = check_pack([module], pack="local", schema=SCHEMA, used={})
    assert found.pack is not None, (text, found.diagnostics)
    return module, found.pack


def outcome(result: RuleResult) -> Any:
    return reference.Outcome(
        tuple(sorted((f.place.line, f.message) for f in result.findings)), bool(result.missing)
    )


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(40))
def test_the_engine_agrees_with_the_reference(batch: int) -> None:
    """The reference reads every parenthesis; the engine only those that precedence asks for."""
    rng = Random(batch)
    fired = inconclusive = 0
    for _ in range(50):
        text = programs.Programs(rng).module()
        module, _ = checked(text)
        bare = plain.module(text, module)
        _, pack = checked(bare)
        program = Program.of([pack], {})
        as_written = Program.of([pack], {}, optimise=False)
        for _ in range(2):
            data = programs.world(rng)
            (result,) = program.run(facts_of(data), now=0)
            got = outcome(result)
            wanted = reference.judge(module, {"world": world_of(data)})
            assert got == wanted, f"batch {batch}\n{text}\n{bare}\n{data}\n{result.missing}"
            (unmoved,) = as_written.run(facts_of(data), now=0)
            assert (unmoved.findings, unmoved.missing) == (result.findings, result.missing), text
            fired += bool(got.findings)
            inconclusive += got.inconclusive
    assert fired > 10 and inconclusive > 10, "the random rules have to say something"
