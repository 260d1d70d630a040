"""What to say where no token stands, and where a token parses but its inside is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from bylaw.lang.lexer import Token, Unreadable
from bylaw.lang.problem import Problem
from bylaw.lang.suggest import nearest
from bylaw.lang.tree import Span
from bylaw.lang.words import GIVEN_DOCUMENTS

_CHARACTERS = {
    "“": ("wrong-quotes", "Texts stand in straight quotes", 'write `"`'),
    "”": ("wrong-quotes", "Texts stand in straight quotes", 'write `"`'),
    "‘": ("wrong-quotes", "Texts stand in straight double quotes", 'write `"`'),
    "’": ("wrong-quotes", "Texts stand in straight double quotes", 'write `"`'),
    "&": ("wrong-operator", "There is no operator `&`", "write `and`"),
    "|": ("wrong-operator", "There is no operator `|`", "write `or`"),
    "&&": ("wrong-operator", "There is no operator `&&`", "write `and`"),
    "||": ("wrong-operator", "There is no operator `||`", "write `or`"),
    "!~": ("wrong-operator", "There is no operator `!~`", "write `does not match`"),
    "!": ("wrong-operator", "There is no operator `!`", "write `not`"),
    "~": ("wrong-operator", "There is no operator `~`", "write `matches`"),
    "%": ("wrong-operator", "There is no operator `%`", ""),
    "^": ("wrong-operator", "There is no operator `^`", ""),
    ";": ("bad-character", "Lines end without a semicolon", "leave it out"),
    "\\": ("bad-character", "A backslash stands only in texts and regexes", ""),
    "\ufeff": ("bad-character", "A byte order mark stands inside the file", "leave it out"),
    "\u00a0": ("bad-character", "A no-break space stands here", "write a plain space"),
}
_LONGER = {"&": "&&", "|": "||", "!": "!~"}
PREFIXES = ("f", "r", "b", "u", "fr", "rf", "br", "rb")
"""Letters before a quote."""
_UNITS = {"kb": "kB", "mb": "MB", "gb": "GB", "kib": "KiB", "mib": "MiB", "gib": "GiB"}


def unreadable(text: str, error: Unreadable) -> Problem:
    """The problem at a place where no token stands."""
    if (quote := quote_in_braces(text, error.before, error.start)) is not None:
        return quote
    span = (error.start, max(error.end, error.start + 1))
    if error.what == "string":
        return Problem(
            "unclosed-string",
            (span[0], span[1]),
            "This text has no closing quote",
            'the line ends before a `"`',
            "Close it on its line, or use a text block: three quotes on both sides",
        )
    if error.what == "block":
        return _block(text, span)
    if error.what == "number":
        return _number(text, span)
    if error.what == "regex" or text.startswith("/", error.start):
        return slash(text, error.start, span[1])
    char = text[error.start]
    if char in "'`":
        return prefixed(text, error.before, error.start) or _quotes(text, error)
    longer = _LONGER.get(char, "")
    if longer and text.startswith(longer, error.start):
        char, span = longer, (span[0], span[0] + len(longer))
    code, message, label = _CHARACTERS.get(
        char, ("bad-character", f"The character {_shown(char)} has no meaning here", "")
    )
    if char == "|" and _opener(error.before) in ("[", "{"):
        label = "write `for`"
        help_ = "A list from a list is `[f.path for f in change.files where …]`"
        return Problem(code, span, message, label, help_)
    if char == "~" and error.start > 0 and text[error.start - 1] == "=":
        span = (span[0] - 1, span[1])
    return Problem(code, span, message, label)


def _quotes(text: str, error: Unreadable) -> Problem:
    """The problem of single quotes or backquotes."""
    start = error.start
    quote, end = text[start], text.find("\n", start)
    close = text.find(quote, start + 1, end if end >= 0 else len(text))
    inside_ = text[start + 1 : close] if close > start else ""
    is_plain = inside_ and len(inside_) <= 40 and not set(inside_) & set('"\\')
    written = f'"{inside_}"' if is_plain else '"…"'
    span = (start, close + 1 if is_plain else start + 1)
    if error.before and error.before[-1].kind in ("matches", "does not match"):
        written = f"/{inside_}/" if is_plain and "/" not in inside_ else "/…/"
        return Problem("wrong-quotes", span, "A regex has no quotes", f"write `{written}`")
    return Problem("wrong-quotes", span, "Texts stand in double quotes", f"write `{written}`")


def prefixed(text: str, before: Sequence[Token], at: int) -> Problem | None:
    """The problem of a quote right behind letters that say of which kind its text is."""
    if not before or before[-1].end != at or at >= len(text) or text[at] not in "\"'":
        return None
    letters = text[before[-1].start : at]
    if letters.lower() not in PREFIXES:
        return None
    help_ = "A backslash in a text is `\\\\`; a regex stands between slashes"
    if "f" in letters.lower():
        help_ = 'Messages fill their braces by themselves; elsewhere join texts: `x + "…"`'
    span = (before[-1].start, at)
    message = "A text has double quotes, and no letter before them"
    return Problem("wrong-quotes", span, message, "leave it out", help_)


def _opener(before: Sequence[Token]) -> str:
    """The bracket that is open inside an expression."""
    depth = 0
    for index in range(len(before) - 1, -1, -1):
        kind = before[index].kind
        depth += (kind in (")", "]", "}")) - (kind in ("(", "[", "{"))
        if depth < 0:
            is_rule = index <= 2 and before[0].kind in ("rule", "test")
            return "" if is_rule else kind
    return ""


def quote_in_braces(text: str, before: Sequence[Token], at: int) -> Problem | None:
    """The problem at an offset right behind a quote that ends a message inside its braces."""
    for token in reversed(before):
        if token.end != at:
            return None
        at = token.start
        if token.kind == "STRING":
            inner = text[token.start + 1 : token.end - 1].replace("{{", "")
            if inner.count("{") <= inner.count("}"):
                return None
            return Problem(
                "bad-braces",
                (token.end - 1, token.end),
                "No quote stands between the braces of a message",
                "this ends the message",
                "Name the value with `let` and put the name between the braces",
            )
    return None


def slash(text: str, start: int, end: int) -> Problem:
    """The problem at a slash that begins neither a regex nor a division."""
    before = start - 1 if text.startswith("/", start - 1) and start > 0 else start
    if text.startswith(("//", "/*"), before):
        return Problem(
            "wrong-comment",
            (before, before + 2),
            f"A comment begins with `#`, not with `{text[before : before + 2]}`",
            "write `#`",
        )
    return Problem(
        "bad-regex",
        (start, end),
        "This regex has no closing `/`",
        "the line ends before a `/`",
        r"A slash inside a regex is written `\/`, or stands in `[…]`",
    )


def _block(text: str, span: Span) -> Problem:
    if span[1] - span[0] > 4:
        return Problem(
            "bad-block",
            span,
            f"{span[1] - span[0]} quotes in a row open no text",
            "write three, or four around content that holds three",
            'An empty text is `""`',
        )
    quotes = '"' * (span[1] - span[0])
    return Problem(
        "unclosed-block",
        span,
        "This text block is never closed",
        f"opened here, no `{quotes}` follows",
        f"Close it with `{quotes}` on a line of its own",
    )


def _number(text: str, span: Span) -> Problem:
    word = text[span[0] : span[1]]
    digits = word.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    unit = word[len(digits) :]
    if digits.isdigit() and unit.lower() in _UNITS:
        right = digits + _UNITS[unit.lower()]
        return Problem("bad-number", span, f"`{word}` is no size", f"did you mean `{right}`?")
    if digits.isdigit() and unit:
        return Problem(
            "bad-number",
            span,
            f"`{word}` is neither a number nor a name",
            f"`{unit}` is no unit",
            "Units of time are w d h m s (`1d12h`), of size kB MB GB KiB MiB GiB (`10MB`); "
            "a name does not begin with a digit",
        )
    if word.isdigit() and word.startswith("0"):
        right = word.lstrip("0") or "0"
        return Problem(
            "bad-number", span, "A number does not begin with 0", f"did you mean `{right}`?"
        )
    return Problem(
        "bad-number",
        span,
        f"`{word}` is not a number",
        help="Numbers look like `42`, `1_000` and `2.5`, dates like `2026-01-31`; "
        'a version is a text: `version("1.2.3")`',
    )


def _shown(char: str) -> str:
    return f"`{char}`" if char.isprintable() and not char.isspace() else f"U+{ord(char):04X}"


def inside(what: str, span: Span, word: str) -> Problem:
    """The problem of a piece that parses and yet is wrong; `what` is the actions' word for it."""
    if what == "unknown-given":
        near = nearest(word, (*GIVEN_DOCUMENTS, "file", "commit", "param", "patch"))
        return Problem(
            "unknown-given",
            span,
            f"A test cannot give `{word}`",
            f"did you mean `{near}`?" if near else "",
            "It gives file, commit, param, patch, " + ", ".join(GIVEN_DOCUMENTS),
        )
    code, message, label, help_ = _INSIDE[what]
    return Problem(code, span, message.format(word=word), label, help_.format())


