"""Random rules over lines say the same planned, scanned, and just as they are written."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from random import Random
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings

from bylaw.engine.program import Program
from bylaw.lang.check import check_pack
from bylaw.lang.parse import parse
from bylaw.lang.tree import Source


def beside(name: str) -> ModuleType:
    """A module of this folder, which is no package."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


world = beside("test_engine_plan")

REGEXES = ("/a/", "/^b/", "/b$/", "/a+b?/i", "/[^b]c/", "/./", "/^$/", r"/\s/", "/(?P<k>a|b)c?/")
GLOBS = ('glob("web/**")', 'glob("*.py")', 'glob("**/x*")', 'glob("web/a.py", "lib")')


class Rules:
    """Draws rules; `file` is how a line's file is called where the line stands."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def rule(self, name: str) -> str:
        pick = self.rng.choice
        clauses = []
        if self.rng.random() < 0.65:
            file = "file"
            clauses.append("for file in change.files")
            clauses += self.conditions(file, None)
            if self.rng.random() < 0.2:
                of = pick(("file.added_lines", "file.removed_lines"))
                clauses.append(f"let many = count(l in {of} where l.text matches {pick(REGEXES)})")
                clauses += [f"where many {pick(('<', '>='))} {self.rng.randint(0, 2)}"]
            lines = pick(("file.added_lines", "file.added_lines", "file.removed_lines"))
        else:
            file, lines = "line.file", "change.added_lines"
        clauses.append(f"for line in {lines}")
        clauses += self.conditions(file, "line")
        place, shown = "line", "line.text"
        if self.rng.random() < 0.4:
            clauses.append(f"for hit in line.find({pick(REGEXES)})")
            clauses += [f'where hit.text {pick(("==", "!="))} "a"'] * (self.rng.random() < 0.3)
            clauses += self.conditions(file, "line")
            place, shown = "hit", "hit.text"
        body = "\n  ".join(clauses)
        return f'rule {name} {{\n  title "t"\n  {body}\n  deny {place} "{{{shown}}}"\n}}\n'

    def conditions(self, file: str, line: str | None) -> list[str]:
        return [
            f"{self.rng.choice(('where', 'where', 'unless'))} {self.condition(file, line, 2)}"
            for _ in range(self.rng.choice((0, 1, 1, 2)))
        ]

    def condition(self, file: str, line: str | None, depth: int) -> str:
        chance = self.rng.random()
        if depth and chance < 0.45:
            word = self.rng.choice(("and", "and", "or"))
            one, other = (self.condition(file, line, depth - 1) for _ in range(2))
            return f"({one}) {word} ({other})"
        if depth and chance < 0.6:
            return f"not ({self.condition(file, line, depth - 1)})"
        return self.atom(file, line)

    def atom(self, file: str, line: str | None) -> str:
        pick = self.rng.choice
        options = [
            f"{file}.path in {pick(GLOBS)}",
            f'{file}.path != "a.py"',
            f'{file}.status {pick(("==", "!="))} "{pick(("added", "deleted", "renamed"))}"',
            f'{file}.status in ["deleted", "renamed"]',
            f"{file}.is_test",
            f"{file}.is_generated",
            f'({file}.old_path exists and {file}.old_path starts with "web")',
            f"{file}.old_path is absent",
            f'({file}.old_path or else {file}.path) contains "x"',
            f"{file}.added_lines.count > 1",
        ]
        if line is not None:
            options += [
                f"line.text matches {pick(REGEXES)}",
                f"line.text matches {pick(REGEXES)}",
                f"(line.text matches {pick(REGEXES)} or line.text matches {pick(REGEXES)})",
                f'line.text {pick(("contains", "starts with", "ends with"))} "{pick("abc")}"',
                f"line.number {pick(('<', '>='))} 3",
                "line.text.length > 1",
            ]
        return pick(options)


@pytest.mark.parametrize("seed", range(12))
def test_random_rules_say_the_same_in_every_order(seed: int) -> None:
    rules = Rules(Random(seed))
    text = "bylaw 1\n\n" + "\n".join(rules.rule(f"r{number}") for number in range(20))
    module, problems = parse(Source("p.bylaw", text))
    assert problems == ()
    pack = check_pack([module], pack="local", schema=world.SCHEMA, used={})
    assert pack.pack is not None, pack.diagnostics
    planned = Program.of([pack.pack], {})
    visited = Program.of([pack.pack], {}, scan=False)
    as_written = Program.of([pack.pack], {}, optimise=False)
    spoken = set()

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(world.changes)
    def same(change: world.Change) -> None:  # type: ignore[name-defined]
        said = world.said(planned, change)
        assert said == world.said(visited, change)
        for one, other in zip(said, world.said(as_written, change), strict=True):
            assert (one.findings, one.missing) == (other.findings, other.missing), one.rule
            spoken.add((one.rule, bool(one.findings), bool(one.missing)))

    same()
    assert sum(found for _, found, _ in spoken) >= 5, "the random rules have to say something"
