"""The client over TLS: whom it trusts, and where it lets itself be sent."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bylaw.sources.services.credentials import variable
from bylaw.sources.services.http import HttpClient
from bylaw.sources.services.interface import Failed
from tests.services.server import Reply, Server, serving

NEEDED = "openssl makes the key of the server: install it from your system's packages"
pytestmark = pytest.mark.skipif(
    shutil.which("openssl") is None and os.environ.get("CI") != "true", reason=NEEDED
)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and its certificate for this machine, in one file."""
    if shutil.which("openssl") is None:
        pytest.fail(NEEDED)
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", "key.pem", "-out", "certificate.pem"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    both = (folder / "key.pem").read_text() + (folder / "certificate.pem").read_text()
    (folder / "both.pem").write_text(both)
    return folder


@pytest.fixture
def secure(key: Path) -> Iterator[Server]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(key / "both.pem")
    with serving(tls=context) as made:
        yield made


@pytest.fixture
def trusted(secure: Server, key: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(key / "certificate.pem"))
    return secure


def reason(url: str, **environment: str) -> str:
    with pytest.raises(Failed) as caught:
        HttpClient(now=0, environment=environment).json(url)
    return f"{caught.value.reason}: {caught.value.message}"


def test_an_authority_of_ones_own(trusted: Server) -> None:
    url = trusted.say("/a", Reply(1))
    with HttpClient(now=0, environment={variable(url): "s3cret"}) as client:
        assert client.json(url) == 1
    assert trusted.asked[0].headers["authorization"] == "Bearer s3cret"


def test_a_certificate_of_nobody(secure: Server) -> None:
    url = secure.say("/a", Reply(1))
    said = reason(url, **{variable(url): "s3cret"})
    assert said.startswith("unreachable: The certificate of 127.0.0.1")
    assert secure.asked == []


def test_a_bundle_that_is_not_there(secure: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/none/bundle.pem")
    assert reason(secure.say("/a", Reply(1))).startswith("bad-answer: ")
    assert secure.asked == []


def test_no_way_back_from_https(trusted: Server) -> None:
    url = trusted.say("/a", Reply(None, 302, {"Location": "http://services.example/b"}))
    assert reason(url).startswith("bad-redirect: ")
