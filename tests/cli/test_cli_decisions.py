"""`bylaw decisions`: what is kept, and what is written."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

POLICY = """\
bylaw 1

rule streams {
  title "Streams between services"
  decision "ADR-2"
  for file in change.files
  warn file "A."
}
rule astray {
  title "Cites what has fallen"
  decision "ADR-0001"
  for file in change.files
  warn file "B."
}
rule free {
  title "Cites nothing"
  for file in change.files
  warn file "C."
}
"""


def madr(title: str, status: str = "accepted", more: str = "", body: str = "Because.") -> str:
    return f"---\nstatus: {status}\ndate: 2026-01-02\n{more}---\n\n# {title}\n\n{body}\n"


KEPT = {
    "docs/adr/README.md": "# Index\n",
    "docs/adr/0001-queues.md": madr("Use queues", "superseded by ADR-0002"),
    "docs/adr/0002-streams.md": madr(
        "Use streams", more="supersedes: ADR-0001\ntags: [messaging]\n", body="Retries are hard."
    ),
    "docs/adr/0003-cache.md": madr("Cache pages", "proposed", body="Streams are no cache."),
    "docs/adr/0004-pay.md": madr("Pay by ledger", more="paths: src/pay/**\nscope: pay\n"),
    "policies/a.bylaw": POLICY,
}


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    subprocess.run(["git", "init", "-q", "-b", "main", str(tmp_path)], check=True)
    write(tmp_path, KEPT)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def test_list(kept: Path, bylaw: Any) -> None:
    rows = [
        "ADR-0001  superseded  2026-01-02  Use queues",
        "ADR-0002  accepted    2026-01-02  Use streams",
        "ADR-0003  proposed    2026-01-02  Cache pages",
        "ADR-0004  accepted    2026-01-02  Pay by ledger",
    ]
    assert bylaw("decisions", "list").out.splitlines() == rows
    assert bylaw("decisions").out.splitlines() == rows
    assert bylaw("decisions", "list", "--active").out.splitlines() == [rows[1], rows[3]]
    said = bylaw("decisions", "list", "--status", "proposed", "--status", "superseded")
    assert said.out.splitlines() == [rows[0], rows[2]]
    assert (said.code, said.err) == (0, "")


def test_list_on_a_narrow_terminal(kept: Path, bylaw: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    said = bylaw("decisions", "list", "--active").out
    assert said.splitlines()[:2] == ["ADR-0002  accepted    2026-01-02", "    Use streams"]
    assert all(len(row) <= 40 for row in said.splitlines())


def test_list_for_programs(kept: Path, bylaw: Any) -> None:
    said = json.loads(bylaw("decisions", "list", "--json").out)
    assert said["format"] == 1
    assert [each["id"] for each in said["decisions"] if each["active"]] == ["ADR-0002", "ADR-0004"]
    assert said["decisions"][1]["supersedes"] == ["ADR-0001"]


def test_nothing_is_kept(tmp_path: Path, bylaw: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = bylaw("decisions", "list")
    assert (said.code, said.out) == (
        0, "No decision is kept here. Write the first: bylaw decisions new TITLE\n"
    )  # fmt: skip
    write(tmp_path, {"bylaw.yaml": "bylaw: 1\ndecisions: {paths: [docs/adrs]}\n"})
    assert bylaw("decisions").out.startswith("No decision is kept in docs/adrs. Write")


def test_show(kept: Path, bylaw: Any) -> None:
    said = bylaw("decisions", "show", "2")
    assert said.code == 0
    assert said.out.splitlines() == [
        "ADR-0002  accepted  2026-01-02",
        "  Use streams",
        "",
        "  file         docs/adr/0002-streams.md:8",
        "  tags         messaging",
        "  replaces     ADR-0001  Use queues (superseded)",
        "  enforced by  local/streams  Streams between services (warn)",
    ]
    for name in ("ADR-2", "adr-0002", "0002", "0002-streams", "streams"):
        assert bylaw("decisions", "show", name).out == said.out
    assert "Retries are hard." in bylaw("decisions", "show", "2", "--text").out
    answer = json.loads(bylaw("decisions", "show", "1", "--json").out)["decision"]
    assert (answer["superseded_by"], answer["rules"]) == (["ADR-0002"], ["local/astray"])


def test_show_in_spite_of_broken_policies(kept: Path, bylaw: Any) -> None:
    write(kept, {"policies/b.bylaw": "rule {"})
    said = bylaw("decisions", "show", "2")
    assert (said.code, "  enforced by  not known" in said.out) == (0, True)
    assert bylaw("decisions", "report").code == 2


def test_a_bare_repository_is_refused(
    tmp_path: Path, bylaw: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path)], check=True)
    monkeypatch.chdir(tmp_path)
    for args in (("list",), ("new", "Use logs")):
        said = bylaw("decisions", *args)
        assert (said.code, said.out) == (2, "")
    assert not (tmp_path / "docs").exists()


def test_show_what_is_not_there(kept: Path, bylaw: Any) -> None:
    said = bylaw("decisions", "show", "ADR-44")
    assert (said.code, said.out) == (2, "")
    assert "there is no decision `ADR-44`; did you mean `ADR-0004`?" in said.err


def test_search_ranks_titles_before_tags_before_texts(kept: Path, bylaw: Any) -> None:
    said = bylaw("decisions", "search", "STREAMS").out
    assert said.splitlines() == [
        "ADR-0002  accepted  Use streams",
        "    docs/adr/0002-streams.md:8: # Use streams",
        "ADR-0003  proposed  Cache pages",
        "    docs/adr/0003-cache.md:8: Streams are no cache.",
    ]
    both = json.loads(bylaw("decisions", "search", "retries", "messaging", "--json").out)
    assert [(each["id"], each["at"]) for each in both["decisions"]] == [("ADR-0002", 5)]
    assert bylaw("decisions", "search", "streams", "nowhere").out == (
        "No decision here speaks of streams nowhere.\n"
    )


def test_report(kept: Path, bylaw: Any) -> None:
    said = bylaw("decisions", "report")
    assert said.code == 0
    assert said.out.splitlines() == [
        "4 decisions",
        "",
        "Problems",
        "  docs/adr/0004-pay.md:4: `src/pay/**` in its paths matches no file",
        "",
        "Rules whose decision is not in force",
        "  local/astray cites ADR-0001, superseded by ADR-0002",
        "",
        "In force, and no rule enforces them",
        "  ADR-0004  accepted    2026-01-02  Pay by ledger",
        "",
        "Rules of this repository that cite no decision",
        "  local/free  Cites nothing",
    ]
    assert bylaw("decisions", "report", "--strict").code == 1
    answer = json.loads(bylaw("decisions", "report", "--json").out)
    assert answer["unenforced"] == ["ADR-0004"]
    assert answer["uncited"] == ["local/free"]
    assert answer["astray"] == [
        {"rule": "local/astray", "decision": "ADR-0001", "status": "superseded"}
    ]
    assert [each["kind"] for each in answer["problems"]] == ["empty-scope"]


def test_options_without_a_command_are_those_of_list(kept: Path, bylaw: Any) -> None:
    assert bylaw("decisions").out == bylaw("decisions", "list").out
    said = bylaw("decisions", "--active", "--repo", str(kept))
    assert (said.code, said.out) == (0, bylaw("decisions", "list", "--active").out)


def test_a_report_of_nothing_tells_how_to_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bylaw: Any
) -> None:
    """Not that every decision is enforced: there is none."""
    subprocess.run(["git", "init", "-q", "-b", "main", str(tmp_path)], check=True)
    monkeypatch.chdir(tmp_path)
    said = bylaw("decisions", "report", "--strict")
    assert said.code == 0
    assert said.out == "0 decisions\nWrite the first: bylaw decisions new TITLE\n"
    write(tmp_path, {"docs/adr/0001-queues.md": madr("Use queues", "proposed")})
    assert bylaw("decisions", "report").out == "1 decision\nNone is in force.\n"
    write(tmp_path, {"docs/adr/0001-queues.md": madr("Use queues")})
    write(tmp_path, {"policies/a.bylaw": POLICY.split("rule astray")[0].replace("ADR-2", "ADR-1")})
    assert bylaw("decisions", "report").out == (
        "1 decision\nEvery one in force is enforced by a rule, "
        "and every rule of this repository cites one.\n"
    )


def test_a_sound_report_passes_strictly(kept: Path, bylaw: Any) -> None:
    write(kept, {"src/pay/a.py": "a = 1\n", "policies/a.bylaw": POLICY.replace("ADR-0001", "4")})
    said = bylaw("decisions", "report", "--strict")
    assert (said.code, "Problems" in said.out) == (0, False)


def test_a_scope_that_names_no_component_of_the_catalog(kept: Path, bylaw: Any) -> None:
    path = kept / "docs/adr/0004-pay.md"
    path.write_text(path.read_text("utf-8").replace("scope: pay", "scope: [pay, tax]"), "utf-8")
    said = bylaw("decisions", "report").out
    assert "is no component of the catalog" not in said
    write(kept, {"architecture.yaml": "components: {pay: {paths: [src/pay/**]}}\n"})
    said = bylaw("decisions", "report").out
    assert "`tax` in its scope is no component of the catalog" in said
    assert "`pay` in its scope" not in said


def test_new(kept: Path, bylaw: Any) -> None:
    said = bylaw("decisions", "new", "  Use  Ümläuts & more ", "--now", "2026-05-06")
    assert (said.code, said.out) == (0, "docs/adr/0005-use-umlauts-more.md\n")
    text = (kept / "docs/adr/0005-use-umlauts-more.md").read_text("utf-8")
    assert text.startswith(
        "---\nstatus: proposed\ndate: 2026-05-06\n---\n\n# Use Ümläuts & more\n\n"
    )
    assert "ADR-0005  proposed    2026-05-06  Use Ümläuts & more" in bylaw("decisions", "list").out


def test_new_in_place_of_another(kept: Path, bylaw: Any) -> None:
    before = (kept / "docs/adr/0002-streams.md").read_text("utf-8")
    said = bylaw("decisions", "new", "Use logs", "--supersedes", "ADR-2", "--now", "2026-05-06")
    assert said.out.splitlines() == [
        "docs/adr/0005-use-logs.md",
        "docs/adr/0002-streams.md says now that it is superseded",
    ]
    after = (kept / "docs/adr/0002-streams.md").read_text("utf-8")
    assert after == before.replace("status: accepted", "status: superseded by ADR-0005")
    assert "ADR-0005  accepted" in bylaw("decisions", "list", "--active").out
    report = json.loads(bylaw("decisions", "report", "--json").out)
    assert {each["kind"] for each in report["problems"]} == {"empty-scope"}


@pytest.mark.parametrize(
    ("name", "text", "path", "new", "old"),
    [
        (
            "doc/adr/0009-a.md",
            "# 9. Use files\n\nDate: 2020-01-01\n\n## Status\n\nAccepted\n\n## Context\n\nText\n",
            "doc/adr/0010-use-logs.md",
            "# 10. Use logs\n\nDate: 2026-05-06\n\n## Status\n\nAccepted\n\n"
            "Supercedes [9. Use files](0009-a.md)\n\n## Context\n",
            ("Accepted", "Superceded by [10. Use logs](0010-use-logs.md)"),
        ),
        (
            "docs/decisions/20200101-a.md",
            "# Use files\r\n\r\n- Status: accepted\r\n- Tags: a\r\n",
            "docs/decisions/20260506-use-logs.md",
            "# Use logs\n\n- Status: accepted\n- Date: 2026-05-06\n"
            "- Supersedes: [20200101-a](20200101-a.md)\n\n## Context",
            ("accepted", "superseded by [20260506-use-logs](20260506-use-logs.md)"),
        ),
        (
            "adr/0009-a.md",
            "# Use files\n\n* **Status**: accepted\n* Date: 2020-01-01\n",
            "adr/0010-use-logs.md",
            "# Use logs\n\n* Status: accepted\n* Date: 2026-05-06\n"
            "* Supersedes: [ADR-0009](0009-a.md)\n\n## Context",
            ("accepted", "superseded by [ADR-0010](0010-use-logs.md)"),
        ),
        (
            "docs/architecture/adr-009-a.md",
            "# ADR 009: Use files\n\n## Changelog\n\n* 2020-01-01: x\n\n## Status\n\nACCEPTED\n",
            "docs/architecture/adr-010-use-logs.md",
            "# ADR 010: Use logs\n\n## Changelog\n\n* 2026-05-06: Initial draft\n\n## Status\n\n"
            "ACCEPTED, supersedes ADR 009\n",
            ("ACCEPTED", "SUPERSEDED by ADR-010"),
        ),
    ],
    ids=("adr-tools", "log4brains", "madr-2", "cosmos"),
)
def test_new_in_the_folders_own_format(
    tmp_path: Path,
    bylaw: Any,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    text: str,
    path: str,
    new: str,
    old: tuple[str, str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_bytes(text.encode())
    (former,) = json.loads(bylaw("decisions", "list", "--json").out)["decisions"]
    said = bylaw(
        "decisions", "new", "Use logs", "--supersedes", former["id"], "--now", "2026-05-06"
    )
    assert said.out.splitlines()[:1] == [path], said.err
    assert (tmp_path / path).read_text("utf-8").startswith(new)
    assert (tmp_path / name).read_bytes() == text.replace(*old, 1).encode()
    answer = json.loads(bylaw("decisions", "report", "--json").out)
    assert answer["problems"] == []


def test_new_overwrites_nothing_and_leaves_nothing_half_done(kept: Path, bylaw: Any) -> None:
    before = {path: path.read_bytes() for path in kept.rglob("*.md")}
    for args in (
        ("x", "--supersedes", "ADR-1"),
        ("x", "--supersedes", "ADR-77"),
        ("7. Numbered",),
        ("a\x1bb",),
        ("",),
        ("x" * 300,),
    ):
        said = bylaw("decisions", "new", *args)
        assert (said.code, said.out) == (2, ""), args
    assert {path: path.read_bytes() for path in kept.rglob("*.md")} == before
    (kept / "docs/adr/0004-pay.md").rename(kept / "docs/adr/0005-use-logs.md.bak")
    (kept / "docs/adr/0004-use-logs.md").symlink_to("nowhere")
    assert bylaw("decisions", "new", "Use logs").code == 0  # the next number is free
    assert (kept / "docs/adr/0005-use-logs.md").exists()


def test_a_folder_that_is_a_link_is_not_written_to(
    tmp_path: Path, bylaw: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    root = tmp_path / "repo"
    (root / "docs").mkdir(parents=True)
    (root / "docs" / "adr").symlink_to(tmp_path / "elsewhere")
    monkeypatch.chdir(root)
    said = bylaw("decisions", "new", "Use logs")
    assert said.code == 2
    assert "docs/adr is a symbolic link" in said.err
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_the_first_decision(tmp_path: Path, bylaw: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert bylaw("decisions", "new", "Write it down").out == "docs/adr/0001-write-it-down.md\n"
    (tmp_path / "bylaw.yaml").write_text("decisions: {paths: [rfcs]}\n")
    assert bylaw("decisions", "new", "Write it down").out == "rfcs/0001-write-it-down.md\n"


def test_hostile_records_steer_no_terminal(kept: Path, bylaw: Any) -> None:
    evil = "\x1b[31mRed\u202e ::error::x \u2028"
    write(kept, {"docs/adr/0005-evil.md": madr(evil, more=f'tags: ["{evil[5:]}"]\n', body=evil)})
    for args in (
        ("list",),
        ("list", "--json"),
        ("show", "5", "--text"),
        ("search", "red"),
        ("report",),
    ):
        said = bylaw("decisions", *args)
        assert not set(said.out + said.err) & set("\x1b\u202e\u2028"), args
        assert not any(row.startswith("::") for row in said.out.splitlines())
