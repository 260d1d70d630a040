"""npm's ranges are those of its own library, node-semver, which is asked in the same run."""

import json
import os
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bylaw import versions

ROOT = Path(__file__).parents[2]
ORACLE = """
const semver = require("semver");
const [ranges, order] = JSON.parse(require("fs").readFileSync(0, "utf8"));
const held = ranges.map(([version, range]) =>
  semver.valid(version) === null || semver.validRange(range) === null
    ? null : semver.satisfies(version, range));
const compared = order.map(([one, other]) => semver.compare(one, other));
console.log(JSON.stringify([held, compared]));
"""

NUMBER = st.sampled_from(["0", "1", "2", "3", "10"])
PRE = st.sampled_from(["", "", "", "-alpha", "-alpha.1", "-beta", "-rc.1", "-0", "-1.a", "-x.y"])
VERSION = st.builds(
    lambda v, numbers, pre, build: f"{v}{'.'.join(numbers)}{pre}{build}",
    st.sampled_from(["", "", "", "v"]),
    st.lists(NUMBER, min_size=3, max_size=3),
    PRE,
    st.sampled_from(["", "", "", "+b.1"]),
)
PARTIAL = st.one_of(
    VERSION,
    st.sampled_from(["*", "x", "X"]),
    st.lists(NUMBER, min_size=1, max_size=2).map(".".join),
    st.builds(lambda number, x: f"{number}.{x}", NUMBER, st.sampled_from(["x", "*", "X.x", "1.x"])),
)
COMPARISON = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "", "^", "~", "~>", ">", ">=", "<", "<=", "="]),
        st.sampled_from(["", "", " ", "  "]),
        PARTIAL,
    ),
)
PART = st.one_of(
    st.lists(COMPARISON, min_size=1, max_size=3).map(" ".join),
    st.builds(lambda low, high: f"{low} - {high}", PARTIAL, PARTIAL),
    st.just(""),
)
RANGE = st.builds(
    lambda parts, joint: joint.join(parts),
    st.lists(PART, min_size=1, max_size=3),
    st.sampled_from(["||", " || "]),
)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(VERSION, RANGE), min_size=200, max_size=300))
def test_as_node_semver_says(cases: list[tuple[str, str]]) -> None:
    pairs = list(pairwise(version for version, _ in cases))
    held, compared = ask(cases, pairs)
    ours = [versions.satisfies(version, range_, "npm") for version, range_ in cases]
    assert list(zip(cases, ours, strict=True)) == list(zip(cases, held, strict=True))
    assert [versions.compare(one, other, "npm") for one, other in pairs] == compared


def ask(
    ranges: list[tuple[str, str]], order: list[tuple[str, str]]
) -> tuple[list[bool | None], list[int]]:
    """What node-semver says of versions in ranges, and of the order of versions."""
    node = shutil.which("node")
    if node is None or not (ROOT / "node_modules" / "semver").is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("node-semver is not installed: `make setup` brings it")
        pytest.skip("node-semver is not installed: `make setup` brings it")
    done = subprocess.run(
        [node, "-e", ORACLE],
        input=json.dumps([ranges, order]), capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    held, compared = json.loads(done.stdout)
    return held, compared
