"""An SPDX document, whatever its version and how it is written."""

from __future__ import annotations

from dataclasses import field

from bylaw.dataclass import dataclass
from bylaw.sources.manifests.interface import Problem
from bylaw.sources.manifests.inventory import Part
from bylaw.sources.manifests.regions import Region


@dataclass(slots=True)
class Document:
    """Packages by their ids, and what is said about them."""

    parts: dict[str, Part] = field(default_factory=dict)
    relations: list[tuple[str, str, str]] = field(default_factory=list)
    """From, kind in the words of version 2 (`DEPENDS_ON`), to."""
    described: list[str] = field(default_factory=list)
    """The ids of what the document is about."""
    concluded: dict[str, str] = field(default_factory=dict)
    """Licenses by the ids of packages."""
    declared: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, ref: str, part: Part) -> None:
        """Takes a package; of two with one id both are kept."""
        region = part.region
        if not part.name:
            self.wrong("a package has a name", region)
            part.name = ref or part.purl
        if not ref or ref in self.parts:
            self.wrong("a package has an id of its own", region)
            while not ref or ref in self.parts:
                ref = f"{ref}#{len(self.parts)}"
        part.ref = ref
        if part.name:
            self.parts[ref] = part

    def wrong(self, message: str, region: Region) -> None:
        """Reports what cannot be read, at a place."""
        self.problems.append(Problem(message, region.line, region.column))


def address_of(location: str) -> str:
    """The download location of a package; empty where it says none."""
    return "" if location in ("NOASSERTION", "NONE") else location
