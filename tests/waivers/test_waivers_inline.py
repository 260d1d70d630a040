"""`bylaw: allow` in the code: where it counts, for what, and what is said where it does not."""

from __future__ import annotations

from typing import Any

import pytest

from bylaw.gate.waivers.comments import allows_in, allows_of_raw
from tests.waivers.book import accepted, book, check, gate, stand, start, waiver

HACK = "bylaw: allow local/no-hack until 2026-12-24 -- Mended in 13"
TODO = "bylaw: allow local/no-todo until 2026-12-24 -- Mended in 13"
DENY = "waivers: {inline: deny}\n"


def told(verdict: Any) -> list[str]:
    return [one for one in verdict.notices if "bylaw: allow" in one]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", f"x = 1  # HACK {HACK}\n"),
        ("a.py", f"# {HACK}\nx = HACK\n"),
        ("a.py", f"def f():\n    # {HACK}\n    x = HACK\n"),
        ("a.py", f"x = 1  # HACK noqa: E501  # {HACK}\n"),
        ("a.ts", f"// {HACK}\nlet x = HACK;\n"),
        ("a.ts", f"let x = HACK; /* {HACK} */\n"),
        ("a.c", f"/* {HACK} */\nint HACK;\n"),
        ("a.go", f"package a // {HACK}, HACK\n"),
        ("a.rs", f"/// {HACK}\nfn HACK() {{}}\n"),
        ("a.html", f"<!-- {HACK} -->\n<p>HACK</p>\n"),
        ("a.css", f"/* {HACK} */\n.HACK {{}}\n"),
        ("a.yaml", f"# {HACK}\nx: HACK\n"),
        ("a.md", f"<!-- {HACK} -->\nA HACK\n"),
        ("a.sql", f"-- {HACK}\nselect HACK;\n"),
        ("a.tex", f"% {HACK}\nHACK\n"),
        ("a.el", f";; {HACK}\n(HACK)\n"),
        ("a.bat", f"REM {HACK}\nHACK\n"),
        ("a.unknown", f"# {HACK}\nHACK\n"),
        ("Dockerfile", f"# {HACK}\nRUN HACK\n"),
        ("a.py", f"# {HACK.replace('--', chr(8212))}\nx = HACK\n"),
        ("a.py", f"# {HACK}\r\nx = HACK\r\n"),
    ],
)
def test_it_counts_in_any_comment(repo: Any, name: str, text: str) -> None:
    start(repo, None)
    repo.branch({name: text})
    verdict = gate(repo.root)
    assert stand(verdict) == []
    assert {one[3] for one in accepted(verdict)} == {"allow"}
    for one in verdict.suppressed:
        assert one.suppression is not None
        assert one.suppression.reason.startswith("Mended in 13")
        assert not one.suppression.reason.endswith(("*/", "-->"))
        assert one.suppression.expires == "2026-12-24T23:59:59Z"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", f'x = "{HACK}", HACK\n'),
        ("a.py", f'x = """\n# {HACK}\nHACK\n"""\n'),
        ("a.py", f"y = 2  # {HACK}\nx = HACK\n"),  # it is not alone, so it is of its own line
        ("a.py", f"# {HACK}\n\nx = HACK\n"),
        ("a.py", f"x = HACK\n# {HACK}\n"),
        ("a.ts", f"let y = `\n// {HACK}\nHACK`;\n"),
        ("a.md", f"Write `{HACK}` and HACK\n"),
        ("a.txt", f"{HACK} HACK\n"),
        ("a.py", f"x = HACK  # no{HACK}\n"),
        ("a.py", "x = HACK  # " + HACK.replace("allow", "allowed") + "\n"),
    ],
)
def test_it_counts_nowhere_else(repo: Any, name: str, text: str) -> None:
    start(repo, None)
    repo.branch({name: text})
    verdict = gate(repo.root)
    assert len(stand(verdict)) >= 1 and accepted(verdict) == []


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("bylaw: allow", "it is not written `bylaw: allow RULE until 2027-01-31 -- reason`"),
        ("bylaw: allow local/no-hack", "it is not written"),
        ("bylaw: allow local/no-hack -- why", "it is not written"),
        ("bylaw: allow local/no-hack until 2026-12-24", "it is not written"),
        ("bylaw: allow local/no-hack until 2026-12-24 --", "it is not written"),
        ("bylaw: allow local/no-hack until 2026-12-24 -- */", "it is not written"),
        ("bylaw: allow local/no-hack until soon -- why", "soon is not a day like 2027-01-31"),
        ("bylaw: allow local/no-hack until 2026-02-30 -- why", "2026-02-30 is not a day"),
        ("bylaw: allow local/no-hakc until 2026-12-24 -- why", "`local/no-hack` may be meant"),
        ("bylaw: allow no-hack until 2026-12-24 -- why", "there is no rule `no-hack`"),
        ("bylaw: allow local/* until 2026-12-24 -- why", "there is no rule `local/*`"),
        ("bylaw: allow local/no-hack until 2026-11-25 -- why", "it has ended"),
        ("bylaw: allow local/no-hack until 2027-02-25 -- why", "it ends more than 90 days from"),
    ],
)
def test_one_that_does_not_count_is_told_at_its_line(repo: Any, comment: str, said: str) -> None:
    start(repo, None)
    repo.branch({"a.py": f"y = 1\nx = HACK  # {comment}\n"})
    verdict = gate(repo.root)
    assert len(verdict.findings) == 1
    (notice,) = told(verdict)
    assert notice.startswith("a.py:2: `bylaw: allow") and said in notice


