"""The names of one pack: its lets, params and defs, and those of the packs it uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from typing import Any, Final, Literal

from bylaw.dataclass import dataclass
from bylaw.lang.checking.arguments import def_arguments
from bylaw.lang.checking.constants import constant
from bylaw.lang.checking.fitting import fit
from bylaw.lang.checking.foreign import function_help, goes_through, no_such_name
from bylaw.lang.checking.functions import BUILTINS
from bylaw.lang.checking.imported import exports
from bylaw.lang.checking.logic import warn_unused
from bylaw.lang.checking.scope import (
    BAD,
    IR,
    Binding,
    File,
    Place,
    Reporter,
    Scope,
    Traits,
    Value,
)
from bylaw.lang.checking.typenames import resolve_type
from bylaw.lang.schema import Schema
from bylaw.lang.suggest import nearest
from bylaw.lang.tree import Call, Def, Expr, Ident, Let, Name, Param
from bylaw.lang.types import Type, show

DEEPEST: Final = 50
"""Definitions that lean on one another; more would exhaust the stack, here or in a run."""

AGGREGATES: Final = ("count", "sum", "min", "max")


@dataclass(slots=True)
class Declared:
    """A let, param or def at file level."""

    kind: Literal["let", "param", "def"]
    id: str
    node: Let | Param | Def
    file: File
    state: Literal["new", "busy", "done"] = "new"
    value: Value = BAD
    """Of a let or param: its type, how it is read, and its constant."""
    body: IR = None
    args: list[tuple[str, Type]] = field(default_factory=list)
    traits: Traits = field(default_factory=Traits)
    again: list[Declared] = field(default_factory=list)
    """Later declarations of the same name, which is an error."""

    @property
    def place(self) -> Place:
        """Where its name stands."""
        return Place(self.file.module.source, self.node.name.span)


@dataclass(slots=True)
class Pack:
    """All that is declared in one pack while it is checked."""

    name: str
    schema: Schema
    used: Mapping[str, Mapping[str, Any]]
    forms: Mapping[type, Callable[[Scope, Any], Value]]
    report: Reporter = field(default_factory=Reporter)
    names: dict[str, Declared] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    """Names whose declarations did not parse: no second error about them."""
    elsewhere: dict[str, str] = field(default_factory=dict)
    """Names that the rule in hand binds somewhere, and why one may not be seen where it is used."""
    deep: bool = False
    """Definitions lean on one another too deeply: said once."""
    failed: bool = False
    """Something is wrong that the parser has reported."""
    code_problem: Callable[[str], str | None] = lambda pattern: None
    """What is wrong with a code pattern, where there is somebody who can parse code."""
    checks: dict[str, set[str]] = field(default_factory=dict)
    """Params that stand right of `satisfies`, and what they must be."""

    # -- names ---------------------------------------------------------------------------------

    def declare(self, declared: Declared) -> None:
        """Take up a file-level name, which must be new."""
        name = declared.node.name
        source = declared.file.module.source
        if (known := self.names.get(name.text)) is not None:
            self.report(
                source, "duplicate-name", f"`{name.text}` is declared twice", name.span,
                label="declared again", help="rename one of the two",
                notes=(known.place.note("it is declared first"),),
            )  # fmt: skip
            known.again.append(declared)
            return
        taken = self._taken(name.text, declared)
        if taken:
            self.report(
                source, "duplicate-name", f"`{name.text}` is {taken} already", name.span,
                label="choose another name",
            )  # fmt: skip
        self.names[name.text] = declared

    def _taken(self, name: str, declared: Declared) -> str:
        functions = (*BUILTINS, *AGGREGATES, *self.schema.functions)
        if declared.kind == "def" and name in functions:
            return "a function of the language"
        if name in self.schema.roots:
            return "the name of a fact"
        return "the name of a pack here" if name in declared.file.aliases else ""

    def refuse_shadow(self, scope: Scope, name: Ident) -> None:
        """Report a bound name that hides another."""
        text = name.text
        notes: tuple[Any, ...] = ()
        if (bound := scope.names.get(text)) is not None:
            notes = (Place(scope.source, bound.span).note("it is bound first"),)
        elif (known := self.names.get(text)) is not None:
            notes = (known.place.note("it is declared"),)
        elif text in self.schema.roots:
            what = "the name of a fact"
        elif text in scope.file.aliases:
            what = "the name of a pack here"
        else:
            return
        message = f"`{text}` is bound already" if notes else f"`{text}` is {what}"
        scope.error(
            "shadowed-name", message, name.span, label="choose another name", notes=notes,
            help="a name means one thing from its clause to the end of the rule",
        )  # fmt: skip

    def lookup(self, scope: Scope, node: Name) -> Value:
        """A name used as a value."""
        if (bound := scope.names.get(node.id)) is not None:
            bound.used = True
            value = Value(bound.type, ["var", node.id], bound.path, bound.const)
            return scope.narrowed(value)
        if (declared := self.names.get(node.id)) is not None:
            return BAD if self.is_unclear(declared) else self._read(scope, node, declared)
        if (root := scope.schema.roots.get(node.id)) is not None:
            scope.traits.facts.add(node.id)
            return scope.narrowed(Value(root.type, ["root", node.id], (None, node.id)))
        if node.id in self.broken:
            return BAD
        return self._unknown(scope, node)

    def knows(self, scope: Scope, node: Name) -> bool:
        """Whether a name is one of this place, or would be if its declaration parsed."""
        name = node.id
        known = (scope.names, self.names, scope.schema.roots, self.broken, self.elsewhere)
        return any(name in each for each in known) or name in scope.file.aliases

    def _unknown(self, scope: Scope, node: Name) -> Value:
        name, help_ = node.id, ""
        if (reason := self.elsewhere.get(name)) is not None:
            return scope.error(
                "unknown-name", f"there is no `{name}` here", node.span,
                label="not bound at this point", help=reason,
            )  # fmt: skip
        if name in scope.file.aliases:
            scope.file.used_aliases.add(name)
            pack = scope.file.aliases[name]
            inside = ", ".join(f"`{name}.{each}`" for each in list(exports(self.used, pack))[:4])
            return scope.error(
                "unknown-name", f"`{name}` is a pack, not a value", node.span,
                label=f"say what of it: {inside}" if inside else "",
            )  # fmt: skip
        if name in BUILTINS or name in self.schema.functions or name in AGGREGATES:
            return scope.error(
                "not-called", f"`{name}` is a function, not a value", node.span,
                label="it needs its arguments", help=f"call it: `{name}(…)`",
            )  # fmt: skip
        if foreign := no_such_name(scope, node):
            return scope.error(
                "unknown-name", f"there is no `{name}` here", node.span, help=foreign
            )
        owners = [
            bound for bound, each in scope.names.items() if name in _field_names(scope, each.type)
        ]
        owners += [
            root for root, each in scope.schema.roots.items()
            if name in _field_names(scope, each.type)
        ]  # fmt: skip
        owners += [
            alias for alias, pack in scope.file.aliases.items() if name in exports(self.used, pack)
        ]
        if owners:
            guess: str | None = f"{owners[0]}.{name}"
        else:
            guess = nearest(name, [*scope.names, *self.names, *scope.schema.roots])
            if guess is None and any(nearest(name, [alias]) for alias in scope.file.aliases):
                guess = nearest(name, scope.file.aliases)
            roots = ", ".join(f"`{root}`" for root in scope.schema.roots)
            help_ = f"facts begin at {roots}" if guess is None else ""
        return scope.error(
            "unknown-name", f"there is no `{name}` here", node.span,
            label=f"did you mean `{guess}`?" if guess else "", help=help_,
        )  # fmt: skip

    # -- lets, params, defs of this pack -------------------------------------------------------

    def _read(self, scope: Scope, node: Name, declared: Declared) -> Value:
        if declared.kind == "def":
            return scope.error(
                "not-called", f"`{node.id}` is a function, not a value", node.span,
                label="it needs its arguments", help=f"call it: `{node.id}(…)`",
            )  # fmt: skip
        if not self._settle(scope, declared, node):
            return BAD
        return scope.narrowed(declared.value)

    def _settle(self, scope: Scope, declared: Declared, node: Name) -> bool:
        """Check a declaration the first time it is used; False when it is inside itself."""
        if declared.state == "busy":
            scope.error(
                "recursion", f"`{node.id}` is defined by itself", node.span,
                label="comes back to where it started",
                notes=(declared.place.note("it is declared"),),
                help="go through a list with `some`, `every`, `sum` or `[… for …]` instead",
            )  # fmt: skip
            return False
        self.settle(declared)
        scope.traits.depth = max(scope.traits.depth, declared.traits.depth + 1)
        if scope.traits.depth > DEEPEST and not self.deep:
            self.deep = True
            scope.error(
                "too-deep", f"more than {DEEPEST} definitions lean on one another", node.span,
                label="one too many", help="put some of them together",
            )  # fmt: skip
        if scope.traits.depth > DEEPEST:
            return False
        scope.traits.facts |= declared.traits.facts
        if declared.traits.known:
            scope.traits.known.append((node.span, node.id))
        return True

    def settle_all(self) -> None:
        """Check every declaration, also those whose name is taken: their errors are told too."""
        for declared in self.names.values():
            for each in (declared, *declared.again):
                self.settle(each)

    def is_unclear(self, declared: Declared) -> bool:
        """Whether a name is declared twice, as different things: what uses it is not judged."""
        if not declared.again:
            return False
        for each in (declared, *declared.again):
            self.settle(each)
        shapes = [(each.kind, each.value.type, tuple(each.args)) for each in declared.again]
        return any(
            shape != (declared.kind, declared.value.type, tuple(declared.args)) for shape in shapes
        )

    def settle(self, declared: Declared) -> None:
        """Check a declaration once."""
        if declared.state != "new":
            return
        declared.state = "busy"
        with self.guard(declared.place):
            self._check(declared)
        declared.state = "done"

    @contextmanager
    def guard(self, place: Place) -> Iterator[None]:
        """Report what nests deeper than the stack; what hangs on it is silent."""
        try:
            yield
        except RecursionError:
            if not self.deep:
                self.report(
                    place.source, "too-deep", "this nests too deeply", place.span,
                    help="give parts of it names of their own with `let`",
                )  # fmt: skip
            self.deep = self.failed = True

    def _check(self, declared: Declared) -> None:
        scope = Scope(self, declared.file, declared.traits)
        if isinstance(declared.node, Let):
            value = scope.check(declared.node.value)
            path = value.path or (None, f"let {declared.node.name.text}")
            declared.body = value.ir
            declared.value = Value(value.type, ["let", declared.id], path, value.const)
        elif isinstance(declared.node, Param):
            self._param(scope, declared, declared.node)
        else:
            self._def(scope, declared, declared.node)

    def _param(self, scope: Scope, declared: Declared, node: Param) -> None:
        type_ = resolve_type(scope, node.type, settable=True)
        declared.value = Value(
            type_, ["param", declared.id], (None, f"param {node.name.text}"), None
        )
        if node.default is None:
            return
        value = scope.check(node.default)
        if declared.traits.facts:
            scope.error(
                "not-constant", "the value of a param must be known beforehand", node.default.span,
                label="asks for a fact", help="a `let` may ask for facts",
            )  # fmt: skip
        declared.body = fit(scope, value, node.default, type_, f"`{node.name.text}`")

    def _def(self, scope: Scope, declared: Declared, node: Def) -> None:
        returns = resolve_type(scope, node.returns)
        declared.value = Value(returns, None)
        inner = scope
        for ident, type_ref in node.args:
            type_ = resolve_type(scope, type_ref)
            if any(ident.text == name for name, _ in declared.args):
                scope.error("duplicate-name", f"two arguments are named `{ident.text}`", ident.span)
                continue
            self.refuse_shadow(inner, ident)
            declared.args.append((ident.text, type_))
            binding = Binding(type_, ident.span, "argument", path=(None, ident.text))
            inner = inner.bind(ident.text, binding)
        value = inner.check(node.body)
        declared.body = fit(inner, value, node.body, returns, f"what `{node.name.text}` gives")
        for name, _ in declared.args:
            warn_unused(inner, name)

    def call_def(self, scope: Scope, node: Call, name: Name) -> Value:
        """`f(a)` of a def of this pack."""
        declared = self.names.get(name.id)
        if declared is not None and self.is_unclear(declared):
            for arg in node.args:
                scope.check(arg)
            return BAD
        if declared is not None and declared.kind == "def":
            if not self._settle(scope, declared, name):
                return BAD
            args = def_arguments(scope, node, name.id, declared.args)
            if args is None:
                return Value(declared.value.type, ["lit", False])
            return Value(declared.value.type, ["def", declared.id, args])
        values = [scope.check(arg) for arg in node.args if not goes_through(name.id, arg)]
        if name.id in self.broken:
            return BAD
        if declared is not None or name.id in scope.schema.roots:
            return scope.error(
                "not-a-function", f"`{name.id}` is a value, not a function", name.span,
                help="leave the parentheses out",
            )  # fmt: skip
        if foreign := function_help(scope, node, name.id, values):
            message = f"there is no function `{name.id}`"
            return scope.error("unknown-function", message, name.span, help=foreign)
        functions = [*BUILTINS, *AGGREGATES, *scope.schema.functions]
        functions += [each for each, known in self.names.items() if known.kind == "def"]
        owners = [
            bound for bound, each in scope.names.items()
            if name.id in _field_names(scope, each.type)
        ]  # fmt: skip
        owners += [
            alias for alias, pack in scope.file.aliases.items()
            if name.id in self.used.get(pack, {}).get("defs", ())
        ]  # fmt: skip
        guess = f"{owners[0]}.{name.id}" if owners else nearest(name.id, functions)
        return scope.error(
            "unknown-function", f"there is no function `{name.id}`", name.span,
            label=f"did you mean `{guess}`?" if guess else "",
            help="" if guess else "write it as a `def`",
        )  # fmt: skip

    def default(self, scope: Scope, param: str, used: Expr) -> tuple[Scope, Expr, str] | None:
        """The text that a param has by default, and where a mistake in it is to be shown."""
        pack, _, name = param.partition("/")
        if pack != self.name:
            text = constant(self.used[pack]["params"][name]["default"])
            return (scope, used, text) if isinstance(text, str) else None
        declared = self.names[name]
        text = constant(declared.body)
        if not isinstance(declared.node, Param) or not isinstance(text, str):
            return None
        return Scope(self, declared.file, Traits()), declared.node.default or used, text

    def note_use(self, param: str, kind: str) -> None:
        """Remember that a param stands right of `satisfies`."""
        self.checks.setdefault(param, set()).add(kind)


def _field_names(scope: Scope, type_: Type) -> tuple[str, ...]:
    fact = scope.schema.types.get(show(type_).removesuffix("?"))
    return tuple(fact.fields) if fact else ()
