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


NAMES = st.sampled_from(["a", "b", "src", "lib", "..", ".", "x.y", "", "vendor", "mod"])
PATHS = st.lists(NAMES.filter(lambda each: each not in {"", ".", ".."}), max_size=3)
GO_LINES = st.one_of(
    st.builds("module {}".format, st.lists(NAMES, max_size=3).map("/".join)),
    st.builds("require {} v1".format, st.lists(NAMES, max_size=3).map("/".join)),
    st.builds(
        "replace {} => ./{}".format,
        st.lists(NAMES, max_size=3).map("/".join),
        st.lists(NAMES, max_size=3).map("/".join),
    ),
    st.text(max_size=20),
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.builds(
            lambda folder, name: "/".join([*folder, name]),
            PATHS,
            st.sampled_from(["go.mod", "go.work"]),
        ),
        st.lists(GO_LINES, max_size=6).map("\n".join),
        max_size=4,
    ),
    st.lists(st.builds(lambda folder: "/".join([*folder, "x.go"]), PATHS), max_size=6),
    st.one_of(
        st.lists(NAMES, min_size=1, max_size=4).map("/".join), st.text(min_size=1, max_size=30)
    ),
)
def test_go_leads_somewhere_within_the_tree_whatever_is_written(
    configs: dict[str, str], sources: list[str], module: str
) -> None:
    tree = {**configs, **dict.fromkeys(sources, "")}
    files = TreeFiles(tree, lambda path: tree[path].encode("utf-8", "replace"), lambda _: {})
    reading = Reading((Statement(module, 1, 1, 1, 2),))
    for found in edges(files, dict.fromkeys(sources, reading)).values():
        for edge in found:
            _stays_inside(edge.target.path)


def _stays_inside(path: str | None) -> None:
    if path is not None:
        assert path
        assert not path.startswith("/")
        assert ".." not in path.split("/")
