"""Imports of Go, Rust, C and C++ where a case cannot say it: ends of lines, and random trees."""

from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[2]))
from bylaw.sources.imports.edges import edges, key_of
from bylaw.sources.imports.files import TreeFiles
from bylaw.sources.imports.interface import Reading, Statement
from tests.imports.trees import shown

GO = {
    "go.mod": "module example.org/shop\r\nrequire (\r\n\texample.org/other v1.0.0\r\n)\r\n",
    "a.go": 'package a\r\n\r\nimport (\r\n\t"example.org/shop/b"\r\n\t"example.org/other/c"\r\n)',
    "b/m.go": "package b\r\n",
}


def test_go_with_carriage_returns_has_the_same_edges() -> None:
    assert shown(GO) == (
        "a.go:4 static example.org/shop/b -> b/m.go\n"
        "a.go:5 static example.org/other/c -> [example.org/other]\n"
    )
    assert shown(GO) == shown({path: text.replace("\r", "") for path, text in GO.items()})


def test_a_file_more_in_a_package_of_go_makes_no_other_target() -> None:
    reading = {"a.go": Reading((Statement("example.org/shop/b", 3, 9, 3, 29),))}

    def target(tree: dict[str, str]) -> tuple[str | None, str]:
        files = TreeFiles(tree, lambda path: tree[path].encode(), lambda _: {})
        (edge,) = edges(files, reading)["a.go"]
        return edge.target.path, key_of(edge.target)

    first, key = target(GO)
    other, same = target({**GO, "b/a.go": "package b\n"})
    assert (first, other) == ("b/m.go", "b/a.go")
    assert key == same


def test_includes_with_carriage_returns_have_the_same_edges() -> None:
    text = (
        '#include "b.h"\n// \\\n#include "none.h"\n#include \\\n  <c.h>\n/*\n#include "no.h"\n*/\n'
    )
    tree = {"a.c": text, "b.h": "", "sub/c.h": ""}
    edges_of = "a.c:1 static b.h -> b.h\na.c:5 static sub/c.h -> sub/c.h\n"
    assert shown(tree) == edges_of
    assert shown({**tree, "a.c": text.replace("\n", "\r\n")}) == edges_of


def test_a_use_with_carriage_returns_has_the_same_edges() -> None:
    text = (
        'mod b;\n#[path = "../c.rs"]\nmod c;\nuse b::{\n    X,\n    std::io,\n};\nuse std::fmt;\n'
    )
    tree = {"src/lib.rs": text, "src/b.rs": "", "c.rs": ""}
    assert shown(tree) == (
        "src/lib.rs:2 static c -> c.rs\n"
        "src/lib.rs:5 static lib::b -> src/b.rs\n"
        "src/lib.rs:8 static std::fmt -> []\n"
    )
    assert shown({**tree, "src/lib.rs": text.replace("\n", "\r\n")}) == shown(tree)


def test_what_no_path_can_be_is_told_and_folders_of_any_depth_are_read() -> None:
    deep = "a/" * 1500
    tree = {
        "go.mod": "module example.org/x",
        "x.go": 'import "example.org/x/' + "b/" * 100_000 + '"\nimport "example.org/x/c"\n',
        f"{deep}y.go": 'import "example.org/x/c"\n',
        "Cargo.toml": "[package]\nname = 'x'\nedition = '2021'\n",
        "src/lib.rs": "use crate::" + "b::" * 2000 + "c;\nuse std::fmt;\n",
        f"{deep}z.rs": "use std::fmt;\nuse super::super::x;\n",
        "x.c": '#include "' + "../" * 100_000 + 'x.h"\n#include <stdio.h>\n',
        f"{deep}z.c": '#include "../../x.h"\n',
    }
    lines = shown(tree).splitlines()
    assert [line.replace(deep, "DEEP/") for line in lines] == [
        "DEEP/y.go:1 static example.org/x/c -> c/c.go",
        f"DEEP/z.c:1 static {deep[:-4]}x.h -> {deep[:-4]}x.h",
        "DEEP/z.rs:1 static std::fmt -> []",
        "src/lib.rs:2 static std::fmt -> []",
        "x.c:2 static stdio.h -> []",
        "x.go:2 static example.org/x/c -> c/c.go",
        "src/lib.rs:1 broken",
        "x.c:1 broken",
        "x.go:1 broken",
    ]


