"""Where a run's governance comes from: the work tree, the target branch, the command line."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bylaw.config.waivers import WaiverSettings
from bylaw.dataclass import dataclass
from bylaw.gate.errors import Wrong, wrong_request
from bylaw.gate.governance import CONFIG, Governance, nested, parse, read, read_config, unknown_pack
from bylaw.gate.request import Request
from bylaw.gate.trees import Commit
from bylaw.gate.vendored import Kept, kept
from bylaw.gate.waivers.read import with_waivers
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs import builtin
from bylaw.packs.cache import Cache
from bylaw.packs.find import find
from bylaw.packs.text import LOCAL, PackText
from bylaw.packs.tree import Folder, Tree, Unreadable, read_file
from bylaw.sources.git.repository import Repository

if TYPE_CHECKING:
    from bylaw.gate.organisation import Mandate


@dataclass(frozen=True, slots=True)
class Target:
    """The tip of the branch that the change is to land on, resolved now."""

    name: str
    commit: str

    @property
    def branch(self) -> str:
        """The name without what git puts before it: `origin/main`, `main`."""
        for prefix in ("refs/heads/", "refs/remotes/", "heads/", "remotes/"):
            if self.name.startswith(prefix):
                return self.name.removeprefix(prefix)  # once: a branch may be called remotes/main
        return self.name.removeprefix("refs/")

    @property
    def shown(self) -> str:
        """For people: `main (1a2b3c4)`, or the commit alone."""
        short = self.commit[:10]
        return short if self.commit.startswith(self.name) else f"{self.branch} ({short})"


def target(repo: Repository, request: Request) -> Target | None:
    """`--policy-ref`, else the base, else the default branch. Raises NotJudged."""
    named = request.policy_ref or request.base
    if named:
        return Target(named, repo.resolve(named))
    branch = repo.default_branch()
    return Target(branch.name, branch.commit) if branch else None


def governing_tree(repo: Repository | None, request: Request, at: Target | None) -> Tree:
    """The tree whose files govern: the target's in profile ci, else the change's."""
    if repo is None or at is None or (request.profile == "local" and request.policy_ref is None):
        return change_tree(repo, request)
    return Commit(repo, at.commit, at.shown)


def change_tree(repo: Repository | None, request: Request) -> Tree:
    """The tree that the change would leave."""
    if repo is None:
        return Folder(Path(request.repo).resolve())
    if repo.work_tree is not None and (request.profile == "local" or request.kind != "range"):
        return Folder(Path(repo.work_tree))
    commit = repo.resolve(request.head or "HEAD")
    return Commit(repo, commit, commit[:10])


def governance_of(
    tree: Tree,
    repo: Repository | None,
    request: Request,
    cache: Cache,
    mandate: Mandate | None = None,
) -> Governance:
    """A tree's governance, with what the command line says instead of it. Raises Wrong.

    What the organisation asks for is not in it yet; it only makes needless what is said where
    nothing else would judge.
    """
    misplaced = _nested(tree, repo)
    is_named = request.config is not None or request.policies
    try:
        if is_named:
            found = _named(tree, repo, request, cache, mandate)
        else:
            found = read(tree, cache, mandate=mandate)
    except Wrong as wrong:
        raise Wrong((*misplaced(), *wrong.diagnostics)) from None
    if diagnostics := misplaced():
        raise Wrong(diagnostics)
    return with_waivers(found, tree, cache)


def without_exceptions(governance: Governance) -> Governance:
    """A governance that a change brings: it accepts nothing of itself, and names nobody who may."""
    config, notices = governance.config, list(governance.notices)
    if governance.waivers is not None:
        path = governance.waivers_path
        notices.append(f"{path} counts once it has landed: no change waives itself.")
    if config is not None and config.baseline is not None:
        path = config.baseline
        notices.append(f"{path} counts once it has landed: no change tolerates itself.")
    return replace(
        governance,
        config=None if config is None else replace(config, waivers=WaiverSettings()),
        waivers=None,
        tolerates=False,
        notices=tuple(notices),
    )


def _named(
    tree: Tree,
    repo: Repository | None,
    request: Request,
    cache: Cache,
    mandate: Mandate | None,
) -> Governance:
    if request.config is None:
        config, data = read_config(tree, cache)
        path = CONFIG
    else:
        within = inside(repo, request.config)
        path = within or request.config
        data = _config_bytes(tree, request.config, within)
        config = parse(path, data, cache)
        if not request.policies and within:
            return read(tree, cache, within, mandate)
        if not request.policies:
            return replace(_outside(tree, cache, config, mandate), source=request.config)
    elsewhere = kept(tree, cache)
    packs = _argued(tree, repo, request.policies, elsewhere)
    here = any(_is_path(name) and inside(repo, name) is not None for name in request.policies)
    where = f" at {tree.name}" if tree.name and here else ""
    files = ((path, data),) if data is not None and request.config is None else ()
    known = {pack.name: "built-in pack" if pack.origin == "built-in" else "pack" for pack in packs}
    named = (name if _is_path(name) else f"{known[name]} {name}" for name in request.policies)
    source = ", ".join(named) + where
    files = (*files, *elsewhere.files)
    return Governance(config, packs, source, files, (), own=True, elsewhere=elsewhere, tree=tree)


def _outside(tree: Tree, cache: Cache, config: object, mandate: Mandate | None) -> Governance:
    """A configuration from outside the repository, over the repository's policies."""
    from bylaw.config.model import Config
    from bylaw.gate.governance import assemble

    assert isinstance(config, Config)
    return assemble(tree, config, None, kept(tree, cache), mandate)


