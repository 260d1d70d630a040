"""A source of packs, opened: fetched where it is elsewhere, and listed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import urlsplit

from bylaw.sources.packs.interface import LARGEST_ARCHIVE, Asked, Bundle, Refused
from bylaw.sources.services.http import HttpClient

_AS_IT_IS: Final = {"accept-encoding": "identity"}
"""So that the bytes are those that somebody made a checksum of."""


@contextmanager
def opened(
    asked: Asked,
    client: HttpClient,
    root: Path,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Bundle]:
    """The entries of a source, while it is open.

    Args:
        asked: What is wanted.
        client: Who fetches over HTTP.
        root: What paths start from.
        environment: Where the credentials of git come from; the process's own by default.

    Raises:
        Refused: It cannot be taken.
        Failed: It could not be had.
        OSError: It cannot be read.
    """
    match asked.kind:
        case "directory":
            from bylaw.sources.packs.directory import directory

            with directory(root / asked.address) as bundle:
                yield bundle
        case "git":
            from bylaw.sources.packs.git import commit

            said = os.environ if environment is None else environment
            with commit(asked, said) as bundle:
                yield bundle
        case _:
            with (
                TemporaryDirectory(prefix="bylaw-") as work,
                _archive(asked, client, root, Path(work)) as bundle,
            ):
                yield bundle


@contextmanager
def _archive(asked: Asked, client: HttpClient, root: Path, work: Path) -> Iterator[Bundle]:
    from bylaw.sources.packs.archives import archive

    url, shown, expected, notice = asked.address, asked.address, asked.sha256, ""
    if asked.kind == "wheel" and asked.revision:
        from bylaw.sources.packs.index import find

        wheel = find(client, asked.address, asked.revision, work)
        url, shown = wheel.url, wheel.filename
        _check(wheel.sha256, expected, "its index", shown)
        expected = expected or wheel.sha256
        if wheel.withdrawn is not None:
            why = f": {wheel.withdrawn}" if wheel.withdrawn else ""
            notice = f"{wheel.filename} was withdrawn (yanked){why}"
    if "://" in url:
        parts = urlsplit(url)
        path = work / ("archive" + _suffix(parts.path))
        if client.download(url, path, largest=LARGEST_ARCHIVE, headers=_AS_IT_IS) is None:
            raise Refused(f"there is nothing at {url}")
    else:
        path = root / url
    with archive(path, shown) as bundle:
        _check(bundle.sha256, expected, "what came", shown)
        yield replace(bundle, notice=notice)


def _check(found: str, expected: str, of: str, shown: str) -> None:
    if found and expected and found != expected:
        raise Refused(
            f"{shown} should have the SHA-256 {expected}; that of {of} is {found}",
            "somebody exchanged it, or the checksum is of another version",
        )


def _suffix(path: str) -> str:
    return next(one for one in (".whl", ".zip", "") if path.endswith(one))
