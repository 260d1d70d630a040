"""Rules about the architecture, from a repository to a verdict."""

from __future__ import annotations

import json
from typing import Any

import pytest

import bylaw

CATALOG = """components:
  web: {paths: [src/web/**], layer: top}
  pay: {paths: [src/pay/**], layer: bottom, externals: [requests]}
  log: {paths: [src/log/**], layer: bottom}
layers: [top, bottom]
"""
LAYERS = """bylaw 1
rule layers {
  title "Layers point down"
  for edge in imports.added
  where not edge.allowed
  deny edge "{edge.source.name} -> {edge.target.name or else edge.module}: {edge.reason}"
}
"""
RINGS = """bylaw 1
rule rings {
  title "No new ring of components"
  for ring in cycles.added
  let names = [each.name for each in ring.members]
  let chain = [each.module for each in ring.edges]
  deny ring "{names} by {chain}"
}
rule file-rings {
  title "No new ring of files"
  for ring in cycles.added_modules
  let names = [each.path for each in ring.members]
  deny ring "{names}"
}
"""
START = {
    "architecture.yaml": CATALOG,
    "policies/a.bylaw": LAYERS,
    "src/__init__.py": "",
    "src/web/__init__.py": "",
    "src/web/page.py": "from src.pay import charge\n",
    "src/pay/__init__.py": "",
    "src/pay/charge.py": "import os\nimport requests\n\n\ndef charge():\n    return 1\n",
    "src/log/__init__.py": "",
    "src/log/write.py": "import os\n",
}


def check(repo: Any, **said: Any) -> bylaw.Verdict:
    return bylaw.check(repo.root, base="main", **said)


def found(verdict: bylaw.Verdict) -> list[str]:
    return [f"{each.place.path}:{each.place.line} {each.message}" for each in verdict.findings]


def test_an_import_against_the_layers_is_found_at_its_name(repo: Any) -> None:
    repo.commit(START)
    repo.branch({"src/pay/charge.py": "import requests\nfrom src.web import (\n    page,\n)\n"})
    verdict = check(repo)
    assert found(verdict) == [
        "src/pay/charge.py:3 pay -> web: layer top is above layer bottom",
    ]
    place = verdict.findings[0].place
    assert (place.column, place.end_line, place.end_column) == (5, 3, 9)
    assert (verdict.findings[0].anchor.kind, verdict.findings[0].anchor.key) == (
        "edge",
        "pay -> web",
    )


def test_packages_that_a_component_may_not_use(repo: Any) -> None:
    repo.commit(START)
    repo.branch({"src/pay/charge.py": "import requests, json\nimport left_pad.core\n"})
    assert found(check(repo)) == [
        "src/pay/charge.py:2 pay -> left_pad.core: the only packages of pay are requests",
    ]


MOVES: list[dict[str, str | None]] = [
    {"src/pay/charge.py": "\n\n# more\nimport requests\nimport os\nfrom src.web import page\n"},
    {"src/pay/charge.py": None, "src/pay/bill.py": "import os\nfrom src.web import page\n" * 2},
    {"src/pay/charge.py": "x = 1\n", "src/pay/other.py": "from src.web import page\n"},
    {"src/pay/charge.py": "if True:\n    from src.web.page import anything\n"},
]


@pytest.mark.parametrize("edits", MOVES)
def test_what_stood_before_is_not_new_when_it_moves(
    repo: Any, edits: dict[str, str | bytes | None]
) -> None:
    repo.commit({**START, "src/pay/charge.py": "import os\nfrom src.web import page\n"})
    repo.branch(edits)
    assert found(check(repo)) == []


def test_a_file_that_moves_to_another_component_brings_its_imports(repo: Any) -> None:
    text = "from src.log import write\n\n\ndef f():\n    return write\n"
    catalog = CATALOG.replace("layers:", "layers: [top, {name: bottom, independent: true}]\n#")
    repo.commit({**START, "architecture.yaml": catalog, "src/web/tool.py": text})
    repo.branch({"src/web/tool.py": None, "src/pay/tool.py": text})
    assert found(check(repo)) == [
        "src/pay/tool.py:1 pay -> log: components of layer bottom are independent",
    ]


