"""From the bytes of a file of waivers to its entries, or to everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bylaw.config.document import Document, Path
from bylaw.config.document import read as read_document
from bylaw.config.moments import Moment, moment
from bylaw.config.schema import WAIVERS, load
from bylaw.config.shape import fits
from bylaw.dataclass import dataclass
from bylaw.lang.diagnostic import Diagnostic

_WILD = frozenset("*?[{")
_EVERYTHING = frozenset({"**", "*", "**/*", "/", ".", "./"})


@dataclass(frozen=True, slots=True)
class Waiver:
    """Findings that somebody accepted: all that it names has to hold. Empty names nothing."""

    reason: str
    owner: str
    created: Moment
    expires: Moment
    id: str = ""
    rule: str = ""
    """A rule's id, or a glob of the rules of one pack."""
    pack: str = ""
    paths: tuple[str, ...] = ()
    component: str = ""
    dependency: str = ""
    finding: str = ""
    """A fingerprint, whole."""
    missing: str = ""
    """A fact: it accepts that this is unknown, and no finding."""
    earlier: tuple[Moment, ...] = ()
    """The ends that it had before, where the file tells them."""
    renewals: int = 0
    ticket: str = ""
    approver: str = ""
    line: int = 0
    at: int = 0
    """Which entry of the file it is, from 0."""

    @property
    def name(self) -> str:
        """What people call it: its id, else its rule and line."""
        return self.id or f"of {self.rule or self.pack} in line {self.line}"

    @property
    def is_glob(self) -> bool:
        """Whether it names more than one rule."""
        return bool(self.pack or _WILD & set(self.rule))


@dataclass(frozen=True, slots=True)
class WaiverFile:
    """A checked file of waivers."""

    document: Document
    waivers: tuple[Waiver, ...]

    @property
    def path(self) -> str:
        """Where it was read from."""
        return self.document.path


def read(path: str, data: bytes) -> tuple[WaiverFile | None, tuple[Diagnostic, ...]]:
    """Reads and checks a file. None when there is a diagnostic."""
    document, complaints = read_document(path, data)
    if document is None or complaints:
        return None, complaints
    return check(document)


def check(document: Document) -> tuple[WaiverFile | None, tuple[Diagnostic, ...]]:
    """Checks a document's values. None when there is a diagnostic."""
    value = {} if document.value is None else document.value
    if not fits(value, load(WAIVERS)):
        from bylaw.config.complaints import complaints

        return None, complaints(document, load(WAIVERS), document.path.rpartition("/")[2])
    found: list[Diagnostic] = []
    waivers: list[Waiver] = []
    ids: set[str] = set()
    for index, said in enumerate(value.get("waivers", ())):
        wrong = [*_moments(document, said, ("waivers", index)), *_shape(document, said, index)]
        if said.get("id") in ids:
            at = ("waivers", index, "id")
            wrong.append(document.complaint("bad-waiver", f"`{said['id']}` is named twice", at))
        ids.update([said["id"]] if "id" in said else [])
        found += wrong
        if not wrong:
            line = document.spans[("waivers", index)][0]
            waivers.append(_waiver(said, line, index))
    return (None, tuple(found)) if found else (WaiverFile(document, tuple(waivers)), ())


def _moments(document: Document, said: dict[str, Any], at: Path) -> Iterator[Diagnostic]:
    renewed = said.get("renewed")
    texts: list[tuple[Path, str]] = [((*at, key), said[key]) for key in ("created", "expires")]
    if isinstance(renewed, list):
        texts += [((*at, "renewed", index), text) for index, text in enumerate(renewed)]
    for where, text in texts:
        try:
            moment(text)
        except (ValueError, OverflowError):
            message = f"{text} is not a day of the calendar"
            yield document.complaint("config-value", message, where)


def _shape(document: Document, said: dict[str, Any], index: int) -> Iterator[Diagnostic]:
    """What a schema cannot say of one entry."""
    at: Path = ("waivers", index)

    def wrong(message: str, help: str = "", key: str = "") -> Diagnostic:
        where = (*at, key) if key else at
        return document.complaint("bad-waiver", message, where, help=help)

    rule, pack = said.get("rule", ""), said.get("pack", "")
    if bool(rule) == bool(pack):
        yield wrong("a waiver names a rule or a pack, one of them", "rule: PACK/NAME")
        return
    if _WILD & set(rule.partition("/")[0]) or (rule and "/" not in rule):
        yield wrong(f"`{rule}` names no pack", "write PACK/NAME or PACK/*", "rule")
    paths = said.get("path", ())
    paths = (paths,) if isinstance(paths, str) else tuple(paths)
    narrow = any(said.get(key) for key in ("component", "dependency", "finding", "missing"))
    is_glob = pack or _WILD & set(rule)
    if is_glob and not narrow and (not paths or _EVERYTHING & set(paths)):
        message = "it would accept all findings of several rules, wherever they are"
        yield wrong(message, "name one rule, or a path, component, dependency or finding")
    if said.get("missing") and (said.get("finding") or said.get("dependency")):
        message = "what could not be judged has neither a fingerprint nor a package"
        yield wrong(message, "narrow it by `path` or `component`", "missing")
    if said.get("finding") and is_glob:
        yield wrong("a finding is one rule's", "name its rule", "finding")
    for key in ("reason", "owner"):
        if not said[key].strip():
            yield wrong(f"`{key}` must not be blank", "", key)


def _waiver(said: dict[str, Any], line: int, index: int) -> Waiver:
    paths = said.get("path", ())
    renewed = said.get("renewed", 0)
    earlier = tuple(map(moment, renewed)) if isinstance(renewed, list) else ()
    return Waiver(
        reason=said["reason"].strip(),
        owner=said["owner"].strip(),
        created=moment(said["created"]),
        expires=moment(said["expires"]),
        id=said.get("id", ""),
        rule=said.get("rule", ""),
        pack=said.get("pack", ""),
        paths=(paths,) if isinstance(paths, str) else tuple(paths),
        component=said.get("component", ""),
        dependency=said.get("dependency", ""),
        finding=said.get("finding", ""),
        missing=said.get("missing", ""),
        earlier=earlier,
        renewals=len(earlier) if isinstance(renewed, list) else renewed,
        ticket=said.get("ticket", ""),
        approver=said.get("approver", ""),
        line=line,
        at=index,
    )
