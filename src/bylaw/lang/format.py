"""The canonical layout of a policy file.

The file becomes a row of units, one for each line that the layout has (a header, a clause, a
brace), each with the stretch of the file that it stands for. Comments find their place between the
units by their offsets; a unit with a comment in its middle keeps the lines of its author.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Literal

from bylaw.lang import tree
from bylaw.lang.diagnostic import Diagnostic
from bylaw.lang.format_expression import Layout, expression, quoted, string, too_wide, type_
from bylaw.lang.lexer import SPACE
from bylaw.lang.tree import Expr, Module, Source, Span


@dataclass(frozen=True, slots=True)
class Unit:
    """One line of the layout; a text block or a broken condition gives it several."""

    span: Span
    written: str
    indent: int = 0
    role: Literal["line", "open", "close", "comment", "header"] = "line"
    kind: str = ""
    """Of a declaration at file level, what it is: neighbours of one kind may stand close."""


def format_source(source: Source) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """A file's canonical text, or None where its syntax is wrong beyond tabs."""
    from bylaw.lang.parse import parse

    module, diagnostics = parse(source)
    if any(diagnostic.code != "tab" for diagnostic in diagnostics):
        return None, diagnostics
    return format_module(module), diagnostics


def format_module(module: Module) -> str:
    """The canonical text of a file that was parsed without errors but tabs.

    Raises:
        ValueError: some declaration is broken, so that its text would be lost.
    """
    if module.broken:
        raise ValueError("a file with syntax errors cannot be formatted")
    text = module.source.text
    units = _with_comments(list(_units(module)), module)
    lines: list[str] = []
    before: Unit | None = None
    if module.version is None:
        lines.append("bylaw 1")
        before = Unit((0, 0), "bylaw 1", role="header")
    for unit in units:
        if before is not None and _blank_between(text, before, unit):
            lines.append("")
        pad = " " * unit.indent
        lines.append(pad + unit.written)
        before = unit
    return "\n".join(lines) + "\n"


def _blank_between(text: str, before: Unit, after: Unit) -> bool:
    if before.role == "header":
        return True
    if before.role == "open" or after.role == "close":
        return False
    if after.indent == 0 and before.role != "comment" and before.indent == 0:
        if before.role == "close" or after.role == "open":
            return True
        if after.role != "comment" and before.kind != after.kind:
            return True
    return text[before.span[1] : after.span[0]].count("\n") > 1


def _with_comments(units: list[Unit], module: Module) -> list[Unit]:
    """The units with the comments among them, in the order of the file."""
    merged: list[Unit] = []
    comments = list(module.comments)
    depth = 0
    for unit in units:
        while comments and comments[0].span[0] < unit.span[0]:
            _place(merged, comments.pop(0), depth)
        inside = []
        while comments and comments[0].span[0] < unit.span[1]:
            inside.append(comments.pop(0))
        if inside:
            unit = _as_written(unit, module.source.text, sorted(set(_blocks(module.declarations))))
        merged.append(unit)
        depth = 2 if unit.role == "open" else 0 if unit.role == "close" else depth
    for comment in comments:
        _place(merged, comment, depth)
    return merged


def _place(merged: list[Unit], comment: tree.Comment, depth: int) -> None:
    if comment.own_line or not merged:
        merged.append(Unit(comment.span, comment.text, depth, "comment"))
    else:
        last = merged[-1]
        written = f"{last.written}  {comment.text}"
        merged[-1] = replace(last, span=(last.span[0], comment.span[1]), written=written)


def _as_written(unit: Unit, text: str, blocks: list[Span]) -> Unit:
    """A unit with the lines of its author, each after the first indented alike."""
    start, end = unit.span
    layout = Layout(text, unit.indent + 2)
    pieces: list[str] = []
    at = start
    for a, b in blocks:
        if start <= a and b <= end and "\n" in text[a:b]:
            pieces += [_indented(text[at:a], unit.indent + 2), quoted(layout, (a, b), True)]
            at = b
    pieces.append(_indented(text[at:end], unit.indent + 2))
    return replace(unit, written="".join(pieces))


