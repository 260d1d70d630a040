"""The organisation's file: read where the command line says, out of the judged change's reach."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from bylaw.config.complaints import suggestion
from bylaw.config.organisation import Organisation, read
from bylaw.dataclass import dataclass
from bylaw.gate.errors import Wrong, wrong_request
from bylaw.gate.globs import outside
from bylaw.gate.governance import Governance
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs import builtin
from bylaw.packs.find import find
from bylaw.packs.text import LOCAL, PackText
from bylaw.packs.tree import Folder, Unreadable, read_file
from bylaw.sources.git.repository import Repository

_MOST_LINKS: Final = 40
"""As the system itself has it."""
_BESIDE: Final = (
    "keep it where no change of this repository can write: check its repository out beside this "
    "one, not in it"
)


@dataclass(frozen=True, slots=True)
class Mandate:
    """What an organisation asks for, and the packs that it brings."""

    organisation: Organisation
    packs: tuple[PackText, ...]
    """They judge every change, whatever a repository names."""

    @property
    def names(self) -> frozenset[str]:
        """The names of its packs."""
        return frozenset(pack.name for pack in self.packs)


def mandate(repo: Repository | None, named: str, *, hidden: bool) -> Mandate:
    """What the file asks for. Raises Wrong.

    Args:
        repo: The repository that is judged.
        named: The file, as the command line names it.
        hidden: Whether it has to be out of reach of the repository.
    """
    if hidden and _is_within(repo, named):
        raise wrong_request(
            f"--org {named}: the file is in the work tree of the repository that is judged, where "
            "a change could write it",
            help=_BESIDE,
        )
    try:
        data = read_file(Path(named))
    except FileNotFoundError:
        raise wrong_request(f"--org {named}: there is no such file") from None
    except Unreadable as error:
        raise wrong_request(f"--org {named} cannot be read: {error}") from None
    except OSError as error:
        raise wrong_request(f"--org {named} cannot be read: {error.strerror}") from None
    organisation, wrong = read(named, data)
    if organisation is None:
        raise Wrong(wrong)
    if not organisation.document.value:
        message = "the organisation's file asks for nothing"
        help = "see that what writes it succeeded, or leave --org out"
        raise Wrong((Diagnostic("config-value", message, named, help=help),))
    packs, wrong = _packs(organisation, repo if hidden else None)
    if wrong:
        raise Wrong(wrong)
    return Mandate(organisation, packs)


def joined(governance: Governance, asked: Mandate) -> Governance:
    """A repository's governance, with what its organisation asks for. Raises Wrong."""
    if wrong := clashes(governance.packs, asked):
        raise Wrong(wrong)
    own = (pack for pack in governance.packs if pack.name not in asked.names)
    source = f"{governance.source}, {asked.organisation.path}"
    return replace(governance, packs=(*own, *asked.packs), mandate=asked, source=source)


def clashes(packs: Iterable[PackText], asked: Mandate) -> list[Diagnostic]:
    """A complaint for each pack of the repository that is called like one of the organisation."""
    return [
        Diagnostic(
            "pack-name",
            f"`{pack.name}` is the name of a pack of {asked.organisation.shown}",
            pack.files[0][0],
            help="give your pack a name of its own",
        )
        for pack in packs
        if pack.name in asked.names and pack.origin != "built-in"
    ]


def foreign_uses(asked: Mandate, packs: Iterable[dict[str, Any]]) -> list[Diagnostic]:
    """Complains where a pack of the organisation takes names from one of the repository.

    Whoever writes that one would decide what the organisation's rules mean.
    """
    allowed = {*asked.names, *builtin.names()}
    firsts = {pack.name: pack.files[0][0] for pack in asked.packs if pack.files}
    return [
        Diagnostic(
            "pack-name",
            f"`{pack['pack']}` uses `{name}`, which is no pack of {asked.organisation.shown}",
            firsts.get(pack["pack"], ""),
            help="a mandatory pack uses built-in packs and the organisation's own alone",
        )
        for pack in packs
        if pack["pack"] in asked.names
        for name in pack["uses"]
        if name not in allowed
    ]


def _packs(
    organisation: Organisation, repo: Repository | None
) -> tuple[tuple[PackText, ...], tuple[Diagnostic, ...]]:
    """The packs that the file names; files in a given repository's work tree are refused."""
    document, wrong = organisation.document, list[Diagnostic]()
    packs: dict[str, PackText] = {}
    for index, name in enumerate(organisation.packs):
        pack = builtin.load(name)
        if pack is not None:
            packs[name] = pack
            continue
        message = f"there is no built-in pack `{name}`"
        at = document.complaint("unknown-pack", message, ("packs", index))
        near = suggestion(name, builtin.names())
        help = f"built-in packs: {', '.join(builtin.names())}; a folder stands under `policies:`"
        wrong.append(replace(at, label=near, help=help))
    folder = Path(organisation.path).parent
    show = organisation.path[: -len(Path(organisation.path).name)]
    for index, glob in enumerate(organisation.policies):
        if message := outside(glob, "the organisation's folder"):
            wrong.append(document.complaint("config-value", message, ("policies", index)))
            continue
        found = find(Folder(folder), [glob], show)
        wrong += found.diagnostics
        if found.unmatched:
            message = f"`{glob}` matches no policy file"
            wrong.append(document.complaint("no-policy-file", message, ("policies", index)))
        for pack in found.packs:
            wrong += _unfit(pack, repo)
            packs[pack.name] = _together(packs.get(pack.name), pack)
    return tuple(packs.values()), tuple(dict.fromkeys(wrong))


def _together(known: PackText | None, pack: PackText) -> PackText:
    """A pack whose files several globs bring."""
    if known is None:
        return pack
    return replace(pack, files=tuple(sorted({**dict(known.files), **dict(pack.files)}.items())))


def _unfit(pack: PackText, repo: Repository | None) -> Iterator[Diagnostic]:
    first = pack.files[0][0]
    if pack.name == LOCAL:
        message = "the organisation's policies belong to a pack with a name of its own"
        help = "put a pack.yaml with `name:` beside them, or in a folder above"
        yield Diagnostic("pack-name", message, first, help=help)
    for path, _ in pack.files:
        if _is_within(repo, path):
            message = "a policy of the organisation is in the work tree that is judged"
            yield Diagnostic("policy-unreadable", message, path, help=_BESIDE)


def _is_within(repo: Repository | None, path: str) -> bool:
    """Whether opening a file goes through what a change of the repository can write."""
    if repo is None or repo.work_tree is None:
        return False
    root = Path(repo.work_tree).stat()

    def is_root(folder: Path) -> bool:
        try:
            return os.path.samestat(folder.stat(), root)
        except OSError:
            return False

    known: dict[Path, bool] = {}
    for step in _gone_through(path):
        for folder in step.parents:
            if folder not in known:
                known[folder] = is_root(folder)
            if known[folder]:
                return True
    return False


def _gone_through(path: str) -> Iterator[Path]:
    """Every path that opening a file goes through, as the system follows it, links and all."""
    at = Path("/")
    waiting = list(reversed(Path(os.path.join(Path.cwd(), path)).parts))  # noqa: PTH118
    links = 0
    while waiting:
        part = waiting.pop()
        if part in ("..", "/"):
            at = at.parent if part == ".." else Path("/")
            continue
        step = at / part
        yield step
        if not step.is_symlink():
            at = step
            continue
        links += 1
        if links > _MOST_LINKS:
            return
        waiting += reversed(Path(os.readlink(step)).parts)  # noqa: PTH115
