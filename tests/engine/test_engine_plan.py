"""A planned rule says what the rule says as it stands, and costs what it costs line by line."""

from __future__ import annotations

import json
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bylaw.facts
from bylaw.engine.budget import Limits
from bylaw.engine.program import Program
from bylaw.engine.result import RuleResult
from bylaw.facts.lines import Line, LineBlock, LineBlocks
from bylaw.facts.match import Match
from bylaw.facts.place import Listing, Place, Unknown
from bylaw.facts.readers import Facts, PathTest
from bylaw.lang.check import check_pack
from bylaw.lang.parse import parse
from bylaw.lang.schema import load_schema
from bylaw.lang.tree import Source

SCHEMA = load_schema(json.loads((Path(bylaw.facts.__file__).parent / "schema.json").read_text()))
TEXT = """bylaw 1
let web = glob("web/**", "*.py")
param other: glob = glob("**/x*")
def plain(f: File) -> bool = not f.is_generated and f.status != "deleted"

let doubtful_tests = count(f in change.files where f.is_test)
def reaches(f: File, g: glob) -> bool = f.touches(g)
  or (some l in f.removed_lines has l.text == "a")

rule by-path {
  title "t"
  for file in change.files
  for line in file.added_lines
  where file.path in web and line.text matches /a+b?$/
  unless file.is_test
  deny line "{line.text} in {file.path}"
}
rule path-last {
  title "t"
  for file in change.files
  for line in file.added_lines
  where line.text matches /^\\s*b/ or line.text matches /c/i
  where file.path not in web and line.number > 1
  warn line "{line.number}"
}
rule by-param {
  title "t"
  for file in change.files
  where file.path in other
  unless file.status in ["deleted", "renamed"]
  for line in file.removed_lines
  where line.text matches /a/
  warn line "{line.text}"
}
rule guarded {
  title "t"
  for file in change.files
  for line in file.added_lines
  where file.old_path exists and file.old_path starts with "w"
    and line.text matches /./
  deny line "{file.old_path}"
}
rule with-def {
  title "t"
  for file in change.files
  for line in file.added_lines
  where plain(file) and line.text matches /b/
  deny line "{line.text}"
}
rule with-doubt {
  title "t"
  for file in change.files
  where not file.is_generated
  for line in file.added_lines
  where file.is_test or line.text matches /a/
  where line.text matches /b/
  note line "{line.text} {file.is_test}"
}
rule found {
  title "t"
  for file in change.files
  for line in file.added_lines
  where file.path in web
  for hit in line.find(/(?P<k>a)|b/)
  deny hit "{hit.text} {hit.k}"
    fix replace /a/ with "c"
}
rule all-lines {
  title "t"
  for line in change.added_lines
  where line.text matches /(?m)^b$|\\Aa\\z/
  unless line.file.is_test
  deny line "{line.text}"
}
rule all-found {
  title "t"
  for line in change.added_lines
  for hit in line.find(/[^b]c/)
  where hit.text != "ac"
  deny hit "{hit.text}"
}
rule two-loops {
  title "t"
  for file in change.files
  for other_file in change.files
  where file.path in web and other_file.is_test
  where file.path != other_file.path
  for line in other_file.added_lines
  where line.text matches /a/
  deny line "{file.path}"
}
rule with-let {
  title "t"
  for file in change.files
  let many = count(l in file.added_lines where l.text matches /a/)
  for line in file.added_lines
  where many >= 1 and line.text matches /b/
  deny line "{many}"
}
rule with-method {
  title "t"
  for file in change.files
  where file.touches(web)
  unless file.is_generated
  for line in file.added_lines
  where line.text contains "b" or line.text starts with "a"
  deny line "{line.text}"
}
rule with-lists {
  title "t"
  for file in change.files
  where reaches(file, other) and not plain(file)
  where doubtful_tests >= 1 or file.is_test
  for line in file.added_lines
  where line.text ends with "c" or line.text == "ab"
  deny line "{line.text}"
}
rule touched {
  title "t"
  for file in change.files
  where file.status != "added" and file.touches(web)
  unless file.touches(other)
  unless file.is_test
  deny file "{file.path}"
}
rule touched-twice {
  title "t"
  for file in change.files
  where file.touches(other)
  for other_file in change.files
  where other_file.path in web and not other_file.touches(other)
  for line in other_file.added_lines
  where line.text matches /a/
  deny line "{file.path}"
}
rule in-paths {
  title "t"
  for file in change.files
  unless file.path in glob("lib/**")
  where file.touches(glob("web/o*", "*.py")) and file.touches(glob("{web,lib}/**"))
  where doubtful_tests >= 1
  warn file "{file.status}"
}
rule with-lists-too {
  title "t"
  for file in change.files
  where file.is_test or doubtful_tests < 2
  where reaches(file, other)
  for line in file.added_lines
  where line.text matches /c/
  deny line "{line.text}"
}
"""


