"""A first architecture.yaml for a repository."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bylaw.gate.errors import wrong_request
from bylaw.gate.overview import looking, selection
from bylaw.gate.request import Request
from bylaw.gate.run import Progress
from bylaw.sources.git.repository import Repository
from bylaw.sources.git.selection import read_change

if TYPE_CHECKING:
    from bylaw.sources.git.change import Change


def infer(request: Request, progress: Progress) -> str:
    """The text of an architecture.yaml that allows every import of today.

    Args:
        request: Its kind is `all`: the work tree, or a commit.
        progress: Told what goes on.

    Raises:
        Wrong: There is no source file whose imports are read.
        NotJudged: There is no repository, or it cannot be read.
    """
    from bylaw.facts.place import Place
    from bylaw.sources.architecture.trees import Trees
    from bylaw.sources.catalog.claims import Claims
    from bylaw.sources.catalog.interface import Component
    from bylaw.sources.imports.kept import Kept
    from bylaw.sources.infer.folders import propose
    from bylaw.sources.infer.order import links, order
    from bylaw.sources.infer.text import written

    with looking(), Repository.open(request.repo) as repo:
        progress("listing files")
        change = read_change(repo, selection(request))
        kept = Kept(Path(repo.common_dir) / "bylaw" / "imports")
        listed = Trees(change, kept, lambda path: False).head
        proposed = propose(listed.sources.keys(), listed.entries)
        if not proposed:
            raise wrong_request(
                "no source file is here whose imports are read, so nothing can be proposed",
                help="imports are read in Python, JavaScript, TypeScript, Java, Kotlin, C#, Go, "
                "Rust, Ruby, PHP, C and C++; describe other components in architecture.yaml by "
                "hand",
            )
        claims = Claims([Component(each.name, paths=each.paths) for each in proposed])
        # What was copied from elsewhere counts where a component has it, as in a run.
        head = Trees(change, kept, lambda path: claims.of(path) is not None).head
        progress("reading imports")
        imports = [
            (Place(edge.source, edge.statement.line, edge.statement.column), edge.target.path)
            for edges in head.edges(head.whole()).values()
            for edge in edges
            if edge.target.path is not None
        ]
        linked = links(imports, claims.of)
        kinds = {each.name: each.kind for each in proposed}
        inner = [name for name, kind in kinds.items() if kind != "tests"]
        unclaimed = sum(claims.of(path) is None for path in head.sources)
        paths: dict[str, list[str]] = {each.name: [] for each in proposed}
        for path in sorted(head.sources):
            if (name := claims.of(path)) is not None:
                paths[name].append(path)
        owners = _owners(change, listed.entries.keys(), paths)
        return written(proposed, linked, order(inner, linked), unclaimed, owners)


def _owners(
    change: Change, files: Collection[str], paths: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Who owns all source of a component, by CODEOWNERS; of several, the one named first."""
    from bylaw.gate.architecture import files_of_side
    from bylaw.sources.owners.read import load

    tree = files_of_side(change, "head")
    known = None if tree is None else load(tree, files)
    if known is None or known.unreadable:
        return {}
    found = {}
    for name, mine in paths.items():
        owning = [known.of(path) for path in mine]
        shared = [one for one in owning[0] if all(one in each for each in owning)] if owning else []
        if shared:
            found[name] = shared[0].name
    return found


def is_at_root(request: Request, file: Path) -> bool:
    """Whether a catalog in this file is found without being named in bylaw.yaml."""
    from bylaw.sources.catalog.formats import FORMATS

    names = {name for each in FORMATS if not each.anywhere for name in each.names}
    with Repository.open(request.repo) as repo:
        root = repo.work_tree
    return root is not None and file.name in names and file.resolve().parent == Path(root).resolve()
