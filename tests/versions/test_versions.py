"""How versions are ordered, which ranges hold them, and what kind of step lies between two."""

from itertools import pairwise

import pytest

from bylaw import versions

ORDERED = [
    (
        [
            "1-alpha",
            "1-beta",
            "1-milestone",
            "1-rc",
            "1-snapshot",
            "1",
            "1-sp",
            "1-whatever",
            "1-1",
        ],
        "maven",
    ),
    (
        ["1.0-alpha1", "1.0-alpha-2", "1.0-rc1", "1.0", "1.0.1", "1.1-SNAPSHOT", "1.1", "2.0"],
        "maven",
    ),
    (
        ["1.0.0-dev", "1.0.0-alpha1", "1.0.0-beta2", "1.0.0-RC1", "1.0.0", "1.0.0-p1", "1.0.1"],
        "composer",
    ),
    (["1.0.a", "1.0.b1", "1.0.rc1", "1.0", "1.0.1"], "gem"),
    (
        [
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.1",
        ],
        "npm",
    ),
    (["v0.0.0-20200101000000-abcdefabcdef", "v0.1.0", "v1.0.0", "v2.0.0+incompatible"], "golang"),
    (["1.0.0-beta", "1.0.0", "1.0.0.1", "1.0.1"], "nuget"),
    (["1.0.dev1", "1.0a1", "1.0", "1.0.post1", "1!0.1"], "pypi"),
]
HELD = [
    ("1.2.3", "^1.2", "npm", True),
    ("2.0.0", "^1.2", "npm", False),
    ("1.2.3-beta", "^1.2", "npm", False),
    ("1.2.3", "1.x || >=2.5.0", "npm", True),
    ("1.5.0", "1.2 - 1.6", "npm", True),
    ("1.2.3", "latest", "npm", None),
    ("1.2.5", "~> 1.2.3", "npm", True),
    ("1.2.3", ">= 1.2.3 < 2", "npm", True),
    ("5.0", "[5.0,5.0]", "maven", True),
    ("3.5", "[1,2),[3,)", "maven", True),
    ("2.5", "[1,2),[3,)", "maven", False),
    ("1.2.3", "1.2", "cargo", True),
    ("0.3.0", "0.2.1", "cargo", False),
    ("1.2.3", "=1.2.3", "cargo", True),
    ("1.9", "~1.2", "composer", True),
    ("2.0", "~1.2", "composer", False),
    ("1.2.9", "~1.2.3", "composer", True),
    ("1.3.0", "^1.2 || ^3", "composer", True),
    ("1.2.5", "1.2.*", "composer", True),
    ("1.0.5", "1.0 - 2.0", "composer", True),
    ("2.0.7", "1.0 - 2.0", "composer", True),
    ("1.9", "~> 1.2", "gem", True),
    ("2.0", "~> 1.2", "gem", False),
    ("2.0.a", "~> 1.2", "gem", False),
    ("1.2.9", "~> 1.2.3", "gem", True),
    ("1.3", "~> 1.2.3", "gem", False),
    ("1.4.0", "^1.2.3", "pub", True),
    ("2.0.0-dev", "^1.2.3", "pub", False),
    ("0.2.0", "^0.1.2", "pub", False),
    ("1.2.4", "~> 1.2", "hex", True),
    ("2.0.0", "~> 1.2 or ~> 2.0", "hex", True),
    ("1.5", "1.0", "nuget", True),
    ("1.5", "[1.0,1.5)", "nuget", False),
    ("1.5", "1.*", "nuget", True),
    ("v1.5.0", ">=1.4", "golang", True),
    ("1.4.5", "~=1.4.2", "pypi", True),
    ("1.5", ">=1.4,<2", "pypi", True),
    ("v4.1.2", ">=4", "githubactions", True),
    ("1.4", ">=1.2,<2", "", True),
    ("1.2.3", "=1.2", "conda", True),
]
STEPS = [
    ("1.0.0", "2.0.0", "npm", "major"),
    ("1.0.0", "1.1.0", "npm", "minor"),
    ("1.0.0", "1.0.1", "npm", "patch"),
    ("1.1.0", "1.0.0", "npm", "downgrade"),
    ("0.1.0", "0.2.0", "npm", "minor"),
    ("1.0.0-rc.1", "1.0.0", "npm", "patch"),
    ("1.0", "1.0.0", "pypi", None),
    ("3.11-slim", "3.12-slim", "docker", "minor"),
    ("latest", "3", "docker", None),
    ("v3", "v4", "githubactions", "major"),
]
LOWEST = [
    ("^1.2.3", "npm", "1.2.3"),
    (">=1.4,<2", "pypi", "1.4"),
    ("~> 1.2", "gem", "1.2"),
    ("[1.0,2.0)", "maven", "1.0"),
    ("1.2", "npm", "1.2"),
    ("*", "npm", None),
    ("<2", "pypi", None),
    ("1.2.x", "npm", "1.2"),
    ("1.2.*", "composer", "1.2"),
]


@pytest.mark.parametrize(("texts", "ecosystem"), ORDERED)
def test_order(texts: list[str], ecosystem: str) -> None:
    found = [versions.compare(one, other, ecosystem) for one, other in pairwise(texts)]
    assert found == [-1] * len(found)


@pytest.mark.parametrize(("text", "range_", "ecosystem", "expected"), HELD)
def test_satisfies(text: str, range_: str, ecosystem: str, expected: bool | None) -> None:
    assert versions.satisfies(text, range_, ecosystem) is expected


@pytest.mark.parametrize(("old", "new", "ecosystem", "expected"), STEPS)
def test_bump(old: str, new: str, ecosystem: str, expected: str | None) -> None:
    assert versions.bump(old, new, ecosystem) == expected


@pytest.mark.parametrize(("requirement", "ecosystem", "expected"), LOWEST)
def test_floor(requirement: str, ecosystem: str, expected: str | None) -> None:
    assert versions.floor(requirement, ecosystem) == expected
