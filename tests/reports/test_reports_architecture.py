"""Pictures of an architecture: whatever it is called, and however much it is."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given

from bylaw.facts.place import Place
from bylaw.reports import escape
from bylaw.reports.architecture import svg
from bylaw.reports.architecture.focus import MOST_NODES, around, drawable
from bylaw.reports.architecture.formats import FORMATS, load
from bylaw.reports.architecture.groups import grouped
from bylaw.reports.architecture.layout import BOX, layout
from bylaw.reports.architecture.section import MOST, section
from bylaw.verdict.architecture import Edge, Level, Node, Picture
from tests.reports.pictures import HOSTILE, drawn, pictures, ring
from tests.reports.test_reports_escape import UNSEEN

SPACE = "{http://www.w3.org/2000/svg}"
LABEL = r'"(?:[A-Za-z0-9 ._/+-]|#[0-9]+;)+"'
KEY = rf"k[0-9]+[ab]\[{LABEL}\]"
STATEMENT = re.compile(
    "|".join(
        (
            "flowchart TB",
            "  %% [A-Za-z0-9 ,.:]+",
            rf"  subgraph (?:b[0-9]+|legend)\[{LABEL}\]",
            rf"    n[0-9]+(?:\[{LABEL}\]|\(\[{LABEL}\]\))",
            "  end",
            rf"  (?:  {KEY}|n[0-9]+) (?:-->|==>|-\.->|==x)(?:\|{LABEL}\|)? (?:{KEY}|n[0-9]+)",
            "  b[0-9]+(?: ~~~ b[0-9]+)+",
            "  linkStyle [0-9]+(?:,[0-9]+)* stroke:#[0-9a-f]{6}",
        )
    )
)
LAYERED = """\
web: edge
pay: core
ledger: core
web -> pay
+ web -> ledger
-pay -> ledger
+! ledger -> web
"""


def titles(text: str) -> list[str]:
    """What an SVG tells of each of its parts."""
    root = ElementTree.fromstring(text)
    return [each.text or "" for each in root.iter(f"{SPACE}title")]


@given(pictures())
def test_no_name_steers_what_shows_it(picture: Picture) -> None:
    for name in FORMATS:
        text = load(name)(picture)
        assert text == load(name)(picture)
        assert text.encode().endswith(b"\n")
        assert not UNSEEN.search(text), name
        assert "##vso[" not in text and not re.search(r"^\s*::", text, re.MULTILINE)
    said = section(picture)
    assert not UNSEEN.search(said) and len(said.encode()) <= 12_000


@given(pictures())
def test_mermaid_holds_nothing_but_its_own_statements(picture: Picture) -> None:
    lines = load("mermaid")(picture).rstrip("\n").split("\n")
    assert [line for line in lines if not STATEMENT.fullmatch(line)] == []
    ids = [match[0] for line in lines if (match := re.match(r"n\d+(?=[\[(])", line.strip()))]
    assert sorted(ids) == sorted(f"n{number}" for number in range(1, len(picture.nodes) + 1))
    arrows = [line for line in lines if re.match(r"  n\d+ [-=]", line)]
    assert len(arrows) == len(picture.edges)
    styled = {
        int(one)
        for line in lines
        if "linkStyle" in line
        for one in re.findall(r"\d+", line.partition("stroke")[0])
    }
    links = [line for line in lines if re.match(r" +(?:n\d+|k\d+a\[.*\]) [-=]", line)]
    assert all(number < len(links) for number in styled)


@given(pictures())
def test_svg_is_xml_that_tells_of_every_part(picture: Picture) -> None:
    text = svg.render(picture)
    told = titles(text)
    assert len(told) == 1 + len(picture.nodes) + len(picture.edges)
    for node in picture.nodes:
        assert any(said.startswith(escape.line(node.name)) for said in told)
    root = ElementTree.fromstring(text)
    known = {"svg", "title", "desc", "style", "defs", "marker", "path", "rect", "text", "g"}
    assert {each.tag.removeprefix(SPACE) for each in root.iter()} <= known
    assert not any(
        name.startswith("on") or "href" in name for each in root.iter() for name in each.attrib
    )


@given(pictures())
def test_json_is_exact(picture: Picture) -> None:
    said = json.loads(load("json")(picture))
    assert [each["name"] for each in said["components"]] == [
        escape.data(node.name) for node in picture.nodes if not node.is_external
    ]
    assert [(each["imports"], each["change"]) for each in said["edges"]] == [
        (edge.imports, edge.change) for edge in picture.edges
    ]


@given(pictures())
def test_boxes_stand_apart_and_inside_of_their_band(picture: Picture) -> None:
    placed = layout(picture)
    for one, other in combinations(placed.boxes, 2):
        beside = one.x + one.width < other.x or other.x + other.width < one.x
        assert beside or abs(one.y - other.y) > BOX
    for box in placed.boxes:
        assert box.x > 0 and box.x + box.width < placed.width
        assert (
            sum(strip.y < box.y < box.y + BOX < strip.y + strip.height for strip in placed.strips)
            == 1
        )
    assert all(strip.y + strip.height < placed.height for strip in placed.strips)


def needs_graphviz() -> str:
    found = shutil.which("dot")
    if found is None:
        said = "graphviz is not installed: apt-get install graphviz, or brew install graphviz"
        if os.environ.get("CI") == "true":
            pytest.fail(said)
        pytest.skip(said)
    return found


def test_graphviz_draws_every_name_as_it_is() -> None:
    dot = needs_graphviz()
    nodes = tuple(Node(name, layer=HOSTILE[at % 5]) for at, name in enumerate(HOSTILE))
    edges = tuple(
        Edge(one.name, other.name, 1, at % 2, 0, HOSTILE[at] * (at % 3 == 0))
        for at, (one, other) in enumerate(pairwise(nodes))
    )
    text = load("dot")(Picture(nodes, edges, tuple(HOSTILE[:5])))
    done = subprocess.run([dot, "-Tjson"], input=text.encode(), capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    drawn_ = json.loads(done.stdout)
    labels = {each["name"]: each.get("label") for each in drawn_["objects"]}
    for number, node in enumerate(nodes, 1):
        shown = labels[f"n{number}"].replace("\\\\", "\\").replace("&amp;", "&")
        assert shown == escape.line(node.name)
    marked = [each for each in drawn_["edges"] if each.get("style") != "invis"]
    assert len(marked) >= len(edges)


def test_the_table_marks_what_changes_and_what_is_not_allowed() -> None:
    assert (
        load("table")(drawn(LAYERED, ["edge", "core"]))
        == """\
