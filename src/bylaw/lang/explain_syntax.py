"""What to say where a token cannot follow: in the words of the language, with a way to mend it."""

from __future__ import annotations

import re

from bylaw.lang import habits
from bylaw.lang.automaton import Unexpected, acceptable
from bylaw.lang.explain_habit import habit
from bylaw.lang.explain_rule import rule_parts, test_parts
from bylaw.lang.explain_where import Where, shown, starts_line
from bylaw.lang.lexer import RESERVED, Token
from bylaw.lang.problem import Problem
from bylaw.lang.suggest import nearest
from bylaw.lang.tables import Start, tables
from bylaw.lang.unreadable import quote_in_braces, slash
from bylaw.lang.words import CLAUSES, DECLARATIONS, METAS, VERBS

COMPARATORS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in", "not in", "matches", "contains",
                         "satisfies", "starts with", "ends with"})  # fmt: skip

BOUNDARIES = frozenset({"and", "or", "not", "has", "if", "then", "else", "=", *CLAUSES, *VERBS})
"""Between these a condition holds one comparison."""

OPENERS = {"(": ")", "[": "]", "{": "}"}

CLOSERS = {closer: opener for opener, closer in OPENERS.items()}

LINE_WORDS = frozenset({*VERBS, *METAS, "help", "fix", "on", "given", "expect"})

VALUE_STARTS = frozenset({"NAME", "(", "["})

SLIPS = {"=>": ">=", "=<": "<=", ":=": "=", "<>": "!=", "++": "+", "**": "*", "=~": "matches"}


def explain(text: str, start: Start, error: Unexpected) -> Problem:
    """The problem that a token cannot follow."""
    token = error.token
    where = Where(
        text,
        start,
        token,
        text[token.start : token.end],
        error.before,
        acceptable(tables(), start, error.before),
    )
    for look in LOOKS:
        problem = look(where)
        if problem is not None:
            return problem
    return _general(where)


def _declaration(w: Where) -> Problem | None:
    """The first word of a piece is none of the declarations."""
    if w.before or w.start not in ("piece", "module"):
        return None
    if w.word.startswith("/"):
        return slash(w.text, w.token.start, w.token.end)
    if w.word in ("}", ")", "]"):
        return Problem("extra-bracket", w.span, f"This `{w.word}` closes nothing", "leave it out")
    near = nearest(w.word, DECLARATIONS) if w.word else None
    right = habits.DECLARATIONS.get(w.word)
    if right is None and re.compile(r"\s*:?=(?![=>])").match(w.text, w.token.end):
        right = f"let {w.word} ="
    label = f"did you mean `{near}`?" if near else ""
    return Problem(
        "unknown-declaration",
        w.span,
        f"`{w.word}` begins no declaration",
        f"write `{right}`" if right else label,
        "A file holds use, param, let, def, rule and test",
    )


def _string_trouble(w: Where) -> Problem | None:
    return quote_in_braces(w.text, w.before, w.token.start)


def _operators(w: Where) -> Problem | None:
    last = w.last
    for start in (w.token.start, w.token.start - 1):
        pair = w.text[start : start + 2]
        if start >= 0 and pair in SLIPS:
            message = f"There is no operator `{pair}`"
            return Problem("wrong-operator", (start, start + 2), message, f"write `{SLIPS[pair]}`")
    if w.word == "=" and last is not None:
        if last.kind in ("=", "==", "!=") and last.end == w.token.start:
            return Problem(
                "wrong-operator",
                (last.start, w.token.end),
                f"There is no operator `{last.kind}=`",
                f"write `{last.kind[0]}=`" if last.kind != "=" else "write `==`",
            )
        if "==" in w.accepts or _compared(w):
            return Problem("wrong-operator", w.span, "`=` does not compare", "write `==`")
    if w.token.kind in COMPARATORS and _compared(w) and "==" not in w.accepts:
        return Problem(
            "chained-comparison",
            w.span,
            "Comparisons do not chain",
            "a second comparison",
            "Join two with `and`: `1 < x and x < 3`",
        )
    if w.word == "/" and w.text.startswith(("//", "/*"), w.token.start - 1):
        return slash(w.text, w.token.start, w.token.end)
    if w.word in ("starts", "ends") and "==" in w.accepts:
        return Problem("wrong-operator", w.span, f"`{w.word}` needs `with`",
                       f"write `{w.word} with`")  # fmt: skip
    if w.word == "does" and "==" in w.accepts:
        return Problem(
            "wrong-operator",
            w.span,
            "`does not` needs a verb that the language knows",
            help="They are match, contain, satisfy, start with, end with and exist",
        )
    return None


