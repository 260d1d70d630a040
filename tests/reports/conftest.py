"""The verdicts that every report is tried on."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bylaw.reports.interface import Options
from bylaw.reports.registry import load
from bylaw.verdict.model import Verdict

Renderer = Callable[..., str]


@pytest.fixture(scope="session")
def cases() -> ModuleType:
    spec = importlib.util.spec_from_file_location("cases", Path(__file__).with_name("cases.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def verdicts(cases: ModuleType) -> dict[str, Verdict]:
    found: dict[str, Verdict] = cases.VERDICTS
    return found


@pytest.fixture(scope="session")
def render() -> Renderer:
    """A report's whole text; every report must be writable as UTF-8."""

    def rendered(name: str, verdict: Verdict, **options: Any) -> str:
        answer = load(name)(verdict, Options(**options))
        text = answer if isinstance(answer, str) else "".join(answer)
        text.encode()
        return text

    return rendered
