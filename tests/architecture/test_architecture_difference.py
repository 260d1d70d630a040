"""What counts as a new import, whatever else a change does to its files; by real git trees."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import bylaw
from bylaw.dataclass import dataclass
from tests.gate.conftest import Repo

CATALOG = """components:
  a: {paths: [a/**]}
  b: {paths: [b/**]}
  c: {paths: [c/**]}
"""
RULES = """bylaw 1
rule added {
  title "Every new import"
  for edge in imports.added
  let target = edge.target_file.path or else (edge.package or else "nothing")
  note edge "{edge.file.path} {target}"
}
"""
MODULES = [f"{folder}/m{number}" for folder in "abc" for number in range(3)]
PACKAGES = ["requests", "attrs"]
few = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

Graph = dict[str, frozenset[str]]
"""What modules import: other modules, and packages."""


@dataclass(frozen=True, slots=True)
class Look:
    """How files are written, which says nothing of what they import."""

    seed: int

    def text(self, name: str, imports: frozenset[str], paths: Mapping[str, str]) -> str:
        lines = []
        for at, each in enumerate(self._ordered(imports)):
            lines += ["", f"# {each}"] * ((self.seed + at) % 3)
            path = paths.get(each, each).replace("/", ".")
            package, _, module = path.rpartition(".")
            if package and (self.seed + at) % 2:
                lines.append(f"from {package} import {module}")
            else:
                lines.append(f"import {path}")
        body = [f"{name.replace('/', '_')}_{number} = {number}" for number in range(30)]
        return "\n".join([*["# More."] * (self.seed % 4), *lines, *body]) + "\n"

    def _ordered(self, imports: frozenset[str]) -> list[str]:
        return Random(self.seed).sample(sorted(imports), len(imports))


looks = st.builds(Look, st.integers(0, 1_000))
graphs = st.fixed_dictionaries(
    {
        name: st.frozensets(
            st.sampled_from([each for each in (*MODULES, *PACKAGES) if each != name]), max_size=3
        )
        for name in MODULES
    }
)
kept_inside = st.fixed_dictionaries(
    {name: st.sampled_from(["", f"{name[0]}/new/"]) for name in MODULES}
)
moved_about = st.fixed_dictionaries(
    {name: st.sampled_from(["", "", "", "a/new/", "b/new/", "c/new/"]) for name in MODULES}
)


def places(moves: Mapping[str, str]) -> dict[str, str]:
    """Where modules stand after they moved."""
    return {
        name: f"{moves[name]}{name.replace('/', '_')}" if moves.get(name) else name
        for name in MODULES
    }


def files(graph: Graph, paths: Mapping[str, str], look: Look) -> dict[str, str]:
    return {f"{paths[name]}.py": look.text(name, graph[name], paths) for name in MODULES}


def added(base: Mapping[str, str], head: Mapping[str, str]) -> Counter[tuple[str, str]]:
    """The new imports that a rule sees: the file that imports, and what."""
    with tempfile.TemporaryDirectory() as folder:
        repo = Repo(Path(folder))
        repo.commit({"architecture.yaml": CATALOG, "policies/p.bylaw": RULES, **base})
        gone: dict[str, Any] = dict.fromkeys(base.keys() - head.keys())
        repo.branch({**gone, **head})
        verdict = bylaw.check(repo.root, base="main", head="change", unknown="deny")
        assert not verdict.inconclusive
        pairs = (each.message.split(" ") for each in verdict.findings)
        return Counter((source, target) for source, target in pairs)


@given(graphs, looks, looks, kept_inside)
@few
def test_moves_of_lines_and_of_files_within_a_component_add_nothing(
    graph: Graph, before: Look, after: Look, moves: dict[str, str]
) -> None:
    still = {name: name for name in MODULES}
    assert added(files(graph, still, before), files(graph, places(moves), after)) == Counter()


@given(graphs, graphs, looks, looks, moved_about)
@few
def test_what_is_new_is_what_a_component_did_not_import_before(
    old: Graph, new: Graph, before: Look, after: Look, moves: dict[str, str]
) -> None:
    """Any change of imports, and any move: counted by component and target, as the oracle does."""
    still, paths = {name: name for name in MODULES}, places(moves)
    found = added(files(old, still, before), files(new, paths, after))
    names = {f"{path}.py": name for name, path in paths.items()}
    seen = {(names[source], names.get(target, target)) for source, target in found}
    assert len(seen) == found.total()

    def edges(graph: Graph, where: Mapping[str, str]) -> set[tuple[str, str, str, str]]:
        return {
            (name, each, where[name][0], where.get(each, "-")[0])
            for name, imports in graph.items()
            for each in imports
        }

    base, head = edges(old, still), edges(new, paths)
    fresh, gone = head - base, base - head
    assert seen <= {(source, target) for source, target, _, _ in fresh}

    def groups(some: set[tuple[str, str, str, str]]) -> Counter[tuple[str, ...]]:
        return Counter(each[1:] for each in some)

    component = {name: path[0] for name, path in paths.items()}
    inside = {name: component.get(name, "-") for name in (*MODULES, *PACKAGES)}
    told = Counter((target, component[source], inside[target]) for source, target in seen)
    assert told == groups(fresh) - groups(gone)


@given(graphs, looks, looks, moved_about, st.data())
@few
def test_an_import_of_what_nobody_imported_is_found_whatever_else_moves(
    graph: Graph, before: Look, after: Look, moves: dict[str, str], data: st.DataObject
) -> None:
    source = data.draw(st.sampled_from(MODULES))
    target = data.draw(st.sampled_from(["c/fresh", "numpy"]))
    extra = {"c/fresh.py": "fresh = 1\n"}
    still, paths = {name: name for name in MODULES}, places(moves)
    new = {**graph, source: graph[source] | {target}}
    found = added(files(graph, still, before) | extra, files(new, paths, after) | extra)
    shown = "c/fresh.py" if target == "c/fresh" else target
    assert found[f"{paths[source]}.py", shown] == 1


@pytest.mark.parametrize("unchanged", [True, False])
def test_a_deleted_file_takes_its_imports_along(unchanged: bool) -> None:
    base = {"a/x.py": "import b.y\n", "b/y.py": "y = 1\n", "a/z.py": "import b.y\n"}
    head = {key: text for key, text in base.items() if key != "a/x.py"}
    if not unchanged:
        head["a/z.py"] = "\nimport b.y\n"
    assert added(base, head) == Counter()


def test_a_file_of_no_component_is_followed_by_its_rename() -> None:
    text = "import b.y\nimport requests\n" + "x = 1\n" * 9
    base = {"free/x.py": text, "b/y.py": "y = 1\n"}
    assert added(base, {"free/z.py": f"# Moved.\n{text}", "b/y.py": "y = 1\n"}) == Counter()
