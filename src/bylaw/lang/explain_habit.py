"""What to say where an author wrote Python, JavaScript or Rego: how the same is said here."""

from __future__ import annotations

import re
from typing import Final

from bylaw.lang import habits
from bylaw.lang.explain_where import Where, starts_line
from bylaw.lang.lexer import RESERVED
from bylaw.lang.problem import Problem
from bylaw.lang.unreadable import PREFIXES, prefixed, slash
from bylaw.lang.words import CLAUSES, METAS, VERBS

_QUESTION: Final = {"?.": "`.`", "??": "`or else`", "?:": "`or else`"}
_PAIR: Final = re.compile(r"\(\s*([^(),\n]+?)\s*,\s*([^()\n]+?)\s*\)")
_ONE: Final = re.compile(r"\(\s*([^(),\n]+?)\s*\)")
_LOOP: Final = re.compile(r"\(\s*(?:(?:const|let|var)\s+)?(\w+)\s+(?:in|of)\s+([^()\n]+?)\s*\)")
_GENERATOR: Final = re.compile(r"for\s+(\w+)\s+in\s+([^()\n]+?)(?:\s+if\s+([^()\n]+?))?\s*\)")
_ASSIGNED: Final = re.compile(r"\s*:?=(?![=>])")
_CONDITIONS: Final = ("not", "some", "every", "no", "(")
_LINE_WORDS: Final = frozenset({*CLAUSES, *VERBS, *METAS, "help", "fix", "on"})
_NEAR: Final = 200
"""Characters behind a token that are looked at for what to write instead."""
_ORDER: Final = "A rule is its metadata, then its clauses, then its outcome"
_NO_BLOCK: Final = (
    "Clauses have no colon, braces or `then`; all of them hold together, top to bottom"
)


def habit(w: Where) -> Problem | None:
    """The problem of a token that belongs to another language."""
    for look in _LOOKS:
        problem = look(w)
        if problem is not None:
            return problem
    return None


def _comment(w: Where) -> Problem | None:
    last, at = w.last, w.token.start
    if w.word == "*" and last is not None and last.kind == "/" and last.end == at:
        return slash(w.text, last.start, w.token.end)
    if w.word == "/" and w.text.startswith(("//", "/*"), at) and "REGEX" not in w.accepts:
        return slash(w.text, at, w.token.end)
    line = w.text.rfind("\n", 0, at) + 1
    if w.text[line : line + _NEAR].lstrip().startswith("--"):
        start = w.text.index("--", line)
        message = "A comment begins with `#`, not with `--`"
        return Problem("wrong-comment", (start, start + 2), message, "write `#`")
    return None


def _question(w: Where) -> Problem | None:
    if w.word != "?":
        return None
    pair = w.text[w.token.start : w.token.start + 2]
    if (right := _QUESTION.get(pair)) is not None:
        help_ = "A field of what may be absent is absent itself" if pair == "?." else ""
        span = (w.token.start, w.token.start + 2)
        return Problem("wrong-operator", span, f"There is no operator `{pair}`",
                       f"write {right}", help_)  # fmt: skip
    return Problem("wrong-operator", w.span, "There is no operator `? :`",
                   "write `if C then A else B`")  # fmt: skip


def _is(w: Where) -> Problem | None:
    """`x is null`."""
    if w.word != "is" or "is known" not in w.accepts:
        return None
    match = re.compile(r"\s+(not[ \t]+(?=[A-Za-z]))?(\w+)").match(w.text, w.token.end)
    word = ""
    if match is not None:
        word = " ".join(match.group().split())
        word = word if word in habits.TESTS else "not" if match.group(1) else match.group(2)
    return Problem(
        "wrong-operator",
        w.span,
        f"`is {word}` is no test" if word else "`is` needs a word behind it",
        f"write {habits.TESTS.get(word, '`==`')}",
        "Equal is `==`; then there are `exists`, `is absent`, `is known` and `is unknown`",
    )