def _compared(w: Where) -> bool:
    """Whether the operand before belongs to a comparison already."""
    depth = 0
    for token in reversed(w.before):
        if token.kind in CLOSERS:
            depth += 1
        elif token.kind in OPENERS:
            depth -= 1
            if depth < 0:
                return False
        elif depth == 0:
            if token.kind in BOUNDARIES:
                return False
            if token.kind in COMPARATORS or token.kind.startswith("does not "):
                return True
    return False


def _names(w: Where) -> Problem | None:
    last = w.last
    if last is None:
        return None
    if last.kind == "rule" and w.token.kind != "$END":
        name = _whole_word(w)
        right = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name.strip('"')).lower()
        right = re.sub(r"[^a-z0-9]+", "-", right).strip("-")
        return Problem(
            "bad-name",
            (w.token.start, w.token.start + len(name)),
            f"`{name}` is no name for a rule",
            f"did you mean `{right}`?" if right and right != name and right[0].isalpha() else "",
            "Rules are named in small letters, digits and single hyphens: `no-raw-sql`",
        )
    if last.kind == "tags" or (last.kind == "," and "KEBAB" in w.accepts):
        return Problem(
            "bad-name",
            w.span,
            f"{shown(w)} is no tag",
            help="Tags stand without quotes, in small letters: `tags architecture, security`",
        )
    wants_name = bool(w.accepts & {"NAME"}) and not w.accepts & {"("}
    if wants_name and w.token.kind in RESERVED:
        return Problem(
            "keyword-as-name",
            w.span,
            f"`{w.word}` is a word of the language and cannot be a name",
            "choose another name",
        )
    if w.word == "-" and last.kind == "NAME" and last.end == w.token.start and len(w.before) > 1:
        opener = w.before[-2].kind
        if opener in ("let", "param", "def", "for", "as", "some", "every", "no", "(", ","):
            whole = re.compile(r"[\w-]+").match(w.text, last.start)
            word = whole.group() if whole else w.word
            return Problem(
                "bad-name",
                (last.start, last.start + len(word)),
                f"`{word}` is no name for a value",
                f"did you mean `{word.replace('-', '_')}`?",
                "Only rules and tags have hyphens in their names",
            )
    return None


def _whole_word(w: Where) -> str:
    match = re.compile(r'"[^"\n]*"|[\w-]+').match(w.text, w.token.start)
    return match.group() if match else w.word


def _brackets(w: Where) -> Problem | None:
    stack: list[Token] = []
    for token in w.before:
        if token.kind in OPENERS:
            stack.append(token)
        elif token.kind in CLOSERS and stack:
            stack.pop()
    opener = stack[-1] if stack else None
    if w.word == "}" and opener is None:
        return Problem("extra-bracket", w.span, "This `}` closes nothing", "leave it out")
    if w.word in (")", "]") and (opener is None or OPENERS[opener.kind] != w.word):
        return Problem("extra-bracket", w.span, f"This `{w.word}` closes nothing",
                       "leave it out, or open it before")  # fmt: skip
    if opener is None:
        return None
    closer = OPENERS[opener.kind]
    ends = w.token.kind == "$END" or w.word == "}" or w.token.kind in (*CLAUSES, *VERBS)
    if opener.kind in ("(", "[") and ends and (closer in w.accepts or w.accepts & VALUE_STARTS):
        if w.token.kind == "for" and "for" in w.accepts:
            return None
        return Problem(
            "unclosed-bracket",
            (opener.start, opener.end),
            f"This `{opener.kind}` is not closed",
            f"a `{closer}` is missing",
        )
    if opener.kind == "{" and w.token.kind == "$END" and closer in w.accepts:
        return Problem(
            "unclosed-bracket",
            (opener.start, opener.end),
            "This `{` is not closed",
            "a `}` is missing on a line of its own",
        )
    return None


def _open(w: Where) -> Problem | None:
    """What a quantifier or an `if` still needs, and a value that is missing."""
    if "has" in w.accepts and "and" not in w.accepts - {"and"}:
        kind = next((t for t in reversed(w.before) if t.kind in ("some", "every", "no")), None)
        if kind is not None and w.word != "has":
            slip = nearest(w.word, ("has",)) if w.token.kind == "NAME" else None
            return Problem(
                "missing-has",
                w.span,
                f"`{kind.kind} … in …` needs `has` before its condition",
                "did you mean `has`?" if slip else "`has` is missing here",
                f"Write `{kind.kind} x in xs has …`",
            )
    for word in ("then", "else"):
        if word in w.accepts and any(token.kind == "if" for token in w.before):
            return Problem(
                "incomplete-if",
                w.span,
                f"This `if` has no `{word}`",
                f"`{word}` is missing here",
                "It always has both: `if C then A else B`",
            )
    if w.word == "has":
        return Problem("wrong-operator", w.span, "`has` belongs to `some`, `every` or `no`",
                       help="Write `some x in xs has …`, or `xs contains x`")  # fmt: skip
    misspelled = _misspelled(w)
    if misspelled is not None:
        return misspelled
    if w.accepts & {"("} and "NAME" in w.accepts:
        after = f" after `{w.source(w.last)}`" if w.last and len(w.source(w.last)) < 20 else ""
        return Problem("missing-value", w.span, f"A value is missing{after}",
                       f"{shown(w)} cannot stand here" if w.word else "")  # fmt: skip
    return None


