"""Tests of policies, to the TEST of docs/internals.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Final

from bylaw.lang.checking.fitting import fit
from bylaw.lang.checking.pack import Pack
from bylaw.lang.checking.scope import File, Scope, Traits
from bylaw.lang.suggest import nearest
from bylaw.lang.tree import (
    Expect,
    GivenDocument,
    GivenFile,
    GivenParam,
    Literal_,
    Rule,
    Test,
    Text,
)

_SAYS: Final = {"denies": "deny", "warns": "warn", "notes": "note"}


def test(pack: Pack, file: File, node: Test, verbs: Mapping[str, str | None]) -> dict[str, Any]:
    """The checked form of a test; `verbs` has each rule's verb, of used packs by its id."""
    scope = Scope(pack, file, Traits())
    line, column = scope.source.position(node.span[0])
    return {
        "name": node.name.value,
        "place": [scope.source.path, line, column],
        "givens": [_given(scope, given) for given in node.givens],
        "expects": [_expect(scope, expect, verbs) for expect in node.expects],
    }


def _given(scope: Scope, node: Any) -> dict[str, Any]:
    kind = type(node).__name__.lower().removeprefix("given")
    data = {"kind": kind, **_plain(node), "line": scope.source.position(node.span[0])[0]}
    if isinstance(node, GivenParam):
        data["value"] = _param(scope, node)
    elif isinstance(node, GivenDocument):
        data["kind"], data["name"] = "document", node.kind.text
    elif isinstance(node, GivenFile) and isinstance(node.size, Literal_):
        scope.check(node.size)
    return data


def _plain(node: Any) -> dict[str, Any]:
    """The fields of a clause as JSON values; expressions are left to the caller."""
    data: dict[str, Any] = {}
    for each in fields(node):
        value = getattr(node, each.name)
        if each.name == "span":
            continue
        if isinstance(value, Text | Literal_):
            data[each.name] = value.value
        elif isinstance(value, tuple):
            data[each.name] = [part.value for part in value]
        elif value is None or isinstance(value, str | int | bool):
            data[each.name] = value
        elif hasattr(value, "text"):
            data[each.name] = value.text
    return data


def _param(scope: Scope, node: GivenParam) -> Any:
    value = scope.check(node.value)
    declared = scope.pack.names.get(node.name.text)
    if declared is not None and scope.pack.is_unclear(declared):
        return None
    if declared is None or declared.kind != "param":
        params = [name for name, each in scope.pack.names.items() if each.kind == "param"]
        if node.name.text not in scope.pack.broken:
            guess = nearest(node.name.text, params)
            known = ", ".join(f"`{name}`" for name in params)
            scope.error(
                "unknown-param", f"this pack has no param `{node.name.text}`", node.name.span,
                label=f"did you mean `{guess}`?" if guess else "",
                help=f"its params are {known}" if known else "it has no params",
            )  # fmt: skip
        return None
    scope.pack.settle(declared)
    if scope.traits.facts:
        scope.error(
            "not-constant", "the value of a param must be known beforehand", node.value.span,
            label="asks for a fact",
        )  # fmt: skip
    return fit(scope, value, node.value, declared.value.type, f"`{node.name.text}`")


def _expect(scope: Scope, node: Expect, verbs: Mapping[str, str | None]) -> dict[str, Any]:
    data = {**_plain(node), "line": scope.source.position(node.span[0])[0], "at_line": node.line}
    name = node.rule.text
    data["rule"] = name if "/" in name else f"{scope.pack.name}/{name}"
    verb = verbs.get(name)
    if name not in verbs:
        if name.removeprefix(f"{scope.pack.name}/") not in scope.pack.broken:
            guess = nearest(name, verbs)
            scope.error(
                "unknown-rule", f"there is no rule `{name}`", node.rule.span,
                label=f"did you mean `{guess}`?" if guess else "",
                help="" if guess else "a rule of another pack is `PACK/NAME`, after `use`",
            )  # fmt: skip
    elif verb and (expected := _SAYS.get(node.result)) is not None and expected != verb:
        right = next(word for word, each in _SAYS.items() if each == verb)
        scope.error(
            "wrong-verb", f"`{name}` says `{verb}`, so it never {node.result}", node.span,
            label=f"did you mean `{right}`?",
            help="a test sees the rule's own verb, before any configuration",
        )  # fmt: skip
    return data


def rule_verbs(pack: Pack, rules: Sequence[Rule]) -> dict[str, str | None]:
    """Each rule that a test can expect something of, and its verb.

    Where two of one name say different things, the verb is None: either could be meant.
    """
    verbs: dict[str, str | None] = {}
    for rule in rules:
        name, verb = rule.name.text, rule.outcome.verb
        verbs[name] = verb if verbs.get(name, verb) == verb else None
    found = {**verbs, **{f"{pack.name}/{name}": verb for name, verb in verbs.items()}}
    for used in pack.used.values():
        found |= {rule["id"]: rule["verb"] for rule in used.get("rules", ())}
    return found
