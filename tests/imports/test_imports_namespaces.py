"""Imports of Java, Kotlin, C#, PHP and Ruby where a case cannot say it: ends of lines, long and
hostile texts, random trees, and what of a project counts."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[2]))
from bylaw.sources.imports.edges import edges, key_of
from bylaw.sources.imports.files import TreeFiles
from bylaw.sources.imports.interface import Reading, Statement
from bylaw.sources.imports.settings import settings as what_counts
from tests.imports.trees import shown

TREES = [
    {"A.java": "package a;\nimport a.\n  b.C;\nimport java.util.*;\n", "a/b/C.java": ""},
    {
        "A.kt": "package a\nimport a.b.f\nimport a.b.C\n",
        "B.kt": "package a.b\n/*\n fun f()\n*/\nclass C\n",
        "C.kt": "package a.b\nfun f() = 1\n",
    },
    {
        "A.cs": 'using A.B;\nusing C = A.B.\n  D;\nvar a = @"\nusing No;\n";\n',
        "B.cs": "namespace A.B;\nclass D { }\n",
    },
    {
        "a.php": "<p>\n<?php\nuse A\\B;\n// c ?>\n<i>use</i>\n<?php include __DIR__\n . '/c';\n",
        "c": "",
        "b.php": "<?php\nnamespace A;\nclass B {}\n",
    },
    {"a.rb": 'require_relative "b"\n=begin\nrequire "no"\n=end\nrequire(\n  "c")\n', "b.rb": ""},
]


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: next(iter(tree)))
def test_carriage_returns_make_no_difference(tree: dict[str, str]) -> None:
    before = shown(tree)
    assert before.count(" -> ") == 2
    assert shown({path: text.replace("\n", "\r\n") for path, text in tree.items()}) == before


MARKED = {
    "Marked.java": "\ufeffimport a.C;\n",
    "Marked.kt": "\ufeffimport a.C\n",
    "Marked.cs": "\ufeffusing a;\n",
    "Marked.php": "\ufeff<?php include 'a/C.java';\n",
    "marked.rb": '\ufeffrequire_relative "lib"\n',
    "a/C.java": "package a;\n",
    "N.cs": "namespace a;\n",
    "lib.rb": "",
}


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert [line.split(" -> ")[1] for line in shown(MARKED).splitlines()] == [
        "N.cs",
        "a/C.java",
        "a/C.java",
        "a/C.java",
        "lib.rb",
    ]


HOSTILE = {
    "A.java": "import " + "a." * 30_000 + "b;\nimport a.C;\n" + "/*" * 50_000,
    "module-info.java": "/*" * 200_000 + "\nmodule a { requires b; }",
    "A.kt": "package a\n" + "fun <" * 40_000 + "\n" + "@A(" * 40_000 + "\nval " + "x." * 40_000,
    "A.cs": "using A = " + "B<" * 5_000 + ">" * 5_000 + ";\nusing a;\n" + "namespace a {" * 300,
    "a.php": "<?php use A\\B; " + "/*" * 50_000 + "'" * 50_001 + '"' * 50_001,
    "b.php": "<?php " + "<<<A\n" * 20_000 + "?>",
    "c.php": "<?php include " + "(" * 5_000 + "'a'" + ")" * 5_000 + ";",
    "d.php": "<?php include " + "dirname(" * 90 + "__DIR__" + ")" * 90 + " . '/a.php';",
    "e.php": "<?php " + "?><?php " * 20_000,
    "composer.json": '{"autoload": ' + "[" * 100_000,
    "a/composer.json": '{"autoload": {"psr-4": {"' + "A" * 90_000 + '": "' + "a/" * 50_000 + '"}}}',
    "a.rb": 'require "' + "a/" * 50_000 + '"\nrequire_relative "' + "../" * 50_000 + 'b"\n',
    "b.rb": 'require "a"\n' + "def (" * 9_000,
    "App.csproj": "<PackageReference " * 20_000,
}  # fmt: skip


def test_hostile_texts_are_read_in_the_end() -> None:
    assert "no-parser" not in shown(HOSTILE)


def test_a_file_more_in_a_package_makes_no_other_target() -> None:
    said = {"src/a/A.java": Reading((Statement("a.b", 1, 8, 1, 11, name="*"),))}

    def target(tree: list[str]) -> tuple[str | None, str]:
        (edge,) = edges(TreeFiles(tree, lambda path: b"", lambda _: {}), said)["src/a/A.java"]
        return edge.target.path, key_of(edge.target)

    first, key = target(["src/a/b/D.java"])
    other, same = target(["src/a/b/C.java", "src/a/b/D.java"])
    assert (first, other) == ("src/a/b/D.java", "src/a/b/C.java")
    assert key == same


def test_a_newer_version_of_a_package_leads_no_using_elsewhere() -> None:
    project = b'<Project><PackageReference Include="Serilog" Version="%s" /></Project>'
    assert what_counts("a/App.csproj", project % b"1") == what_counts(
        "a/App.csproj", project % b"2"
    )
    other = project.replace(b"Serilog", b"Dapper")
    assert what_counts("a/App.csproj", project) != what_counts("a/App.csproj", other)


NAMES = st.sampled_from(["a", "b", "A", "B", "src", "main", "java", "lib", "vendor", "test", "app"])
ODD = st.one_of(NAMES, st.sampled_from(["", ".", "..", "/", "\\", "*", "System", "java.", "::"]))
FOLDERS = st.lists(NAMES, max_size=4)


def words(*known: str) -> st.SearchStrategy[str]:
    """Texts of a language's own words, of names, and of anything."""
    word = st.one_of(st.sampled_from(known), ODD, st.text(max_size=4))
    space = st.sampled_from(["", " ", "\n", "\r\n", "\t", "."])
    pieces = st.lists(st.tuples(word, space), max_size=25)
    return pieces.map(lambda each: "".join(one + two for one, two in each))


