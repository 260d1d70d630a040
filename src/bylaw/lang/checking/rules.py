"""Rules: metadata, clauses and outcome, to the RULE of docs/internals.md."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

from bylaw.lang.checking.constants import check_braces, inside, solid
from bylaw.lang.checking.logic import condition, elements, warn_unused
from bylaw.lang.checking.scope import Binding, File, Place, Scope, Traits
from bylaw.lang.checking.templates import as_written, template
from bylaw.lang.tree import (
    Expr,
    Fix,
    For,
    Get,
    Ident,
    Let,
    ListOf,
    Meta,
    Outcome,
    Paren,
    Rule,
    Text,
    Where,
)
from bylaw.lang.types import (
    ERROR,
    NOTHING,
    Many,
    Maybe,
    dump,
    fact_name,
    has_error,
    parse_type,
    present,
    show,
)

_OLD_ID: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*/[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_MENDED: Final = {"replace": ("Line", "Match"), "with": ("Line", "Match", "Node")}
"""The facts that are a text of a file which a fix can change."""
_SINGLE: Final = ("title", "why", "decision", "owner", "docs")


def rule(pack: Any, file: File, node: Rule) -> dict[str, Any]:
    """The checked form of a rule."""
    scope = Scope(pack, file, Traits())
    pack.elsewhere = {
        clause.name.text: "a name is bound before its use: move this clause further down"
        for clause in node.clauses
        if not isinstance(clause, Where)
    }
    metas = _metas(scope, node)
    clauses, inner = _clauses(scope, node)
    outcome, help_text = _outcome(inner, node.outcome)
    for name in inner.names:
        binding = inner.names[name]
        because = ""
        if binding.what == "for":
            because = "the rule speaks once for each of them all the same"
        warn_unused(inner, name, because)
    pack.elsewhere = {}
    if node.outcome.verb == "deny":
        _warn_known(scope, inner.traits)
    line, column = scope.source.position(node.span[0])
    return {
        "id": f"{pack.name}/{node.name.text}",
        "name": node.name.text,
        "verb": node.outcome.verb,
        **metas,
        "place": [scope.source.path, line, column],
        "source": scope.source.text[slice(*node.span)],
        "clauses": clauses,
        "outcome": outcome,
        "help_text": help_text,
        "on_unknown": node.on_unknown.weight if node.on_unknown else None,
        "facts": sorted(inner.traits.facts),
    }


def _warn_known(scope: Scope, traits: Traits) -> None:
    for span, text in traits.known:
        scope.warn(
            "known-in-deny", "an outage would let this pass the gate", span,
            label="false when the fact cannot be had",
            help=f"leave `{text}` out: an unknown makes the rule inconclusive",
        )  # fmt: skip


# -- metadata --------------------------------------------------------------------------------------


def _metas(scope: Scope, node: Rule) -> dict[str, Any]:
    found: dict[str, Any] = dict.fromkeys(_SINGLE, "")
    found |= {"controls": [], "tags": [], "formerly": []}
    seen: dict[str, Meta] = {}
    bound = [clause.name.text for clause in node.clauses if not isinstance(clause, Where)]
    for meta in node.metas:
        if (first := seen.get(meta.key)) is not None:
            scope.error(
                "duplicate-metadata", f"`{meta.key}` is given twice", meta.span,
                label="given again",
                notes=(Place(scope.source, first.span).note("it is given first"),),
                help="keep one of the two" if meta.key in _SINGLE
                else f"one line holds them all: `{meta.key} …, …`",
            )  # fmt: skip
        values = [each.value if isinstance(each, Text) else each.text for each in meta.values]
        for each in meta.values:
            if isinstance(each, Text):
                check_braces(scope, each, bound)
        if meta.key == "formerly":
            _formerly(scope, node, meta)
        if seen.setdefault(meta.key, meta) is not meta:
            continue
        if meta.key in _SINGLE:
            found[meta.key] = values[0] if values else ""
        else:
            found[meta.key] = values
    if not found["title"].strip():
        title = seen.get("title")
        scope.error(
            "missing-title", f"rule `{node.name.text}` has no title",
            title.span if title else node.name.span,
            help='say in one line what holds: `title "Web handlers do not run SQL"`',
        )  # fmt: skip
    return found


def _formerly(scope: Scope, node: Rule, meta: Meta) -> None:
    own = f"{scope.pack.name}/{node.name.text}"
    for each in meta.values:
        text = each.value if isinstance(each, Text) else each.text
        if not _OLD_ID.fullmatch(text):
            span = (
                inside(scope, each, 0, len(text)) if isinstance(each, Text) and text else each.span
            )
            scope.error(
                "bad-formerly", f"`{text}` is not the id of a rule", span,
                label="PACK/NAME", help=f'for example `formerly "{scope.pack.name}/old-name"`',
            )  # fmt: skip
        elif text == own:
            scope.error(
                "bad-formerly", "this is the rule's own id", each.span,
                help="name the id that it had before, or leave the line out",
            )  # fmt: skip


# -- clauses ---------------------------------------------------------------------------------------


def _clauses(scope: Scope, node: Rule) -> tuple[list[Any], Scope]:
    clauses: list[Any] = []
    for clause in node.clauses:
        span = scope.where(clause.span)
        if isinstance(clause, For):
            of, source = elements(scope, clause.source, "`for`")
            scope = _bind(
                scope, clause.name, Binding(of, clause.name.span, "for", (None, clause.name.text))
            )
            clauses.append(["for", clause.name.text, dump(of), source.ir, span])
        elif isinstance(clause, Let):
            value = scope.check(clause.value)
            path = value.path or (None, clause.name.text)
            binding = Binding(value.type, clause.name.span, "let", path, value.const)
            scope = _bind(scope, clause.name, binding)
            clauses.append(["let", clause.name.text, dump(value.type), value.ir, span])
        else:
            keyword = "unless" if clause.negated else "where"
            asking = replace(scope, explain=True, asking=-1 if clause.negated else 1)
            value = condition(asking, clause.condition, f"what follows `{keyword}`")
            scope = scope.having(value.when_false if clause.negated else value.when_true)
            clauses.append([keyword, value.ir, span])
    return clauses, scope


def _bind(scope: Scope, name: Ident, binding: Binding) -> Scope:
    scope.pack.refuse_shadow(scope, name)
    return scope.bind(name.text, binding)


# -- outcome ---------------------------------------------------------------------------------------


def _outcome(scope: Scope, node: Outcome) -> tuple[dict[str, Any], str]:
    place, type_ = _place(scope, node.place, node.verb)
    fix: list[Any] | None = None
    if node.fix is not None:
        _check_fix(scope, node, node.fix, type_)
        replacement = template(scope, node.fix.replacement)
        if node.fix.pattern is None:
            fix = ["with", replacement]
        else:
            scope.check(node.fix.pattern)
            fix = ["replace", [node.fix.pattern.pattern, node.fix.pattern.flags], replacement]
    outcome = {
        "place": place,
        "type": type_,
        "message": template(scope, node.message),
        "help": template(scope, node.help) if node.help else None,
        "fix": fix,
    }
    return outcome, as_written(scope, node.help) if node.help else ""


def _check_fix(scope: Scope, node: Outcome, fix: Fix, type_: Any) -> None:
    """Refuse a fix of what is no text that it could change."""
    first = type_[0] if isinstance(type_, list) else type_
    place = parse_type(first)
    of = place.of if isinstance(place, Many) else place
    name, word = fact_name(of), "with" if fix.pattern is None else "replace"
    if of is ERROR or name in _MENDED[word]:
        return
    other = word == "replace" and name in _MENDED["with"]
    scope.error(
        "nothing-to-fix", f"`fix {word}` cannot change a {show(of)}", node.place.span,
        label=f"this is {show(of)}",
        help='say `fix with "…"` for the whole place' if other
        else "a fix changes the place of the finding: name a line or match, or leave `fix` out",
    )  # fmt: skip


def _place(scope: Scope, node: Expr, verb: str) -> tuple[Any, Any]:
    """The checked form of PLACE and its type, or a list of types for a list as written."""
    inner = node
    while isinstance(inner, Paren):
        inner = inner.inner
    if isinstance(inner, ListOf) and inner.items:
        found = [_place(scope, item, verb) for item in inner.items]
        return ["list", [ir for ir, _ in found]], [type_ for _, type_ in found]
    value = scope.check(node)
    if has_error(value.type):
        return value.ir, "error"
    value = solid(scope, value, node, f"`{verb}` needs a place")
    if value.type is ERROR:
        return value.ir, "error"
    of = value.type.of if isinstance(value.type, Many) else value.type
    if isinstance(of, Maybe) or of is NOTHING or not scope.schema.located(of):
        _not_located(scope, node, show(value.type), verb)
        return value.ir, "error"
    return value.ir, dump(value.type)


def _not_located(scope: Scope, node: Expr, type_: str, verb: str) -> None:
    silent = replace(scope, traits=Traits())
    guess, inner = None, node
    mark = len(scope.pack.report.diagnostics)
    while isinstance(inner, Get) and guess is None:
        inner = inner.object
        if scope.schema.located(present(silent.check(inner).type)):
            guess = scope.text(inner)
    del scope.pack.report.diagnostics[mark:]
    if guess is None:
        guess = next(
            (
                name
                for name, bound in reversed(list(scope.names.items()))
                if scope.schema.located(bound.type)
            ),
            "change",
        )
    scope.error(
        "not-located", f"{type_} has no place to show", node.span,
        label=f"did you mean `{guess}`?",
        help=f"`{verb}` takes what knows where it stands: a file, a line, `change`",
    )  # fmt: skip
