"""`line.code`, `line.comment` and `file.added_code` over a real change in a real repository."""

import subprocess
import sys
import venv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bylaw.facts.match import Match
from bylaw.facts.place import Listing, Place, Unknown
from bylaw.sources.code.readers import LARGEST, code_readers
from bylaw.sources.git import Repository, Selection, facts, read_change

Files = dict[str, bytes | None]


def git(folder: Path, *words: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True)


class Judged:
    """The facts of one change."""

    def __init__(self, repo: Repository) -> None:
        change = read_change(repo, Selection("range", "HEAD~1", "HEAD"))
        source = facts(change)
        self.readers = source.joined(code_readers(source)).readers
        self.files = {file.path: file for file in change.files}

    def lines(self, path: str, fact: str = "code", side: str = "added") -> list[str | Unknown]:
        block = self.readers[f"File.{side}_lines"](self.files[path])
        return [self.readers[f"Line.{fact}"](line) for line in block]

    def matches(self, path: str, pattern: str) -> list[Match] | Listing:
        found: list[Match] | Listing = self.readers["File.added_code"](self.files[path], pattern)
        return found


Judge = Callable[[Files, Files], Judged]


@pytest.fixture
def judge(tmp_path: Path) -> Iterator[Judge]:
    """Commits two trees and reads the change between them."""
    opened: list[Any] = []

    def judged(base: Files, head: Files) -> Judged:
        git(tmp_path, "init", "-q", "-b", "main")
        for tree in (base, head):
            for path, data in tree.items():
                file = tmp_path / path
                if data is None:
                    file.unlink()
                else:
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_bytes(data)
            git(tmp_path, "add", "-A")
            git(tmp_path, "commit", "-q", "--allow-empty", "-m", "c")
        repo = Repository.open(str(tmp_path))
        opened.append(repo)
        return Judged(repo)

    yield judged
    for repo in opened:
        repo.close()


def test_a_line_knows_what_stands_before_it_in_its_file(judge: Judge) -> None:
    base = b'def f():\n    """One.\n    """\n'
    head = b'def f():\n    """One.\n    evil()\n    """\n    good("x")  # why\n'
    judged = judge({"a.py": base}, {"a.py": head})
    assert judged.lines("a.py") == [" " * 10, '    good(" ")       ']
    assert judged.lines("a.py", "comment") == ["", "# why"]


def test_a_removed_line_is_read_in_the_base(judge: Judge) -> None:
    judged = judge({"a.js": b"/*\nold()\n*/\nx(1) // y\n"}, {"a.js": b"x(2)\n"})
    assert judged.lines("a.js", "code", "removed") == ["  ", "     ", "  ", "x(1)     "]
    assert judged.lines("a.js", "comment", "removed") == ["/*", "old()", "*/", "// y"]


def test_a_deleted_file_is_read_in_the_base(judge: Judge) -> None:
    judged = judge({"a.py": b"x = 1  # y\n", "b": b""}, {"a.py": None})
    assert judged.lines("a.py", "comment", "removed") == ["# y"]


def test_a_file_of_crlf_lines(judge: Judge) -> None:
    judged = judge({}, {"a.py": b'x = "a"  # b\r\ny = "c" + \\\r\n    "d"\r\n'})
    assert judged.lines("a.py") == ['x = " "     ', 'y = " " + \\', '    " "']


def test_utf16_is_read_too(judge: Judge) -> None:
    judged = judge({}, {"a.py": 'größe = "ü"  # ñ\n'.encode("utf-16")})
    assert judged.lines("a.py") == ['größe = " "     ']


def test_invalid_bytes_do_not_shift_anything(judge: Judge) -> None:
    judged = judge({}, {"a.py": b'x = "\xff\xfe" + y  # \xff\n'})
    assert judged.lines("a.py") == ['x = "  " + y     ']


@pytest.mark.parametrize("path", ["notes.md", "LICENSE", "data.csv", "a.unheard-of"])
def test_prose_is_code_from_end_to_end(judge: Judge, path: str) -> None:
    judged = judge({}, {path: b'say "hello" # or not\n'})
    assert judged.lines(path) == ['say "hello" # or not']
    assert judged.lines(path, "comment") == [""]
    assert judged.matches(path, "say") == []


def test_whole_line_comments_of_a_dockerfile(judge: Judge) -> None:
    judged = judge({}, {"Dockerfile": b"# base\nFROM a # b\n"})
    assert judged.lines("Dockerfile") == ["      ", "FROM a # b"]
    assert judged.lines("Dockerfile", "comment") == ["# base", ""]


def test_a_language_without_a_parser_is_unknown(judge: Judge) -> None:
    judged = judge({}, {"a.sql": b"select 1 -- x\n"})
    for fact in ("code", "comment"):
        (found,) = judged.lines("a.sql", fact)
        assert isinstance(found, Unknown)
        assert (found.fact, found.reason) == (f"line.{fact}", "no-parser")
        assert not found.bound
        assert "sql" in found.detail
    assert judged.matches("a.sql", "select($A)") == []


