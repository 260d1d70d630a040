"""`bylaw doctor` as one sees it: a repository, owners, hostile files, text, JSON, exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from bylaw.doctor.interface import Check
from bylaw.doctor.run import Asked, run
from tests.doctor.conftest import git, write
from tests.doctor.test_doctor_github import FILES, POLICY, WORKFLOW, holes, of

ROOT = Path(__file__).resolve().parents[2]
Made = Callable[..., Path]


def look(root: Path, **more: Any) -> list[Check]:
    return list(run(Asked(str(root), environ={}, **more)).checks)


def test_a_sound_repository(made: Made, bylaw: Any) -> None:
    root = made(FILES)
    said = bylaw("doctor", "--repo", str(root))
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[0] == "This repository"
    assert "\n  ok    profile         .github/workflows/bylaw.yml:9: The target" in said.out
    assert said.out.endswith("\ndoctor: 17 ok\n")


def test_what_is_wrong_says_why_and_what_to_do(made: Made, bylaw: Any) -> None:
    root = made({**FILES, ".github/workflows/bylaw.yml": WORKFLOW.replace("edited", "labeled")})
    said = bylaw("doctor", "--repo", str(root))
    assert said.code == 0
    assert (
        "\n  look  trigger-types   .github/workflows/bylaw.yml:2: pull_request does not" in said.out
    )
    assert "Write `types: [opened, synchronize, reopened, labeled, edited]`." in said.out
    assert said.out.endswith("\ndoctor: 16 ok, 1 to look at\n")
    root_files = {
        ".github/workflows/bylaw.yml": WORKFLOW.replace("bylaw:", "bylaw:\n    if: true && x")
    }
    write(root, root_files)
    said = bylaw("doctor", "--repo", str(root))
    assert said.code == 1
    assert "1 to mend" in said.out


def test_json_holds_to_its_schema(made: Made, bylaw: Any, tmp_path: Path) -> None:
    schema = json.loads((ROOT / "docs/schemas/doctor-1.json").read_text())
    validator = jsonschema_rs.Draft202012Validator(schema)
    sound = made(FILES)
    said = bylaw("doctor", "--repo", str(sound), "--report", "json")
    found = json.loads(said.out)
    validator.validate(found)
    assert (found["exit_code"], found["summary"]) == (
        said.code,
        {"ok": 17, "warn": 0, "fail": 0, "unknown": 0},
    )
    write(sound, {".github/workflows/bylaw.yml": "on: [\x1b[31m", "bylaw.yaml": "bylaw: 1\nx: 1\n"})
    file = tmp_path / "out.json"
    said = bylaw("doctor", "--repo", str(sound), "--report", f"json={file}")
    found = json.loads(file.read_text())
    validator.validate(found)
    assert said.code == found["exit_code"] == 1
    assert said.out == "doctor: 2 ok, 1 to mend, 1 to look at, 1 unknown\n"


def test_errors_are_those_of_check(made: Made, bylaw: Any) -> None:
    root = made({**FILES, "bylaw.yaml": "bylaw: 1\npakcs: [start]\n"})
    found = [one for one in look(root) if one.name == "policies"]
    assert [one.state for one in found] == ["fail"]
    assert (found[0].path, found[0].line) == ("bylaw.yaml", 2)
    said = bylaw("rules", "--repo", str(root))
    assert found[0].what.removesuffix(".") in said.err


def test_a_policy_that_does_not_load_fails(made: Made) -> None:
    root = made(
        {**FILES, "policies/a.bylaw": POLICY.replace("change.added_lines", "change.nothing")}
    )
    [one] = [one for one in look(root) if one.name == "policies"]
    assert (one.state, one.path, one.line) == ("fail", "policies/a.bylaw", 6)


def test_policies_that_deny_nothing_are_shown(made: Made) -> None:
    root = made({**FILES, "bylaw.yaml": "bylaw: 1\nlevels: {local: warn}\n"})
    [one] = [one for one in look(root) if one.name == "policies"]
    assert (one.state, one.what) == ("warn", "None of 1 rules denies a change today.")


def test_without_policies_the_pack_start_only_warns(made: Made) -> None:
    [one] = [one for one in look(made({"a": "b"})) if one.name == "policies"]
    assert one.state == "warn"
    assert "`start` judges" in one.what


def test_a_baseline_that_is_gone_fails(made: Made) -> None:
    root = made({**FILES, "bylaw.yaml": "bylaw: 1\nbaseline: .bylaw/baseline.json\n"})
    fails = [one for one in look(root) if one.state == "fail"]
    assert [one.what for one in fails] == ["there is no baseline .bylaw/baseline.json."]
    write(root, {".bylaw/baseline.json": '{"format": 1, "findings": []}'})
    assert next(one for one in look(root) if one.name == "baseline").state == "ok"


WAIVER = """bylaw: 1
waivers:
  - rule: local/no-todo
    path: a
    reason: The old ones go with release 9.
    owner: "@acme/gate"
    created: 2020-01-01Z
    expires: 2020-02-01Z
