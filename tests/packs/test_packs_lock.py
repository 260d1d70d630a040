"""bylaw.lock, the digest, and the packs that it vouches for."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bylaw.config.document import read as read_document
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs import lock as lock_module
from bylaw.packs.digest import digest, hashes, is_path, listing
from bylaw.packs.lock import SCHEMA, Lock, Locked, Source, build
from bylaw.packs.tree import Folder
from bylaw.packs.vendored import sound, vendored
from tests.packs.trees import keep, locked, pack

ROOT = Path(__file__).parents[2]
PUBLISHED = json.loads((ROOT / "docs" / "schemas" / SCHEMA).read_bytes())

parts = st.from_regex(r"\A[A-Za-z0-9_][A-Za-z0-9._-]{0,5}\Z")
paths = st.lists(parts, min_size=1, max_size=3).map("/".join)
contents = st.dictionaries(paths, st.binary(max_size=20), max_size=6)


def read(text: str) -> tuple[Lock | None, tuple[Diagnostic, ...]]:
    document, wrong = read_document("bylaw.lock", text.encode())
    assert document is not None
    assert wrong == ()
    return build(document)


@given(contents, contents)
def test_the_digest_differs_where_a_path_or_a_byte_does(
    one: dict[str, bytes], other: dict[str, bytes]
) -> None:
    assert (digest(hashes(one)) == digest(hashes(other))) == (one == other)


@given(contents, st.randoms())
def test_the_listing_does_not_depend_on_the_order_of_a_file_system(
    files: dict[str, bytes], chance: object
) -> None:
    shuffled = list(files.items())
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert listing(hashes(dict(shuffled))) == listing(hashes(files))
    lines = listing(hashes(files)).decode().split("\n")[:-1]
    names = [line[66:] for line in lines]
    assert names == sorted(files, key=str.encode)
    assert [line[:64] for line in lines] == [hashlib.sha256(files[n]).hexdigest() for n in names]


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is of GNU coreutils")
def test_the_recipe_of_the_page_gives_the_same_digest(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "sharing-packs.md").read_text("utf-8")
    (recipe,) = [line.strip() for line in page.split("\n") if "sha256sum | sha256sum" in line]
    lock = keep(tmp_path, {"payments": pack("payments", README="hi\n", **{"b/c__bylaw": "x"})})
    said = subprocess.run(
        ["sh", "-c", recipe], cwd=tmp_path, check=True, capture_output=True, text=True
    ).stdout
    assert lock.packs["payments"].digest == f"sha256:{said.split()[0]}"


@pytest.mark.parametrize(
    "path",
    ["", "/a", "a/", "a//b", ".a", "a/.b", "..", "a/../b", "a\nb", "a b", "a\\b", "ä", "-a", "a\n",
     "a/b/c/d/e/f/g/h/i", "a\u202eb", "a" * 201],
)  # fmt: skip
def test_paths_that_no_pack_has(path: str) -> None:
    assert not is_path(path)
    with pytest.raises(ValueError, match="is no path of a pack"):
        digest({path: "0" * 64})


FULL = Lock(
    {
        "pay": Locked(
            "pay",
            "1.2.0",
            Source("git", "https://git.example/p.git", "v1", "a" * 40, "packs/pay"),
            hashes(pack()),
        ),
        "more": locked("more", pack("more", b__bylaw="x")),
        "w": Locked(
            "w", "", Source("wheel", "https://i.example/", "w==1", "", "", "b" * 64), hashes(pack())
        ),
    }
)


def test_a_lock_reads_as_it_was_written() -> None:
    assert read(FULL.text()) == (Lock(dict(FULL.packs)), ())
    assert read(Lock().text()) == (Lock(), ())


def test_a_lock_does_not_depend_on_how_it_came_about() -> None:
    turned = Lock({name: FULL.packs[name] for name in reversed(FULL.packs)})
    assert turned.text() == FULL.text()
    assert FULL.altered(drop="pay").altered(put=FULL.packs["pay"]).text() == FULL.text()


def test_the_schema_is_published_and_fits() -> None:
    shipped = Path(lock_module.__file__).with_name(SCHEMA)
    assert shipped.read_bytes() == (ROOT / "docs" / "schemas" / SCHEMA).read_bytes()
    Draft202012Validator.check_schema(PUBLISHED)
    document, _ = read_document("bylaw.lock", FULL.text().encode())
    assert document is not None
    assert list(Draft202012Validator(PUBLISHED).iter_errors(document.value)) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("lock: 1", "lock: 2", "`lock` is not"),
        ("kind: git", "kind: svn", "`packs.pay.source.kind` is not"),
        ("digest: sha256:", "digest: md5:", ".digest` is not"),
        ("  pay:", "  Pay:", "`packs` is not"),
        ("  pay:", "  start:", "`start` is the name of a built-in pack"),
        ("  pay:", "  local:", "`local` is the pack of a repository's own"),
        ("    files:\n", "    more: 1\n    files:\n", "is not as the format"),
        ("b.bylaw:", "c.bylaw:", "is not that of the files"),
        ("a.bylaw:", "../a.bylaw:", "is not as the format"),
        ("pack.yaml:", "pack.yml:", "are none that a pack can have"),
        ('commit: "', 'commit: "-', ".commit` is not"),
        ('"https://git.example/p.git"', '"https://git.example/p.git\\n"', ".address` is not"),
        ("packs:\n", "packs: []\nmore:\n", "is not"),
    ],
)
def test_a_lock_that_was_edited(old: str, new: str, said: str) -> None:
    text = FULL.text()
    assert old in text
    made, (first, *_) = read(text.replace(old, new, 1))
    assert made is None
    assert said in first.message
    assert first.help


PACKS = {"pay": pack(), "more": pack("more", README="hi\n", b__bylaw="bylaw 1\n")}


def test_packs_that_are_as_they_were_locked(tmp_path: Path) -> None:
    found = vendored(Folder(tmp_path), keep(tmp_path, PACKS))
    assert found.diagnostics == ()
    assert {one.name: [path for path, _ in one.files] for one in found.packs} == {
        "pay": [".bylaw/packs/pay/a.bylaw"],
        "more": [".bylaw/packs/more/a.bylaw", ".bylaw/packs/more/b.bylaw"],
    }
    assert [one.version for one in found.packs] == ["1.0.0", "1.0.0"]


def change(root: Path) -> None:
    (root / "pay/a.bylaw").write_bytes(PACKS["pay"]["a.bylaw"].replace(b"deny", b"warn"))


def strip(root: Path) -> None:
    (root / "more/b.bylaw").unlink()


def strip_readme(root: Path) -> None:
    (root / "more/README").unlink()


def empty(root: Path) -> None:
    (root / "pay/a.bylaw").write_bytes(b"")


def add(root: Path) -> None:
    (root / "pay/z.bylaw").write_text("bylaw 1\n")


def add_hidden(root: Path) -> None:
    (root / "pay/node_modules").mkdir()
    (root / "pay/node_modules/z.bylaw").write_text("bylaw 1\n")


def link(root: Path) -> None:
    data = (root / "pay/a.bylaw").read_bytes()
    (root / "outside").parent.parent.joinpath("outside").write_bytes(data)
    (root / "pay/a.bylaw").unlink()
    (root / "pay/a.bylaw").symlink_to("../../outside")


def link_added(root: Path) -> None:
    (root / "pay/more").symlink_to("/")


def link_pack(root: Path) -> None:
    (root / "pay").rename(root.parent / "pay")
    (root / "pay").symlink_to("../pay")


def link_all(root: Path) -> None:
    root.rename(root.parent / "elsewhere")
    root.symlink_to("elsewhere")


def remove(root: Path) -> None:
    shutil.rmtree(root / "pay")


def unlocked(root: Path) -> None:
    shutil.copytree(root / "pay", root / "other")


def loose(root: Path) -> None:
    (root / "x.bylaw").write_text("bylaw 1\n")


def ends(root: Path) -> None:
    (root / "pay/a.bylaw").write_bytes(PACKS["pay"]["a.bylaw"].replace(b"\n", b"\r\n"))


def swap(root: Path) -> None:
    (root / "more/a.bylaw").rename(root / "c")
    (root / "more/b.bylaw").rename(root / "more/a.bylaw")
    (root / "c").rename(root / "more/b.bylaw")


@pytest.mark.parametrize(
    ("tamper", "code", "said"),
    [
        (change, "pack-changed", ".bylaw/packs/pay/a.bylaw is not what bylaw.lock says"),
        (empty, "pack-changed", ".bylaw/packs/pay/a.bylaw is not what bylaw.lock says"),
        (swap, "pack-changed", ".bylaw/packs/more/a.bylaw is not what bylaw.lock says"),
        (ends, "pack-changed", "its line ends are CRLF"),
        (strip, "pack-changed", ".bylaw/packs/more/b.bylaw is missing; bylaw.lock names it"),
        (strip_readme, "pack-changed", ".bylaw/packs/more/README is missing"),
        (add, "pack-changed", ".bylaw/packs/pay/z.bylaw is not in bylaw.lock"),
        (add_hidden, "pack-changed", "node_modules/z.bylaw is not in bylaw.lock"),
        (link, "pack-changed", "pay/a.bylaw cannot be read: it is, or is reached through, a sym"),
        (link_added, "pack-changed", ".bylaw/packs/pay/more is not in bylaw.lock"),
        (link_pack, "pack-changed", ".bylaw/packs/pay is a symbolic link or a file"),
        (link_all, "pack-changed", ".bylaw/packs cannot be read"),
        (remove, "pack-missing", "bylaw.lock names `pay`, but there is no .bylaw/packs/pay/"),
        (unlocked, "pack-unlocked", "bylaw.lock does not name the pack in .bylaw/packs/other/"),
        (loose, "pack-unlocked", ".bylaw/packs/x.bylaw belongs to no pack of bylaw.lock"),
    ],
    ids=lambda one: one.__name__ if callable(one) else "",
)
def test_tampering(tmp_path: Path, tamper: Callable[[Path], None], code: str, said: str) -> None:
    lock = keep(tmp_path, PACKS)
    tamper(tmp_path / ".bylaw/packs")
    found = vendored(Folder(tmp_path), lock)
    assert found.packs == ()
    assert found.diagnostics[0].code == code
    assert said in found.diagnostics[0].message
    assert found.diagnostics[0].help


def test_a_broken_pack_leaves_the_others_sound(tmp_path: Path) -> None:
    lock = keep(tmp_path, PACKS)
    change(tmp_path / ".bylaw/packs")
    assert [one.name for one in sound(Folder(tmp_path), lock)] == ["more"]


def test_many_changed_files_are_counted(tmp_path: Path) -> None:
    lock = keep(tmp_path, {"pay": pack(**{f"f{n}__bylaw": "bylaw 1\n" for n in range(9)})})
    for path in (tmp_path / ".bylaw/packs/pay").glob("f*.bylaw"):
        path.unlink()
    found = vendored(Folder(tmp_path), lock).diagnostics
    assert len(found) == 6
    assert found[-1].message == "4 more files of `pay` are not as bylaw.lock says"
