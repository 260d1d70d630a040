"""What should stand at a forge, what does, and what is done about it: plain data."""

from __future__ import annotations

from typing import Literal, TypeAlias

from bylaw.dataclass import dataclass

Conclusion: TypeAlias = Literal["success", "neutral", "failure", "action_required"]
StatusState: TypeAlias = Literal["success", "pending", "failure", "error"]
WhenPassed: TypeAlias = Literal["update", "create", "delete"]
Kind: TypeAlias = Literal["verdict", "artifact"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be posted."""

    name: str = "bylaw"
    """Tells several instances on one change apart."""
    comment: bool = True
    inline: bool = False
    check_run: bool = False
    status: bool = False
    sarif: bool = False
    when_passed: WhenPassed = "update"
    """Where there is nothing to say: `update` rewrites the comment that stands there, `create`
    makes one too, `delete` removes it."""
    most_inline: int = 30
    """Comments on lines that one run makes at most."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of the diff that the forge shows."""

    path: str
    """At the head."""
    old_path: str
    line: int | None
    """At the head; None for a line that is removed."""
    old_line: int | None
    """At the base; None for a line that is added."""


@dataclass(frozen=True, slots=True)
class Inline:
    """A comment on a line."""

    fingerprint: str
    rule: str
    spot: Spot
    body: str


@dataclass(frozen=True, slots=True)
class Annotation:
    """A remark of a check run on lines of a file."""

    path: str
    first: int
    last: int
    level: Literal["failure", "warning", "notice"]
    title: str
    message: str
    columns: tuple[int, int] | None = None
    """First, and the last that belongs to it; only within one line."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check run."""

    name: str
    conclusion: Conclusion
    title: str
    summary: str
    annotations: tuple[Annotation, ...]
    digest: str
    """Of all the rest: two with the same digest say the same."""


@dataclass(frozen=True, slots=True)
class Status:
    """A status of a commit; the newest of a context counts."""

    context: str
    state: StatusState
    description: str


@dataclass(frozen=True, slots=True)
class Content:
    """What should stand at the forge."""

    note: str | None = None
    """The one comment; None where none is wanted."""
    is_quiet: bool = False
    """The comment has nothing to say that anybody has to act on."""
    inline: tuple[Inline, ...] | None = None
    """The worst first; None where none are wanted, and those that stand are left alone."""
    present: frozenset[str] = frozenset()
    """Fingerprints of all findings, those without a place in the diff included."""
    unsure: frozenset[str] | None = frozenset()
    """Rules that could not be judged, whose comments may not be taken back; None: all rules."""
    check: Check | None = None
    statuses: tuple[Status, ...] = ()
    sarif: str = ""
    """The SARIF log; empty where none is to be uploaded."""


@dataclass(frozen=True, slots=True)
class Note:
    """A comment of ours."""

    id: str
    body: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment of ours on a line, and whether somebody answered it."""

    id: str
    fingerprint: str
    rule: str
    has_answer: bool


@dataclass(frozen=True, slots=True)
class Run:
    """The newest check run of the name."""

    id: str
    digest: str
    conclusion: str
    """Empty while it is not completed."""
    annotations: int


@dataclass(frozen=True, slots=True)
class State:
    """What stands at the forge, of what this instance wrote."""

    notes: tuple[Note, ...] = ()
    threads: tuple[Thread, ...] = ()
    run: Run | None = None
    statuses: tuple[Status, ...] = ()


@dataclass(frozen=True, slots=True)
class CreateNote:
    """Writes the comment."""

    body: str


@dataclass(frozen=True, slots=True)
class EditNote:
    """Rewrites it."""

    id: str
    body: str


@dataclass(frozen=True, slots=True)
class DeleteNote:
    """Removes it, or a second one."""

    id: str


@dataclass(frozen=True, slots=True)
class Comment:
    """Writes comments on lines, all at once where the forge can."""

    comments: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class DeleteThread:
    """Removes a comment on a line that nobody answered."""

    id: str


@dataclass(frozen=True, slots=True)
class WriteCheck:
    """Writes a check run, annotations in batches; its conclusion comes last."""

    check: Check
    run: str | None = None
    """One that broke off, to go on with."""
    done: int = 0
    """Annotations that it has."""


@dataclass(frozen=True, slots=True)
class SetStatus:
    """Sets a status."""

    status: Status


@dataclass(frozen=True, slots=True)
class Upload:
    """Uploads the SARIF log; it takes the place of the last one of its category."""

    sarif: str


Action: TypeAlias = (
    CreateNote | EditNote | DeleteNote | Comment | DeleteThread | WriteCheck | SetStatus | Upload
)
