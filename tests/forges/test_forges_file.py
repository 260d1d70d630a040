"""The file of `--review`: its schema, its example, and what is left out of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bylaw.facts.place import Unknown
from bylaw.sources.forges import file
from bylaw.sources.forges.model import Who

ROOT = Path(__file__).parents[2]


def example() -> dict[str, Any]:
    page = (ROOT / "docs/reviews.md").read_text("utf-8")
    found = re.search(r"```json\n(.*?)```", page, re.DOTALL)
    assert found
    said: dict[str, Any] = json.loads(found[1])
    return said


def read(folder: Path, said: Any) -> file.FileForge:
    made = folder / "review.json"
    made.write_text(json.dumps(said), "utf-8")
    return file.read(made)


def test_the_published_schema_is_the_one_that_ships() -> None:
    shipped = ROOT / "src/bylaw/sources/forges" / file.SCHEMA
    assert (ROOT / "docs/schemas" / file.SCHEMA).read_bytes() == shipped.read_bytes()
    Draft202012Validator.check_schema(file.schema())


def test_the_example_of_the_page_is_read(tmp_path: Path) -> None:
    forge = read(tmp_path, example())
    pull = forge.pull()
    assert (pull.number, pull.author, pull.labels) == (7, Who("ana"), ("payments",))
    [review] = forge.reviews()
    assert (review.by.login, review.state, review.teams) == ("ben", "approved", ("acme/payments",))
    assert review.at == 1_795_167_000
    [commit] = forge.commits()
    assert commit.author == Who("ana", "ana@acme.example")
    assert forge.pusher() == Who("ana")
    assert forge.requesters() == ()
    assert forge.comments() == []


def test_comments_are_read(tmp_path: Path) -> None:
    at = "2026-11-20T09:30:00.250+01:00"
    said = example() | {"comments": [{"by": "ben", "at": at, "body": "x", "edited": True}]}
    [comment] = read(tmp_path, said).comments()
    assert (comment.by, comment.at, comment.is_edited) == (Who("ben"), 1_795_163_400, True)


def test_what_is_null_is_unknown(tmp_path: Path) -> None:
    said = example() | {"last_pusher": None, "requested_by": None}
    said["reviews"][0]["commit"] = None
    del said["reviews"][0]["teams"]
    forge = read(tmp_path, said)
    [review] = forge.reviews()
    for value in (forge.pusher(), forge.requesters(), review.commit, forge.teams(review.by)):
        assert isinstance(value, Unknown)
        assert value.reason == "not-given"
    assert review.teams is None


def test_a_file_over_its_bound_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "LARGEST", 100)
    with pytest.raises(file.BadReview, match="larger than"):
        read(tmp_path, example())


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(file.BadReview, match="directory"):
        file.read(tmp_path)


def test_what_is_nested_too_deeply_is_refused(tmp_path: Path) -> None:
    made = tmp_path / "review.json"
    made.write_text("[" * 100_000, "utf-8")
    with pytest.raises(file.BadReview, match="nested"):
        file.read(made)


def test_a_complaint_is_short(tmp_path: Path) -> None:
    with pytest.raises(file.BadReview) as caught:
        read(tmp_path, example() | {"labels": "x" * 10_000})
    assert len(str(caught.value)) < 400
    assert "`labels`" in str(caught.value)
