"""Imports of Python: https://docs.python.org/3/reference/simple_stmts.html#the-import-statement.

`import` and `from … import`, relative ones too, wherever they stand: in functions, under `if` and
`try`. Names are compared in NFKC, as Python does. Below `if TYPE_CHECKING:` their kind is `type`.
`importlib.import_module("a.b")` and `__import__("a.b")` are of kind `dynamic` where the name is a
constant: strings, next to one another or with `+` between them. A relative one counts where its
package is such a constant, `__package__` or `__name__`. What is computed is no statement.

A file that names an encoding in which ASCII may mean something else (UTF-7, `unicode_escape`) is
not read, and is a gap.

`from a import b` leads to the module `a.b` where there is one, else to `a`. A name is looked for in
the file's own folder, where that is no package, then in the closest of these folders: the root,
`src`, those of a pyproject.toml, setup.py or setup.cfg and their `src`, and those that hold a
package. Packages without `__init__.py` are found after the standard library, which is no package
outside. A module that is not there, of a package that is, is the file where it would have to be.
Other names are outside, by their first part: `google` for `google.cloud.storage`.

Not read: changes of `sys.path`, `.pth` files, entry points, `exec` and `runpy`, both functions by
another name, attributes of an imported package (`import a; a.b`), files of other extensions (`pyw`,
`pyx`), scripts without an extension, and notebooks.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, Final

from bylaw.sources.imports.folders import common
from bylaw.sources.imports.interface import (
    ERRORS,
    Files,
    Found,
    Kind,
    Reading,
    Resolve,
    Statement,
    Target,
    inside,
    outside,
)
from bylaw.sources.imports.python_text import constant, identifier

_STATEMENTS: Final = ({"kind": "import_statement"}, {"kind": "import_from_statement"}, *ERRORS)
_CALL: Final = {
    "kind": "call",
    "has": {"field": "function", "regex": r"(^|\.)(import_module|__import__)$"},
}
_SOURCES: Final = (".py", ".pyi")
_PROJECTS: Final = ("pyproject.toml", "setup.py", "setup.cfg")


def extract(root: Any, text: str) -> Reading:
    """See interface."""
    found = Found(r"\bimport\b")
    rules = list(_STATEMENTS)
    if "import_module" in text or "__import__" in text:
        rules.append(_CALL)
    guarded = "TYPE_CHECKING" in text
    for node in root.find_all({"rule": {"any": rules}}):
        kind = node.kind()
        if kind == "ERROR":
            found.error(node)
        elif kind == "call":
            _call(node, found)
        else:
            how: Kind = "type" if guarded and _is_for_types(node) else "static"
            _statement(node, how, found)
    return found.reading()


def _statement(node: Any, how: Kind, found: Found) -> None:
    if node.kind() == "import_statement":
        for name in _names(node.children()):
            found.add(name, _dotted(name), how)
        return
    module = node.field("module_name")
    if module is None:
        return
    source = identifier(module.text())
    names = list(_names(node.field_children("name")))
    for name in names:
        found.add(name, source, how, _dotted(name))
    if not names:
        found.add(node, source, how, "*")


def _names(nodes: Sequence[Any]) -> Iterator[Any]:
    for node in nodes:
        kind = node.kind()
        if kind == "aliased_import":
            yield node.field("name")
        elif kind == "dotted_name":
            yield node


def _dotted(node: Any) -> str:
    return identifier(node.text())


def _call(node: Any, found: Found) -> None:
    """`import_module("a.b")`; what is computed cannot be known, and is no statement."""
    arguments = node.field("arguments")
    given: list[Any] = []
    named: dict[str, Any] = {}
    for each in arguments.children() if arguments is not None else ():
        if each.kind() == "keyword_argument":
            named[each.field("name").text()] = each.field("value")
        elif each.is_named() and each.kind() != "comment":
            given.append(each)
    first = given[0] if given else named.get("name")
    name = constant(first) if first is not None else None
    if name is None or not name.lstrip(".").replace(".", "").isidentifier():
        return
    form = ""
    if name.startswith("."):
        package = given[1] if len(given) > 1 else named.get("package")
        form = (constant(package) or package.text()) if package is not None else ""
    found.add(node, name, "dynamic", form=form)


def _is_for_types(node: Any) -> bool:
    """Whether it stands below `if TYPE_CHECKING:`, which no program runs."""
    child, parent = node, node.parent()
    while parent is not None:
        if parent.kind() == "if_statement":
            body, condition = parent.field("consequence"), parent.field("condition")
            if (
                body is not None
                and condition is not None
                and body.range().start.index == child.range().start.index
                and condition.text().rpartition(".")[2] == "TYPE_CHECKING"
            ):
                return True
        child, parent = parent, parent.parent()
    return False


def resolver(files: Files) -> Resolve:
    """See interface."""
    return _Modules(files).resolve


class _Modules:
    """Modules by their names, from the folders that Python would look into."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self._roots: tuple[str, ...] | None = None
        self.absolute: Callable[[str, str, str], Sequence[Target]] = cache(self._absolute)
        self.find: Callable[[str, tuple[str, ...]], str | None] = cache(self._find)
        self.start: Callable[[str, str], str | None] = cache(self._start)
        self.package_root: Callable[[str], str] = cache(self._package_root)

    def resolve(self, path: str, statement: Statement) -> Sequence[Target]:
        """See interface."""
        module = statement.module
        folder = path.rpartition("/")[0]
        stem = module.lstrip(".")
        level = len(module) - len(stem)
        name = statement.name if statement.name != "*" else ""
        base = folder
        if level and statement.kind == "dynamic":
            if (package := statement.form) not in ("__package__", "__name__"):
                above = package.split(".")[: 1 - level or None] if package else []
                full = ".".join((*above, stem)) if above else ""
                return self.absolute(folder, full, "") if full else ()
            if package == "__name__" and not path.endswith("/__init__.py"):
                base = path.rpartition(".")[0]
        if not level:
            return self.absolute(folder, module, name)
        for _ in range(level - 1):
            if not base:
                return ()
            base = base.rpartition("/")[0]
        target, parts = self._target(base, tuple(stem.split(".")) if stem else (), name)
        if target is None:
            return ()
        return (inside(self._dotted(target), target, self._folder(base, parts, target)),)

    def _absolute(self, folder: str, module: str, name: str) -> Sequence[Target]:
        parts = tuple(module.split("."))
        root = self.start(parts[0], folder)
        if root is None:
            own = parts[0] in sys.stdlib_module_names or parts[0] == "__future__"
            return (outside(module, None if own else parts[0]),)
        target, parts = self._target(root, parts, name)
        if target is None:
            return ()
        return (inside(".".join(parts), target, self._folder(root, parts, target)),)

    def _target(
        self, root: str, parts: tuple[str, ...], name: str
    ) -> tuple[str | None, tuple[str, ...]]:
        """The file of a module or, where a name of it is a module itself, of that; and its name."""
        target = self.find(root, (*parts, name)) if name else None
        if target is not None:
            return target, (*parts, name)
        target = self.find(root, parts)
        return (target or self._missing(root, parts)) if target or parts else None, parts

    def _folder(self, root: str, parts: tuple[str, ...], target: str) -> str | None:
        """The folder of a package without `__init__`, of which the target is but the first file."""
        stem = _joined(root, parts)
        is_start = target in (f"{stem}/__init__.py", f"{stem}/__init__.pyi")
        return stem if parts and target.startswith(f"{stem}/") and not is_start else None

    def _dotted(self, path: str) -> str:
        root = self.package_root(path.rpartition("/")[0])
        name = path.removeprefix(f"{root}/") if root else path
        stem = name.rpartition(".")[0] or name
        return stem.removesuffix("/__init__").replace("/", ".")

    def _package_root(self, folder: str) -> str:
        """The folder from which a package's full name counts."""
        while folder and self._is_package(folder):
            folder = folder.rpartition("/")[0]
        for root in self.roots:
            if folder == root or folder.startswith(f"{root}/") or not root:
                return root
        return ""

    def _missing(self, root: str, parts: tuple[str, ...]) -> str:
        """The file where a module that is not there would have to be."""
        return _joined(root, parts) + ".py"

    def _find(self, root: str, parts: tuple[str, ...]) -> str | None:
        """The file of a module; of a package its `__init__`, or the first file of its folder."""
        if not all(parts):
            return None
        stem = _joined(root, parts)
        if parts:
            for end in ("/__init__.py", "/__init__.pyi", ".py", ".pyi"):
                if stem + end in self.files:
                    return stem + end
            return self._namespace(stem)
        start = f"{stem}/__init__.py"
        return start if start in self.files else None

    def _namespace(self, folder: str) -> str | None:
        """A package without `__init__`, by the first of its modules."""
        if not self.files.has_folder(folder):
            return None
        below = (path for path in self.files.below(folder) if path.endswith(_SOURCES))
        return next(below, None)

    def _start(self, top: str, folder: str) -> str | None:
        """The folder in which a first name is found, seen from a file's folder."""
        own: tuple[str, ...] = () if self._is_package(folder) else (folder,)
        roots = [*own, *sorted(self.roots, key=lambda root: (-_shared(root, folder), root))]
        for root in roots:
            stem = f"{root}/{top}" if root else top
            if self._is_package(stem) or f"{stem}.py" in self.files or f"{stem}.pyi" in self.files:
                return root
        if top in sys.stdlib_module_names:
            return None
        for root in roots:
            stem = f"{root}/{top}" if root else top
            if self.files.is_link(stem) or self._namespace(stem) is not None:
                return root
        return None

    def _is_package(self, folder: str) -> bool:
        return f"{folder}/__init__.py" in self.files or f"{folder}/__init__.pyi" in self.files

    @property
    def roots(self) -> tuple[str, ...]:
        """Folders that packages are found in: of projects, their `src`, and of top packages."""
        if self._roots is None:
            found = {"", "src"}
            for name in _PROJECTS:
                for path in self.files.named(name):
                    folder = path.rpartition("/")[0]
                    found |= {folder, f"{folder}/src" if folder else "src"}
            for path in self.files.named("__init__.py"):
                folder = path.rpartition("/")[0]
                above = folder.rpartition("/")[0]
                if folder and (not above or f"{above}/__init__.py" not in self.files):
                    found.add(above)
            self._roots = tuple(sorted(found, key=lambda root: (-root.count("/"), -len(root))))
        return self._roots


def _joined(root: str, parts: Sequence[str]) -> str:
    return "/".join((*((root,) if root else ()), *parts))


def _shared(root: str, folder: str) -> int:
    """How many folders a root shares with a file's; the root of all shares none."""
    return common(root, folder) if root else 0
