"""Shell-like variables in values, as Dockerfiles, Compose and GitLab's files have them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_VARIABLE: Final = re.compile(
    r"\$\$|\$\{(?P<braced>[A-Za-z_]\w*)(?:(?P<mark>:?[-+?])(?P<other>[^${}]*))?\}"
    r"|\$(?P<bare>[A-Za-z_]\w*)"
)
_UNKNOWN: Final = re.compile(r"\$(\{\{.*?\}\}|\[\[.*?\]\]|\{[^}]*\}|\w+)")
_ENV: Final = re.compile(
    r"\s*(?:export\s+)?([A-Za-z_]\w*)\s*[=:]\s*(?:'([^']*)'|\"([^\"]*)\"|(.*?)(?:\s+#.*)?\Z)"
)
_MOST_VALUES: Final = 10_000
"""Variables of a file."""
_DONE: Final = str.maketrans("${}", "\1\2\3")
"""Stands for what is not looked at again: an unknown variable must not hide the one around it."""
_SHOWN: Final = str.maketrans("\1\2\3", "${}")
_ROUNDS: Final = 8
"""How deep defaults stand in defaults (`${A:-${B:-1}}`)."""
LONGEST: Final = 1024
"""Characters of a value that variables are put into; image names have at most some hundreds."""


def expand(text: str, known: Mapping[str, str]) -> str:
    """The text with the variables' values; one without a value stays as `$NAME` or `${NAME}`.

    `${NAME:-default}`, `${NAME-default}`, `${NAME:+other}` and `${NAME+other}` are as in a shell,
    and `$$` is a dollar sign.
    """
    if "$" not in text or len(text) > LONGEST:
        return text
    for _ in range(_ROUNDS):
        before, text = text, _VARIABLE.sub(lambda found: _value(found, known), text)
        if text == before:
            break
        if len(text) > LONGEST:
            text = before
            break
    return text.translate(_SHOWN)


def has_variable(text: str) -> bool:
    """Whether a variable or an expression (`${{ … }}`, `$[[ … ]]`) is left in the text."""
    return _UNKNOWN.search(text) is not None


def masked(text: str) -> str:
    """A text of the same length, with underscores in place of variables and expressions."""
    return _UNKNOWN.sub(lambda found: "_" * len(found[0]), text)


def _value(found: re.Match[str], known: Mapping[str, str]) -> str:
    if found[0] == "$$":
        return "\1"  # what `$` is in _DONE
    name = found["braced"] or found["bare"]
    value = known.get(name)
    mark, other = found["mark"] or "", found["other"] or ""
    is_set = value is not None and not (mark.startswith(":") and not value)
    if mark.endswith("-"):
        return str(value) if is_set else other
    if mark.endswith("+") and (value is None or "$" not in value):
        return other if is_set else ""
    if value is not None and not mark.endswith("+"):
        return value
    return (f"${{{name}}}" if mark else found[0]).translate(_DONE)


def env_values(text: str) -> dict[str, str]:
    """The variables of a `.env` file, as Compose reads it; values may use those above them."""
    values: dict[str, str] = {}
    for line in text.split("\n"):
        if len(values) >= _MOST_VALUES:
            break
        if found := _ENV.match(line[:LONGEST]):
            name, single, double, plain = found.groups()
            if single is not None:
                values[name] = single
            else:
                values[name] = expand(double if double is not None else plain.strip(), values)
    return values