def _swallowed(w: Where) -> Problem | None:
    """A line that ends with an operator takes the next line's keyword for its value."""
    if len(w.before) < 2:
        return None
    last, operator = w.before[-1], w.before[-2]
    if last.kind != "NAME" or w.source(last) not in LINE_WORDS:
        return None
    if not starts_line(w.text, last.start):
        return None
    return Problem(
        "missing-value",
        (operator.end, operator.end + 1),
        f"A value is missing after `{w.source(operator)}`",
        "the line ends here",
    )


def _typeless(w: Where) -> Problem | None:
    if not w.before or w.before[0].kind not in ("def", "param"):
        return None
    if "->" in w.accepts:
        return Problem(
            "missing-type",
            w.span,
            "A `def` says what it returns",
            "write `-> TYPE` before this",
            "`def small(f: File) -> bool = …`",
        )
    if ":" in w.accepts and w.last is not None and w.last.kind == "NAME":
        name = w.source(w.last)
        return Problem("missing-type", w.span, f"`{name}` has no type",
                       f"write `{name}: TYPE`")  # fmt: skip
    return None


NEGATED = re.compile(
    r"\s+(match(?=es\b)|contain(?=s\b)|exist(?=s?\b))|\s+(satisf)ies\b|\s+(start|end)s[\s_]*with\b"
)


def _negated(w: Where) -> Problem | None:
    """`not contains`."""
    negated = NEGATED.match(w.text, w.token.end) if w.word == "not" else None
    if negated is None:
        return None
    verb, satisfy, side = negated.groups()
    here = f"does not {verb or (satisfy and 'satisfy') or f'{side} with'}"
    if here not in w.accepts:
        return None
    return Problem("misspelled-word", w.span, f"`{w.word}` cannot stand here", f"write `{here}`")


def _misspelled(w: Where) -> Problem | None:
    if not w.word or not (w.word[0].isalpha() or w.word[0] == "_"):
        return None
    if (negated := _negated(w)) is not None:
        return negated
    words = [word for word in w.accepts if word[0].islower()]
    near = nearest(w.word, words)
    if near is None or near == w.word or abs(len(near) - len(w.word)) > 2:
        return None
    return Problem("misspelled-word", w.span, f"`{w.word}` cannot stand here",
                   f"did you mean `{near}`?")  # fmt: skip


NAMES = {
    "NAME": "a name",
    "FIELD": "a field's name",
    "WORD": "a word",
    "KEBAB": "a name",
    "RULE_REFERENCE": "a rule's name",
    "STRING": "a text",
    "BLOCK": "a text",
    "INT": "a number",
    "BYTES": "a size",
    "REGEX": "a regex",
    "$END": "the end",
}

# Continuations of a value that nobody has to be told about.
QUIET = frozenset({".", "(", "[", "+", "-", "*", "/", "or else", "?"}) | COMPARATORS


def _general(w: Where) -> Problem:
    wanted = [a for a in w.accepts if not a.startswith(("does not", "is ")) and a != "exists"]
    if len(wanted) > 6:
        wanted = [a for a in wanted if a not in QUIET]
    names = sorted({NAMES.get(a, f"`{a}`") for a in wanted}, key=lambda n: (n[0] == "`", n))
    listed = ""
    if 0 < len(names) <= 8:
        listed = names[0] if len(names) == 1 else ", ".join(names[:-1]) + " or " + names[-1]
    if not listed and "and" in w.accepts and (w.word[:1].isalnum() or w.word[:1] in ('"', "(")):
        listed = "an operator, such as `and`, before it"
    if w.token.kind == "$END":
        message = "Something is missing at the end" if not listed else f"{listed} is missing"
        return Problem("unexpected", w.span, message[0].upper() + message[1:])
    return Problem(
        "unexpected",
        w.span,
        f"{shown(w)} cannot stand here",
        f"expected {listed}" if listed else "",
    )


LOOKS = (
    _declaration,
    _string_trouble,
    habit,
    _swallowed,
    _operators,
    _names,
    _typeless,
    _brackets,
    rule_parts,
    test_parts,
    _open,
)
