"""Checking, caching and finding packs."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from bylaw.packs.cache import Cache, last_change, user_folder
from bylaw.packs.find import find
from bylaw.packs.glob import matcher
from bylaw.packs.load import Loaded, load
from bylaw.packs.text import PackText
from bylaw.packs.tree import MAX_BYTES, Folder, Unreadable, read_file

SCHEMA = (Path(__file__).parents[2] / "src" / "bylaw" / "facts" / "schema.json").read_bytes()
RULE = 'rule {name} {{\n  title "T"\n  where change.added > {most}\n  deny change "M"\n}}\n'


def text(name: str, source: str) -> PackText:
    return PackText(name, ((f"{name}/a.bylaw", source.encode()),))


def loaded(texts: list[PackText], cache: Cache, *library: PackText) -> Loaded:
    return load(texts, SCHEMA, cache, {one.name: one for one in library}.get)


def rule(most: str = "1", name: str = "a") -> str:
    return RULE.format(name=name, most=most)


def test_what_was_checked_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(tmp_path / "cache")
    first = loaded([text("p", rule())], cache)
    assert [one["id"] for one in first.packs[0]["rules"]] == ["p/a"]
    monkeypatch.setattr("bylaw.packs.load._check", None)
    assert loaded([text("p", rule())], cache).packs == first.packs


def test_a_change_of_text_name_or_schema_is_checked_again(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    loaded([text("p", rule())], cache)
    loaded([text("p", rule("2"))], cache)
    loaded([text("q", rule())], cache)
    load([text("p", rule())], SCHEMA + b" ", cache, lambda name: None)
    assert len(list((tmp_path / "cache").iterdir())) == 4


def test_a_change_of_a_used_pack_is_seen(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    user = text("p", 'use "lib" as lib\n' + rule("lib.most"))
    inner = text("base", "let most = 1\n")
    library = text("lib", 'use "base" as base\nlet most = base.most\n')
    assert loaded([user], cache, library, inner).diagnostics == ()
    broken = text("base", 'let most = "many"\n')
    codes = [one.code for one in loaded([user], cache, library, broken).diagnostics]
    assert codes == ["type-mismatch"] or codes
    assert loaded([user], cache, library, inner).diagnostics == ()


def test_rules_of_a_pack_that_is_only_used_do_not_run(tmp_path: Path) -> None:
    user = text("p", 'use "lib" as lib\n' + rule("lib.most"))
    library = text("lib", "let most = 1\n" + rule(name="b"))
    packs = loaded([user], Cache(None), library).packs
    assert [(one["pack"], len(one["rules"])) for one in packs] == [("lib", 0), ("p", 1)]


def test_warnings_are_kept_with_the_tree(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    source = text("p", 'use "lib" as lib\n' + rule())
    library = text("lib", "let most = 1\n")
    first = loaded([source], cache, library).diagnostics
    assert [one.severity for one in first] == ["warning"]
    assert loaded([source], cache, library).diagnostics == first


@pytest.mark.parametrize(
    "broken",
    [b"", b"{", b"[]", b"null", b'{"digest": "x"}', b"\xff", b"[" * 100_000,
     b'{"digest": "DIGEST", "value": 3}', b'{"digest": "DIGEST", "value": {"made_from": "x"}}',
     b'{"digest": "DIGEST", "value": {"made_from": "DIGEST"}}',
     b'{"digest": "DIGEST", "value": {"made_from": "DIGEST", "pack": {}, "uses": 3}}'],
)  # fmt: skip
def test_a_broken_entry_is_made_again(tmp_path: Path, broken: bytes) -> None:
    cache = Cache(tmp_path / "cache")
    first = loaded([text("p", rule())], cache)
    (entry,) = (tmp_path / "cache").iterdir()
    entry.write_bytes(broken.replace(b"DIGEST", entry.stem.encode()))
    assert loaded([text("p", rule())], cache).packs == first.packs
    assert json.loads(entry.read_bytes())["digest"] == entry.stem


def test_old_entries_go(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for number in range(80):
        cache.put(f"{number:064}", number)
    assert len(list(tmp_path.iterdir())) == 64
    assert cache.get(f"{79:064}") == 79


def test_nothing_is_kept_where_nothing_can_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for cache in (Cache(None), Cache(tmp_path / "file" / "x")):
        cache.put("a", 1)
        assert cache.get("a") is None


def test_the_user_s_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/x")
    assert user_folder() == Path("/x/bylaw")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", "/home/ana")
    assert user_folder() == Path("/home/ana/.cache/bylaw")
    monkeypatch.delenv("HOME")
    assert user_folder() is None


def tree(root: Path, files: dict[str, str]) -> Folder:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return Folder(root)


def test_finding(tmp_path: Path) -> None:
    files = {
        "policies/a.bylaw": "", "policies/deep/b.bylaw": "", "policies/README.md": "",
        "policies/pay/pack.yaml": "name: pay\nversion: '2'\n", "policies/pay/x/c.bylaw": "",
        "other/d.bylaw": "",
    }  # fmt: skip
    found = find(tree(tmp_path, files), ["policies/**/*.bylaw", "none/*.bylaw"])
    assert found.diagnostics == ()
    assert found.unmatched == ("none/*.bylaw",)
    assert [
        (pack.name, [path for path, _ in pack.files], pack.version) for pack in found.packs
    ] == [
        ("local", ["policies/a.bylaw", "policies/deep/b.bylaw"], ""),
        ("pay", ["policies/pay/x/c.bylaw"], "2"),
    ]


@pytest.mark.parametrize("glob", ["policies", "policies/", "./policies", "policies/*.bylaw"])
def test_folders_and_globs(tmp_path: Path, glob: str) -> None:
    found = find(tree(tmp_path, {"policies/a.bylaw": ""}), [glob])
    assert [path for pack in found.packs for path, _ in pack.files] == ["policies/a.bylaw"]


def test_the_root_is_a_folder_too(tmp_path: Path) -> None:
    found = find(tree(tmp_path, {"a.bylaw": "", ".git/b.bylaw": ""}), [""])
    assert [path for pack in found.packs for path, _ in pack.files] == ["a.bylaw"]


def test_only_plain_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "folder").mkdir()
    (tmp_path / "large").write_bytes(b"x" * (MAX_BYTES + 1))
    (tmp_path / "linked").symlink_to("folder", target_is_directory=True)
    (tmp_path / "folder" / "inner").write_text("x")
    assert read_file(tmp_path / "file", tmp_path) == b"x"
    for name in ("link", "folder", "large", "linked/inner"):
        with pytest.raises(Unreadable):
            read_file(tmp_path / name, tmp_path)


def test_matching() -> None:
    matches = matcher(["local/no-*", "start"])
    assert [
        name for name in ("local/no-x", "local/yes", "start/a", "starter") if matches(name)
    ] == [
        "local/no-x",
        "start/a",
    ]
    assert not matcher([])("anything")
    with pytest.raises(ValueError, match="not closed"):
        matcher(["a["])


CODE = """rule c {
  title "T"
  for file in change.files
  for call in file.added_code("print($A")
  deny call "M"
}
"""


def test_whoever_can_parse_code_is_asked_about_patterns() -> None:
    asked: list[str] = []

    def problem(pattern: str) -> str:
        asked.append(pattern)
        return "it is no code"

    said = load(
        [text("p", CODE)], SCHEMA, Cache(None), lambda name: None, code_problem=problem
    ).diagnostics
    assert asked == ["print($A"]
    assert [(one.code, one.line, one.column) for one in said] == [("bad-pattern", 4, 31)]
    assert loaded([text("p", CODE)], Cache(None)).diagnostics == ()


def test_a_change_of_the_checker_is_checked_again(tmp_path: Path) -> None:
    code = tmp_path / "a.py"
    code.write_text("")
    before = last_change(tmp_path)
    assert before == last_change(tmp_path) != ""
    os.utime(code, ns=(1, 1))
    assert last_change(tmp_path) != before
