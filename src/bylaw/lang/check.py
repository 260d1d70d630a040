"""Check the modules of one pack: names, types, presence, patterns; and give its checked form."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final, TypeVar

import bylaw
from bylaw.dataclass import dataclass
from bylaw.lang import FORMAT, tree
from bylaw.lang.checking import arithmetic, calls, comparisons, constants, lists, logic, members
from bylaw.lang.checking.expectations import rule_verbs, test
from bylaw.lang.checking.pack import Declared, Pack
from bylaw.lang.checking.rules import rule
from bylaw.lang.checking.scope import File, Place, Scope, Value
from bylaw.lang.diagnostic import Diagnostic
from bylaw.lang.schema import Schema
from bylaw.lang.suggest import nearest
from bylaw.lang.types import dump

_FORMS: Final[dict[type, Callable[[Scope, Any], Value]]] = {
    tree.Literal_: constants.literal,
    tree.String: constants.string,
    tree.Regex: constants.regex,
    tree.ListOf: constants.list_of,
    tree.RecordOf: constants.record_of,
    tree.Paren: constants.paren,
    tree.Name: lambda scope, node: scope.pack.lookup(scope, node),
    tree.Get: members.get,
    tree.Call: calls.call,
    tree.Index: calls.index,
    tree.Negate: arithmetic.negate,
    tree.Binary: arithmetic.binary,
    tree.OrElse: logic.or_else,
    tree.Compare: comparisons.compare,
    tree.Presence: logic.presence,
    tree.Not: logic.not_,
    tree.And: logic.and_,
    tree.Or: logic.or_,
    tree.If: logic.if_,
    tree.Quantifier: logic.quantifier,
    tree.Comprehension: lists.comprehension,
    tree.Aggregate: lists.aggregate,
}

N = TypeVar("N", tree.Rule, tree.Test)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A checked pack and what is to be said of it."""

    pack: dict[str, Any] | None
    """Plain JSON values, see docs/internals.md; None where there is an error."""
    diagnostics: tuple[Diagnostic, ...]
    """Errors and warnings, by path, line and column."""


def referenced_packs(modules: Sequence[tree.Module]) -> tuple[str, ...]:
    """The packs that the modules use, in the order of their first `use`: load them before."""
    return tuple(
        dict.fromkeys(
            each.pack.value
            for module in modules
            for each in module.declarations
            if isinstance(each, tree.Use)
        )
    )


def check_pack(
    modules: Sequence[tree.Module],
    *,
    pack: str,
    schema: Schema,
    used: Mapping[str, Mapping[str, Any]],
    reserved: Collection[str] = (),
    code_problem: Callable[[str], str | None] = lambda pattern: None,
) -> CheckResult:
    """Check the modules of one pack together.

    Args:
        modules: the files of the pack; they share one space of names.
        pack: its name: `name:` of pack.yaml, or `local`.
        schema: the facts.
        used: checked forms of the packs it uses, by name. One that could not be loaded is left out.
        reserved: names of packs that this one may not have: the built-in ones, for others.
        code_problem: says what is wrong with a code pattern; None where it is right. Parsing code
            is not this room's, so that patterns are only held to be code where it is given.

    Returns:
        The checked form, or None with at least one diagnostic of severity error.
    """
    state = Pack(pack, schema, used, _FORMS, code_problem=code_problem)
    if pack in reserved and modules:
        state.report(
            modules[0].source, "reserved-pack", f"a pack named `{pack}` is built in", (0, 1),
            help="choose another `name:` in pack.yaml",
        )  # fmt: skip
    files = [_open(state, module) for module in modules]
    rules = _named(state, files, tree.Rule, "rules", lambda each: each.name.text)
    tests = _named(state, files, tree.Test, "tests", lambda each: each.name.value)
    state.settle_all()
    checked_rules = []
    for file, node in rules:
        with state.guard(Place(file.module.source, node.name.span)):
            checked_rules.append(rule(state, file, node))
    _check_former(state, rules)
    verbs = rule_verbs(state, [node for _, node in rules])
    checked_tests = [test(state, file, node, verbs) for file, node in tests]
    _warn_unused_packs(state, files)
    diagnostics = tuple(
        sorted(state.report.diagnostics, key=lambda each: (each.path, each.line, each.column))
    )
    if state.failed or any(each.severity == "error" for each in diagnostics):
        return CheckResult(None, tuple(each for each in diagnostics if each.code != "unused-name"))
    return CheckResult(_checked(state, modules, checked_rules, checked_tests), diagnostics)


def _open(state: Pack, module: tree.Module) -> File:
    """Take up the names of a file."""
    aliases: dict[str, str] = {}
    file = File(module, aliases)
    state.broken |= {name.text for name in module.broken}
    for each in module.declarations:
        if isinstance(each, tree.Use):
            _use(state, file, aliases, each)
    for each in module.declarations:
        if isinstance(each, tree.Let | tree.Param | tree.Def):
            kind: Any = type(each).__name__.lower()
            state.declare(Declared(kind, f"{state.name}/{each.name.text}", each, file))
    return file


