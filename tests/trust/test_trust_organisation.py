"""No change, and no two changes, go below what the organisation asks for, or do so unseen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import bylaw
from bylaw.gate.baseline_writing import create
from bylaw.gate.request import Request

EVIL = {"src/a.py": "EVIL\n"}
FLOOR = "name: Example Bank\nlevels: {local/no-evil: deny}\n"
LOOSE = "levels: {local/no-evil: off}\n"


@pytest.fixture
def org(tmp_path: Path) -> Path:
    path = tmp_path / "org" / "org.yaml"
    path.parent.mkdir()
    path.write_text(FLOOR)
    return path


def ci(repo: Any, org: Path | None, base: str = "main", **said: Any) -> bylaw.Verdict:
    return bylaw.check(repo.root, base=base, profile="ci", org=org, **said)


def test_a_change_that_goes_below_the_floor_is_judged_by_the_target(repo: Any, org: Path) -> None:
    repo.branch({"bylaw.yaml": LOOSE, **EVIL})
    verdict = ci(repo, org)
    assert [(one.rule, one.level) for one in verdict.findings] == [("local/no-evil", "deny")]
    assert verdict.notices[1].startswith(
        "Its own policies would be refused: bylaw.yaml:1: `local/no-evil` is off here, below deny"
    )


def test_the_first_of_two_changes_is_seen_and_the_second_is_refused(repo: Any, org: Path) -> None:
    repo.branch({"bylaw.yaml": LOOSE}, "first")
    seen = ci(repo, org).notices
    assert "(bylaw.yaml)" in seen[0]
    assert "local/no-evil" in seen[1]
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "first")
    repo.branch(EVIL, "second")
    with pytest.raises(bylaw.Wrong) as error:
        ci(repo, org)
    (one,) = error.value.diagnostics
    assert (one.code, one.path, one.line) == ("below-floor", "bylaw.yaml", 1)


def test_without_an_organisation_the_first_of_two_is_seen_all_the_same(repo: Any) -> None:
    repo.branch({"bylaw.yaml": LOOSE}, "first")
    verdict = ci(repo, None)
    assert verdict.notices[1:] == (
        "Its own policies would say: passed, no finding.",
        "They would drop or silence local/no-evil.",
    )


def test_what_a_change_would_let_pass_is_counted(repo: Any) -> None:
    rules = (repo.root / "policies/a.bylaw").read_text()
    other = rules.replace("/EVIL/", "/WORSE/").replace("  deny line", "  warn line")
    other += other.replace("no-evil", "no-worse").replace("bylaw 1\n", "")
    repo.branch({"policies/a.bylaw": other, "src/a.py": "EVIL\nEVIL\nWORSE\n"})
    verdict = ci(repo, None)
    assert len(verdict.findings) == 2
    assert verdict.notices[1:] == (
        "Its own policies would say: passed, 2 findings "
        "(new: 1 local/no-evil, 1 local/no-worse; gone: 2 local/no-evil).",
        "They would lower local/no-evil from deny to warn; rewrite local/no-evil; "
        "add local/no-worse.",
    )


def test_a_parameter_that_is_set_higher_is_seen(repo: Any) -> None:
    repo.commit({"bylaw.yaml": "packs: [change-hygiene]\n"})
    said = "packs: [change-hygiene]\nparams: {change-hygiene/max_lines: 90000}\n"
    repo.branch({"bylaw.yaml": said})
    assert ci(repo, None).notices[2] == "They would set change-hygiene/max_lines to 90000."


@pytest.mark.parametrize(
    "path",
    [
        ".bylaw/waivers.yaml",
        ".bylaw/baseline.json",
        ".bylaw/packs/x/a.bylaw",
        "bylaw.lock",
        "bylaw.yml",
        "policies/pack.yaml",
        "policies/deep/b.bylaw",
        "CODEOWNERS",
        ".github/CODEOWNERS",
        ".gitattributes",
        "src/.gitattributes",
        "architecture.yaml",
        "svc/catalog-info.yaml",
        "docs/adr/0001-a.md",
    ],
)
def test_files_that_govern_are_named_where_they_differ(repo: Any, path: str) -> None:
    repo.branch({path: "x\n", **EVIL})
    verdict = ci(repo, None)
    assert verdict.exit_code == 1
    assert verdict.notices[0].startswith(f"The change alters its own governance ({path}); main (")


@pytest.mark.parametrize("name", [".bylaw", "bylaw.lock", "policies"])
def test_a_link_in_their_place_is_named_too(repo: Any, tmp_path: Path, name: str) -> None:
    repo.git("checkout", "-q", "-b", "change")
    repo.git("rm", "-q", "-r", "--ignore-unmatch", name)
    (repo.root / name).symlink_to(tmp_path)
    repo.commit(EVIL)
    verdict = ci(repo, None)
    assert verdict.exit_code == 1
    assert name in verdict.notices[0]


def test_what_the_target_did_since_is_no_change_of_an_old_branch(repo: Any) -> None:
    repo.branch({"src/b.py": "fine\n"})
    repo.git("checkout", "-q", "main")
    repo.commit({"CODEOWNERS": "* @ana\n", "policies/b.bylaw": "bylaw 1\n", "bylaw.yaml": "\n"})
    repo.git("checkout", "-q", "change")
    assert ci(repo, None).notices == ()


def test_what_the_target_has_already_is_no_change(repo: Any) -> None:
    repo.branch({"CODEOWNERS": "* @ana\n", "src/b.py": "fine\n"})
    repo.git("checkout", "-q", "main")
    repo.commit({"CODEOWNERS": "* @ana\n"})
    repo.git("checkout", "-q", "change")
    assert ci(repo, None).notices == ()


@pytest.mark.parametrize("how", ["tracked", "linked", "folder"])
def test_an_organisations_file_that_the_change_brings_is_refused(
    repo: Any, org: Path, how: str
) -> None:
    repo.git("checkout", "-q", "-b", "change")
    if how == "tracked":
        (repo.root / "org.yaml").write_text("packs: [start]\n")
        named = repo.root / "org.yaml"
    elif how == "linked":
        (repo.root / "org.yaml").symlink_to(org)
        named = repo.root / "org.yaml"
    else:
        (repo.root / "org").symlink_to(org.parent)
        named = repo.root / "org" / "org.yaml"
    repo.commit(EVIL)
    with pytest.raises(bylaw.Wrong, match="where a change could write it") as error:
        ci(repo, named)
    assert "check its repository out beside this one" in error.value.diagnostics[0].help


PROJECTS = "packs: []\npolicies: []\nprojects:\n  src: {paths: src/**, policies: [policies/]}\n"


@pytest.mark.parametrize(
    "config",
    [
        PROJECTS.replace("src/**", "gone/**"),
        PROJECTS.replace("policies: [policies/]", "packs: [start]"),
        PROJECTS.replace("}", ", levels: {local/no-evil: off}}"),
        "packs: [start]\npolicies: []\n",
    ],
)
def test_a_change_cannot_edit_the_projects_that_judge_it(repo: Any, config: str) -> None:
    repo.commit({"bylaw.yaml": PROJECTS})
    repo.branch({"bylaw.yaml": config, **EVIL})
    verdict = ci(repo, None)
    assert [(one.rule, one.place.path) for one in verdict.findings] == [
        ("local/no-evil", "src/a.py")
    ]
    assert "gone: 1 local/no-evil" in verdict.notices[1]


@pytest.mark.parametrize(
    "path", ["src/\nx.py", "src/../src/a.py", "SRC/a.py", "src/[a].py", "src/\udcff.py"]
)
def test_odd_paths_do_not_slip_out_of_a_project(repo: Any, path: str) -> None:
    if ".." in path:
        path = "src/..a.py"
    repo.commit({"bylaw.yaml": PROJECTS.replace("src/**", "'{src,SRC}/**'")})
    (repo.root / "policies/a.bylaw").write_text(
        (repo.root / "policies/a.bylaw").read_text().replace('glob("src/**")', 'glob("**")')
    )
    repo.commit({})
    repo.branch({path: "EVIL\n"})
    assert [one.rule for one in ci(repo, None).findings] == ["local/no-evil"]


def test_what_the_baseline_tolerates_is_no_news_of_other_policies(repo: Any) -> None:
    rules = (repo.root / "policies/a.bylaw").read_text()
    rules = rules.replace("file.added_lines", "file.lines").replace("no-evil", "no-old")
    repo.commit({"policies/a.bylaw": rules, "src/old.py": "EVIL\n", "bylaw.yaml": "bylaw: 1\n"})
    create(Request(str(repo.root)))
    repo.commit({})
    repo.branch(
        {"src/old.py": "EVIL\nfine\n", "bylaw.yaml": "baseline: .bylaw/baseline.json\n# \n"}
    )
    verdict = ci(repo, None)
    assert (len(verdict.suppressed), verdict.findings) == (1, ())
    assert verdict.notices[1:] == ("Its own policies would say: passed, no finding.",)