def test_a_file_over_the_bound_is_unknown(judge: Judge) -> None:
    text = b"x = 1\n" * (LARGEST // 6 + 1)
    judged = judge({"a.py": text}, {"a.py": text + b"evil()\n"})
    (found,) = judged.lines("a.py")
    assert isinstance(found, Unknown)
    assert (found.reason, found.bound) == ("too-large", True)
    gaps = judged.matches("a.py", "evil()")
    assert isinstance(gaps, Listing)
    assert [gap.reason for gap in gaps.gaps] == ["too-large"]


def test_matches_have_exact_places_and_groups(judge: Judge) -> None:
    head = 'é = 1\n\nprint("ü𝔘", (1,\n  2))  # print(3)\nx = print\n'.encode()
    judged = judge({"a.py": b"x = print\n"}, {"a.py": head})
    (found,) = judged.matches("a.py", "print($FIRST, $$$MORE)")
    assert found.text == 'print("ü𝔘", (1,\n  2))'
    assert found.place == Place("a.py", 3, 1, 4, 6)
    assert found.groups == {"FIRST": '"ü𝔘"', "MORE": "(1,\n  2)"}
    assert found.file is judged.files["a.py"]


def test_several_arguments_and_none(judge: Judge) -> None:
    judged = judge({}, {"a.py": b"f(1,  2, 3)\nf()\n"})
    groups = [match.groups["ARGS"] for match in judged.matches("a.py", "f($$$ARGS)")]
    assert groups == ["1,  2, 3", ""]


def test_nested_matches_are_all_found(judge: Judge) -> None:
    judged = judge({}, {"a.js": b"f(f(1))\n"})
    assert [match.text for match in judged.matches("a.js", "f($A)")] == ["f(f(1))", "f(1)"]


def test_only_matches_that_touch_an_added_line(judge: Judge) -> None:
    base = b"run(1)\n\nrun(\n  2,\n  3,\n)\n"
    head = b"run(1)\n\nrun(\n  2,\n  4,\n)\n"
    judged = judge({"a.py": base}, {"a.py": head})
    assert [match.place.line for match in judged.matches("a.py", "run($$$A)")] == [3]


def test_a_pattern_of_another_language_matches_nothing(judge: Judge) -> None:
    judged = judge({}, {"a.py": b"def f(): pass\n"})
    assert judged.matches("a.py", "func $F() { $$$B }") == []


def test_strings_and_comments_are_no_calls(judge: Judge) -> None:
    judged = judge({}, {"a.py": b'x = "eval(1)"  # eval(2)\n"""\neval(3)\n"""\n'})
    assert judged.matches("a.py", "eval($A)") == []


def test_a_syntax_error_cannot_hide_a_call(judge: Judge) -> None:
    judged = judge({}, {"a.py": b'ok()\nx = ( """\neval(input())\ny = """ z """\n'})
    found = judged.matches("a.py", "eval($A)")
    assert isinstance(found, Listing)
    assert [gap.reason for gap in found.gaps] == ["syntax-error"]
    assert dict(found.gaps[0].known) == {"file": judged.files["a.py"]}
    assert judged.matches("a.py", "absent($A)") == []


def test_a_syntax_error_elsewhere_hides_nothing(judge: Judge) -> None:
    judged = judge({}, {"a.py": b"x = = 1\neval(y)\n"})
    found = judged.matches("a.py", "eval($A)")
    assert isinstance(found, list)
    assert [match.text for match in found] == ["eval(y)"]


BARE = """
from bylaw.facts.lines import LineBlock
from bylaw.facts.place import Listing, Place, Unknown
from bylaw.facts.readers import Facts
from bylaw.sources.code.readers import code_readers

class File:
    def __init__(self):
        self.path, self.side, self.status, self.cache = "a.py", "head", "added", {}
        self.place = Place("a.py", scope="file")
        self.added_lines = LineBlock(self, "a.py", b"f(1)\\n", ((0, 1),))

source = Facts(readers={
    "File.lines": lambda file: file.added_lines,
    "File.language": lambda file: "python",
    "File.before": lambda file: None,
})
readers, file = code_readers(source).readers, File()
code = readers["Line.code"](file.added_lines[0])
assert isinstance(code, Unknown) and code.reason == "no-parser" and "pip install" in code.remedy
found = readers["File.added_code"](file, "f($A)")
assert isinstance(found, Listing) and found.gaps[0].reason == "no-parser"
"""


def test_without_the_parser_the_facts_are_unknown(tmp_path: Path) -> None:
    """As on a platform for which there is no build of it."""
    venv.create(tmp_path, symlinks=True)
    (site,) = tmp_path.glob("lib/python*/site-packages")
    source = Path(__file__).parents[2] / "src"
    (site / "bylaw.pth").write_text(f"{source}\n")
    subprocess.run([tmp_path / "bin" / "python", "-I", "-c", BARE], check=True)


def test_text_that_is_made_to_break_the_parser(judge: Judge) -> None:
    """It would take all memory there is; the next file is parsed as ever."""
    bomb = b"a=>a=>a=>a=>a=>\n" * 2000
    judged = judge({}, {"a.c": bomb, "b.c": b"x; // y\n"})
    found = judged.lines("a.c")[0]
    assert isinstance(found, Unknown)
    assert (found.reason, found.bound) == ("too-complex", True)
    assert judged.lines("b.c") == ["x;     "]
    gaps = judged.matches("a.c", "a")
    assert isinstance(gaps, Listing)
    assert [gap.reason for gap in gaps.gaps] == ["too-complex"]


def test_no_parser_is_loaded_before_a_rule_asks() -> None:
    script = """
import sys
from bylaw.sources.code.readers import code_readers
assert not {"ast_grep_py", "bylaw.sources.code.blanking", "subprocess"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", script], check=True)
