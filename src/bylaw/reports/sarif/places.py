"""Places as SARIF locations."""

from __future__ import annotations

from functools import cache

import sarif_om as sarif

from bylaw.facts.place import Place
from bylaw.reports import escape
from bylaw.reports.summary import standing
from bylaw.verdict.model import Decided, Excerpt

ROOT = "%SRCROOT%"


@cache
def artifact(path: str) -> sarif.ArtifactLocation:
    """A file of the repository."""
    return sarif.ArtifactLocation(uri=escape.uri(path), uri_base_id=ROOT)


def region(place: Place, excerpt: Excerpt | None = None) -> sarif.Region:
    """All four fields of a region, since GitHub asks for each.

    Where a place runs to the end of a line that nobody has read, one character is shown.
    """
    last = place.last_line
    end_column = place.end_column
    if not end_column and excerpt is not None:
        index = last - excerpt.first_line
        if index < len(excerpt.lines):
            end_column = len(excerpt.lines[index]) + 1
    if not end_column:
        end_column = place.column + 1 if last == place.line else 1
    return sarif.Region(
        start_line=place.line, start_column=place.column, end_line=last, end_column=end_column
    )


def edited(place: Place) -> sarif.Region:
    """The region that an edit replaces; without an end column it runs to the end of the line."""
    return sarif.Region(
        start_line=place.line,
        start_column=place.column,
        end_line=place.last_line,
        end_column=place.end_column or None,
    )


def location(place: Place, excerpt: Excerpt | None = None) -> sarif.Location:
    """A place as a location; with an excerpt, the source around it comes along."""
    context = None
    if excerpt is not None and excerpt.lines:
        context = sarif.Region(
            start_line=excerpt.first_line,
            end_line=excerpt.first_line + len(excerpt.lines) - 1,
            snippet=sarif.ArtifactContent(text=escape.data("\n".join(excerpt.lines))),
        )
    physical = sarif.PhysicalLocation(
        artifact_location=artifact(place.path),
        region=region(place, excerpt),
        context_region=context,
    )
    return sarif.Location(physical_location=physical)


def decision(found: Decided | None) -> sarif.Location | None:
    """Where the decision stands that a finding's rule enforces; None where it is not known."""
    if found is None or not found.path:
        return None
    answer = location(Place(found.path, found.line or 1))
    said = f"Decided in {found.id}: {found.title}{standing(found)}"
    answer.message = sarif.Message(text=escape.sarif_text(said))
    return answer


def related(place: Place, number: int) -> sarif.Location:
    """A further place of a finding."""
    answer = location(place)
    answer.id = number
    answer.message = sarif.Message(text="Belongs to the same finding.")
    return answer
