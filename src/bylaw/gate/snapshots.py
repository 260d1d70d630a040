"""Snapshots of advisories as commands ask for them: of which ecosystems, and where they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bylaw.dataclass import dataclass
from bylaw.facts.place import Unknown
from bylaw.gate.errors import wrong_request
from bylaw.sources.advisories.ecosystems import OSV, type_of
from bylaw.sources.advisories.judge import Known
from bylaw.sources.advisories.store import About


@dataclass(frozen=True, slots=True)
class Kept:
    """A snapshot of this machine."""

    ecosystem: str
    """OSV's name."""
    file: str
    size: int
    """Bytes."""
    about: About | None
    """None: it is broken, or of another format."""


def cache_folder() -> Path:
    """The user's cache folder. Raises Wrong where there is none."""
    from bylaw.packs.cache import user_folder

    folder = user_folder()
    if folder is None:
        raise wrong_request(
            "there is no folder to keep snapshots in",
            help="set XDG_CACHE_HOME or HOME to an absolute path",
        )
    return folder


def named(words: Sequence[str]) -> tuple[str, ...]:
    """The purl types that words name: types themselves, or OSV's ecosystems.

    Raises Wrong where a word names none.
    """
    found: dict[str, None] = {}
    for word in words:
        kind = type_of(word)
        if kind is None:
            from bylaw.lang.suggest import nearest

            near = nearest(word, [*OSV.values(), *OSV])
            hint = f"did you mean `{near}`?" if near else f"it has {', '.join(OSV.values())}"
            raise wrong_request(f"OSV has no advisories of `{word}` packages here", help=hint)
        found[kind] = None
    return tuple(found)


def here(repo: str) -> tuple[str, ...]:
    """The purl types of the manifests in a work tree that OSV has advisories of, in order.

    Raises:
        NotJudged: There is no repository.
        Wrong: It has no such manifest.
    """
    from bylaw.sources.git.repository import Repository
    from bylaw.sources.git.snapshot import work_tree
    from bylaw.sources.manifests.formats import format_of

    with Repository.open(repo) as opened:
        paths = opened.store.list(work_tree(opened))
    formats = [form for path in paths if (form := format_of(path)) is not None]
    found = sorted({form.ecosystem for form in formats} & set(OSV))
    if not found:
        raise wrong_request(
            "no manifest here says which ecosystems are meant",
            help=f"name them: {', '.join(OSV.values())}",
        )
    return tuple(found)


def kept() -> list[Kept]:
    """The snapshots of this machine, by ecosystem."""
    from bylaw.sources.advisories.pull import about_of
    from bylaw.sources.advisories.store import path_of

    folder = cache_folder()
    found = []
    for kind, word in sorted(OSV.items(), key=lambda item: item[1].lower()):
        path = path_of(folder, kind)
        if path.is_file():
            found.append(Kept(word, str(path), path.stat().st_size, about_of(path)))
    return found


def of_package(purl: str) -> Known:
    """What the snapshot of this machine says of a package, however old it is.

    Raises Wrong where the text is no package URL with a version.
    """
    from time import time

    from packageurl import PackageURL

    from bylaw.sources.advisories.snapshot import Snapshot
    from bylaw.sources.dependencies.names import normal
    from bylaw.sources.services.interface import Coordinates

    try:
        parsed = PackageURL.from_string(purl)
    except ValueError:
        parsed = None
    if parsed is None or not parsed.version:
        raise wrong_request(
            f"`{purl}` is no package URL with a version",
            help="write it like pkg:npm/lodash@4.17.20",
        )
    between = ":" if parsed.type == "maven" else "/"
    name = between.join(filter(None, (parsed.namespace, parsed.name)))
    name = normal(parsed.type, name)
    snapshot = Snapshot(cache_folder(), int(time()), 1 << 62)
    return snapshot.of(Coordinates(parsed.type, name, parsed.version))


def unknown_of(known: Known) -> Unknown | None:
    """What is not known in an answer."""
    if isinstance(known, Unknown):
        return known
    gaps: tuple[Unknown, ...] = getattr(known, "gaps", ())
    return gaps[0] if gaps else None
