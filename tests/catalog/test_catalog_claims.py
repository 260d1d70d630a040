"""Which component a file belongs to: the most specific glob, then the name."""

import sys
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[2]))
from bylaw.sources.catalog.claims import Claims
from bylaw.sources.catalog.globs import alternatives, fixed_prefix, matcher
from bylaw.sources.catalog.interface import Component


def claims(**paths: list[str]) -> Claims:
    return Claims(Component(name, paths=tuple(globs)) for name, globs in paths.items())


def test_a_folder_claims_what_is_below_it() -> None:
    found = claims(pay=["src/pay/**"], web=["src/web"], docs=["docs/"])
    assert found.of("src/pay/a/b.py") == "pay"
    assert found.of("src/web/a/b.py") == "web"
    assert found.of("src/web") == "web"
    assert found.of("docs/a.md") == "docs"
    assert found.of("docs") is None
    assert found.of("src/payments/a.py") is None
    assert found.of("a.py") is None


def test_the_most_specific_glob_wins() -> None:
    found = claims(
        all=["**"], src=["src/**"], pay=["src/pay/**"], tests=["**/*_test.py"],
        api=["src/pay/api_*.py"], one=["src/pay/api_one.py"],
    )  # fmt: skip
    assert found.of("README.md") == "all"
    assert found.of("src/a.py") == "src"
    assert found.of("src/pay/a_test.py") == "pay"
    assert found.of("src/pay/api_two.py") == "api"
    assert found.of("src/pay/api_one.py") == "one"
    assert found.of("lib/a_test.py") == "all"


def test_of_equal_globs_the_first_name_wins_and_both_are_named() -> None:
    found = claims(b=["src/x/**"], a=["src/x"], c=["src/**"])
    assert found.of("src/x/y.py") == "a"
    assert found.all_of("src/x/y.py") == ("a", "b")
    assert found.all_of("src/y.py") == ("c",)
    assert found.all_of("y.py") == ()


def test_each_choice_of_braces_is_as_specific_as_it_is_alone() -> None:
    found = claims(services=["services/**"], pay=["{services,apps}/pay/**"])
    assert found.of("services/pay/a.go") == "pay"
    assert found.of("services/web/a.go") == "services"


def test_braces_that_stand_for_too_much_are_left_alone() -> None:
    glob = "{a,b}" * 12
    assert alternatives(glob) == [glob]
    assert claims(x=[f"{glob}/**"]).of("abababababab/x") == "x"


def test_very_deep_paths_have_an_owner_too() -> None:
    path = "/".join(["a"] * 2000)
    assert claims(a=["a/**"]).of(path) == "a"


def test_bytes_that_are_no_text_do_not_keep_a_path_from_its_component() -> None:
    assert claims(a=["src/*.py"]).of("src/\udcff.py") == "a"


def test_many_globs_of_one_folder_answer_as_a_few_do() -> None:
    found = claims(**{f"c{n}": [f"**/x{n}_*.py", f"src/a{n}?.py"] for n in range(300)})
    assert found.of("a/b/x17_1.py") == "c17"
    assert found.of("src/a299z.py") == "c299"
    assert found.all_of("src/a1zz.py") == ()
    assert found.of("src/x1_a2b.py") == "c1"


PARTS = st.sampled_from(["a", "b", "ab", "*", "**", "a*", "?", "{a,b}", "[ab]", "*.py", "b.py"])
GLOBS = st.lists(PARTS, min_size=1, max_size=4).map("/".join)
PATHS = st.lists(st.sampled_from(["a", "b", "ab", "b.py"]), min_size=1, max_size=5).map("/".join)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.lists(GLOBS, max_size=8), min_size=1, max_size=4), st.lists(PATHS, min_size=1))
def test_it_answers_as_one_who_looks_at_every_glob(
    globs: list[list[str]], paths: list[str]
) -> None:
    components = [Component(f"c{at}", paths=tuple(each)) for at, each in enumerate(globs)]
    found = Claims(reversed(components))
    for path in paths:
        weights = [
            (len(fixed_prefix(glob)), component.name)
            for component in components
            for each in component.paths
            for glob in alternatives(each)
            if matcher((glob,))(path)
        ]
        most = max((weight for weight, _ in weights), default=0)
        best = sorted({name for weight, name in weights if weight == most})
        assert found.of(path) == (best[0] if best else None)
        assert found.all_of(path) == tuple(best)
