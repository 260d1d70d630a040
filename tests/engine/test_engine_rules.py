"""What rules say: messages, places, edits, what is missing, and what the budget allows."""

from __future__ import annotations

import json
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest

import bylaw.facts
from bylaw.engine import show
from bylaw.engine.budget import Limits
from bylaw.engine.outcome import unversioned
from bylaw.engine.program import Program
from bylaw.engine.result import Anchor, Edit, RuleResult
from bylaw.facts.lines import LineBlock
from bylaw.facts.match import Match
from bylaw.facts.place import Listing, Place, Unknown
from bylaw.facts.readers import Facts
from bylaw.lang.check import check_pack
from bylaw.lang.parse import parse
from bylaw.lang.schema import load_schema
from bylaw.lang.tree import Source

SCHEMA = load_schema(json.loads((Path(bylaw.facts.__file__).parent / "schema.json").read_text()))


class File:
    def __init__(self, path: str, text: str = "", **facts: Any) -> None:
        self.place = Place(path, scope="file")
        self.added_lines = LineBlock(self, path, text.encode(), [(0, 1)] if text else [])
        self.facts = {"path": path, "old_path": None, "size": 0, **facts}


def in_file(name: str) -> Any:
    return lambda file: file.facts[name]


def found(line: Any, regex: Any) -> list[Match]:
    return [
        Match(line.text[a:b], Place(line.block.path, line.number, a + 1, line.number, b + 1),
              line.file, groups)
        for a, b, groups in regex.find(line.text)
    ]  # fmt: skip


READERS = {
    **{f"File.{name}": in_file(name) for name in ("path", "old_path", "size", "owners")},
    "File.place": attrgetter("place"), "File.added_lines": attrgetter("added_lines"),
    **{f"Line.{name}": attrgetter(name) for name in ("text", "number", "place")},
    **{f"Match.{name}": attrgetter(name) for name in ("text", "place")},
    "Line.find": found, "Change.files": lambda files: files,
    "Change.place": lambda files: Place("first", scope="change"),
}  # fmt: skip


def program(text: str, params: dict[str, Any] | None = None) -> Program:
    module, problems = parse(Source("p.bylaw", text))
    assert not problems, problems
    checked = check_pack([module], pack="local", schema=SCHEMA, used={})
    assert checked.pack is not None, checked.diagnostics
    return Program.of([checked.pack], params or {})


def judged(clauses: str, files: Any, before: str = "", limits: Limits | None = None) -> RuleResult:
    text = f'bylaw 1\n{before}\nrule r {{\n  title "t"\n{clauses}\n}}\n'
    (result,) = program(text).run(Facts({"change": files}, READERS), now=0, limits=limits)
    return result


def messages(result: RuleResult) -> list[str]:
    return [finding.message for finding in result.findings]


def test_values_in_messages() -> None:
    file = File("a", size=2_000_000, owners=Unknown("file.owners", "no-owners"))
    result = judged(
        """
  for f in change.files
  let long = 1d12h + 90s
  let many = [n for n in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]]
  let owners = f.owners.count
  let half = 5 / 2
  deny f "{f.size} {f.old_path} {long} {many} {owners} {half} {f.path == f.path} {{}}" """,
        [file],
    )
    assert messages(result) == [
        "2MB none 1d12h1m30s 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, and 2 more (unknown) 2.5 true {}"
    ]
    assert not result.missing


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0B"), (999, "999B"), (1024, "1KiB"), (10_000_000, "10MB"), (10 << 20, "10MiB"),
     (1_234_567, "1.2MB"), (-2000, "-2kB")],
)  # fmt: skip
def test_sizes(count: int, text: str) -> None:
    assert show.size(count) == text


