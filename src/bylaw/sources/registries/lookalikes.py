"""Names that look like those of packages that many projects use.

A name that is itself popular looks like none, nor does one of an owner of popular packages: nobody
else can publish in an npm scope, a Maven group, or below an account of a Go module's host.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.registries.edits import edit, without_one
from bylaw.sources.registries.popular import LISTED, folded, popular
from bylaw.sources.registries.slips import SHORTEST, is_slip

LONGEST: Final = 214
"""Characters of a name; what is longer is compared with none."""
WELL_KNOWN: Final = 1000
"""The first of a list are the most popular; for these more counts as alike."""
_MOST: Final = 5
"""Look-alikes of one name."""
_SEPARATORS: Final = re.compile(r"[^a-z0-9]+")
_TAGS: Final[Mapping[str, frozenset[str]]] = {
    "pypi": frozenset(("python", "python2", "python3", "py", "py3")),
    "npm": frozenset(("js", "node", "nodejs", "npm")),
    "gem": frozenset(("ruby", "rb", "gem")),
    "cargo": frozenset(("rust", "rs", "crate")),
    "golang": frozenset(("go", "golang", "com", "org", "github", "gitlab", "bitbucket")),
    "composer": frozenset(("php",)),
    "nuget": frozenset(("net", "dotnet", "nuget")),
    "maven": frozenset(("java", "com", "org", "net", "io")),
}
"""Words that say which ecosystem a package is of, or where it is, and nothing else."""
_TAGGED: Final[Mapping[str, str]] = {
    "golang": "it is {} at another address",
    "maven": "it is {} under another domain",
}
_GLUED: Final[Mapping[str, re.Pattern[str]]] = {
    "pypi": re.compile(r"^(?:python3?|py)(?=.{4})|(?<=.{4})(?:python3?|py)$"),
    "npm": re.compile(r"^node(?=.{4})|(?<=.{4})(?:js|node)$"),
}
"""The same as part of a word: `pyscrapy`, `noderequest`."""
_SEEN_AS: Final = str.maketrans(
    {"0": "o", "1": "l", "5": "s", "а": "a", "с": "c", "е": "e", "о": "o", "р": "p",
     "х": "x", "у": "y", "і": "i", "ѕ": "s", "ɡ": "g", "ο": "o", "ν": "v", "ı": "i"}
)  # fmt: skip
"""Digits and letters of other alphabets, to the letter that they look like."""


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A popular package, and in what a name looks like it."""

    name: str
    """The popular package, as people write it."""
    clause: str
    """What is alike, about the name: `it is one letter from "requests"`."""


@dataclass(frozen=True, slots=True)
class _Index:
    """The popular names of one ecosystem, by what a name can have in common with them."""

    near: Mapping[str, str]
    """By each text that is left without one character: names, one a line."""
    seen: Mapping[str, str]
    """By how it looks."""
    plain: Mapping[str, str]
    """By its letters and digits alone."""
    words: Mapping[tuple[str, ...], str]
    """By its words, in the order of the alphabet."""
    bare: Mapping[tuple[str, ...], str]
    """By its words without the tags of its ecosystem."""
    places: Mapping[str, int]
    """Its place in the list, from 0."""
    owners: frozenset[str]
    """Scopes, groups and accounts of popular packages, in which nobody else can publish."""


def lookalikes(
    ecosystem: str, name: str, known: Collection[str] = frozenset()
) -> tuple[Lookalike, ...]:
    """The popular packages that a name can be taken for, the most alike first.

    Args:
        ecosystem: The purl type; where no list of its popular packages ships, there are none.
        name: The name.
        known: Names that look like none, in normal form.
    """
    asked = folded(ecosystem, name)
    listed = popular(ecosystem)
    if not listed or asked in listed or len(asked) > LONGEST or name in known or asked in known:
        return ()
    if _owner(ecosystem, asked) in _index(ecosystem).owners:
        return ()
    found: dict[str, str] = {}
    for other, clause in _signals(ecosystem, asked):
        found.setdefault(other, clause.format(f'"{listed[other]}"'))
    return tuple(Lookalike(listed[other], clause) for other, clause in found.items())[:_MOST]


