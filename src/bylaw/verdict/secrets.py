"""Secrets that rules found, kept out of whatever shows a finding.

A rule that looks for secrets has the tag `secrets`. Where it points, text is masked from there to
the end of the line, because many a pattern finds the name and not yet the value; of a private key,
the lines down to its end. Every finding is masked, since the excerpt of one shows the line of
another. Identities and hashes are made from the text itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Final, TypeAlias

from bylaw.dataclass import dataclass
from bylaw.engine.result import Finding
from bylaw.facts.place import Place, Side
from bylaw.verdict.model import Excerpt, JudgedFinding, RuleCard
from bylaw.verdict.text import Lines, count

TAG: Final = "secrets"
SHOWN: Final = 4
"""Characters of a secret that stay, so that it can be told apart; none of a short one."""
_SHORT: Final = 12
_PIECE: Final = 8
"""A text that shares so many characters with a secret is taken to quote it."""
_KEY: Final = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----")
_KEY_END: Final = re.compile(r"-----END [A-Z0-9 ]*PRIVATE KEY")
_MOST_KEY_LINES: Final = 400
_PLACE: Final = re.compile(r".+?:[0-9]+: ")
_WORD: Final = re.compile(r"[^\s\"'`]{16,}")

_NOBODY: Final = RuleCard("", "", "", "off", "deny")
"""Whose rule a text of somebody's own is."""

_Columns: TypeAlias = dict[int, int]
"""By line: how many characters at its start may be shown."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must not be shown."""

    columns: Mapping[tuple[str, Side], _Columns] = field(default_factory=dict)
    whole: tuple[str, ...] = ()
    """The texts that rules point at, the longest first."""
    pieces: frozenset[str] = frozenset()
    """Every stretch of `_PIECE` characters of these texts."""
    tails: frozenset[str] = frozenset()
    """The same of all that is masked: a secret and what follows it in its line."""

    def __bool__(self) -> bool:
        return bool(self.columns)


def secrets_of(findings: Iterable[Finding], cards: Mapping[str, RuleCard], lines: Lines) -> Secrets:
    """The secrets that some findings point at."""
    columns: defaultdict[tuple[str, Side], _Columns] = defaultdict(dict)
    whole: set[str] = set()
    pieces: set[str] = set()
    tails: set[str] = set()
    for finding in findings:
        if TAG not in cards[finding.rule].tags:
            continue
        for place in (finding.place, *finding.related):
            text = lines(place.path, place.side) if place.scope == "region" else None
            if text is None or not 1 <= place.line <= place.last_line <= count(text):
                continue
            shown = columns[place.path, place.side]
            for number, start, secret, tail in _parts(place, text):
                shown[number] = min(shown.get(number, start), start)
                whole.update([secret] if len(secret) >= _PIECE else [])
                pieces.update(_pieces(secret))
                tails.update(_pieces(tail))
    longest_first = tuple(sorted(whole, key=lambda text: (-len(text), text)))
    return Secrets(columns, longest_first, frozenset(pieces), frozenset(pieces | tails))


def _pieces(text: str) -> Iterator[str]:
    return (text[at : at + _PIECE] for at in range(len(text) - _PIECE + 1))


def _parts(place: Place, text: Sequence[str]) -> list[tuple[int, int, str, str]]:
    """For each line: number, characters to show, the secret in it, and what is hidden of it."""
    answer = []
    last = place.last_line
    for number in range(place.line, last + 1):
        line = text[number - 1].removesuffix("\r")
        start = place.column - 1 if number == place.line else 0
        end = place.end_column - 1 if number == last and place.end_column else len(line)
        start += len(line[start:]) - len(line[start:].lstrip())
        key = _KEY.match(line, start)
        shown = key.end() if key else start + _kept(line[start:end])
        answer.append((number, shown, line[start:end] if not key else "", line[shown:]))
    if any(_KEY.search(text[number - 1]) for number in range(place.line, last + 1)):
        for number in range(last + 1, min(count(text), last + _MOST_KEY_LINES) + 1):
            line = text[number - 1].removesuffix("\r")
            if _KEY_END.search(line):
                break
            answer.append((number, 0, line.strip(), line))
    return answer


