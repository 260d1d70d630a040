"""SPDX 2.x as tag-value text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bylaw.sources.manifests.inventory import Part, hash_of
from bylaw.sources.manifests.regions import Region
from bylaw.sources.manifests.spdx_document import Document, address_of

_TAG: Final = re.compile(r"([A-Za-z]\w*):[ \t]*(.*)\Z", re.DOTALL)
_OTHER: Final = frozenset(("FileName", "SnippetSPDXID", "LicenseID", "Reviewer", "Annotator"))
"""Tags that begin something that is no package."""


def from_tags(text: str) -> Document:
    """The document; without a version it holds nothing but the problem that it is none."""
    document = Document()
    version = ""
    part: Part | None = None
    licenses = ["", ""]
    for tag, value, line, end in [*_tags(text, document), ("PackageName", "", 0, 0)]:
        if tag == "PackageName" or tag in _OTHER:
            if part is not None:
                document.add(part.ref, part)
                document.concluded[part.ref], document.declared[part.ref] = licenses
            part, licenses = None, ["", ""]
            if tag == "PackageName" and line:
                part = Part("", value, Region(line, 1, 0, 0))
        elif tag == "SPDXVersion":
            version = version or value
        elif tag == "Relationship":
            ends = value.split()
            if len(ends) == 3:
                document.relations.append((ends[0], ends[1], ends[2]))
            else:
                document.wrong("a relationship has two ends and a type", Region(line, 1, 0, 0))
        if part is not None and tag != "Relationship":
            _say(part, licenses, tag, value)
            part.region = part.region._replace(end_line=end if end > part.region.line else 0)
    if not version:
        document = Document()
        document.wrong("it is no SPDX document: it has no `SPDXVersion`", Region(1, 1, 0, 0))
    return document


def _say(part: Part, licenses: list[str], tag: str, value: str) -> None:
    if tag == "SPDXID":
        part.ref = value
    elif tag == "PackageVersion":
        part.version = value
    elif tag == "PackageDownloadLocation":
        part.address = address_of(value)
    elif tag == "PackageLicenseConcluded":
        licenses[0] = value
    elif tag == "PackageLicenseDeclared":
        licenses[1] = value
    elif tag == "PackageChecksum":
        algorithm, _, said = value.partition(":")
        part.hashes += [each] if (each := hash_of(algorithm, said)) else []
    elif tag == "ExternalRef":
        words = value.split()
        if len(words) >= 3 and words[1].rpartition("/")[2] == "purl" and not part.purl:
            part.purl = words[2]


def _tags(text: str, document: Document) -> Iterator[tuple[str, str, int, int]]:
    """Each tag with its value, and the lines where it begins and ends."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        start, line = at, lines[at]
        at += 1
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _TAG.match(line.strip())
        if found is None:
            document.wrong("a line is a tag, a colon and a value", Region(start + 1, 1, 0, 0))
            continue
        value = found[2]
        if value.startswith("<text>"):
            parts = [value.removeprefix("<text>")]
            while "</text>" not in parts[-1] and at < len(lines):
                parts.append(lines[at])
                at += 1
            if "</text>" not in parts[-1]:
                document.wrong("a text begins here and does not end", Region(start + 1, 1, 0, 0))
            value = "\n".join(parts).partition("</text>")[0]
        yield found[1], value.strip(), start + 1, at
