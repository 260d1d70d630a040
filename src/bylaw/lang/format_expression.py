"""The canonical spelling of expressions, types and texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bylaw.lang import tree
from bylaw.lang.text import block_lines, fence_length
from bylaw.lang.tree import Expr, Span, TypeExpr

WIDTH = 100
"""Columns after which a chain of `and` or `or`, or a list, is broken."""

NEGATED = {
    "in": "not in",
    "matches": "does not match",
    "contains": "does not contain",
    "satisfies": "does not satisfy",
    "starts with": "does not start with",
    "ends with": "does not end with",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """The file that is formatted, and how far the lines that follow are indented."""

    text: str
    indent: int
    broken: Span = (0, 0)
    """The chain or list that has to be broken though its author did not."""

    def deeper(self) -> Layout:
        """The same, for what stands inside brackets or on a continued line."""
        return Layout(self.text, self.indent + 2, self.broken)

    def newline(self) -> str:
        """A line feed and the indentation of a continued line."""
        return "\n" + " " * (self.indent + 2)


def too_wide(written: str) -> bool:
    """Whether some line of it passes WIDTH."""
    return any(len(line) > WIDTH for line in written.split("\n"))


def quoted(layout: Layout, span: Span, block: bool) -> str:
    """A text as written; a block with its lines indented anew and its value unchanged."""
    text = layout.text
    if not block or "\n" not in text[span[0] : span[1]]:
        return text[span[0] : span[1]]
    fence = '"' * fence_length(text, span[0])
    prefix = " " * layout.indent
    lines = [text[a:b].replace("\r\n", "\n") for a, b in block_lines(text, span, [])]
    body = "".join(line if line == "\n" else prefix + line for line in lines)
    closed = body.endswith("\n") or not body
    return f"{fence}\n{body}{prefix if closed else ''}{fence}"


def string(layout: Layout, node: tree.Text | tree.Template | tree.String) -> str:
    """A text, message or string."""
    return quoted(layout, node.span, node.block)


def type_(node: TypeExpr) -> str:
    """A type."""
    if isinstance(node, tree.TypeRef):
        of = f"[{', '.join(type_(t) for t in node.of)}]" if node.of else ""
        written = node.name + of
    else:
        written = "{" + ", ".join(f"{name.text}: {type_(t)}" for name, t in node.fields) + "}"
    return written + ("?" if node.optional else "")


def expression(node: Expr, layout: Layout) -> str:
    """An expression; it has several lines where the author broke it."""
    match node:
        case tree.Literal_():
            return node.text
        case tree.String():
            return string(layout, node)
        case tree.Regex():
            return f"/{node.pattern}/{node.flags}"
        case tree.Name():
            return node.id
        case tree.Get():
            return f"{expression(node.object, layout)}.{node.name.text}"
        case tree.Index():
            return f"{expression(node.object, layout)}[{expression(node.index, layout)}]"
        case tree.Negate():
            return f"-{expression(node.operand, layout)}"
        case tree.Not():
            return f"not {expression(node.operand, layout)}"
        case tree.Paren():
            return f"({expression(node.inner, layout.deeper())})"
        case tree.Binary():
            left, right = expression(node.left, layout), expression(node.right, layout)
            return f"{left} {node.op} {right}"
        case tree.OrElse():
            return f"{expression(node.left, layout)} or else {expression(node.right, layout)}"
        case tree.Compare():
            op = NEGATED[node.op] if node.negated else node.op
            return f"{expression(node.left, layout)} {op} {expression(node.right, layout)}"
        case tree.Presence():
            return f"{expression(node.operand, layout)} {node.spelled}"
        case tree.And():
            return _chain("and", node, layout)
        case tree.Or():
            return _chain("or", node, layout)
        case tree.If():
            condition = expression(node.condition, layout)
            then, otherwise = expression(node.then, layout), expression(node.otherwise, layout)
            return f"if {condition} then {then} else {otherwise}"
        case tree.Quantifier():
            source, body = expression(node.source, layout), expression(node.body, layout.deeper())
            return f"{node.kind} {node.name.text} in {source} has {body}"
        case tree.ListOf():
            items = [expression(i, layout.deeper()) for i in node.items]
            return _bracketed("[", items, "]", node.span, node.items, layout)
        case tree.RecordOf():
            fields = [f"{n.text}: {expression(v, layout.deeper())}" for n, v in node.fields]
            return "{" + ", ".join(fields) + "}"
        case tree.Call():
            return _call(node, layout)
        case tree.Comprehension():
            return f"[{_comprehension(node, layout)}]"
        case tree.Aggregate():
            return _aggregate(node, layout)


def _chain(word: str, node: tree.And | tree.Or, layout: Layout) -> str:
    """`and` or `or` between items, on a line of its own where the author began one."""
    written = expression(node.items[0], layout)
    for before, item in zip(node.items, node.items[1:], strict=False):
        between = layout.text[before.span[1] : item.span[0]]
        broken = "\n" in between or layout.broken == node.span
        inner = layout.deeper() if broken else layout
        gap = layout.newline() if broken else " "
        written += f"{gap}{word} {expression(item, inner)}"
    return written


def _bracketed(
    opener: str,
    items: Sequence[str],
    closer: str,
    span: Span,
    nodes: Sequence[tree.Node],
    layout: Layout,
) -> str:
    """Items between brackets; one a line where the author broke after the bracket."""
    if not items:
        return opener + closer
    between = layout.text[span[0] : nodes[0].span[0]]
    if "\n" not in between and layout.broken != span:
        return opener + ", ".join(items) + closer
    lines = "".join(f"{layout.newline()}{item}," for item in items)
    return f"{opener}{lines}\n{' ' * layout.indent}{closer}"


def _call(node: tree.Call, layout: Layout) -> str:
    function = expression(node.function, layout)
    inner = layout.deeper()
    items: list[tuple[int, tree.Node, str]]
    items = [(a.span[0], a, expression(a, inner)) for a in node.args]
    items += [(n.span[0], n, f"{n.text}: {expression(v, inner)}") for n, v in node.named]
    items.sort(key=lambda item: item[0])
    span = (node.function.span[1], node.span[1])
    return function + _bracketed(
        "(", [i[2] for i in items], ")", span, [i[1] for i in items], layout
    )


def _comprehension(node: tree.Comprehension, layout: Layout) -> str:
    parts = [expression(node.element, layout)]
    parts += [f"for {g.name.text} in {expression(g.source, layout)}" for g in node.generators]
    if node.condition is not None:
        parts.append(f"where {expression(node.condition, layout.deeper())}")
    return " ".join(parts)


def _aggregate(node: tree.Aggregate, layout: Layout) -> str:
    argument = node.argument
    if not isinstance(argument, tree.Comprehension) or _has_brackets(argument):
        return f"{node.function}({expression(argument, layout)})"
    if node.function != "count":
        return f"{node.function}({_comprehension(argument, layout)})"
    (generator,) = argument.generators
    written = f"{generator.name.text} in {expression(generator.source, layout)}"
    if argument.condition is not None:
        written += f" where {expression(argument.condition, layout.deeper())}"
    return f"count({written})"


def _has_brackets(node: tree.Comprehension) -> bool:
    return node.span[0] < node.element.span[0]
