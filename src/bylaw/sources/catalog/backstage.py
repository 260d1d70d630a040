"""Backstage's catalog files: catalog-info.yaml, and what its Locations bring in.

Source: the documentation of Backstage, "Descriptor Format of Catalog Entities". What Backstage
requires and nobody here needs, such as a lifecycle, may be missing: that is for a rule to say.
"""

from __future__ import annotations

import re
from typing import Final

from bylaw.facts.place import Place
from bylaw.sources.catalog.attributes import Attributes, attributes
from bylaw.sources.catalog.backstage_names import (
    DEFAULT_NAMESPACE,
    Ref,
    parse,
    wrong_name,
    wrong_namespace,
)
from bylaw.sources.catalog.documents import Sheet, TooMuch, plain_glob, shown, yaml
from bylaw.sources.catalog.interface import (
    Component,
    Entity,
    Fetch,
    Include,
    Link,
    Problem,
    Reading,
    Reference,
    Unreadable,
)
from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.references import within

_ATTRIBUTES: Final = (
    "paths", "tier", "layer", "data_classes", "public", "externals", "may_depend_on"
)  # fmt: skip
_COMPONENTS: Final = ("component", "api", "resource")
_PLACEHOLDERS: Final = frozenset(("$text", "$json", "$yaml", "$openapi", "$asyncapi"))
_BLANK: Final = re.compile(
    rb"\$\{\{-? *(?:values|parameters)\b|\{\{-? *cookiecutter\b|^ *\{%", re.MULTILINE
)
"""What Backstage's templates, and cookiecutter's, fill in."""
_MEMBERS: Final = (
    ("Group", "parent", "group"), ("Group", "children", "group"), ("Group", "members", "user"),
    ("User", "memberOf", "group"), ("System", "domain", "domain"),
    ("Domain", "subdomainOf", "domain"), ("Template", "owner", "group"),
    ("System", "owner", "group"), ("Domain", "owner", "group"),
)  # fmt: skip
"""What entities that are no components refer to: kind, field, the kind that is meant."""
_MANY: Final = frozenset(
    ("children", "members", "memberOf", "dependsOn", "dependencyOf", "providesApis", "consumesApis")
)
"""Fields that are lists of references; any other is one."""
_USES: Final = (("dependsOn", "component"), ("consumesApis", "api"))


def read(path: str, data: bytes, fetch: Fetch) -> Reading:
    """What the entities of a file say. `fetch` is asked whether referenced files exist.

    The skeleton of a software template, with blanks to fill in, describes nothing.
    """
    if _BLANK.search(data) and b"kind: Template" not in data:
        return Reading(foreign=True)
    reader = _Reader(path, fetch)
    try:
        for root in reader.sheet.documents(data, yaml):
            if root.value is not None:
                reader.entity(root)
    except TooMuch:
        pass
    return reader.reading()


