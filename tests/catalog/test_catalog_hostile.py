"""Whatever stands in a catalog: an answer with places in it, never a crash, never without end."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[2]))
from bylaw.sources.catalog.allowed import is_public
from bylaw.sources.catalog.interface import Catalog, Component
from bylaw.sources.catalog.load import Loaded
from tests.catalog.trees import CASES, loaded, whole

NAMES = ["architecture.yaml", "catalog-info.yaml", "workspace.json", "calm.json"]
KEYS = st.sampled_from([
    "components", "layers", "name", "paths", "tier", "owner", "depends_on", "closed",
    "apiVersion", "kind", "metadata", "spec", "annotations", "bylaw/paths", "bylaw/tier", "targets",
    "dependsOn", "providesApis", "definition", "$text", "tags", "namespace", "domain",
    "model", "softwareSystems", "containers", "id", "properties", "relationships", "destinationId",
    "people", "nodes", "unique-id", "node-type", "relationship-type", "connects", "composed-of",
    "source", "destination", "node", "container", "options", "actor", "interacts",
])  # fmt: skip
WORDS = st.sampled_from([
    "a", "b", "A", "Component", "API", "System", "Location", "Group", "backstage.io/v1alpha1",
    "../x", "/x", "**", "[", "a/{b", "component:a", ":", "a:b/c", "\x1b[31m", "\u202e", "x" * 300,
    "1", "", " ", "https://x.example/a", "./a.yaml", "\ud800", "é" * 70,
])  # fmt: skip
VALUES = st.recursive(
    st.one_of(
        WORDS, st.integers(-(10**20), 10**20), st.booleans(), st.none(), st.floats(allow_nan=False)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.one_of(KEYS, WORDS), inner, max_size=5)
    ),
    max_leaves=25,
)
REAL = [
    (path.name, path.read_bytes())
    for path in sorted(CASES.rglob("tree/**/*"))
    if path.suffix in (".yaml", ".json")
]


def sound(found: Loaded, files: dict[str, bytes]) -> Catalog | None:
    """All places that an answer has are places of its files."""
    problems = found.catalog.problems if found.catalog else ()
    places = [(one.path, one.line, one.column) for one in found.broken]
    places += [(one.place.path, one.place.line, one.place.column) for one in problems]
    places += [
        (one.place.path, one.place.line, one.place.column)
        for one in (found.catalog.components.values() if found.catalog else ())
    ]
    for path, line, column in places:
        assert path in files
        assert 1 <= line <= files[path].count(b"\n") + 1
        assert column >= 1
    for text in [*(one.message for one in found.broken), *(one.message for one in problems)]:
        assert text
        assert "\n" not in text
    return found.catalog


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(NAMES), VALUES)
def test_any_value(name: str, value: Any) -> None:
    if name.endswith("json"):
        data = json.dumps(value).encode()
    else:
        data = yaml.safe_dump(value, allow_unicode=False).encode("utf-8", "replace")
    sound(loaded({name: data, "a.yaml": data}), {name: data, "a.yaml": data})


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_files_of_which_a_part_is_replaced(draw: st.DataObject) -> None:
    name, data = draw.draw(st.sampled_from(REAL))
    start = draw.draw(st.integers(0, len(data)))
    end = draw.draw(st.integers(start, min(len(data), start + 20)))
    new = draw.draw(
        st.one_of(
            st.binary(max_size=6),
            st.sampled_from([b"\n", b"[", b"*a", b"&a ", b"{", b": ", b"- ", b"1", b"null", b"\t"]),
        )
    )
    data = data[:start] + new + data[end:]
    sound(loaded({name: data}), {name: data})


def bombs() -> dict[str, bytes]:
    """Aliases that stand for 10 ** 8 values, as a component's paths and as components."""
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 8)]
    wide = ["a: &p [" + ", ".join(f"d{n}/**" for n in range(1000)) + "]"]
    wide += ["components:"] + [f"  c{n}: {{paths: *p, tags: *p, public: *p}}" for n in range(1000)]
    return {
        "aliases": "\n".join(rows).encode(),
        "aliases of lists": "\n".join(wide).encode(),
        "a ring": b"components: &a {b: *a}",
        "deep lists": b"components: " + b"[" * 100_000,
        "deep mappings": b"{a: " * 50_000,
        "deep json": b'{"nodes": ' + b"[" * 100_000,
        "nul": b"components: {a\0: {}}",
        "utf-16": "components: {}".encode("utf-16"),
        "half of utf-16": b"\xff\xfea",
        "a conflict": b"<<<<<<< HEAD\ncomponents: {}\n=======\n>>>>>>> main\n",
        "a tag": b"components: !!python/object/apply:os.system [x]",
        "a long name": b"components: {" + b"x" * 100_000 + b": {}}",
        "a long glob": b"components: {a: {paths: ['" + b"{a,b}" * 10_000 + b"']}}",
        "a wide glob": b"components: {a: {paths: ['" + b"?" * 990 + b"']}}",
        "lists as keys": b"components: {[a]: {}, {b: c}: {}}",
    }


