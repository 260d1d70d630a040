"""Values that a configuration sets for params."""

from __future__ import annotations

from collections.abc import Collection

from bylaw.lang.checking.licenses import license_mistake, range_mistake
from bylaw.lang.checking.patterns import glob_mistake, regex_mistake


def check_param(type_: str, checks: Collection[str], text: str) -> str | None:
    """What is wrong with a text that a configuration gives for a param, as one sentence, or None.

    Args:
        type_: the scalar it is for, as the checked pack writes it: `regex` and `glob` are tested.
        checks: the param's `checks`: `license`, `version`.
        text: the text.
    """
    if type_ == "regex" and (mistake := regex_mistake(text, "")):
        return f"this regex does not compile: {mistake.message}"
    if type_ == "glob" and (mistake := glob_mistake(text)):
        return f"this glob is wrong: {mistake.message}"
    if "license" in checks and (mistake := license_mistake(text)):
        return f"this is not a license expression: {mistake.message}"
    if "version" in checks and (mistake := range_mistake(text)):
        return f"this is not a version range: {mistake.message}"
    return None