def _arrow(w: Where) -> Problem | None:
    """`xs.any(f => f.is_test)`, `let f = x => …`, `lambda x: …`."""
    kinds = [token.kind for token in w.before]
    last = w.last
    if last is not None and last.kind == "NAME" and w.source(last) == "lambda":
        return _nameless(w, (last.start, last.end), len(kinds) - 1, w.word)
    if w.text[w.token.start - 1 : w.token.start + 1] != "=>" and not (
        w.text.startswith("=>", w.token.start)
    ):
        return None
    start = w.text.index("=>", w.token.start - 1)
    names = [i for i, kind in enumerate(kinds) if kind == "NAME" and w.before[i].end <= start]
    if not names:
        return None
    at = names[-1]
    if kinds[at + 1 :] not in ([], ["="], [")"], [")", "="]):
        return None
    opener = at - 1 - (kinds[at + 1 : at + 2] == [")"])
    if opener < 1 or not (kinds[opener] == "=" or _is_call(kinds, opener)):
        return None
    return _nameless(w, (start, start + 2), opener + 1, w.source(w.before[at]))


def _is_call(kinds: list[str], opener: int) -> bool:
    return kinds[opener] == "(" and kinds[opener - 1] in ("NAME", "FIELD")


def _nameless(w: Where, span: tuple[int, int], at: int, name: str) -> Problem:
    """A function without a name; as a list's method it is often one of the language's loops."""
    label = "go through a list with `some`, `every`, `no` or `[… for x in xs]`"
    kinds = [token.kind for token in w.before]
    if at >= 4 and _is_call(kinds, at - 1) and kinds[at - 3] == ".":
        method = habits.key(w.source(w.before[at - 2]))
        if method in habits.OVER_LIST:
            body = re.compile(r"(?:=>|:)\s*([^()\n]*)\)").search(w.text, span[0], span[0] + _NEAR)
            made = body.group(1).strip() if body else "…"
            label = "write `" + habits.OVER_LIST[method].format(
                x=_path(w, at - 4), v=name, c=made
            ) + "`"  # fmt: skip
    return Problem("wrong-operator", span, "There are no functions without a name", label)


def _path(w: Where, at: int) -> str:
    """The names and dots that end with a token."""
    first = at
    while first > 0 and w.before[first - 1].kind in ("NAME", "FIELD", "."):
        first -= 1
    return w.text[w.before[first].start : w.before[at].end]


def _generator(w: Where) -> Problem | None:
    """`any(f.is_test for f in change.files)`."""
    if w.token.kind != "for" or "for" in w.accepts:
        return None
    depth = 0
    for at in range(len(w.before) - 1, 0, -1):
        kind = w.before[at].kind
        depth += (kind in (")", "]", "}")) - (kind in ("(", "[", "{"))
        if depth < 0:
            break
    else:
        return None
    opener, function = w.before[at], w.before[at - 1]
    loop = _GENERATOR.match(w.text, w.token.start, w.token.start + _NEAR)
    if opener.kind != "(" or function.kind not in ("NAME", "FIELD", "count"):
        return None
    element = w.text[opener.end : w.token.start].strip() if loop else "…"
    name, source, condition = loop.groups() if loop else ("x", "xs", None)
    word = habits.key(w.source(function))
    held = f"{condition} and {element}" if condition else element
    where = f" where {condition}" if condition else ""
    if word in ("count", "len", "length", "size"):
        right = f"count({name} in {source} where {condition or '…'})"
    elif word in ("all", "every"):
        of = f"[{name} for {name} in {source}{where}]" if condition else source
        right = f"every {name} in {of} has {element}"
    elif word in ("any", "some", "none"):
        right = f"{'no' if word == 'none' else 'some'} {name} in {source} has {held}"
    else:
        right = f"[{element} for {name} in {source}{where}]"
    return Problem(
        "wrong-operator", (function.start, opener.start),
        f"There is no `{w.source(function)}(… for …)`", f"write `{right}`",
    )  # fmt: skip


