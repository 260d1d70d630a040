"""`bylaw architecture`: what is written where, and what is said when it cannot be."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import git

CATALOG = """\
components:
  web: {paths: [web/**]}
  pay: {paths: [pay/**], may_depend_on: []}
"""


OUTPUT = "bylaw architecture infer --output architecture.yaml"
SAID = ("forbidden-import", "independent-components", "no-new-chain")
PAGE = Path(__file__).parents[2] / "docs" / "architecture.md"


def blocks(language: str) -> list[str]:
    """The examples of the page."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text("utf-8"), re.M | re.S)


@pytest.fixture
def shop(repo: Path) -> Path:
    """A repository whose work tree adds an import that is not allowed."""
    for name, text in {
        "architecture.yaml": CATALOG,
        "web/__init__.py": "",
        "web/page.py": "import requests\nimport pay\n",
        "pay/__init__.py": "",
    }.items():
        path = repo / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    git(repo, "checkout", "-q", "main")
    git(repo, "add", "-A")
    git(repo, "commit", "-q", "-m", "Shop")
    (repo / "pay" / "__init__.py").write_text("from web import page\n")
    return repo


def test_show_runs_when_no_command_is_named(shop: Path, bylaw: Any) -> None:
    said = bylaw("architecture")
    assert (said.code, said.err) == (0, "")
    assert said.out == bylaw("architecture", "show").out
    assert (
        said.out
        == """\
component  kind       uses  used by
pay        component  1     1
web        component  1     1

    from  to   imports        where                 why it is not allowed
+!  pay   web  1 import (+1)  pay/__init__.py:1:17  pay may depend on nothing
    web   pay  1 import       web/page.py:2:8
+ added, ! not allowed

2 components, 2 edges: 1 added, 1 not allowed
"""
    )


def test_every_format_and_selection(shop: Path, bylaw: Any) -> None:
    assert ElementTree.fromstring(bylaw("architecture", "--format", "svg").out).tag.endswith("svg")
    assert bylaw("architecture", "--format", "mermaid").out.startswith("flowchart TB\n")
    assert bylaw("architecture", "--format", "dot").out.startswith("digraph architecture {\n")
    for args, edges in (
        ((), [("pay", "web", "added"), ("web", "pay", "same")]),
        (("--all",), [("pay", "web", "same"), ("web", "pay", "same")]),
        (("--staged",), [("web", "pay", "same")]),
        (("--base", "HEAD", "--head", "HEAD"), [("web", "pay", "same")]),
        (("--base", "HEAD~1", "--head", "HEAD"), [("web", "pay", "added")]),
        (("--all", "--head", "HEAD"), [("web", "pay", "same")]),
        (("--staged", "--externals"), [("web", "pay", "same"), ("web", "requests", "same")]),
        (("--component", "pay", "--staged", "--externals"), [("web", "pay", "same")]),
    ):
        said = bylaw("architecture", "--format", "json", *args)
        assert (said.code, said.err) == (0, ""), args
        found = json.loads(said.out)["edges"]
        assert [(each["source"], each["target"], each["change"]) for each in found] == edges, args


def test_a_file_is_written_whole_and_is_no_part_of_the_change(shop: Path, bylaw: Any) -> None:
    said = bylaw("architecture", "--format", "svg", "--output", "it.svg")
    assert (said.code, said.out, said.err) == (0, "", "")
    first = (shop / "it.svg").read_bytes()
    assert bylaw("architecture", "--format", "svg", "--output", "it.svg").code == 0
    assert (shop / "it.svg").read_bytes() == first
    said = bylaw("architecture", "--output", "no/such/folder.txt")
    assert said.code == 4 and "could not be written" in said.err


def test_without_a_catalog_the_next_command_is_named(repo: Path, bylaw: Any) -> None:
    said = bylaw("architecture")
    assert (said.code, said.out) == (2, "")
    assert "the repository has no catalog of its architecture" in said.err
    assert "bylaw architecture infer --output architecture.yaml" in said.err


def test_a_catalog_in_a_folder_is_told_of(shop: Path, bylaw: Any) -> None:
    (shop / "architecture.yaml").rename(shop / "web" / "architecture.yaml")
    said = bylaw("architecture")
    assert said.code == 2 and "help: web/architecture.yaml is read at the root alone" in said.err
    write(shop, {"bylaw.yaml": "bylaw: 1\narchitecture: {sources: ['*/architecture.yaml']}\n"})
    assert bylaw("architecture", "--all").out.endswith("2 components, 2 edges: 1 not allowed\n")


def test_what_does_not_hold_in_the_catalog_is_told_below(shop: Path, bylaw: Any) -> None:
    assert "does not hold" not in bylaw("architecture").out
    (shop / "architecture.yaml").write_text(f"{CATALOG}  old: {{paths: [old/**]}}\n")
    said = bylaw("architecture")
    assert said.code == 0
    assert said.out.endswith(
        "\nThe catalog does not hold:\n  architecture.yaml:4:17: no file is in old/**\n"
    )


def test_source_of_no_component_is_counted(shop: Path, bylaw: Any) -> None:
    write(shop, {"tools/b.py": "", "tools/a.py": "", "docs/a.txt": ""})
    told = "\n2 source files belong to no component, such as tools/a.py.\n"
    assert bylaw("architecture").out.endswith(told)
    (shop / "tools" / "a.py").unlink()
    told = "\n1 source file belongs to no component, such as tools/b.py.\n"
    assert bylaw("architecture").out.endswith(told)


def test_a_broken_catalog_is_told_at_its_place(shop: Path, bylaw: Any) -> None:
    (shop / "architecture.yaml").write_text("components: [web]\n")
    said = bylaw("architecture")
    assert said.code == 2 and "error[bad-catalog]" in said.err and "architecture.yaml:1" in said.err


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            ["--component", "pey"],
            "--component pey: there is no such component. Did you mean `pay`?",
        ),
        (["--staged", "--all"], "--staged and --all name two different changes."),
        (["--staged", "--base", "main"], "--staged and --base name two different changes."),
        (["--format", "png"], "Invalid value for `--format`"),
        (["draw"], "There is no command `draw`. Commands: show, infer."),
    ],
)
def test_wrong_use_is_exit_2(shop: Path, bylaw: Any, args: list[str], message: str) -> None:
    said = bylaw("architecture", *args)
    assert (said.code, said.out) == (2, "")
    assert message in said.err


