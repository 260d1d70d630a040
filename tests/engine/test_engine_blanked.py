"""Rules on the code and comments of lines, against the naive evaluator and against no plan."""

from __future__ import annotations

import importlib.util
import json
import sys
from dataclasses import replace
from operator import attrgetter
from pathlib import Path
from types import ModuleType
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import bylaw.facts
from bylaw.engine.program import Program
from bylaw.facts.lines import Line, LineBlock, LineBlocks
from bylaw.facts.place import Unknown
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


reference = beside("reference")
SCHEMA = load_schema(json.loads((Path(bylaw.facts.__file__).parent / "schema.json").read_text()))
CONDITIONS = (
    "where line.code matches /ab/",
    r"where line.code matches /^\s*a/ and line.text matches /c/",
    r"where line.code matches /a\s?=\s*b$/",
    r"where line.code matches /(?i)B[^c]c/ or line.text ends with \"c\"".replace("\\", ""),
    r"where line.code matches /\bab\b/",
    'where line.number > 1 where line.code contains "a b"',
    'where line.code starts with " a" or line.code ends with "b" or line.code == "c "',
    'unless line.code matches /b/ where line.text contains "a"',
    'where line.code != "ab" and line.code matches /a|=/',
    'where line.code does not match /a/ where line.text starts with "b"',
    "where line.code matches /./",
    'where "a#" in line.code',
    r"where line.comment matches /#\w/",
    r"where line.comment matches /^#\s*b/",
    'where line.comment matches /a b/ or line.text == "a"',
    'where line.comment contains "#b" and line.code matches /a/',
    'where line.comment == "#a b" or line.comment starts with "b#"',
    'let code = line.code where not (line.text contains "c") and code matches /ab/',
    "where evil(line) and line.number < 4",
    "where not evil(line) or line.code matches /c/",
)
TEXT = """bylaw 1
let word = "ab"
param end: string = "c"
def evil(l: Line) -> bool = l.text matches /a/ and (l.code contains word or l.text ends with end)
""" + "".join(
    f"rule r{number} {{ title \"t\" for line in change.added_lines {condition} "
    "deny line \"{line.text}\" }\n"
    for number, condition in enumerate(CONDITIONS)
)  # fmt: skip


def checked() -> tuple[dict[str, Any], dict[str, tree.Module]]:
    """The pack, and for each rule the module with no other one."""
    module, problems = parse(tree.Source("p.bylaw", TEXT))
    assert not problems, problems
    pack = check_pack([module], pack="local", schema=SCHEMA, used={})
    assert pack.pack is not None, pack.diagnostics
    shared = tuple(each for each in module.declarations if not isinstance(each, tree.Rule))
    rules = [each for each in module.declarations if isinstance(each, tree.Rule)]
    return pack.pack, {
        f"local/{rule.name.text}": replace(module, declarations=(*shared, rule)) for rule in rules
    }


PACK, MODULES = checked()
PROGRAMS = [
    Program.of([PACK], {}),
    Program.of([PACK], {}, scan=False),
    Program.of([PACK], {}, optimise=False),
]


class File:
    """Some lines with what of them is code and comment; None where no parser reads the file."""

    def __init__(self, texts: list[str], blanked: list[tuple[str, str]] | None) -> None:
        self.texts, self.blanked = texts, blanked
        self.asked: list[tuple[str, int]] = []
        data = "".join(f"{text}\n" for text in texts).encode()
        self.added_lines = LineBlock(self, "f.py", data, [(0, 1)] if texts else [])

    def read(self, line: Line, which: int) -> str | Unknown:
        self.asked.append((line.text, which))
        if self.blanked is None:
            return Unknown("line.code", "no-parser")
        return self.blanked[line.number - 1][which]


def facts(files: list[File]) -> Facts:
    class Change:
        added_lines = LineBlocks(lambda: [file.added_lines for file in files])

    return Facts(
        {"change": Change()},
        {
            **{f"Line.{name}": attrgetter(name) for name in ("text", "number", "file", "place")},
            "Change.added_lines": attrgetter("added_lines"),
            "Line.code": lambda line: line.file.read(line, 0),
            "Line.comment": lambda line: line.file.read(line, 1),
        },
    )


def thing(file: File, at: int) -> Any:
    blanked = file.blanked[at] if file.blanked else (reference.UNKNOWN, reference.UNKNOWN)
    return reference.Thing(
        at + 1,
        {"text": file.texts[at], "number": at + 1, "code": blanked[0], "comment": blanked[1]},
    )


@st.composite
def files(draw: st.DrawFn) -> File:
    texts = draw(st.lists(st.text("aab bc#=", max_size=5), max_size=5))
    if draw(st.booleans()):
        return File(texts, None)
    blanked = []
    for text in texts:
        codes = st.sampled_from(list(reference.codes(text)))
        comments = st.sampled_from(list(dict.fromkeys(reference.comments(text))))
        blanked.append((draw(codes), draw(comments)))
    return File(texts, blanked)


@settings(max_examples=300, deadline=None)
@given(st.lists(files(), max_size=3))
def test_the_engine_agrees_with_the_reference(given_files: list[File]) -> None:
    ways = [program.run(facts(given_files), now=0) for program in PROGRAMS]
    assert ways[0] == ways[1]
    lines = tuple(thing(file, at) for file in given_files for at in range(len(file.texts)))
    change = reference.Thing(0, {"added_lines": reference.Items(lines)})
    for planned, as_written in zip(ways[0], ways[2], strict=True):
        assert planned.findings == as_written.findings
        assert planned.missing == as_written.missing
        got = reference.Outcome(
            tuple(sorted((each.place.line, each.message) for each in planned.findings)),
            bool(planned.missing),
        )
        assert got == reference.judge(MODULES[planned.rule], {"change": change}), planned.rule
