"""Base scores of CVSS vectors, by the published formulas of version 2 and 3.

https://www.first.org/cvss/v2/guide (3.2.1), https://www.first.org/cvss/v3.1/specification-document
(7.1, 7.4 and appendix A). Version 4 scores by a table of measured values instead of a formula: of
its vectors no score is known here, and the word that a database gives beside them counts.
"""

from __future__ import annotations

import math
from typing import Final

from bylaw.sources.services.interface import Severity

_IMPACT_3: Final = {"N": 0.0, "L": 0.22, "H": 0.56}
_V3: Final = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "PR": {"N": 0.85, "L": 0.62, "H": 0.27},
    "UI": {"N": 0.85, "R": 0.62},
    "S": {"U": 0.0, "C": 1.0},
    "C": _IMPACT_3, "I": _IMPACT_3, "A": _IMPACT_3,
}  # fmt: skip
_PRIVILEGES_CHANGED: Final = {"N": 0.85, "L": 0.68, "H": 0.5}
"""`PR` where the scope is changed."""

_IMPACT_2: Final = {"N": 0.0, "P": 0.275, "C": 0.66}
_V2: Final = {
    "AV": {"L": 0.395, "A": 0.646, "N": 1.0},
    "AC": {"H": 0.35, "M": 0.61, "L": 0.71},
    "Au": {"M": 0.45, "S": 0.56, "N": 0.704},
    "C": _IMPACT_2, "I": _IMPACT_2, "A": _IMPACT_2,
}  # fmt: skip

_LONGEST: Final = 500


def base_score(vector: str) -> float | None:
    """The base score, from 0 to 10; None where it is no vector of version 2, 3.0 or 3.1.

    Temporal and environmental metrics are left aside.
    """
    if len(vector) > _LONGEST:
        return None
    for prefix in ("CVSS:3.1/", "CVSS:3.0/"):
        if vector.startswith(prefix):
            words = _words(vector.removeprefix(prefix), _V3)
            return None if words is None else _score_3(words)
    words = _words(vector.strip("()"), _V2)
    return None if words is None else _score_2(words)


def word_of(score: float, version: int = 3) -> Severity:
    """The word for a score: the qualitative scale of CVSS 3, or NVD's of version 2."""
    if score >= 9 and version > 2:
        return "critical"
    return "high" if score >= 7 else "medium" if score >= 4 else "low"


def _words(text: str, metrics: dict[str, dict[str, float]]) -> dict[str, str] | None:
    """The value of each base metric; None where one is missing, unknown or given twice."""
    found: dict[str, str] = {}
    for part in text.split("/"):
        name, colon, word = part.partition(":")
        if not colon or name in found:
            return None
        found[name] = word
    base = {name: found.get(name, "") for name in metrics}
    return base if all(word in metrics[name] for name, word in base.items()) else None


def _score_3(words: dict[str, str]) -> float:
    weigh = {name: _V3[name][word] for name, word in words.items()}
    is_changed = words["S"] == "C"
    privileges = _PRIVILEGES_CHANGED[words["PR"]] if is_changed else weigh["PR"]
    base = 1 - (1 - weigh["C"]) * (1 - weigh["I"]) * (1 - weigh["A"])
    impact = 6.42 * base
    if is_changed:
        impact = 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15
    if impact <= 0:
        return 0.0
    sum_ = impact + 8.22 * weigh["AV"] * weigh["AC"] * privileges * weigh["UI"]
    return _rounded_up(min((1.08 if is_changed else 1.0) * sum_, 10.0))


def _rounded_up(value: float) -> float:
    """To one decimal, without the errors of binary fractions (appendix A of version 3.1)."""
    whole = round(value * 100_000)
    return whole / 100_000 if whole % 10_000 == 0 else (math.floor(whole / 10_000) + 1) / 10


def _score_2(words: dict[str, str]) -> float:
    weigh = {name: _V2[name][word] for name, word in words.items()}
    impact = 10.41 * (1 - (1 - weigh["C"]) * (1 - weigh["I"]) * (1 - weigh["A"]))
    if not impact:
        return 0.0
    exploitability = 20 * weigh["AV"] * weigh["AC"] * weigh["Au"]
    return round((0.6 * impact + 0.4 * exploitability - 1.5) * 1.176, 1)
