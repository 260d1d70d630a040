"""What to say where the parts of a rule or a test stand in the wrong order, or are missing."""

from __future__ import annotations

from bylaw.lang.explain_where import Where, shown, starts_line
from bylaw.lang.problem import Problem
from bylaw.lang.words import CLAUSES, METAS, VERBS


def rule_parts(w: Where) -> Problem | None:
    """What is wrong with the order of a rule's parts, or missing from it."""
    if not w.before or w.before[0].kind != "rule":
        return None
    kinds = [token.kind for token in w.before]
    seen_outcome = any(
        kind in VERBS and index and starts_line(w.text, w.before[index].start)
        for index, kind in enumerate(kinds)
    )
    fresh = starts_line(w.text, w.token.start)
    kind = w.word
    if fresh and kind in METAS and kind not in w.accepts:
        return Problem(
            "order",
            w.span,
            f"`{kind}` stands after the rule's clauses",
            "move it to the top of the rule",
            "A rule is its metadata, then its clauses, then its outcome",
        )
    if seen_outcome and kind in CLAUSES and fresh:
        return Problem(
            "order",
            w.span,
            f"`{kind}` stands after the outcome",
            "move it before `deny`, `warn` or `note`",
            "A rule is its metadata, then its clauses, then its outcome",
        )
    if seen_outcome and kind in VERBS and fresh and "STRING" not in w.accepts:
        return Problem(
            "repeated-part",
            w.span,
            "A rule has one outcome",
            "the second one",
            "Write a second rule for it",
        )
    if not seen_outcome and (kind in ("help", "fix", "on") and fresh):
        return Problem("order", w.span, f"`{kind}` stands before the outcome",
                       "move it behind `deny`, `warn` or `note`")  # fmt: skip
    if kind == "}" and not seen_outcome and "deny" in w.accepts:
        return Problem(
            "rule-without-outcome",
            w.span,
            "This rule says nothing",
            "before this, `deny`, `warn` or `note` is missing",
            'End it with what is wrong, and where: `deny line "…"`',
        )
    return _outcome(w)


def _outcome(w: Where) -> Problem | None:
    last = w.last
    if last is None:
        return None
    if last.kind in VERBS and w.token.kind not in ("STRING", "BLOCK") and (w.word in ("}",)):
        return Problem("missing-place", w.span, f"`{last.kind}` needs a place and a message",
                       help=f'Say where and why: `{last.kind} line "…"`')  # fmt: skip
    if len(w.before) < 2 or "STRING" not in w.accepts or w.accepts & {"NAME"}:
        return None
    verb = w.before[-2].kind
    if verb in VERBS and last.kind in ("STRING", "BLOCK"):
        return Problem(
            "missing-place",
            (last.start, last.end),
            f"`{verb}` needs a place before its message",
            "",
            f"Say where it is wrong: `{verb} line {w.source(last)[:40]}`, or `{verb} change …`",
        )
    if {"==", "and"} & w.accepts:
        return None
    if any(token.kind in VERBS for token in w.before):
        if w.word in ("==", "and", "or", "+", "or else"):
            message = "A place is a name or a path, not a condition"
            help_ = "Put conditions before it, with `where`"
            return Problem("missing-message", w.span, message, help=help_)
        return Problem("missing-message", w.span, "A message is missing here",
                       'write it in quotes: `"…"`')  # fmt: skip
    return None


def test_parts(w: Where) -> Problem | None:
    """What is wrong with the order of a test's parts, or missing from it."""
    if not w.before or w.before[0].kind != "test":
        return None
    if w.word == "given" and any(token.kind == "expect" for token in w.before):
        return Problem("order", w.span, "`given` stands after `expect`",
                       "move it before the first `expect`")  # fmt: skip
    if w.word == "}" and w.accepts & {"expect"} and _expects_nothing(w):
        return Problem(
            "test-without-expect",
            w.span,
            "This test expects nothing",
            "before this, `expect` is missing",
            "Say what a rule should do: `expect no-raw-sql passes`",
        )
    if w.last is not None and w.last.kind == "expect":
        return Problem("bad-name", w.span, f"{shown(w)} is no name of a rule",
                       help="Write `expect RULE …` or `expect PACK/RULE …`")  # fmt: skip
    return None


def _expects_nothing(w: Where) -> bool:
    return all(token.kind != "expect" for token in w.before)
