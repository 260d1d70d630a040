"""What each consumer takes, and what it would drop or refuse.

GitHub keeps 5,000 results of a run and 20 tags of a rule; GitLab takes the first 5,000 results and
10 tags, and drops a result whose message or description is longer than 1,024 characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.reports.interface import SarifProfile
from bylaw.reports.summary import worst_first
from bylaw.verdict.model import JudgedFinding


@dataclass(frozen=True, slots=True)
class Profile:
    """The limits of one consumer; None is no limit."""

    consumer: str
    results: int | None = None
    tags: int | None = None
    text: int | None = None
    name: int | None = None
    help_uri: int | None = None
    locations: int | None = None
    snippets: bool = False
    """Whether excerpts come along; who shows the file itself has no use for them."""
    suppressed: bool = False
    """Whether accepted findings come along: GitHub would open an alert for each, and GitLab skips
    them."""

    def cut(self, text: str) -> str:
        """A message or description, short enough."""
        return shortened(text, self.text)


PROFILES: Final[dict[SarifProfile, Profile]] = {
    "full": Profile("any viewer", snippets=True, suppressed=True),
    "github": Profile("GitHub", results=5000, tags=20, locations=1000),
    "gitlab": Profile("GitLab", results=5000, tags=10, text=1024, name=255, help_uri=2048),
}


def shortened(text: str, limit: int | None) -> str:
    """The text, or its beginning and an ellipsis; a consumer counts UTF-16 units at worst."""
    if limit is None or len(text.encode("utf-16-le", "surrogatepass")) // 2 <= limit:
        return text
    units = text.encode("utf-16-le", "surrogatepass")[: 2 * (limit - 1)]
    return units.decode("utf-16-le", "ignore") + "…"


def kept(findings: Sequence[JudgedFinding], profile: Profile) -> Sequence[JudgedFinding]:
    """The findings a consumer takes: all in their order, or the worst ones where it has a limit."""
    if profile.results is None:
        return findings
    return worst_first(findings)[: profile.results]
