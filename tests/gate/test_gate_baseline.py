"""The baseline: what stood before is tolerated, what the change writes is not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import bylaw
from bylaw.gate.baseline import parsed, written
from bylaw.gate.baseline_writing import create, standing, update
from bylaw.gate.request import Request
from bylaw.verdict.baseline import Baseline, Entry

POLICY = """bylaw 1

rule no-todo {
  title "No TODO"
  why   "Nobody comes back to it."

  for file in change.files
  where file.path not in glob("policies/**")
  for hit in file.find(/TODO/)

  deny hit "A TODO."
}

rule no-fixme {
  title "No FIXME"
  why   "Nobody comes back to it."

  for line in change.added_lines
  where line.text contains "FIXME" and line.file.path not in glob("policies/**")

  deny line "A FIXME."
}

rule no-long-name {
  title "No long name"
  why   "Nobody can read it."

  for file in change.files
  where file.name starts with "long_"

  deny file "A long name."
}
"""
BASELINE = ".bylaw/baseline.json"


def request(repo: Any) -> Request:
    return Request(repo=str(repo.root))


def start(repo: Any, files: dict[str, str]) -> Any:
    repo.commit({"policies/a.bylaw": POLICY, **files})
    made = create(request(repo))
    repo.commit({})
    repo.git("checkout", "-q", "-b", "change")
    return made


def found(repo: Any, **said: Any) -> list[tuple[str, str, int]]:
    verdict = bylaw.check(repo.root, base="main", **said)
    return [
        (one.rule.removeprefix("local/"), one.place.path, one.place.line)
        for one in verdict.findings
    ]


def tolerated(repo: Any, **said: Any) -> int:
    return len(bylaw.check(repo.root, base="main", **said).suppressed)


def test_what_stood_is_tolerated_in_the_whole_tree(repo: Any) -> None:
    made = start(repo, {"a.txt": "TODO\nTODO\nFIXME\n", "long_b.txt": "b\n"})
    assert made.config == "bylaw.yaml"
    assert [(one.rule, one.path, one.count) for one in made.baseline.entries] == [
        ("local/no-fixme", "a.txt", 1),
        ("local/no-long-name", "long_b.txt", 1),
        ("local/no-todo", "a.txt", 2),
    ]
    verdict = bylaw.check(repo.root, whole_tree=True)
    assert verdict.outcome == "passed"
    assert [one.suppression.kind for one in verdict.suppressed if one.suppression] == [
        "baseline"
    ] * 4


def test_a_line_that_the_change_writes_is_new_however_it_looks(repo: Any) -> None:
    start(repo, {"a.txt": "x\nTODO\nFIXME\ny\n"})
    # The same lines once more, before and behind those that stood.
    repo.commit({"a.txt": "TODO\nFIXME\nx\nTODO\nFIXME\ny\nTODO\n"})
    assert found(repo, profile="ci") == [
        ("no-todo", "a.txt", 1),
        ("no-fixme", "a.txt", 2),
        ("no-todo", "a.txt", 7),
    ]


def test_an_old_finding_in_a_file_that_changes_stays_tolerated(repo: Any) -> None:
    start(repo, {"a.txt": "x\nTODO\ny\n"})
    repo.commit({"a.txt": "x\nmore\n    TODO\ny\nz\n"})
    # The line was written anew: indented.
    assert found(repo) == [("no-todo", "a.txt", 3)]
    repo.commit({"a.txt": "w\nx\nTODO\ny\nz\n"})
    assert found(repo) == []
    assert tolerated(repo) == 1


def test_a_renamed_file_keeps_what_was_tolerated_in_it(repo: Any) -> None:
    start(repo, {"a.txt": "x\nTODO\n" + "y\n" * 20, "long_b.txt": "b\n"})
    repo.git("mv", "a.txt", "b.txt")
    repo.commit({"b.txt": "x\nTODO\n" + "y\n" * 21 + "TODO\n"})
    assert found(repo) == [("no-todo", "b.txt", 24)]
    done = update(request(repo))
    assert (done.fixed, done.moved, done.new) == (0, 1, 1)
    assert [one.path for one in done.baseline.entries] == ["long_b.txt", "b.txt"]


def test_update_only_shrinks(repo: Any) -> None:
    start(repo, {"a.txt": "TODO\nTODO\nTODO\n", "b.txt": "TODO\n"})
    repo.commit({"a.txt": "TODO\n", "b.txt": None, "c.txt": "FIXME\n"})
    verdict = bylaw.check(repo.root, whole_tree=True)
    assert [notice for notice in verdict.notices if "baseline" in notice] == [
        "3 findings of the baseline are gone: `bylaw baseline update` takes what is fixed out of "
        "it."
    ]
    seen = standing(request(repo))
    assert [(one.path, one.count) for one in seen.fixed] == [("a.txt", 2), ("b.txt", 1)]
    assert [(one.path, one.count) for one in seen.old] == [("a.txt", 1)]
    assert [(one.path, one.message) for one in seen.new] == [("c.txt", "A FIXME.")]
    done = update(request(repo))
    assert (done.fixed, done.moved, done.new) == (3, 0, 1)
    assert [(one.path, one.count) for one in done.baseline.entries] == [("a.txt", 1)]
    again = update(request(repo))
    assert again.baseline == done.baseline


def test_in_a_pipeline_the_baseline_of_the_target_counts(repo: Any) -> None:
    start(repo, {"a.txt": "x\n" * 9})
    repo.commit({"a.txt": "x\n" * 9 + "TODO\n"})
    Path(repo.root, BASELINE).unlink()
    create(request(repo))
    repo.commit({})
    assert found(repo, profile="ci") == [("no-todo", "a.txt", 10)]
    # Nor does it count on the desk: the line is the change's own.
    assert found(repo) == [("no-todo", "a.txt", 10)]


def test_a_first_change_tolerates_nothing_of_itself(repo: Any) -> None:
    repo.commit({"long_b.txt": "b\n"})
    repo.branch({"policies/a.bylaw": POLICY, "long_b.txt": "c\n"})
    assert create(request(repo)).baseline.count == 1
    repo.commit({})
    assert found(repo, profile="ci") == [("no-long-name", "long_b.txt", 1)]
    said = f"{BASELINE} counts once it has landed: no change tolerates itself."
    assert said in bylaw.check(repo.root, base="main", profile="ci").notices
    repo.git("branch", "-f", "main")
    repo.commit({"long_b.txt": "d\n"})
    assert (found(repo, profile="ci"), tolerated(repo, profile="ci")) == ([], 1)


def test_a_path_from_here_is_the_same_path(repo: Any) -> None:
    start(repo, {"long_b.txt": "b\n", "bylaw.yaml": f"bylaw: 1\nbaseline: ./{BASELINE}\n"})
    repo.git("branch", "-f", "main")
    repo.commit({"long_b.txt": "d\n"})
    assert (found(repo, profile="ci"), tolerated(repo, profile="ci")) == ([], 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "there is no baseline .bylaw/baseline.json"),
        ("", "is no baseline"),
        ("{}", "its `format` is not 1"),
        ('{"format": 1}', "no list of `findings`"),
        ('{"format": 1, "findings": [{"rule": "a/b"}]}', "finding 1 is malformed"),
        ('{"format": 1, "findings": [], "findings": []}', "a key is named twice"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_a_baseline_that_is_missing_or_unreadable_fails(
    repo: Any, text: str | None, said: str
) -> None:
    start(repo, {"a.txt": "TODO\n"})
    repo.git("checkout", "-q", "main")
    repo.commit({BASELINE: text})
    repo.git("checkout", "-q", "-b", "other")
    repo.commit({"b.txt": "b\n"})
    for profile in ("local", "ci"):
        with pytest.raises(bylaw.Wrong, match=said):
            bylaw.check(repo.root, base="main", profile=profile)


def test_a_link_is_no_baseline(repo: Any, tmp_path: Path) -> None:
    start(repo, {"a.txt": "TODO\n"})
    outside = tmp_path / "outside.json"
    outside.write_text(written(Baseline(BASELINE, ())))
    Path(repo.root, BASELINE).unlink()
    Path(repo.root, BASELINE).symlink_to(outside)
    with pytest.raises(bylaw.Wrong, match="symbolic link"):
        bylaw.check(repo.root, base="main")
    with pytest.raises(bylaw.Wrong, match="symbolic link"):
        update(request(repo))
    assert json.loads(outside.read_text())["findings"] == []


def test_what_is_waived_too_still_stands(repo: Any) -> None:
    start(repo, {"a.txt": "TODO\n", "b.txt": "TODO\n"})
    repo.write(
        {
            "b.txt": "done\n",
            ".bylaw/waivers.yaml": "bylaw: 1\nwaivers:\n"
            "  - {rule: local/no-todo, path: a.txt, reason: Later, owner: '@ana',\n"
            "     created: 2026-11-01Z, expires: 2026-12-01Z}\n",
        }
    )
    now = "2026-11-20"
    verdict = bylaw.check(repo.root, whole_tree=True, now=now)
    assert any("1 finding of the baseline is gone" in notice for notice in verdict.notices)
    shown = standing(Request(repo=str(repo.root), now=now))
    assert ([one.path for one in shown.old], shown.new) == (["a.txt"], ())
    assert update(Request(repo=str(repo.root), now=now)).fixed == 1
    assert [one["path"] for one in json.loads((repo.root / BASELINE).read_text())["findings"]] == [
        "a.txt"
    ]


def test_one_that_nothing_names_is_said(repo: Any) -> None:
    start(repo, {"a.txt": "x\n"})
    repo.commit({"bylaw.yaml": "bylaw: 1\n", "b.txt": "b\n"})
    [notice] = [one for one in bylaw.check(repo.root, base="main").notices if "tolerates" in one]
    assert notice.startswith(f"{BASELINE} tolerates nothing")


def test_there_is_no_second_one(repo: Any) -> None:
    start(repo, {"a.txt": "TODO\n"})
    before = Path(repo.root, BASELINE).read_text()
    with pytest.raises(bylaw.Wrong, match="is there already"):
        create(request(repo))
    assert Path(repo.root, BASELINE).read_text() == before


def test_a_rule_that_could_not_be_judged_fixes_nothing(repo: Any) -> None:
    start(repo, {"a.txt": "FIXME\n"})
    repo.commit(
        {"a.txt": "x\n", "bylaw.yaml": f"bylaw: 1\nbaseline: {BASELINE}\nlimits:\n  file: 1B\n"}
    )
    done = update(request(repo))
    assert done.unjudged
    assert done.baseline.count == 1


def waived(rule: str, *more: str) -> str:
    fields = [f"rule: {rule}", "reason: Later", 'owner: "@ana"', *more]
    return "waivers:\n  - " + "\n    ".join(
        [*fields, "created: 2026-11-20Z", "expires: 2026-12-20Z"]
    )


NOW = "2026-11-26T12:00:00Z"


def test_what_a_waiver_accepts_too_is_not_gone(repo: Any) -> None:
    start(repo, {"a.txt": "TODO\nFIXME\n"})
    repo.commit({".bylaw/waivers.yaml": waived("local/no-todo")})
    verdict = bylaw.check(repo.root, whole_tree=True, now=NOW)
    kinds = [one.suppression.kind for one in verdict.suppressed if one.suppression]
    assert sorted(kinds) == ["baseline", "waiver"]
    assert not [notice for notice in verdict.notices if "gone" in notice]
    asked = replace(request(repo), now=NOW)
    seen = standing(asked)
    assert ([one.rule for one in seen.old], seen.new, seen.fixed) == (
        ["local/no-fixme", "local/no-todo"],
        (),
        (),
    )
    assert update(asked).baseline.count == 2


def test_a_rule_that_was_not_judged_by_consent_fixes_nothing(repo: Any) -> None:
    start(repo, {"a.txt": "FIXME\n"})
    limits = f"bylaw: 1\nbaseline: {BASELINE}\nlimits:\n  file: 1B\n"
    repo.commit({"a.txt": "x\n", "bylaw.yaml": limits})
    verdict = bylaw.check(repo.root, whole_tree=True, now=NOW)
    (fact,) = {one.fact for one in verdict.inconclusive if one.rule == "local/no-fixme"}
    accepted = waived("local/no-fixme", f"missing: {fact}")
    repo.commit({".bylaw/waivers.yaml": accepted})
    verdict = bylaw.check(repo.root, whole_tree=True, now=NOW)
    assert [one.rule for one in verdict.accepted_unknowns] == ["local/no-fixme"]
    assert not [notice for notice in verdict.notices if "gone" in notice]
    assert update(replace(request(repo), now=NOW)).baseline.count == 1


_WORDS = st.sampled_from(["x", "y", "TODO", "FIXME", " TODO"])


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(before=st.lists(_WORDS, max_size=6), after=st.lists(_WORDS, max_size=6))
def test_no_added_line_is_ever_tolerated(
    tmp_path_factory: pytest.TempPathFactory, before: list[str], after: list[str]
) -> None:
    """git itself says which lines are added: of these, each one that a rule finds stays found."""
    from tests.gate.conftest import Repo

    repo = Repo(tmp_path_factory.mktemp("repo"))
    start(repo, {"a.txt": "".join(f"{one}\n" for one in before)})
    repo.commit({"a.txt": "".join(f"{one}\n" for one in after)})
    out = repo.git("diff", "-U0", "main", "HEAD", "--", "a.txt")
    added = [line[1:] for line in out.splitlines() if line[:1] == "+" and line[:3] != "+++"]
    wanted = sum("TODO" in line or "FIXME" in line for line in added)
    found_here = found(repo)
    assert len(found_here) == wanted
    old = sum("TODO" in line for line in after) - sum("TODO" in line for line in added)
    assert tolerated(repo) == (old if before != after else 0)


@given(
    st.lists(
        st.builds(
            Entry,
            st.text(min_size=1, max_size=12),
            st.text(min_size=1, max_size=12),
            st.sampled_from(["0123456789abcdef", "fedcba9876543210"]),
            st.integers(1, 10_000),
        ),
        unique_by=lambda entry: entry.key,
        max_size=6,
    )
)
def test_what_is_written_is_read(entries: list[Entry]) -> None:
    baseline = Baseline("b.json", tuple(entries))
    assert parsed("b.json", written(baseline).encode()) == baseline