def _indented(text: str, indent: int) -> str:
    first, *rest = text.split("\n")
    if not rest:
        return first
    lines = [line.strip(" \t\r") for line in rest]
    # What follows the last line feed of the piece may go on behind it.
    lines[-1] = rest[-1].lstrip(" \t")
    kept = [line for line in lines[:-1] if line] + lines[-1:]
    return "\n".join([first.rstrip(" \t\r"), *(" " * indent + line for line in kept)])


def _blocks(node: object) -> Iterator[Span]:
    """The spans of the text blocks in a tree."""
    if isinstance(node, tuple):
        for item in node:
            yield from _blocks(item)
    elif isinstance(node, tree.Node):
        if isinstance(node, tree.Text | tree.Template | tree.String) and node.block:
            yield node.span
        for field in fields(node):
            yield from _blocks(getattr(node, field.name))


# -- the units -----------------------------------------------------------------------------------


def _units(module: Module) -> Iterator[Unit]:
    text = module.source.text
    if module.version is not None:
        start = _skip(text, 0)
        end = _skip(text, start + len("bylaw"))
        while end < len(text) and (text[end].isdigit() or text[end] == "_"):
            end += 1
        yield Unit((start, end), f"bylaw {module.version}", role="header")
    if module.doc is not None:
        yield Unit(module.doc.span, string(Layout(text, 0), module.doc), role="header")
    for declaration in module.declarations:
        yield from _declaration(declaration, text)


def _skip(text: str, at: int) -> int:
    match = SPACE.match(text, at)
    return match.end() if match else at


def _declaration(node: tree.Declaration, text: str) -> Iterator[Unit]:
    layout = Layout(text, 0)
    match node:
        case tree.Use():
            written = f"use {string(layout.deeper(), node.pack)} as {node.alias.text}"
            yield Unit(node.span, written, kind="use")
        case tree.Param():
            yield Unit(node.span, _param(node, layout), kind="param")
        case tree.Let():
            yield Unit(node.span, _let(node, layout), kind="let")
        case tree.Def():
            arguments = ", ".join(f"{name.text}: {type_(t)}" for name, t in node.args)
            head = f"def {node.name.text}({arguments}) -> {type_(node.returns)} ="
            yield Unit(node.span, _after(head, node.body, layout), kind="def")
        case tree.Rule():
            yield from _rule(node, text)
        case tree.Test():
            yield from _test(node, text)


def _let(node: tree.Let, layout: Layout) -> str:
    return _after(f"let {node.name.text} =", node.value, layout)


def _param(node: tree.Param, layout: Layout) -> str:
    written = f"param {node.name.text}: {type_(node.type)}"
    if node.default is not None:
        written = _after(f"{written} =", node.default, layout)
    if node.doc is not None:
        doc = string(layout.deeper(), node.doc)
        one_line = f"{written} {doc}"
        written = f"{written}{layout.newline()}{doc}" if too_wide(one_line) else one_line
    return written


def _after(head: str, value: Expr, layout: Layout) -> str:
    """A head, as `let x =`, and a value behind it."""
    return f"{head} {_fitted(len(head) + 1, value, layout)}"


def _fitted(used: int, value: Expr, layout: Layout) -> str:
    """A value behind `used` columns: a chain or list that is too wide is broken."""
    # Chains, lists and calls indent their own lines.
    breaks = isinstance(value, tree.And | tree.Or | tree.ListOf | tree.Call)
    inner = layout if breaks else layout.deeper()
    written = expression(value, inner)
    if too_wide(" " * (layout.indent + used) + written):
        start = value.function.span[1] if isinstance(value, tree.Call) else value.span[0]
        written = expression(value, replace(inner, broken=(start, value.span[1])))
    return written


def _rule(rule: tree.Rule, text: str) -> Iterator[Unit]:
    brace = _skip(text, rule.name.span[1]) + 1
    yield Unit((rule.span[0], brace), f"rule {rule.name.text} {{", role="open")
    width = max((len(meta.key) for meta in rule.metas), default=0)
    layout = Layout(text, 4)
    for meta in rule.metas:
        values = ", ".join(
            v.text if isinstance(v, tree.Ident) else string(layout, v) for v in meta.values
        )
        yield Unit(meta.span, f"{meta.key:{width}} {values}", 2)
    for clause in rule.clauses:
        yield Unit(clause.span, _clause(clause, Layout(text, 2)), 2)
    yield from _outcome(rule.outcome, text)
    if rule.on_unknown is not None:
        yield Unit(rule.on_unknown.span, f"on unknown {rule.on_unknown.weight}", 2)
    yield Unit((rule.span[1] - 1, rule.span[1]), "}", role="close")