GO: dict[str, str | bytes] = {
    "go.mod": "module example.org/shop\n\ngo 1.24\n",
    "src/web/page/view.go": "package page\n\nfunc View() int {\n\treturn 1\n}\n",
    "src/pay/a.go": 'package pay\n\nimport "example.org/shop/src/web/page"\n',
}
GO_MOVES: list[dict[str, str | bytes | None]] = [
    {
        "src/web/page/a.go": "package page\n",
        "src/pay/a.go": f'{GO["src/pay/a.go"]!s}import "fmt"\n',
    },
    {
        "src/web/page/view.go": None,
        "src/web/sheet/view.go": GO["src/web/page/view.go"],
        "src/pay/a.go": 'package pay\n\nimport "example.org/shop/src/web/sheet"\n',
    },
]


@pytest.mark.parametrize("edits", GO_MOVES)
def test_an_import_of_a_folder_is_not_new_when_its_files_change(
    repo: Any, edits: dict[str, str | bytes | None]
) -> None:
    repo.commit({**START, **GO})
    repo.branch(edits)
    assert found(check(repo)) == []


def test_an_import_of_another_folder_is_new(repo: Any) -> None:
    repo.commit({**START, **GO, "src/web/other/b.go": "package other\n"})
    repo.branch({"src/pay/b.go": 'package pay\n\nimport "example.org/shop/src/web/other"\n'})
    assert found(check(repo)) == [
        "src/pay/b.go:3 pay -> web: layer top is above layer bottom",
    ]


def test_what_was_for_the_type_checker_alone_is_new_when_it_runs(repo: Any) -> None:
    guarded = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from src.web import page\n"
    repo.commit({**START, "src/pay/charge.py": guarded})
    repo.branch({"src/pay/charge.py": guarded + "from src.web import page\n"})
    assert found(check(repo)) == [
        "src/pay/charge.py:4 pay -> web: layer top is above layer bottom",
    ]


def test_in_profile_ci_the_catalog_of_the_target_judges(repo: Any) -> None:
    repo.commit(START)
    loose = CATALOG.replace("layers: [top, bottom]", "layers: [bottom, top]")
    repo.branch({"architecture.yaml": loose, "src/pay/charge.py": "import src.web.page\n"})
    assert found(check(repo)) == []
    assert found(check(repo, profile="ci")) == [
        "src/pay/charge.py:1 pay -> web: layer top is above layer bottom",
    ]


def test_a_catalog_that_the_change_breaks_is_told_and_does_not_judge(repo: Any) -> None:
    problems = """bylaw 1
rule problems {
  title "The catalog holds"
  for each in architecture.problems
  where each.is_added
  deny each "{each.kind}: {each.message}"
}
"""
    repo.commit({**START, "policies/b.bylaw": problems})
    repo.branch({"architecture.yaml": "components:\n  web: {path: [a]}\n"})
    verdict = check(repo, profile="ci")
    assert found(verdict) == ["architecture.yaml:2 unreadable: no key `path`"]
    with pytest.raises(bylaw.Wrong) as wrong:
        check(repo)
    told = wrong.value.diagnostics
    assert [(each.code, each.path, each.line) for each in told] == [
        ("bad-catalog", "architecture.yaml", 2)
    ]


def test_every_error_of_a_catalog_is_told_at_its_line(repo: Any) -> None:
    repo.commit({**START, "architecture.yaml": "components:\n  a: {tier: x}\n  b: 3\nlayer: []\n"})
    repo.branch({"a.txt": "a"})
    with pytest.raises(bylaw.Wrong) as wrong:
        check(repo)
    assert [each.line for each in wrong.value.diagnostics] == [2, 3, 4]


def test_dangling_names_doubles_and_empty_components_are_findings(repo: Any) -> None:
    rule = """bylaw 1
rule problems {
  title "The catalog holds"
  for each in architecture.problems
  deny each "{each.kind}"
}
"""
    catalog = (
        "components:\n  a: {paths: [src/**], depends_on: [c]}\n"
        "  b: {paths: [src/**]}\n  d: {paths: [nowhere/**]}\n"
    )
    repo.commit({"policies/b.bylaw": rule, "src/a.py": "", "architecture.yaml": catalog})
    repo.branch({"a.txt": "a"})
    assert sorted(found(check(repo))) == [
        "architecture.yaml:2 dangling-reference",
        "architecture.yaml:3 overlapping-paths",
        "architecture.yaml:4 no-files",
    ]


