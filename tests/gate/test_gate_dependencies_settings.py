"""Wrong settings below `dependencies:` in bylaw.yaml: refused at their place, with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.gate.asking import Gate, config
from tests.services.server import Server, serving


@pytest.fixture
def gate(repo: Any, tmp_path: Path) -> Gate:
    return Gate(repo, tmp_path / "home")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


LIKE = "`dependencies.registries.url` is written like `https://packages.example/simple/`"


@pytest.mark.parametrize(
    ("entry", "hints"),
    [
        ('{url: "ftp://a.example", protocol: npm}', [LIKE]),
        ("{url: a.example, protocol: npm}", [LIKE]),
        ("{url: 7, protocol: npm}", [LIKE]),
        ("{protocol: npm}", ["`url` is missing here"]),
        ('{url: "https://a.example", protocol: nmp}', ["did you mean `npm`?"]),
        ('{url: "https://a.example", protocol: npm, package: [a]}', ["did you mean `packages`?"]),
        (
            '{url: "https://me:hunter2@a.example", protocol: npm}',
            [LIKE, "https://**********@a.example", "set BYLAW_TOKEN_ and the host's name"],
        ),
    ],
    ids=["scheme", "bare", "number", "missing", "protocol", "key", "credentials"],
)
@pytest.mark.parametrize("profile", ["local", "ci"])
def test_a_wrong_registry_is_refused_at_its_place(
    gate: Gate, server: Server, entry: str, hints: list[str], profile: str
) -> None:
    said = config(server).replace("registries: [", f"registries: [{entry}, ")
    gate.repo.commit({"bylaw.yaml": said})
    gate.repo.branch({"requirements.txt": "flask==3.1.0\n"})
    refused = gate.check("--profile", profile)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("bylaw.yaml:5:")
    assert all(hint in refused.err for hint in hints)
    assert "hunter2" not in refused.err
    assert server.asked == []


@pytest.mark.parametrize(
    ("line", "code", "hint"),
    [
        ("  licences: [a.yaml]", "unknown-key", "did you mean `licenses`?"),
        ("  licenses: [absent.yaml]", "config-value", "there is no such file"),
        ("  licenses: [../out.yaml]", "config-value", "it leads out of the repository"),
        ("  licenses: [/etc/licenses.yaml]", "config-value", "it leads out of the repository"),
        ("  licenses: [../node_modules]", "config-value", "it leads out of the repository"),
        ("  licenses: [link.yaml]", "config-value", "link"),
        ("  private: acme-*", "config-value", "list"),
        ("  private: [7]", "config-value", ""),
        ("  lookalikes: {know: [a]}", "unknown-key", "did you mean `known`?"),
    ],
)
@pytest.mark.parametrize("profile", ["local", "ci"])
def test_wrong_settings_are_refused_at_their_line(
    gate: Gate, server: Server, line: str, code: str, hint: str, profile: str
) -> None:
    (gate.repo.root.parent / "out.yaml").write_text("pkg:pypi/flask: MIT\n")
    (gate.repo.root / "link.yaml").symlink_to("../out.yaml")
    gate.repo.commit({"bylaw.yaml": config(server, line + "\n")})
    gate.repo.branch({"requirements.txt": "flask==3.1.0\n"})
    said = gate.check("--profile", profile)
    assert (said.code, said.out) == (2, "")
    assert "bylaw.yaml:7:" in said.err
    assert f"error[{code}]" in said.err
    assert hint in said.err
    assert server.asked == []


@pytest.mark.parametrize(
    "said",
    [
        "{source: apy}",
        '{source: api, url: "ftp://a.example"}',
        '{source: api, url: "https://me:hunter2@a.example"}',
        "{max_age: soon}",
        "{max_aeg: 7d}",
    ],
)
def test_wrong_advisories_are_refused_at_their_line(gate: Gate, server: Server, said: str) -> None:
    text = config(server).splitlines()
    text[5] = f"  advisories: {said}"
    gate.repo.commit({"bylaw.yaml": "\n".join(text) + "\n"})
    gate.repo.branch({"requirements.txt": "flask==3.1.0\n"})
    refused = gate.check()
    assert (refused.code, refused.out) == (2, "")
    assert "bylaw.yaml:6:" in refused.err
    assert "hunter2" not in refused.err
    assert server.asked == []