def test_what_cannot_be_had_is_exit_3(shop: Path, bylaw: Any, tmp_path: Path) -> None:
    assert bylaw("architecture", "--base", "no-such-branch").code == 3
    (tmp_path / "empty").mkdir()
    said = bylaw("architecture", "--repo", str(tmp_path / "empty"))
    assert said.code == 3 and "git init" in said.err
    assert "--patch" not in said.err, "an option that this command does not have"


def test_before_the_first_commit_the_whole_can_be_seen(tmp_path: Path, bylaw: Any) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "pay").mkdir()
    (tmp_path / "pay" / "a.py").write_text("import json\n")
    (tmp_path / "architecture.yaml").write_text("components: {pay: {paths: [pay/**]}}\n")
    said = bylaw("architecture", "--repo", str(tmp_path))
    assert said.code == 3 and "--all" in said.err and "--staged" not in said.err
    assert "pay" in bylaw("architecture", "--repo", str(tmp_path), "--all").out


def test_help_tells_where_the_options_are(bylaw: Any) -> None:
    assert "`bylaw architecture show --help`" in bylaw("architecture", "--help").out


def test_infer_proposes_what_then_is_read(shop: Path, bylaw: Any) -> None:
    (shop / "architecture.yaml").unlink()
    said = bylaw("architecture", "infer")
    assert (said.code, said.err) == (0, "")
    assert "# - pay, web\n#     pay imports web: 1 import, pay/__init__.py:1\n" in said.out
    done = bylaw("architecture", "infer", "--output", "architecture.yaml")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("architecture.yaml is written. Read it,")
    assert done.out.endswith("next: bylaw architecture\n")
    assert (shop / "architecture.yaml").read_text() == said.out
    assert bylaw("architecture", "--all").out.endswith("2 components, 2 edges\n")
    assert "pay imports web" not in bylaw("architecture", "infer", "--head", "HEAD").out