component  kind     layer  uses  used by
web        library  edge   2     1
ledger     library  core   1     1
pay        library  core   0     1

    from    to      imports         why it is not allowed
    web     pay     2 imports
+   web     ledger  2 imports (+2)
-   pay     ledger  0 imports (-2)
+!  ledger  web     2 imports (+2)  it is decided so
+ added, - removed, ! not allowed

3 components, 4 edges: 2 added, 1 removed, 1 not allowed
"""
    )


def test_strokes_differ_without_colour() -> None:
    text = svg.render(drawn(LAYERED, ["edge", "core"]))
    light = text.partition("@media")[0]
    strokes = {
        kind: re.sub(r"stroke:#\w+;?", "", rule)
        for kind, rule in re.findall(r"\.arch \.(same|added|removed|denied)\{([^}]*)\}", light)
    }
    assert len(set(strokes.values())) == len(strokes) == 4
    for word in ("the change adds it", "the change removes it", "not allowed", "as before"):
        assert f">{word}</text>" in text


def test_what_changes_nothing_has_no_legend() -> None:
    assert "as before" not in svg.render(drawn("web -> pay"))
    assert "legend" not in load("mermaid")(drawn("web -> pay")) + load("dot")(drawn("web -> pay"))


def heights(picture: Picture) -> dict[str, int]:
    return {box.node.name: box.y for box in layout(picture).boxes}


def test_layers_are_rows_in_their_order() -> None:
    found = heights(drawn(LAYERED + "alone\n", ["edge", "core"]))
    assert found["web"] < found["pay"] == found["ledger"] < found["alone"]
    assert [strip.title for strip in layout(drawn(LAYERED, ["edge", "core"])).strips] == [
        "edge",
        "core",
    ]


def test_without_layers_imports_lead_down_and_the_unconnected_are_last() -> None:
    found = heights(drawn("alone\nweb -> pay\npay -> ledger\nweb -> ledger\nadmin -> ledger"))
    assert found["web"] == found["admin"] < found["pay"] < found["ledger"] < found["alone"]


def test_a_cycle_is_drawn() -> None:
    found = heights(drawn("a -> b\nb -> c\nc -> a\nc -> d"))
    assert found["a"] < found["b"] < found["c"] < found["d"]


def test_a_long_edge_passes_beside_the_boxes() -> None:
    placed = layout(drawn("a -> b\nb -> c\nc -> d\na -> d"))
    curve = next(
        each for each in placed.curves if (each.edge.source, each.edge.target) == ("a", "d")
    )
    points = [(int(x), int(y)) for x, y in re.findall(r"(-?\d+) (-?\d+)(?=[CV]|$)", curve.path)]
    for box in placed.boxes:
        inside = [
            (x, y) for x, y in points if box.x <= x <= box.x + box.width and box.y < y < box.y + BOX
        ]
        assert inside == []
    middle = {box.node.name: box for box in placed.boxes}["b"]
    crossing = [x for x, y in points if y == middle.y]
    assert crossing and not middle.x <= crossing[0] <= middle.x + middle.width


def test_too_many_are_left_out_and_counted() -> None:
    picture = ring(400)
    far = picture.edges[-1]
    marked = replace(picture, edges=(*picture.edges[:-1], replace(far, reason="no")))
    shown = drawable(marked)
    assert len(shown.nodes) == MOST_NODES and shown.left_out == 250
    assert any(edge.reason for edge in shown.edges), "what is marked is kept"
    for name in ("svg", "mermaid", "dot"):
        assert "Not drawn, because it would be too much: 250 components" in load(name)(marked)
    assert load("table")(marked).count("component-0399") > 1, "a table has room for all"


def test_around_a_component_are_its_neighbours_alone() -> None:
    shown = around(drawn("web -> pay\npay -> ledger\nweb -> ledger\nledger -> db"), {"pay"})
    assert [node.name for node in shown.nodes] == ["ledger", "pay", "web"]
    assert [(edge.source, edge.target) for edge in shown.edges] == [
        ("web", "pay"),
        ("pay", "ledger"),
    ]


def test_a_hundred_components_keep_to_a_bounded_drawing() -> None:
    text = svg.render(ring(100))
    root: Any = ElementTree.fromstring(text)
    assert len(text) < 300_000
    assert int(root.get("width")) < 4_000 and int(root.get("height")) < 20_000


def test_a_section_of_many_edges_counts_the_rest() -> None:
    picture = ring(60)
    edges = tuple(replace(edge, imports=None, added=1) for edge in picture.edges)
    text = section(replace(picture, edges=edges))
    assert text.count("==>") == MOST and "90 more edges are not shown here." in text
    assert text.startswith("\n<details>\n<summary>Architecture: 120 edges gain imports</summary>\n")
    assert section(replace(picture, edges=())) == ""


@given(pictures())
def test_groups_keep_every_import_between_them(picture: Picture) -> None:
    levels: tuple[tuple[Level, str], ...] = (("layer", "layer"), ("system", "system"))
    for level, of in levels:
        shown = grouped(picture, level)
        name = {
            node.name: getattr(node, of) or f"in no {level}"
            for node in picture.nodes
            if not node.is_external
        }
        across = [
            edge
            for edge in picture.edges
            if edge.is_external or name[edge.source] != name[edge.target]
        ]
        for count in ("added", "removed"):
            sums = [sum(getattr(edge, count) for edge in edges) for edges in (shown.edges, across)]
            assert sums[0] == sums[1]
        assert any(edge.reason for edge in shown.edges) == any(edge.reason for edge in across)
        assert {node.name for node in shown.nodes if not node.is_external} == set(name.values())
        for format_ in FORMATS:
            assert load(format_)(shown)


def test_layers_are_drawn_instead_of_their_components() -> None:
    shown = grouped(drawn(LAYERED, ["edge", "core"]), "layer")
    assert [(edge.source, edge.target, edge.imports, edge.added) for edge in shown.edges] == [
        ("core", "edge", 2, 2),
        ("edge", "core", 4, 2),
    ]
    assert [edge.change for edge in shown.edges] == ["added", "changed"]
    assert grouped(shown, "component") == shown


def test_the_table_of_layers_has_what_layers_have() -> None:
    shown = grouped(drawn(LAYERED + "tool -> pay\n", ["edge", "core"]), "layer")
    assert (
        load("table")(shown)
        == """\
