"""The schema and its page follow the declarations, and the schema is whole in itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bylaw.facts import generate
from bylaw.facts.page import page
from bylaw.lang.types import dump, parse_type

FACTS = generate.schema()
COMMITTED: dict[str, Any] = json.loads(generate.SCHEMA.read_text("utf-8"))

NAMED = """
change.base: string?            change.files: list[File]         change.added_lines: list[Line]
change.removed_lines: list[Line] change.added: int               change.commits: list[Commit]
change.ai: Attribution          change.ai.marked: bool           change.ai.evidence: list[Evidence]
repo.files: list[File]          repo.base.files: list[File]
dependencies.added: list[Dependency] dependencies.changed: list[Dependency]
architecture.components: list[Component]
imports.added: list[Import]     cycles.added: list[Cycle]        decisions.active: list[Decision]
review.number: int              review.labels: list[string]      review.approvals: list[Approval]
memory.waivers: list[Waiver]    memory.runs: list[Run]           now: date
"""

MEMBERS = {
    "File": "path old_path? name extension directory status language? size mode old_mode? added "
    "removed is_binary is_generated is_vendored is_test is_symlink is_submodule is_lfs "
    "added_lines removed_lines text? owners component? before? touches find added_code",
    "Line": "text code comment number file find",
    "Match": "text file is_added",
    "Commit": "id subject body message author committer date trailers signature? is_merge files ai",
    "Trailer": "key value",
    "Document": "find before? added removed changed",
    "Node": "text kind key? path parent? int? float? bool? items is_added before? get? find",
    "Dependency": "name ecosystem purl version? old_version? requirement bump? scope direct pinned "
    "source integrity? license vulnerabilities registry manifest via",
    "License": "text mentions",
    "Vulnerability": "id aliases severity score? fixed_in? summary url",
    "Registry": "is_published age published? latest? is_yanked is_deprecated releases lookalikes "
    "summary",
    "Component": "name kind layer? tier? owner? system? domain? lifecycle? data_classes tags paths "
    "depends_on consumers",
    "Import": "module file line source? target? external allowed reason kind",
    "Cycle": "members edges closing",
    "Decision": "id title status date? owners supersedes superseded_by scope paths path",
    "Owner": "name kind",
    "Review": "number title body author labels draft target_branch url approvals "
    "requested_reviewers",
    "Approval": "by at teams commit is_stale is_by",
    "Memory": "findings seen waivers runs",
}


def test_the_committed_schema_is_what_the_declarations_say() -> None:
    assert generate.SCHEMA.read_text("utf-8") == generate.render(FACTS), (
        "stale: run `python -m bylaw.facts.generate`"
    )


def test_the_page_is_what_the_schema_says() -> None:
    assert generate.PAGE.read_text("utf-8") == page(FACTS), (
        "stale: run `python -m bylaw.facts.generate`"
    )


def _members() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, type_ in COMMITTED["types"].items():
        for field, member in type_["fields"].items():
            yield f"{name}.{field}", member
    for name, member in [*COMMITTED["roots"].items(), *COMMITTED["functions"].items()]:
        yield name, member


def test_every_type_that_is_named_is_a_type_of_the_language_or_declared() -> None:
    for name, member in _members():
        arguments = [re.sub(r"^\w+: |=$", "", each) for each in member.get("args", ())]
        for text in [member["type"], *arguments]:
            assert dump(parse_type(text)) == text, name
            for fact in re.findall(r"\b[A-Z]\w*", re.sub(r"enum\(.*?\)", "", text)):
                assert fact in COMMITTED["types"], f"{name} names {fact}"


def test_every_field_is_documented_in_one_sentence() -> None:
    for name, member in _members():
        assert re.fullmatch(r"[A-Z`].*\.", member["doc"]), name


def test_located_types_have_a_place_and_no_other_has() -> None:
    for name, type_ in COMMITTED["types"].items():
        assert type_["located"] == ("place" in type_["fields"]), name


@pytest.mark.parametrize("line", re.split(r"\s{2,}|\n|(?<=\])\s", NAMED.strip()))
def test_a_path_of_facts_has_its_type(line: str) -> None:
    path, expected = line.split(": ")
    root, *fields = path.split(".")
    member = COMMITTED["roots"][root]
    for field in fields:
        member = COMMITTED["types"][member["type"]]["fields"][field]
    assert member["type"] == expected


@pytest.mark.parametrize("name", MEMBERS)
def test_a_type_has_its_members(name: str) -> None:
    fields = COMMITTED["types"][name]["fields"]
    for word in MEMBERS[name].split():
        member = word.rstrip("?")
        assert fields[member]["type"].endswith("?") == word.endswith("?"), member


def test_a_declaration_without_docstring_or_type_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generate, "HERE", tmp_path)
    monkeypatch.setattr(generate, "DECLARATIONS", ("one",))
    head = '@dataclass\nclass Roots:\n    """R."""\n'
    (tmp_path / "one.py").write_text(head + "    change: str\n")
    with pytest.raises(ValueError, match=r"Roots\.change has no docstring"):
        generate.schema()
    (tmp_path / "one.py").write_text(head + '    change: dict[str, str]\n    """D."""\n')
    with pytest.raises(ValueError, match=r"no type for dict\[str, str\]"):
        generate.schema()