def elsewhere(ecosystem: str, name: str) -> str | None:
    """The ecosystem in which a name is popular that is not popular in its own; None for none.

    Honest packages share names with those of other ecosystems: a hint beside other signs, and no
    look-alike.
    """
    asked = folded(ecosystem, name)
    if len(asked) > LONGEST or asked in popular(ecosystem):
        return None
    others = (other for other in ("npm", "pypi", *LISTED) if other != ecosystem)
    return next((other for other in others if folded(other, name) in popular(other)), None)


def _signals(ecosystem: str, asked: str) -> Iterator[tuple[str, str]]:
    """Popular names in their folded form, and a clause with a place for the name."""
    index = _index(ecosystem)
    plain = _SEPARATORS.sub("", asked)
    if len(plain) >= SHORTEST and (other := index.plain.get(plain)):
        is_scope = other.startswith("@") and not asked.startswith("@")
        yield other, "it is {} without its scope" if is_scope else "it is {} with other separators"
    if len(asked) >= SHORTEST:
        if other := index.seen.get(_seen(asked)):
            yield other, "it is hard to tell from {}"
        for other in _candidates(index, asked):
            step = edit(asked, other)
            if step and is_slip(step, asked, other, index.places[other] < WELL_KNOWN):
                yield other, "it is one slip of the keyboard from {}"
    words = _words(asked)
    if len(words) > 1 and (other := index.words.get(tuple(sorted(words)))):
        yield other, "it has the words of {} in another order"
    if bare := _bare(ecosystem, words):
        other = index.bare.get(bare)
        if other is not None and index.places[other] < WELL_KNOWN:
            yield other, _TAGGED.get(ecosystem, "it is {} but for the name of its language")


def _candidates(index: _Index, asked: str) -> Iterable[str]:
    found = dict.fromkeys(index.near.get(asked, "").split())
    for text in without_one(asked):
        found.update(dict.fromkeys(index.near.get(text, "").split()))
    return found


def _words(name: str) -> tuple[str, ...]:
    return tuple(filter(None, _SEPARATORS.split(name)))


def _bare(ecosystem: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Words without those that say which ecosystem they are of; empty where little is left."""
    tags, glued = _TAGS[ecosystem], _GLUED.get(ecosystem)
    left = tuple(word for word in words if word not in tags)
    if glued is not None and len(left) == 1:
        left = (glued.sub("", left[0]),)
    return left if len("".join(left)) >= SHORTEST - 1 else ()


def _seen(name: str) -> str:
    return name.translate(_SEEN_AS).replace("rn", "m").replace("vv", "w")


def _owner(ecosystem: str, name: str) -> str:
    """What one account alone can publish below; empty where a name has no such part."""
    if ecosystem == "maven":
        return name.partition(":")[0]
    parts = name.split("/")
    if ecosystem == "golang":
        return "/".join(parts[:2]) if len(parts) > 2 else parts[0]
    return parts[0] if len(parts) > 1 else ""


@cache
def _index(ecosystem: str) -> _Index:
    near: dict[str, str] = {}
    seen: dict[str, str] = {}
    plain: dict[str, str] = {}
    words: dict[tuple[str, ...], str] = {}
    bare: dict[tuple[str, ...], str] = {}
    places = {name: at for at, name in enumerate(popular(ecosystem))}
    for name in places:
        if len(name) >= SHORTEST:
            for text in {name, *without_one(name)}:
                near[text] = f"{near[text]} {name}" if text in near else name
            seen.setdefault(_seen(name), name)
        split = _words(name)
        plain.setdefault("".join(split), name)
        if len(split) > 1:
            words.setdefault(tuple(sorted(split)), name)
        if key := _bare(ecosystem, split):
            bare.setdefault(key, name)
    owners = frozenset(_owner(ecosystem, name) for name in places) - {""}
    return _Index(near, seen, plain, words, bare, places, owners)
