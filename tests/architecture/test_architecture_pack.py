"""The pack `architecture` in repositories, as a gate runs it."""

from __future__ import annotations

from typing import Any, TypeAlias

import bylaw
from bylaw.verdict.model import Verdict
from tests.gate.conftest import Repo

Files: TypeAlias = dict[str, str | bytes | None]
CATALOG = """layers: [web, domain]
components:
  shop: {paths: [src/shop/**], layer: web, owner: "@org/shop"}
  pay: {paths: [src/pay/**], layer: domain, owner: "@org/pay"}
"""
CONFIG = "bylaw: 1\npacks: [architecture]\n"
TREE: Files = {
    "bylaw.yaml": CONFIG,
    "architecture.yaml": CATALOG,
    "src/shop/page.py": "import pay.charge\nimport os\n",
    "src/pay/charge.py": "import requests\n",
    "tests/test_shop.py": "import shop.page\n",
}


def judged(repo: Repo, base: Files, head: Files, **more: Any) -> Verdict:
    repo.commit(base)
    repo.branch(head)
    return bylaw.check(repo.root, base="main", head="change", **more)


def told(verdict: Verdict) -> list[tuple[str, str, str, int]]:
    return [
        (each.level, each.rule.partition("/")[2], each.place.path, each.place.line)
        for each in verdict.findings
    ]


def test_an_ordinary_change_under_a_plain_catalog_is_not_spoken_of(repo: Repo) -> None:
    head: Files = {
        "src/shop/page.py": "import os\nimport sys\n\nimport django\nimport pay.charge\n",
        "src/shop/cart.py": "from pay.refund import refund\nfrom shop import page\n",
        "src/pay/refund.py": "def refund(): ...\n",
        "src/pay/charge.py": None,
        "src/pay/cards/charge.py": "import requests\n",
        "tests/test_pay.py": "import pay.refund\nimport pytest\n",
        "README.md": "Shop\n",
        "setup.py": "import setuptools\n",
    }
    verdict = judged(repo, TREE, head, unknown="deny")
    assert (verdict.outcome, told(verdict)) == ("passed", [])


def test_a_repository_without_a_catalog_is_told_that_rules_do_not_apply(repo: Repo) -> None:
    base: Files = {path: text for path, text in TREE.items() if path != "architecture.yaml"}
    said = "params: {architecture: {watched: ['*'], max_uses: 3, stability: true}}\n"
    base["bylaw.yaml"] = CONFIG + said
    head: Files = {"src/pay/charge.py": "import requests\nimport shop.page\n"}
    verdict = judged(repo, base, head, rules=["architecture/*"])
    silent = {rule.partition("/")[2] for rule in verdict.not_applicable}
    assert {"layers-point-down", "only-allowed-packages", "new-package-is-seen"} <= silent
    assert {"few-uses", "forbidden-import", "no-component-cycle", "catalog-holds"} <= silent
    # A ring of files is one without a catalog, too.
    assert told(verdict) == [("note", "no-module-cycle", "src/pay/charge.py", 2)]


def test_boundaries_are_written_in_the_configuration(repo: Repo) -> None:
    config = f"""{CONFIG}params:
  architecture:
    forbidden:
      - {{source: shop, target: "package:djan*", why: the page is plain}}
levels:
  architecture/forbidden-import: warn
"""
    head: Files = {"src/shop/page.py": "import django\nimport pay.charge\nimport os\n"}
    verdict = judged(repo, TREE | {"bylaw.yaml": config}, head, profile="ci")
    assert told(verdict) == [("warn", "forbidden-import", "src/shop/page.py", 1)]
    assert verdict.findings[0].message == "shop may not import django: the page is plain."


def test_a_boundary_of_a_component_that_is_not_there_is_never_silent(repo: Repo) -> None:
    config = f"{CONFIG}params: {{architecture: {{watched: [shpo], guarded_data: [pii]}}}}\n"
    verdict = judged(repo, TREE | {"bylaw.yaml": config}, {"README.md": "Shop\n"}, profile="ci")
    assert verdict.outcome == "denied"
    assert sorted(each.message for each in verdict.findings) == [
        "The parameters of this pack name `data:pii`, and no component is called that.",
        "The parameters of this pack name `shpo`, and no component is called that.",
    ]


def test_a_change_does_not_bring_the_catalog_that_allows_it(repo: Repo) -> None:
    head: Files = {
        "architecture.yaml": CATALOG.replace("[web, domain]", "[domain, web]")
        + "  tax: {paths: [src/tax/**], layer: wbe}\n",
        "src/pay/charge.py": "import shop.page\n",
        "src/tax/rate.py": "import pay.charge\n",
    }
    verdict = judged(repo, TREE, head, profile="ci")
    assert sorted(told(verdict), key=lambda each: each[1:]) == [
        ("deny", "catalog-names-what-it-describes", "architecture.yaml", 5),
        ("note", "component-has-owner", "architecture.yaml", 5),
        ("deny", "layers-point-down", "src/pay/charge.py", 1),
        ("warn", "new-source-has-a-component", "src/tax/rate.py", 1),
        ("warn", "no-component-cycle", "src/pay/charge.py", 1),
    ]


def test_where_an_import_leads_matters_only_to_what_it_could_go_against(repo: Repo) -> None:
    catalog = """components:
  shop: {paths: [web/shop/**], externals: [react]}
  pay: {paths: [web/pay/**]}
"""
    base: Files = {
        "bylaw.yaml": CONFIG,
        "architecture.yaml": catalog,
        "web/pay/a.ts": "export {}\n",
    }
    head: Files = {
        "web/shop/a.ts": 'import x from "#secret/x";\nimport "../pay/a";\n',
        "web/pay/a.ts": 'import x from "#secret/x";\n',
    }
    verdict = judged(repo, base, head)
    assert [(each.rule, each.reason) for each in verdict.inconclusive] == [
        ("architecture/only-allowed-packages", "unresolved-import")
    ]
    assert [each.path for each in verdict.inconclusive[0].places] == ["web/shop/a.ts"]


def test_a_patch_is_not_called_fine(repo: Repo) -> None:
    repo.commit(TREE)
    repo.branch({"src/pay/charge.py": "import shop.page\n"})
    patch = repo.git("diff", "main", "change").encode() + b"\n"
    repo.git("checkout", "-q", "main")
    verdict = bylaw.check(repo.root, patch=patch)
    assert verdict.outcome == "passed-with-unknowns"
    assert "architecture/layers-point-down" in {each.rule for each in verdict.inconclusive}
