"""The waivers of a work tree, as `bylaw waive` shows and alters them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bylaw.config.moments import day_after, moment
from bylaw.dataclass import dataclass
from bylaw.gate import disk
from bylaw.gate.catalog import catalog, repository_of
from bylaw.gate.errors import Wrong, wrong_request
from bylaw.gate.governance import read_config
from bylaw.gate.request import Request
from bylaw.gate.run import open_cache
from bylaw.gate.waivers.accept import State, state_of
from bylaw.gate.waivers.check import Names, over_limits, unknown_rules
from bylaw.gate.waivers.limits import Limits, limits_within, path_of
from bylaw.gate.waivers.read import bytes_of
from bylaw.gate.waivers.text import NotEdited, appended, entry, renewed, without
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs.glob import matcher
from bylaw.packs.tree import Folder

if TYPE_CHECKING:
    from bylaw.config.waiver_file import Waiver, WaiverFile

SELECTORS: Final = ("path", "component", "dependency", "finding", "missing")
_DAYS: Final = re.compile(r"([1-9][0-9]{0,3})d")
_WILD: Final = re.compile(r"[*?\[{]")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Ledger:
    """The file of waivers of a work tree, and what bounds it."""

    root: Path
    path: str
    file: WaiverFile | None
    limits: Limits
    names: Names
    now: int

    @property
    def waivers(self) -> Sequence[Waiver]:
        """The entries, in the order of the file."""
        return self.file.waivers if self.file else ()

    def state(self, waiver: Waiver) -> State:
        """How one stands now."""
        return state_of(waiver, self.now, self.limits)


def ledger(folder: str, now: int) -> Ledger:
    """The waivers of a work tree, or of a folder that is in no repository. Raises Wrong."""
    from bylaw.config.waiver_file import read

    repo = repository_of(folder)
    try:
        if repo is not None and repo.work_tree is None:
            raise wrong_request(f"{folder} is a bare repository, which has no files to read")
        root = Path(repo.root if repo else folder).resolve()
        config, _ = read_config(Folder(root), open_cache(repo))
    finally:
        if repo is not None:
            repo.close()
    path = path_of(config)
    disk.inside(root, root / path)
    data = bytes_of(Folder(root), path)
    file = None
    if data is not None:
        file, wrong = read(path, data)
        if file is None:
            raise Wrong(wrong)
    names = Names.of(catalog(Request(repo=folder)).every)
    return Ledger(root, path, file, limits_within(config), names, now)


def add(of: Ledger, said: dict[str, str]) -> Waiver:
    """Writes a waiver, and gives it. `said`: its fields as text. Raises Wrong."""
    fields = {key: value.strip() for key, value in said.items() if value and value.strip()}
    for key, value in fields.items():
        if not value.isprintable():
            raise wrong_request(f"`{key}` is one line without control characters")
    if "path" in fields:
        fields["path"] = _as_glob(of, fields["path"])
    fields["created"] = day_after(of.now, 0)
    fields["expires"] = ending(fields["expires"], of.now)
    _refuse_double(of, fields)
    fields["id"] = fields.get("id") or _free_id(of, fields["rule"])
    order = ("id", "rule", *SELECTORS, "reason", "owner", "created", "expires", "ticket")
    pairs = [(key, fields[key]) for key in order if key in fields]
    document = of.file.document if of.file else None
    file = _kept(of, lambda: appended(document, pairs), entry(pairs), more=1)
    return file.waivers[-1]


def _as_glob(of: Ledger, path: str) -> str:
    """A glob for a path: that of a file which is there means this file."""
    try:
        is_meant = matcher([path])(path.removeprefix("./"))
    except ValueError:
        is_meant = False
    is_there = os.path.lexists(of.root / path)
    return _WILD.sub(r"[\g<0>]", path) if is_there and not is_meant else path


def renew(of: Ledger, name: str, expires: str) -> Waiver:
    """Gives a waiver another end. Raises Wrong."""
    held = _named(of, name)
    index = held.at
    new = ending(expires, of.now)
    assert of.file is not None
    document = of.file.document
    if moment(new).end <= held.expires.end:
        message = f"{held.name} lasts until {held.expires.text} already"
        raise wrong_request(message, help="name a later day")
    help = f"set `expires: {new}`, and add the end that it had to `renewed:`"
    file = _kept(of, lambda: renewed(document, index, new), help, gone=[index], more=1)
    return file.waivers[index]


def prune(of: Ledger) -> Sequence[Waiver]:
    """Takes out what has ended, and gives it. Raises Wrong."""
    gone = [one for one in of.waivers if of.state(one) == "expired"]
    if gone and of.file is not None:
        document = of.file.document
        indexes = [one.at for one in gone]
        _kept(of, lambda: without(document, indexes), "take them out by hand", gone=indexes)
    return gone


def unused(of: Ledger, folder: str, now: str | None) -> list[Waiver]:
    """Those in force that accept nothing in the whole tree. Raises Wrong, as a check does."""
    from bylaw.gate.run import run

    verdict = run(Request(repo=folder, whole=True, now=now)).verdict
    reasons = [one.suppression for one in verdict.suppressed]
    reasons += [one.suppression for one in verdict.accepted_unknowns]
    used = {why.line for why in reasons if why is not None and why.kind == "waiver"}
    live = ("active", "expiring")
    return [one for one in of.waivers if of.state(one) in live and one.line not in used]


def ending(text: str, now: int) -> str:
    """`30d` and `2027-01-31` as the file has them: a day with its zone. Raises Wrong."""
    days = _DAYS.fullmatch(text)
    if days:
        return day_after(now, int(days[1]))
    shown = f"{text}Z" if _DATE.fullmatch(text) else text
    try:
        found = moment(shown)
    except (ValueError, OverflowError):
        raise wrong_request(
            f"--expires {text} is no day", help="write it like 30d, 2027-01-31 or 2027-01-31+01:00"
        ) from None
    if found.end <= now:
        raise wrong_request(f"--expires {text} has passed")
    return shown


def _kept(
    of: Ledger,
    edit: Callable[[], str],
    by_hand: str,
    *,
    gone: Sequence[int] = (),
    more: int = 0,
) -> WaiverFile:
    """Reads the altered file, refuses what is wrong with it, and writes it.

    Args:
        of: What is there now.
        edit: Gives the text; NotEdited where it is laid out in another way than it can alter.
        by_hand: What to do then.
        gone: The entries that are no longer there, or no longer the same.
        more: How many are there that were not.
    """
    from bylaw.config.waiver_file import read

    refusal = wrong_request(f"{of.path} is laid out in another way", help=f"by hand:\n{by_hand}")
    try:
        data = edit().encode()
    except NotEdited:
        raise refusal from None
    file, wrong = read(of.path, data)
    fresh: set[int] = set()
    if file is not None:
        kept = {_plain(one) for one in of.waivers if one.at not in gone}
        fresh = {one.at for one in file.waivers if _plain(one) not in kept}
        if len(fresh) != more or len(file.waivers) != len(kept) + more:
            raise refusal
        found = (*over_limits(file, of.limits), *unknown_rules(file, of.names))
        lines = {one.line: one.at for one in file.waivers}
        wrong = tuple(one for one in found if _entry_at(one, lines) in fresh)
    if wrong or file is None:
        first = wrong[0]
        raise wrong_request(first.message, label=first.label, help=first.help)
    last = moment(day_after(of.now, of.limits.max_days)).end
    for waiver in file.waivers:
        if waiver.at in fresh and waiver.expires.start >= last:
            help = f"it may end {of.limits.max_days} days from now at most"
            raise wrong_request("the waiver lasts too long", help=help)
    target = of.root / of.path
    disk.inside(of.root, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    if of.file is None:
        disk.create(target, data, of.path)
    else:
        disk.put(target, data)
    return file


def _entry_at(one: Diagnostic, lines: dict[int, int]) -> int:
    """Which entry a complaint is about: the last one that begins at or above its line."""
    return max((at for line, at in lines.items() if line <= one.line), default=-1)


def _plain(waiver: Waiver) -> Waiver:
    return replace(waiver, line=0, at=0)


def _named(of: Ledger, name: str) -> Waiver:
    for waiver in of.waivers:
        if waiver.id == name:
            return waiver
    from bylaw.lang.suggest import nearest

    near = nearest(name, [one.id for one in of.waivers if one.id])
    label = f"did you mean `{near}`?" if near else ""
    raise wrong_request(
        f"there is no waiver `{name}`", label=label, help="`bylaw waive list` lists them"
    )


def _refuse_double(of: Ledger, fields: dict[str, str]) -> None:
    for one in of.waivers:
        paths = (fields["path"],) if "path" in fields else ()
        mine = (fields["rule"], paths, *(fields.get(key, "") for key in SELECTORS[1:]))
        theirs = (one.rule, one.paths, one.component, one.dependency, one.finding, one.missing)
        if mine == theirs:
            help = f"`bylaw waive renew {one.id}` gives it another end" if one.id else ""
            raise wrong_request(f"the waiver {one.name} is for the same", help=help)


def _free_id(of: Ledger, rule: str) -> str:
    """The rule's name, with a number behind it where that is taken."""
    plain = re.sub(r"[^a-z0-9]+", "-", rule.partition("/")[2].lower()).strip("-")
    plain = plain or re.sub(r"[^a-z0-9]+", "-", rule.lower()).strip("-") or "waiver"
    taken = {one.id for one in of.waivers}
    number = 1
    name = plain
    while name in taken:
        number += 1
        name = f"{plain}-{number}"
    return name
