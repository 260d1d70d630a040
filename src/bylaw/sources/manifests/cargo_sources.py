"""Where Cargo gets packages from, as its manifests and locks write it."""

from __future__ import annotations

import re
from typing import Final

from bylaw.sources.manifests.interface import Origin
from bylaw.sources.manifests.references import plain_address

_DEFAULT: Final = re.compile(r"https://github\.com/rust-lang/crates\.io-index")
"""How locks write the registry that counts where none is named, whatever way it is reached."""
_EXACT: Final = re.compile(r"=\s*(\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]*)?)")


def source_of(written: str) -> tuple[Origin, str]:
    """The source of a lock, `registry+https://…`, `sparse+https://…` or `git+https://…#commit`."""
    kind, _, address = written.partition("+")
    if kind == "git":
        return "git", plain_address(address)
    if kind in ("registry", "sparse"):
        return "registry", "" if _DEFAULT.fullmatch(address) else plain_address(address)
    return ("path", "") if kind == "path" else ("url", plain_address(written))


def exact_version(requirement: str) -> str | None:
    """The one version that a requirement allows; None for a range. `1.2.3` alone is a range."""
    found = _EXACT.fullmatch(requirement.strip())
    return None if found is None else found[1]