"""


def test_waivers_load_or_fail_and_ended_ones_are_named(made: Made) -> None:
    root = made({**FILES, ".bylaw/waivers.yaml": WAIVER})
    [one] = [one for one in look(root) if one.name == "waivers"]
    assert (one.state, one.path, one.line) == ("warn", ".bylaw/waivers.yaml", 3)
    write(root, {".bylaw/waivers.yaml": "bylaw: 1\nwaivers: []\n"})
    assert next(one for one in look(root) if one.name == "waivers").state == "ok"
    write(root, {".bylaw/waivers.yaml": WAIVER.replace("2020-02-01Z", "never")})
    fails = [one for one in look(root) if one.state == "fail"]
    assert [(one.path, one.line) for one in fails] == [(".bylaw/waivers.yaml", 8)]


def test_policies_of_projects_count(made: Made) -> None:
    config = "bylaw: 1\nprojects:\n  web: {paths: web/**, packs: [./web]}\n"
    wrong = POLICY.replace("change.", "nothing.")
    root = made({**FILES, "bylaw.yaml": config, "web/a.bylaw": wrong})
    fails = [one for one in look(root) if one.state == "fail"]
    assert [(one.name, one.path) for one in fails] == [("policies", "web/a.bylaw")], [
        one.what for one in fails
    ]


def test_nested_configurations_fail(made: Made) -> None:
    root = made({**FILES, "src/bylaw.yaml": "bylaw: 1\n"})
    for more in ({}, {"ref": "main"}):
        fails = [one for one in look(root, **more) if one.state == "fail"]
        assert [(one.name, one.path) for one in fails] == [("policies", "src/bylaw.yaml")]


def test_what_differs_from_the_target_is_named(made: Made) -> None:
    root = made({"a": "b"})
    git(root, "checkout", "-q", "-b", "change")
    write(root, FILES)
    [one] = [one for one in look(root) if one.name == "target"]
    assert one.state == "warn"
    assert one.what.endswith(": .github/workflows/bylaw.yml, bylaw.yaml, policies/a.bylaw.")
    [one] = [one for one in look(root, ref="main") if one.name == "pipeline"]
    assert (one.state, one.what) == ("fail", "No pipeline of this repository runs bylaw.")


@pytest.mark.parametrize(
    ("codeowners", "named"),
    [
        ("/policies/ @acme/gate\n", ".github/CODEOWNERS, bylaw.yaml, .github/workflows/bylaw.yml"),
        ("* @acme/gate\n/.github/workflows/\n", ".github/workflows/bylaw.yml"),
        ("*.yaml @acme/gate\n*.yml @acme/gate\n", ".github/CODEOWNERS, policies/a.bylaw"),
    ],
)
def test_what_has_no_owner_is_named(made: Made, codeowners: str, named: str) -> None:
    root = made({**FILES, ".github/CODEOWNERS": codeowners})
    [one] = [one for one in look(root) if one.name == "owned"]
    assert (one.state, one.what) == ("warn", f"It names nobody for {named}.")


def test_no_codeowners(made: Made) -> None:
    root = made({path: text for path, text in FILES.items() if "CODEOWNERS" not in path})
    [one] = [one for one in look(root) if one.group == "owners"]
    assert (one.state, one.what) == ("warn", "There is no CODEOWNERS.")


HOSTILE = {
    "bomb": "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    + "".join(
        f"{b}: &{b} [{', '.join(['*' + a] * 10)}]\n"
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ),
    "deep": "on: " + "[" * 5000,
    "long line": WORKFLOW + "x: " + "y" * (1 << 20),
    "nul": "on: pull_request\0",
    "not utf-8": b"on: \xff",
    "a list": "- on: pull_request\n",
    "twice": WORKFLOW + "jobs: {}\n",
    "tag": "on: !!python/object/apply:os.system [echo]\n",
    "loop": "on: &a [*a]\n",
    "two documents": WORKFLOW + "---\non: push\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_cannot_be_read_is_unknown(made: Made, name: str) -> None:
    data = HOSTILE[name]
    root = made(
        {**FILES, ".github/workflows/evil.yml": data, ".github/workflows/bylaw.yml": "{}\n"}
    )
    found = run(Asked(str(root), environ={}))
    assert found.exit_code in (1, 3)
    unread = [one for one in found.checks if one.name == "unread"]
    assert [one.path for one in unread] == [".github/workflows/evil.yml"] or name == "tag"
    assert not [one for one in found.checks if one.group == "pipeline" and one.state == "ok"]


def test_a_link_is_not_followed(made: Made, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yml"
    outside.write_text(WORKFLOW)
    root = made({**FILES, ".github/workflows/bylaw.yml": "{}\n"})
    (root / ".github/workflows/bylaw.yml").unlink()
    (root / ".github/workflows/bylaw.yml").symlink_to(outside)
    [one] = [one for one in look(root) if one.group == "pipeline"]
    assert (one.state, one.name) == ("unknown", "unread")


def test_workflows_that_call_themselves_end(made: Made) -> None:
    path = ".github/workflows/bylaw.yml"
    text = f"on: pull_request\njobs:\n  a: {{uses: ./{path}}}\n  b: {{uses: ./{path}}}\n"
    found = run(Asked(str(made({**FILES, path: text})), environ={}))
    assert "unknown unread" in holes(found)
    ci = (
        "include: [local: /.gitlab-ci.yml]\na: {extends: b}\nb: {extends: a, script: bylaw check}\n"
    )
    found = run(Asked(str(made({".gitlab-ci.yml": ci})), environ={}))
    assert found.exit_code == 1


def test_text_of_a_workflow_steers_no_terminal_and_no_log(made: Made, bylaw: Any) -> None:
    name = "x\\e[31m\\u202e::error::##[error]\\n::set-output name=a::b"
    text = WORKFLOW.replace("  bylaw:\n", f'  "{name}":\n    if: false\n').replace(
        "acme/bylaw@", "acme/bylaw@\u202e\u200b"
    )
    root = made({**FILES, ".github/workflows/bylaw.yml": text})
    for report in ("console", "json"):
        said = bylaw("doctor", "--repo", str(root), "--report", report)
        assert said.code == 1
        assert not set("\x1b\u202e\u200b") & set(said.out)
        assert "##[error]" not in said.out
        assert not [line for line in said.out.splitlines() if line.lstrip().startswith("::")]


def test_command_lines_that_are_wrong(made: Made, bylaw: Any, tmp_path: Path) -> None:
    root = str(made(FILES))
    for args, code, text in (
        (("--report", "sarif"), 2, "`console` and `json`"),
        (("--report", "json="), 2, "the file's name is missing"),
        (("--forge",), 2, "nobody can tell at which forge"),
        (("--forge", "github", "--repository", "../x"), 2, "OWNER/NAME"),
        (("--ref", "--upload-pack=x"), 3, "--upload-pack=x"),
        (("--ref", "nothing"), 3, "nothing"),
    ):
        said = bylaw("doctor", "--repo", root, *args)
        assert (said.code, said.out) == (code, ""), args
        assert text in said.err
    said = bylaw("doctor", "--repo", str(tmp_path / "none"))
    assert said.code == 3


@pytest.mark.parametrize(
    ("address", "forge", "repository", "api"),
    [
        ("git@github.com:acme/shop.git", "github", "acme/shop", ""),
        ("https://token:x@github.com/acme/shop", "github", "acme/shop", ""),
        ("ssh://git@gitlab.com/acme/tools/shop.git", "gitlab", "acme/tools/shop", ""),
        ("https://gitlab.acme.example:8443/a/b/c.git", "gitlab", "a/b/c", "https://gitlab.acme.example:8443"),
        ("ssh://git@github.acme.example:2222/a/b.git", "github", "a/b", "https://github.acme.example"),
    ],
)  # fmt: skip
def test_the_forge_is_found_by_the_remote(
    made: Made, address: str, forge: str, repository: str, api: str
) -> None:
    from bylaw.doctor.remote import at
    from bylaw.sources.git.repository import Repository

    root = made(FILES)
    git(root, "remote", "add", "origin", address)
    with Repository.open(root) as repo:
        found = at(repo, {}, forge=None, repository=None, api_url=None)
    assert (found.forge, found.repository, found.api_url) == (forge, repository, api)
    assert found.is_named == (api == "")


def test_owners_of_gitlab_are_read_as_gitlab_does(made: Made) -> None:
    files = {
        **{path: text for path, text in FILES.items() if not path.startswith(".github/")},
        ".gitlab-ci.yml": "bylaw: {script: [bylaw check --profile ci], only: [merge_requests]}\n",
        "CODEOWNERS": "[Gate]\n* @acme/gate\n!policies/\n",
    }
    found = run(Asked(str(made(files)), environ={}))
    assert of(found, "owned").what == "It names nobody for policies/a.bylaw."
