"""architecture.yaml: the published schema and the reader say the same."""

import json
import sys
from pathlib import Path
from typing import Any

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

sys.path.insert(0, str(Path(__file__).parents[2]))
from bylaw.sources.catalog import architecture_yaml

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "src/bylaw/sources/catalog/architecture-1.json"
SCHEMA = json.loads(SHIPPED.read_text("utf-8"))
VALID = Draft202012Validator(SCHEMA)

COMPONENT = list(SCHEMA["$defs"]["component"]["properties"])
WORDS = st.sampled_from(["pay", "src/**", " ", "", "/x", "a b", " a", "1", "two\nlines"])
SCALARS = st.one_of(WORDS, st.integers(-2, 101), st.booleans(), st.none(), st.just(1.5))
VALUES = st.one_of(SCALARS, st.lists(SCALARS, max_size=3), st.dictionaries(WORDS, SCALARS))
COMPONENTS = st.one_of(
    SCALARS, st.dictionaries(st.sampled_from([*COMPONENT, "path"]), VALUES, max_size=4)
)
LAYERS = st.one_of(
    WORDS, SCALARS,
    st.dictionaries(st.sampled_from(["name", "closed", "independent", "nam"]), SCALARS),
)  # fmt: skip
FILES = st.one_of(
    VALUES,
    st.fixed_dictionaries(
        {"components": st.one_of(VALUES, st.dictionaries(WORDS, COMPONENTS, max_size=2))},
        optional={
            "layers": st.one_of(SCALARS, st.lists(LAYERS, unique_by=str, max_size=3)),
            "layer": SCALARS,
        },
    ),
)


@settings(max_examples=600, deadline=None)
@given(FILES)
@example({"components": {}})
@example({"components": {"pay": None}})
@example(None)
def test_the_reader_refuses_what_the_schema_refuses(value: Any) -> None:
    text = yaml.safe_dump(value, allow_unicode=True)
    reading = architecture_yaml.read("architecture.yaml", text.encode(), lambda path: None)
    errors = [error.message for error in VALID.iter_errors(value)]
    beyond = [one for one in reading.broken if "stands here twice" in one.message]
    assert bool(reading.broken) == bool(errors or beyond), (reading.broken, errors)


def test_the_published_schema_is_the_one_that_ships() -> None:
    assert (ROOT / "docs/schemas/architecture-1.json").read_bytes() == SHIPPED.read_bytes()


def test_the_schema_is_one_and_describes_every_key() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    for place in (SCHEMA, *SCHEMA["$defs"].values(), SCHEMA["$defs"]["layer"]["anyOf"][1]):
        for name, inner in place.get("properties", {}).items():
            assert inner.get("description"), name
