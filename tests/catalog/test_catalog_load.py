"""Which files a catalog is read from, and how several are joined."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))
from bylaw.facts.place import Place
from tests.catalog.trees import loaded, plain, told, whole

OURS = """
components:
  pay:
    layer: domain
    tags: [ours]
    may_depend_on: []
    paths: [src/pay/**]
layers: [domain]
"""
BACKSTAGE = """
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: pay
  tags: [theirs, ours]
  annotations: {bylaw/tier: "2", bylaw/layer: other, bylaw/may-depend-on: ledger}
spec: {type: service, owner: payments, dependsOn: [component:ledger]}
"""
CALM = """{"nodes": [
  {"unique-id": "pay", "node-type": "system", "metadata": {"tier": 3, "externals": "requests"}},
  {"unique-id": "ledger", "node-type": "service"}
]}"""


def test_no_file_is_no_catalog() -> None:
    found = loaded({"src/a.py": "", "docs/workspace.json": '{"projects": {}}'})
    assert (found.catalog, found.broken, found.missing) == (None, (), ())


def test_the_first_source_that_says_a_field_wins_and_lists_are_united() -> None:
    catalog = whole({
        "calm.json": CALM, "architecture.yaml": OURS, "src/pay/catalog-info.yaml": BACKSTAGE,
    })  # fmt: skip
    assert catalog.sources == ("architecture.yaml", "src/pay/catalog-info.yaml", "calm.json")
    pay = catalog.components["pay"]
    assert (pay.kind, pay.layer, pay.tier) == ("service", "domain", 2)
    assert pay.owner is not None
    assert pay.owner.name == "payments"
    assert pay.tags == ("ours", "theirs")
    assert pay.depends_on == ("ledger",)
    assert pay.paths == ("src/pay/**",)
    assert pay.externals == ("requests",)
    assert pay.may_depend_on == (), "a later source cannot allow more"
    assert pay.place == Place("architecture.yaml", 3, 3, 0, 6)
    assert pay.at("tier") == Place("src/pay/catalog-info.yaml", 7, 29, 0, 32)
    assert list(catalog.components) == ["ledger", "pay"]


def test_sources_that_are_named_count_in_their_order_and_alone() -> None:
    files = {
        "calm.json": CALM, "architecture.yaml": OURS, "src/pay/catalog-info.yaml": BACKSTAGE,
        "src/pay/notes.txt": "", "tests/x/catalog-info.yaml": BACKSTAGE.replace("pay", "y"),
    }  # fmt: skip
    catalog = whole(files, ["calm.json", "./src/**/*.yaml"])
    assert catalog.sources == ("calm.json", "src/pay/catalog-info.yaml")
    assert catalog.components["pay"].kind == "system"
    assert whole(files, ["tests"]).sources == ("tests/x/catalog-info.yaml",)


def test_a_source_that_no_file_answers_to_is_told() -> None:
    found = loaded({"architecture.yaml": OURS}, ["architecture.yaml", "gone.yaml", "x/*.json"])
    assert found.missing == ("gone.yaml", "x/*.json")
    assert loaded({}, ["gone.yaml"]).missing == ("gone.yaml",)
    assert loaded({"a.yaml": ""}, ["[a.yaml", "/a.yaml"]).missing == ("[a.yaml", "/a.yaml")


def test_a_source_that_is_no_catalog_is_broken_where_it_is_named() -> None:
    found = loaded({"a.json": '{"projects": {}}', "notes.txt": "x"}, ["a.json", "notes.txt"])
    assert told(found) == [
        "a.json:1:1: broken: it does not describe an architecture",
        "notes.txt:1:1: broken: it is of no format that catalogs have",
    ]


@pytest.mark.parametrize(
    ("name", "text", "component"),
    [
        ("catalog/shop.yml", OURS, "pay"),
        ("catalog/shop.yml", BACKSTAGE, "pay"),
        ("model.json", '{"model": {"softwareSystems": [{"name": "Pay", "id": "1"}]}}', "Pay"),
        ("model.json", CALM, "pay"),
    ],
)
def test_the_format_of_a_source_is_seen_by_what_stands_in_it(
    name: str, text: str, component: str
) -> None:
    catalog = loaded({name: text}, [name]).catalog
    assert catalog is not None
    assert component in catalog.components


def test_a_glob_takes_the_catalogs_among_the_files_it_matches() -> None:
    files = {"x/a.yaml": OURS, "x/b.json": "[]", "x/c.yaml": "apiVersion: v1", "x/d.md": ""}
    assert whole(files, ["x/**"]).sources == ("x/a.yaml",)
    assert whole(files, ["x"]).sources == ("x/a.yaml",)


@pytest.mark.parametrize("folder", ["node_modules", "vendor/a", "examples/shop", "web/fixtures"])
def test_other_peoples_catalogs_are_not_looked_for(folder: str) -> None:
    assert loaded({f"{folder}/catalog-info.yaml": BACKSTAGE}).catalog is None


@pytest.mark.parametrize(
    "name", ["${{ values.name | dump }}", "${{values.name}}", "{{ cookiecutter.name }}"]
)
def test_the_skeleton_of_a_template_describes_nothing(name: str) -> None:
    text = BACKSTAGE.replace("name: pay", f"name: {name}")
    assert loaded({"templates/service/skeleton/catalog-info.yaml": text}).catalog is None


def test_a_template_itself_may_have_blanks() -> None:
    template = """
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: service}
spec: {owner: x, type: service, steps: [{input: {name: "${{ parameters.name }}"}}]}
"""
    assert "pay" in whole({"catalog-info.yaml": BACKSTAGE + "---" + template}).components


def test_all_that_is_broken_in_all_files_is_told_at_once() -> None:
    found = loaded({
        "architecture.yaml": "components: {a: {tier: x, ownr: b}}\n",
        "web/catalog-info.yaml": b"kind: \xff\n",
        "pay/catalog-info.yaml": None,
        "calm.json": '{"nodes": [,]}',
        "workspace.json": "{",
    })  # fmt: skip
    assert found.catalog is not None
    assert told(found) == [
        "architecture.yaml:1:24: broken: `tier` has to be a whole number, not text",
        "architecture.yaml:1:27: broken: no key `ownr` (did you mean `owner`?)",
        "pay/catalog-info.yaml:1:1: broken: it is a symbolic link",
        "web/catalog-info.yaml:1:1: broken: it is not UTF-8",
        "workspace.json:1:2: broken: it is not JSON: it ends where a key or `}` should follow",
        "calm.json:1:12: broken: it is not JSON: there should be a value or `]` here",
    ]


def test_a_tab_is_called_a_tab() -> None:
    (only,) = loaded({"architecture.yaml": "components:\n\tpay: {}\n"}).broken
    assert (only.line, only.message) == (2, "a tab cannot indent YAML")


@pytest.mark.parametrize("path", ["a/architecture.yaml", "my-architecture.yaml", "xcalm.json"])
def test_names_that_are_only_alike_are_no_catalogs(path: str) -> None:
    assert loaded({path: OURS}).catalog is None


def test_the_same_name_twice_in_one_format_is_a_problem_and_the_first_counts() -> None:
    files = {"a.yaml": OURS, "b.yaml": "components: {pay: {layer: other, tier: 1}}\n"}
    found = loaded(files, ["b.yaml", "a.yaml"])
    assert found.catalog is not None
    assert found.catalog.components["pay"].layer == "other"
    assert found.catalog.components["pay"].tags == ()
    assert "a.yaml:3:3: duplicate-name: `pay` is described already, at b.yaml:1 [pay]" in told(
        found
    )


def test_a_name_is_first_of_all_the_one_that_is_spelled_alike() -> None:
    files = {
        "architecture.yaml": "components: {LEDGER: {}, Other: {depends_on: [pay]}}\n",
        "calm.json": '{"nodes": [{"unique-id": "ledger"}]}',
        "catalog-info.yaml": BACKSTAGE.replace("name: pay", "name: Pay"),
    }
    catalog = loaded(files).catalog
    assert catalog is not None
    assert catalog.components["Pay"].depends_on == ("ledger",)
    dangling = [one.message for one in catalog.problems if one.component == "Other"]
    assert dangling == ["no component `pay` is described"], "only Backstage has no case"


def test_two_documents_of_calm_may_describe_one_node() -> None:
    other = '{"nodes": [{"unique-id": "pay", "node-type": "service", "description": ""}]}'
    catalog = whole({"a.calm.json": CALM, "b.calm.json": other})
    assert catalog.components["pay"].kind == "system"
    assert catalog.problems == ()


def test_two_components_of_one_file_do_not_share_its_folder() -> None:
    two = BACKSTAGE + "---\n" + BACKSTAGE.replace("name: pay", "name: web")
    catalog = whole({"src/catalog-info.yaml": two})
    assert [one.paths for one in catalog.components.values()] == [(), ()]


def test_a_folder_with_the_signs_of_globs_is_that_folder() -> None:
    catalog = whole({"app/[id]/catalog-info.yaml": BACKSTAGE, "app/i/a.ts": ""})
    assert catalog.components["pay"].paths == ("app/[[]id]/**",)
    assert [one.kind for one in catalog.problems] == ["dangling-reference"] * 3


def test_paths_that_somebody_says_replace_the_folder() -> None:
    catalog = whole({"architecture.yaml": OURS, "catalog-info.yaml": BACKSTAGE})
    assert catalog.components["pay"].paths == ("src/pay/**",)


def test_what_is_read_twice_is_the_same() -> None:
    files = {"calm.json": CALM, "architecture.yaml": OURS, "src/pay/catalog-info.yaml": BACKSTAGE}
    assert plain(loaded(files)) == plain(loaded(dict(reversed(files.items()))))


def test_a_component_whose_files_all_go_to_others_is_no_component_without_files() -> None:
    text = """components:
      all: {paths: [src/**]}
      some: {paths: ["src/a*/**"]}
      a: {paths: [src/a/**]}
      none: {paths: [lib/**]}
    """
    assert told(loaded({"architecture.yaml": text, "src/a/x.py": ""})) == [
        "architecture.yaml:5:22: no-files: no file is in lib/** [none]"
    ]
