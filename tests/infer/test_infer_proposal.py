"""A proposed architecture.yaml: it can be read, and allows all that is there."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from yaml import safe_load

import bylaw
from bylaw.facts.place import Place
from bylaw.gate.errors import Wrong
from bylaw.gate.infer import infer
from bylaw.gate.overview import look
from bylaw.gate.request import Request
from bylaw.sources.catalog.allowed import judge
from bylaw.sources.catalog.claims import Claims
from bylaw.sources.catalog.interface import Catalog, Component
from bylaw.sources.infer.folders import MOST, Proposed, propose
from bylaw.sources.infer.order import MOST_LAYERS, links, order
from bylaw.sources.infer.text import quoted, written
from tests.catalog.trees import whole
from tests.gate.conftest import repo as repo

ROOT = Path(__file__).parents[2]
SCHEMA = Draft202012Validator(
    json.loads((ROOT / "src/bylaw/sources/catalog/architecture-1.json").read_text("utf-8"))
)
FOLDERS = (
    "src", "pay", "ledger", "web", "tests", "services", "api", "cmd", "on", "null", "1", "a b",
    "-x", "a: b", "#x", "*", "[slug]", "{a,b}", "é", "\u202ex", "a\nb", "'", '"', "\\", "&a", "!t",
    "~", " ", "x" * 90, "root",
)  # fmt: skip
PATHS = st.lists(st.sampled_from(FOLDERS), max_size=4).flatmap(
    lambda parts: st.sampled_from(["a.py", "b.py", "index.html", "main.go"]).map(
        lambda name: "/".join((*parts, name))
    )
)


def proposal(sources: set[str], imports: list[tuple[str, str]]) -> str:
    proposed = propose(sources, sources)
    claims = Claims([Component(each.name, paths=each.paths) for each in proposed])
    linked = links([(Place(one, 1, 1), other) for one, other in imports], claims.of)
    inner = [each.name for each in proposed if each.kind != "tests"]
    return written(proposed, linked, order(inner, linked), 0)


def refused(catalog: Catalog, imports: list[tuple[str, str]]) -> list[str]:
    """Why imports are not allowed."""
    claims = Claims(catalog.components.values())
    return [
        each.reason
        for one, other in imports
        for each in judge(catalog, claims.of(one), claims.of(other), target_path=other)
    ]


@given(st.data(), st.sets(PATHS, min_size=1, max_size=60))
def test_any_tree_is_described_without_a_problem(data: st.DataObject, sources: set[str]) -> None:
    paths = st.sampled_from(sorted(sources))
    imports = data.draw(st.lists(st.tuples(paths, paths), max_size=80))
    text = proposal(sources, imports)
    assert text == proposal(set(sources), imports[::-1])
    if propose(sources, sources):
        catalog = whole({**dict.fromkeys(sources, ""), "architecture.yaml": text})
        assert catalog.problems == ()
        assert refused(catalog, imports) == []
        assert list(SCHEMA.iter_errors(safe_load(text))) == []
        assert len(catalog.components) <= MOST + 2


@given(st.text(max_size=20).filter(lambda text: not any(0xD800 <= ord(c) < 0xE000 for c in text)))
def test_quoted_text_is_read_as_it_was(text: str) -> None:
    assert safe_load(f"a: [{quoted(text)}]\n{quoted('k' + text)}: 1") == {
        "a": [text], "k" + text: 1
    }  # fmt: skip


def names(sources: Mapping[str, int] | set[str]) -> dict[str, tuple[str, ...]]:
    return {each.name: each.paths for each in propose(set(sources), sources)}


def folder(path: str, count: int) -> set[str]:
    return {f"{path}/m{number}.py" for number in range(count)}


def test_packages_below_the_source_root_are_components() -> None:
    sources = folder("src/shop/pay", 9) | folder("src/shop/web", 9) | folder("tests/pay", 5)
    assert names(sources | {"src/shop/__init__.py", "setup.py"}) == {
        "pay": ("src/shop/pay/**",),
        "shop": ("src/shop/**",),
        "tests": ("tests/**",),
        "web": ("src/shop/web/**",),
    }


def test_members_of_workspaces_are_components() -> None:
    sources = folder("services/pay/api", 40) | folder("services/pay/core", 40)
    sources |= folder("services/web/api", 3) | folder("libs/money", 90)
    assert names(sources) == {
        "pay": ("services/pay/**",),
        "web": ("services/web/**",),
        "money": ("libs/money/**",),
    }


def test_the_largest_folders_are_taken_apart_and_names_alike_told_apart() -> None:
    sources = folder("pay/api", 40) | folder("pay/core", 40) | folder("web/api", 40)
    sources |= folder("web/page", 40) | folder("money/a", 3)
    assert set(names(sources)) == {"pay/api", "core", "web/api", "page", "a"}


def test_a_flat_repository_is_one_component() -> None:
    assert names({f"m{number}.py" for number in range(5)}) == {"root": ("*.py",)}


def test_a_hundred_packages_are_gathered() -> None:
    sources: set[str] = set()
    for number in range(100):
        sources |= folder(f"packages/p{number:03}", 2 + number % 9)
    found = names(sources)
    assert len(found) == MOST
    assert found["packages"] == ("packages/**",)


@pytest.mark.parametrize(
    ("sources", "files", "kind"),
    [
        (folder("services/pay", 3), set(), "service"),
        (folder("pay", 3), {"pay/Dockerfile"}, "service"),
        (folder("web", 3), set(), "website"),
        (folder("shop", 3), {"shop/vite.config.ts", "shop/index.html"}, "website"),
        (folder("shop", 3), {"shop/vite.config.ts"}, "library"),
        (folder("money", 3), set(), "library"),
        (folder("tests", 3), set(), "tests"),
    ],
)
def test_kinds_are_guessed(sources: set[str], files: set[str], kind: str) -> None:
    assert [each.kind for each in propose(sources, sources | files)] == [kind]


def linked(text: str) -> dict[tuple[str, str], Any]:
    pairs = [each.split(" -> ") for each in text.split(", ")]
    return links([(Place(f"{one}/a.py", 1), f"{two}/b.py") for one, two in pairs],
                 lambda path: path.split("/")[0])  # fmt: skip


def test_layers_are_the_longest_paths_down() -> None:
    found = order("abcde", linked("a -> b, b -> c, a -> c, d -> c"))
    assert found.layers == (("a",), ("b", "d"), ("c",)), "e, which nothing connects, is in none"
    assert (found.cycles, found.across) == ((), ())


def test_a_cycle_is_one_step_and_is_named() -> None:
    found = order("abcd", linked("a -> b, b -> c, c -> b, c -> d"))
    assert found.layers == (("a",), ("b", "c"), ("d",))
    assert found.cycles == (("b", "c"),)


def test_a_component_that_all_cycles_go_through_is_in_no_layer() -> None:
    found = order(
        ["hub", *"abcdefgh"],
        linked(
            "a -> b, b -> c, c -> d, d -> e, e -> f, f -> g, g -> h, "
            "hub -> a, hub -> c, hub -> e, hub -> g, "
            "a -> hub, b -> hub, c -> hub, d -> hub, e -> hub, f -> hub, g -> hub, h -> hub"
        ),
    )
    assert found.across == ("hub",)
    assert len(found.layers) == MOST_LAYERS
    assert found.layers[0][0] == "a" and found.layers[-1][-1] == "h"
    assert len(found.cycles) == 1 and "hub" in found.cycles[0]


def test_what_looks_odd_is_said_above() -> None:
    proposed = [
        Proposed("api", ("api/**",), "service"),
        Proposed("money", ("money/**",), "library"),
        Proposed("tests", ("tests/**",), "tests"),
    ]
    found = linked("money -> api, api -> money, api -> money, money -> tests, tests -> api")
    text = written(proposed, found, order(["api", "money"], found), 2)
    assert "# - api, money\n#     money imports api: 1 import, money/a.py:1\n" in text
    assert "# - money imports api: 1 import, money/a.py:1: a library imports a service\n" in text
    assert "# - money imports tests: 1 import, money/a.py:1: code imports tests\n" in text
    assert "# 2 source files belong to no component" in text
    assert "tests imports" not in text


def test_what_files_of_tests_import_does_not_look_odd() -> None:
    """Go keeps tests beside the code: they may use what tests share."""
    proposed = [Proposed("pay", ("pay/**",), "library"), Proposed("tests", ("tests/**",), "tests")]
    imports = [("pay/a_test.go", 3), ("pay/b_test.go", 4)]
    for more, said in (
        ([], ""),
        ([("pay/c.go", 7)], "# - pay imports tests: 1 import, pay/c.go:7: code imports tests\n"),
    ):
        found = links(
            [(Place(path, line, 1), "tests/a.go") for path, line in [*imports, *more]],
            lambda path: path.split("/")[0],
        )
        text = written(proposed, found, order(["pay"], found), 0)
        assert (said in text) and ("Worth a look" in text) is bool(said)
        assert "depends_on: [tests]" in text


def test_a_large_root_is_a_component() -> None:
    sources = {f"f{number}.go" for number in range(20)} | folder("internal/pay", 200)
    assert names(sources)["root"] == ("*.go",)
    assert "root" not in names(folder("packages/pay", 200) | {"a.ts", "b.ts", "c.ts", "d.ts"})


def test_a_repository_is_described_so_that_it_passes(repo: Any) -> None:
    repo.commit(
        {
            "src/shop/__init__.py": "from shop.web import page\n",
            "src/shop/web/__init__.py": "",
            "src/shop/web/page.py": "from shop.pay import charge\n",
            "src/shop/web/more.py": "import shop\n",
            "src/shop/pay/__init__.py": "",
            "src/shop/pay/charge.py": "from shop.pay.vendor import old\n",
            "src/shop/pay/vendor/old.py": "from shop.web import page\n",
            "tests/test_pay.py": "from shop.pay import charge\n",
            "policies/a.bylaw": 'bylaw 1\nrule r {\n  title "T"\n  for edge in imports.all\n'
            '  where not edge.allowed\n  deny edge "M"\n}\n',
        }
    )
    request = Request(repo=str(repo.root), whole=True)
    text = infer(request, lambda stage: None)
    assert text == infer(request, lambda stage: None)
    repo.commit({"architecture.yaml": text})
    verdict = bylaw.check(repo.root, whole_tree=True, unknown="deny")
    assert (verdict.outcome, verdict.not_applicable) == ("passed", ())
    picture = look(request, externals=False, progress=lambda stage: None)
    assert {(edge.source, edge.target) for edge in picture.edges} >= {
        ("web", "pay"), ("pay", "web"), ("tests", "pay")
    }  # fmt: skip


def test_bylaw_itself_is_described_so_that_it_passes(repo: Any) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "src/bylaw", "tests/house", "bench"],
        cwd=ROOT, check=True, capture_output=True,
    ).stdout.decode()  # fmt: skip
    paths = [path for path in listed.split("\0") if path.endswith(".py")]
    repo.commit({path: (ROOT / path).read_bytes() for path in paths})
    request = Request(repo=str(repo.root), whole=True)
    text = infer(request, lambda stage: None)
    repo.commit({"architecture.yaml": text})
    picture = look(request, externals=False, progress=lambda stage: None)
    assert {"gate", "lang", "engine", "tests"} <= {node.name for node in picture.nodes}
    assert [edge for edge in picture.edges if edge.reason] == []
    catalog = whole({**dict.fromkeys(paths, ""), "architecture.yaml": text})
    assert catalog.problems == () and catalog.layers != ()


def test_a_repository_without_source_has_nothing_to_propose(repo: Any) -> None:
    repo.commit({"README.md": "# Shop\n"})
    with pytest.raises(Wrong, match="nothing can be proposed"):
        infer(Request(repo=str(repo.root), whole=True), lambda stage: None)
