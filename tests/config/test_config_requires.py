"""Which versions of bylaw a repository allows."""

import pytest

from bylaw.config.requires import holds


@pytest.mark.parametrize(
    ("requirement", "version", "answer"),
    [
        (">=1.4,<2", "1.4.0", True),
        (">=1.4,<2", "1.10", True),
        (">=1.4,<2", "1.3.9", False),
        (">=1.4,<2", "2.0", False),
        ("==1.4", "1.4.0", True),
        ("!=1.4", "1.4.0", False),
        (">1", "1.0.1", True),
        ("<=1", "1.0", True),
        (" >= 1 , < 2 ", "1.5", True),
        (">=0.1", "0.1.0rc1", True),
    ],
)
def test_holds(requirement: str, version: str, answer: bool) -> None:
    assert holds(requirement, version) is answer


def test_this_version_is_the_default() -> None:
    assert holds(">=0")
    assert not holds(">=9999")
