"""Imports of Rust: https://doc.rust-lang.org/reference/items/use-declarations.html.

A statement is a name of a `use` tree, an `extern crate`, and a path that is written in full where
it is used, as in `crate::pay::charge()` or `serde_json::from_str(…)`, unless its first name is
imported in the same file.

`crate`, `self` and `super` are followed from module to module by the files that modules have,
`a.rs`, `a/mod.rs`, or what a `#[path]` says; the last one that has a file is what is imported: an
item of it, or a module inside of it, leads to that file. Other first names are modules that the
file declares itself, then the crates that its Cargo.toml names (renamed ones, those of the
workspace and of `[patch]` too) and the package's own library. One with a `path` leads into the
repository, any other is outside, by the name of its package; `std`, `core`, `alloc`, `proc_macro`
and `test` are the language's library. A first name that is none of these is an item in scope, and
nothing is said. Without a Cargo.toml, a `use` of it is taken for a crate of that name.

`mod x;` says who owns a file, not who needs it: it is no import, unless a `#[path]` leads out of
the folder. A `use` with a visibility is a re-export. What is exported again leads to the file that
does so, not to where it comes from.

Not read: what macros are given and make, `include!`, `cfg` (everything counts).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from bylaw.dataclass import dataclass
from bylaw.sources.imports.escapes import unescaped
from bylaw.sources.imports.folders import LONGEST
from bylaw.sources.imports.interface import ERRORS, Files, Found, Kind, Reading, Resolve
from bylaw.sources.imports.rust_modules import Modules

_RULES: Final = (
    {"kind": "use_declaration"},
    {"kind": "extern_crate_declaration"},
    {"kind": "mod_item"},
    *(
        {"kind": kind, "regex": "^(?:::)?[a-z_]"}
        for kind in ("scoped_identifier", "scoped_type_identifier")
    ),
    *ERRORS,
)


_ROOTS: Final = frozenset({"crate", "self", "super"})
_BEFORE: Final = frozenset({"attribute_item", "line_comment", "block_comment"})
_LITERALS: Final = ({"kind": "string_literal"}, {"kind": "raw_string_literal"})


@dataclass(frozen=True, slots=True)
class _Named:
    """A path as it is written."""

    node: Any
    segments: tuple[str, ...]
    """The first is empty for one that begins with `::`; the last may be `*`."""
    scope: str
    """The modules of the file that it stands in."""
    kind: Kind = "static"
    form: str = "use"
    """`use`, `extern` or `inline`."""


def extract(root: Any, text: str) -> Reading:
    """See interface.

    A statement's form is what it is (`use`, `extern`, `inline`, `path`, or `mod` for a path whose
    first name is a module that the file declares), the modules of the file that it stands in, and
    the path that its first name is imported from in the same file.
    """
    found = Found(r"\buse\b|\bextern\s+crate\b")
    reader = _Reader(found)
    for node in root.find_all({"rule": {"any": _RULES}}):
        reader.take(node)
    reader.finish()
    return found.reading()


class _Reader:
    """Collects the paths of a file: which names they bind is known at its end."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.named: list[_Named] = []
        self.modules: set[tuple[str, str]] = set()
        """Scopes and the modules that they declare."""
        self.bound: dict[tuple[str, str], tuple[str, ...]] = {}
        """Scopes and names, and the paths that they are imported from."""
        self.names: set[str] = set()
        """All names that the file imports."""
        self.roots: set[str] = set()
        """Those of them that stand for `crate`, `self` or `super`."""
        self._inside: list[tuple[int, str]] = []
        self._skip = -1
        self._last = -1

    def take(self, node: Any) -> None:
        """One node; outer ones come before inner ones."""
        where = node.range()
        start, end = where.start.index, where.end.index
        while self._inside and self._inside[-1][0] <= start:
            self._inside.pop()
        scope = self._inside[-1][1] if self._inside else ""
        kind = node.kind()
        if kind == "ERROR":
            self.found.error(node)
        elif kind == "mod_item":
            self._module(node, scope, end)
        elif kind == "use_declaration":
            self._skip = end
            self._use(node, scope)
        elif kind == "extern_crate_declaration":
            name = node.field("name")
            if name is not None and name.text() == "self":
                alias = node.field("alias")
                if alias is not None:
                    self._root(scope, _plain(alias.text()), ("crate",))
            elif name is not None:
                self.named.append(
                    _Named(name, (_plain(name.text()),), scope, _exported(node), "extern")
                )
        elif start >= self._skip and start != self._last:
            self._last = start
            self._inline(node, scope)

    def _root(self, scope: str, name: str, segments: tuple[str, ...]) -> None:
        """`use crate as me`: the name says no more than where a path begins."""
        self.bound.setdefault((scope, name), segments)
        self.roots.add(name)

    def _module(self, node: Any, scope: str, end: int) -> None:
        name = node.field("name")
        if name is None:
            return
        own = _plain(name.text())
        self.modules.add((scope, own))
        if node.field("body") is not None:
            self._inside.append((end, f"{scope}::{own}" if scope else own))
            return
        for path in _paths(node):
            if len(scope) > LONGEST:
                self.found.hide(path)
            else:
                self.found.add(path, _worth(path), form=_form("path", scope))

    def _use(self, node: Any, scope: str) -> None:
        tree = node.field("argument")
        if tree is None:
            return
        kind = _exported(node)
        parent = node.parent()
        is_top = parent is not None and parent.kind() in {"source_file", "declaration_list"}
        for leaf, segments, alias in _leaves(tree):
            self.named.append(_Named(leaf, segments, scope, kind))
            name = alias or (segments[-2:] if segments[-1] == "self" else segments[-1:])[0]
            self.names.add(name)
            if alias and all(each in _ROOTS for each in segments):
                self._root(scope, alias, segments)
            if is_top and name != segments[0]:
                self.bound[scope, name] = segments

    def _inline(self, node: Any, scope: str) -> None:
        parent = node.parent()
        if parent is not None and parent.kind() == "visibility_modifier":
            return
        segments: list[str] = []
        for each in node.text().split("<", 1)[0].split("::"):
            segment = _plain(each.strip())
            if not segment.isidentifier() and segments:
                break
            segments.append(segment)
        if len(segments) > 1:
            self.named.append(_Named(node, tuple(segments), scope, form="inline"))

    def finish(self) -> None:
        """Turn paths into statements, each inline one once."""
        seen: set[tuple[str, tuple[str, ...]]] = set()
        for each in self.named:
            first, form, origin = each.segments[0], each.form, ""
            if form == "inline":
                is_told = first in self.names and first not in self.roots
                if is_told or (each.scope, each.segments) in seen:
                    continue
                seen.add((each.scope, each.segments))
            if form != "extern":
                if (each.scope, first) in self.modules:
                    form = "mod"
                else:
                    origin = self._origin(each.scope, first)
            segments, name = each.segments, ""
            if segments[-1] == "self" and len(segments) > 1:
                segments = segments[:-1]
            elif len(segments) > 1 and segments[:-1] != ("",):
                segments, name = segments[:-1], segments[-1]
            module, form = "::".join(segments), _form(form, each.scope, origin)
            if len(module) + len(name) + len(form) <= LONGEST:
                self.found.add(each.node, module, each.kind, name, form)
            else:
                self.found.hide(each.node)
        self.found.statements.sort(key=lambda one: (one.line, one.column))

    def _origin(self, scope: str, first: str) -> str:
        """The path that a first name is imported from in the same file."""
        path: tuple[str, ...] = (first,)
        for _ in range(4):
            other = self.bound.get((scope, path[0]))
            if other is None:
                break
            path = (*(other[:-1] if other[-1] == "self" else other), *path[1:])
        return "" if path == (first,) else "::".join(path)


