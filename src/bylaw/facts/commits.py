"""Who made the change and how: commits, trailers, and marks of AI assistance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bylaw.facts.scalars import Date, Fact, Located

if TYPE_CHECKING:
    from bylaw.facts.change import File


@dataclass(frozen=True, slots=True)
class Person(Fact):
    """Who wrote or committed, as git recorded it; nobody checked it."""

    name: str
    """The name."""
    email: str
    """The e-mail address."""


@dataclass(frozen=True, slots=True)
class Commit(Located):
    """One commit between the merge base and the head."""

    id: str
    """The full commit id."""
    subject: str
    """The first paragraph of the message, on one line."""
    body: str
    """The message after the subject."""
    message: str
    """The whole message."""
    author: Person
    """Who wrote it."""
    committer: Person
    """Who committed it."""
    date: Date
    """When it was committed."""
    author_date: Date
    """When it was written."""
    trailers: list[Trailer]
    """The trailers of the message, by git's own rules."""
    signature: Literal["openpgp", "ssh", "x509"] | None
    """The kind of signature it carries, never verified here; absent where it is not signed."""
    is_merge: bool
    """It has more than one parent."""
    parents: list[str]
    """The ids of its parents."""
    files: list[File]
    """What it changes against its first parent."""
    ai: Attribution
    """What is known of AI assistance in this commit."""


@dataclass(frozen=True, slots=True)
class Trailer(Fact):
    """`Key: value` at the end of a commit's message."""

    key: str
    """The key as written: `Signed-off-by`."""
    value: str
    """The value, unfolded to one line."""


@dataclass(frozen=True, slots=True)
class Attribution(Fact):
    """What is known of AI assistance. Marks can be forged, and their absence proves nothing."""

    marked: bool
    """A mark was found, or uncommitted work is judged for an agent; always known."""
    assisted: bool
    """True with a mark; otherwise what configuration says of unmarked changes, or unknown."""
    agents: list[str]
    """The agents that the marks name, each once: `claude`, `copilot`."""
    evidence: list[Evidence]
    """The marks that were found."""


@dataclass(frozen=True, slots=True)
class Evidence(Fact):
    """One mark of AI assistance."""

    kind: Literal["trailer", "message", "author", "note", "record", "run"]
    """Where the mark stands; `run` is an agent that asked for this judgement."""
    strength: Literal["strong", "weak"]
    """A true trailer, author, note or record is strong; a line inside a message is weak."""
    agent: str
    """The agent it names, in lower case."""
    text: str
    """The mark as written."""
    commit: str | None
    """The commit it was found in."""