def test_dates_and_durations() -> None:
    assert [show.date(0), show.date(90)] == ["1970-01-01", "1970-01-01T00:01:30Z"]
    assert [show.duration(n) for n in (0, 129_600, -60)] == ["0s", "1d12h", "-1m"]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ('version("1.10") > version("1.9")', True),
        ('version("v1.0") == version("1.0.0+build")', True),
        ('version("1.0.0-rc.1") < version("1.0")', True),
        ('version("1.2.0", "npm") == version("1.2")', True),
        ('version("1.2", "npm") == version("1.2.0")', True),
        ('version("1.2.0", "npm") == version("1.2.0.0")', None),
        ('version("1.2.0", "npm") == version("1.2.0")', True),
        ('(version("1.0-sp1", "maven") or else version("0")) > version("1.0")', True),
        ('version("1.0-sp1") > version("1.0")', False),
        ('version("newest", "npm") == (version("1", "pypi") or else version("0"))', False),
        ('version("1.2.0", "npm") == (version("1.2", "pypi") or else version("0"))', None),
        ('version("newest", "npm") exists', False),
        ('version("newest") == version("newest")', None),
        ('version("newest") < version("1.0")', None),
        ('version("1.0.0", "npm") in [version("newest")]', None),
        ('version("1.0.0", "npm") in [version("newest"), version("1.0.0")]', True),
        ('version("1.0.0") != version("newest")', None),
        ('max([version("1.9"), version("1.10")]) == version("1.10")', True),
        ('min([version("1.9"), version("newest")]) == version("1.9")', None),
        ('distinct([version("1.0"), version("1"), version("newest")]).count == 2', True),
    ],
)
def test_versions(condition: str, expected: bool | None) -> None:
    result = judged(f'  where {condition}\n  deny change "yes"', [])
    assert [len(result.findings), [each.reason for each in result.missing]] == {
        True: [1, []],
        False: [0, []],
        None: [0, ["not-a-version"]],
    }[expected]


def test_missing_facts_are_told_once_each() -> None:
    gone = Unknown("file.size", "too-large", "It is.", "Raise the limit.", bound=True)
    files = Listing(
        [File(f"f{number}", size=gone) for number in range(7)] + [File("big", size=5000)],
        (Unknown("change.files", "too-many"),),
    )
    result = judged('  for f in change.files\n  where f.size > 1kB\n  deny f "{f.path}"', files)
    assert messages(result) == ["big"]
    (files_missing, size_missing) = result.missing
    assert (files_missing.fact, files_missing.count, files_missing.places) == (
        "change.files",
        1,
        (),
    )
    assert (size_missing.fact, size_missing.count, size_missing.bound) == ("file.size", 7, True)
    assert [place.path for place in size_missing.places] == ["f0", "f1", "f2", "f3", "f4"]


def test_both_unknowns_of_a_condition_are_told() -> None:
    file = File("f", size=Unknown("file.size", "x"), owners=Unknown("file.owners", "y"))
    result = judged(
        '  for f in change.files\n  where f.size > 1kB and f.owners.count > 1\n  deny f "-"', [file]
    )
    assert [missing.fact for missing in result.missing] == ["file.owners", "file.size"]


def test_a_fact_that_nobody_reads_is_missing() -> None:
    result = judged('  for f in change.files\n  where f.is_test\n  deny f "-"', [File("f")])
    assert [(m.fact, m.reason) for m in result.missing] == [("file.is_test", "not-in-this-version")]


def test_lists_as_places() -> None:
    rule = """
  let big = [f for f in change.files where f.size > 1kB]
  deny big "{big.count}" """
    result = judged(rule, [File("a", size=1), File("b", size=2000), File("c", size=3000)])
    (finding,) = result.findings
    assert finding.place.path == "b"
    assert finding.anchor == Anchor("file")
    assert [place.path for place in finding.related] == ["c"]
    (finding,) = judged(rule, [File("a", size=1)]).findings
    assert (finding.place, finding.anchor) == (Place("first", scope="change"), Anchor("change"))
    result = judged(rule, [File("a", size=Unknown("file.size", "x"))])
    assert (result.findings, [m.fact for m in result.missing]) == ((), ["file.size"])


def test_edits_are_exact() -> None:
    file = File("a.py", "é print(x) print(y)\nprint\n")
    result = judged(
        """
  for f in change.files
  for line in f.added_lines
  where line.text matches /print/
  deny line "-"
    fix replace /print\\(/ with "log(" """,
        [file],
    )
    first, second = result.findings
    assert first.edits == (
        Edit(Place("a.py", 1, 3, 1, 9), "log("),
        Edit(Place("a.py", 1, 12, 1, 18), "log("),
    )
    assert second.edits == ()


def test_a_fix_takes_groups_and_never_what_is_unknown() -> None:
    rule = """
  for f in change.files
  for line in f.added_lines
  for hit in line.find(/print\\((?P<what>\\w+)?\\)/)
  deny hit "-"
    fix with "log({hit.what})" """
    result = judged(rule, [File("a.py", "  print(x)\nprint()\n")])
    first, second = result.findings
    assert first.edits == (Edit(Place("a.py", 1, 3, 1, 11), "log(x)"),)
    assert second.edits == ()


