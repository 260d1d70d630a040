"""Changes that try to slip a forbidden import past the gate: told, or told to be unknown."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.gate.asking import Gate, Said
from tests.gate.conftest import Repo

CATALOG = """components:
  web: {paths: [src/web/**], layer: top}
  pay: {paths: [src/pay/**], layer: bottom}
layers: [top, bottom]
"""
BASE: dict[str, str | bytes | None] = {
    "bylaw.yaml": "bylaw: 1\npacks: [architecture, decisions]\n",
    "architecture.yaml": CATALOG,
    "src/__init__.py": "",
    "src/web/__init__.py": "",
    "src/web/page.py": "x = 1\n",
    "src/pay/__init__.py": "",
    "src/pay/charge.py": "y = 1\n",
}


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    (tmp_path / "repo").mkdir()
    yield Gate(Repo(tmp_path / "repo"), tmp_path / "home")


def judged(
    gate: Gate,
    change: dict[str, str | bytes | None],
    base: dict[str, str | bytes | None] | None = None,
) -> Said:
    """What profile ci says of a change."""
    gate.repo.commit({**BASE, **(base or {})})
    gate.repo.branch(change)
    return gate.check("--profile", "ci")


@pytest.mark.parametrize(
    "text",
    [
        b"# coding: utf-7\n# +AAo-from src.web import page\n",
        b"# coding: utf-7\n+AGYAcgBvAG0 src.web +AGkAbQBwAG8AcgB0 page\n",
        b"#!x\n# coding: unicode_escape\n# \\nfrom src.web import page\n",
        b"# coding: rot13\nsebz fep.jro vzcbeg cntr\n",
    ],
)
def test_an_encoding_that_hides_text_is_a_gap(gate: Gate, text: bytes) -> None:
    said = judged(gate, {"src/pay/charge.py": text})
    assert said.code == 3
    assert said.reasons["imports"] == {"encoding"}


def test_a_string_that_ends_elsewhere_in_its_encoding_hides_nothing(gate: Gate) -> None:
    text = b"# coding: gbk\ns = '\x81\\'; from src.web import page #'\n"
    said = judged(gate, {"src/pay/charge.py": text})
    assert said.code == 1
    assert said.findings == [("layers-point-down", "src/pay/charge.py", 2)]


@pytest.mark.parametrize(
    ("settings", "held", "before", "after"),
    [
        (
            ("tsconfig.json", '{"extends": "./conf/shared.json"}'),
            "conf/shared.json",
            '{"compilerOptions": {"paths": {"@x/*": ["../src/pay/*"]}}}',
            '{"compilerOptions": {"paths": {"@x/*": ["../src/web/*"]}}}',
        ),
        (
            ("deno.json", '{"importMap": "./conf/map.json"}'),
            "conf/map.json",
            '{"imports": {"@x/": "../src/pay/"}}',
            '{"imports": {"@x/": "../src/web/"}}',
        ),
    ],
)
def test_an_old_import_that_a_file_of_any_name_sends_elsewhere_is_new(
    gate: Gate, settings: tuple[str, str], held: str, before: str, after: str
) -> None:
    base: dict[str, str | bytes | None] = {
        settings[0]: settings[1],
        held: before,
        "src/pay/a.ts": "import '@x/b.ts';\n",
        "src/pay/b.ts": "",
        "src/web/b.ts": "",
    }
    said = judged(gate, {held: after}, base)
    assert ("layers-point-down", "src/pay/a.ts", 1) in said.findings
    assert said.code == 1


def test_a_line_that_was_never_parsed_counts_where_its_file_changes_the_component(
    gate: Gate,
) -> None:
    text = "package out\n@file:[A B]\nimport web.Page\nval a = 1\nval b = 2\n"
    base: dict[str, str | bytes | None] = {
        "src/web/Page.kt": "package web\nclass Page\n",
        "src/out/Some.kt": text,
    }
    said = judged(gate, {"src/out/Some.kt": None, "src/pay/Some.kt": text}, base)
    assert said.code == 3
    assert said.reasons["imports"] == {"syntax-error"}


def test_a_line_that_was_never_parsed_is_old_where_it_stays(gate: Gate) -> None:
    text = "package pay\n@file:[A B]\nimport web.Page\nval a = 1\n"
    base: dict[str, str | bytes | None] = {
        "src/web/Page.kt": "package web\nclass Page\n",
        "src/pay/Some.kt": text,
    }
    said = judged(gate, {"src/pay/Some.kt": f"{text}val b = 2\n"}, base)
    assert said.code == 0


@pytest.mark.parametrize(
    ("link", "leads", "path", "text"),
    [
        ("src/pay/inner", "../web", "src/pay/a.py", "from src.pay.inner import page\n"),
        ("src/pay/inner.py", "../web/page.py", "src/pay/a.py", "from src.pay import inner\n"),
        ("src/pay/inner", "../web", "src/pay/a.ts", "import './inner/b';\n"),
        ("src/pay/b.ts", "../web/b.ts", "src/pay/a.ts", "import './b';\n"),
        ("src/pay/inner", "../..", "src/pay/a.ts", "import './inner/src/web/b';\n"),
        ("src/pay/inner", "../web", "src/pay/a.c", '#include "inner/b.h"\n'),
        ("src/pay/inner", "../web", "src/pay/a.rb", "require_relative 'inner/b'\n"),
        ("src/pay/inner", "../web", "src/pay/a.php", "<?php require __DIR__ . '/inner/b.php';\n"),
    ],
)
def test_an_import_through_a_symbolic_link_leads_where_the_link_does(
    gate: Gate, link: str, leads: str, path: str, text: str
) -> None:
    gate.repo.commit({**BASE, **{f"src/web/b.{end}": "" for end in ("ts", "h", "rb", "php")}})
    (gate.repo.root / link).symlink_to(leads)
    gate.repo.branch({path: text})
    said = gate.check("--profile", "ci")
    assert ("layers-point-down", path, 1) in said.findings


def test_a_link_that_leads_elsewhere_takes_old_imports_along(gate: Gate) -> None:
    gate.repo.commit(
        {**BASE, "src/pay/real/b.ts": "", "src/web/b.ts": "", "src/pay/a.ts": "import './inner/b';"}
    )
    (gate.repo.root / "src/pay/inner").symlink_to("real")
    gate.repo.commit({})
    (gate.repo.root / "src/pay/inner").unlink()
    (gate.repo.root / "src/pay/inner").symlink_to("../web")
    gate.repo.branch({})
    said = gate.check("--profile", "ci")
    assert ("layers-point-down", "src/pay/a.ts", 1) in said.findings


def test_links_in_a_ring_and_out_of_the_repository_lead_nowhere_that_is_known(gate: Gate) -> None:
    gate.repo.commit(BASE)
    for name, leads in {"x": "y", "y": "x", "z": "z/z", "etc": "/etc", "up": "../../.."}.items():
        (gate.repo.root / "src/pay" / name).symlink_to(leads)
    text = "from src.pay.x import a\nfrom src.pay.z import b\nfrom src.pay.up.etc import passwd\n"
    gate.repo.branch({"src/pay/charge.py": text})
    said = gate.check("--profile", "ci")
    assert (said.code, said.err) == (3, "")


@pytest.mark.parametrize(
    "change",
    [
        {"src/pay/test_a.py": "x = 1\n", "src/pay/a.py": "from src.web import page\n"},
        {"src/pay/test_a.py": None, "src/pay/a.py": "from src.web import page\n\nx = 1\ny = 2\n"},
    ],
    ids=["moved", "renamed"],
)
def test_what_a_test_alone_imported_is_new_in_other_code(
    gate: Gate, change: dict[str, str | bytes | None]
) -> None:
    base: dict[str, str | bytes | None] = {
        "src/pay/test_a.py": "from src.web import page\n\nx = 1\ny = 2\n"
    }
    said = judged(gate, change, base)
    assert said.code == 1
    assert said.findings == [("layers-point-down", "src/pay/a.py", 1)]


def test_an_encoding_behind_a_long_first_line_counts(gate: Gate) -> None:
    text = b"#" + b"x" * 5000 + b"\n# coding: utf-7\n# +AAo-from src.web import page\n"
    assert judged(gate, {"src/pay/charge.py": text}).code == 3
