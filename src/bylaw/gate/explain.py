"""What `bylaw explain` says of a rule or of a code."""

from __future__ import annotations

from collections.abc import Iterator

from bylaw.gate.catalog import builtin_rules, catalog
from bylaw.gate.codes import CODES
from bylaw.gate.errors import Wrong, wrong_request
from bylaw.gate.request import Request
from bylaw.reports.summary import decided
from bylaw.verdict.model import RuleCard


def explain(name: str, request: Request, width: int) -> str:
    """The explanation of a code, or of a rule that judges here or is built in.

    Raises Wrong, with a suggestion, where there is neither.
    """
    text = _code(name)
    if text is not None:
        return "\n".join((name, "", *_wrapped(text, "  ", width)))
    from bylaw.lang.codes import explain as explain_code

    said = explain_code(name)
    if said is not None:
        return said.rstrip("\n")
    known, wrong = _rules(request)
    for card in known:
        if name in (card.id, card.id.partition("/")[2], *card.formerly):
            return "\n".join(_card(card, width))
    if wrong is not None:
        raise wrong
    from bylaw.lang.codes import code_docs
    from bylaw.lang.suggest import nearest

    if any(card.id.startswith(f"{name}/") for card in known):
        listing = "bylaw rules" if name == "local" else f"bylaw rules --policy {name}"
        raise wrong_request(f"`{name}` is a pack", help=f"`{listing}` lists its rules")
    near = nearest(name, [*(card.id for card in known), *CODES, *code_docs()])
    label = f"did you mean `{near}`?" if near else ""
    help = "`bylaw rules` lists the rules; an error's code stands in its brackets"
    raise wrong_request(f"there is no rule and no code `{name}`", label=label, help=help)


def _code(name: str) -> str | None:
    return CODES.get(name.removeprefix("error[").removesuffix("]"))


def _rules(request: Request) -> tuple[list[RuleCard], Wrong | None]:
    """Rules of this place before built-in ones; what is wrong here must not hide the latter."""
    wrong = None
    here: tuple[RuleCard, ...] = ()
    try:
        here = catalog(request).every
    except Wrong as error:
        wrong = error
    ids = {card.id for card in here}
    return [*here, *(card for card in builtin_rules() if card.id not in ids)], wrong


def _card(card: RuleCard, width: int) -> Iterator[str]:
    from bylaw.lang.render import visible

    yield f"{card.id}  ({card.level})"
    yield from _wrapped(card.title, "  ", width)
    if card.why:
        yield ""
        yield from _wrapped(card.why, "  ", width)
    facts = [
        ("decision", decided(card)),
        ("owner", card.owner),
        ("controls", ", ".join(card.controls)),
        ("tags", ", ".join(card.tags)),
        ("docs", card.docs),
        ("formerly", ", ".join(card.formerly)),
        ("from", f"{card.path}:{card.line}"),
    ]
    yield ""
    for key, value in facts:
        if value:
            yield f"  {key:<9} {visible(value)}"
    if card.help:
        yield ""
        yield from _wrapped(f"Help: {card.help}", "  ", width)
    yield ""
    yield from (f"    {visible(line)}".rstrip() for line in card.source.split("\n"))


def _wrapped(text: str, indent: str, width: int) -> list[str]:
    from textwrap import wrap

    from bylaw.lang.render import visible

    plain = visible(" ".join(text.split()))
    return wrap(plain, width, initial_indent=indent, subsequent_indent=indent)