def _before(w: Where) -> Problem | None:
    """The word before is the foreign one: `any f in xs has`, `NOT x`, `return x`, `f"…"`."""
    if (found := prefixed(w.text, w.before, w.token.start)) is not None:
        return found
    letters = [w.token] if w.token.kind == "NAME" and w.word.lower() in PREFIXES else []
    if (found := prefixed(w.text, letters, w.token.end)) is not None:
        return found
    last = w.last
    if last is None or last.end == w.token.start:
        return None
    word, span = w.source(last), (last.start, last.end)
    if last.kind == "NAME" and _follows(w, r"\s+in\b"):
        right = {"any": "some", "all": "every", "forall": "every", "none": "no", "each": ""}.get(
            word
        )
        if right is not None:
            return _write(span, word, right)
    if last.kind != "NAME" or w.token.kind in ("$END", "}", *CLAUSES, *VERBS):
        return None
    if word in ("return", "const"):
        return _write(span, word, "")
    if word != word.lower() and word.lower() in RESERVED:
        return _write(span, word, word.lower())
    return None


def _as_function(w: Where) -> Problem | None:
    """A word that stands between or behind values, written as a function."""
    last = w.last
    if last is not None and last.kind == "exists" and w.word == "(":
        return Problem("wrong-operator", w.span, "`exists` takes no parentheses", "leave them out")
    if w.token.kind not in RESERVED or "NAME" not in w.accepts:
        return None
    if w.word == "exists" and _follows(w, r"\s+\w+\s+in\b"):
        return _write(w.span, w.word, "some")
    near = w.text[w.token.end : w.token.end + _NEAR]
    one, two = _ONE.match(near), _PAIR.match(near)
    if w.word in ("exists", "has") and w.text.startswith("(", w.token.end):
        value = one.group(1) if one else "x"
        return Problem("wrong-operator", w.span, f"`{w.word}` is no function",
                       f"write `{value} exists`")  # fmt: skip
    if w.word in ("contains", "matches") and w.text.startswith("(", w.token.end):
        left, right = two.groups() if two else ("x", "y")
        return Problem("wrong-operator", w.span, f"`{w.word}` stands between two values",
                       f"write `{left} {w.word} {right}`")  # fmt: skip
    return None


def _line(w: Where) -> Problem | None:
    """How a line of a rule or a declaration begins and ends."""
    near = w.text[w.token.end : w.token.end + _NEAR]
    last, rest = w.last, near.split("\n", 1)[0].partition("#")[0].strip()
    if last is None:
        return None
    if last.kind == "KEBAB" and w.before[0].kind == "rule" and w.word in (":", "(", "="):
        return Problem("unexpected", w.span, f"`{w.word}` cannot stand here", "write `{`",
                       "A rule's parts stand between `{` and `}`")  # fmt: skip
    if last.kind in (*METAS, *CLAUSES, "help", "on") and w.word in (":", "="):
        return _write(w.span, w.word, "")
    if last.kind == "for" and w.word == "(":
        loop = _LOOP.match(w.text, w.token.start, w.token.start + _NEAR)
        right = "for {} in {}".format(*loop.groups()) if loop else "for x in xs"
        return Problem("wrong-operator", w.span, "`for` takes no parentheses", f"write `{right}`",
                       _NO_BLOCK)  # fmt: skip
    if w.word in (":", "{") and not rest and any(token.kind in CLAUSES for token in w.before):
        return Problem("unexpected", w.span, f"`{w.word}` cannot stand here", "leave it out",
                       _NO_BLOCK)  # fmt: skip
    is_typed = w.word == ":" and len(w.before) > 1 and w.before[-2].kind == "let"
    if is_typed and not w.text.startswith("=", w.token.end):
        return Problem("unexpected", w.span, "A `let` says no type", "leave the type out",
                       "It is that of the value")  # fmt: skip
    if w.word == "if" and re.search(r"\belse\b", rest):
        return Problem("wrong-operator", w.span, "`if` stands before what it chooses",
                       "write `if C then A else B`")  # fmt: skip
    return None


