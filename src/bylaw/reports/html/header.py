"""The top of the page: the verdict in a word, what was judged, by which policies, and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from bylaw.reports.accepted import emergencies
from bylaw.reports.html.text import code, text
from bylaw.reports.summary import measured, plural
from bylaw.verdict.model import Outcome, Verdict

_SIGN: Final[dict[Outcome, tuple[str, str, str]]] = {
    "passed": ("✓", "Passed", "Every rule was judged, and none denies this change."),
    "passed-with-unknowns": (
        "!",
        "Passed with unknowns",
        "Nothing is denied, but not everything could be judged.",
    ),
    "denied": ("✕", "Denied", "Rules deny this change as it is."),
    "inconclusive": ("?", "Inconclusive", "What has to be judged could not be judged."),
}
_KIND: Final = {
    "range": "commits",
    "staged": "what is staged",
    "worktree": "the work tree",
    "local": "local work",
    "patch": "a patch",
    "all": "the whole tree",
}


def header(verdict: Verdict, sections: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The verdict, its counts and facts, and links to what follows."""
    sign, word, sentence = _SIGN[verdict.outcome]
    yield (
        '<a class="skip" href="#main">Skip to the findings</a>\n<header>\n'
        '<div class="bar"><p class="brand">bylaw</p><div class="needs-js tools">'
        '<button type="button" id="theme">Dark theme</button> '
        '<button type="button" id="keys" aria-haspopup="dialog">Keys <kbd>?</kbd></button>'
        "</div></div>\n"
        f'<div class="verdict"><span class="sign" aria-hidden="true">{sign}</span>'
        f"<div><h1>{word}</h1>\n<p>{sentence}</p></div>\n"
        f'<ul class="counts">{"".join(_counts(verdict))}</ul></div>\n'
    )
    for loud in emergencies(verdict):
        yield f"<p><strong>{text(loud)}</strong></p>\n"
    rows = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in _facts(verdict))
    yield f'<dl class="about">{rows}</dl>\n'
    if sections:
        links = "".join(f'<li><a href="#{id_}">{text(name)}</a></li>' for id_, name in sections)
        yield f'<nav aria-label="Sections"><ul>{links}</ul></nav>\n'
    yield "</header>\n"


def _counts(verdict: Verdict) -> Iterator[str]:
    levels = Counter(finding.level for finding in verdict.findings)
    for level in ("deny", "warn", "note"):
        yield _count(level, levels[level], level)
    unjudged = len({one.rule for one in verdict.inconclusive})
    yield _count("unknown", unjudged, "not judged")
    accepted = len(verdict.suppressed) + len(verdict.accepted_unknowns)
    yield _count("suppressed", accepted, "suppressed")


def _count(kind: str, count: int, name: str) -> str:
    none = "" if count else " none"
    return f'<li class="{kind}{none}"><strong>{count:,}</strong> {name}</li>'


def _facts(verdict: Verdict) -> Iterator[tuple[str, str]]:
    change = verdict.change
    what = _KIND[change.kind]
    if change.base and change.head:
        what = f"{code(change.base[:12])} to {code(change.head[:12])}"
    elif change.base:
        what += f" since {code(change.base[:12])}"
    yield "Change", what
    yield "Judged", text(measured(verdict))
    if verdict.policy_source:
        yield "Policies", text(verdict.policy_source)
    weights = {"deny": "deny", "warn": "deny and warn", "never": "nothing"}
    ended = f"exit code {verdict.exit_code}"
    yield "Profile", f"{text(verdict.profile)}, fails on {weights[verdict.fail_on]}, {ended}"
    if verdict.now:
        yield "As of", text(verdict.now)
    if verdict.next_command:
        yield "Next", code(verdict.next_command)


def toolbar(verdict: Verdict) -> Iterator[str]:
    """Search and filters; a script makes them work, so without one they are not there."""
    rules = sorted({each.rule for each in (*verdict.findings, *verdict.suppressed)})
    levels = Counter(each.level for each in (*verdict.findings, *verdict.suppressed))
    options = "".join(f'<option value="{text(rule)}">{text(rule)}</option>' for rule in rules)
    boxes = "".join(
        f'<label class="chip {level}"><input type="checkbox" name="level" value="{level}"> '
        f"{level} <span>{levels[level]:,}</span></label>"
        for level in ("deny", "warn", "note")
        if levels[level]
    )
    yield (
        '<div class="toolbar needs-js" role="search" aria-label="Findings">\n'
        '<label class="wide-field">Search <input id="q" type="search" maxlength="200" '
        'placeholder="message, path, rule" autocomplete="off" spellcheck="false" '
        'aria-keyshortcuts="/"></label>\n'
        f'<label>Rule <select id="rule"><option value="">all</option>{options}</select></label>\n'
        '<label>Path <input id="path" type="text" maxlength="200" placeholder="src/web or **/*.py" '
        'autocomplete="off" spellcheck="false"></label>\n'
        '<label class="narrow-field">State <select id="state"><option value="">all</option>'
        '<option value="new">new</option><option value="suppressed">suppressed</option></select>'
        "</label>\n"
        f'<fieldset><legend>Level</legend><span class="chips">{boxes}</span></fieldset>\n'
        '<label class="narrow-field">Group <select id="group"><option value="file">by file</option>'
        '<option value="rule">by rule</option></select></label>\n'
        '<div class="row-end"><p id="count"></p><button type="button" id="fold">Collapse all'
        '</button> <button type="button" id="clear">Clear</button></div>\n</div>\n'
        '<p id="live" class="needs-js unseen" role="status" aria-live="polite"></p>\n'
        '<p id="empty" class="needs-js" hidden>No finding matches.</p>\n'
    )


def dialog() -> str:
    """What the keys do."""
    keys = (
        ("/", "search"),
        ("j", "next finding"),
        ("k", "previous finding"),
        ("o", "open or close it; Enter does too"),
        ("Esc", "clear the search and all filters"),
        ("?", "this help"),
    )
    rows = "".join(f"<div><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div>" for key, what in keys)
    return (
        '<dialog id="help" aria-labelledby="help-title"><h2 id="help-title">Keys</h2>\n'
        f"<dl>{rows}</dl>\n<p>The address holds search and filters: copy it to share them.</p>\n"
        '<button type="button" id="done">Close</button></dialog>\n'
    )


def footer(verdict: Verdict) -> str:
    """Who judged, and how large the answer is."""
    version = f"bylaw {verdict.version}" if verdict.version else "bylaw"
    total = plural(len(verdict.findings) + len(verdict.suppressed), "finding")
    return f"<footer><p>{text(version)} · {total}</p></footer>\n"