def test_without_a_catalog_rules_about_it_are_not_applicable(repo: Any) -> None:
    repo.commit(START)
    repo.git("rm", "-q", "architecture.yaml")
    repo.commit({})
    repo.branch({"src/pay/charge.py": "import src.web.page\n"})
    verdict = check(repo, unknown="deny")
    assert (verdict.outcome, verdict.not_applicable) == ("passed", ("local/layers",))
    assert verdict.next_command == "bylaw architecture infer"


def test_what_needs_no_catalog_is_judged_without_one(repo: Any) -> None:
    rule = """bylaw 1
rule no-left-pad {
  title "No left-pad"
  for edge in imports.added
  where edge.package == "left_pad"
  deny edge "{edge.file.path} imports {edge.module}"
}
"""
    repo.commit({"policies/a.bylaw": rule, "a.py": ""})
    repo.branch({"a.py": "import left_pad\n", "b.py": "import a\n"})
    assert found(check(repo)) == ["a.py:1 a.py imports left_pad"]


def test_rings_are_shown_with_the_import_that_closes_them(repo: Any) -> None:
    repo.commit({**START, "policies/a.bylaw": RINGS, "src/log/write.py": "import src.web.page\n"})
    repo.branch({"src/pay/charge.py": "import src.log.write\n"})
    assert found(check(repo)) == [
        "src/pay/charge.py:1 src/log/write.py, src/web/page.py, src/pay/charge.py",
        "src/pay/charge.py:1 log, web, pay by src.web.page, src.pay.charge, src.log.write",
    ]


def test_a_ring_that_stood_before_is_not_new(repo: Any) -> None:
    ring = {
        "src/log/write.py": "import src.web.page\n",
        "src/pay/charge.py": "import src.log.write\n",
    }
    repo.commit({**START, "policies/a.bylaw": RINGS, **ring})
    repo.branch(
        {"src/web/page.py": "import os\n\nfrom src.pay import charge\nfrom src.pay import x\n"}
    )
    assert found(check(repo)) == []


def test_a_chain_prefers_imports_that_stood_before(repo: Any) -> None:
    rule = """bylaw 1
rule reach {
  title "web does not reach log in a new way"
  let chain = reach("web", "log")
  where chain exists and (some each in chain has each.is_added)
  let names = [each.module for each in chain]
  deny change "{names}"
}
"""
    old = {"src/pay/charge.py": "import src.log.write\n"}
    repo.commit({**START, "policies/a.bylaw": rule})
    repo.branch(old)
    assert [each.message for each in check(repo).findings] == ["src.pay.charge, src.log.write"]
    repo.git("checkout", "-q", "main")
    repo.commit(old)
    repo.branch({"src/web/page.py": "import src.log.write\nimport src.pay.charge\n"}, "direct")
    assert check(repo).findings == ()


def test_a_chain_goes_on_from_every_file_of_a_package_that_is_a_folder(repo: Any) -> None:
    rule = """bylaw 1
rule reach {
  title "web does not reach log"
  let chain = reach("web", "log")
  where chain exists
  let names = [each.file.path for each in chain]
  deny change "{names}"
}
rule used {
  title "Who uses it"
  for file in change.files
  let names = [each.file.path for each in file.imported_by]
  note file "{names}"
}
"""
    files = {
        "go.mod": "module example.org/shop\n",
        "src/web/a.go": 'package web\n\nimport "example.org/shop/src/pay"\n',
        "src/pay/doc.go": "package pay\n",
        "src/pay/db.go": "package pay\n",
        "src/log/log.go": "package log\n",
    }
    repo.commit({**START, **files, "policies/a.bylaw": rule})
    repo.branch({"src/pay/db.go": 'package pay\n\nimport "example.org/shop/src/log"\n'})
    assert sorted(each.message for each in check(repo).findings) == [
        "src/web/a.go",
        "src/web/a.go, src/pay/db.go",
    ]


def test_a_chain_between_names_that_nobody_has_is_not_passed_over(repo: Any) -> None:
    rule = """bylaw 1
rule reach {
  title "web does not reach nowhere"
  where reach("web", "nowhere") exists
  deny change "reached"
}
"""
    repo.commit({**START, "policies/a.bylaw": rule})
    repo.branch({"a.txt": "a"})
    verdict = check(repo)
    assert [(one.reason, one.detail) for one in verdict.inconclusive] == [
        ("no-component", "No component is called `nowhere`."),
    ]


