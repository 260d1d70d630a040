"""The actions of the grammar: from tokens and finished children to nodes of the tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from bylaw.lang import build_expression as expression
from bylaw.lang import tree
from bylaw.lang.automaton import Action
from bylaw.lang.build_expression import Context, bad
from bylaw.lang.tree import Span
from bylaw.lang.words import GIVEN_DOCUMENTS

Children: TypeAlias = list[Any]


def _module(c: Context, span: Span, kids: Children) -> Any:
    version, doc, *declarations = kids
    number = None
    if version is not None:
        number = int(c.text[version.start : version.end])
        if number != 1:
            bad(c, "version", (version.start, version.end))
    return number, doc, tuple(declarations)


def _version_like(c: Context, span: Span, kids: Children) -> Any:
    return kids[0]


def _use(c: Context, span: Span, kids: Children) -> tree.Use:
    return tree.Use(span, *kids)


def _param(c: Context, span: Span, kids: Children) -> tree.Param:
    return tree.Param(span, *kids)


def _let(c: Context, span: Span, kids: Children) -> tree.Let:
    return tree.Let(span, *kids)


def _def(c: Context, span: Span, kids: Children) -> tree.Def:
    name, *arguments, returns, body = kids
    return tree.Def(span, name, tuple(a for a in arguments if a is not None), returns, body)


def _pair(c: Context, span: Span, kids: Children) -> Any:
    return (kids[0], kids[1])


def _optional(c: Context, span: Span, kids: Children) -> bool:
    return True


def _named_type(c: Context, span: Span, kids: Children) -> tree.TypeRef:
    name, of, optional = kids
    return tree.TypeRef(span, c.text[name.start : name.end], of or (), bool(optional))


def _type_arguments(c: Context, span: Span, kids: Children) -> Any:
    return tuple(kids)


def _record_type(c: Context, span: Span, kids: Children) -> tree.RecordType:
    *fields, optional = kids
    return tree.RecordType(span, tuple(fields), bool(optional))


# -- rules ---------------------------------------------------------------------------------------


def _rule(c: Context, span: Span, kids: Children) -> tree.Rule:
    name, metas, clauses, outcome, on_unknown = kids
    return tree.Rule(span, name, metas, clauses, outcome, on_unknown)


def _token_ident(c: Context, span: Span, kids: Children) -> tree.Ident:
    return tree.Ident(span, c.text[span[0] : span[1]])


def _word(c: Context, span: Span, kids: Children) -> str:
    return c.text[span[0] : span[1]]


def _all(c: Context, span: Span, kids: Children) -> Any:
    return tuple(kids)


def _text_meta(c: Context, span: Span, kids: Children) -> tree.Meta:
    return tree.Meta(span, kids[0], (kids[1],))


def _list_meta(c: Context, span: Span, kids: Children) -> tree.Meta:
    return tree.Meta(span, "controls", tuple(kids))


def _tags_meta(c: Context, span: Span, kids: Children) -> tree.Meta:
    return tree.Meta(span, "tags", tuple(kids))


def _for(c: Context, span: Span, kids: Children) -> tree.For:
    return tree.For(span, *kids)


def _where(c: Context, span: Span, kids: Children) -> tree.Where:
    return tree.Where(span, kids[0])


def _unless(c: Context, span: Span, kids: Children) -> tree.Where:
    return tree.Where(span, kids[0], negated=True)


def _outcome(c: Context, span: Span, kids: Children) -> tree.Outcome:
    verb, place, message, *additions = kids
    help_: tree.Template | None = None
    fix: tree.Fix | None = None
    for addition in additions:
        if isinstance(addition, tree.Fix):
            if fix is not None:
                bad(c, "second-fix", addition.span)
            fix = fix or addition
        else:
            where, template = addition
            if help_ is not None:
                bad(c, "second-help", where)
            help_ = help_ or template
    return tree.Outcome(span, verb, place, message, help_, fix)


def _help(c: Context, span: Span, kids: Children) -> tuple[Span, tree.Template]:
    return span, kids[0]


def _fix_replace(c: Context, span: Span, kids: Children) -> tree.Fix:
    return tree.Fix(span, kids[0], kids[1])


def _fix_with(c: Context, span: Span, kids: Children) -> tree.Fix:
    return tree.Fix(span, None, kids[0])


def _on_unknown(c: Context, span: Span, kids: Children) -> tree.OnUnknown:
    return tree.OnUnknown(span, kids[0])


# -- tests ---------------------------------------------------------------------------------------


def _test(c: Context, span: Span, kids: Children) -> tree.Test:
    return tree.Test(span, *kids)


def _state(name: str) -> Action:
    """`added T` and its like, as `(state, before, after, old path)`."""

    def action(c: Context, span: Span, kids: Children) -> Any:
        if name == "added":
            return name, None, kids[0], None
        if name == "changed":
            return name, kids[0], kids[1], None
        if name == "renamed":
            return name, None, kids[1], kids[0]
        return name, kids[0], None, None

    return action


def _option(name: str) -> Action:
    def action(c: Context, span: Span, kids: Children) -> Any:
        return name, span, kids

    return action


def _options(
    c: Context, options: Children, several: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """Options by name; one that stands twice is an error."""
    found: dict[str, Any] = {}
    for name, span, kids in options:
        if name in found:
            bad(c, "second-option", span, name)
        found.setdefault(name, kids)
    return found


def _given_file(c: Context, span: Span, kids: Children) -> tree.GivenFile:
    path, (state, before, after, old_path), *options = kids
    found = _options(c, options)
    return tree.GivenFile(
        span,
        path,
        state,
        before,
        after,
        old_path,
        size=found["size"][0] if "size" in found else None,
        binary="binary" in found,
        generated="generated" in found,
        mode=found["mode"][0] if "mode" in found else None,
    )


def _given_commit(c: Context, span: Span, kids: Children) -> tree.GivenCommit:
    subject, *options = kids
    found = _options(c, options)
    return tree.GivenCommit(
        span,
        subject,
        body=found["body"][0] if "body" in found else None,
        trailers=tuple(found.get("trailers", ())),
        author=found["author"][0] if "author" in found else None,
        signed="signed" in found,
    )


def _given_param(c: Context, span: Span, kids: Children) -> tree.GivenParam:
    return tree.GivenParam(span, *kids)


def _given_patch(c: Context, span: Span, kids: Children) -> tree.GivenPatch:
    return tree.GivenPatch(span, kids[0])


def _given_document(c: Context, span: Span, kids: Children) -> tree.GivenDocument:
    kind = kids[0]
    if kind.text not in GIVEN_DOCUMENTS:
        bad(c, "unknown-given", kind.span, kind.text)
    return tree.GivenDocument(span, kind, kids[1] if len(kids) > 1 else None)


def _expect(c: Context, span: Span, kids: Children) -> tree.Expect:
    rule, result = kids
    return tree.Expect(span, rule, **result)


def _finds(c: Context, span: Span, kids: Children) -> Any:
    word, path, line, times = kids
    return {
        "result": word,
        "path": path,
        "line": None if line is None else int(line.value),
        "times": None if times is None else int(times.value),
    }


def _result(name: str) -> Action:
    def action(c: Context, span: Span, kids: Children) -> Any:
        return {"result": name, "text": kids[0]} if kids else {"result": name}

    return action


def _first(c: Context, span: Span, kids: Children) -> Any:
    return kids[0]


ACTIONS: dict[str, Callable[[Any, Span, Children], Any]] = {
    **expression.ACTIONS,
    "module": _module,
    "piece": _first,
    "interpolation": _first,
    "clause_piece": _first,
    "use": _use,
    "param": _param,
    "let": _let,
    "def_": _def,
    "argument": _pair,
    "optional": _optional,
    "named_type": _named_type,
    "type_arguments": _type_arguments,
    "record_type": _record_type,
    "rule": _rule,
    "metas": _all,
    "clauses": _all,
    "rule_name": _token_ident,
    "tag": _token_ident,
    "rule_reference": _token_ident,
    "word": _token_ident,
    "text_key": _word,
    "verb": _word,
    "weight": _word,
    "finding_word": _word,
    "text_meta": _text_meta,
    "list_meta": _list_meta,
    "tags_meta": _tags_meta,
    "for_": _for,
    "where": _where,
    "unless": _unless,
    "outcome": _outcome,
    "help": _help,
    "fix_replace": _fix_replace,
    "fix_with": _fix_with,
    "on_unknown": _on_unknown,
    "test": _test,
    "givens": _all,
    "expects": _all,
    "given_file": _given_file,
    "file_added": _state("added"),
    "file_deleted": _state("deleted"),
    "file_unchanged": _state("unchanged"),
    "file_changed": _state("changed"),
    "file_renamed": _state("renamed"),
    "file_size": _option("size"),
    "file_binary": _option("binary"),
    "file_generated": _option("generated"),
    "file_mode": _option("mode"),
    "given_commit": _given_commit,
    "commit_body": _option("body"),
    "commit_trailers": _option("trailers"),
    "commit_author": _option("author"),
    "commit_signed": _option("signed"),
    "given_param": _given_param,
    "given_patch": _given_patch,
    "given_document": _given_document,
    "given_unknown": _given_document,
    "expect": _expect,
    "finds": _finds,
    "passes": _result("passes"),
    "inconclusive": _result("inconclusive"),
    "says": _result("says"),
    "fixes": _result("fixes"),
}
