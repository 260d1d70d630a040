"""Each report of each verdict, to the byte.

`BYLAW_GOLDEN=write pytest tests/reports` writes the files anew; read the difference before it is
committed.
"""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from bylaw.reports import html
from bylaw.reports.registry import FORMATS
from bylaw.verdict.model import Verdict

GOLDEN = Path(__file__).with_name("golden")
SUFFIX = {
    "console": "txt",
    "sarif": "sarif",
    "json": "json",
    "junit": "xml",
    "github": "github.txt",
    "gitlab-codequality": "codequality.json",
    "gitlab-sast": "sast.json",
    "markdown": "md",
    "html": "html",
}
NAMES = ("passed", "denied", "unjudged", "attacked", "waived", "waived-hostile")
VIEWS: dict[str, tuple[str, str, dict[str, Any]]] = {
    **{
        f"{name}.{suffix}": (report, name, {})
        for name in NAMES
        for report, suffix in SUFFIX.items()
    },
    "denied-40.txt": ("console", "denied", {"width": 40}),
    "denied-color.txt": ("console", "denied", {"color": True, "width": 100}),
    "warned.xml": ("junit", "warned", {}),
    "warned.json": ("json", "warned", {}),
    "warned.md": ("markdown", "warned", {}),
    "warned.html": ("html", "warned", {}),
    "warned.sarif": ("sarif", "warned", {}),
    "waived-quiet.txt": ("console", "waived", {"quiet": True}),
    "waived-github.sarif": ("sarif", "waived", {"sarif_profile": "github"}),
    "denied-quiet.txt": ("console", "denied", {"quiet": True}),
    "denied-github.sarif": ("sarif", "denied", {"sarif_profile": "github", "category": "ci/pay"}),
    "attacked-gitlab.sarif": ("sarif", "attacked", {"sarif_profile": "gitlab"}),
}


def test_every_format_has_golden_files() -> None:
    assert set(SUFFIX) == set(FORMATS)
    if os.environ.get("BYLAW_GOLDEN") != "write":
        assert {path.name for path in GOLDEN.iterdir()} == set(VIEWS)


def without_assets(text: str) -> str:
    """A page without its style and script, which stand in files of their own."""
    for name in ("page.css", "page.js"):
        asset = (Path(html.__file__).with_name(name)).read_text("utf-8")
        text = text.replace(asset, name)
        text = text.replace(b64encode(sha256(asset.encode()).digest()).decode(), name)
    return text


@pytest.mark.parametrize("file", VIEWS)
def test_golden(file: str, verdicts: dict[str, Verdict], render: Callable[..., str]) -> None:
    report, name, options = VIEWS[file]
    text = without_assets(render(report, verdicts[name], **options)).encode()
    path = GOLDEN / file
    if os.environ.get("BYLAW_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text)
    assert text.decode() == path.read_bytes().decode()
