"""Facts about who uses whom, asked by rules in real repositories."""

from __future__ import annotations

from typing import Any, TypeAlias

import bylaw
from tests.gate.conftest import Repo

CATALOG = """components:
  pay: {paths: [src/pay/**]}
  web: {paths: [src/web/**]}
  lib: {paths: [src/lib/**]}
  checks: {paths: [tests/**]}
"""
RULES = """bylaw 1
rule uses {
  title "Who uses whom"
  for component in architecture.components
  let uses = [other.name for other in component.uses]
  let users = [other.name for other in component.used_by]
  let more = component.packages
  note component "{component.name} uses {uses}, used by {users}, {more}, {component.instability}"
}
rule first {
  title "Where a component begins to use another"
  for edge in imports.added
  where edge.is_first
  note edge "{edge.source.name} {edge.target.name or else edge.package}"
}
rule old {
  title "What is no first import"
  for edge in imports.all + imports.removed
  where edge.is_first and not edge.is_added
  note edge "{edge.module}"
}
rule ring {
  title "Rings of files, by component"
  for ring in cycles.added_modules
  let names = [component.name for component in ring.components]
  note ring "{names}"
}
rule chain {
  title "Web reaches lib"
  let chain = reach("web", "lib")
  where chain exists
  let files = [edge.file.path for edge in chain]
  note chain "{files}"
}
rule new {
  title "New components"
  for component in architecture.added
  let uses = [other.name for other in component.uses]
  note component "{component.name} of {component.files.count} files uses {uses}"
}
"""
Files: TypeAlias = dict[str, str | bytes | None]
BASE: Files = {"architecture.yaml": CATALOG, "policies/p.bylaw": RULES, "src/lib/a.py": "a = 1\n"}


def said(repo: Repo, rule: str, **more: Any) -> list[str]:
    verdict = bylaw.check(
        repo.root, base="main", head="change", rules=[f"local/{rule}"], unknown="deny", **more
    )
    assert not verdict.inconclusive
    return [each.message for each in verdict.findings]


def test_what_tests_import_is_not_said_of_the_component_they_stand_in(repo: Repo) -> None:
    repo.commit(
        BASE
        | {
            "src/pay/a.py": "import lib.a\nimport requests\n",
            "src/pay/test_a.py": "import web.a\nimport pytest\n",
            "src/web/a.py": "import pay.a\n",
            "tests/test_all.py": "import web.a\nimport hypothesis\n",
        }
    )
    repo.branch({"README.md": "x\n"})
    assert said(repo, "uses") == [
        "pay uses lib, used by web, requests, 0.5",
        "web uses pay, used by checks, , 0.5",
        "lib uses , used by pay, , 0",
        "checks uses web, used by , hypothesis, 1",
    ]


def test_one_import_stands_for_each_pair_that_is_new(repo: Repo) -> None:
    repo.commit(
        BASE
        | {
            "src/web/a.py": "import lib.a\n",
            "src/web/b.py": "import requests\n",
            "src/pay/a.py": "",
            "src/pay/test_a.py": "import web.a\n",
        }
    )
    typed = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import web.b\n"
    repo.branch(
        {
            "src/web/c.py": "import lib.a\nimport requests\nimport attrs\n",
            "src/web/d.py": "import attrs\n",
            "src/pay/a.py": f"{typed}    import lib.a\n",
            "src/pay/b.py": "import web.a\n",
            "src/pay/c.py": "import web.b\n",
            "src/pay/test_a.py": "import web.a\nimport lib.a\nimport pytest\n",
        }
    )
    assert said(repo, "first") == ["pay lib", "pay web", "web attrs"]
    assert said(repo, "old") == []


def test_a_component_that_moves_begins_nothing(repo: Repo) -> None:
    text = "import lib.a\nimport requests\n" + "x = 1\n" * 9
    repo.commit(BASE | {"src/pay/a.py": text})
    repo.branch({"src/pay/a.py": None, "src/pay/deep/b.py": text + "y = 2\n"})
    assert said(repo, "first") == []


def test_a_ring_of_files_knows_its_components(repo: Repo) -> None:
    repo.commit(BASE | {"src/pay/a.py": "import web.a\n", "src/web/a.py": "", "free.py": ""})
    repo.branch({"src/web/a.py": "import free\n", "free.py": "import pay.a\n"})
    assert said(repo, "ring") == ["pay, web"]


def test_new_components_are_known_where_another_catalog_governs(repo: Repo) -> None:
    repo.commit(BASE | {"bylaw.yaml": "bylaw: 1\npolicies: [policies/]\n"})
    added = CATALOG + "  tax: {paths: [src/tax/**]}\n"
    repo.branch({"architecture.yaml": added, "src/tax/a.py": "import lib.a\n"})
    assert said(repo, "new", profile="ci") == ["tax of 1 files uses lib"]
    assert said(repo, "new") == ["tax of 1 files uses lib"]


def test_the_tests_of_a_package_are_not_imported_with_it(repo: Repo) -> None:
    repo.commit(
        BASE
        | {
            "go.mod": "module shop.test\n",
            "src/lib/a.go": "package lib\n",
            "src/pay/a.go": "package pay\n",
            "src/pay/a_test.go": 'package pay\nimport _ "shop.test/src/lib"\n',
            "src/web/a.go": 'package web\nimport _ "shop.test/src/pay"\n',
        }
    )
    repo.branch({"README.md": "x\n"})
    assert said(repo, "chain") == []
    repo.commit({"src/pay/b.go": 'package pay\nimport _ "shop.test/src/lib"\n'})
    assert said(repo, "chain") == ["src/web/a.go, src/pay/b.go"]
