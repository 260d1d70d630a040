"""What a POM inherits: parents inside the repository, properties, and managed versions.

Only what stands in the repository is known: what a parent or an imported list of versions says that
comes from a registry is not. Nothing is looked up elsewhere.

Source: the POM reference and "Introduction to the POM" of Apache Maven.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import basename, dirname, join
from typing import Final

from bylaw.sources.documents.node import Malformed
from bylaw.sources.documents.xml import Element, read_xml
from bylaw.sources.manifests.interface import Problem, Source, Tree, Unreadable
from bylaw.sources.manifests.load import load_xml
from bylaw.sources.manifests.references import within

_PROPERTY: Final = re.compile(r"\$\{([^${}]+)\}")
_ROUNDS: Final = 40
_LONGEST: Final = 2000
"""Characters of a value; properties that double each other end here."""
_DEEPEST: Final = 30
"""Parents of parents, and lists of versions that import others."""
_MOST_IMPORTS: Final = 50
_MOST_POMS: Final = 200
"""POMs among which an imported list of versions is looked for, the likeliest first."""
_OWN: Final = frozenset(("groupId", "artifactId", "version", "packaging", "name", "url"))

Key = tuple[str, str, str, str]
"""groupId, artifactId, type and classifier: what tells managed dependencies apart."""


@dataclass(frozen=True, slots=True)
class Managed:
    """What is laid down for whoever asks for a dependency without a version of its own."""

    version: str | None
    scope: str | None


@dataclass(slots=True)
class Model:
    """A POM with its parents inside the repository, nearest first."""

    tree: Tree
    lineage: list[tuple[str, Element]]
    properties: dict[str, str]
    """As written, the own ones before inherited ones."""
    problems: list[Problem] = field(default_factory=list)
    includes: list[str] = field(default_factory=list)
    is_parent_outside: bool = False
    """Whether the last parent of the line is not in the repository, or cannot be read."""
    registry_parent: Element | None = None
    """The `<parent>` of the POM itself, where it comes from a registry."""
    coordinate: dict[str, str] = field(default_factory=dict)
    """What `project.…` stands for: coordinates of the POM, and as `parent.…` of its parent."""

    @property
    def root(self) -> Element:
        """The POM itself."""
        return self.lineage[0][1]

    def resolve(self, text: str, more: dict[str, str] | None = None) -> str | None:
        """The text with its properties filled in; None where one has no value here.

        Args:
            text: As it stands in the POM.
            more: Properties that count before all others: those of a profile.
        """
        for _ in range(_ROUNDS):
            if "${" not in text:
                return text
            filled = _PROPERTY.sub(lambda found: self._value(found, more or {}), text)
            if filled == text or len(filled) > _LONGEST:
                return None
            text = filled
        return None

    def _value(self, found: re.Match[str], more: dict[str, str]) -> str:
        key = found[1]
        bare = key.removeprefix("project.").removeprefix("pom.")
        value: str | None = None
        if bare == key:
            value = more.get(key, self.properties.get(key))
        if value is None:
            value = self.coordinate.get(bare)
        if value is None:
            value = more.get(key, self.properties.get(key))
        return found[0] if value is None else value

    def coordinates(
        self, element: Element, more: dict[str, str] | None = None, group: str = ""
    ) -> tuple[str, str] | None:
        """GroupId and artifactId below an element; None where one is missing or not known."""
        parts = []
        for name, otherwise in (("groupId", group), ("artifactId", "")):
            said = self.resolve(element.value(name) or otherwise, more)
            if not said:
                return None
            parts.append(said)
        return parts[0], parts[1]

    def managed(self) -> dict[Key, Managed]:
        """The managed dependencies: of the POM before those of parents, imported ones last."""
        found: dict[Key, Managed] = {}
        _manage(self, found, set())
        return found


def load_model(file: Source) -> Model:
    """A POM and what it inherits.

    Raises:
        Unreadable: It is not XML, or not a POM.
    """
    root = load_xml(file)
    if root.name != "project":
        raise Unreadable(f"it is not a POM: its root is `{root.name[:40]}`", root.line, root.column)
    return _model(file.path, root, file.tree)


def profile_properties(profile: Element) -> dict[str, str]:
    """The properties that a profile sets, as written."""
    return {
        each.name: each.text for holder in profile.all("properties") for each in holder.children
    }


def _model(path: str, root: Element, tree: Tree) -> Model:
    model = Model(tree, [(path, root)], {})
    above = root.find("parent")
    inherited = {} if above is None else {each.name: each.text for each in above.children}
    model.coordinate.update((f"parent.{name}", text) for name, text in inherited.items())
    model.coordinate["packaging"] = "jar"
    for name in ("groupId", "version"):
        if name in inherited:
            model.coordinate[name] = inherited[name]
    model.coordinate.update((each.name, each.text) for each in root.children if each.name in _OWN)
    while (parent := model.lineage[-1][1].find("parent")) is not None:
        found = _parent(model, parent)
        if found is None:
            model.is_parent_outside = True
            break
        if any(found[0] == known for known, _ in model.lineage):
            model.problems.append(_at(model, parent, "the parents of this POM lead back to it"))
            break
        model.lineage.append(found)
        model.includes.append(found[0])
        if len(model.lineage) > _DEEPEST:
            model.problems.append(_at(model, parent, f"it has more than {_DEEPEST} parents"))
            break
    for _, element in reversed(model.lineage):
        model.properties.update(profile_properties(element))
        for profile in active_profiles(element):
            model.properties.update(profile_properties(profile))
    return model


def active_profiles(element: Element) -> Iterator[Element]:
    """The profiles that count when nobody chooses one."""
    for profile in element.all("profiles", "profile"):
        if profile.value("activation", "activeByDefault") == "true":
            yield profile


def _at(model: Model, element: Element, message: str) -> Problem:
    """A problem of the nearest POM or of one of its parents."""
    path = model.lineage[-1][0] if len(model.lineage) > 1 else ""
    return Problem(message, element.line, element.column, path)


def _parent(model: Model, parent: Element) -> tuple[str, Element] | None:
    """The parent's file; None where it comes from a registry or cannot be read."""
    path, tree = model.lineage[-1][0], model.tree
    said = parent.find("relativePath")
    where = "../pom.xml" if said is None else said.text
    target = within(dirname(path), where)
    if target is None and said is not None:
        message = f"the parent `{where[:80]}` is out of the repository"
        model.problems.append(_at(model, said, message))
        return None
    found: tuple[str, Element] | None = None
    if target is not None and where:
        try:
            found = _pom_at(tree, target)
        except (Malformed, Unreadable):
            message = f"the parent `{where[:80]}` cannot be read"
            model.problems.append(_at(model, parent, message))
            return None
        if found is None and said is not None:
            model.problems.append(_at(model, said, f"there is no `{where[:80]}`"))
    if found is not None and _is(found[1], parent):
        return found
    if len(model.lineage) == 1:
        model.registry_parent = parent
    return None


