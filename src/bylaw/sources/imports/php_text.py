"""What has to be read of PHP's text itself: where HTML is, and which path an expression is."""

from __future__ import annotations

import re
from typing import Final

from bylaw.sources.imports.escapes import unescaped

_OPENING: Final = re.compile(r"<\?(?:php(?=\s|$)|=|(?!xml\b|php))", re.IGNORECASE)
"""The short one too, which many servers take."""
_SPAN: Final = re.compile(
    r"""(?P<end>\?>)
    |'(?:[^'\\]|\\.)*+(?:'|\\?\Z)
    |"(?:[^"\\]|\\.)*+(?:"|\\?\Z)
    |`(?:[^`\\]|\\.)*+(?:`|\\?\Z)
    |/\*.*?(?:\*/|\Z)
    |(?P<comment>(?://|\#(?!\[))[^\n]*?(?=\?>|\n|\Z))
    |<<<[ \t]*+(?P<quote>["']?)(?P<word>[A-Za-z_]\w*+)(?P=quote)\n.*?(?:\n[ \t]*+(?P=word)\b|\Z)
    """,
    re.VERBOSE | re.DOTALL,
)
"""What `?>` can stand in without ending PHP, or ends. Each matches up to the end of the text where
it is not closed, so that no part of a text is looked at again and again."""
_NOT_LINE_END: Final = re.compile(r"[^\n]")
_TOKEN: Final = re.compile(
    r"""(?:\s|/\*(?:[^*]|\*(?!/))*+\*/|(?://|\#)[^\n]*+\n)*+
    (?:(?P<word>__DIR__|__FILE__|DIRECTORY_SEPARATOR|dirname)\b
    |'(?P<single>(?:[^'\\]|\\.)*+)'|"(?P<double>(?:[^"\\$]|\\.)*+)"|(?P<number>\d{1,2})|(?P<mark>[(),.]))""",
    re.VERBOSE | re.IGNORECASE,
)
_SINGLE: Final = re.compile(r"\\([\\'])")
_DEEPEST: Final = 20
"""Levels of brackets in it."""


def without_html(text: str) -> str | None:
    """The text with blanks for what is not PHP, on the same lines; None where all of it is.

    The parser reads PHP alone: HTML before, between and behind would be errors to it.
    """
    opening = _OPENING.search(text)
    if opening is None:
        return _blank(text)
    if "?>" not in text and not text[: opening.start()].strip():
        return None
    parts: list[str] = []
    at = 0
    while (opening := _OPENING.search(text, at)) is not None:
        parts.append(_blank(text[at : opening.end()]))
        at = opening.end()
        is_closed = False
        for span in _SPAN.finditer(text, at):
            if span["end"] or span["comment"]:
                parts += [text[at : span.start()], "; " if span["end"] else _blank(span[0])]
                at = span.end()
                is_closed = bool(span["end"])
            if is_closed:
                break
        if not is_closed:
            return "".join((*parts, text[at:]))
    parts.append(_blank(text[at:]))
    return "".join(parts)


def _blank(text: str) -> str:
    return _NOT_LINE_END.sub(" ", text)


def path_of(text: str) -> tuple[str, bool] | None:
    """The path that an expression is, and whether it begins at the file's own folder.

    None where it is computed from anything else.
    """
    tokens: list[tuple[str, str]] = []
    at = 0
    end = len(text.rstrip())
    while at < end:
        token = _TOKEN.match(text, at)
        if token is None or token.lastgroup is None:
            return None
        tokens.append((token.lastgroup, token[token.lastgroup]))
        at = token.end()
    tokens.reverse()
    value = _joined(tokens, 0)
    if value is None or tokens:
        return None
    path, is_own = value
    if is_own:
        path = path.lstrip("/")
    return (path, is_own) if path else None


_FILE: Final = "/\0"
"""Stands for the file's own name, which `dirname` takes away."""


def _joined(tokens: list[tuple[str, str]], depth: int) -> tuple[str, bool] | None:
    """Terms with dots between them; the tokens are taken from the end of the list."""
    value = _term(tokens, depth)
    while value is not None and tokens and tokens[-1] == ("mark", "."):
        tokens.pop()
        more = _term(tokens, depth)
        value = None if more is None or more[1] else (value[0] + more[0], value[1])
    return value


def _term(tokens: list[tuple[str, str]], depth: int) -> tuple[str, bool] | None:
    if not tokens or depth > _DEEPEST:
        return None
    kind, text = tokens.pop()
    if kind == "single":
        return _SINGLE.sub(r"\1", text), False
    if kind == "double":
        return unescaped(text), False
    if kind == "mark" and text == "(":
        value = _joined(tokens, depth + 1)
        return value if _takes(tokens, ")") else None
    if kind != "word":
        return None
    match text.upper():
        case "__DIR__":
            return "", True
        case "__FILE__":
            return _FILE, True
        case "DIRECTORY_SEPARATOR":
            return "/", False
    return _folder(tokens, depth)


def _folder(tokens: list[tuple[str, str]], depth: int) -> tuple[str, bool] | None:
    """`dirname(PATH)`, `dirname(PATH, LEVELS)`."""
    if not _takes(tokens, "("):
        return None
    value = _joined(tokens, depth + 1)
    levels = 1
    if value is not None and _takes(tokens, ","):
        kind, text = tokens.pop() if tokens else ("", "")
        if kind != "number":
            return None
        levels = int(text)
    if value is None or not value[1] or not _takes(tokens, ")"):
        return None
    path = value[0]
    for _ in range(levels):
        above, _, last = path.rpartition("/")
        path = f"{path}/.." if last in ("", "..") else above
    return path, True


def _takes(tokens: list[tuple[str, str]], mark: str) -> bool:
    if tokens and tokens[-1] == ("mark", mark):
        tokens.pop()
        return True
    return False