def _form(kind: str, scope: str, origin: str = "") -> str:
    return f"{kind} {scope} {origin}".rstrip().removesuffix("use")


def _exported(node: Any) -> Kind:
    first = node.child(0)
    return "re-export" if first is not None and first.kind() == "visibility_modifier" else "static"


def _plain(name: str) -> str:
    return name.removeprefix("r#")


def _segments(node: Any) -> tuple[str, ...]:
    text = node.text()
    if "/" in text:
        text = re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)
    return tuple(_plain(each) for each in "".join(text.split()).split("::"))


def _leaves(tree: Any) -> Iterator[tuple[Any, tuple[str, ...], str]]:
    """The names of a `use` tree, their paths in full, and what they are called here."""
    todo: list[tuple[Any, tuple[str, ...]]] = [(tree, ())]
    while todo:
        node, prefix = todo.pop()
        kind = node.kind()
        if kind == "scoped_use_list":
            path, inner = node.field("path"), node.field("list")
            before = (*prefix, *(_segments(path) if path is not None else ("",)))
            if inner is not None:
                todo.append((inner, before))
        elif kind == "use_list":
            todo += [(each, prefix) for each in reversed(node.children()) if each.is_named()]
        elif kind == "use_as_clause":
            path, alias = node.field("path"), node.field("alias")
            if path is not None:
                name = "" if alias is None else _plain(alias.text())
                yield path, (*prefix, *_segments(path)), name
        elif kind == "use_wildcard":
            segments = (*prefix, *_segments(node))
            if segments != ("*",):
                yield node, segments, ""
        elif kind in {"identifier", "scoped_identifier", "self", "super", "crate"}:
            yield node, (*prefix, *_segments(node)), ""


def _worth(literal: Any) -> str:
    """What a string is worth, a raw one too."""
    text: str = literal.text()
    if literal.kind() == "raw_string_literal":
        return text.lstrip("r").strip("#")[1:-1]
    return unescaped(text.strip('"'))


def _paths(node: Any) -> Iterator[Any]:
    """What `#[path = "…"]` before a module says."""
    before = node.prev()
    while before is not None and before.kind() in _BEFORE:
        if "path" in before.text():
            yield from before.find_all({"rule": {"any": _LITERALS}})
        before = before.prev()


def resolver(files: Files) -> Resolve:
    """See interface."""
    return Modules(files).resolve