JAVA = words("package ", "import ", "static ", "module ", "requires ", ";", "{", "}", "//", "/*")
KOTLIN = words("package ", "import ", " as ", "fun ", "val ", "class ", "{", "}", "`", "<", "(")
CSHARP = words(
    *("using ", "global ", "static ", "=", ";", "namespace ", "class ", "{", "}", "<", ">", "@"),
    *("#if X\n", "#endif\n", "//", "/*", "(", ")", "?"),
)
PHP = words(
    *("<?php ", "?>", "use ", "function ", "const ", "namespace ", "class ", "{", "}", ",", ";"),
    *("include ", "__DIR__", "dirname(", ")", "'", '"', "//", "/*", "#", "<<<A\n", "=", "as "),
)
RUBY = words(
    *("require ", "require_relative ", "load ", "autoload ", ":A, ", "'", '"', "#{", "}", "do\n"),
    *("end\n", "__dir__", " + ", "File.join(", "File.expand_path(", ")", ",", "__FILE__"),
)
COMPOSER = words(
    *('{"autoload": ', '{"psr-4": ', '{"psr-0": ', '"A\\\\": ', '"src"', "[", "]", "}", ",", "1"),
)
TEXTS = {
    "A.java": JAVA,
    "module-info.java": JAVA,
    "A.kt": KOTLIN,
    "b.kt": KOTLIN,
    "A.cs": CSHARP,
    "B.cs": CSHARP,
    "App.csproj": words("<PackageReference ", 'Include="', '"', "/>"),
    "A.php": PHP,
    "b.php": PHP,
    "composer.json": COMPOSER,
    "a.rb": RUBY,
    "b.rb": RUBY,
}
FILES = st.sampled_from(sorted(TEXTS)).flatmap(
    lambda name: st.tuples(FOLDERS.map(lambda folders: "/".join([*folders, name])), TEXTS[name])
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(FILES, max_size=8).map(dict))
def test_random_trees_are_read_and_lead_to_places_in_the_tree(tree: dict[str, str]) -> None:
    text = shown({path: each.encode("utf-8", "replace") for path, each in tree.items()})
    for line in text.splitlines():
        assert not line.endswith("no-parser")
        target = line.rpartition(" -> ")[2]
        if " -> " in line and not target.startswith(("[", "? ")):
            assert not target.startswith(("/", "../"))
            assert "/../" not in target and "//" not in target