def _config_bytes(tree: Tree, named: str, within: str | None) -> bytes:
    try:
        data = tree.read(within) if within else read_file(Path(named))
    except FileNotFoundError:
        data = None
    except Unreadable as error:
        raise wrong_request(f"--config {named} cannot be read: {error}") from None
    except OSError as error:
        raise wrong_request(f"--config {named} cannot be read: {error.strerror}") from None
    if data is None:
        where = f" at {tree.name}" if within and tree.name else ""
        raise wrong_request(f"--config {named}: there is no such file{where}")
    return data


def _argued(
    tree: Tree, repo: Repository | None, names: Sequence[str], elsewhere: Kept
) -> tuple[PackText, ...]:
    """The packs of `--policy` arguments: paths where they look like one, else names."""
    packs: dict[str, PackText] = {}
    diagnostics: list[Diagnostic] = []
    for name in names:
        if not _is_path(name):
            pack = builtin.load(name) or elsewhere.named(name)
            if pack is None:
                message, label, help = unknown_pack(name, elsewhere)
                if Path(name).is_dir():
                    label = f"for the folder write `{name}/`"
                raise wrong_request(f"--policy {name}: {message}", help=help, label=label)
            packs[name] = pack
            continue
        within = inside(repo, name)
        if within is not None:
            found = find(tree, [within])
        else:
            path = Path(name)
            show = name.rstrip("/")[: -len(path.name)] if path.name else ""
            found = find(Folder(path.parent), [path.name], show)
        diagnostics += found.diagnostics
        if not found.packs and not found.diagnostics:
            where = f" at {tree.name}" if tree.name else ""
            raise wrong_request(f"--policy {name}: there is no policy file{where}")
        for pack in found.packs:
            known = packs.get(pack.name)
            files = dict(known.files if known and pack.name == LOCAL else ()) | dict(pack.files)
            packs[pack.name] = replace(pack, files=tuple(sorted(files.items())))
    if diagnostics:
        raise Wrong(diagnostics)
    return tuple(packs.values())


def _is_path(name: str) -> bool:
    """Whether a `--policy` is a path; otherwise it is a pack's name."""
    return "/" in name or name.endswith(".bylaw")


def inside(repo: Repository | None, path: str) -> str | None:
    """A path of the disk as a path of the repository; None where it is outside.

    Only what leads to the root is resolved: a link that the change put below it must not lead out.
    """
    if repo is None or repo.work_tree is None:
        return None
    root = os.path.realpath(repo.work_tree)
    full = Path(os.path.normpath(Path.cwd() / path))
    for above in reversed((full, *full.parents)):
        if os.path.realpath(above) == root:
            inside = full.relative_to(above).as_posix()
            return "" if inside == "." else inside
    return None


def _nested(tree: Tree, repo: Repository | None) -> Callable[[], list[Diagnostic]]:
    """What to say of configurations below the root. Git lists files until it is asked for."""
    if repo is None:
        return list
    if not isinstance(tree, Commit):
        listed = _on_disk(repo)
        return lambda: nested(listed())
    listing = repo.start("ls-tree", "-r", "-z", "--full-tree", "--name-only", tree.commit)
    return lambda: nested(_ending(listing.rest(), f"/{CONFIG}"))


def _on_disk(repo: Repository) -> Callable[[], list[str]]:
    """Configurations below the root of the work tree, tracked and untracked, ignored ones not."""
    from bylaw.sources.git.snapshot import untracked

    tracked = _indexed(repo, f"*/{CONFIG}")
    return lambda: sorted({*tracked(), *_ending(untracked(repo), f"/{CONFIG}")})


def _ending(out: bytes, end: str) -> list[str]:
    """Paths of a listing that end so; a large tree is searched as bytes, not path by path."""
    wanted, found = os.fsencode(end) + b"\0", []
    at = out.find(wanted)
    while at >= 0:
        found.append(os.fsdecode(out[out.rfind(b"\0", 0, at) + 1 : at + len(wanted) - 1]))
        at = out.find(wanted, at + 1)
    return found


def _indexed(repo: Repository, pattern: str) -> Callable[[], list[str]]:
    """Tracked paths that match a pathspec, without those that were removed from the work tree."""
    index = os.path.join(repo.git_dir, "index")  # noqa: PTH118
    if not os.path.exists(index):  # noqa: PTH110
        return list
    private = repo.private.git
    # The private directory's git takes paths by the letter; this is a pattern.
    git = replace(private, argv=private.argv[:1], env={**private.env, "GIT_INDEX_FILE": index})
    listing = git.start("ls-files", "-v", "-z", "--", pattern)
    repo.streams.append(listing)

    def found() -> list[str]:
        tagged = [(line[:1], os.fsdecode(line[2:])) for line in listing.rest().split(b"\0")[:-1]]
        # what a sparse checkout leaves out (S) is as in the index
        return [p for tag, p in tagged if tag in b"Ss" or os.path.lexists(f"{repo.root}/{p}")]

    return found
