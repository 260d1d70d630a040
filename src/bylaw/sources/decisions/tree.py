"""The files of a tree, as records are read from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Protocol

from bylaw.dataclass import dataclass
from bylaw.sources.decisions.interface import LARGEST, Unreadable
from bylaw.sources.git.errors import NotJudged
from bylaw.sources.git.objects import TooLarge
from bylaw.sources.git.store import REGULAR, Store


class Files(Protocol):
    """Files by their paths from the root."""

    def below(self, folders: Sequence[str]) -> Mapping[str, str]:
        """The files below some folders (empty for the root), or with these paths.

        Each with what tells its content apart from others; empty where nothing does.
        """

    def read(self, path: str) -> bytes | None:
        """The content of a file; None where there is none. Raises Unreadable."""

    def every(self) -> Sequence[str]:
        """The paths of all files."""


@dataclass(slots=True)
class StoreFiles:
    """The files of a commit or tree in a repository's objects."""

    store: Store
    tree: str
    _known: dict[str, tuple[str, str]] = field(default_factory=dict)

    def below(self, folders: Sequence[str]) -> Mapping[str, str]:
        """See Files. Git is asked once."""
        wanted = () if "" in folders else [path for each in folders for path in (f"{each}/", each)]
        found = self.store.entries(self.tree, *wanted) if folders else []
        self._known.update({path: (mode, oid) for mode, oid, path in found})
        return {path: f"{mode} {oid}" for mode, oid, path in found}

    def read(self, path: str) -> bytes | None:
        """See Files."""
        mode, oid = self._known.get(path) or self.store.entry(self.tree, path) or ("", "")
        if not mode:
            return None
        if mode not in REGULAR:
            raise Unreadable("it is a symbolic link or a submodule, which is not followed")
        try:
            data = self.store.objects.blob(oid, LARGEST)
        except TooLarge:
            raise Unreadable("it is larger than 1 MiB") from None
        except NotJudged as error:
            raise Unreadable(error.message.rstrip(".")) from None
        if data is None:
            raise Unreadable("its content is not in this partial clone")
        return data

    def every(self) -> Sequence[str]:
        """See Files."""
        return self.store.list(self.tree)