@pytest.mark.parametrize("kind", bombs())
@pytest.mark.parametrize("name", NAMES)
def test_bombs(kind: str, name: str) -> None:
    data = bombs()[kind]
    sound(loaded({name: data, "a": b""}), {name: data})


def test_more_values_than_are_looked_at_are_told() -> None:
    shared = "components:\n  a: {tags: &t [" + "x, " * 1000 + "]}\n"
    many = "".join(f"  c{n}: {{tags: *t}}\n" for n in range(300))
    (told,) = loaded({"architecture.yaml": shared + many}).broken
    assert told.message == "more than 200,000 values"


def test_many_globs_are_many_matches() -> None:
    globs = [f"src/{n}/**/*.py" for n in range(5000)]
    catalog = whole({"architecture.yaml": json.dumps({"components": {"a": {"paths": globs}}})})
    assert [one.kind for one in catalog.problems] == ["no-files"]
    assert is_public(Component("a", public=tuple(globs)), "src/4999/x/y.py")
    assert not is_public(Component("a", public=tuple(globs)), "src/5000/x/y.py")


def test_the_name_of_a_file_breaks_no_line() -> None:
    two = "components: {a: {paths: [src/**]}, b: {paths: [src/**]}}\n"
    (told,) = whole({"architecture.yaml": two, "src/x\n\x1b.py": ""}).problems
    assert told.message == "src/x\ufffd\ufffd.py belongs to a and to b alike"


def test_half_a_character_is_no_part_of_a_name() -> None:
    (told,) = loaded({"calm.json": '{"nodes": [{"unique-id": "a\\ud800"}]}'}).broken
    assert told.message == "`unique-id` holds half of a character"


def test_a_file_that_is_too_large_is_told() -> None:
    (told,) = loaded({"architecture.yaml": b"#" * ((16 << 20) + 1)}).broken
    assert told.message == "it is larger than 16 MiB"


def test_more_globs_than_are_held_against_paths_are_told() -> None:
    globs = ", ".join(f"'{{,a}}{{,b}}{{,c}}{n}*'" for n in range(3000))
    few = f"components:\n  a0: {{paths: &p [{globs}]}}\n"
    more = "".join(f"  a{n}: {{paths: *p}}\n" for n in range(1, 20))
    assert loaded({"architecture.yaml": few, "src/a1b.py": ""}).broken == ()
    (told,) = loaded({"architecture.yaml": few + more}).broken
    assert told.message == "with it, the catalog has more than 50,000 globs"


def test_more_globs_than_may_bring_in_files_are_told() -> None:
    targets = ", ".join(f"'./*{n}.yaml'" for n in range(300))
    location = (
        "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\n"
        f"spec: {{targets: [{targets}]}}\n"
    )
    told = {one.message for one in loaded({"catalog-info.yaml": location}).broken}
    assert told == {"more than 200 globs bring in files"}


def test_tags_of_yaml_make_nothing() -> None:
    found = loaded({"architecture.yaml": "components: !!python/name:os.system {a: !!int {}}\n"})
    assert found.catalog is not None
    assert set(found.catalog.components) <= {"a"}


def test_a_ring_of_locations_ends() -> None:
    location = (
        "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {{name: {0}}}\n"
        "spec: {{targets: [./{1}.yaml, './*']}}\n"
    )
    found = loaded(
        {
            "catalog-info.yaml": location.format("a", "b"),
            "b.yaml": location.format("b", "catalog-info"),
        }
    )
    assert found.catalog is not None
    assert found.catalog.sources == ("catalog-info.yaml", "b.yaml")
