"""What moves: neither a rename nor a pairing hides an import, a ring or a chain that is new."""

from __future__ import annotations

from typing import Any

import pytest

import bylaw

CATALOG = """components:
  web: {paths: [src/web/**], layer: top}
  pay: {paths: [src/pay/**], layer: bottom}
  log: {paths: [src/log/**], layer: bottom}
layers: [top, bottom]
"""
LAYERS = """bylaw 1
rule layers {
  title "Layers point down"
  for edge in imports.added
  where not edge.allowed
  deny edge "{edge.source.name} -> {edge.target.name or else edge.module}"
}
"""
PACKAGE = """bylaw 1
rule package {
  title "No left-pad where it runs"
  for edge in imports.added
  where edge.package == "left_pad" and not edge.file.is_test
  deny edge "{edge.module}"
}
"""
FILE_RINGS = """bylaw 1
rule rings {
  title "No new ring of files"
  for ring in cycles.added_modules
  let names = [each.path for each in ring.members]
  deny ring "{names}"
}
"""
START: dict[str, str | bytes | None] = {
    "architecture.yaml": CATALOG,
    "src/__init__.py": "",
    "src/web/__init__.py": "",
    "src/web/page.py": "",
    "src/pay/__init__.py": "",
    "src/log/__init__.py": "",
}
BODY = "".join(f"value_{number} = {number}\n" for number in range(30))


def check(repo: Any, **said: Any) -> bylaw.Verdict:
    return bylaw.check(repo.root, base="main", **said)


def found(verdict: bylaw.Verdict) -> list[str]:
    return [f"{each.place.path}:{each.place.line} {each.message}" for each in verdict.findings]


@pytest.mark.parametrize("catalog", [None, "components:\n  all: {paths: [src/**, tests/**]}\n"])
@pytest.mark.parametrize("body", [BODY, ""], ids=["renamed", "rewritten"])
def test_what_a_test_imported_is_new_where_it_runs(
    repo: Any, catalog: str | None, body: str
) -> None:
    text = f"import left_pad\n{body}"
    files = {"policies/a.bylaw": PACKAGE, "tests/pad.py": text, "tests/other.py": text}
    repo.commit(files if catalog is None else {**files, "architecture.yaml": catalog})
    repo.branch({"tests/pad.py": None, "src/pad.py": text if body else f"x = 1\n{text}y = 2\n"})
    assert [one.split(":")[0] for one in found(check(repo))] == ["src/pad.py"]


@pytest.mark.parametrize("body", [BODY, ""], ids=["renamed", "rewritten"])
def test_what_moves_below_a_path_that_a_rule_asks_for_is_new_there(repo: Any, body: str) -> None:
    rule = """bylaw 1
rule core {
  title "The core is free of left-pad"
  for edge in imports.added
  where edge.file.path in glob("core/**") and edge.package == "left_pad"
  deny edge "{edge.module}"
}
"""
    text = f"import left_pad\n{body}"
    repo.commit({"policies/a.bylaw": rule, "tools/pad.py": text, "core/old.py": text})
    repo.branch({"tools/pad.py": None, "core/pad.py": text if body else f"x = 1\n{text}"})
    assert [one.split(":")[0] for one in found(check(repo))] == ["core/pad.py"]
    repo.git("checkout", "-q", "main")
    repo.branch({"core/old.py": None, "core/new.py": f"\n{text}"}, "inside")
    assert found(check(repo)) == []


def test_a_target_that_moves_below_a_path_that_a_rule_asks_for_is_new_there(repo: Any) -> None:
    rule = """bylaw 1
rule hidden {
  title "What is hidden is imported by nobody"
  for edge in imports.added
  where edge.target_file.path in glob("lib/hidden/**")
  deny edge "{edge.module}"
}
"""
    repo.commit({"policies/a.bylaw": rule, "lib/a.py": BODY, "b.py": "import lib.a\n"})
    repo.branch({"lib/a.py": None, "lib/hidden/a.py": BODY, "b.py": "import lib.hidden.a\n"})
    assert found(check(repo)) == ["b.py:1 lib.hidden.a"]


