"""What licenses allow and mention, in three values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from bylaw import licenses
from bylaw.licenses import License
from bylaw.licenses.expression import DEEPEST, LONGEST, parse
from bylaw.licenses.ids import exceptions, listed
from bylaw.licenses.ids import licenses as license_ids
from bylaw.licenses.spellings import DEPRECATED, SPELLINGS

SATISFIED: list[tuple[str, str, bool | None]] = [
    ("MIT", "MIT", True),
    ("MIT", "Apache-2.0 OR MIT", True),
    ("GPL-3.0-only", "MIT OR Apache-2.0", False),
    ("MIT OR GPL-3.0-only", "MIT", True),
    ("MIT AND GPL-3.0-only", "MIT", False),
    ("MIT AND Apache-2.0", "MIT OR Apache-2.0", True),
    ("MIT AND Apache-2.0", "MIT AND Apache-2.0", True),
    ("MIT AND (Apache-2.0 OR GPL-2.0-only)", "MIT OR Apache-2.0", True),
    ("MIT AND Apache-2.0 OR GPL-2.0-only", "GPL-2.0-only", True),
    ("(MIT OR GPL-2.0-only) AND ISC", "MIT", False),
    # ids have no case, texts have spaces
    ("mit", "MIT", True),
    ("MIT or apache-2.0", "APACHE-2.0", True),
    (" ( MIT ) ", "MIT", True),
    # versions
    ("GPL-2.0", "GPL-2.0-only", True),
    ("GPL-2.0-only", "GPL-2.0", True),
    ("GPL-2.0+", "GPL-2.0-or-later", True),
    ("GPL-2.0-or-later", "GPL-3.0-only", True),
    ("GPL-2.0-or-later", "GPL-2.0-only", True),
    ("GPL-2.0+", "GPL-1.0-only", False),
    ("GPL-2.0-only", "GPL-3.0-only", False),
    ("GPL-3.0-only", "GPL-2.0-or-later", True),
    ("GPL-3.0-only", "LGPL-2.1-or-later", False),
    ("LGPL-2.1+", "LGPL-3.0-only", True),
    ("Apache-1.1+", "Apache-2.0", True),
    ("Apache-1.1", "Apache-2.0", False),
    ("GFDL-1.2-no-invariants-or-later", "GFDL-1.3-no-invariants-only", True),
    ("GFDL-1.2-invariants-or-later", "GFDL-1.3-no-invariants-only", False),
    # exceptions only add permissions, those of the list
    ("GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only", True),
    ("GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0 WITH classpath-exception-2.0", True),
    ("GPL-2.0-only", "GPL-2.0-only WITH Classpath-exception-2.0", False),
    ("GPL-2.0-only WITH GCC-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0", False),
    ("GPL-2.0-with-classpath-exception", "GPL-2.0-only WITH Classpath-exception-2.0", True),
    ("Apache-2.0 WITH Commons-Clause", "Apache-2.0", None),
    ("Apache-2.0 WITH MIT", "Apache-2.0", None),
    # references
    ("LicenseRef-Ours", "LicenseRef-Ours", True),
    ("LicenseRef-Ours", "LicenseRef-ours", False),
    ("LicenseRef-Ours", "MIT", False),
    ("DocumentRef-a:LicenseRef-Ours", "LicenseRef-Ours", False),
    ("DocumentRef-a:LicenseRef-Ours", "DocumentRef-a:LicenseRef-Ours", True),
    # what nobody knows
    ("NOASSERTION", "MIT", None),
    ("", "MIT", None),
    ("Something", "MIT", None),
    ("Something", "Something", True),
    ("MIT OR Something", "MIT", True),
    ("MIT AND Something", "MIT", None),
    ("GPL-3.0-only AND Something", "MIT", False),
    ("GPL-3.0-only OR Something", "MIT", None),
    ("BSD", "BSD-3-Clause", None),
    ("BSD License", "BSD-3-Clause", None),
    ("GPL", "GPL-3.0-only", None),
    ("Apache Software License", "Apache-2.0", None),
    ("License :: OSI Approved :: BSD License", "BSD-3-Clause", None),
    ("License :: OSI Approved :: GNU General Public License (GPL)", "GPL-2.0-only", None),
    ("SEE LICENSE IN LICENSE.txt", "MIT", None),
    ("MIT, Apache-2.0", "MIT", None),
    ("https://opensource.example/MIT", "MIT", None),
    ("MIT and/or Apache-2.0", "MIT", None),
    ("MIT", "(MIT", None),
    # no license is allowed by nothing
    ("UNLICENSED", "Unlicense", False),
    ("UNLICENSED", "UNLICENSED", False),
    ("NONE", "MIT", False),
    # spellings of registries
    ("MIT/Apache-2.0", "Apache-2.0", True),
    ("GPL-2.0/MIT", "Apache-2.0", False),
    ("Apache 2.0", "Apache-2.0", True),
    ("Apache License, Version 2.0 OR MIT License", "Apache-2.0", True),
    ("MIT License", "MIT", True),
    ("The   MIT\nLicense", "MIT", True),
    ("License :: OSI Approved :: MIT License", "MIT", True),
    ("License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0", True),
    ("License :: OSI Approved :: GNU General Public License v2 or later (GPLv2+)", "GPL-3.0", True),
    ("GPLv3", "GPL-3.0-only", True),
]
MENTIONED: list[tuple[str, str, bool | None]] = [
    ("GPL-2.0-only", "GPL-*", True),
    ("gpl-2.0-only", "GPL-*", True),
    ("GPLv3", "GPL-*", True),
    ("MIT OR GPL-2.0+", "GPL-2.0-or-later", True),
    ("GPL-2.0-or-later", "GPL-2.0+", True),
    ("GPL-2.0", "GPL-2.0-only", True),
    ("GPL-2.0-only", "GPL-2.0", True),
    ("Apache-1.1+", "Apache-1.1", True),
    ("LGPL-2.1-only", "GPL-*", False),
    ("LGPL-2.1-only", "*GPL*", True),
    ("MIT", "GPL-*", False),
    ("MIT", "M*I*T", True),
    ("MIT", "MI*IT", False),
    ("MIT", "*", True),
    ("MIT OR ISC", "OR", False),
    ("GPL-2.0-only WITH Classpath-exception-2.0", "Classpath-*", True),
    ("LicenseRef-Ours", "LicenseRef-*", True),
    ("UNLICENSED", "GPL-*", False),
    ("GPL", "GPL-*", None),
    ("Something", "GPL-*", None),
    ("MIT AND Something", "GPL-*", None),
    ("MIT AND Something", "Some*", True),
    ("NOASSERTION", "GPL-*", None),
    ("", "GPL-*", None),
    ("GPL-3.0 (", "GPL-*", True),
    ("MIT", "x" * 501, None),
]


@pytest.mark.parametrize(("license_", "allowed", "expected"), SATISFIED)
def test_satisfies(license_: str, allowed: str, expected: bool | None) -> None:
    assert licenses.satisfies(license_, allowed) is expected


@pytest.mark.parametrize(("license_", "pattern", "expected"), MENTIONED)
def test_mentions(license_: str, pattern: str, expected: bool | None) -> None:
    assert licenses.mentions(license_, pattern) is expected


def test_a_license_prints_as_its_text() -> None:
    assert f"{License('MIT OR ISC')}" == "MIT OR ISC"


@pytest.mark.parametrize("text", [*SPELLINGS, *DEPRECATED])
def test_every_spelling_stands_for_what_is_listed(text: str) -> None:
    meant = SPELLINGS.get(text) or DEPRECATED[text]
    license_, _, exception = meant.partition(" WITH ")
    assert license_ in license_ids().values()
    assert not exception or exception in exceptions().values()
    assert licenses.satisfies(text, meant) is True
    assert licenses.satisfies(text.upper(), meant) is True


@pytest.mark.parametrize("id_", sorted(license_ids().values()))
def test_every_listed_license_is_itself(id_: str) -> None:
    assert licenses.satisfies(id_, id_) is True
    assert licenses.satisfies(id_, "LicenseRef-Other") is False
    assert licenses.mentions(id_, id_.lower()) is True


IDS = st.sampled_from(["MIT", "ISC", "Apache-2.0", "Zlib"])
TREE = st.recursive(
    IDS,
    lambda parts: st.tuples(
        st.sampled_from(["AND", "OR"]), st.lists(parts, min_size=2, max_size=3)
    ),
    max_leaves=12,
)


def written(tree: object) -> str:
    """The expression of a tree, in which `AND` binds tighter than `OR`."""
    if isinstance(tree, str):
        return tree
    assert isinstance(tree, tuple)
    operator, parts = tree
    texts = [
        f"({written(part)})" if isinstance(part, tuple) and part[0] == "OR" and operator == "AND"
        else written(part)
        for part in parts
    ]  # fmt: skip
    return f" {operator} ".join(texts)


def holds(tree: object, allowed: set[str]) -> bool:
    if isinstance(tree, str):
        return tree in allowed
    assert isinstance(tree, tuple)
    return (all if tree[0] == "AND" else any)(holds(part, allowed) for part in tree[1])


@given(TREE, st.sets(IDS, min_size=1))
def test_expressions_mean_what_their_trees_do(tree: object, allowed: set[str]) -> None:
    text = written(tree)
    assert licenses.satisfies(text, " OR ".join(sorted(allowed))) is holds(tree, allowed)
    assert canonicalize_license_expression(text) == text


WORDS = st.sampled_from(
    ["MIT", "mit", "GPL-2.0+", "GPL-2.0-or-later", "LicenseRef-a", "Classpath-exception-2.0", "AND",
     "OR", "or", "WITH", "(", ")"]
)  # fmt: skip


@given(st.lists(WORDS, min_size=1, max_size=9).map(" ".join))
def test_what_the_packaging_library_reads_is_read_alike(text: str) -> None:
    try:
        canonical = canonicalize_license_expression(text)
    except InvalidLicenseExpression:
        return
    assert parse(text) is not None
    assert parse(text) == parse(canonical)
    assert licenses.satisfies(text, canonical) is True


PIECES = [*"()/+ ", "MIT", "AND", "OR", "WITH", "LicenseRef-", "::", "\n", "\0", "²"]
TEXT = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join))


@given(TEXT, st.text(max_size=9))
def test_there_is_an_answer(text: str, other: str) -> None:
    assert licenses.satisfies(text, "MIT OR ISC") in (True, False, None)
    assert licenses.satisfies("MIT", text) in (True, False, None)
    assert licenses.mentions(text, other) in (True, False, None)


@pytest.mark.parametrize(
    "text",
    ["(" * 5000, "(" * (DEEPEST + 1) + "MIT" + ")" * (DEEPEST + 1), "MIT " * 4000, "/" * 5000,
     "MIT/" * 1900, "MIT OR " * 1000 + "(", "A" * (LONGEST + 1), "-1" * 3000, " " * 7999 + "("],
    ids=lambda text: f"{text[:6]}x{len(text)}",
)  # fmt: skip
def test_long_texts(text: str) -> None:
    assert licenses.satisfies(text, "MIT") is None
    assert licenses.mentions(text, "*x" * 200) is None


def test_depth_and_length_within_bounds() -> None:
    assert licenses.satisfies("(" * DEEPEST + "MIT" + ")" * DEEPEST, "MIT") is True
    assert licenses.satisfies(" OR ".join(["ISC"] * 1000 + ["MIT"]), "MIT") is True


def test_the_list_has_licenses_and_exceptions() -> None:
    assert {"MIT", "Classpath-exception-2.0"} <= set(listed())
    assert "classpath-exception-2.0" not in license_ids()
    assert "mit" not in exceptions()
