"""One wheel of an index of Python packages: PEP 691 as JSON, or PEP 503 as HTML.

https://packaging.python.org/specifications/simple-repository-api/. A wheel alone is taken, because
taking a source distribution means running it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urljoin, urlsplit

from bylaw.dataclass import dataclass
from bylaw.sources.packs.interface import LARGEST_ARCHIVE, Refused
from bylaw.sources.services.credentials import may_hear
from bylaw.sources.services.http import HttpClient
from bylaw.sources.services.interface import Failed
from bylaw.sources.services.question import check_address
from bylaw.sources.services.strict import read_strict

ACCEPT: Final = "application/vnd.pypi.simple.v1+json, text/html;q=0.2"
_MOST_FILES: Final = 200_000
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel that an index lists."""

    filename: str
    url: str
    sha256: str
    """In hex; empty where the index gives none."""
    withdrawn: str | None = None
    """Why it was yanked; None where it was not."""


def find(client: HttpClient, index: str, pinned: str, work: Path) -> Wheel:
    """The wheel for every platform of one version.

    Args:
        client: Who asks.
        index: The address of the index, ending in `/`.
        pinned: NAME==VERSION.
        work: A folder for what comes.

    Raises:
        Refused: There is none.
        Failed: The index could not be asked.
    """
    from packaging.utils import canonicalize_name

    name, _, version = pinned.partition("==")
    url = urljoin(index, f"{canonicalize_name(name)}/")
    page = work / "index"
    headers = {"accept": ACCEPT}
    if client.download(url, page, largest=LARGEST_ARCHIVE, headers=headers) is None:
        raise Refused(f"{index} has no package {name}")
    listed = _listed(page.read_bytes(), url)
    chosen = _chosen(listed, name, version)
    if chosen is None:
        raise Refused(
            f"{index} has no wheel of {pinned} for every platform",
            "publish one named NAME-VERSION-py3-none-any.whl",
        )
    try:
        check_address(chosen.url)
    except Failed:
        raise Refused(f"{index} gives an address of {chosen.filename} that is none") from None
    if not may_hear(chosen.url):
        raise Refused(f"{index} sends to {urlsplit(chosen.url).hostname} over http")
    return chosen


def _chosen(listed: Iterator[Wheel], name: str, version: str) -> Wheel | None:
    from packaging.utils import (
        InvalidWheelFilename,
        canonicalize_name,
        parse_wheel_filename,
    )
    from packaging.version import InvalidVersion, Version

    try:
        wanted = Version(version)
    except InvalidVersion:
        raise Refused(f"{version} is no version of a wheel") from None
    best: tuple[Any, Wheel] | None = None
    for count, wheel in enumerate(listed):
        if count > _MOST_FILES:
            raise Refused(f"the index lists more than {_MOST_FILES:,} files")
        if len(wheel.filename) > 300 or not wheel.filename.endswith(".whl"):
            continue
        try:
            named, found, build, tags = parse_wheel_filename(wheel.filename)
        except (InvalidWheelFilename, InvalidVersion):
            continue
        is_plain = any((tag.abi, tag.platform) == ("none", "any") for tag in tags)
        if named != canonicalize_name(name) or found != wanted or not is_plain:
            continue
        if best is None or build > best[0]:
            best = (build, wheel)
    return best[1] if best else None


def _listed(data: bytes, base: str) -> Iterator[Wheel]:
    if data.lstrip()[:1] != b"{":
        return _html(data, base)
    try:
        document = read_strict(data)
    except (ValueError, RecursionError):
        raise Refused(f"{base} answered with what is no index") from None
    files = document.get("files") if isinstance(document, dict) else None
    if not isinstance(files, list):
        raise Refused(f"{base} answered with what is no index")
    return _json(files, base)


def _json(files: list[Any], base: str) -> Iterator[Wheel]:
    for file in files:
        if not isinstance(file, dict):
            continue
        filename, url, hashes = file.get("filename"), file.get("url"), file.get("hashes")
        if not isinstance(filename, str) or not isinstance(url, str):
            continue
        said = hashes.get("sha256") if isinstance(hashes, dict) else None
        sha256 = said if isinstance(said, str) and _SHA256.fullmatch(said) else ""
        yanked = file.get("yanked", False)
        withdrawn = (yanked if isinstance(yanked, str) else "") if yanked else None
        yield Wheel(filename, urljoin(base, url).partition("#")[0], sha256, withdrawn)


class _Anchors(HTMLParser):
    """The attributes of each anchor of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See html.parser."""
        if tag == "a":
            self.found.append(dict(attrs))


def _html(data: bytes, base: str) -> Iterator[Wheel]:
    anchors = _Anchors()
    anchors.feed(data.decode("utf-8", "replace"))
    for one in anchors.found:
        url, _, fragment = urljoin(base, one.get("href") or "").partition("#")
        filename = unquote(urlsplit(url).path.rpartition("/")[2])
        sha256 = fragment.removeprefix("sha256=")
        known = sha256 if _SHA256.fullmatch(sha256) else ""
        withdrawn = (one.get("data-yanked") or "") if "data-yanked" in one else None
        yield Wheel(filename, url, known, withdrawn)