layer        uses  used by
edge         1     1
core         1     2
in no layer  1     0

    from         to    imports         why it is not allowed
+!  core         edge  2 imports (+2)  it is decided so
~   edge         core  4 imports (+2)
    in no layer  core  2 imports
+ added, ~ changed: gains or loses imports, ! not allowed

2 layers, 3 edges: 1 added, 1 changed, 1 not allowed
"""
    )


def test_where_no_component_is_in_a_group_it_is_said() -> None:
    text = load("table")(grouped(drawn("web -> pay"), "system"))
    assert text.endswith("0 systems, 0 edges\nNo component names its system in the catalog.\n")


def test_the_table_cuts_places_in_front_and_the_last_column_nowhere() -> None:
    deep = Place("/".join(["folder"] * 12) + "/pay.py", 70, 2)
    edge = Edge("web", "pay", 1, reason="because " * 12 + "so", place=deep)
    row = load("table")(Picture((Node("pay"), Node("web")), (edge,))).split("\n")[5]
    assert re.search(r" \u2026(?:folder/|older/|lder/|der/|er/|r/|/)+pay\.py:70:2  because ", row)
    assert row.endswith("because so")


def test_an_empty_picture_and_a_catalog_that_does_not_hold() -> None:
    problems = tuple(f"a.yaml:{number}:1: no\nfile" for number in range(1, 13))
    text = load("table")(Picture(problems=problems))
    assert text.startswith("0 components, 0 edges\n\nThe catalog does not hold:\n  a.yaml:1:1: no")
    assert text.endswith("  and 2 more\n") and text.count("\n") == 14
