"""HCL: what the reader makes of it, held against python-hcl2 and against what was written."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.sources.documents.hcl import read_hcl
from bylaw.sources.documents.node import DEEPEST, Malformed, Node

CASES = Path(__file__).parents[1] / "manifests"
FILES = sorted(
    path
    for module in ("terraform", "terraform_lock")
    for pattern in ("*.tf", "*.tofu", "*.hcl")
    for path in (CASES / module).rglob(pattern)
    if "wrong" not in path.parts
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", {}),
        ("a = 1\nb = -1.5e3\nc = true\nd = null\n", {"a": 1, "b": -1500.0, "c": True, "d": None}),
        ('a = "x\\"\\u00e9\\n"', {"a": 'x"é\n'}),
        ('a = "$${x} %%{y}"', {"a": "$${x} %%{y}"}),
        ('a = "p-${f("}")}-q"', {"a": 'p-${f("}")}-q'}),
        ("a = var.x # end\nb = !c // end", {"a": "${var.x}", "b": "${!c}"}),
        ('a = "x" == "y" ? 1 : 2', {"a": '${"x" == "y" ? 1 : 2}'}),
        ("a = [1, /* c */ 2, # d\n 3,]", {"a": [1, 2, 3]}),
        ("a = [1, 2][0]\nb = {x = 1}.x", {"a": "${[1, 2][0]}", "b": "${{x = 1}.x}"}),
        ("a = [for x in y : x]", {"a": "${[for x in y : x]}"}),
        ('a = {b = 1, "c d" : 2\n(e) = 3\n4 = f(\n1)\n}',
         {"a": {"b": 1, "c d": 2, "(e)": 3, "4": "${f(\n1)}"}}),
        ("a = <<-E\n    x\n      y\n    E\nb = <<E\n }\nE\n", {"a": "x\n  y\n", "b": " }\n"}),
        ("a = f(<<E\n)\nE\n)\n", {"a": "${f(<<E\n)\nE\n)}"}),
        ('r "a" b {\n c = 1\n}\nr "a" "b" {}\ns { t { u = 1 } }\ns {}',
         {"r": {"a": {"b": [{"c": 1}, {}]}}, "s": [{"t": [{"u": 1}]}, {}]}),
    ],
)  # fmt: skip
def test_values(text: str, value: object) -> None:
    assert read_hcl(text).root.plain() == value


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a {\n", 2, 1),
        ("}", 1, 1),
        ("a =\n", 1, 4),
        ("= 3", 1, 1),
        ("a = 1 b = 2", 1, 9),
        ('\na = "x\n"', 2, 5),
        ('a = "${"', 1, 5),
        ("a = <<E\nfoo\n", 1, 5),
        ("a = (1]\n", 1, 7),
        ("a = (1\n", 2, 1),
        ("x = 1\n/* y", 2, 1),
        ("a = {\n b\n}", 3, 1),
        ("a " + '"b" ' * 3, 1, 15),
        ("a = " + "[" * (DEEPEST + 1), 1, DEEPEST + 5),
    ],
)
def test_places_of_errors(text: str, line: int, column: int) -> None:
    with pytest.raises(Malformed) as raised:
        read_hcl(text)
    assert (raised.value.line, raised.value.column) == (line, column)


def test_what_stands_twice_is_said_and_hides_no_block() -> None:
    parsed = read_hcl('a = 1\na = 2\nm "x" {}\nm = 3\nm {}\nn = 1\nn "y" {}\n')
    assert parsed.root.plain() == {"a": 2, "m": {"x": [{}]}, "n": {"y": [{}]}}
    assert [flaw.line for flaw in parsed.flaws] == [2, 4, 5, 7]


def test_places() -> None:
    root = read_hcl('# top\nmodule "a" {\n  source = "b" # c\n  list = [\n    1\n  ]\n}\n').root
    body = root.get("module", "a")
    assert body is not None
    block = body.elements()[0]
    assert (block.start_line, block.end_line, block.end_column) == (2, 7, 2)
    source, numbers = block.get("source"), block.get("list")
    assert source is not None
    assert numbers is not None
    assert (source.key_line, source.key_column) == (3, 3)
    assert (source.line, source.column, source.end_line, source.end_column) == (3, 12, 3, 15)
    assert (numbers.line, numbers.end_line, numbers.end_column) == (4, 6, 4)


def literals(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each scalar with the names above it; expressions and texts with marks are all one."""
    if isinstance(value, dict):
        for key, below in value.items():
            if not key.startswith("__"):
                yield from literals(below, (*path, key.strip('"')))
    elif isinstance(value, list):
        for each in value:
            yield from literals(each, path)
    elif isinstance(value, str):
        text = value.removeprefix('"').removesuffix('"')
        plain = not {"$", "%", "\\", "\n"} & set(text) and "escaped" not in text
        yield path, text if plain else "…"
    else:
        yield path, repr(value)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(CASES).as_posix())