def _pom_at(tree: Tree, path: str) -> tuple[str, Element] | None:
    """The POM at a path, or in the folder there."""
    for each in (path, join(path, "pom.xml")) if path else ("pom.xml",):
        data = tree.read(each)
        if data is not None:
            return each, read_xml(data)
    return None


def _is(root: Element, wanted: Element) -> bool:
    """Whether a POM is the one that a `<parent>` names; Maven looks elsewhere if it is not."""
    for name in ("groupId", "artifactId", "version"):
        said, asked = root.value(name), wanted.value(name)
        if said is None and name != "artifactId":
            said = root.value("parent", name)
        literal = not any(mark in (said or "") + (asked or "") for mark in "${[(,")
        if said != asked and literal:
            return False
    return True


def _manage(model: Model, found: dict[Key, Managed], seen: set[str]) -> bool:
    """Notes what a POM and its parents manage; False where others might do so unseen.

    What is imported counts after what parents say and what was imported before, so that it is not
    known once one of these comes from a registry.
    """
    imports: dict[tuple[str, str], None] = {}
    for _, element in model.lineage:
        for holder in (*active_profiles(element), element):
            for each in holder.all("dependencyManagement", "dependencies", "dependency"):
                names = model.coordinates(each)
                if names is None:
                    continue
                if each.value("scope") == "import":
                    imports.setdefault(names)
                    continue
                version = each.value("version")
                found.setdefault(
                    dependency_key(model, each, names),
                    Managed(model.resolve(version) if version else None, each.value("scope")),
                )
    if model.is_parent_outside:
        return False
    for number, names in enumerate(imports):
        other = _pom_of(model, *names) if number < _MOST_IMPORTS else None
        if other is None or len(seen) >= _DEEPEST:
            return False
        path = other.lineage[0][0]
        if path in seen:
            continue
        seen.add(path)
        model.includes.append(path)
        listed: dict[Key, Managed] = {}
        is_whole = _manage(other, listed, seen)
        model.includes += other.includes
        for key, managed in listed.items():
            found.setdefault(key, managed)
        if not is_whole:
            return False
    return True


def dependency_key(
    model: Model, element: Element, names: tuple[str, str], more: dict[str, str] | None = None
) -> Key:
    """What tells a dependency apart from others of the same name."""
    kind = model.resolve(element.value("type") or "jar", more) or ""
    return (*names, kind, model.resolve(element.value("classifier") or "", more) or "")


def _pom_of(model: Model, group: str, artifact: str) -> Model | None:
    """The POM of a module of the repository, looked for only where the group is the project's."""
    groups = {
        said
        for _, element in model.lineage
        if (said := element.value("groupId") or element.value("parent", "groupId"))
    }
    if not any(group == each or group.startswith(f"{each}.") for each in groups):
        return None
    needle, word = artifact.encode(), artifact.rpartition("-")[2]
    poms = [path for path in model.tree.paths() if basename(path) == "pom.xml"]
    poms.sort(key=lambda path: (artifact not in path, word not in path, path.count("/")))
    for path in poms[:_MOST_POMS]:
        try:
            data = model.tree.read(path)
            if data is None or needle not in data:
                continue
            root = read_xml(data)
        except (Malformed, Unreadable):
            continue
        if root.value("artifactId") == artifact:
            other = _model(path, root, model.tree)
            if other.resolve(other.coordinate.get("groupId", "")) == group:
                return other
    return None
