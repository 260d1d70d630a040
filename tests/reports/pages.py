"""Pages for a browser: one with everything in it, a hostile one, and one with 5,000 findings."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

from bylaw.facts.place import Place
from bylaw.verdict.model import (
    Anchor,
    Edit,
    Excerpt,
    JudgedFinding,
    Level,
    RuleCard,
    Suppression,
    Verdict,
)

_SCRIPT = "</script><script>window.__hit=1</script>"
_TAGS = (
    _SCRIPT,
    "</style><img src=x onerror=window.__hit=1>",
    '" onmouseover="window.__hit=1" autofocus onfocus="window.__hit=1',
    "<!--<script>",
    "<svg onload=window.__hit=1>",
    "\u202etxt.exe\u2066\u200b\x1b[31m\x00",
    "<iframe srcdoc='<script>parent.__hit=1</script>'>",
    "javascript:window.__hit=1",
)


def plain(cases: ModuleType) -> Verdict:
    """A denied change with all that a page can show."""
    denied: Verdict = cases.DENIED
    why = Suppression(
        "waiver", "Known; mended in Q1.", "@org/payments", "2027-01-31T00:00:00Z",
        "https://tickets.example/PAY-12", ".bylaw/waivers.yaml", 3,
    )  # fmt: skip
    waived = replace(denied.findings[0], fingerprint="7" * 32, suppression=why)
    return replace(
        denied,
        suppressed=(waived,),
        accepted_unknowns=(replace(denied.inconclusive[0], suppression=why),),
        dependencies=cases.DEPENDENCIES[:5],
        architecture=cases.ARCHITECTURE,
    )


def hostile(cases: ModuleType) -> Verdict:
    """Text of a change, a pack and a waiver that wants to run, to load, or to hide."""
    attacked: Verdict = cases.ATTACKED
    found, cards = [], []
    for number, text in enumerate(_TAGS):
        place = Place(f"src/{text}.py", 1, 3, 1, 9)
        found.append(
            JudgedFinding(
                rule=f"local/{text}",
                level="deny",
                message=f"<script> {text}",
                place=place,
                anchor=Anchor("line"),
                fingerprint=f"{number:032x}",
                line_hash="",
                help=text,
                related=(replace(place, line=2),),
                edits=(Edit(place, text),),
                excerpt=Excerpt(1, (f"x {text} y", text * 2, "z" * 1_000_000)),
                suppression=Suppression("waiver", text, text, text, text, text, 1)
                if number % 2
                else None,
            )
        )
        docs = ("javascript:window.__hit=1", "data:text/html,x", "https://docs.example/a")
        cards.append(
            RuleCard(
                id=f"local/{text}", pack="local", title=text, level="deny", verb="deny", why=text,
                decision=text, owner=text, docs=docs[number % 3], help=text,
            )
        )  # fmt: skip
    return replace(
        attacked,
        findings=(*attacked.findings, *(each for each in found if each.suppression is None)),
        suppressed=tuple(each for each in found if each.suppression is not None),
        rules=(*attacked.rules, *cards),
        notices=_TAGS,
    )


def many(cases: ModuleType) -> Verdict:
    """5,000 findings of three rules in 200 files."""
    levels: tuple[Level, ...] = ("deny", "warn", "note")
    rules = (cases.SQL.id, cases.SIZE.id, cases.TODO.id)
    found = tuple(
        JudgedFinding(
            rule=rules[number % 3],
            level=levels[number % 3],
            message=f"Something at number {number}.",
            place=Place(f"src/part{number // 250}/file{number // 25}.py", number % 25 * 4 + 1, 5),
            anchor=Anchor("line"),
            fingerprint=f"{number:032}",
            line_hash="",
            help="Call a repository in src/repositories/ instead.",
            excerpt=Excerpt(number % 25 * 4 + 1, ("    call(x)", "    y = 1", "    return y")),
        )
        for number in range(5_000)
    )
    denied: Verdict = cases.DENIED
    return replace(denied, findings=found)