def _outcome(w: Where) -> Problem | None:
    verb = next((token for token in reversed(w.before) if token.kind in VERBS), None)
    last = w.last
    if verb is None or last is None or not starts_line(w.text, verb.start):
        return None
    if w.word in (",", ":") and "STRING" in w.accepts:
        return _write(w.span, w.word, "")
    if w.word == "," and w.text[verb.end : verb.end + 1] == "(":
        span = (verb.end, verb.end + 1)
        return Problem("unexpected", span, f"`{verb.kind}` takes no parentheses",
                       f'write `{verb.kind} PLACE "…"`')  # fmt: skip
    if last.kind not in ("STRING", "BLOCK"):
        return None
    if w.word == "+":
        return Problem("unexpected", w.span, "A message is one text",
                       'put the value between braces: `"… {value}"`')  # fmt: skip
    if w.word in ("if", "where", "when", "unless") and not starts_line(w.text, w.token.start):
        return Problem("order", w.span, f"`{w.word}` stands after the outcome",
                       f"move it before `{verb.kind}`, on a line of its own", _ORDER)  # fmt: skip
    return None


def _clause(w: Where) -> Problem | None:
    """A rule's line that begins as in another language, or with its condition."""
    if "where" not in w.accepts or not starts_line(w.text, w.token.start):
        return None
    if w.word in ("else", "elif", "elsif"):
        return Problem("unexpected", w.span, "A rule has no branches", "write a second rule",
                       "It fires where all its conditions hold")  # fmt: skip
    if w.word == "return":
        return Problem("unexpected", w.span, "A rule returns nothing", 'write `deny PLACE "…"`',
                       "Or `warn` or `note`; a function is a `def`")  # fmt: skip
    if (right := habits.CLAUSES.get(w.word)) is not None and right in w.accepts:
        return _write(w.span, w.word, right, _NO_BLOCK if w.word == "if" else "")
    if w.token.kind == "NAME" and _ASSIGNED.match(w.text, w.token.end):
        return _write(w.span, w.word, f"let {w.word} =")
    is_name = re.fullmatch(r"[A-Za-z_]\w*", w.word) and w.word not in _LINE_WORDS
    if (is_name and _follows(w, r"\s*(?:[.(=!<>]|not\b|in\b)")) or w.word in _CONDITIONS:
        return Problem("unexpected", w.span, "A condition follows `where` or `unless`",
                       "write `where` before it")  # fmt: skip
    return None


def _word(w: Where) -> Problem | None:
    """A word between two values, or what a test expects."""
    for table in (habits.OPERATORS, habits.RESULTS):
        right = table.get(w.word, "")
        if right in w.accepts or (right == "else if" and "else" in w.accepts):
            return _write(w.span, w.word, right)
    if w.word == "if" and "where" in w.accepts:
        return _write(w.span, w.word, "where")
    if w.word == "assert" and "expect" in w.accepts:
        return _write(w.span, w.word, "expect")
    return None


def _write(span: tuple[int, int], word: str, right: str, help_: str = "") -> Problem:
    code = "misspelled-word" if word.isalpha() else "unexpected"
    return Problem(code, span, f"`{word}` cannot stand here",
                   f"write `{right}`" if right else "leave it out", help_)  # fmt: skip


def _follows(w: Where, pattern: str) -> bool:
    return re.compile(pattern).match(w.text, w.token.end) is not None


_LOOKS: Final = (
    _comment,
    _question,
    _is,
    _arrow,
    _generator,
    _as_function,
    _line,
    _outcome,
    _clause,
    _before,
    _word,
)