def test_against_python_hcl2(path: Path) -> None:
    import hcl2

    text = path.read_text("utf-8")
    ours = sorted(literals(read_hcl(text).root.plain()))
    assert ours == sorted(literals(hcl2.loads(text)))


NAMES = st.sampled_from(["a", "b-c", "d_1", "forest", "true_", "E"])
TEXTS = st.text(st.sampled_from('ab "\\{}[]#/$%\n=é<'), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | TEXTS,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(NAMES, below, max_size=3),
    max_leaves=8,
)
SPACES = st.sampled_from(["", " ", "\t", " /* } */ "])


def quoted(text: str) -> str:
    for char, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n")):
        text = text.replace(char, escape)
    return f'"{text.replace("${", "$ {").replace("%{", "% {")}"'


def written(value: Any, draw: Callable[[st.SearchStrategy[str]], str]) -> str:
    space = draw(SPACES)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        end = draw(st.sampled_from(["", ",", "\n", " # ]\n"])) if value else ""
        return "[" + f"{space},{space}".join(written(each, draw) for each in value) + end + "]"
    if isinstance(value, dict):
        mark = draw(st.sampled_from(["=", ":", " = "]))
        between = draw(st.sampled_from([",", "\n", ", // }\n"]))
        pairs = [f"{space}{key}{mark}{written(each, draw)}" for key, each in value.items()]
        return "{" + between.join(pairs) + space + "}"
    return {None: "null", True: "true", False: "false"}.get(value) or str(value)


def read_back(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("${", "$ {").replace("%{", "% {")
    if isinstance(value, list):
        return [read_back(each) for each in value]
    if isinstance(value, dict):
        return {key: read_back(each) for key, each in value.items()}
    return value


@settings(deadline=None)
@given(st.data())
def test_what_was_written_is_read(data: st.DataObject) -> None:
    attributes = data.draw(st.dictionaries(NAMES, VALUES, max_size=3))
    inner = data.draw(st.dictionaries(NAMES, VALUES, max_size=2))
    draw = data.draw
    lines = [f"{key}{draw(SPACES)}={draw(SPACES)}{written(each, draw)}"
             for key, each in attributes.items()]  # fmt: skip
    body = "\n".join(f"  {key} = {written(each, draw)}" for key, each in inner.items())
    text = "\n".join([*lines, f'block "label" {{\n{body}\n}}'])
    expected = {**read_back(attributes), "block": {"label": [read_back(inner)]}}
    assert read_hcl(text).root.plain() == expected


@settings(deadline=None)
@given(st.text(st.sampled_from('ab ="\\{}[]()#/*$%\n<E-,:1.'), max_size=40))
def test_any_text_is_read_or_refused_at_a_place_in_it(text: str) -> None:
    try:
        nodes: list[Node] = list(read_hcl(text).root.walk())
    except Malformed as error:
        lines = text.split("\n")
        assert 1 <= error.line <= len(lines)
        assert 1 <= error.column <= len(lines[error.line - 1]) + 1
        return
    assert all(node.line <= node.end_line for node in nodes[1:] if node.end_line)