def test_a_line_that_cannot_be_parsed_is_unknown_in_another_component(repo: Any) -> None:
    text = f"x = = import src.web.page\n{BODY}"
    repo.commit({**START, "policies/a.bylaw": LAYERS, "src/web/tool.py": text})
    repo.branch({"src/web/tool.py": None, "src/pay/tool.py": text})
    assert [one.reason for one in check(repo).inconclusive] == ["syntax-error"]
    repo.git("checkout", "-q", "main")
    repo.branch({"src/web/tool.py": None, "src/web/other.py": text}, "inside")
    assert check(repo).outcome == "passed"
    repo.git("checkout", "-q", "main")
    repo.branch({"src/web/tool.py": None, "src/web/deep/tool.py": text}, "deeper")
    assert [one.reason for one in check(repo).inconclusive] == ["syntax-error"]


def test_code_that_moves_closes_a_ring_of_files(repo: Any) -> None:
    files = {
        **START,
        "policies/a.bylaw": FILE_RINGS,
        "src/pay/a.py": "import src.pay.b\n",
        "src/pay/b.py": "import src.pay.c\n",
        "src/pay/c.py": "",
    }
    repo.commit(files)
    repo.branch({"src/pay/a.py": "", "src/pay/c.py": "import src.pay.b\n"})
    assert found(check(repo)) == ["src/pay/c.py:1 src/pay/b.py, src/pay/c.py"]


def test_code_that_moves_makes_a_chain(repo: Any) -> None:
    rule = """bylaw 1
rule reach {
  title "web does not reach log in a new way"
  let chain = reach("web", "log")
  where chain exists and (some each in chain has each.is_added)
  let names = [each.module for each in chain]
  deny change "{names}"
}
"""
    files = {
        **START,
        "policies/a.bylaw": rule,
        "src/web/page.py": "import src.pay.c\n",
        "src/pay/a.py": "import src.log\n",
        "src/pay/c.py": "",
    }
    repo.commit(files)
    repo.branch({"src/pay/a.py": "", "src/pay/c.py": "import src.log\n"})
    assert [each.message for each in check(repo).findings] == ["src.pay.c, src.log"]


def test_a_ring_of_files_is_not_new_where_one_moves_to_another_component(repo: Any) -> None:
    files = {
        **START,
        "policies/a.bylaw": FILE_RINGS,
        "src/pay/a.py": f"import src.pay.b\n{BODY}",
        "src/pay/b.py": "import src.pay.a\n",
    }
    repo.commit(files)
    repo.branch(
        {
            "src/pay/a.py": None,
            "src/log/a.py": f"import src.pay.b\n{BODY}",
            "src/pay/b.py": "import src.log.a\n",
        }
    )
    assert found(check(repo)) == []


def test_a_package_is_not_the_library_of_its_name(repo: Any) -> None:
    rule = PACKAGE.replace("left_pad", "punycode")
    repo.commit({"policies/a.bylaw": rule, "a.js": 'import p from "punycode";\n'})
    repo.branch({"a.js": 'import p from "punycode";\nimport q from "punycode/";\n'})
    assert [one.split(" ")[0] for one in found(check(repo))] == ["a.js:2"]


def test_a_file_more_in_a_package_without_a_start_makes_no_import_new(repo: Any) -> None:
    files = {**START, "policies/a.bylaw": LAYERS, "src/web/deep/z.py": "", "src/web/b.py": ""}
    for name in ("src/__init__.py", "src/web/__init__.py", "src/web/page.py"):
        del files[name]
    repo.commit({**files, "src/pay/a.py": "import src.web.deep\nfrom src import web\n"})
    repo.branch(
        {
            "src/web/deep/a.py": "",
            "src/web/a.py": "",
            "src/pay/a.py": "import src.web.deep, os\nfrom src import web\n",
        }
    )
    assert found(check(repo)) == []
    repo.commit({"src/web/other/c.py": "", "src/pay/b.py": "import src.web.other\n"})
    assert found(check(repo)) == ["src/pay/b.py:1 pay -> web"]