def test_days_count_to_their_end_in_utc(repo: Any) -> None:
    start(repo, None)
    repo.branch({"a.py": "x = HACK  # bylaw: allow local/no-hack until 2026-11-26 -- today\n"})
    assert stand(gate(repo.root, now="2026-11-26T23:59:59Z")) == []
    late = gate(repo.root, now="2026-11-27T00:00:00Z")
    (finding,) = late.findings
    assert finding.lapsed is not None and finding.lapsed.kind == "allow"


def test_one_that_accepts_nothing_is_told(repo: Any) -> None:
    start(repo, None)
    repo.branch({"a.py": f"x = 1  # {HACK}\n"})
    (notice,) = told(gate(repo.root))
    assert notice.endswith("counts for nothing: no finding stands here.")
    assert told(gate(repo.root, rules=["*/no-todo"])) == []


def test_one_beside_a_waiver_is_not_called_idle(repo: Any) -> None:
    start(repo, book(waiver(rule="local/no-hack")))
    repo.branch({"a.py": f"x = HACK  # {HACK}\n"})
    verdict = gate(repo.root)
    assert [one[3] for one in accepted(verdict)] == ["waiver"] and told(verdict) == []


@pytest.mark.parametrize(
    ("config", "level", "waived"),
    [
        ("{}", "note", True), ("{}", "warn", True), ("{}", "deny", False),
        ("{inline: off}", "note", False), ("{inline: off}", "warn", False),
        ("{inline: note}", "note", True), ("{inline: note}", "warn", False),
        ("{inline: deny}", "warn", True), ("{inline: deny}", "deny", False),
    ],
)  # fmt: skip
def test_what_is_new_accepts_warnings_at_most(
    repo: Any, config: str, level: str, waived: bool
) -> None:
    start(repo, None, {"bylaw.yaml": f"waivers: {config}\nlevels: {{local/no-hack: {level}}}\n"})
    repo.branch({"a.py": f"x = HACK  # {HACK}\n"})
    verdict = gate(repo.root)
    assert (len(verdict.suppressed), len(verdict.findings)) == ((1, 0) if waived else (0, 1))
    assert bool(told(verdict)) is not waived


OLD = f"# {TODO}\nx = 1  # TODO\n"