def test_a_rule_that_takes_too_long_is_inconclusive_and_says_what_it_found() -> None:
    files = [File(f"f{number:03}") for number in range(300)]
    rule = '  for f in change.files\n  for g in change.files\n  deny f "{g.path}"'
    result = judged(rule, files, limits=Limits(steps=-59_000))
    assert result.findings
    assert [(m.reason, m.bound, m.fatal, m.count) for m in result.missing] == [
        ("budget", True, True, 1)
    ]
    assert judged(rule, files).missing == ()


def test_a_value_that_grows_too_large_is_inconclusive() -> None:
    doubled = "".join(f"  let a{n + 1} = a{n} + a{n}\n" for n in range(25))
    result = judged(f'  let a0 = "0123456789"\n{doubled}  where a25 == ""\n  deny change "-"', [])
    assert [(m.reason, m.fatal) for m in result.missing] == [("budget", True)]


def test_overflow_and_division_by_zero_are_inconclusive() -> None:
    for condition, reason in (
        ("n * 9223372036854775807 > 1", "overflow"),
        ("1 / (n - 2) > 0.5", "division-by-zero"),
    ):
        result = judged(
            f'  for f in change.files\n  let n = f.path.length\n  where {condition}\n  deny f "-"',
            [File("ab")],
        )
        assert (result.findings, [m.reason for m in result.missing]) == ((), [reason])


def test_params() -> None:
    text = """bylaw 1
param web: glob = glob("web/**")
param most: int = 1
rule r {
  title "t"
  for f in change.files
  where f.path in web
  where f.path.length > most
  deny f "{most}"
}
"""
    facts = Facts({"change": [File("web/a"), File("lib/a")]}, READERS)
    assert [f.place.path for r in program(text).run(facts, now=0) for f in r.findings] == ["web/a"]
    given = {"local/web": ["glob", ["lib/**"]], "local/most": ["lit", 2]}
    assert [f.message for r in program(text, given).run(facts, now=0) for f in r.findings] == ["2"]


def test_file_level_lets_cost_each_rule_the_same() -> None:
    rule = 'rule %s { title "t"\n  where big > 0\n  deny change "-" }\n'
    text = "bylaw 1\nlet big = count(f in change.files where f.size > 1kB)\n"
    made = program(text + rule % "a" + rule % "b")
    facts = Facts({"change": [File("f", size=5000) for _ in range(9)]}, READERS)
    one, two = made.run(facts, now=0)
    # Nine bindings of the let, and the message.
    assert one.steps == two.steps == 9 + 1


def test_results_are_the_same_each_time() -> None:
    text = 'bylaw 1\nrule r { title "t"\n  for f in change.files\n  deny f "{f.path}" }\n'
    facts = Facts({"change": [File(name) for name in "cab"]}, READERS)
    made = program(text)
    assert made.run(facts, now=0) == made.run(facts, now=0)
    assert [f.message for f in made.run(facts, now=0)[0].findings] == ["a", "b", "c"]


def test_why_a_rule_fires() -> None:
    text = """bylaw 1
rule r {
  title "t"
  for f in change.files
  where f.size > 1kB and f.path starts with "a"
  deny f "-"
}
"""
    files = [File("a", size=5000), File("b", size=5000), File("a2", size=Unknown("file.size", "x"))]
    trace = program(text).explain("local/r", Facts({"change": files}, READERS), now=0)
    assert trace.counts == (("finding", 1), ("unknown", 1), ("cut", 1))
    fired, doubtful, cut = trace.bindings
    assert [(part.line, part.source, part.value) for part in fired.clauses] == [
        (4, "for f in change.files", "a"),
        (5, 'where f.size > 1kB and f.path starts with "a"', "true"),
    ]
    assert [(part.source, part.value) for part in cut.clauses[1].parts] == [
        ("f.size > 1kB", "true"),
        ('f.path starts with "a"', "false"),
    ]
    assert doubtful.clauses[1].value == "(unknown) file.size: x"


@pytest.mark.parametrize(
    ("purl", "key"),
    [
        ("pkg:npm/%40scope/name@1.0?x=y#z", "pkg:npm/%40scope/name"),
        ("pkg:npm/@scope/name@1.0", "pkg:npm/@scope/name"),
        ("pkg:pypi/six", "pkg:pypi/six"),
    ],
)
def test_a_dependency_is_its_purl_without_version(purl: str, key: str) -> None:
    assert unversioned(purl) == key
