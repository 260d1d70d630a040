"""Expressions written with no parentheses but those that the page's precedence asks for."""

from __future__ import annotations

from typing import Any

from bylaw.lang import tree as t

OPEN, OR, AND, NOT, COMPARISON, COALESCED, SUM, PRODUCT, UNARY, POSTFIX = range(10)


def module(text: str, parsed: t.Module) -> str:
    """The file's text, its expressions written anew."""
    writer = Writer(text)
    at, parts = 0, []
    for expr, level in _expressions(parsed):
        parts += [text[at : expr.span[0]], writer.expr(expr, level, level == OPEN)]
        at = expr.span[1]
    return "".join(parts) + text[at:]


def _expressions(parsed: t.Module) -> list[tuple[t.Expr, int]]:
    found: list[tuple[t.Expr, int]] = []
    for each in parsed.declarations:
        if isinstance(each, t.Let):
            found.append((each.value, OPEN))
        elif isinstance(each, t.Def):
            found.append((each.body, OPEN))
        elif isinstance(each, t.Rule):
            for clause in each.clauses:
                if isinstance(clause, t.For):
                    found.append((clause.source, COALESCED))
                elif isinstance(clause, t.Let):
                    found.append((clause.value, OPEN))
                else:
                    found.append((clause.condition, OPEN))
    return found


class Writer:
    def __init__(self, text: str) -> None:
        self.text = text

    def expr(self, e: t.Expr, least: int = OPEN, last: bool = True) -> str:
        """The expression where one of this level or a tighter one may stand.

        `last`: nothing of the same expression follows, so that an open form may stand there.
        """
        while isinstance(e, t.Paren):
            e = e.inner
        level, text = self.written(e, last)
        if level < least and not (level == OPEN and last and least <= NOT):
            return f"({self.written(e, True)[1]})"
        return text

    def written(self, e: t.Expr, last: bool) -> tuple[int, str]:
        match e:
            case t.Or():
                return OR, self.chain(e.items, " or ", AND, last)
            case t.And():
                return AND, self.chain(e.items, " and ", NOT, last)
            case t.Not():
                return NOT, f"not {self.expr(e.operand, NOT, last)}"
            case t.If():
                parts = (self.expr(each) for each in (e.condition, e.then, e.otherwise))
                return OPEN, "if {} then {} else {}".format(*parts)
            case t.Quantifier():
                body = self.expr(e.body)
                if not about(e.body, e.name.text):
                    body = f"({body})"
                source = self.expr(e.source, COALESCED, False)
                return OPEN, f"{e.kind} {e.name.text} in {source} has {body}"
            case t.Compare():
                word = self.text[e.op_span[0] : e.op_span[1]] if e.op_span else e.op
                sides = self.expr(e.left, COALESCED, False), self.expr(e.right, COALESCED, False)
                return COMPARISON, f"{sides[0]} {word} {sides[1]}"
            case t.Presence():
                word = e.spelled
                return COMPARISON, f"{self.expr(e.operand, COALESCED, False)} {word}"
            case t.OrElse():
                sides = self.expr(e.left, SUM, False), self.expr(e.right, COALESCED, False)
                return COALESCED, f"{sides[0]} or else {sides[1]}"
            case t.Binary():
                level = SUM if e.op in "+-" else PRODUCT
                sides = self.expr(e.left, level, False), self.expr(e.right, level + 1, False)
                return level, f"{sides[0]} {e.op} {sides[1]}"
            case t.Negate():
                return UNARY, f"-{self.expr(e.operand, UNARY, False)}"
        return POSTFIX, self.tight(e)

    def tight(self, e: t.Expr) -> str:
        match e:
            case t.Get():
                return f"{self.expr(e.object, POSTFIX, False)}.{e.name.text}"
            case t.Call():
                args = ", ".join(self.expr(each) for each in e.args)
                return f"{self.expr(e.function, POSTFIX, False)}({args})"
            case t.Index():
                return f"{self.expr(e.object, POSTFIX, False)}[{self.expr(e.index)}]"
            case t.ListOf():
                return f"[{', '.join(self.expr(each) for each in e.items)}]"
            case t.Comprehension():
                return f"[{self.comprehension(e)}]"
            case t.Aggregate():
                return self.aggregate(e)
        return self.text[e.span[0] : e.span[1]]

    def comprehension(self, e: t.Comprehension) -> str:
        loops = "".join(
            f" for {each.name.text} in {self.expr(each.source, COALESCED, False)}"
            for each in e.generators
        )
        where = "" if e.condition is None else f" where {self.expr(e.condition)}"
        return f"{self.expr(e.element)}{loops}{where}"

    def aggregate(self, e: t.Aggregate) -> str:
        of = e.argument
        if e.function == "count":
            if self.text[of.span[0]] != "[" and isinstance(of, t.Comprehension):
                (loop,) = of.generators
                source = self.expr(loop.source, COALESCED, False)
                where = "" if of.condition is None else f" where {self.expr(of.condition)}"
                return f"count({loop.name.text} in {source}{where})"
            return f"count({self.expr(of, COALESCED, False)})"
        if isinstance(of, t.Comprehension) and self.text[of.span[0]] != "[":
            return f"{e.function}({self.comprehension(of)})"
        return f"{e.function}({self.expr(of)})"

    def chain(self, items: tuple[t.Expr, ...], word: str, least: int, last: bool) -> str:
        *before, final = items
        parts = [self.expr(each, least, False) for each in before]
        return word.join([*parts, self.expr(final, least, last)])


def about(body: t.Expr, name: str) -> bool:
    """Whether each part of the body's `and`, `or` and `not` uses the name."""
    while isinstance(body, t.Paren):
        body = body.inner
    if isinstance(body, t.Not):
        return about(body.operand, name)
    if isinstance(body, t.And | t.Or):
        return all(uses(each, name) and about(each, name) for each in body.items)
    return True


def uses(node: Any, name: str) -> bool:
    if isinstance(node, t.Name):
        return node.id == name
    if isinstance(node, tuple):
        return any(uses(each, name) for each in node)
    if not isinstance(node, t.Node) or isinstance(node, t.Ident):
        return False
    return any(uses(getattr(node, each), name) for each in node.__dataclass_fields__)