_INSIDE = {
    "version": (
        "language-version",
        "This bylaw reads version 1 of the language only",
        "write `bylaw 1`",
        "A file of a later version needs a later bylaw",
    ),
    "second-help": ("repeated-part", "A rule has at most one `help`", "the second one", ""),
    "second-fix": ("repeated-part", "A rule has at most one `fix`", "the second one", ""),
    "second-option": ("repeated-part", "`{word}` stands twice", "the second one", ""),
    "escape": (
        "bad-escape",
        "There is no escape `{word}`",
        "",
        'Escapes are \\n \\t \\" \\\\ and \\u{{…}}; a backslash itself is `\\\\`',
    ),
    "block-start": (
        "bad-block",
        "The text of a block begins on the line after its quotes",
        "begin a new line before this",
        "",
    ),
    "open-brace": (
        "bad-braces",
        "This `{{` is not closed on its line",
        "",
        "Close it with `}}`; for a brace itself write `{{{{`",
    ),
    "close-brace": (
        "bad-braces",
        "This `}}` closes nothing",
        "",
        "For a brace itself write `}}}}`",
    ),
    "empty-braces": (
        "bad-braces",
        "There is nothing between these braces",
        "",
        "Write an expression between them; for braces themselves write `{{{{}}}}`",
    ),
    "date": (
        "bad-date",
        "There is no day {word} in the calendar",
        "",
        "A date is year-month-day: `2026-01-31`",
    ),
    "too-large": (
        "bad-number",
        "`{word}` does not fit into 64 bits",
        "",
        "The largest number is 9223372036854775807",
    ),
    "regex-flag": (
        "bad-regex",
        "There is no regex flag `{word}`",
        "",
        "Flags are i (ignore case), m (^ and $ at each line), s (. matches a line feed)",
    ),
    "argument-order": (
        "argument-order",
        "An argument without a name stands after one with a name",
        "move it to the front",
        "",
    ),
}
