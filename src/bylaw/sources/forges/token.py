"""The token for a forge: from the environment, and told to the forge's API alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.forges.address import Kind
from bylaw.sources.services.credentials import may_hear, variable
from bylaw.sources.services.interface import Failed

NAMES: Final[Mapping[Kind, tuple[str, ...]]] = {
    "github": ("GITHUB_TOKEN", "GH_TOKEN"),
    "gitlab": ("GITLAB_TOKEN",),
}
"""Variables that hold a token, the first that is set wins; `BYLAW_TOKEN_<host>` before all."""
JOB: Final = "CI_JOB_TOKEN"
"""GitLab's token of a job: it may read a little, and write nothing that bylaw writes."""

_PRINTABLE: Final = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Token:
    """A token, and how the API takes it. Its text is in no message, and in no `repr`."""

    variable: str
    """Where it came from: what messages name."""
    header: str
    """`authorization`, `private-token` or `job-token`."""
    value: str = field(repr=False)
    """The header's value."""


def find_token(kind: Kind, api: str, environment: Mapping[str, str]) -> Token | None:
    """The token for the API at an address; None where no variable has one.

    Raises:
        Failed: `bad-credentials`: a variable holds what no header can hold, or the address is
            plain http to another machine, where everybody on the way would read the token.
    """
    folded = {name.upper(): value for name, value in environment.items()}
    names = [variable(api), *NAMES[kind], *([JOB] if kind == "gitlab" else [])]
    name = next((one for one in names if folded.get(one.upper(), "").strip()), None)
    if name is None:
        return None
    text = folded[name.upper()].strip()
    if not _PRINTABLE.fullmatch(text):
        raise Failed(
            "bad-credentials",
            f"The environment variable {name} holds characters that no token has.",
            f"Set {name} to the token alone.",
        )
    if not may_hear(api):
        raise Failed(
            "bad-credentials",
            "A token is sent over https alone, and the address of the API is plain http.",
            "Write its address as https://….",
        )
    if name == JOB:
        return Token(name, "job-token", text)
    return Token(name, "authorization", f"Bearer {text}")
