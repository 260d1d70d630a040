"""Policies of any size: line rules as teams write them, and the same ones for other tools."""

from __future__ import annotations

import random
from pathlib import Path

from bench.history import WORDS

CONFIG = """bylaw: 1
policies: [policies]
levels:
  local/bench-000: note
unknown: warn
"""


def regexes(count: int) -> list[str]:
    """Distinct regexes of the shapes that line rules have: calls, keys, markers, imports."""
    dice = random.Random(7)
    found: dict[str, None] = {}
    shapes = (
        r"\b{a}\.{b}_{c}\(",
        r"\b{a}_{b}\s*=\s*[\"'][A-Za-z0-9+=]{{20,}}[\"']",
        r"^\s*(?:import|from)\s+{a}_{b}\b",
        r"\b(?:TODO|FIXME|XXX)\({a}\)\s*{b}",
        r"(?i)\b{a}[-_]{b}[-_]?(?:key|secret)\b",
        r"\bdebug_{a}\b|\bdump_{b}\b",
        r"{a}-{b}-\d{{4,}}-{c}",
    )
    while len(found) < count:
        a, b, c = dice.sample(WORDS, 3)
        found[dice.choice(shapes).format(a=a, b=b, c=c)] = None
    return list(found)


def write(folder: Path, count: int) -> None:
    """A real bylaw.yaml, and a policy file of this many rules over added lines."""
    (folder / "policies").mkdir(parents=True, exist_ok=True)
    (folder / "bylaw.yaml").write_text(CONFIG, encoding="utf-8")
    rules = "\n\n".join(rule(number, regex) for number, regex in enumerate(regexes(count)))
    text = f'bylaw 1\n\n"""\nGenerated for measurement.\n"""\n\n{rules}\n'
    (folder / "policies" / "bench.bylaw").write_text(text, encoding="utf-8")


def rule(number: int, regex: str) -> str:
    """One rule; a slash in the regex would end it."""
    return (
        f"rule bench-{number:03} {{\n"
        f'  title "Line rule {number}"\n'
        f'  why   "It stands for the rules that a team would have here."\n\n'
        "  for line in change.added_lines\n"
        f"  where line.text matches /{regex}/\n\n"
        f'  warn line "Rule {number} fired."\n'
        '    help "Write it another way."\n'
        "}"
    )


def write_semgrep(file: Path, count: int) -> None:
    """The same rules for semgrep."""
    rules = (
        f"- id: bench-{number}\n  languages: [regex]\n  severity: WARNING\n"
        f"  message: fired\n  pattern-regex: '{regex.replace(chr(39), chr(39) * 2)}'\n"
        for number, regex in enumerate(regexes(count))
    )
    file.write_text("rules:\n" + "".join(rules), encoding="utf-8")
