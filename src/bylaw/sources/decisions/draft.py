"""A new record beside those that are there: its name, its text, and what it changes in others."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.decisions import names
from bylaw.sources.decisions.formats import FORMATS, read
from bylaw.sources.decisions.interface import Draft, Record, Status

_SHAPE: Final = re.compile(r"((?:adr[-_ ]?)?)([0-9]+)([-_ .]?)", re.IGNORECASE)
_KEYED: Final = re.compile(
    r"(\s*(?:[*+-][ \t]+)?(?:\*\*|__|_|\*|[\"'])?status(?:\*\*|__|_|\*|[\"'])?\s*:"
    r"(?:\*\*|__|_|\*)?[ \t]*)(.*)$",
    re.IGNORECASE,
)
_MARKED: Final = re.compile(r"(\s*(?:[*+>-][ \t]+)?)(.*)$")
_LONGEST: Final = 60


class NotWritten(Exception):
    """A record cannot be written so; its text is a clause."""


@dataclass(frozen=True, slots=True)
class Place:
    """How the records of a folder are named and written."""

    folder: str
    format: str
    number: int | None
    """The next; None where names are dates."""
    digits: int = 4
    prefix: str = ""
    between: str = "-"


def place(records: Sequence[Record], folder: str, every: Sequence[str]) -> Place:
    """How the next record of a folder is named.

    Args:
        records: The decisions of all folders.
        folder: The folder that it is for.
        every: The paths of all files of the folder that should be decisions, read or not.
    """
    mine = [each for each in records if each.folder == folder]
    counted = Counter(each.format for each in mine)
    format_ = counted.most_common(1)[0][0] if counted else FORMATS[0].name
    if format_ == "plain" and any("## Decision Outcome" in each.body for each in mine):
        format_ = FORMATS[0].name  # MADR without a header
    stems = [path.rpartition("/")[2] for path in every if path.rpartition("/")[0] == folder]
    dated = sum(map(names.is_dated, stems))
    if dated and dated * 2 > len(stems):
        return Place(folder, format_, None)
    taken = {names.number_of(stem) for stem in stems} | {each.number for each in mine}
    known = [number for number in taken if number is not None]
    last = max((stem for stem in stems if names.number_of(stem) is not None), default="")
    shape = _SHAPE.match(last)
    if shape is None:
        return Place(folder, format_, max(known, default=0) + 1)
    return Place(folder, format_, max(known) + 1, len(shape[2]), shape[1], shape[3] or "-")


def named(at: Place, title: str, day: str) -> str:
    """The path of a new record."""
    if at.number is None:
        return f"{at.folder}/{day.replace('-', '')}-{_slug(title)}.md"
    number = str(at.number).zfill(at.digits)
    return f"{at.folder}/{at.prefix}{number}{at.between}{_slug(title)}.md"


def text_of(
    at: Place, path: str, title: str, status: Status, day: str, old: Sequence[Record]
) -> str:
    """The text of a new record. Raises NotWritten where it would not be read as what it says."""
    stem = path.rpartition("/")[2].removesuffix(".md")
    draft = Draft(names.id_of(stem), at.number, title, status, day, tuple(old))
    written = next(each.written for each in FORMATS if each.name == at.format)
    text = written(draft)
    record = read(path, text.encode()).record
    ids = tuple(each.id for each in old)
    said = record and (record.id, record.title, record.status, record.supersedes)
    if said != (draft.id, title, status, ids):
        raise NotWritten("its title would be read as something else")
    return text


def superseded(data: bytes, record: Record, path: str, title: str) -> bytes:
    """The content of a record after another, at a path in its folder, has replaced it.

    Only the line of its state is altered. Raises NotWritten where that cannot be done.
    """
    line = record.lines.get("status")
    if line is None:
        raise NotWritten("it does not say its status")
    try:
        lines = data.decode().split("\n")
    except UnicodeDecodeError:
        raise NotWritten("it is not UTF-8") from None
    whole = lines[line - 1]
    ending = "\r" if whole.endswith("\r") else ""
    lines[line - 1] = _marked(whole.removesuffix("\r"), record, path, title) + ending
    made = "\n".join(lines).encode()
    new = read(record.path, made).record
    id_ = names.id_of(path.rpartition("/")[2].removesuffix(".md"))
    if new is None or new.superseded_by != (id_,) or new.status != "superseded":
        raise NotWritten(f"its status in line {line} cannot be altered alone")
    if new.body != record.body:
        raise NotWritten(f"its status in line {line} is part of its text")
    return made


def _marked(line: str, record: Record, path: str, title: str) -> str:
    file = path.rpartition("/")[2]
    id_ = names.id_of(file.removesuffix(".md"))
    keyed = _KEYED.match(line)
    if keyed is not None:
        link = id_ if record.format == "front matter" else f"[{id_}]({file})"
        return f"{keyed[1]}superseded by {link}"
    marked = _MARKED.match(line)
    mark = marked[1] if marked else ""
    if record.format == "Cosmos":
        number = names.number_of(file)
        return f"{mark}SUPERSEDED by ADR-{number:03d}" if number else f"{mark}SUPERSEDED by {id_}"
    if record.format == "adr-tools":
        shown = title.replace("[", "(").replace("]", ")")
        return f"{mark}Superceded by [{names.number_of(file)}. {shown}]({file})"
    return f"{mark}Superseded by [{id_}]({file})"


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(words) > _LONGEST:
        words = words[:_LONGEST].rpartition("-")[0] or words[:_LONGEST]
    return words or "decision"
