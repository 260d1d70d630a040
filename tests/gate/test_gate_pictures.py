"""The picture of a repository's architecture, and what a verdict keeps of it."""

from __future__ import annotations

from typing import Any

import bylaw
from bylaw.gate.overview import look
from bylaw.gate.request import Request
from bylaw.verdict.architecture import Picture

CATALOG = """\
components:
  web: {paths: [web/**], kind: website, layer: edge, owner: "@org/web"}
  pay: {paths: [pay/**], layer: core}
  db: {paths: [db/**], layer: core, externals: []}
layers: [edge, core]
"""
FILES: dict[str, str | bytes | None] = {
    "architecture.yaml": CATALOG,
    "web/__init__.py": "",
    "web/page.py": "import requests\nfrom pay import charge\n",
    "web/form.py": "from pay import charge\nfrom db import rows\n",
    "pay/__init__.py": "",
    "pay/charge.py": "from db import rows\n",
    "db/__init__.py": "",
    "db/rows.py": "",
}
CHANGED: dict[str, str | bytes | None] = {
    "web/page.py": "import requests\nfrom pay import charge, refund\n",
    "web/form.py": "from pay import charge\n",
    "pay/refund.py": "from db import rows\n",
    "db/rows.py": "\nfrom web import page\n",
}
RULE = """bylaw 1
rule r {{
  title "T"
  for {loop}
  deny {place} "M"
}}
"""


def changed(repo: Any, **rules: str) -> None:
    policies = {
        f"policies/{name}.bylaw": RULE.format(loop=loop, place=loop.partition(" ")[0])
        for name, loop in rules.items()
    }
    repo.commit({**FILES, **policies})
    repo.branch(CHANGED)


def edges(picture: Picture | None) -> dict[tuple[str, str], tuple[str, int | None, int, int, bool]]:
    assert picture is not None
    return {
        (edge.source, edge.target): (
            edge.change, edge.imports, edge.added, edge.removed, not edge.reason
        )
        for edge in picture.edges
    }  # fmt: skip


def seen(repo: Any, **more: Any) -> Picture:
    request = Request(repo=str(repo.root), base="main", **more)
    return look(request, externals=False, progress=lambda stage: None)


def test_a_branch_is_drawn_on_the_whole(repo: Any) -> None:
    changed(repo)
    picture = seen(repo, head="change")
    assert edges(picture) == {
        ("web", "pay"): ("changed", 3, 1, 0, True),
        ("web", "db"): ("removed", 0, 0, 1, True),
        ("pay", "db"): ("changed", 2, 1, 0, True),
        ("db", "web"): ("added", 1, 1, 0, False),
    }
    assert [(node.name, node.kind, node.layer, node.owner) for node in picture.nodes] == [
        ("db", "component", "core", ""),
        ("pay", "component", "core", ""),
        ("web", "website", "edge", "@org/web"),
    ]
    denied = next(edge for edge in picture.edges if edge.reason)
    assert denied.reason == "layer edge is above layer core"
    assert denied.place is not None
    assert (denied.place.path, denied.place.line, denied.place.side) == ("db/rows.py", 2, "head")
    gone = next(edge for edge in picture.edges if edge.change == "removed")
    assert gone.place is not None
    assert (gone.place.path, gone.place.side) == ("web/form.py", "base")


def test_the_whole_has_no_marks_of_a_change(repo: Any) -> None:
    changed(repo)
    request = Request(repo=str(repo.root), whole=True)
    picture = look(request, externals=True, progress=lambda stage: None)
    assert edges(picture) == {
        ("web", "pay"): ("same", 3, 0, 0, True),
        ("web", "requests"): ("same", 1, 0, 0, True),
        ("pay", "db"): ("same", 2, 0, 0, True),
        ("db", "web"): ("same", 1, 0, 0, False),
    }
    assert [node.name for node in picture.nodes if node.is_external] == ["requests"]


def test_what_is_not_read_is_counted(repo: Any) -> None:
    repo.commit({**FILES, "pay/broken.py": "import (\nx = import\n"})
    picture = look(Request(repo=str(repo.root), whole=True), False, lambda stage: None)
    assert picture.unread > 0


def test_a_verdict_holds_the_edges_that_a_change_touches(repo: Any) -> None:
    changed(repo, imports="edge in imports.added where not edge.allowed")
    verdict = bylaw.check(repo.root, base="main", head="change")
    assert [finding.place.path for finding in verdict.findings] == ["db/rows.py"]
    assert edges(verdict.architecture) == {
        ("web", "pay"): ("added", None, 1, 0, True),
        ("web", "db"): ("removed", None, 0, 1, True),
        ("pay", "db"): ("added", None, 1, 0, True),
        ("db", "web"): ("added", None, 1, 0, False),
    }


def test_a_verdict_holds_none_where_no_rule_asks_what_is_imported(repo: Any) -> None:
    changed(repo, owned="file in change.files where file.component.owner is absent")
    assert bylaw.check(repo.root, base="main", head="change").architecture is None
    changed_only = bylaw.check(repo.root, base="main", head="change", policies=["start"])
    assert changed_only.architecture is None


def test_a_patch_and_a_repository_without_a_catalog_have_none(repo: Any) -> None:
    changed(repo, imports="edge in imports.added")
    patch = repo.git("diff", "main", "change").encode() + b"\n"
    assert bylaw.check(repo.root, patch=patch).architecture is None
    repo.commit({"architecture.yaml": None})
    assert bylaw.check(repo.root, base="main", head="change").architecture is None
