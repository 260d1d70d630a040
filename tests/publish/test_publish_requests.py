"""How many requests it takes: forges limit those that write."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))
from bench.publish import FINDINGS, MOST, measure
from tests.forges.github import github
from tests.forges.gitlab import gitlab
from tests.services.conftest import no_proxies as no_proxies


@pytest.mark.slow
@pytest.mark.usefixtures("no_proxies")
def test_thousands_of_findings_take_few_requests() -> None:
    assert measure("github", github, FINDINGS) <= MOST
    assert measure("gitlab", gitlab, FINDINGS) <= MOST