def test_a_line_that_cannot_be_parsed_is_unknown_where_it_is_new(repo: Any) -> None:
    repo.commit({**START, "src/log/write.py": "x = = import src.web.page\n"})
    repo.branch({"src/log/write.py": "x = = import src.web.page\n\n\ny = 1\n"})
    assert check(repo).inconclusive == ()
    repo.commit({"src/log/write.py": "x = = import src.web.page\ny = = import src.web.page\n"})
    lacks = check(repo).inconclusive
    assert [(one.reason, one.places[0].line) for one in lacks] == [("syntax-error", 2)]


def test_a_file_that_is_too_large_is_unknown_whatever_the_weight(repo: Any) -> None:
    repo.commit(START)
    repo.branch({"src/log/write.py": "import os\n" + "x = 1\n" * 1_500_000})
    verdict = check(repo, unknown="pass")
    assert [(one.reason, one.weight) for one in verdict.inconclusive] == [("too-large", "warn")]


def test_text_that_is_no_source_is_read_as_far_as_it_goes(repo: Any) -> None:
    repo.commit(START)
    repo.branch(
        {
            "src/log/deep.py": "(" * 50_000 + "\nimport src.web.page\n",
            "src/log/bytes.py": b"\x00\xff\xfe import \x00\n",
            "src/log/wide.py": "import src.web.page\n".encode("utf-16"),
        }
    )
    verdict = check(repo)
    assert "src/log/wide.py:1 log -> web: layer top is above layer bottom" in found(verdict)


def test_a_patch_does_not_tell_what_is_imported(repo: Any) -> None:
    repo.commit(START)
    repo.branch({"src/pay/charge.py": "import src.web.page\n"})
    patch = repo.git("diff", "main").encode() + b"\n"
    verdict = bylaw.check(repo.root, patch=patch)
    assert [one.reason for one in verdict.inconclusive] == ["patch-only"]


def test_nothing_is_kept_for_profile_ci_nor_taken_from_what_is_kept(repo: Any) -> None:
    rule = LAYERS.replace("imports.added", "imports.all")
    repo.commit({**START, "policies/a.bylaw": rule, "src/log/write.py": "import src.web.page\n"})
    repo.branch({"a.txt": "a"})
    kept = repo.root / ".git" / "bylaw" / "imports"
    expected = ["src/log/write.py:1 log -> web: layer top is above layer bottom"]
    assert found(check(repo, profile="ci")) == expected
    assert not kept.exists()
    assert found(check(repo)) == expected
    file = next(kept.glob("python-*.json"))
    emptied: dict[str, list[str]] = {name: [] for name in json.loads(file.read_text())}
    file.write_text(json.dumps(emptied))
    assert found(check(repo)) == []
    assert found(check(repo, profile="ci")) == expected
    file.write_text("{broken")
    assert found(check(repo)) == expected
    assert json.loads(file.read_text())


def test_an_alias_that_is_led_elsewhere_leads_old_imports_there(repo: Any) -> None:
    def config(folder: str) -> str:
        paths = {"@lib/*": [f"src/{folder}/*"]}
        return json.dumps({"compilerOptions": {"baseUrl": ".", "paths": paths}})

    files = {
        **START,
        "tsconfig.json": config("log"),
        "src/pay/a.ts": 'import { x } from "@lib/x";\n',
        "src/log/x.ts": "export const x = 1;\n",
        "src/web/x.ts": "export const x = 1;\n",
    }
    repo.commit(files)
    repo.branch({"tsconfig.json": config("web")})
    assert found(check(repo)) == [
        "src/pay/a.ts:1 pay -> web: layer top is above layer bottom",
    ]


def test_a_catalog_is_no_link(repo: Any) -> None:
    repo.commit({**START, "elsewhere.yaml": CATALOG})
    (repo.root / "architecture.yaml").unlink()
    (repo.root / "architecture.yaml").symlink_to("elsewhere.yaml")
    repo.branch({"a.txt": "a"})
    with pytest.raises(bylaw.Wrong, match="symbolic link"):
        check(repo)


def test_a_catalog_that_is_not_committed_yet_judges_here(repo: Any) -> None:
    repo.commit({**START, "src/log/write.py": "import src.web.page\n"})
    repo.git("rm", "-q", "--cached", "architecture.yaml")
    repo.git("commit", "-q", "-m", "Take it out")
    verdict = bylaw.check(repo.root, whole_tree=True)
    assert found(verdict) == ["src/log/write.py:1 log -> web: layer top is above layer bottom"]
