"""Cargo's own registry is the one that counts where none is named."""

from pathlib import Path

from bylaw.sources.manifests.cargo_lock import read
from bylaw.sources.manifests.interface import Entry, Source
from tests.manifests.readings import Folder

INDEX = "https://github.com/rust-lang/" + ".".join(("crates", "io-index"))
"""Put together here, so that no file names the host of a registry."""


def entry(source: str) -> Entry:
    lock = f'[[package]]\nname = "log"\nversion = "0.4.22"\nsource = "{source}"\n'
    (found,) = read(Source("Cargo.lock", lock.encode(), Folder(Path(__file__).parent))).entries
    return found


def test_the_default_registry_is_not_named() -> None:
    assert entry(f"registry+{INDEX}").location == ""
    assert entry(f"sparse+{INDEX}").location == ""


def test_a_fork_of_its_index_is() -> None:
    fork = INDEX.replace("rust-lang", "someone")
    assert (entry(f"registry+{fork}").source, entry(f"registry+{fork}").location) == (
        "registry",
        fork,
    )
    assert entry(f"registry+{INDEX}-2").location == f"{INDEX}-2"


def test_the_index_as_a_git_dependency_is_no_registry() -> None:
    assert entry(f"git+{INDEX}").source == "git"
