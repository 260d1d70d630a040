"""The organisation's file: what holds in all of its repositories."""

from __future__ import annotations

from typing import Any, Literal

from bylaw.config.document import Document, Path
from bylaw.config.document import read as read_document
from bylaw.config.levels import Levels, levels_of, wrong_levels
from bylaw.config.settings import named_twice
from bylaw.dataclass import dataclass
from bylaw.lang.diagnostic import Diagnostic, Note


@dataclass(frozen=True, slots=True)
class WaiverLimits:
    """How far repositories may accept findings. What is None is not limited."""

    max_days: int | None = None
    """The longest that a waiver may hold."""
    max_renewals: int | None = None
    """How often one may be renewed."""
    inline: bool | None = None
    """Whether findings may be allowed in the code itself."""
    break_glass: tuple[str, ...] | None = None
    """Who may use break-glass, and nobody else; empty is nobody."""


@dataclass(frozen=True, slots=True)
class Range:
    """What repositories may set one parameter to. Values are plain, as they are written."""

    pack: str
    name: str
    """Empty is every parameter of the pack."""
    at: Path
    said: dict[str, Any]
    """`min`, `max`, `one_of`, `includes`, `value`, `default`; empty is: nobody may set it."""

    @property
    def is_fixed(self) -> bool:
        """Whether no repository may set it."""
        return not self.said


@dataclass(frozen=True, slots=True)
class Organisation:
    """A checked organisation's file. What is None or empty was not said."""

    document: Document
    name: str = ""
    contact: str = ""
    requires: str = ""
    packs: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    """Globs from the folder of the file."""
    levels: Levels = ()
    ranges: tuple[Range, ...] = ()
    unknown: Literal["deny", "warn", "pass"] | None = None
    fail_on: Literal["deny", "warn"] | None = None
    required: frozenset[str] = frozenset()
    unmarked: Literal["unknown", "human", "assisted"] | None = None
    private: tuple[str, ...] = ()
    """Globs of names of packages that no public service is ever told."""
    waivers: WaiverLimits = WaiverLimits()

    @property
    def path(self) -> str:
        """Where it was read from, for people."""
        return self.document.path

    @property
    def at(self) -> Path:
        """Where its keys stand in the document."""
        return ()

    @property
    def shown(self) -> str:
        """The organisation, as a sentence names it."""
        return self.name or "the organisation"

    @property
    def help(self) -> str:
        """Whom to ask, for the help of a complaint."""
        return f"ask {self.contact}" if self.contact else ""

    def note(self, at: Path) -> Note:
        """Points at what the file says."""
        document = self.document
        while at and at not in document.spans:
            at = at[:-1]
        line, column, *_ = document.keys.get(at) or document.spans.get(at, (1, 1, 0, 0))
        return Note(f"{self.shown} says so here", document.path, line, column)


def read(path: str, data: bytes) -> tuple[Organisation | None, tuple[Diagnostic, ...]]:
    """Reads and checks an organisation's file. None when there is a diagnostic."""
    from bylaw.config.schema import ORGANISATION, load
    from bylaw.config.shape import fits

    document, wrong = read_document(path, data)
    if document is None or wrong:
        return None, wrong
    value = {} if document.value is None else document.value
    if not fits(value, load(ORGANISATION)):
        from bylaw.config.complaints import complaints

        return None, complaints(document, load(ORGANISATION), "the organisation's file")
    return _build(document)


def _build(document: Document) -> tuple[Organisation | None, tuple[Diagnostic, ...]]:
    from bylaw.config.requires import holds

    value: dict[str, Any] = document.value or {}
    ranges, wrong = _ranges(document, value.get("params") or {})
    found = [
        *wrong_levels(document, value.get("levels"), ()),
        *named_twice(document, value.get("packs"), ("packs",)),
        *wrong,
    ]
    requires = value.get("requires", "")
    name, contact = value.get("name", ""), value.get("contact", "")
    if requires and not holds(requires):
        from bylaw import __version__

        message = f"{name or 'the organisation'} requires bylaw {requires}; this is {__version__}"
        help = "install a version that it allows"
        found.append(document.complaint("requires-version", message, ("requires",), help=help))
    if found:
        return None, tuple(sorted(found, key=lambda one: (one.line, one.column)))
    return Organisation(
        document=document,
        name=name,
        contact=contact,
        requires=requires,
        packs=tuple(value.get("packs") or ()),
        policies=tuple(value.get("policies") or ()),
        levels=levels_of(value.get("levels")),
        ranges=ranges,
        unknown=value.get("unknown"),
        fail_on=value.get("fail_on"),
        required=frozenset(value.get("require") or ()),
        unmarked=(value.get("ai") or {}).get("unmarked"),
        private=tuple((value.get("dependencies") or {}).get("private") or ()),
        waivers=_waivers(value.get("waivers") or {}),
    ), ()


def _ranges(document: Document, said: dict[str, Any]) -> tuple[tuple[Range, ...], list[Diagnostic]]:
    ranges, wrong = [], []
    for key, value in said.items():
        pack, _, name = key.partition("/")
        at: Path = ("params", key)
        words = {} if value == "fixed" else value
        ranges.append(Range(pack, name, at, words))
        if value != "fixed" and not words:
            message = f"`{key}` is not limited by this"
            help = "say `min`, `max`, `one_of`, `includes`, `value` or `default`, or write `fixed`"
            wrong.append(document.complaint("config-value", message, at, help=help))
        if "value" in words and len(words) > 1:
            other = next(word for word in words if word != "value")
            message = f"`value` allows one value alone, so `{other}` says nothing"
            wrong.append(document.complaint("config-value", message, (*at, other), key=True))
    return tuple(ranges), wrong


def _waivers(said: dict[str, Any]) -> WaiverLimits:
    named = said.get("break_glass")
    return WaiverLimits(
        said.get("max_days"),
        said.get("max_renewals"),
        said.get("inline"),
        None if named is None else tuple(named),
    )