def pack() -> dict[str, Any]:
    module, problems = parse(Source("p.bylaw", TEXT))
    assert not problems
    checked = check_pack([module], pack="local", schema=SCHEMA, used={})
    assert checked.pack is not None, checked.diagnostics
    return checked.pack


PACK = pack()
PLANNED = Program.of([PACK], {})
VISITED = Program.of([PACK], {}, scan=False)
AS_WRITTEN = Program.of([PACK], {}, optimise=False)


class File:
    def __init__(self, facts: dict[str, Any], added: Any, removed: Any) -> None:
        self.facts = facts
        self.path = facts["path"]
        self.place = Place(str(self.path), scope="file")
        self.added_lines, self.removed_lines = self.lines(added), self.lines(removed)

    def lines(self, given: Any) -> Any:
        if given is None:
            return Unknown("file.added_lines", "not-text", place=self.place)
        texts, start, gap = given
        gaps = (Unknown("file.added_lines", "too-large", known=(("file", self),)),) if gap else ()
        data = "".join(f"{text}\n" for text in texts).encode()
        runs = [(0, start)] if texts else []
        if len(texts) > 1:
            runs.append((len(texts[0].encode()) + 1, start + 10))
        return LineBlock(self, str(self.path), data, runs, gaps=gaps)


class Change:
    def __init__(self, files: list[File], gap: bool) -> None:
        missing = (Unknown("change.files", "too-many", most=2),) if gap else ()
        self.files: Any = Listing(files, missing) if gap else files
        blocks = [f.added_lines for f in files if isinstance(f.added_lines, LineBlock)]
        self.added_lines = LineBlocks(lambda: blocks)


def find(line: Line, regex: Any) -> list[Match]:
    return [
        Match(line.text[a:b], Place(line.block.path, line.number, a + 1, line.number, b + 1),
              line.file, groups)
        for a, b, groups in regex.find(line.text)
    ]  # fmt: skip


def of_file(name: str) -> Any:
    return lambda file: file.facts[name]


READERS = {
    **{f"File.{name}": of_file(name) for name in
       ("path", "old_path", "status", "is_test", "is_generated")},
    **{f"File.{name}": attrgetter(name) for name in ("added_lines", "removed_lines", "place")},
    **{f"Line.{name}": attrgetter(name) for name in ("text", "number", "file", "place")},
    **{f"Match.{name}": attrgetter(name) for name in ("text", "file", "place")},
    "Change.files": attrgetter("files"), "Change.added_lines": attrgetter("added_lines"),
    "Line.find": find,
    "File.touches": PathTest(lambda file: paths_of(file)),
}  # fmt: skip


def paths_of(file: File) -> tuple[str, ...] | Unknown:
    paths = (file.path, file.facts["old_path"])
    unknown = [each for each in paths if isinstance(each, Unknown)]
    return unknown[0] if unknown else tuple(filter(None, paths))