def _use(state: Pack, file: File, aliases: dict[str, str], node: tree.Use) -> None:
    source, name = file.module.source, node.pack.value
    if name not in state.used:
        guess = nearest(name, state.used)
        state.report(
            source, "unknown-pack", f"there is no pack `{name}`", node.pack.span,
            label=f"did you mean `{guess}`?" if guess else "",
            help="" if guess else "name it in bylaw.yaml, under `packs:`",
        )  # fmt: skip
    if node.alias.text in aliases or node.alias.text in state.schema.roots:
        what = "a pack here" if node.alias.text in aliases else "a fact"
        state.report(
            source, "duplicate-name", f"`{node.alias.text}` is the name of {what} already",
            node.alias.span, label="choose another name",
        )  # fmt: skip
        return
    aliases[node.alias.text] = name


def _named(
    state: Pack, files: Sequence[File], kind: type[N], plural: str, name_of: Callable[[N], str]
) -> list[tuple[File, N]]:
    """All rules or tests, and a report of each whose name is not new.

    Such a one is checked like the others, so that all its errors are told at once.
    """
    found = [
        (file, each)
        for file in files
        for each in file.module.declarations
        if isinstance(each, kind)
    ]
    known: dict[str, Place] = {}
    for file, node in found:
        name, place = name_of(node), Place(file.module.source, node.name.span)
        if (first := known.setdefault(name, place)) is not place:
            state.report(
                place.source, "duplicate-name", f"two {plural} are named `{name}`", place.span,
                label="named again", help="rename one of the two",
                notes=(first.note("it is named first"),),
            )  # fmt: skip
    return found


def _check_former(state: Pack, rules: Sequence[tuple[File, tree.Rule]]) -> None:
    """Refuse an old id that a rule still has, or that two rules claim."""
    ids: dict[str, Place] = {}
    for file, node in rules:
        place = Place(file.module.source, node.name.span)
        ids.setdefault(f"{state.name}/{node.name.text}", place)
    for file, node in rules:
        for meta in node.metas:
            for value in meta.values if meta.key == "formerly" else ():
                text = value.value if isinstance(value, tree.Text) else value.text
                here = Place(file.module.source, value.span)
                if (other := ids.get(text)) is not None and (
                    text != f"{state.name}/{node.name.text}"
                ):
                    state.report(
                        file.module.source, "bad-formerly", f"`{text}` is the id of another rule",
                        value.span, notes=(other.note("it is taken"),),
                        help="what was decided about an old id can move to one rule only",
                    )  # fmt: skip
                ids.setdefault(text, here)


def _warn_unused_packs(state: Pack, files: Sequence[File]) -> None:
    for file in files:
        for each in file.module.declarations:
            if not isinstance(each, tree.Use) or each.alias.text.startswith("_"):
                continue
            if each.alias.text not in file.used_aliases and not _expected(file, each.pack.value):
                state.report(
                    file.module.source, "unused-name", f"pack `{each.pack.value}` is never used",
                    each.alias.span, severity="warning", help="leave the line out",
                )  # fmt: skip


def _expected(file: File, pack: str) -> bool:
    return any(
        expect.rule.text.startswith(pack + "/")
        for each in file.module.declarations
        if isinstance(each, tree.Test)
        for expect in each.expects
    )


def _checked(
    state: Pack, modules: Sequence[tree.Module], rules: list[Any], tests: list[Any]
) -> dict[str, Any]:
    """The checked pack of docs/internals.md."""
    params: dict[str, Any] = {}
    lets: dict[str, Any] = {}
    defs: dict[str, Any] = {}
    for name, each in state.names.items():
        type_ = dump(each.value.type)
        traits = {"facts": sorted(each.traits.facts), "known": bool(each.traits.known)}
        if isinstance(each.node, tree.Param):
            source = each.file.module.source
            params[name] = {
                "type": type_,
                "default": each.body,
                "doc": each.node.doc.value if each.node.doc else "",
                "place": [source.path, *source.position(each.node.name.span[0])],
                "checks": sorted(state.checks.get(each.id, ())),
            }
        elif isinstance(each.node, tree.Let):
            lets[name] = {"type": type_, "value": each.body, **traits}
        else:
            args = [[arg, dump(of)] for arg, of in each.args]
            defs[name] = {"args": args, "type": type_, "body": each.body, **traits}
    return {
        "format": FORMAT,
        "pack": state.name,
        "digest": _digest(state, modules),
        "uses": sorted(referenced_packs(modules)),
        "params": params,
        "lets": lets,
        "defs": defs,
        "rules": rules,
        "tests": tests,
    }


def _digest(state: Pack, modules: Sequence[tree.Module]) -> str:
    parts = [
        FORMAT,
        bylaw.__version__,
        state.name,
        state.schema.digest,
        sorted((name, each.get("digest", "")) for name, each in state.used.items()),
        [[module.source.path, module.source.text] for module in modules],
    ]
    return hashlib.sha256(json.dumps(parts).encode("utf-8", "surrogatepass")).hexdigest()
