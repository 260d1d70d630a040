"""`bylaw pack`: what each command would do, and doing it. Nothing is written before it is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bylaw.config.edit import with_pack, without_pack
from bylaw.dataclass import dataclass
from bylaw.gate.errors import Wrong, wrong_request
from bylaw.gate.governance import CONFIG, read_config
from bylaw.gate.pack_changes import Change, cards_of, changes, difference, other_files
from bylaw.gate.pack_source import Brought, again, bring, checked, said_of, wanted
from bylaw.gate.pack_writing import (
    Place,
    config_bytes,
    drop_files,
    is_free,
    put_config,
    put_files,
    put_lock,
)
from bylaw.gate.policies import load_packs
from bylaw.gate.vendored import kept
from bylaw.packs.cache import Cache
from bylaw.packs.find import DEFAULT, find
from bylaw.packs.lock import Locked
from bylaw.packs.manifest import is_name
from bylaw.packs.text import LOCK, VENDORED
from bylaw.packs.vendored import sound
from bylaw.verdict.model import RuleCard


@dataclass(frozen=True, slots=True)
class Addition:
    """A pack that would be added."""

    brought: Brought
    rules: tuple[RuleCard, ...]
    config: bytes | None
    """What bylaw.yaml would be; None where a person has to edit it."""
    to_set: tuple[str, ...]
    """Parameters without a default, as PACK/NAME."""
    is_first: bool
    """There is no bylaw.yaml yet, and no policy: so far the pack `start` judged."""


@dataclass(frozen=True, slots=True)
class Update:
    """A pack as it is locked, and as its source has it now."""

    old: Locked
    brought: Brought
    changes: tuple[Change, ...]
    difference: tuple[str, ...]
    """A unified diff of all files; empty where the old files are not there to compare with."""
    others: tuple[str, ...]
    """The files that differ."""
    is_sound: bool
    """What is there is what bylaw.lock says."""

    @property
    def name(self) -> str:
        """Of the pack."""
        return self.old.name

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to write."""
        return not self.is_sound or self.old != self.brought.locked

    @property
    def has_moved(self) -> bool:
        """Whether the revision that was asked for, and is asked for again, names other bytes."""
        before, now = self.old.source, self.brought.locked.source
        same = before.revision == now.revision and before.address == now.address
        return same and (before.commit, before.sha256) != (now.commit, now.sha256)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A pack as it is locked, and what its source gives for the same question now."""

    old: Locked
    brought: Brought
    others: tuple[str, ...]
    """The files that differ."""

    @property
    def has_moved(self) -> bool:
        """Whether the source gives another commit, or another archive."""
        before, now = self.old.source, self.brought.locked.source
        return (before.commit, before.sha256) != (now.commit, now.sha256)

    @property
    def is_same(self) -> bool:
        """The same bytes; and a tag that is where it was, because tags do not move by chance."""
        is_tag = self.brought.reference.startswith("refs/tags/")
        return not self.others and not (self.has_moved and is_tag)


def plan_add(at: Place, source: str, index: str | None = None, name: str = "") -> Addition:
    """What adding a pack would bring. Raises Wrong, and NotJudged where nobody answers."""
    brought = bring(wanted(source, at.root, index), at.root, name)
    locked = brought.locked
    known = at.lock.packs.get(locked.name)
    if known is not None and known != locked:
        raise wrong_request(
            f"`{locked.name}` is in {LOCK} already, from {said_of(known.source)}",
            help=f"`bylaw pack update {locked.name} --to …`, or `bylaw pack remove {locked.name}`",
        )
    _refuse_clash(at, locked.name)
    if known is None and not is_free(at, locked.name, brought.files):
        raise wrong_request(
            f"{VENDORED}/{locked.name}/ is there already, with other files",
            help="remove it first, if nobody needs it",
        )
    trees = checked([brought], sound(at.tree, at.lock))
    data = config_bytes(at)
    config = with_pack(CONFIG, data, locked.name)
    has_policies = bool(find(at.tree, [DEFAULT]).packs)
    tree = trees[locked.name]
    to_set = tuple(
        f"{locked.name}/{one}"
        for one, said in sorted(tree["params"].items())
        if not said["default"]
    )
    is_first = data is None and not has_policies
    return Addition(brought, tuple(cards_of(tree)), config, to_set, is_first)


def write_add(at: Place, addition: Addition) -> None:
    """Adds it: the folder, then bylaw.yaml, then the lock. Raises Wrong, OSError."""
    name = addition.brought.locked.name
    put_files(at, name, addition.brought.files)
    if addition.config is not None and addition.config != config_bytes(at):
        put_config(at, addition.config)
    put_lock(at, at.lock.altered(put=addition.brought.locked))


def plan_update(at: Place, names: Sequence[str], to: str | None = None) -> tuple[Update, ...]:
    """What the sources of packs have now; no names mean all. Raises Wrong and NotJudged."""
    if to is not None and len(names) != 1:
        raise wrong_request("--to is for one pack", help="`bylaw pack update NAME --to REVISION`")
    chosen = [locked_of(at, name) for name in names or at.lock.packs]
    brought = [bring(again(old.source, to), at.root, old.name) for old in chosen]
    whole = sound(at.tree, at.lock)
    trees = checked(brought, whole)
    before = _trees(at)
    return tuple(
        _update(at, old, new, before.get(old.name), trees[old.name])
        for old, new in zip(chosen, brought, strict=True)
    )


def write_update(at: Place, updates: Sequence[Update]) -> None:
    """Puts new packs in the place of old ones, then writes the lock. Raises Wrong, OSError."""
    lock = at.lock
    for update in updates:
        if update.is_changed:
            put_files(at, update.name, update.brought.files)
            lock = lock.altered(put=update.brought.locked)
    put_lock(at, lock)


def verify(at: Place) -> None:
    """Compares each file with bylaw.lock. Raises Wrong with all that is other."""
    kept(at.tree, Cache(None))


def plan_verify(at: Place) -> tuple[Comparison, ...]:
    """What the sources of all packs give now. Raises Wrong and NotJudged."""
    found = []
    for old in at.lock.packs.values():
        new = bring(again(old.source), at.root, old.name)
        found.append(Comparison(old, new, other_files(old.files, new.files)))
    return tuple(found)


def remove(at: Place, name: str) -> bool:
    """Takes a pack out; whether bylaw.yaml does not name it any more. Raises Wrong, OSError."""
    if name not in at.lock.packs and not (is_name(name) and at.folder(name).exists()):
        locked_of(at, name)
    data = config_bytes(at)
    config = None if data is None else without_pack(CONFIG, data, name)
    if config is not None and config != data:
        put_config(at, config)
    put_lock(at, at.lock.altered(drop=name))
    drop_files(at, name)
    return data is None or config is not None


def locked_of(at: Place, name: str) -> Locked:
    """A pack of the lock by its name. Raises Wrong, with a suggestion."""
    found = at.lock.packs.get(name)
    if found is not None:
        return found
    from bylaw.lang.suggest import nearest

    near = nearest(name, at.lock.packs)
    label = f"did you mean `{near}`?" if near else ""
    listed = ", ".join(at.lock.packs)
    help = f"packs there: {listed}" if listed else "`bylaw pack add SOURCE` brings one"
    raise wrong_request(f"there is no pack `{name}` in {LOCK}", label=label, help=help)


def running(at: Place) -> frozenset[str]:
    """The names that `packs:` of bylaw.yaml holds. Raises Wrong."""
    config, _ = read_config(at.tree, Cache(None))
    return frozenset((config.packs if config else None) or ())


def _refuse_clash(at: Place, name: str) -> None:
    """A name can be that of one pack alone; what else is wrong here, the next check says."""
    try:
        config, _ = read_config(at.tree, Cache(None))
    except Wrong:
        return
    globs = [DEFAULT] if config is None or config.policies is None else [*config.policies]
    globs += [one for one in (config and config.packs) or () if "/" in one]
    for pack in find(at.tree, globs).packs:
        if pack.name == name and not pack.files[0][0].startswith(f"{VENDORED}/"):
            raise wrong_request(
                f"`{name}` is the name of a pack of this repository, in {pack.files[0][0]}",
                help="one of the two needs another name",
            )


def _trees(at: Place) -> Mapping[str, Any]:
    """The checked trees of the packs that are there, as far as they can be checked."""
    texts = sound(at.tree, at.lock)
    return {pack["pack"]: pack for pack in load_packs(texts, Cache(None)).packs}


def _update(at: Place, old: Locked, new: Brought, before: Any, after: Any) -> Update:
    prefix = f"{VENDORED}/{old.name}"
    is_sound = any(one.name == old.name for one in sound(at.tree, at.lock))
    files = {path: at.tree.read(f"{prefix}/{path}") or b"" for path in old.files if is_sound}
    said: tuple[Change, ...] = changes(before, after) if before is not None and is_sound else ()
    diff = tuple(difference(files, new.files)) if is_sound else ()
    return Update(old, new, said, diff, other_files(old.files, new.files), is_sound)
