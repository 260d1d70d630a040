"""Versions in the order of their ecosystems, by the examples that their documentation gives."""

from itertools import combinations, pairwise

import pytest

from bylaw import versions
from bylaw.versions.version import Version

CHAINS = [
    # The POM reference of Apache Maven, Version Order Specification, and the javadoc and tests of
    # ComparableVersion
    ("maven", """1-alpha2snapshot < 1-alpha2 < 1-alpha-123 < 1-beta-2 < 1-beta123 < 1-m2 < 1-m11
        < 1-rc = 1-cr < 1-cr2 < 1-rc123 < 1-SNAPSHOT < 1 < 1-sp < 1-sp2 < 1-sp123 < 1-abc < 1-def
        < 1-pom-1 < 1-1-snapshot < 1-1 < 1-2 < 1-123"""),
    ("maven", """2.0 < 2.0.a < 2-1 < 2.0.2 < 2.0.123 < 2.1.0 < 2.1-a < 2.1b < 2.1-c < 2.1-1
        < 2.1.0.1 < 2.2 < 2.123 < 11.a2 < 11.a11 < 11.b2 < 11.b11 < 11.m2 < 11.m11 < 11 < 11.a
        < 11b < 11c < 11m"""),
    ("maven", "1 = 1.0 = 1.0.0 = 1-0 = 1.0-0 = 1ga = 1release = 1final = 1.GA = 1-ga"),
    ("maven", "1a = 1-a = 1.0-a = 1.0a < 1x = 1.0.0-x = 1.0x = 1-X"),
    ("maven", "1-a1 = 1-alpha-1 < 1b2 = 1-beta-2 < 1m3 = 1-milestone-3"),
    ("maven", "1-snapshot < 1 < 1-sp < 1-foo2 < 1-foo10 < 1-1 < 1.1"),
    ("maven", "1.foo = 1-foo < 1-1 < 1.1"),
    ("maven", "1-ga.1 < 1-sp.1"),
    ("maven", "1-sp-1 < 1-ga-1 = 1-1"),
    ("maven", "6.1.0rc3 < 6.1.0 < 6.1H.5-beta"),
    ("maven", "20190126.230843 < 1234567890.12345 < 123456789012345.1H.5-beta"
              " < 12345678901234567890.1H.5-beta"),
    # https://getcomposer.org/doc/articles/versions.md; what is ordered wrongly elsewhere: patches
    # after their release, numbers of pre-releases, branches, small and capital letters
    ("composer", """1.0.0-dev < 1.0.0-alpha-dev < 1.0.0-alpha < 1.0.0-alpha1 < 1.0.0-alpha2
        < 1.0.0-alpha10 < 1.0.0-beta1 < 1.0.0-RC1 < 1.0.0-RC2 < 1.0.0 < 1.0.0-p1 < 1.0.0-patch2
        < 1.0.1 < 1.0.x-dev < 1.1.0-dev < 1.x-dev < 2.0"""),
    ("composer", "1.0 = v1.0.0 = 1.0.0.0 = 1.0.0-stable = 1.0.0+meta < 1.0.0.1"),
    ("composer", "1.0.0-b1 = 1.0.0beta1 = 1.0.0-BETA.1 < 1.0.0-rc1 = 1.0RC1"),
    ("composer", "1.0.0 < 1.0.0pl1 = 1.0.0-p1 = 1.0.0-patch1"),
    # https://docs.ruby-lang.org/en/master/Gem/Version.html and its tests
    ("gem", "1.0.a < 1.0.b1 < 1.0.rc1 < 1.0 < 1.0.1 < 1.1.a < 1.9 < 1.10.a.9 < 1.10"),
    ("gem", "1.0.0-1 < 1 = 1.0 = 1.0.0"),
    ("gem", "1.8.2.a < 1.8.2.a9 < 1.8.2.a10 < 1.8.2.b < 1.8.2"),
    ("gem", "0.0.beta < 0.beta.1 = 0.0.beta.1"),
    ("gem", "5.a < 5.0.0.rc2 < 5.0.0.rc3 < 5.x < 5"),
    ("cocoapods", "1.0.0-alpha.1 < 1.0.0-beta.1 < 1.0.0 < 1.0.1"),
    # https://semver.org/#spec-item-11
    *((ecosystem, """1.0.0-alpha < 1.0.0-alpha.1 < 1.0.0-alpha.beta < 1.0.0-beta < 1.0.0-beta.2
        < 1.0.0-beta.11 < 1.0.0-rc.1 < 1.0.0 < 1.0.1 < 1.10.0""")
      for ecosystem in ("npm", "cargo", "golang", "hex", "helm", "nuget", "pub", "swift",
                        "terraform", "")),
    ("npm", "1.0.0 = v1.0.0 = 1.0.0+20130313144700"),
    # https://go.dev/ref/mod#pseudo-versions
    ("golang", """v0.0.0-20180101000000-aaaaaaaaaaaa < v0.0.0-20191109021931-daa7c04131f5 < v0.1.0
        < v1.2.3-pre < v1.2.3-pre.0.20191109021931-daa7c04131f5 < v1.2.3
        < v1.2.4-0.20191109021931-daa7c04131f5 < v1.2.4 < v2.0.0+incompatible = v2.0.0"""),
    # https://learn.microsoft.com/nuget/concepts/package-versioning#normalized-version-numbers
    ("nuget", "1.0-BETA = 1.0.0-beta < 1.0 = 1.0.0 = 1.0.0.0 = 01.0 < 1.0.0.1 < 1.0.1"),
    # pub orders build metadata, unlike Semantic Versioning: https://github.com/dart-lang/tools
    ("pub", """1.0.0-rc.1 < 1.0.0-rc.1+build.1 < 1.0.0 < 1.0.0+0.3.7 < 1.3.7+build
        < 1.3.7+build.2.b8f12d7 < 1.3.7+build.11.e0f985a < 2.0.0"""),
    ("terraform", "1.0.0-alpha1 < 1.2-beta < 1.2 = 1.2.0 = v1.2.0+x < 1.10 < 2"),
    ("helm", "1.2-beta < 1.2 = v1.2.0 < 1.10"),
    # https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html, VersionOrder
    ("conda", """0.4 = 0.4.0 < 0.4.1.rc = 0.4.1.RC < 0.4.1 < 0.5a1 < 0.5b3 < 0.5C1 < 0.5 < 0.9.6
        < 0.960923 < 1.0 < 1.1dev1 < 1.1_ < 1.1a1 < 1.1.0dev1 = 1.1.dev1 < 1.1.a1 < 1.1.0rc1
        < 1.1.0 = 1.1 < 1.1.0post1 = 1.1.post1 < 1.1post1 < 1996.07.12 < 1!0.4.1 < 1!3.1.1.6
        < 2!0.4.1"""),
    # https://packaging.python.org/specifications/version-specifiers/#summary-of-permitted-suffixes
    ("pypi", """1.0.dev456 < 1.0a1 < 1.0a2.dev456 < 1.0a12.dev456 < 1.0a12 < 1.0b1.dev456 < 1.0b2
        < 1.0b2.post345.dev456 < 1.0b2.post345 < 1.0rc1.dev456 < 1.0rc1 < 1.0 = 1.0.0 = v1.0
        < 1.0+abc.5 < 1.0+abc.7 < 1.0+5 < 1.0.post456.dev34 < 1.0.post456 < 1.1.dev1 < 1!0.1"""),
    ("githubactions", "v3 < v4 = v4.0.0 < v4.1 < v4.1.10"),
    ("docker", "3.9 < 3.12 < 4"),
    ("", "1.0rc1 < 1.0 = v1.0.0 = 1.0.0+build < 1.0.0.1.1 < 1.0.1 < 1.1 < 1!0.1"),
]  # fmt: skip
NO_VERSION = [
    ("newest", "npm"), ("1.2", "npm"), ("1.2.3.4", "npm"), ("01.2.3", "npm"), ("1.2.3-01", "npm"),
    ("1.2", "golang"), ("1.2", "cargo"), ("newest", "pypi"), ("1.0-x-y", "pypi"),
    ("dev-main", "composer"), ("", "gem"), ("a.1", "gem"), ("1..2", "gem"), ("x", "nuget"),
    ("1.2.3.4.5", "nuget"), ("${version}", "maven"), ("", "maven"), ("1 2", "maven"),
    ("latest", "docker"), ("3.12-slim", "docker"), ("main", "githubactions"), ("newest", ""),
    ("1..2", "conda"), ("1_2-3", "conda"), ("", ""), ("١.٢.٣", "npm"), ("١", "pypi"),
    ("1.2.3", "deb"), ("1.2.3", "no-such-ecosystem"),
]  # fmt: skip