NAMES = st.sampled_from(
    ["a", "b", "src", "lib", "main", "mod", "tests", "x.y", "vendor", "include"]
)
ODD = st.one_of(NAMES, st.sampled_from(["", ".", "..", "/", "*", "std", "crate", "self", "super"]))
FOLDERS = st.lists(NAMES, max_size=3)


def words(*known: str) -> st.SearchStrategy[str]:
    """Texts of a language's own words, of names, and of anything."""
    word = st.one_of(st.sampled_from(known), ODD, st.text(max_size=4))
    space = st.sampled_from(["", " ", "\n", "\r\n", "\t", "\\\n"])
    pieces = st.lists(st.tuples(word, space), max_size=25)
    return pieces.map(lambda each: "".join(one + two for one, two in each))


GO_WORDS = words("import", "package", '"', "`", "(", ")", "//", "/*", "*/", "_", "C", "func", ";")
MOD_WORDS = words("module", "require", "replace", "=>", "(", ")", "./", "//", "v1", '"', "use")
RUST_WORDS = words(
    *(
        "use",
        "pub",
        "mod",
        "extern",
        "crate",
        "::",
        "{",
        "}",
        "*",
        ",",
        ";",
        " as ",
        "r#",
        "fn f() {",
    ),
    *('#[path = "', '"]', "//", "/*", "*/", "<", ">", "!", "macro_rules!", 'r#"', "'"),
)
CARGO_WORDS = words(
    *("[package]", "[lib]", "[[bin]]", "[dependencies]", "[workspace]", "[patch.x]", "name = 'a'"),
    *(
        "path = '..'",
        "edition = '2021'",
        "a = {path = '../b'}",
        "a.workspace = true",
        "=",
        "[",
        "]",
    ),
)
C_WORDS = words(
    *("#include", "#include_next", "import", "export", "module", '"', "<", ">", "//", "/*", "*/"),
    *("'", 'R"(', ')"', ";", ":", "#if 0", "#endif", "@import", "\\", ".h", "[[", "]]"),
)
TEXTS = {
    "x.go": GO_WORDS,
    "a.go": GO_WORDS,
    "go.mod": MOD_WORDS,
    "go.work": MOD_WORDS,
    "lib.rs": RUST_WORDS,
    "mod.rs": RUST_WORDS,
    "a.rs": RUST_WORDS,
    "Cargo.toml": CARGO_WORDS,
    "a.h": C_WORDS,
    "b.cpp": C_WORDS,
    "c.cppm": C_WORDS,
    "d.m": C_WORDS,
}
FILES = st.sampled_from(sorted(TEXTS)).flatmap(
    lambda name: st.tuples(
        FOLDERS.map(lambda folders: "/".join([*folders, name])), TEXTS[name].map(str)
    )
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(FILES, max_size=8).map(dict))
def test_random_trees_are_read_and_lead_to_places_in_the_tree(tree: dict[str, str]) -> None:
    text = shown({path: each.encode("utf-8", "replace") for path, each in tree.items()})
    for line in text.splitlines():
        assert not line.endswith("no-parser")
        target = line.rpartition(" -> ")[2]
        if " -> " in line and not target.startswith(("[", "? ")):
            _stays_inside(target)


STATEMENTS = st.builds(
    lambda parts, joint, form: (joint.join(parts), form),
    st.lists(st.one_of(ODD, st.text(max_size=6)), min_size=1, max_size=5),
    st.sampled_from(["/", "::", ".", ""]),
    st.sampled_from(
        ["", '"', "<", "next", "module", "@", "mod", "inline a", "path a::b", "extern"]
    ),
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(FILES, max_size=8).map(dict), STATEMENTS)
def test_any_statement_leads_to_places_in_the_tree(
    tree: dict[str, str], written: tuple[str, str]
) -> None:
    module, form = written
    files = TreeFiles(tree, lambda path: tree[path].encode("utf-8", "replace"), lambda _: {})
    reading = Reading((Statement(module, 1, 1, 1, 2, form=form),))
    sources = [path for path in tree if not path.endswith((".mod", ".work", ".toml"))]
    for found in edges(files, dict.fromkeys(sources, reading)).values():
        for edge in found:
            _stays_inside(edge.target.path)


def _stays_inside(path: str | None) -> None:
    if path is not None:
        assert path
        assert not path.startswith("/")
        assert ".." not in path.split("/")
