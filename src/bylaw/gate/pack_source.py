"""A pack brought from its source, and checked; nothing is written yet."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from bylaw.dataclass import dataclass
from bylaw.gate.errors import Wrong, refuse, wrong_request
from bylaw.gate.policies import load_packs
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs.cache import Cache
from bylaw.packs.content import Content, Unfit, content
from bylaw.packs.digest import hashes
from bylaw.packs.find import SUFFIX
from bylaw.packs.lock import Locked, Source
from bylaw.packs.text import LOCK, PackText
from bylaw.sources.git.errors import NotJudged
from bylaw.sources.packs.address import again as locked_source
from bylaw.sources.packs.address import asked as asked_of
from bylaw.sources.packs.address import moved
from bylaw.sources.packs.interface import Asked, Refused
from bylaw.sources.services.interface import Failed


@dataclass(frozen=True, slots=True)
class Brought:
    """A pack as its source has it now."""

    locked: Locked
    files: dict[str, bytes]
    """By path from the pack's folder."""
    left_out: int = 0
    """Files beside, which are no part of a pack."""
    reference: str = ""
    """Of git: the full name of the reference that was followed."""
    notice: str = ""
    """What people should know of the source; may be empty."""

    @property
    def text(self) -> PackText:
        """Its policies, by their paths in the pack."""
        name = self.locked.name
        return PackText(
            name,
            tuple(
                (f"{name}/{path}", data)
                for path, data in sorted(self.files.items())
                if path.endswith(SUFFIX)
            ),
            "vendored",
            self.locked.version,
        )


def wanted(source: str, root: Path, index: str | None = None) -> Asked:
    """What a SOURCE means; a path, as seen from the current folder, is made one from the root.

    Raises:
        Wrong: It means nothing, or a folder of this repository.
    """
    with _said():  # what is wrong with a source may be the credentials in it
        found = asked_of(source, index)
    if "://" in found.address:
        return found
    full = Path(os.path.abspath(found.address))  # noqa: PTH100 - links stay as they are written
    if (
        found.kind == "directory"
        and full.is_dir()
        and full.resolve().is_relative_to(root.resolve())
    ):
        inside = os.path.relpath(full.resolve(), root.resolve())
        raise wrong_request(
            f"{source} is a folder of this repository",
            help=f"name it in bylaw.yaml by its path: `packs: [./{inside}]`",
        )
    relative = os.path.relpath(full.resolve(), root.resolve()).replace(os.sep, "/")
    if not relative.isascii() or not relative.isprintable():
        raise wrong_request(f"{source}: only a path in ASCII can stand in bylaw.lock")
    return replace(found, address=relative)


def again(source: Source, to: str | None = None) -> Asked:
    """What was asked for when a pack was brought, or the same at another revision. Raises Wrong."""
    with _said(LOCK):
        found = locked_source(Asked(source.kind, source.address, source.revision, source.folder))
    if to is None:
        return found
    with _said(f"--to {to}"):
        return moved(found, to)


def bring(
    asked: Asked,
    root: Path,
    name: str = "",
    environment: Mapping[str, str] | None = None,
) -> Brought:
    """Fetches a pack into memory.

    Args:
        asked: What is wanted.
        root: The repository's root, which paths start from.
        name: The name that the pack has to have; empty takes any.
        environment: Where credentials come from; the process's own by default.

    Raises:
        Wrong: The source or the pack cannot be taken.
        NotJudged: The source could not be reached.
    """
    from time import time

    from bylaw.sources.packs.fetch import opened
    from bylaw.sources.services.http import HttpClient

    shown = said_of(asked)
    with (
        _said(shown),
        HttpClient(now=int(time()), environment=environment) as client,
        opened(asked, client, root, environment) as bundle,
    ):
        is_packed = asked.kind in ("archive", "wheel")
        found = content(bundle.entries, bundle.read, asked.folder, name, is_packed)
        source = Source(
            asked.kind, asked.address, asked.revision, bundle.commit, found.folder, bundle.sha256
        )
        return _brought(found, source, bundle.reference, bundle.notice)


def _brought(found: Content, source: Source, reference: str, notice: str) -> Brought:
    manifest = found.manifest
    locked = Locked(manifest.name, manifest.version, source, hashes(found.files))
    return Brought(locked, found.files, found.left_out, reference, notice)


def said_of(asked: Asked | Source) -> str:
    """A source for people."""
    if asked.kind == "wheel" and asked.revision:
        text = f"{asked.revision} of {asked.address}"
    else:
        text = asked.address + (f"@{asked.revision}" if asked.revision else "")
    return text + (f"#{asked.folder}" if asked.folder else "")


def checked(packs: Sequence[Brought], others: Sequence[PackText]) -> dict[str, dict[str, Any]]:
    """The checked trees of packs that were brought, by name.

    Args:
        packs: What was brought.
        others: The packs from elsewhere that stay; they may use the new ones, and are checked too.

    Raises:
        Wrong: A policy of one of them is wrong.
    """
    texts = [pack.text for pack in packs]
    names = {text.name for text in texts}
    loaded = load_packs([*texts, *(one for one in others if one.name not in names)], Cache(None))
    refuse(loaded.diagnostics)
    return {pack["pack"]: pack for pack in loaded.packs if pack["pack"] in names}


@contextmanager
def _said(source: str = "") -> Iterator[None]:
    """Turns what sources raise into what the command line knows."""
    try:
        yield
    except Refused as error:
        raise wrong_request(_once(source, error.message), help=error.remedy) from None
    except Unfit as error:
        diagnostic = Diagnostic("pack-source", _once(source, error.message), help=error.help)
        raise Wrong((diagnostic, *error.diagnostics)) from None
    except Failed as error:
        raise NotJudged(error.reason, error.message, error.remedy) from None


def _once(source: str, message: str) -> str:
    return message if not source or source in message else f"{source}: {message}"
