"""YAML files of governance, whose syntax trees may be in the cache."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from bylaw.gate.errors import Wrong
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs.cache import Cache

if TYPE_CHECKING:
    from bylaw.config.document import Document

T = TypeVar("T")
Check: TypeAlias = "Callable[[Document], tuple[T | None, tuple[Diagnostic, ...]]]"
"""What a document says, or all that is wrong with it."""


def parsed(
    kind: str,
    path: str,
    data: bytes,
    cache: Cache,
    check: Check[T],
    again: Check[T] | None = None,
) -> T:
    """What a file says. Raises Wrong.

    Args:
        kind: Keeps documents of several kinds apart in the cache.
        path: For messages.
        data: The file's bytes.
        cache: Where its document may be, if `check` has found it right before.
        check: Reads the document.
        again: Reads one that was found right; the same as `check` where None.
    """
    from hashlib import sha256

    from bylaw import __version__
    from bylaw.config.document import Document, read

    salted = f"{__version__} {kind} {path}\0".encode("utf-8", "surrogateescape")
    digest = sha256(salted + data).hexdigest()
    known = cache.get(digest)
    if isinstance(known, dict):
        kept = Document.from_plain(path, data.decode().removeprefix("\ufeff"), known)
        value, wrong = (again or check)(kept)
    else:
        document, wrong = read(path, data)
        value = None
        if document is not None and not wrong:
            value, wrong = check(document)
            if value is not None:
                cache.put(digest, document.plain())
    if value is None:
        raise Wrong(wrong)
    return value
