"""JavaScript and TypeScript: names and places of what is imported, and whatever a tree may hold."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[2]))
from bylaw.sources.imports.edges import edges
from bylaw.sources.imports.files import TreeFiles
from bylaw.sources.imports.interface import Reading, Statement
from bylaw.sources.imports.parse import readings
from tests.imports.trees import shown


def read(text: str, path: str = "a.ts") -> Reading:
    """What a text says."""
    said = readings([(path, path, text.encode())], few=True)[path]
    assert isinstance(said, Reading)
    return said


def place(text: str, statement: Statement) -> str:
    """The text where a statement says that it stands, as git counts lines."""
    lines = text.split("\n")
    assert statement.line == statement.end_line
    return lines[statement.line - 1][statement.column - 1 : statement.end_column - 1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('import a from "m"', [("static", "default", "a")]),
        ('import * as a from "m"', [("static", "", "* as a")]),
        ('import a, * as b from "m"', [("static", "default", "a"), ("static", "", "* as b")]),
        ('import a, { b as c } from "m"', [("static", "default", "a"), ("static", "b", "b")]),
        ('import { type a, b } from "m"', [("type", "a", "a"), ("static", "b", "b")]),
        ('import { type } from "m"', [("static", "type", "type")]),
        ('import { type as as } from "m"', [("static", "type", "type")]),
        ('import type from "m"', [("static", "default", "type")]),
        ('import type a from "m"', [("type", "default", "a")]),
        ('import type { a, b } from "m"', [("type", "a", "a"), ("type", "b", "b")]),
        ('import type a = require("m")', [("type", "", '"m"')]),
        ('import a = require("m")', [("static", "", '"m"')]),
        ('export import a = require("m");', [("static", "", '"m"')]),
        ('import { "a b" as c } from "m"', [("static", "a b", '"a b"')]),
        ('import "m"', [("static", "", '"m"')]),
        ('import {} from "m"', [("static", "", '"m"')]),
        ('export * from "m"', [("re-export", "*", "*")]),
        ('export * as a from "m"', [("re-export", "", "* as a")]),
        ('export { a, b as c } from "m"', [("re-export", "a", "a"), ("re-export", "b", "b")]),
        ('export { default } from "m"', [("re-export", "default", "default")]),
        ('export { default as a } from "m"', [("re-export", "default", "default")]),
        ('export type { a } from "m"', [("type", "a", "a")]),
        ('export type * from "m"', [("type", "*", "*")]),
        ('export { type a, b } from "m"', [("type", "a", "a"), ("re-export", "b", "b")]),
        ('const a = require("m")', [("static", "", 'require("m")')]),
        ('const { a, b: c } = require("m")', [("static", "a", "a"), ("static", "b", "b")]),
        ('const { a, ...b } = require("m")', [("static", "", 'require("m")')]),
        ('const { [a]: b } = require("m")', [("static", "", 'require("m")')]),
        ('const { a = 1 } = await import("m")', [("dynamic", "a", "a")]),
        ("import(`m`)", [("dynamic", "", "import(`m`)")]),
        ('import("m", { with: {} })', [("dynamic", "", 'import("m", { with: {} })')]),
        ('require.resolve("m")', [("dynamic", "", 'require.resolve("m")')]),
        ('import.meta.resolve("m")', [("dynamic", "", 'import.meta.resolve("m")')]),
        ('let a: import("m").B', [("type", "", 'import("m")')]),
        ('type A = typeof import("m")', [("type", "", 'import("m")')]),
        ('function a(b: C<import("m").D>) {}', [("type", "", 'import("m")')]),
        ('a as import("m").B', [("type", "", 'import("m")')]),
        ('import("m") as any', [("dynamic", "", 'import("m")')]),
        ("import(`${a}`); import(a); require(a); a.require('m'); require()", []),
        ("import(`m${a}`); require('m' + a); define(['m'], a); import.meta.glob('m')", []),
        ("`import 'm'`; /import 'm'/; 'require(\"m\")' // import 'm'\n/* import 'm' */", []),
        ('export const from = "m"; export default "m"; import a = b.c;', []),
    ],
)
def test_each_name_stands_for_itself_at_its_own_place(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    found = read(text).statements
    assert [(each.kind, each.name, place(text, each)) for each in found] == expected
    assert {each.module for each in found} <= {"m"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
@pytest.mark.parametrize("path", ["a.js", "a.tsx", "a.vue", "a.svelte"])
def test_whatever_ends_a_line_hides_nothing_behind_a_comment(path: str, end: str) -> None:
    text = f'// 𝒳{end}import a from "m"{end}'
    if not path.startswith("a.js") and not path.endswith("tsx"):
        text = f"<script>\n{text}</script>\n"
    [found] = read(text, path).statements
    shown_text = text.replace("\r\n", "\n")
    assert (found.module, place(shown_text, found)) == ("m", "a")


def test_the_escapes_of_a_string_are_read() -> None:
    text = r'import "\u006d\x6f\u{64}\n\
"; import "\ud83d\u{110000}"'
    assert [each.module for each in read(text).statements] == ["mod\n", "\ufffd\ufffd"]


def test_scripts_of_a_component_are_read_and_no_others() -> None:
    text = (
        '<!-- <script>import "not"</script> -->\n'
        '<template><a :b="import(\'not\')">import "not"</a></template>\n'
        '<script type="application/json">{"import": "not"}</script><script>import "m"\n'
        'import n from "n"</script><script lang="ts" src="./o">let a: import("p").Q</script>\n'
        '<style>@import "not"</style>\n'
    )
    found = read(text, "a.vue").statements
    assert [(each.module, each.kind, each.line) for each in found] == [
        ("m", "static", 3),
        ("n", "static", 4),
        ("./o", "static", 4),
        ("p", "type", 4),
    ]
    assert [place(text, each) for each in found] == ['"m"', "n", '"./o"', 'import("p")']


def test_what_cannot_be_parsed_is_said_by_its_lines() -> None:
    reading = read('import a from "m"\nfunction (\nimport b from "n"\n')
    named = {each.line for each in reading.statements}
    assert named | {first for first, _ in reading.broken} == {1, 3}


def test_a_workspace_that_cannot_be_read_leaves_its_members_unknown() -> None:
    tree = {
        "package.json": "{}",
        "pnpm-workspace.yaml": "packages: [",
        "ui/package.json": '{"name": "ui"}',
        "web/package.json": '{"name": "web", "dependencies": {"lodash": "1"}}',
        "web/a.js": 'import "ui"; import "lodash"',
    }
    assert shown(tree).splitlines() == [
        "web/a.js:1 static ui -> ? `pnpm-workspace.yaml` cannot be read",
        "web/a.js:1 static lodash -> [lodash]",
    ]


def test_a_deep_folder_and_a_long_name_are_no_harm() -> None:
    folder = "/".join("d" * 1000)
    tree = {
        f"{folder}/a.ts": f'import "./b"; import "{"../" * 999}top"; import "{"x" * 10_000}"',
        f"{folder}/b.ts": "",
        "d/top.ts": "",
        "tsconfig.json": "[" * 100_000,
        "package.json": '{"imports": ' + '{"a":' * 50_000,
    }
    lines = shown(tree).splitlines()
    assert lines[0].endswith(f"-> {folder}/b.ts")
    assert lines[1].endswith("-> d/top.ts")
    assert lines[2].endswith("-> ? its name is too long")


_PARTS = (
    ". .. / a @a src * #a ! ? ~ $lib : npm: dist \\ package.json .js .ts index node_modules "
    "workspace: file: é \0"
)
_WORDS = st.sampled_from(_PARTS.split(" "))
_TEXTS = st.lists(_WORDS, max_size=5).map("".join) | st.lists(_WORDS, max_size=5).map("/".join)
_FIELDS = (
    "name exports imports main types workspaces packages dependencies extends references path "
    "compilerOptions baseUrl paths rootDirs . workspace importMap default ./* ./a @/*"
)
_KEYS = _TEXTS | st.sampled_from(_FIELDS.split(" "))
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | _TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=5),
    max_leaves=12,
)
_OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "extends": _TEXTS | st.lists(_TEXTS, max_size=3) | _VALUES,
        "references": st.lists(st.fixed_dictionaries({"path": _TEXTS}), max_size=3) | _VALUES,
        "compilerOptions": st.fixed_dictionaries(
            {},
            optional={
                "baseUrl": _TEXTS | _VALUES,
                "rootDirs": st.lists(_TEXTS, max_size=3) | _VALUES,
                "paths": st.dictionaries(_TEXTS, st.lists(_TEXTS, max_size=2) | _VALUES),
            },
        ),
    },
)
_MANIFESTS = st.fixed_dictionaries(
    {},
    optional={
        "name": _TEXTS | _VALUES,
        "workspaces": st.lists(_TEXTS, max_size=3) | _VALUES,
        "workspace": st.lists(_TEXTS, max_size=3) | _VALUES,
        "dependencies": st.dictionaries(_TEXTS, _TEXTS, max_size=4) | _VALUES,
        "exports": st.dictionaries(_KEYS, _VALUES, max_size=4) | _VALUES,
        "imports": st.dictionaries(_TEXTS, _VALUES, max_size=4) | _VALUES,
        "main": _TEXTS | _VALUES,
    },
)
_FOLDERS = st.sampled_from(["", "a/", "a/src/", "a/src/a/", "@a/a/", "src/"])
_CONFIGS = st.tuples(
    _FOLDERS,
    st.sampled_from(["tsconfig.json", "jsconfig.json", "a.json", "tsconfig.app.json"]),
    _OPTIONS.map(json.dumps) | st.text(max_size=20),
)
_PACKAGES = st.tuples(
    _FOLDERS,
    st.sampled_from(["package.json", "deno.json", "lerna.json", "pnpm-workspace.yaml"]),
    _MANIFESTS.map(json.dumps) | _VALUES.map(json.dumps) | st.text(max_size=20),
)
_SOURCES = st.tuples(_FOLDERS, st.sampled_from(["a.ts", "index.js", "a/index.tsx"]), st.just(""))


@settings(max_examples=300, deadline=None)
@given(
    st.lists(_CONFIGS | _PACKAGES | _SOURCES, max_size=12),
    st.lists(_TEXTS, max_size=6),
    _FOLDERS,
    st.sampled_from(["main.ts", "main.js", "main.vue"]),
)
def test_no_tree_leads_out_of_the_repository(
    files: list[tuple[str, str, str]], modules: list[str], folder: str, name: str
) -> None:
    tree = {f"{at}{file}": text.encode("utf-8", "replace") for at, file, text in files}
    reading = Reading(tuple(Statement(each, 1, 1, 1, 2) for each in modules))
    path = f"{folder}{name}"
    found = edges(TreeFiles([*tree, path], tree.get, lambda _: {}), {path: reading})[path]
    for target in (each.target for each in found):
        if target.path is None:
            assert not target.unknown or target.package is None
            continue
        assert not target.unknown
        assert target.package is None
        assert target.path
        assert not target.path.startswith("/")
        assert not {"", ".", ".."} & set(target.path.split("/"))


_TOKENS = (
    "import export require ( ) { } * from type as , ; ` \"m\" 'n' `o` ${ a = \n // /* */ <script> "
    "</script> <a> . default await const typeof \\u0061 / @ # <script\tsrc='p'/>"
)
_PIECES = st.sampled_from(_TOKENS.split(" "))


@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECES, max_size=25), st.sampled_from(["js", "ts", "tsx", "vue", "svelte", "cjs"]))
def test_any_text_is_read(pieces: list[str], extension: str) -> None:
    text = " ".join(pieces)
    for each in read(text, f"a.{extension}").statements:
        assert each.module in {"m", "n", "o", "p"}
        assert text.split("\n")[each.line - 1][each.column - 1 :]