lines = st.one_of(
    st.none(),
    st.tuples(
        st.lists(st.text("abcC é\t^", max_size=6), max_size=5),
        st.integers(1, 9),
        st.sampled_from((False, False, True)),
    ),
)
doubtful = st.sampled_from((True, False, Unknown("file.is_test", "no-parser")))
files = st.builds(
    File,
    st.fixed_dictionaries(
        {
            "path": st.sampled_from(
                ("web/a.py", "a.py", "lib/x.c", "web/x", "é.py", Unknown("file.path", "odd"))
            ),
            "old_path": st.sampled_from(
                (None, "web/old", "lib/old", Unknown("file.old_path", "?"))
            ),
            "status": st.sampled_from(("added", "deleted", "renamed")),
            "is_test": doubtful,
            "is_generated": doubtful,
        }
    ),
    lines,
    lines,
)
changes = st.builds(Change, st.lists(files, max_size=4), st.booleans())


def said(
    program: Program, change: Change, limits: Limits | None = None, readers: Any = READERS
) -> tuple[RuleResult, ...]:
    return program.run(Facts({"change": change}, readers), now=0, limits=limits)


@settings(max_examples=400, deadline=None)
@given(changes)
def test_a_plan_changes_nothing_but_the_order(change: Change) -> None:
    planned = said(PLANNED, change)
    assert planned == said(VISITED, change)
    as_written = said(AS_WRITTEN, change)
    for one, other in zip(planned, as_written, strict=True):
        assert (one.rule, one.findings, one.missing) == (other.rule, other.findings, other.missing)


@settings(max_examples=200, deadline=None)
@given(changes, st.integers(0, 60))
def test_a_plan_runs_out_where_the_rule_does(change: Change, steps: int) -> None:
    limits = Limits(steps=steps - 4000)
    assert said(PLANNED, change, limits) == said(VISITED, change, limits)


@settings(max_examples=200, deadline=None)
@given(changes)
def test_a_reader_that_does_not_tell_its_paths_is_asked(change: Change) -> None:
    told = READERS["File.touches"]
    asked = READERS | {"File.touches": lambda *given: told(*given)}
    assert said(PLANNED, change, readers=asked) == said(PLANNED, change)


def test_the_rules_say_something() -> None:
    facts = {"path": "web/a.py", "old_path": "web/o", "status": "added", "is_test": False,
             "is_generated": False}  # fmt: skip
    one = File(facts, (["ab", "b", "xc", "a"], 1, False), (["a"], 1, False))
    two = File(
        {**facts, "path": "lib/x.c", "is_test": True},
        (["bc", "bc"], 1, False), (["a"], 3, False),
    )  # fmt: skip
    results = said(PLANNED, Change([one, two], False))
    assert {result.rule.partition("/")[2] for result in results if result.findings} == {
        "by-path", "path-last", "by-param", "guarded", "with-def", "with-doubt", "found",
        "all-lines", "all-found", "with-let", "with-method", "with-lists-too", "in-paths",
        "touched-twice",
    }  # fmt: skip


def test_a_clock_that_ran_out_is_fatal() -> None:
    ticks = iter(range(1000))
    (result, *_) = said(PLANNED, Change([], False), Limits(-1.0, lambda: next(ticks)))
    assert [(m.reason, m.bound, m.fatal) for m in result.missing] == [("time", True, True)]


@pytest.mark.parametrize("program", [PLANNED, VISITED, AS_WRITTEN])
def test_nothing_is_read_of_files_that_a_path_rules_out(program: Program) -> None:
    facts = {"path": "doc/a.md", "old_path": None, "status": "added", "is_test": False,
             "is_generated": False}  # fmt: skip
    read: list[str] = []

    def reader(file: File) -> Any:
        read.append(file.path)
        return file.added_lines

    only = Program.of([PACK], {}, {"local/by-path"}, optimise=program is not AS_WRITTEN)
    change = Change([File(facts, (["a"], 1, False), None)], False)
    only.run(Facts({"change": change}, {**READERS, "File.added_lines": reader}), now=0)
    assert read == (["doc/a.md"] if program is AS_WRITTEN else [])
