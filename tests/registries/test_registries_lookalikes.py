"""Names that look like popular ones, and honest names that do not."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.sources.registries.edits import edit, without_one
from bylaw.sources.registries.lookalikes import LONGEST, elsewhere, lookalikes
from bylaw.sources.registries.popular import LISTED, popular

CASES = yaml.safe_load((Path(__file__).parent / "lookalikes.yaml").read_text("utf-8"))
CLAUSES = {
    "slip": 'it is one slip of the keyboard from "{}"',
    "language": 'it is "{}" but for the name of its language',
    "separators": 'it is "{}" with other separators',
    "scope": 'it is "{}" without its scope',
    "order": 'it has the words of "{}" in another order',
    "screen": 'it is hard to tell from "{}"',
    "address": 'it is "{}" at another address',
    "domain": 'it is "{}" under another domain',
}

HONEST = [
    ("pypi", "urllib2"),  # another version
    ("pypi", "patch"),  # another first letter: hatch
    ("pypi", "pyvips"),  # short, and like one that few know
    ("pypi", "sentinel"),
    ("pypi", "kafka-python"),
    ("pypi", "flsk"),  # too short to tell
    ("npm", "@types/node"),
    ("npm", "@types/reakt"),  # nobody else can publish in this scope
    ("npm", "@babel/corre"),
    ("npm", "@acme/lodash"),
    ("npm", "react"),
    ("npm", "preact"),
    ("npm", "babel-core"),
    ("npm", "JSONStream"),
    ("golang", "github.com/stretchr/testify/v2"),
    ("golang", "github.com/Sirupsen/logrus"),
    ("golang", "github.com/spf13/viperr"),
    ("maven", "org.apache.commons:commons-lang"),
    ("composer", "symfony/procress"),
    ("docker", "reqeusts"),  # no list of it ships
    ("pypi", ""),
    ("pypi", "requestss" + "s" * LONGEST),
]


@pytest.mark.parametrize(("ecosystem", "name", "meant", "signal"), CASES)
def test_names_that_look_alike(ecosystem: str, name: str, meant: str, signal: str) -> None:
    found = {each.name: each.clause for each in lookalikes(ecosystem, name)}
    assert found.get(meant) == CLAUSES[signal].format(meant)


@pytest.mark.parametrize(("ecosystem", "name"), HONEST)
def test_honest_names(ecosystem: str, name: str) -> None:
    assert lookalikes(ecosystem, name) == ()


@pytest.mark.parametrize("ecosystem", LISTED)
def test_no_popular_name_looks_like_another(ecosystem: str) -> None:
    names = popular(ecosystem).values()
    assert len(names) > 200
    assert [name for name in names if lookalikes(ecosystem, name)] == []


@pytest.mark.parametrize("ecosystem", ["npm", "pypi"])
def test_few_names_in_use_are_called_look_alikes(ecosystem: str) -> None:
    """A thousand names by lot, of packages that are in use and on no list of popular ones."""
    names = (Path(__file__).parent / f"honest_{ecosystem}.txt").read_text("ascii").split()
    assert len(names) == 1000
    hit = {name: found[0].name for name in names if (found := lookalikes(ecosystem, name))}
    assert len(hit) <= 10, hit


def test_known_names_are_left_alone() -> None:
    assert lookalikes("pypi", "reqeusts", known=frozenset(("reqeusts",))) == ()
    assert lookalikes("pypi", "Requests_X", known=frozenset(("requests-x",))) == ()


def test_a_name_of_another_ecosystem() -> None:
    assert elsewhere("pypi", "webpack-cli") == "npm"
    assert elsewhere("npm", "scikit-learn") == "pypi"
    assert elsewhere("npm", "redis") is None, "popular here too"
    assert elsewhere("pypi", "some-name-of-ours") is None


LETTERS = st.text("abc-", max_size=6)


def distance(one: str, other: str) -> int:
    """Damerau and Levenshtein's, of strings of which no part is edited twice, as it is defined."""
    rows = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i in range(len(one) + 1):
        for j in range(len(other) + 1):
            if not i or not j:
                rows[i][j] = i + j
                continue
            is_same = one[i - 1] == other[j - 1]
            rows[i][j] = min(
                rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (not is_same)
            )
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@settings(deadline=None)
@given(LETTERS, LETTERS)
def test_an_edit_is_a_distance_of_one(one: str, other: str) -> None:
    assert (edit(one, other) is not None) == (distance(one, other) == 1)


@settings(deadline=None)
@given(LETTERS, LETTERS)
def test_texts_one_step_apart_share_a_text_without_a_letter(one: str, other: str) -> None:
    if distance(one, other) == 1:
        assert {one, *without_one(one)} & {other, *without_one(other)}


@settings(deadline=None)
@given(st.sampled_from(LISTED), st.text(max_size=300))
def test_any_text_can_be_asked_about(ecosystem: str, name: str) -> None:
    for each in lookalikes(ecosystem, name):
        assert each.name in popular(ecosystem).values()
    assert elsewhere(ecosystem, name) != ecosystem
