"""The packs that ship, and the checked trees beside them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bylaw.packs import builtin
from bylaw.packs.cache import Cache
from bylaw.packs.generate import generate
from bylaw.packs.load import load
from bylaw.packs.text import CHECKED

SCHEMA = Path(builtin.__file__).parents[1] / "facts" / "schema.json"


def test_there_are_packs() -> None:
    assert {"paths", "start", "change-hygiene", "ai-changes"} <= set(builtin.names())


def test_checked_trees_are_what_the_texts_give() -> None:
    texts, diagnostics = generate()
    assert diagnostics == ()
    assert set(texts) == set(builtin.names())
    stale = [
        name
        for name, text in texts.items()
        if (builtin.folder() / name / CHECKED).read_text("utf-8") != text
    ]
    assert stale == [], "run python -m bylaw.packs.generate"


@pytest.mark.parametrize("name", builtin.names())
def test_a_shipped_tree_is_used(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **named: object) -> None:
        raise AssertionError("checked again")

    monkeypatch.setattr("bylaw.packs.load._check", refuse)
    text = builtin.load(name)
    assert text is not None
    loaded = load([text], SCHEMA.read_bytes(), Cache(None), builtin.load)
    assert [pack["pack"] for pack in loaded.packs][-1] == name
    assert loaded.diagnostics == ()


@pytest.mark.parametrize("name", builtin.names())
def test_packs_are_described(name: str) -> None:
    version, description = builtin.about(name)
    assert version
    assert description


def test_a_shipped_tree_that_does_not_fit_its_text_is_not_used() -> None:
    from dataclasses import replace

    text = builtin.load("paths")
    assert text is not None
    files = tuple((path, data + b"\nlet one_more = 1\n") for path, data in text.files)
    loaded = load([replace(text, files=files)], SCHEMA.read_bytes(), Cache(None), builtin.load)
    (pack,) = loaded.packs
    assert "one_more" in pack["lets"]
    assert "one_more" not in json.loads(text.checked or b"")["pack"]["lets"]