def _clause(clause: tree.Clause, layout: Layout) -> str:
    match clause:
        case tree.For():
            return _after(f"for {clause.name.text} in", clause.source, layout)
        case tree.Let():
            return _let(clause, layout)
        case tree.Where():
            return _after("unless" if clause.negated else "where", clause.condition, layout)


def _outcome(outcome: tree.Outcome, text: str) -> Iterator[Unit]:
    layout = Layout(text, 4)
    head = f"{outcome.verb} {expression(outcome.place, layout)} {string(layout, outcome.message)}"
    yield Unit((outcome.span[0], outcome.message.span[1]), head, 2)
    additions: list[tuple[int, str]] = []
    deeper = Layout(text, 6)
    if outcome.help is not None:
        additions.append((outcome.help.span[1], f"help {string(deeper, outcome.help)}"))
    if outcome.fix is not None:
        # `help` and `fix` have their values in one column.
        pad = "fix " if outcome.help is not None else "fix"
        replaced = ""
        if outcome.fix.pattern is not None:
            replaced = f"replace {expression(outcome.fix.pattern, deeper)} "
        written = f"{pad} {replaced}with {string(deeper, outcome.fix.replacement)}"
        additions.append((outcome.fix.span[1], written))
    at = outcome.message.span[1]
    for end, written in sorted(additions):
        yield Unit((_skip(text, at), end), written, 4)
        at = end


def _test(test: tree.Test, text: str) -> Iterator[Unit]:
    brace = _skip(text, test.name.span[1]) + 1
    layout = Layout(text, 4)
    yield Unit((test.span[0], brace), f"test {string(layout, test.name)} {{", role="open")
    for given in test.givens:
        yield Unit(given.span, _given(given, layout), 2)
    for expect in test.expects:
        yield Unit(expect.span, _expect(expect, layout), 2)
    yield Unit((test.span[1] - 1, test.span[1]), "}", role="close")


def _given(given: tree.Given, layout: Layout) -> str:
    match given:
        case tree.GivenFile():
            return _given_file(given, layout)
        case tree.GivenCommit():
            parts = [f"given commit {string(layout, given.subject)}"]
            if given.body is not None:
                parts.append(f"body {string(layout, given.body)}")
            if given.trailers:
                parts.append("trailers " + ", ".join(string(layout, t) for t in given.trailers))
            if given.author is not None:
                parts.append(f"author {string(layout, given.author)}")
            if given.signed:
                parts.append("signed")
            return " ".join(parts)
        case tree.GivenParam():
            head = f"given param {given.name.text} ="
            return _after(head, given.value, replace(layout, indent=2))
        case tree.GivenDocument():
            value = "unknown" if given.text is None else string(layout, given.text)
            return f"given {given.kind.text} {value}"
        case tree.GivenPatch():
            return f"given patch {string(layout, given.file)}"


def _given_file(given: tree.GivenFile, layout: Layout) -> str:
    def maybe(word: str, text: tree.Text | None) -> str:
        return f"{word} {string(layout, text)}" if text is not None else ""

    if given.state == "changed":
        state = ["changed", maybe("from", given.before), maybe("to", given.after)]
    elif given.state == "renamed":
        state = [maybe("renamed from", given.old_path), maybe("to-text", given.after)]
    else:
        content = given.after if given.state == "added" else given.before
        state = [maybe(given.state, content) or given.state]
    options = [
        f"size {given.size.text}" if given.size is not None else "",
        "binary" if given.binary else "",
        "generated" if given.generated else "",
        maybe("mode", given.mode),
    ]
    parts = [f"given file {string(layout, given.path)}", *state, *options]
    return " ".join(part for part in parts if part)


def _expect(expect: tree.Expect, layout: Layout) -> str:
    parts = [f"expect {expect.rule.text}", expect.result]
    if expect.path is not None:
        parts.append(string(layout, expect.path))
    if expect.line is not None:
        parts.append(f"line {expect.line}")
    if expect.times is not None:
        parts.append(f"times {expect.times}")
    if expect.text is not None:
        parts += (["to"] if expect.result == "fixes" else []) + [string(layout, expect.text)]
    return " ".join(parts)
