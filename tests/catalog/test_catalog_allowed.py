"""Why an import is not allowed."""

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))
from bylaw.sources.catalog.allowed import is_public, judge, possible
from tests.catalog.trees import whole

SHOP = whole(
    {
        "architecture.yaml": """
    layers:
      - web
      - {name: api, closed: true}
      - {name: domain, independent: true}
      - base
    components:
      site: {layer: web}
      admin: {layer: web}
      rest: {layer: api}
      pay: {layer: domain, public: ["src/pay/api/**", src/pay/types.py]}
      ledger: {layer: domain, depends_on: [pay], externals: [requests, "@aws-sdk/*", org.example]}
      log: {layer: base, may_depend_on: [], externals: []}
      tool: {may_depend_on: [log, site], depends_on: [pay]}
      strict: {layer: base, may_depend_on: [site, log]}
      free: {}
    """
    }
)

_ONLY = "the only packages of ledger are requests, @aws-sdk/* and org.example"
CASES = [
    ("site", "rest", ""),
    ("site", "admin", ""),
    ("site", "site", ""),
    ("site", "log", "layer api is closed, and stands between web and base"),
    ("site", "pay", "layer api is closed, and stands between web and domain"),
    ("rest", "pay", ""),
    ("rest", "log", ""),
    ("pay", "rest", "layer api is above layer domain"),
    ("pay", "ledger", "components of layer domain are independent"),
    ("ledger", "pay", "components of layer domain are independent"),
    ("log", "pay", "log may depend on nothing"),
    ("tool", "log", ""),
    ("tool", "pay", ""),
    ("tool", "rest", "tool may depend only on log, site and pay"),
    ("strict", "site", "layer web is above layer base"),
    ("free", "pay", ""),
    ("pay", "free", ""),
    ("nobody", "pay", ""),
    (None, "pay", ""),
    ("pay", None, ""),
    ("log", "nobody", ""),
]  # fmt: skip


def why(*args: Any, **kwargs: Any) -> str:
    """The first reason."""
    found = judge(SHOP, *args, **kwargs)
    return found[0].reason if found else ""


@pytest.mark.parametrize(("source", "target", "reason"), CASES)
def test_components(source: str | None, target: str | None, reason: str) -> None:
    assert why(source, target) == reason


@pytest.mark.parametrize(
    ("source", "package", "reason"),
    [
        ("ledger", "requests", ""),
        ("ledger", "@aws-sdk/client-s3", ""),
        ("ledger", "requests-mock", _ONLY),
        ("ledger", "requests.mock", _ONLY),
        ("ledger", None, ""),
        ("log", "structlog", "log may use no packages"),
        ("ledger", "org.example.web", ""),
        ("ledger", "org.examples", _ONLY),
        ("pay", "anything", ""),
        (None, "anything", ""),
    ],
)
def test_packages(source: str | None, package: str | None, reason: str) -> None:
    assert why(source, None, external=True, package=package) == reason


def test_what_a_component_does_not_show() -> None:
    hidden = "src/pay/db.py is not public in pay"
    assert why("rest", "pay", target_path="src/pay/api/v1/a.py") == ""
    assert why("rest", "pay", target_path="src/pay/types.py") == ""
    assert why("rest", "pay", target_path="src/pay/db.py") == hidden
    assert "\n" not in why("rest", "pay", target_path="src/pay/a\nb.py")
    assert why("pay", "pay", target_path="src/pay/db.py") == ""
    assert not is_public(SHOP.components["pay"], "src/pay/db.py")
    assert is_public(SHOP.components["free"], "anything")


def test_each_decision_that_an_import_goes_against_is_told() -> None:
    found = judge(SHOP, "log", "pay", target_path="src/pay/db.py")
    assert [(each.kind, each.reason) for each in found] == [
        ("dependencies", "log may depend on nothing"),
        ("layers", "layer domain is above layer base"),
        ("public", "src/pay/db.py is not public in pay"),
    ]


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("site", ["layers", "public"]),
        ("pay", ["layers"]),
        ("ledger", ["packages", "layers", "public"]),
        ("tool", ["dependencies", "public"]),
        ("free", ["public"]),
        ("nobody", []),
        (None, []),
    ],
)
def test_what_an_import_could_go_against(source: str | None, kinds: list[str]) -> None:
    assert list(possible(SHOP, source)) == kinds
