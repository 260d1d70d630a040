"""conda: versions in the common order; `=1.2` and `1.2.*` mean all that begins so.

https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html
"""

from __future__ import annotations

from bylaw.versions import generic
from bylaw.versions.interface import comparators, compared, sign

key = generic.key
release = generic.release


def holds(text: str, range_: str) -> bool | None:
    """See interface: comparisons joined by commas, alternatives by `|`."""
    answers = [_all(text, part) for part in range_.split("|")]
    return None if None in answers else any(answers)


def _all(text: str, said: str) -> bool | None:
    asked, version = comparators(said), key(text)
    if asked is None or version is None:
        return None
    for operator, bound in asked:
        if operator in ("", "=") and (operator or bound.endswith("*")):
            start = bound.rstrip("*").rstrip(".")
            if start and text != start and not text.startswith(f"{start}."):
                return False
            continue
        at = key(bound)
        if at is None:
            return None
        if not compared(sign(version, at), operator):
            return False
    return True


def exact(requirement: str) -> str | None:
    """See interface: `==1.2`; in an environment file `=1.2=build` names one build."""
    text = requirement.strip()
    if text.startswith("==") and "*" not in text:
        return text[2:].strip()
    version, _, build = text.lstrip("=").partition("=")
    return version if build else None
