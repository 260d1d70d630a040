"""JSON of strangers (RFC 8259): read strictly, so that two readers cannot disagree about it."""

from __future__ import annotations

import json
import math
import re
from itertools import accumulate
from typing import Any, Final, NoReturn

DEEPEST: Final = 100
"""Arrays and objects within each other; no service that bylaw asks needs a tenth of it."""

_NO_BRACKETS: Final = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[^][{}"]+', re.DOTALL)
"""Strings and what stands between brackets. A string that is not closed goes to the end, so that
each byte is looked at once."""
_STEP: Final = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]")


def read_strict(data: bytes, deepest: int = DEEPEST) -> Any:
    """The value of a JSON text in UTF-8.

    Args:
        data: The text.
        deepest: How deeply arrays and objects may be nested.

    Raises:
        ValueError: It is not JSON, names a key twice, is nested too deeply, or holds what is no
            text or number (NaN, half of a surrogate pair).
    """
    brackets = _NO_BRACKETS.sub(b"", data)
    if max(accumulate(_STEP.get(one, 0) for one in brackets), default=0) > deepest:
        raise ValueError("nested too deeply")
    text = data.decode("utf-8")
    value = json.loads(
        text, object_pairs_hook=_once, parse_float=_finite, parse_constant=_no_number
    )
    if _SURROGATE.search(data):
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key is named twice")
    return made


def _finite(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise ValueError("a number is too large")
    return value


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")
