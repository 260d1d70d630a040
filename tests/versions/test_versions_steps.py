"""What kind of step lies between two versions, what a requirement names, and whether it pins."""

import pytest

from bylaw import versions

STEPS = [
    ("1.0.0", "2.0.0", "npm", "major"),
    ("1.0.0", "1.1.0", "npm", "minor"),
    ("1.0.0", "1.0.1", "npm", "patch"),
    ("1.1.0", "1.0.0", "npm", "downgrade"),
    ("1.0.0", "1.0.0-rc.1", "npm", "downgrade"),
    ("0.1.0", "0.2.0", "npm", "minor"),
    ("1.0.0-rc.1", "1.0.0", "npm", "patch"),
    ("1.9.0", "2.0.0-rc.1", "npm", "major"),
    ("1.0.0", "v1.0.0", "npm", None),
    ("1.2", "1.3", "npm", "minor"),
    ("latest", "1.0.0", "npm", None),
    ("1.0.0", "latest", "npm", None),
    ("1.0", "1.0.0", "pypi", None),
    ("1.0", "1.0.post1", "pypi", "patch"),
    ("2024.1", "1!1.0", "pypi", "major"),
    ("1.0", "1.0.0.0.1", "pypi", "patch"),
    ("1.0.0.1", "1.0.0.2", "nuget", "patch"),
    ("1.0-SNAPSHOT", "1.0", "maven", "patch"),
    ("1.0", "1.0-rc1", "maven", "downgrade"),
    ("31.1-android", "31.1-jre", "maven", "patch"),
    ("v0.0.0-20180101000000-aaaaaaaaaaaa", "v0.0.0-20190101000000-bbbbbbbbbbbb", "golang", "patch"),
    ("1.0.0", "1.0.0-p1", "composer", "patch"),
    ("dev-main", "1.0.0", "composer", None),
    ("3.11-slim", "3.12-slim", "docker", "minor"),
    ("3.12-slim", "3.11-slim", "docker", "downgrade"),
    ("3.11-slim", "3.12-alpine", "docker", None),
    ("latest", "3", "docker", None),
    ("v3", "v4", "githubactions", "major"),
    ("v4", "v4.1.2", "githubactions", "minor"),
    ("1.0-1", "2.0-1", "deb", None),
    ("1.0", "1.1", "", "minor"),
]  # fmt: skip
LOWEST = [
    ("^1.2.3", "npm", "1.2.3"),
    ("1.2", "npm", "1.2"),
    ("1.2.x", "npm", "1.2"),
    ("1.2.3 - 2.0", "npm", "1.2.3"),
    ("^2 || ^1.5", "npm", "1.5"),
    ("^1.2.3-beta.1", "npm", "1.2.3-beta.1"),
    ("npm:other@^1.2.3", "npm", "1.2.3"),
    ("*", "npm", None),
    ("", "npm", None),
    ("latest", "npm", None),
    ("https://host.example/a-1.2.3.tgz", "npm", None),
    (">=1.4,<2", "pypi", "1.4"),
    ("<2,>=1.4", "pypi", "1.4"),
    ("~=1.4.2", "pypi", "1.4.2"),
    ("!=1.5,>=1.4", "pypi", "1.4"),
    ("==1.4.*", "pypi", "1.4"),
    ("<2", "pypi", None),
    ("<= 2", "pypi", None),
    ("~> 1.2", "gem", "1.2"),
    ("[1.0,2.0)", "maven", "1.0"),
    ("(,1.0]", "maven", None),
    ("(,1.0],[1.2,)", "maven", "1.2"),
    ("1.0-jre", "maven", "1.0-jre"),
    ("1.2.*", "composer", "1.2"),
    ("^1.2@beta", "composer", "1.2"),
    ("1.0.x-dev", "composer", "1.0"),
    ("dev-1.0", "composer", None),
    ("1.0.0..<2.0.0", "swift", "1.0.0"),
    ("~> 1.2 or ~> 2.0", "hex", "1.2"),
    (">=1.2", "deb", None),
]  # fmt: skip
PINNED = [
    ("1.2.3", "npm"), ("=1.2.3", "npm"), ("v1.2.3", "npm"), ("1.2.3-rc.1", "npm"),
    ("==1.2", "pypi"), ("===1.2", "pypi"), ("1.2.3", "pypi"), ("==1.2,>1", "pypi"),
    ("=1.2.3", "cargo"), ("= 1.2.3", "cargo"),
    ("v1.2.3", "golang"), ("v0.0.0-20180101000000-aaaaaaaaaaaa", "golang"),
    ("1.2.3", "maven"), ("[1.2]", "maven"), ("[1.2,1.2]", "maven"), ("31.1-jre", "maven"),
    ("1.2.3", "nuget"), ("[1.2.3]", "nuget"), ("[1.2.3,1.2.3]", "nuget"),
    ("1.2.3", "composer"), ("=1.2.3", "composer"), ("1.2", "composer"),
    ("dev-main#0123456789abcdef0123456789abcdef01234567", "composer"),
    ("1.2.3", "gem"), ("= 1.2.3", "gem"), ("1.2.3", "pub"), ("1.2.3", "hex"), ("== 1.2.3", "hex"),
    ("1.2.3", "terraform"), ("= 1.2", "terraform"), ("1.2.3", "helm"), ("1.2.3", "swift"),
    ("==1.2", "conda"), ("=1.2=py311_0", "conda"), ("1.2", "conda"),
    ("0123456789abcdef0123456789abcdef01234567", "githubactions"),
    (f"sha256:{'0a' * 32}", "docker"),
    ("==1.2", ""), ("1.2", ""),
]  # fmt: skip
NOT_PINNED = [
    ("^1.2.3", "npm"), ("1.2", "npm"), ("1.2.x", "npm"), ("", "npm"), ("*", "npm"),
    ("latest", "npm"), ("1.2.3 || 1.2.4", "npm"), (">=1.2.3", "npm"),
    ("==1.*", "pypi"), (">=1.2", "pypi"), ("~=1.2.3", "pypi"), ("", "pypi"), ("^1.2.3", "pypi"),
    ("1.2.3", "cargo"), ("=1.2", "cargo"), ("latest", "golang"), ("main", "golang"),
    ("[1.0,2.0)", "maven"), ("(1.2)", "maven"), ("1.0-SNAPSHOT", "maven"), ("LATEST", "maven"),
    ("${version}", "maven"), ("1.*", "nuget"), ("[1.0,)", "nuget"),
    ("^1.2", "composer"), ("1.2.*", "composer"), ("dev-main", "composer"),
    ("1.0.x-dev", "composer"), ("1.0-dev", "composer"), ("~> 1.2", "gem"), ("any", "pub"),
    ("^1.2.3", "pub"), ("~> 1.2", "hex"), ("~> 1.2", "terraform"), ("^1.2.3", "helm"),
    ("1.2", "helm"), ("=1.2", "conda"), ("1.2.*", "conda"), ("v4", "githubactions"),
    ("v4.1.2", "githubactions"), ("0123456", "githubactions"), ("3.12", "docker"),
    ("1.2.3", "deb"), (">=1.2", ""), ("1.*", ""),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "ecosystem", "expected"), STEPS)
def test_bump(old: str, new: str, ecosystem: str, expected: str | None) -> None:
    assert versions.bump(old, new, ecosystem) == expected


@pytest.mark.parametrize(("requirement", "ecosystem", "expected"), LOWEST)
def test_floor(requirement: str, ecosystem: str, expected: str | None) -> None:
    assert versions.floor(requirement, ecosystem) == expected


@pytest.mark.parametrize(("requirement", "ecosystem"), PINNED)
def test_pinned(requirement: str, ecosystem: str) -> None:
    assert versions.pins(requirement, ecosystem)


@pytest.mark.parametrize(("requirement", "ecosystem"), NOT_PINNED)
def test_not_pinned(requirement: str, ecosystem: str) -> None:
    assert not versions.pins(requirement, ecosystem)