def links(chain: str) -> list[tuple[str, int]]:
    """Versions with their rank: those joined by `=` have the same."""
    words, rank, found = chain.split(), 0, []
    for operator, text in zip(["=", *words[1::2]], words[::2], strict=True):
        rank += operator == "<"
        found.append((text, rank))
    return found


@pytest.mark.parametrize(("ecosystem", "chain"), CHAINS)
def test_order(ecosystem: str, chain: str) -> None:
    for (one, first), (other, second) in combinations(links(chain), 2):
        expected = (first > second) - (first < second)
        found = versions.compare(one, other, ecosystem), versions.compare(other, one, ecosystem)
        assert found == (expected, -expected), f"{one} and {other}"


@pytest.mark.parametrize(("ecosystem", "chain"), CHAINS)
def test_equal_versions_are_one_value(ecosystem: str, chain: str) -> None:
    for (one, first), (other, second) in pairwise(links(chain)):
        same = Version(one, ecosystem) == Version(other, ecosystem)
        assert same == (first == second)
        if same:
            assert hash(Version(one, ecosystem)) == hash(Version(other, ecosystem))


@pytest.mark.parametrize(("text", "ecosystem"), NO_VERSION)
def test_no_version(text: str, ecosystem: str) -> None:
    assert versions.order(text, ecosystem) is None
    assert versions.compare(text, "1.0.0", ecosystem) is None
    assert versions.satisfies(text, "1.0.0", ecosystem) is None


def test_a_version_without_ecosystem_is_ordered_as_the_other() -> None:
    one, other = Version("1.0-sp1", "maven"), Version("1.0")
    keys = one.keys(other)
    assert keys is not None and keys[0] > keys[1]
    keys = other.keys(one)
    assert keys is not None and keys[0] < keys[1]
    assert Version("1.0-sp1").keys(other) is not None
    assert Version("1.0.0", "npm").keys(Version("1.0.0", "cargo")) is None
    assert Version("1.0.0", "npm").keys(Version("1.0.0.1")) is None
    assert Version("1.0.0", "npm") == Version("1.0", "npm") != Version("1.0")
    assert (str(one), repr(other)) == ("1.0-sp1", "Version('1.0')")
