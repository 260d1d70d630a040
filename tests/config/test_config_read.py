"""bylaw.yaml: what is right is data, what is wrong is told at its place."""

from pathlib import Path

import pytest

from bylaw.config.model import Config, Step
from bylaw.config.read import read
from bylaw.lang.diagnostic import Diagnostic
from bylaw.lang.render import render_all

WRONG = sorted((Path(__file__).parent / "wrong").glob("*.yaml"))


def right(text: str) -> Config:
    config, diagnostics = read("bylaw.yaml", text.encode())
    assert diagnostics == ()
    assert config is not None
    return config


def wrong(data: bytes) -> tuple[Diagnostic, ...]:
    config, diagnostics = read("bylaw.yaml", data)
    assert config is None
    assert diagnostics
    return diagnostics


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_wrong_files_are_told_as_written_beside_them(path: Path) -> None:
    told = render_all(wrong(path.read_bytes()))
    assert told == path.with_suffix(".expected").read_text("utf-8")


def test_every_key() -> None:
    config = right("""
        bylaw: 1
        requires: ">=0.1,<99"
        packs: [start, ./governance/pay]
        policies: ["policies/**/*.bylaw", rules/]
        params:
          change-hygiene/max_lines: 600
          start: {max_file: 10MB, names: [a, b]}
        levels:
          start: warn
          start/private-key: deny
          "local/no-*":
            - {level: note, until: 2026-12-31}
            - {level: off, branch: release/*, path: [docs/**, examples/**]}
            - deny
        unknown: pass
        ai: {unmarked: assisted}
        architecture: {sources: [architecture.yaml, "**/catalog-info.yaml"]}
        limits: {file: 2MiB, line: 10kB, diff: 1GB, time: 1m30s}
        """)
    assert config.packs == ("start", "./governance/pay")
    assert config.policies == ("policies/**/*.bylaw", "rules/")
    assert [(s.pack, s.name, s.value) for s in config.params] == [
        ("change-hygiene", "max_lines", 600),
        ("start", "max_file", "10MB"),
        ("start", "names", ["a", "b"]),
    ]
    assert config.levels == (
        ("start", (Step("warn"),)),
        ("start/private-key", (Step("deny"),)),
        (
            "local/no-*",
            (
                Step("note", until="2026-12-31"),
                Step("off", branches=("release/*",), paths=("docs/**", "examples/**")),
                Step("deny"),
            ),
        ),
    )
    assert (config.unknown, config.unmarked) == ("pass", "assisted")
    assert config.architecture.sources == ("architecture.yaml", "**/catalog-info.yaml")
    assert config.limits == {"file": 2 << 20, "line": 10_000, "diff": 10**9, "time": 90}


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "{}", "null"])
def test_an_empty_file_says_nothing(text: str) -> None:
    config = right(text)
    assert (config.packs, config.policies, config.levels, config.limits) == (None, None, (), {})


def test_sources_of_the_catalog_that_are_not_said_are_none_at_all() -> None:
    assert right("").architecture.sources is None
    assert right("architecture: {}").architecture.sources is None
    assert right("architecture: {sources: []}").architecture.sources == ()


def test_a_source_of_the_catalog_is_named_once() -> None:
    (told,) = wrong(b"architecture:\n  sources: [a.yaml, b.yaml, a.yaml]\n")
    assert (told.message, told.line, told.column) == ("`a.yaml` is named twice", 2, 29)


def test_a_byte_order_mark_is_no_character() -> None:
    config, diagnostics = read("bylaw.yaml", b"\xef\xbb\xbfpacks: [start]\n")
    assert diagnostics == ()
    assert config is not None
    assert config.packs == ("start",)


def test_crlf_is_an_end_of_line() -> None:
    assert right("packs:\r\n  - start\r\n").packs == ("start",)


def test_words_that_older_yaml_takes_for_truth_stay_words() -> None:
    assert right("levels: {a: off, b: {level: off}}").levels[0][1] == (Step("off"),)
    assert right("params: {a: {x: on, y: yes, z: 2026-01-01, t: 12:30}}").params[0].value == "on"


def test_an_alias_stands_for_its_anchor() -> None:
    config = right("levels: {a: &soft [{level: note, until: 2026-01-01}, warn], b: *soft}")
    assert config.levels[0][1] == config.levels[1][1]


def test_aliases_cannot_grow_without_bound() -> None:
    rows = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    rows += [
        f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]"
        for old, new in zip("abcde", "bcdef", strict=True)
    ]
    (told,) = wrong("\n".join(rows).encode())
    assert (told.code, told.line) == ("config-too-large", 5)


def test_an_alias_inside_its_anchor_is_refused() -> None:
    (told,) = wrong(b"packs: &a [x, *a]")
    assert (told.code, told.line, told.column) == ("config-syntax", 1, 15)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_nesting_is_bounded(opening: str) -> None:
    told = wrong((opening * 100_000).encode())
    assert told[-1].code in ("config-too-large", "config-syntax")


def test_size_is_bounded() -> None:
    (told,) = wrong(b"# " + b"x" * (1 << 20))
    assert told.code == "config-too-large"


def test_columns_count_code_points() -> None:
    (told,) = wrong("levels: {'é😀': nonsense}".encode())
    assert (told.line, told.column, told.end_column) == (1, 16, 24)


def test_the_place_of_a_byte_that_is_not_utf8_is_told() -> None:
    (told,) = wrong("packs:\n  - é".encode() + b"\xff\n")
    assert (told.code, told.line, told.column) == ("config-not-utf8", 2, 6)


def test_all_errors_of_a_file_are_told_in_its_order() -> None:
    told = wrong(b"polices: []\nunknown: maybe\nlimits: {files: 1MB}\n")
    assert [(one.line, one.code) for one in told] == [
        (1, "unknown-key"),
        (2, "config-value"),
        (3, "unknown-key"),
    ]


@pytest.mark.parametrize("key", ["memory"])
def test_keys_of_later_versions_are_refused_by_name(key: str) -> None:
    (told,) = wrong(f"{key}: {{}}\n".encode())
    assert told.message == f"`{key}` is not in this version of bylaw"
