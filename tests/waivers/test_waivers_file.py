"""The file of waivers: what is wrong with it is told at its line, and nothing is judged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import bylaw
from bylaw.config import schema
from bylaw.config.moments import moment
from bylaw.config.waiver_file import read
from bylaw.lang.render import render_all
from tests.waivers.book import book, gate, refusals, stand, start, waiver

DAY = 86_400


@pytest.mark.parametrize(
    ("fields", "line", "said"),
    [
        ({"reason": None}, 3, "`reason` is missing here"),
        ({"owner": None}, 3, "`owner` is missing here"),
        ({"created": None}, 3, "`created` is missing here"),
        ({"expires": "2026-12-20"}, 8, "say in which zone: `2026-12-20Z` is the one in UTC"),
        ({"expires": "2026-12-20T10:00:00"}, 8, "`2026-12-20T10:00:00Z` is the one in UTC"),
        ({"expires": "soon"}, 8, "`waivers.expires` is written like `2027-01-31Z` or"),
        ({"expires": "2026-02-30Z"}, 8, "2026-02-30Z is not a day of the calendar"),
        ({"renewed": "[2026-02-30Z]"}, 9, "2026-02-30Z is not a day of the calendar"),
        ({"renewed": "-1"}, 9, "renewed"),
        ({"until": "2026-12-20Z"}, 9, "unknown key `until`"),
        ({"reason": '" "'}, 5, "`reason` must not be blank"),
        ({"reason": "x" * 1001}, 5, "`waivers.reason` is longer than 1,000 characters"),
        ({"finding": "0123"}, 9, "`waivers.finding` is written like"),
        ({"finding": '"0123456789abcdef0123456789abcdef"', "rule": "local/*"}, 9, "one rule's"),
        ({"id": "Not A Slug"}, 3, "`waivers.id` is written like `pay-raw-sql`"),
        ({"rule": None}, 3, "a waiver names a rule or a pack, one of them"),
        ({"pack": "local"}, 3, "a waiver names a rule or a pack, one of them"),
        ({"rule": '"*"'}, 4, "`*` names no pack"),
        ({"rule": '"*/*"', "path": "a.py"}, 4, "`*/*` names no pack"),
        ({"rule": '"l*/no-todo"', "path": "a.py"}, 4, "names no pack"),
        ({"rule": "no-todo"}, 4, "`no-todo` names no pack"),
        ({"rule": "local/*"}, 3, "it would accept all findings of several rules"),
        ({"rule": "local/*", "path": '"**"'}, 3, "it would accept all findings of several rules"),
        ({"rule": "local/*", "path": '[a.py, "**/*"]'}, 3, "it would accept all findings"),
        ({"rule": None, "pack": "local"}, 3, "it would accept all findings of several rules"),
        ({"missing": "review", "dependency": "x"}, 9, "has neither a fingerprint nor a package"),
    ],
)  # fmt: skip
def test_what_an_entry_must_say(fields: dict[str, Any], line: int, said: str) -> None:
    file, wrong = read("w.yaml", book(waiver(**fields)).encode())
    assert file is None
    told = render_all(wrong)
    assert said in told
    assert wrong[0].line == line, told


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"waivers: 3\n", "config-value"),
        (b"wavers: []\n", "unknown-key"),
        (b"bylaw: 2\n", "config-value"),
        (b"- a\n", "config-value"),
        (b"waivers: [\n", "config-syntax"),
        (b"\xff\n", "config-not-utf8"),
        (b"a: &a [1,1]\nb: &b [*a,*a]\n" + b"c: *b\n" * 20_000, "config-too-large"),
        (b"waivers: &w\n  - *w\n", "config-syntax"),
        (b"waivers: !!python/object:os.system []\n", "config-syntax"),
        (b"waivers: []\nwaivers: []\n", "duplicate-key"),
        (b"# " + b"x" * (1 << 20), "config-too-large"),
    ],
)
def test_what_is_no_file_of_waivers(data: bytes, code: str) -> None:
    file, wrong = read("w.yaml", data)
    assert file is None
    assert code in {one.code for one in wrong}


def test_an_id_is_of_one() -> None:
    _, wrong = read("w.yaml", book(waiver(), waiver()).encode())
    assert [(one.line, one.message) for one in wrong] == [(9, "`one` is named twice")]


def test_a_day_counts_to_its_end_in_its_zone() -> None:
    utc, west, noon = map(moment, ("2026-12-20Z", "2026-12-20-08:00", "2026-12-20T12:00:00+01:00"))
    assert (utc.end - utc.start, west.end - utc.end, noon.end) == (
        DAY,
        8 * 3600,
        utc.start + 11 * 3600,
    )
    assert utc.shown == "2026-12-20T23:59:59Z"
    assert west.shown == "2026-12-20T23:59:59-08:00"
    assert noon.shown == noon.text


@pytest.mark.parametrize(
    ("config", "fields", "said"),
    [
        ("", {"expires": "2027-02-18Z"}, ""),
        ("", {"expires": "2027-02-19Z"}, "the waiver lasts too long"),
        ("max_days: 30", {"expires": "2026-12-20Z"}, ""),
        ("max_days: 30", {"expires": "2026-12-21Z"}, "the waiver lasts too long"),
        ("max_days: 30", {"expires": "2027-01-19Z", "renewed": "[2026-12-20Z]"}, ""),
        ("max_days: 30", {"expires": "2027-01-20Z", "renewed": "[2026-12-20Z]"}, "too long"),
        ("max_days: 30", {"expires": "2027-01-19Z", "renewed": "[2026-12-21Z]"}, "too long"),
        ("max_days: 30", {"expires": "2027-01-19Z", "renewed": "1"}, ""),
        ("max_days: 30", {"expires": "2027-01-20Z", "renewed": "1"}, "the waiver lasts too long"),
        ("", {"renewed": "2"}, ""),
        ("", {"renewed": "3"}, "it is renewed 3 times, and at most 2 are allowed"),
        ("max_renewals: 0", {"renewed": "1"}, "it is renewed once, and at most 0 are allowed"),
        ("require_ticket: true", {}, "a waiver here names a ticket"),
        ("require_ticket: true", {"ticket": "PAY-1"}, ""),
        ("", {"expires": "2026-11-19Z"}, "it ends before it was created"),
        ("", {"path": "'[a'"}, "[a"),
    ],
)
def test_limits(repo: Any, config: str, fields: dict[str, str], said: str) -> None:
    start(repo, book(waiver(**fields)), {"bylaw.yaml": f"waivers: {{{config}}}\n"})
    told = refusals(repo.root)
    if not said:
        assert told == []
        return
    ((code, path, line, message),) = told
    assert (path, said in message) == (".bylaw/waivers.yaml", True), told
    assert code in ("bad-waiver", "config-value") and line > 2


def test_rules_that_are_not_there(repo: Any) -> None:
    entries = (
        waiver(id="a", rule="local/no-tood"),
        waiver(id="b", rule="local/yes-*", path="a.py"),
        waiver(id="c", rule=None, pack="locla", path="a.py"),
    )
    start(repo, book(*entries))
    assert [(code, line, message) for code, _, line, message in refusals(repo.root)] == [
        ("unknown-rule", 4, "`local/no-tood` is no rule of this run"),
        ("unknown-rule", 10, "`local/yes-*` matches no rule of this run"),
        ("unknown-rule", 21, "`locla` is no pack of this run"),
    ]
    # The command line chose other packs than the file speaks of.
    repo.write({"more.bylaw": 'bylaw 1\nrule x { title "X" for f in change.files deny f "x" }\n'})
    assert refusals(repo.root, policies=[str(repo.root / "more.bylaw")]) == []


def test_a_file_that_is_not_one(repo: Any) -> None:
    start(repo, None)
    (repo.root / ".bylaw").mkdir()
    real = repo.root / "elsewhere.yaml"
    real.write_text(book(waiver()))
    (repo.root / ".bylaw/waivers.yaml").symlink_to("../elsewhere.yaml")
    assert [told[0] for told in refusals(repo.root)] == ["config-unreadable"]
    (repo.root / ".bylaw/waivers.yaml").unlink()
    (repo.root / ".bylaw/waivers.yml").write_text(book(waiver()))
    assert [told[:2] for told in refusals(repo.root)] == [("config-name", ".bylaw/waivers.yml")]


def test_a_path_of_ones_own(repo: Any) -> None:
    config = "waivers: {path: ./gov/accepted.yaml}\n"
    start(repo, None, {"bylaw.yaml": config, "gov/accepted.yaml": book(waiver())})
    repo.branch({"a.py": "x = 1  # TODO\n"})
    assert stand(gate(repo.root)) == []
    repo.git("checkout", "-q", "main")
    repo.commit({"bylaw.yaml": "waivers: {path: ../accepted.yaml}\n"})
    assert [told[0] for told in refusals(repo.root)] == ["config-value"]


def test_what_is_kept_is_read_alike(repo: Any) -> None:
    """The second run takes the parsed file from the cache."""
    start(repo, book(waiver(path="[a.py, b.py]", renewed="[2026-12-01Z]")))
    repo.branch({"a.py": "x = 1  # TODO\n"})
    first, second = (bylaw.check(repo.root, now="2026-12-02") for _ in range(2))
    assert first == second and len(first.suppressed) == 1


def test_the_published_schema_is_the_one_that_is_used() -> None:
    published = Path(__file__).parents[2] / "docs" / "schemas" / schema.WAIVERS
    assert published.read_text("utf-8") == schema.text(schema.WAIVERS)
    Draft202012Validator.check_schema(json.loads(published.read_text()))
