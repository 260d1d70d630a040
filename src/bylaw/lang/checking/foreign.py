"""Names, methods and functions of other languages: the spelling that says the same here."""

from __future__ import annotations

from collections.abc import Sequence

from bylaw.lang import habits
from bylaw.lang.checking.scope import Scope, Value
from bylaw.lang.tree import Call, Compare, Comprehension, Expr, Get, Index, ListOf, Name, String
from bylaw.lang.types import GLOB, NODE, REGEX, STRING, Enum, Many, Type, present


def no_such_name(scope: Scope, node: Name) -> str:
    """Help for a name that means something elsewhere; empty where it does not."""
    if node.id in habits.NOTHING:
        return "what is not there is asked for: `x is absent`, or `x exists`"
    if (word := habits.WORDS.get(node.id)) is not None:
        return f"write `{word}`"
    return "say `x matches /…/`" if node.id in habits.REGEX_MODULES else ""


def compared_with_nothing(scope: Scope, node: Compare) -> bool:
    """Report `x == null`, which is `x is absent`."""
    if node.op not in ("==", "!="):
        return False
    for side, other in ((node.right, node.left), (node.left, node.right)):
        if (
            isinstance(side, Name)
            and side.id in habits.NOTHING
            and not scope.pack.knows(scope, side)
        ):
            scope.check(other)
            asked = "is absent" if node.op == "==" else "exists"
            scope.error(
                "unknown-name", f"there is no `{side.id}` here", side.span,
                help=f"say `{scope.text(other)} {asked}`",
            )  # fmt: skip
            return True
    return False


def unquoted_member(scope: Scope, node: Compare, left: Type) -> bool:
    """Report `file.status == added`, which lacks its quotes."""
    one, side = present(left), node.right
    if not isinstance(one, Enum) or not isinstance(side, Name) or side.id not in one.members:
        return False
    if scope.pack.knows(scope, side):
        return False
    scope.error(
        "unknown-name", f"there is no `{side.id}` here", side.span,
        label=f'write `"{side.id}"`', help="a value stands in quotes, a name without",
    )  # fmt: skip
    return True


def method_help(scope: Scope, of: Type, node: Get, call: Call | None) -> str:
    """What to say instead of a method that the type does not have; empty where nobody knows."""
    name, args = habits.key(node.name.text), call.args if call else ()
    asked = scope.text(args[0]) if args else "…"
    x = scope.text(node.object)
    if isinstance(of, Many):
        if takes_function(of, node.name.text):
            return f"say `{over_list(name, x)}`"
        found = habits.LIST.get(name) or habits.PRESENCE.get(name)
    elif of == STRING or isinstance(of, Enum):
        found = habits.TEXT.get(name) or habits.PRESENCE.get(name)
        asked = _pattern(args, asked) if found and "matches" in found else asked
    elif of in (REGEX, GLOB):
        found, op = habits.PATTERN.get(name), "matches" if of == REGEX else "in"
        return f"say `{found.format(x=x, a=asked, op=op)}`" if found else ""
    elif of == NODE and name in habits.TEXT:
        return f"a node's text is `{x}.text`: `{habits.TEXT[name].format(x=f'{x}.text', a=asked)}`"
    else:
        found = habits.PRESENCE.get(name)
    return f"say `{found.format(x=x, a=asked)}`" if found else ""


def takes_function(of: Type, name: str) -> bool:
    """Whether a method of a list takes a function elsewhere: its arguments mean nothing here."""
    return isinstance(of, Many) and habits.key(name) in habits.OVER_LIST


def over_list(name: str, x: str, v: str = "x", c: str = "…") -> str:
    """What goes through a list as a function with this name does elsewhere."""
    return habits.OVER_LIST[habits.key(name)].format(x=x, v=v, c=c)


def function_help(scope: Scope, node: Call, name: str, values: Sequence[Value]) -> str:
    """What to say instead of a function that is none; empty where nobody knows."""
    word, args = habits.key(name), node.args
    texts = [scope.text(arg) for arg in args]
    x, asked = texts[0] if texts else "x", texts[1] if len(texts) > 1 else "…"
    if (sentence := habits.ANY_VALUE.get(word)) is not None:
        return sentence
    if word in habits.OVER_LIST and word != "exists":
        return f"say `{_through(scope, word, args)}`"
    if word in ("rematch", "regexmatch"):
        return f"say `{asked if len(texts) > 1 else 'x'} matches /…/`"
    of = present(values[0].type) if values else None
    tables = (habits.LIST, habits.TEXT) if isinstance(of, Many) else (habits.TEXT, habits.LIST)
    found = next((table[word] for table in (*tables, habits.PRESENCE) if word in table), "")
    if "matches" in found:
        asked = _pattern(args[1:], asked)
    return f"say `{found.format(x=x, a=asked)}`" if found else ""


def goes_through(name: str, arg: Expr) -> bool:
    """Whether a function takes this argument for a function elsewhere, so that it means nothing."""
    return habits.key(name) in habits.OVER_LIST and not isinstance(arg, Comprehension | ListOf)


def _through(scope: Scope, word: str, args: Sequence[Expr]) -> str:
    for arg in args:
        if isinstance(arg, Comprehension) and len(arg.generators) == 1:
            source, made = arg.generators[0], scope.text(arg.element)
            if arg.condition is None:
                return over_list(word, scope.text(source.source), source.name.text, made)
        if isinstance(arg, ListOf) or _is_known(scope, arg):
            return over_list(word, scope.text(arg))
    return over_list(word, "xs")


def _is_known(scope: Scope, node: Expr) -> bool:
    """Whether an expression begins at a name that is there."""
    while not isinstance(node, Name):
        if not isinstance(node, Get | Call | Index):
            return False
        node = node.function if isinstance(node, Call) else node.object
    return bool(scope.pack.knows(scope, node))


def _pattern(args: Sequence[Expr], asked: str) -> str:
    """The regex that a text is matched with: one that stands in quotes loses them."""
    if not args or not isinstance(args[0], String):
        return asked
    text = args[0].value
    return f"/{text}/" if text and not set(text) & set("/\n\\") and len(text) <= 40 else "/…/"
