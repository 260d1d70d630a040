"""A pack as it is found, before it is checked."""

from __future__ import annotations

from hashlib import sha256
from typing import Final, Literal

from bylaw.dataclass import dataclass

LOCAL: Final = "local"
"""The pack of a repository's own loose files."""
MANIFEST: Final = "pack.yaml"
CHECKED: Final = "checked.json"
BYLAW: Final = ".bylaw"
"""The folder of waivers, the baseline and packs from elsewhere."""
VENDORED: Final = f"{BYLAW}/packs"
"""Where the packs from elsewhere are, each in a folder of its name."""
LOCK: Final = "bylaw.lock"
"""What says which packs from elsewhere are here, and their digests."""


@dataclass(frozen=True, slots=True)
class PackText:
    """The files of one pack."""

    name: str
    files: tuple[tuple[str, bytes], ...]
    """Path to show, and content, by path."""
    origin: Literal["built-in", "repository", "vendored"] = "repository"
    version: str = ""
    description: str = ""
    checked: bytes | None = None
    """The checked tree that ships with a built-in pack."""

    def digest(self, salt: str) -> str:
        """Names what the checked tree depends on: name, texts, and the salt of the checker."""
        state = sha256(f"{salt}\0{self.name}\0".encode())
        for path, data in self.files:
            state.update(f"{len(data)}\0".encode() + path.encode("utf-8", "surrogateescape"))
            state.update(b"\0" + data)
        return state.hexdigest()
