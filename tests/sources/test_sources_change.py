"""Everything a change can be, read from real repositories."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from bylaw.engine.values import Regex
from bylaw.facts.lines import LineBlock
from bylaw.facts.place import Unknown
from bylaw.sources.git import Limits, NotJudged, Repository, Selection, facts, read_change


def lines(block: Any) -> list[tuple[int, str]]:
    return [(line.number, line.text) for line in block]


def get(change: Any, fact: str, value: Any, *args: Any) -> Any:
    return facts(change).readers[fact](value, *args)


class Read:
    """A change over an open repository."""

    def __init__(self, repo: Any, base: str = "HEAD~1", head: str = "HEAD", **more: Any) -> None:
        self.repository = Repository.open(repo.path)
        try:
            self.change = read_change(self.repository, Selection("range", base, head), **more)
        except NotJudged:
            self.repository.close()
            raise

    def __enter__(self) -> Any:
        return self.change

    def __exit__(self, *_: object) -> None:
        self.repository.close()


def test_added_modified_deleted(repo: Any) -> None:
    repo.write("keep.txt", "1\n2\n3\n4\n")
    repo.write("gone.txt", "x\ny\n")
    base = repo.commit()
    repo.write("keep.txt", "1\nzwei\n3\n4\nfünf\n")
    (repo.path / "gone.txt").unlink()
    repo.write("src/new.py", "print(1)\n")
    head = repo.commit()
    with Read(repo) as change:
        assert (change.base, change.head) == (base, head)
        found = {
            file.path: (file.status, lines(file.added_lines), lines(file.removed_lines))
            for file in change.files
        }
        assert found == {
            "gone.txt": ("deleted", [], [(1, "x"), (2, "y")]),
            "keep.txt": ("modified", [(2, "zwei"), (5, "fünf")], [(2, "2")]),
            "src/new.py": ("added", [(1, "print(1)")], []),
        }
        summary = change.summary()
        assert (summary.files, summary.added, summary.removed) == (3, 3, 3)
        assert [line.file.path for line in change.added_lines] == ["keep.txt"] * 2 + ["src/new.py"]
        assert change.added_lines[2].text == change.added_lines[-1].text == "print(1)"
        assert change.file("gone.txt").place.side == "base"
        assert change.lines_of("keep.txt") == ["1", "zwei", "3", "4", "fünf", ""]
        assert change.lines_of("keep.txt", "base") == ["1", "2", "3", "4", ""]
        assert change.lines_of("gone.txt") is None
        assert change.lines_of("nowhere.txt") is None


def test_rename_mode_and_type(repo: Any) -> None:
    repo.write("a.sh", "echo\n" * 20)
    repo.write("old name.py", "line\n" * 20 + "end\n")
    repo.write("t", "target\n")
    repo.commit()
    (repo.path / "a.sh").chmod(0o755)
    repo.git("mv", "old name.py", 'new "name"\té.py')
    repo.write('new "name"\té.py', "line\n" * 20 + "END\n")
    (repo.path / "t").unlink()
    (repo.path / "t").symlink_to("a.sh")
    repo.commit()
    with Read(repo) as change:
        by = {file.path: file for file in change.files}
        assert by["a.sh"].status == "mode-changed"
        assert get(change, "File.mode", by["a.sh"]) == "755"
        assert get(change, "File.old_mode", by["a.sh"]) == "644"
        assert get(change, "File.is_executable", by["a.sh"])
        moved = by['new "name"\té.py']
        assert (moved.status, moved.old_path) == ("renamed", "old name.py")
        assert lines(moved.added_lines) == [(21, "END")]
        assert moved.removed_lines[0].place.path == "old name.py"
        assert moved.before.path == "old name.py"
        assert by["t"].status == "type-changed"
        assert by["t"].is_symlink
        assert lines(by["t"].added_lines) == [(1, "a.sh")]
        assert lines(by["t"].removed_lines) == [(1, "target")]


def test_path_of_any_bytes(repo: Any) -> None:
    repo.commit()
    names = [b"\xff\xfe.txt", b"new\nline.txt", b" lead", b"tab\t", b'"q"', "ü".encode(), b"-rf"]
    for name in names:
        repo.write(name, b"x\n")
    repo.commit()
    with Read(repo) as change:
        assert sorted(os.fsencode(file.path) for file in change.files) == sorted(names)
        assert [os.fsencode(f.path) for f in change.files] == sorted(names), "by bytes of the path"
        assert all(lines(file.added_lines) == [(1, "x")] for file in change.files)
        assert change.lines_of(os.fsdecode(b"new\nline.txt")) == ["x", ""]


def test_line_ends_and_missing_last_line_end(repo: Any) -> None:
    repo.write("crlf.txt", b"a\r\nb\r\n")
    repo.write("none.txt", b"a\nb")
    repo.commit()
    repo.write("crlf.txt", b"a\r\nB\r\nc\rd\r\n\r\r\n")
    repo.write("none.txt", b"a\nb\nc")
    repo.write("cr.txt", b"x\r\ny\r")
    repo.write("empty.txt", b"")
    repo.commit()
    with Read(repo) as change:
        by = {file.path: file for file in change.files}
        assert lines(by["crlf.txt"].added_lines) == [(2, "B"), (3, "c\rd"), (4, "\r")]
        assert lines(by["none.txt"].added_lines) == [(2, "b"), (3, "c")]
        assert lines(by["none.txt"].removed_lines) == [(2, "b")]
        assert lines(by["cr.txt"].added_lines) == [(1, "x"), (2, "y\r")]
        assert (by["empty.txt"].status, lines(by["empty.txt"].added_lines)) == ("added", [])
        assert change.lines_of("crlf.txt") == ["a", "B", "c\rd", "\r", ""]
        assert change.lines_of("none.txt") == ["a", "b", "c"]


def test_invalid_utf8_becomes_replacement_characters(repo: Any) -> None:
    repo.commit()
    repo.write("x.txt", b"ok\nsecret\xff =\n\xed\xa0\x80\nend\n")
    repo.commit()
    with Read(repo) as change:
        found = [line.text for line in change.added_lines]
        assert found == ["ok", "secret\ufffd =", "\ufffd\ufffd\ufffd", "end"]
        assert [line.number for line in change.added_lines] == [1, 2, 3, 4]


def test_lines_that_look_like_a_patch(repo: Any) -> None:
    repo.write("x.txt", "a\n")
    repo.commit()
    text = "-- old\n++ new\n@@ -1 +1 @@\ndiff --git a/x b/x\nBinary files a/x and b/x differ\n"
    repo.write("x.txt", text + "\\ No newline at end of file\n+\n-\n")
    repo.commit()
    with Read(repo) as change:
        assert [line.text for line in change.added_lines] == [
            *text.splitlines(), "\\ No newline at end of file", "+", "-"
        ]  # fmt: skip
        assert not get(change, "File.is_binary", change.files[0])


def test_binary_is_told_by_bytes(repo: Any) -> None:
    repo.write("pic.png", b"\x89PNG\0\0")
    repo.write("was.bin", b"a\0b")
    repo.commit()
    repo.write("pic.png", b"\x89PNG\0\1")
    repo.write("was.bin", b"now text\n")
    repo.write("evil.py", b"import os\n\0\n")
    repo.commit()
    with Read(repo) as change:
        by = {file.path: file for file in change.files}
        assert get(change, "File.is_binary", by["pic.png"])
        assert (len(by["pic.png"].added_lines), by["pic.png"].added_lines.gaps) == (0, ())
        assert lines(by["was.bin"].added_lines) == [(1, "now text")]
        (gap,) = by["evil.py"].added_lines.gaps
        assert gap.reason == "not-text"
        assert dict(gap.known)["file"] is by["evil.py"]
        assert change.added_lines.gaps == (gap,)


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_utf16_is_decoded(repo: Any, name: str) -> None:
    bom = "\ufeff"
    repo.write("a.ps1", (bom + "one\r\ntwo\r\nthree\r\n").encode(name))
    repo.commit()
    repo.write("a.ps1", (bom + "one\r\nzwei ü\r\nthree\r\nfour").encode(name))
    repo.write("b.ps1", (bom + "new\n").encode(name))
    repo.commit()
    with Read(repo) as change:
        one, two = change.files
        assert lines(one.added_lines) == [(2, "zwei ü"), (4, "four")]
        assert lines(one.removed_lines) == [(2, "two")]
        assert lines(two.added_lines) == [(1, "new")]
        assert not get(change, "File.is_binary", one)
        assert (change.summary().added, change.summary().removed) == (3, 1)
        assert get(change, "File.text", one) == "one\nzwei ü\nthree\nfour\n"


def test_attributes_hide_nothing(repo: Any) -> None:
    repo.write(".gitattributes", "*.txt -diff\n*.py binary\n*.js diff=custom\n")
    repo.write("a.txt", "1\n")
    repo.commit()
    for name in ("a.txt", "b.py", "c.js"):
        repo.write(name, "1\n2\n")
    repo.commit()
    with Read(repo) as change:
        assert [len(file.added_lines) for file in change.files] == [1, 2, 2]
        assert not any(get(change, "File.is_binary", file) for file in change.files)


def test_submodule_is_seen_whatever_gitmodules_says(
    repo: Any, new_repo: Callable[..., Any]
) -> None:
    inner = new_repo("inner")
    inner.write("x", "1\n")
    first = inner.commit()
    inner.write("x", "2\n")
    second = inner.commit()
    repo.write(".gitmodules", '[submodule "s"]\n\tpath = s\n\turl = ../inner\n\tignore = all\n')
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{first},s")
    repo.git("add", ".gitmodules")
    repo.git("commit", "-qm", "one")
    repo.git("update-index", "--cacheinfo", f"160000,{second},s")
    repo.git("commit", "-qm", "two")
    with Read(repo) as change:
        (file,) = change.files
        assert (file.path, file.status, file.is_submodule) == ("s", "modified", True)
        assert (lines(file.added_lines), lines(file.removed_lines)) == ([], [])
        assert get(change, "File.size", file) == 0
        assert get(change, "File.text", file).reason == "submodule"
        assert get(change, "File.find", file, Regex("x", "")).reason == "submodule"
        assert (get(change, "File.added", file), get(change, "File.removed", file)) == (1, 1)


def test_lfs_pointer(repo: Any) -> None:
    repo.commit()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 12345\n"
    repo.write("model.bin", pointer)
    repo.write("plain.bin", "version 1\n")
    repo.commit()
    with Read(repo) as change:
        assert [get(change, "File.is_lfs", file) for file in change.files] == [True, False]
        assert len(change.files[0].added_lines) == 3
        assert [get(change, "File.text", file) for file in change.files[1:]] == ["version 1\n"]
        assert get(change, "File.text", change.files[0]).reason == "lfs"
        assert get(change, "File.find", change.files[0], Regex("oid", "")).reason == "lfs"
        assert get(change, "File.size", change.files[0]) == len(pointer)


def test_too_large_is_a_gap_that_knows_its_file(repo: Any) -> None:
    repo.commit()
    repo.write("big.py", "x = 1\n" * 40)
    repo.write("long.js", "short\n" + "y" * 120 + "\nlast\n" + "z" * 121 + "\n")
    repo.write("ok.py", "fine\n")
    repo.commit()
    with Read(repo, limits=Limits(added_text=235, line=100)) as change:
        big, long, _ok = change.files
        (gap,) = big.added_lines.gaps
        assert (gap.reason, gap.bound, gap.most) == ("too-large", True, 40)
        assert dict(gap.known)["file"] is big
        assert big.count("added") == 40
        assert long.added_lines.gaps[0].reason == "too-large"
    with Read(repo, limits=Limits(line=100)) as change:
        long = change.files[1]
        assert lines(long.added_lines) == [(1, "short"), (3, "last")]
        assert [gap.place.line for gap in long.added_lines.gaps] == [2, 4]
        assert long.added_lines.number_at(len(b"short\n")) == 3


def test_diff_over_its_bound_is_not_judged(repo: Any) -> None:
    repo.commit()
    for number in range(30):
        repo.write(f"{number:02}.txt", "a line of text\n" * 5000)
    repo.commit()
    with Read(repo, limits=Limits(diff=1_500_000)) as change:
        assert any(gap.fatal and gap.reason == "diff-too-large" for gap in change.added_lines.gaps)
        with pytest.raises(NotJudged) as caught:
            change.summary()
        assert caught.value.reason == "diff-too-large"
    with pytest.raises(NotJudged) as caught, Read(repo, limits=Limits(diff=100)):
        pass
    assert caught.value.reason == "diff-too-large"


def test_rename_past_a_guard_counts_its_whole_text(repo: Any) -> None:
    text = "".join(f"line {n}\n" for n in range(30))
    for name in ("tests/test_a.py", "vendor/b.py", "c.min.js", "d/plain.py", "gen/e.py"):
        repo.write(name, text + name + "\n")
    repo.write(".gitattributes", "gen/* linguist-generated\n")
    repo.commit()
    for number, name in enumerate(
        ("tests/test_a.py", "vendor/b.py", "c.min.js", "d/plain.py", "gen/e.py")
    ):
        (repo.path / "src").mkdir(exist_ok=True)
        repo.git(
            "mv",
            name,
            f"src/{'abcde'[number]}.js" if name.endswith("js") else f"src/{'abcde'[number]}.py",
        )
    repo.commit()
    with Read(repo) as change:
        found = {file.path: len(file.added_lines) for file in change.files}
        assert found == {
            "src/a.py": 31,
            "src/b.py": 31,
            "src/c.js": 31,
            "src/d.py": 0,
            "src/e.py": 31,
        }
        assert change.summary().added == 0, "the count stays git's"
    with Read(repo, guards=[lambda path: path.startswith("d/")]) as change:
        assert len(change.file("src/d.py").added_lines) == 31


def test_root_commit_and_all(repo: Any) -> None:
    repo.write("a.txt", "1\n2\n")
    repo.commit()
    repo.write("b.txt", "3\n")
    with Repository.open(repo.path) as opened:
        change = read_change(opened, Selection("all"))
        assert [(f.path, f.status, len(f.added_lines)) for f in change.files] == [
            ("a.txt", "added", 2), ("b.txt", "added", 1)
        ]  # fmt: skip
        change = read_change(opened, Selection("all", head="HEAD"))
        assert [f.path for f in change.files] == ["a.txt"]
        assert change.base is None


@pytest.mark.parametrize("kind", ["sha256", "bare", "worktree", "subfolder"])
def test_repositories_of_all_kinds(
    kind: str, repo: Any, new_repo: Callable[..., Any], tmp_path: Any
) -> None:
    if kind == "sha256":
        repo = new_repo("sha256", "--object-format=sha256")
    repo.write("d/a.txt", "1\n")
    repo.commit()
    repo.write("d/a.txt", "1\n2\n")
    head = repo.commit()
    path = repo.path
    if kind == "bare":
        path = tmp_path / "bare"
        repo.git("clone", "-q", "--bare", str(repo.path), str(path))
    elif kind == "worktree":
        path = tmp_path / "tree"
        repo.git("worktree", "add", "-q", "-b", "other", str(path))
    elif kind == "subfolder":
        path = repo.path / "d"
    with Repository.open(path) as opened:
        change = read_change(opened, Selection("range", "HEAD~1", "HEAD"))
        assert change.head == head
        assert [lines(file.added_lines) for file in change.files] == [[(2, "2")]]
        assert opened.read(head, "d/a.txt") == b"1\n2\n"
        assert opened.read(head, "nothing") is None
        assert opened.read(head, "d") is None
        assert opened.list(head) == opened.list(head, "d") == ["d/a.txt"]


def test_merge_commit_is_judged_against_its_merge_base(repo: Any) -> None:
    repo.write("a", "1\n")
    repo.commit()
    repo.git("checkout", "-qb", "feature")
    repo.write("f", "f\n")
    repo.commit()
    repo.git("checkout", "-q", "main")
    repo.write("m", "m\n")
    repo.commit()
    repo.git("checkout", "-q", "feature")
    repo.git("merge", "-q", "--no-edit", "main")
    with Read(repo, "main", "feature") as change:
        assert [file.path for file in change.files] == ["f"]
        found = get(change, "Change.commits", change)
        assert [commit.is_merge for commit in found] == [False, True]
        assert [[f.path for f in get(change, "Commit.files", c)] for c in found] == [["f"], ["m"]]


def test_whole_trees(repo: Any) -> None:
    repo.write("a.py", "1\n")
    repo.write("b.py", "1\n")
    repo.commit()
    repo.write("b.py", "2\n")
    repo.write("c.py", "3\n")
    repo.commit()
    with Read(repo) as change:
        root = facts(change).roots["repo"]
        head = get(change, "Repository.files", root)
        assert [(f.path, f.status) for f in head] == [
            ("a.py", "unchanged"), ("b.py", "modified"), ("c.py", "added")
        ]  # fmt: skip
        assert get(change, "File.text", head[0]) == "1\n"
        assert (len(head[0].added_lines), head[0].count("added")) == (0, 0)
        base = get(change, "Tree.files", get(change, "Repository.base", root))
        assert [(f.path, get(change, "File.text", f)) for f in base] == [
            ("a.py", "1\n"), ("b.py", "1\n")
        ]  # fmt: skip


def test_every_reader_is_of_a_declared_fact(repo: Any) -> None:
    import json
    from importlib.resources import files

    schema = json.loads((files("bylaw.facts") / "schema.json").read_text())
    repo.commit()
    with Read(repo, "HEAD", "HEAD") as change:
        for name in facts(change).readers:
            owner, _, field = name.partition(".")
            assert field in schema["types"][owner]["fields"], name


def test_missing_object_of_a_partial_clone_is_a_gap(
    repo: Any, new_repo: Callable[..., Any], tmp_path: Any
) -> None:
    repo.write("a.txt", "1\n")
    repo.write("same.txt", "s\n" * 9)
    repo.commit()
    repo.write("a.txt", "2\n")
    repo.write("b.txt", "new\n")
    repo.git("mv", "same.txt", "moved.txt")
    repo.commit()
    repo.git("config", "uploadpack.allowFilter", "true")
    there = tmp_path / "partial"
    repo.git("clone", "-q", "--filter=blob:none", f"file://{repo.path}", str(there))
    with Repository.open(there) as opened:
        change = read_change(opened, Selection("range", "HEAD~1", "HEAD"))
        found = {file.path: file for file in change.files}
        assert set(found) == {"a.txt", "b.txt", "moved.txt"}
        (gap,) = found["a.txt"].added_lines.gaps
        assert (gap.reason, gap.fatal) == ("missing-object", False)
        assert "git fetch" in gap.remedy
        assert lines(found["b.txt"].added_lines) == [(1, "new")], "its blob was checked out"
        assert found["moved.txt"].status == "renamed"
        assert isinstance(get(change, "Change.added", change), Unknown)


def test_block_is_a_line_block(repo: Any) -> None:
    repo.write("a", "1\n")
    repo.commit()
    repo.write("a", "0\n1\n2\n")
    repo.commit()
    with Read(repo) as change:
        block = change.files[0].added_lines
        assert isinstance(block, LineBlock)
        assert (block.data, list(block.runs)) == (b"0\n2\n", [(0, 1), (2, 3)])


class Words:
    """A pattern as the engine hands it to a reader."""

    def find(self, text: str) -> list[tuple[int, int, dict[str, str | None]]]:
        return [
            (at, at + 3, {"word": "foo"}) for at in range(len(text)) if text[at : at + 3] == "foo"
        ]

    def lines(self, block: Any) -> list[Any]:
        return [line for line in block if "foo" in line.text]


def test_find_knows_places_and_what_is_added(repo: Any) -> None:
    repo.write("a.py", "foo\nbar\n")
    repo.commit()
    repo.write("a.py", "foo\nbar\nü foo foo\n")
    repo.commit()
    with Read(repo) as change:
        (file,) = change.files
        found = facts(change).readers["File.find"](file, Words())
        assert [(m.place.line, m.place.column, m.place.end_column, m.is_added) for m in found] == [
            (1, 1, 4, False), (3, 3, 6, True), (3, 7, 10, True)
        ]  # fmt: skip
        found = facts(change).readers["Line.find"](change.added_lines[0], Words())
        assert [(m.text, m.is_added, m.groups["word"]) for m in found] == [("foo", True, "foo")] * 2
