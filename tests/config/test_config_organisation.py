"""The organisation's file: what is right is data, what is wrong is told at its place."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from bylaw.config import schema
from bylaw.config.levels import Step
from bylaw.config.organisation import Organisation, WaiverLimits, read
from bylaw.config.read import read as read_config
from bylaw.lang.render import render_all

WRONG = sorted((Path(__file__).parent / "organisation").glob("*.yaml"))


def right(text: str) -> Organisation:
    organisation, diagnostics = read("org.yaml", text.encode())
    assert diagnostics == ()
    assert organisation is not None
    return organisation


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_wrong_files_are_told_as_written_beside_them(path: Path) -> None:
    organisation, told = read("org.yaml", path.read_bytes())
    assert organisation is None
    assert render_all(told) == path.with_suffix(".expected").read_text("utf-8")


def test_every_key() -> None:
    said = right("""
        bylaw: 1
        name: Example Bank
        contact: "#governance"
        requires: ">=0.1"
        packs: [start]
        policies: [policies/]
        levels:
          start: warn
          start/private-key: [{level: warn, until: 2026-12-31}, deny]
          "bank/*": {level: deny, from: 2027-01-01, branch: main}
        params:
          change-hygiene/max_lines: {max: 800, default: 400}
          start: fixed
        unknown: warn
        fail_on: warn
        require: [catalog, owners]
        ai: {unmarked: assisted}
        dependencies: {private: ["@bank/*"]}
        waivers: {max_days: 90, max_renewals: 0, inline: false, break_glass: [ana]}
        """)
    assert (said.shown, said.help, said.requires) == ("Example Bank", "ask #governance", ">=0.1")
    assert (said.packs, said.policies, said.private) == (("start",), ("policies/",), ("@bank/*",))
    assert said.levels == (
        ("start", (Step("warn"),)),
        ("start/private-key", (Step("warn", until="2026-12-31"), Step("deny"))),
        ("bank/*", (Step("deny", branches=("main",), since="2027-01-01"),)),
    )
    assert [(one.pack, one.name, one.said) for one in said.ranges] == [
        ("change-hygiene", "max_lines", {"max": 800, "default": 400}),
        ("start", "", {}),
    ]
    assert [one.is_fixed for one in said.ranges] == [False, True]
    assert (said.unknown, said.fail_on, said.unmarked) == ("warn", "warn", "assisted")
    assert said.required == {"catalog", "owners"}
    assert said.waivers == WaiverLimits(90, 0, inline=False, break_glass=("ana",))


def test_what_is_not_said_limits_nothing() -> None:
    said = right("bylaw: 1")
    assert said.waivers == WaiverLimits(None, None, None, None)
    assert (said.unknown, said.fail_on, said.unmarked, said.ranges) == (None, None, None, ())


def test_break_glass_for_nobody_is_not_for_anybody() -> None:
    assert right("waivers: {break_glass: []}").waivers.break_glass == ()


def test_the_schema_is_one_and_is_published() -> None:
    Draft202012Validator.check_schema(schema.load(schema.ORGANISATION))
    published = Path(__file__).parents[2] / "docs" / "schemas" / schema.ORGANISATION
    assert published.read_text("utf-8") == schema.text(schema.ORGANISATION)
    assert json.loads(schema.text(schema.ORGANISATION))["title"]


def test_every_key_is_on_the_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text("utf-8")
    part = page.partition("## The organisation's file")[2]
    assert part
    keys = [key for key in schema.load(schema.ORGANISATION)["properties"] if key != "bylaw"]
    assert [key for key in keys if f"`{key}" not in part] == []


def test_the_examples_of_the_page_are_right() -> None:
    page = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text("utf-8")
    before, _, after = page.partition("## The organisation's file")
    example = after.partition("```yaml\n")[2].partition("```")[0]
    assert right(example).waivers.max_days == 90
    part = before.partition("## Projects")[2].partition("```yaml\n")[2].partition("```")[0]
    config, diagnostics = read_config("bylaw.yaml", part.encode())
    assert diagnostics == ()
    assert config is not None
    assert [project.name for project in config.projects] == ["payments", "site"]