def _kept(secret: str) -> int:
    return SHOWN if len(secret) >= _SHORT else 0


def masked(finding: JudgedFinding, card: RuleCard, secrets: Secrets) -> JudgedFinding:
    """A finding that shows none of the secrets."""
    own, place = TAG in card.tags, finding.place
    lines = secrets.columns.get((place.path, place.side), {})
    near = own or any(number in lines for number in range(place.line, place.last_line + 1))
    pieces = secrets.tails if near else secrets.pieces
    texts = {
        name: _text(text, card, place.path if own else None, secrets, pieces)
        for name, text in (("message", finding.message), ("help", finding.help))
        if text is not None
    }
    excerpt = finding.excerpt
    if excerpt is not None:
        excerpt = _excerpt(excerpt, place, secrets, alone=own)
    edits = finding.edits
    if any(_text(edit.text, card, None, secrets, pieces) != edit.text for edit in edits):
        edits = ()  # a fix with a mask in it would be worse than none
    return replace(
        finding,
        message=texts["message"],
        help=texts.get("help"),
        excerpt=excerpt,
        edits=edits,
    )


def quiet(text: str, secrets: Secrets) -> str:
    """A text of somebody's own, such as a reason, without what it quotes of a secret."""
    return _text(text, _NOBODY, None, secrets, secrets.pieces) if secrets else text


def _excerpt(excerpt: Excerpt, place: Place, secrets: Secrets, *, alone: bool) -> Excerpt:
    """The excerpt with masks; of a secret itself without the lines around it."""
    first, shown = excerpt.first_line, excerpt.lines
    if alone:
        shown = shown[place.line - first : place.last_line - first + 1]
        first = place.line
    columns = secrets.columns.get((place.path, place.side), {})
    rows = []
    for number, line in enumerate(shown, start=first):
        start = columns.get(number)
        row = line if start is None else line[:start] + _stars(line[start:])
        for secret in secrets.whole:
            if secret in row:
                row = row.replace(secret, _mask(secret))
        rows.append(row)
    return Excerpt(first, tuple(rows))


def _text(
    text: str, card: RuleCard, path: str | None, secrets: Secrets, pieces: frozenset[str]
) -> str:
    """A text that a rule put together, without what it quotes of a secret.

    What stands in the rule itself is nobody's secret. With a path the rule looks for secrets, and
    no long word is shown that is neither in the rule nor in the path: it may point elsewhere than
    at what it quotes, such as at a commit.
    """
    for secret in secrets.whole:
        if secret in text and secret not in card.source:
            text = text.replace(secret, _mask(secret))
    covered = bytearray(len(text))
    for at in range(len(text) - _PIECE + 1):
        piece = text[at : at + _PIECE]
        if piece in pieces and piece not in card.source:
            covered[at : at + _PIECE] = b"\1" * _PIECE
    text = "".join("*" if hidden else char for char, hidden in zip(text, covered, strict=True))
    if path is None:
        return text
    return _WORD.sub(lambda word: _word(word[0], card.source, path), text)


def _word(word: str, source: str, path: str) -> str:
    bare = word.strip(".,:;()[]{}<>")
    return (
        word if bare in source or bare in path or "*" in bare else word.replace(bare, _mask(bare))
    )


def veiled(text: str) -> str:
    """A value that a rule for secrets came by, when it shows how it decided; its place stays."""
    if text in ("true", "false", "none"):
        return text
    place = _PLACE.match(text)
    shown = (place.end() if place else 0) + SHOWN
    return text[:shown] + _stars(text[shown:])


def _mask(secret: str) -> str:
    kept = _kept(secret)
    return secret[:kept] + _stars(secret[kept:])


def _stars(text: str) -> str:
    """As many characters, so that columns stay what they are; blanks stay too."""
    return re.sub(r"\S", "*", text)