@pytest.mark.parametrize(
    ("before", "after", "waived"),
    [
        (OLD, OLD, [True]),
        (f"x = 1  # TODO {TODO}\n", f"x = 1  # TODO {TODO}\n", [True, True]),
        ("y = 1\n", OLD, [False]),
        ("x = 1  # TODO\n", OLD, [False]),  # the comment alone is new
        (f"# {TODO}\nz = 1\n", OLD, [False]),  # it stood before another line
        (f"# {TODO}\ny = 2\nx = 1  # TODO\n", OLD, [False]),
        (OLD, OLD + OLD, [True, False]),  # a copy of it is new
        (OLD, f"# {TODO}\ny = 2  # TODO\nx = 1  # TODO\n", [False, False]),
    ],
)
def test_a_denial_needs_one_that_stood_there(
    repo: Any, before: str, after: str, waived: list[bool]
) -> None:
    rules = (
        'bylaw 1\nrule no-todo {\n  title "x"\n  for file in change.files\n'
        '  for line in file.lines\n  where line.text contains "# TODO"\n  deny line "A TODO."\n}\n'
    )
    policy = {"policies/a.bylaw": rules, "bylaw.yaml": DENY}
    start(repo, None, {**policy, "a.py": before + "\n\ntail = 1\n"})
    repo.branch({"a.py": after + "\n\ntail = 2\n"})
    verdict = gate(repo.root)
    found = sorted(
        [(one.place.line, True) for one in verdict.suppressed]
        + [(one.place.line, False) for one in verdict.findings]
    )
    # a trailing comment holds the word twice, in one line
    assert [is_waived for _, is_waived in found] == waived[: len(found)]
    if before == after:
        repo.git("checkout", "-q", "main")
        repo.commit({"bylaw.yaml": "{}\n"})
        repo.git("checkout", "-q", "change")
        assert len(gate(repo.root).findings) == len(found)


def test_one_that_moves_to_another_file_is_new(repo: Any) -> None:
    start(repo, None, {"bylaw.yaml": DENY, "a.py": OLD, "c.py": OLD + "z = 1\n" * 20})
    repo.branch({"b.py": OLD + "more = 1\n" * 9, "d.py": OLD + "z = 1\n" * 20})
    verdict = gate(repo.root)  # d.py is a copy of c.py
    assert [path for _, path, _ in stand(verdict)] == ["b.py", "d.py"]


def test_the_whole_tree_is_compared_with_the_target(repo: Any) -> None:
    start(repo, None, {"bylaw.yaml": DENY, "a.py": OLD})
    repo.branch({"b.py": OLD})
    verdict = check(repo.root, whole_tree=True)
    paths = [path for _, path, _ in stand(verdict)]
    assert "b.py" in paths and "a.py" not in paths


def test_a_patch_brings_no_base(repo: Any) -> None:
    start(repo, None, {"bylaw.yaml": DENY})
    repo.branch({"a.py": OLD, "b.py": f"x = HACK  # {HACK}\n"})
    patch = repo.git("diff", "main", "change").encode() + b"\n"
    repo.git("checkout", "-q", "main")
    verdict = check(repo.root, patch=patch, base=None)
    assert stand(verdict) == [("local/no-todo", "a.py", 2)]
    assert accepted(verdict) == [("local/no-hack", "b.py", 1, "allow")]


def test_long_lines_are_read_in_little_time() -> None:
    spaces = " " * 1_000_000
    (allow,) = allows_in(f"# bylaw: allow{spaces}x")
    assert allow.problem
    (allow,) = allows_in(f"bylaw: allow a/b until 2026-12-24 -- {'x' * 1_000_000}")
    assert 900 < len(allow.reason) <= 1000
    assert len(allows_in("bylaw: allow " * 100_000)) == 4
    assert allows_of_raw(f"{spaces}# {spaces}bylaw: allow") == ([], False)
    assert allows_of_raw("#" * 1_000_000 + " bylaw: allow")[1] is True