class _Reader:
    """What was found in one file so far."""

    def __init__(self, path: str, fetch: Fetch) -> None:
        self.sheet = Sheet(path)
        self.fetch = fetch
        self.folder, _, self.name = path.rpartition("/")
        self.components: list[Component] = []
        self.problems: list[Problem] = []
        self.links: list[Link] = []
        self.entities: list[Entity] = []
        self.references: list[Reference] = []
        self.includes: list[Include] = []

    def reading(self) -> Reading:
        """All of it."""
        return Reading(
            self._placed(), (), tuple(self.problems), tuple(self.sheet.broken), tuple(self.links),
            tuple(self.entities), tuple(self.references), tuple(self.includes), folds=True,
        )  # fmt: skip

    def _placed(self) -> tuple[Component, ...]:
        """The components; the only one of a file that stands with its code has its folder."""
        from dataclasses import replace

        own = [one for one in self.components if one.folder is not None]
        is_beside = self.name.rpartition(".")[0] == "catalog-info"
        if len(own) == 1 and is_beside:
            return tuple(self.components)
        return tuple(replace(one, folder=None) for one in self.components)

    def entity(self, root: Node) -> None:
        """One document of the file."""
        sheet = self.sheet
        sheet.count(root)
        if not isinstance(root.value, dict):
            sheet.complain(root, "an entity has to be a mapping", "begin with `apiVersion:`")
            return
        for key in ("apiVersion", "kind", "metadata"):
            if root.get(key) is None:
                sheet.complain_at(self._start(root), f"`{key}` is missing here")
        sheet.text(root.get("apiVersion"), "apiVersion")
        kind = sheet.name(root.get("kind"), "kind")
        metadata, spec = root.get("metadata"), root.get("spec")
        if metadata is None or not sheet.expect(metadata, "metadata", dict) or kind is None:
            return
        if spec is not None and spec.value is not None and not sheet.expect(spec, "spec", dict):
            return
        ref = self._named(metadata, kind)
        spec = spec or Node({}, root.line)
        if kind.lower() == "location":
            self._location(spec)
        if ref is None:
            return
        self._placeholders(spec)
        if ref.kind in _COMPONENTS:
            self._component(ref, metadata, spec)
            return
        place = self._place_of(metadata)
        domain = None
        for of, field, meant in _MEMBERS:
            if of == kind:
                for found, where, said in self._refs(spec.get(field), field, meant, ref):
                    self.references.append(Reference(found.entity, found.shown, where, None, said))
                    domain = found.shown if (of, field) == ("System", "domain") else domain
        self.entities.append(Entity(ref.entity, ref.shown, place, domain))

    def _start(self, root: Node) -> Place:
        return Place(self.sheet.path, root.line, root.column)

    def _place_of(self, metadata: Node) -> Place:
        name = metadata.get("name")
        return self.sheet.place(name if name is not None else metadata)

    def _named(self, metadata: Node, kind: str) -> Ref | None:
        """What an entity is called; None where it has no name."""
        sheet = self.sheet
        said = metadata.get("name")
        if said is None:
            sheet.complain(metadata, "`name` is missing here")
        name = sheet.text(said, "name")
        space = metadata.get("namespace")
        namespace = sheet.text(space, "namespace") or DEFAULT_NAMESPACE
        if space is not None and (wrong := wrong_namespace(namespace)):
            sheet.complain(space, f"`namespace` {wrong}")
            return None
        if name is None or said is None:
            return None
        if wrong := wrong_name(name):
            sheet.complain(said, f"`name` {wrong}")
            return None
        return Ref(kind.lower(), namespace, name)

    def _component(self, ref: Ref, metadata: Node, spec: Node) -> None:
        sheet, name = self.sheet, ref.shown
        found = self._annotations(metadata)
        fields, places = found.fields, found.places
        for key in ("type", "lifecycle"):
            field = "kind" if key == "type" else key
            fields[field] = sheet.name(spec.get(key), key)
            if (node := spec.get(key)) is not None:
                places[field, ""] = sheet.place(node)
        fields["kind"] = "api" if ref.kind == "api" else fields["kind"] or ""
        fields["description"] = sheet.description(metadata.get("description"))
        tags = sheet.values(metadata.get("tags"), "tags", sheet.name) or ()
        fields["tags"] = tuple(tag for tag, _ in tags)
        for owner, where, said in self._refs(spec.get("owner"), "owner", "group", ref):
            fields["owner"], places["owner", ""] = owner.owner, where
            self.references.append(Reference("owner", owner.shown, where, name, said))
        for key in ("system", "subcomponentOf"):
            meant = "system" if key == "system" else "component"
            for other, where, said in self._refs(spec.get(key), key, meant, ref):
                self.references.append(Reference(other.entity, other.shown, where, name, said))
                if key == "system":
                    fields["system"], places["system", ""] = other.shown, where
        fields["depends_on"] = tuple(self._uses(ref, spec, places))
        for key, meant in (("dependencyOf", "component"), ("providesApis", "api")):
            for other, where, _ in self._refs(spec.get(key), key, meant, ref):
                pair = (name, other.shown) if meant == "api" else (other.shown, name)
                self.links.append(Link(*pair, where, meant == "api"))
        is_beside = ref.kind == "component"
        self.components.append(
            Component(
                name,
                place=self._place_of(metadata),
                places=places,
                folder=self.folder if is_beside else None,
                **fields,
            )
        )

    def _annotations(self, metadata: Node) -> Attributes:
        said: list[tuple[str, Node]] = []
        for key in ("labels", "annotations"):
            node = metadata.get(key)
            if node is not None and node.value is not None and self.sheet.expect(node, key, dict):
                said += node.items()
        return attributes(self.sheet, said, _ATTRIBUTES)

    def _uses(self, ref: Ref, spec: Node, places: dict[tuple[str, str], Place]) -> list[str]:
        """What a component uses, by name; a system that it names is only referred to."""
        names: dict[str, None] = {}
        for key, meant in _USES:
            for other, where, said in self._refs(spec.get(key), key, meant, ref):
                if other.entity == "component":
                    names[other.shown] = None
                    places["depends_on", other.shown] = where
                else:
                    self.references.append(
                        Reference(other.entity, other.shown, where, ref.shown, said)
                    )
        return list(names)

    def _refs(
        self, node: Node | None, field: str, kind: str, of: Ref
    ) -> list[tuple[Ref, Place, str]]:
        """The references of a field: one, or a list of them; with their places, as written."""
        if node is None or node.value is None:
            return []
        if field in _MANY:
            said = self.sheet.values(node, field, self.sheet.text) or []
        else:
            text = self.sheet.text(node, field)
            said = [] if text is None else [(text, self.sheet.place(node))]
        found = []
        for text, place in said:
            ref = parse(text, kind, of.namespace)
            if ref is None:
                message = f"`{shown(text)}` is no reference to an entity"
                self.sheet.complain_at(place, message, "write [KIND:][NAMESPACE/]NAME")
            else:
                found.append((ref, place, text))
        return found

    def _location(self, spec: Node) -> None:
        """The files that a Location brings in; addresses are left alone."""
        said: list[tuple[str, Place]] = []
        if (one := spec.get("target")) is not None:
            text = self.sheet.text(one, "target")
            said += [(text, self.sheet.place(one))] if text is not None else []
        said += self.sheet.values(spec.get("targets"), "targets", self.sheet.text) or []
        for text, place in said:
            if _is_address(text):
                continue
            path = within(self.folder, text)
            glob, wrong = plain_glob(path) if path else ("", f"`{shown(text)}` is no file of here")
            if wrong:
                self.sheet.complain_at(place, wrong)
            else:
                self.includes.append(Include(glob, place))

    def _placeholders(self, spec: Node) -> None:
        """Says which of the files are missing that values are taken from (`$text: ./api.yaml`)."""
        for node in spec.walk():
            self.sheet.count(node)
            key, target = next(iter(node.items()), ("", node))
            if key not in _PLACEHOLDERS or target.text is None or _is_address(target.text):
                continue
            place = self.sheet.place(target)
            path = within(self.folder, target.text)
            try:
                if not path or self.fetch(path) is None:
                    message = f"no file `{shown(target.text)}` is there"
                    self.problems.append(Problem("dangling-reference", message, place))
            except Unreadable as error:
                self.problems.append(Problem("unreadable", f"{shown(path)}: {error}", place))


def _is_address(target: str) -> bool:
    return "://" in target
