"""The fast path accepts exactly what jsonschema accepts."""

import json
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bylaw.config import schema
from bylaw.config.shape import _KEYWORDS, fits

SCHEMA = schema.load()
ORGANISATION = schema.load(schema.ORGANISATION)
ORACLE = Draft202012Validator(SCHEMA)
ANNOTATIONS = {"$schema", "$id", "$defs", "title", "description", "examples"}

words = st.sampled_from(
    ["deny", "warn", "off", "note", "pass", "start", "1MiB", "5m", "2026-12-31", ">=1,<2", "", "x",
     "human", "rules/**", "nonsense", "1kb", "a/b", "A b"]
)  # fmt: skip
scalars = words | st.none() | st.booleans() | st.integers(-1, 2) | st.sampled_from([1.0, 0.5])
keys = st.sampled_from(
    ["level", "until", "branch", "path", "unmarked", "file", "line", "diff", "time", "start",
     "a/b", "a/B c", "", "local/no-*"]
)  # fmt: skip
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=6,
)
steps = st.fixed_dictionaries(
    {"level": words}, optional={"until": words, "branch": words | st.lists(words), "path": words}
)
levels = st.dictionaries(keys, words | steps | st.lists(words | steps, max_size=2), max_size=2)
projects = values | st.fixed_dictionaries(
    {"paths": words | st.lists(words, max_size=2)},
    optional={"packs": st.lists(words, max_size=1), "levels": levels, "unknown": words},
)
documents = values | st.fixed_dictionaries(
    {},
    optional={
        "bylaw": st.sampled_from([1, 1.0, True, "1", 2]),
        "requires": words,
        "packs": st.lists(words, max_size=2) | values,
        "policies": st.lists(words, max_size=2) | values,
        "params": st.dictionaries(keys, values, max_size=2),
        "levels": levels | values,
        "unknown": words,
        "ai": st.fixed_dictionaries({}, optional={"unmarked": words, "x": words}),
        "limits": st.dictionaries(keys, words, max_size=2),
        "projects": st.dictionaries(keys, projects, max_size=2) | values,
        "require": st.lists(words | st.sampled_from(["catalog", "owners"]), max_size=2) | values,
        "wavers": values,
    },
)
ranges = st.dictionaries(st.sampled_from(["min", "max", "one_of", "value", "x"]), values)
organisations = values | st.fixed_dictionaries(
    {},
    optional={
        "levels": levels | values,
        "params": st.dictionaries(keys, st.just("fixed") | ranges | values, max_size=2),
        "fail_on": words,
        "require": st.lists(words, max_size=2),
        "waivers": st.dictionaries(st.sampled_from(["max_days", "inline", "x"]), scalars),
        "unknown": words,
    },
)


@settings(max_examples=1500, deadline=None)
@given(documents)
@example({"bylaw": True})
@example({"bylaw": 1.0})
@example({"levels": {"a": []}})
@example({"levels": {"a": [{"until": "2026-01-01"}]}})
@example({"params": {"a": 1}})
@example({"params": {"a/b": 1, "a": {}}})
def test_both_accept_the_same(value: Any) -> None:
    assert fits(value, SCHEMA) == ORACLE.is_valid(value)


@settings(max_examples=400, deadline=None)
@given(organisations)
@example({"params": {"a": "fixed", "a/b": "fixed", "a/c": {"min": 1}}})
@example({"params": {"a": {"min": 1}}})
@example({"waivers": {"max_days": 0}})
def test_both_accept_the_same_of_an_organisation(value: Any) -> None:
    assert fits(value, ORGANISATION) == Draft202012Validator(ORGANISATION).is_valid(value)


def test_every_keyword_of_the_schemas_is_known_to_the_fast_path() -> None:
    def keywords(part: Any) -> set[str]:
        if not isinstance(part, dict):
            return set()
        found = set(part) - ANNOTATIONS
        for name in ("properties", "patternProperties", "$defs"):
            found |= {word for inner in part.get(name, {}).values() for word in keywords(inner)}
        for name in ("items", "additionalProperties", "propertyNames"):
            found |= keywords(part.get(name))
        for inner in part.get("anyOf", ()):
            found |= keywords(inner)
        return found

    assert keywords(SCHEMA) | keywords(ORGANISATION) <= set(_KEYWORDS)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_published_schema_is_the_one_that_is_used() -> None:
    published = Path(__file__).parents[2] / "docs" / "schemas" / schema.NAME
    assert published.read_text("utf-8") == schema.text()
    assert json.loads(schema.text())["title"]
