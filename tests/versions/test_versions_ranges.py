"""Which versions are in which ranges, by the examples that the ecosystems' documentation gives.

The examples of npm are few here: its own library is asked in test_versions_npm.py.
"""

import pytest

from bylaw import versions
from bylaw.lang.checking.licenses import range_mistake

HELD: dict[str, list[tuple[str, str, bool | None]]] = {
    # https://github.com/npm/node-semver#ranges
    "npm": [
        ("1.2.3", "^1.2", True), ("2.0.0", "^1.2", False), ("1.2.3-beta", "^1.2", False),
        ("1.2.3-beta", "^1.2.3-alpha", True), ("1.2.4-beta", "^1.2.3-alpha", False),
        ("1.2.3", "1.x || >=2.5.0", True), ("1.5.0", "1.2 - 1.6", True),
        ("1.2.5", "~> 1.2.3", True), ("1.2.3", ">= 1.2.3 < 2", True), ("1.2.3", "", True),
        ("1.2.3", "v1.2.3", True), ("1.2.3", "=1.2.3", True), ("0.0.4", "^0.0.3", False),
        ("1.2.3", "latest", None), ("1.2.3", ">=1,<2", None), ("1.2.3", "npm:other@^1", None),
        ("1.2.3", "!=1.2.3", None),
    ],
    # https://getcomposer.org/doc/articles/versions.md
    "composer": [
        ("1.2.0-alpha", "^1.2", True), ("2.0.0-beta", "^1.2", False),
        ("1.2.0-alpha", ">1.2", False), ("2.0.0-beta", "<2.0", False),
        ("2.0.0-beta", "<=2.0", True), ("0.0.3", "^0.0.3", True), ("0.0.4", "^0.0.3", False),
        ("0.4.0", "^0.3", False), ("1.9.9", "~1.2", True), ("1.3.0", "~1.2.3", False),
        ("2.0.99", "1.0 - 2.0", True), ("2.1.1", "1.0.0 - 2.1.0", False),
        ("1.5", ">=1.0 <1.1 || >=1.2", True), ("1.1.5", ">=1.0 <1.1 || >=1.2", False),
        ("1.0.x-dev", "^1.0", True), ("1.2.3", "1.2.3@beta", True), ("1.2.3", "*", True),
        ("1.2.3", "1.*", True), ("1.2.3", ">=1.0,<2.0", True), ("1.2.3", "dev-main", None),
        ("dev-main", "^1.0", None), ("1.2.3", "!=1.2.3", False), ("1.2.3", "^1.0|^2.0", True),
        ("1.2.3", "^ 1.0", True), ("1.2.3", "1.2.3", True),
        ("1.2.0-beta", ">=1.2.0-stable", False), ("1.2.3", "==1.2.*", True),
        ("1.2.3", ">=1.0, <2.0 || 3", True),
    ],
    # https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html
    "cargo": [
        ("1.2.3", "1", True), ("1.2.3", "1.*", True), ("0.0.4", "0.0.3", False),
        ("1.3.0", "~1.2", False), ("1.5.0", ">=1.2, <1.5", False), ("1.5.0", ">= 1.2,<2", True),
        ("1.2.3", "*", True), ("1.2.3-rc.1", "*", False), ("1.2.3-rc.1", "1.2.3-alpha", True),
        ("1.2.4-rc.1", "1.2.3-alpha", False), ("1.2.9", "=1.2", True), ("1.2.3", ">=1 <2", None),
        ("2.0.0", ">1", True), ("1.9.0", ">1", False), ("1.2.3", "1 || 2", None),
        ("1.2.3", ">1.*", None),
    ],
    # The guides of RubyGems, Patterns, Declaring Dependencies
    "gem": [
        ("1.9", "~> 1.2", True), ("2.0.a", "~> 1.2", False), ("1.9.b", "~> 1.2", True),
        ("3.0", "~> 2", False), ("2.9", "~> 2", True), ("1.2.3.9", "~> 1.2.3.4", True),
        ("1.2.4", "~> 1.2.3.4", False), ("1.5", ">= 1.0, != 1.5", False),
        ("1.5", ">= 1.0, < 2", True), ("1.5", "^1.5", None), ("2.1", "~> 2.0.a", True),
        ("3.0", "~> 2.0.a", False),
    ],
    # https://learn.microsoft.com/nuget/concepts/package-versioning#version-ranges
    "nuget": [
        ("1.0", "(1.0,)", False), ("1.0", "[1.0]", True), ("1.0", "(,1.0]", True),
        ("1.0", "(,1.0)", False), ("1.0", "(1.0)", None), ("2.0-beta", "[1.0,2.0)", True),
        ("1.5-beta", "1.*", False), ("1.5-beta", "1.*-*", True), ("1.5", "*", True),
        ("0.9", "1.0", False), ("1.5", ">=1.0", None), ("1.5", "1.0.0-beta.*", None),
    ],
    # The POM reference of Apache Maven, Dependency Version Requirement Specification
    "maven": [
        ("1.0", "(,1.0]", True), ("1.1", "(,1.0],[1.2,)", False), ("1.3", "(,1.0],[1.2,)", True),
        ("1.1", "(,1.1),(1.1,)", False), ("5.0", "[5.0,5.0]", True), ("1.0", "1.0", True),
        ("1.0", "[1.0", None), ("1.0", "[1,2),", None),
    ],
    # https://dart.dev/tools/pub/dependencies#version-constraints
    "pub": [
        ("1.2.3", "any", True), ("1.3.0", "^1.2.3", True), ("0.1.5", "^0.1.2", True),
        ("0.0.4", "^0.0.3", False), ("2.0.0-dev", ">=1.0.0 <2.0.0", False),
        ("2.0.0-dev", ">=2.0.0-alpha <2.0.0", True), ("1.5.0-dev", ">=1.0.0 <2.0.0", True),
        ("1.0.0", ">=1.0.0<2.0.0", True), ("1.0.0", "1.0.0", True), ("1.0.0", "", None),
    ],
    # https://hexdocs.pm/elixir/Version.html#module-requirements
    "hex": [
        ("1.2.4", "~> 1.2", True), ("2.0.0-rc.1", "~> 1.2", False), ("1.3.0", "~> 1.2.3", False),
        ("3.0.0", "~> 1.2 or ~> 3.0", True), ("1.5.0", ">= 1.0.0 and < 2.0.0", True),
        ("1.5.0", "1.5.0", True), ("1.5.0", "~> 1", None),
    ],
    # https://github.com/Masterminds/semver#checking-version-constraints
    "helm": [
        ("1.5.0", "^1.2", True), ("1.5.0-beta", "^1.2", False), ("1.5.0-beta", "^1.2-0", True),
        ("1.5.0", ">= 1.2, < 2", True), ("1.5.0", ">=1.2 <2", True), ("1.2.9", "~1.2", True),
        ("1.2.9", "1.2.x", True), ("1.2.9", "1.2 - 1.4", True), ("1.2.9", "!=1.2.9", False),
        ("1.2.9", "1.1 || >1.2", False), ("1.2.9", "*", True), ("1.2", "~1.2.0", True),
        ("1.2.9", "newest", None), ("1.2.9", ">1.2.3 || x", True), ("1.4.0", "=1", True),
        ("1.2.9", "!=1.x", False),
    ],
    # https://developer.hashicorp.com/terraform/language/expressions/version-constraints
    "terraform": [
        ("1.9.0", "~> 1.2", True), ("1.3.0", "~> 1.2.3", False), ("2.0.0-beta1", ">= 1.0", False),
        ("2.0.0-beta2", ">= 2.0.0-beta1", True), ("1.5.0", ">= 1.0, < 2.0, != 1.5.0", False),
        ("2.0", "~> 1", True),
    ],
    # https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html
    "conda": [
        ("1.2.3", "1.2.*", True), ("1.20", "1.2.*", False), ("1.2.3", "=1.2", True),
        ("1.20", "=1.2", False), ("1.2.3", ">=1.2,<2", True), ("1.2.3", "1.0|>=1.2", True),
        ("1.2.3", "!=1.2.*", False), ("1.4.5", "~=1.4.2", True), ("1.5", "~=1.4.2", False),
        ("1.2.3", "==1.2.3", True), ("1.2", "1.2", True), ("1.2.3", "1.2", False),
        ("1.2.3", "*", True),
    ],
    # https://packaging.python.org/specifications/version-specifiers/
    "pypi": [
        ("1.4.5", "~=1.4.2", True), ("1.5", ">=1.4,<2", True), ("1.5rc1", ">=1.4", True),
        ("1.5", "==1.*", True), ("1.5", "!=1.5", False), ("1.5", "===1.5", True),
        ("1.5", "^1.2", None), ("1.5", "latest", None), ("1.5", "1.5", True),
        ("2!1.0", ">=1", True),
    ],
    # https://go.dev/ref/mod#versions
    "golang": [
        ("v1.5.0", ">=1.4", True), ("v1.5.0", ">=v1.4.0,<v2", True), ("v1.5.0", "^1.2", None),
        ("v2.0.0-pre", "<v2.0.0", True),
    ],
    "swift": [
        ("1.5.0", "1.0.0..<2.0.0", True), ("2.0.0", "1.0.0...2.0.0", True),
        ("2.0.0", "1.0.0..<2.0.0", False), ("1.5.0", ">=1.0", True),
    ],
    "githubactions": [
        ("v4.1.2", ">=4", True), ("v4.1.2", ">=4,<5", True), ("main", ">=4", None),
    ],
    "docker": [
        ("3.12-slim", ">=3", None),
    ],
    "": [
        ("1.4", ">=1.2,<2", True), ("1.4", "^1", None),
    ],
    "deb": [
        ("1.4", ">=1.2", None),
    ],
}  # fmt: skip
CASES = [(ecosystem, *case) for ecosystem, cases in HELD.items() for case in cases]


@pytest.mark.parametrize(("ecosystem", "text", "range_", "expected"), CASES)
def test_satisfies(ecosystem: str, text: str, range_: str, expected: bool | None) -> None:
    assert versions.satisfies(text, range_, ecosystem) is expected


@pytest.mark.parametrize(
    "range_",
    sorted({range_ for _, _, range_, expected in CASES if range_ and expected is not None}),
)
def test_a_policy_may_name_every_range(range_: str) -> None:
    assert range_mistake(range_) is None
