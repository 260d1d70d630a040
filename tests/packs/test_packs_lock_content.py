"""Which files of a source become a pack's, and which sources are refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from bylaw.packs.content import Content, Unfit, content
from bylaw.sources.packs.interface import Entry
from tests.packs.trees import pack


def of(files: Mapping[str, bytes | None], *more: Entry, **asked: object) -> Content:
    """A pack of files; None is a link."""

    def read(paths: Sequence[str]) -> dict[str, bytes]:
        return {path: files[path] or b"" for path in paths}

    entries = [
        Entry(path, "link" if data is None else "file", len(data or b""))
        for path, data in files.items()
    ]
    return content([*entries, *more], read, **asked)  # type: ignore[arg-type]


def below(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {f"{folder}/{path}": data for path, data in files.items()}


def test_policies_and_what_says_what_they_are() -> None:
    files = pack(
        README__md="hi", LICENSE="free", **{"b/t__patch": "x", "x__py": "run()", "b/README": "y"}
    )
    found = of(files)
    assert sorted(found.files) == ["LICENSE", "README.md", "a.bylaw", "b/t.patch", "pack.yaml"]
    assert (found.manifest.name, found.folder, found.left_out) == ("pay", "", 2)


def test_the_only_pack_is_found() -> None:
    found = of({**below("packs/pay", pack()), "src/x.py": b"", "README": b""})
    assert found.folder == "packs/pay"
    assert sorted(found.files) == ["a.bylaw", "pack.yaml"]


def test_of_several_one_is_named() -> None:
    two = {**below("a", pack("one")), **below("b", pack("two"))}
    with pytest.raises(Unfit, match="2 packs") as caught:
        of(two)
    assert caught.value.help == "write the folder behind the source (#a, #b), or --name NAME"
    assert of(two, folder="b").manifest.name == "two"
    assert of(two, name="two").folder == "b"
    with pytest.raises(Unfit, match="no pack called `three`"):
        of(two, name="three")
    with pytest.raises(Unfit, match="its name is `one`, not `two`"):
        of(two, folder="a", name="two")
    with pytest.raises(Unfit, match=r"no c/pack\.yaml"):
        of(two, folder="c")


def test_the_folder_at_the_top_of_an_archive_is_no_part_of_the_place() -> None:
    packed = below("pay-1.2", {**below("packs/pay", pack()), "setup.py": b""})
    assert of(packed, is_packed=True).folder == "packs/pay"
    assert of(packed, folder="packs/pay", is_packed=True).folder == "packs/pay"
    assert of(below("pay-1.2", pack()), is_packed=True).folder == ""
    assert of(packed).folder == "pay-1.2/packs/pay"


def test_a_wheel_says_of_itself_nothing_that_is_a_pack() -> None:
    wheel = {**below("acme/pay", pack()), "acme-1.dist-info/pack.yaml": b"name: other\n"}
    assert of(wheel, is_packed=True).manifest.name == "pay"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "no pack.yaml"),
        ({"a.bylaw": b""}, "no pack.yaml"),
        ({"pack.yaml": b"name: pay\n"}, "no policy file"),
        ({**pack(), "l.bylaw": None}, "'l.bylaw' is a link"),
        ({**pack(), "docs": None}, "'docs' is a link"),
        ({**pack(), "b/pack.yaml": b"name: x"}, "another pack stands inside"),
        ({**pack(), "A.bylaw": b""}, "are one name on some machines"),
        ({**pack(), "B/x.bylaw": b"", "b/y.bylaw": b""}, "'b' and 'B' are one name"),
        ({**pack(), "a\nb.bylaw": b""}, r"'a\\nb.bylaw' is no name"),
        ({**pack(), "a\u202eb.bylaw": b""}, r"'a\\u202eb.bylaw' is no name"),
        ({**pack(), "\udcff.bylaw": b""}, r"'\\udcff.bylaw' is no name"),
        ({**pack(), ".hidden.bylaw": b""}, "is no name"),
        ({**pack(), "../a.bylaw": b""}, "is no name"),
        ({**pack(), "b" * 201 + ".bylaw": b""}, "is no name"),
        ({**pack(), "large.bylaw": b"x" * ((1 << 20) + 1)}, "larger than 1 MiB"),
        ({**pack(), **{f"{n}.bylaw": b"" for n in range(500)}}, "more than 500 files"),
        ({**pack(), **{f"{n}.bylaw": b"x" * (1 << 20) for n in range(9)}}, "more than 8 MiB"),
        (pack("start"), "`start` is the name of a built-in pack"),
        (pack("local"), "its pack.yaml is wrong"),
        (pack("Pay"), "its pack.yaml is wrong"),
        ({**pack(), "pack.yaml": b"name: pay\nversion: '1\\n2'\n"}, "no version of a pack"),
        ({**pack(), "pack.yaml": b"name: pay\nversion: \"1\\u202e\"\n"}, "no version of a pack"),
        ({**pack(), "pack.yaml": b"\xff"}, "its pack.yaml is wrong"),
    ],
)  # fmt: skip
def test_what_is_refused(files: dict[str, bytes | None], said: str) -> None:
    with pytest.raises(Unfit, match=said):
        of(files)


def test_a_device_is_refused() -> None:
    with pytest.raises(Unfit, match="'dev' is no regular file"):
        of(pack(), Entry("dev", "other", 0))