def test_infer_takes_owners_from_codeowners(shop: Path, bylaw: Any) -> None:
    (shop / "architecture.yaml").unlink()
    assert "\n    owner:" not in bylaw("architecture", "infer").out
    (shop / "CODEOWNERS").write_text("* @org/all\n/pay/ @org/pay @ana\n/web/\n")
    said = bylaw("architecture", "infer").out
    assert said.count("\n    owner:") == 1
    assert '  pay:\n    paths: [pay/**]\n    kind: library\n    owner: "@org/pay"\n' in said


def test_infer_tells_where_a_catalog_is_looked_for(shop: Path, bylaw: Any) -> None:
    said = bylaw("architecture", "infer", "--output", "pay/architecture.yaml")
    assert said.code == 0 and (shop / "pay/architecture.yaml").is_file()
    assert "next:" not in said.out and "`architecture.sources`" in said.out


def test_infer_overwrites_nothing(shop: Path, bylaw: Any) -> None:
    said = bylaw("architecture", "infer", "--output", "architecture.yaml")
    assert said.code == 2 and "is there already" in said.err
    assert (shop / "architecture.yaml").read_text() == CATALOG
    (shop / "link").symlink_to("nowhere")
    assert bylaw("architecture", "infer", "--output", "link").code == 2


def test_infer_needs_source(repo: Path, bylaw: Any) -> None:
    said = bylaw("architecture", "infer")
    assert said.code == 2 and "nothing can be proposed" in said.err
    assert "imports are read in Python, JavaScript, TypeScript" in said.err


def test_the_examples_of_the_page_are_what_the_program_says(repo: Path, bylaw: Any) -> None:
    catalog, config, whole, _, params = blocks("yaml")
    inferred, checked, shown = blocks("console")
    files = {
        "src/web/page.py": "from src.pay import charge\n",
        "src/pay/charge.py": "import requests\n\nfrom src.ledger import post\n",
        "src/ledger/post.py": "def post(amount):\n    return amount\n",
        "tests/test_pay.py": "from src.pay import charge\n",
    }
    write(repo, files)
    assert f"$ {OUTPUT}\n{bylaw(*OUTPUT.split()[1:]).out}" == inferred
    write(repo, {"architecture.yaml": catalog, "bylaw.yaml": config})
    assert "not allowed" not in bylaw("architecture").out
    git(repo, "checkout", "-q", "main")
    git(repo, "add", "-A")
    git(repo, "commit", "-q", "-m", "Shop")
    write(
        repo,
        {
            "src/web/page.py": "from src.ledger import post\nfrom src.pay import charge\n",
            "src/pay/charge.py": "import requests\n",
            "src/ledger/post.py": "from src.web import page\n",
        },
    )
    said = bylaw("check").out
    findings = checked.removeprefix("$ bylaw check\n").split("\n\n")[:-1]
    assert len(findings) == 2
    for each in findings:
        assert each in said
    table = re.compile(r"\d+:\d+")
    assert table.sub("0:0", f"$ bylaw architecture\n{bylaw('architecture').out}") == table.sub(
        "0:0", shown
    )
    write(repo, {"bylaw.yaml": params})
    rules = {
        each["rule"] for each in json.loads(bylaw("check", "--report", "json").out)["findings"]
    }
    assert {f"architecture/{name}" for name in SAID} <= rules
    write(repo, {"architecture.yaml": whole, "src/util/u.py": "", "src/pay/api/a.py": ""})
    write(repo, {"src/pay/charge.py": "import src.ledger.post\nimport src.util.u\nimport json\n"})
    assert "  pay" in (told := bylaw("architecture").out) and "does not hold" not in told
    assert not re.search(r"^\S*!\S* +pay ", told, re.M), "what the example says, it allows"


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
