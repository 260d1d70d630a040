"""What `tsconfig.json` and `jsconfig.json` say of where modules are found.

Read are `baseUrl`, `paths`, `rootDirs`, `extends` and, where a file has no `paths` of its own,
`references` to others that lie in a folder above the source. `extends` leads to files of the
repository, by path or by the name of a package that is in it; what stands elsewhere is not known.
Which files `include` and `files` mean is not looked at: the nearest file counts.

Source: https://www.typescriptlang.org/tsconfig/ and `src/compiler/commandLineParser.ts`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from functools import cache
from typing import Any, Final

from bylaw.dataclass import dataclass
from bylaw.sources.imports.folders import below, upward
from bylaw.sources.imports.interface import Files
from bylaw.sources.imports.jsonc import read_object, texts
from bylaw.sources.imports.npm_packages import split
from bylaw.sources.manifests.references import within

NAMES: Final = ("tsconfig.json", "jsconfig.json")
_MOST_FILES: Final = 64
"""Files that one may extend, one behind the other; real ones extend three."""
_MOST_PATTERNS: Final = 2000
_MOST_REFERENCES: Final = 200
_HERE: Final = "${configDir}"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One entry of `paths` that has a `*`."""

    before: str
    after: str
    """What stands around the `*`."""
    targets: tuple[str, ...]
    """Paths from the root of the repository."""

    def match(self, module: str) -> str | None:
        """What the `*` stands for; None where it does not match."""
        if not module.startswith(self.before) or not module.endswith(self.after):
            return None
        end = len(module) - len(self.after)
        return module[len(self.before) : end] if end >= len(self.before) else None


@dataclass(frozen=True, slots=True)
class Config:
    """What one file says, together with what it extends."""

    path: str
    exact: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The entries of `paths` without `*`."""
    patterns: tuple[Pattern, ...] = ()
    """Those with one; the one with most before it counts first."""
    base: str | None = None
    """The folder of `baseUrl`, from the root."""
    root_dirs: tuple[str, ...] = ()
    missing: str = ""
    """Why some of it is not known, as a clause; empty where all is, or where it has `paths`."""

    @property
    def folder(self) -> str:
        """The folder it is in."""
        return self.path.rpartition("/")[0]

    def mapped(self, module: str) -> tuple[str, ...]:
        """Where `paths` send a module, without extensions; empty where they say nothing of it."""
        if module in self.exact:
            return self.exact[module]
        for pattern in self.patterns:
            star = pattern.match(module)
            if star is not None:
                places = (each.replace("*", star, 1) for each in pattern.targets)
                return tuple(path for each in places if (path := within("", each)) is not None)
        return ()

    def means(self, module: str) -> bool:
        """Whether an entry is about a module; `*` alone is about nothing."""
        return module in self.exact or any(
            each.before and each.match(module) is not None for each in self.patterns
        )


@dataclass(frozen=True, slots=True)
class _Options:
    """What is inherited; texts as they are written, with the folder they count from."""

    paths: Mapping[str, tuple[str, ...]] | None = None
    paths_from: str = ""
    base: tuple[str, str] | None = None
    root_dirs: tuple[str, tuple[str, ...]] | None = None
    missing: str = ""


Find = Callable[[str, str], str | None]
"""From the name of a package and a folder to the package's folder in the repository."""


class Configs:
    """The files of one tree, each read once."""

    def __init__(self, files: Files, package: Find) -> None:
        self.files = files
        self.package = package
        self._raw: Callable[[str], Mapping[str, Any] | None] = cache(self._read)
        self.load: Callable[[str], Config] = cache(self._load)
        self.above: Callable[[str], tuple[Config, ...]] = cache(self._above)

    def _above(self, folder: str) -> tuple[Config, ...]:
        """Those that may count for the files of a folder, the nearest first."""
        return tuple(
            each
            for at in upward(folder)
            for name in NAMES
            if (path := below(at, name)) in self.files
            for each in self._with_references(path)
        )

    def _with_references(self, path: str) -> Sequence[Config]:
        config = self.load(path)
        if config.patterns or config.exact:
            return (config,)
        said = self._raw(path) or {}
        listed = said.get("references")
        found = [config]
        folder = path.rpartition("/")[0]
        for each in listed[:_MOST_REFERENCES] if isinstance(listed, list) else ():
            written = each.get("path") if isinstance(each, dict) else None
            target = within(folder, written) if isinstance(written, str) else None
            if target is None:
                continue
            if target not in self.files:
                target = below(target, NAMES[0])
            if target in self.files and target.rpartition("/")[0] == folder and target != path:
                found.append(self.load(target))
        return found

    def _read(self, path: str) -> Mapping[str, Any] | None:
        return read_object(self.files.read(path))

    def _load(self, path: str) -> Config:
        options = self._options(path, [], [0])
        folder = path.rpartition("/")[0]

        def placed(start: str, text: str) -> str | None:
            if text.startswith(_HERE):
                return within(folder, f".{text.removeprefix(_HERE)}")
            return within(start, text)

        base = placed(*options.base) if options.base is not None else None
        paths_from = base if base is not None else options.paths_from
        exact, patterns = {}, []
        for name, targets in (options.paths or {}).items():
            places = (placed(paths_from, each) for each in targets)
            known = tuple(each for each in places if each is not None)
            before, star, after = name.partition("*")
            if not star:
                exact[name] = known
            elif "*" not in after:
                patterns.append(Pattern(before, after, known))
        patterns.sort(key=lambda each: -len(each.before))
        listed = options.root_dirs or ("", ())
        roots = tuple(each for text in listed[1] if (each := placed(listed[0], text)) is not None)
        return Config(path, exact, tuple(patterns), base, roots, options.missing)

    def _options(self, path: str, open_: list[str], count: list[int]) -> _Options:
        """What a file says, over what it extends.

        Args:
            path: The file.
            open_: Those that are being read, each of which extends the next.
            count: How many were read in all.
        """
        count[0] += 1
        said = self._raw(path)
        if said is None:
            return _Options(missing=f"`{path}` cannot be read")
        folder = path.rpartition("/")[0]
        found = _Options()
        for each in texts(said.get("extends")):
            target = self._extended(folder, each)
            if target is None:
                why = f"`{path}` extends `{each[:80]}`, which is not in the repository"
                found = replace(found, missing=found.missing or why)
            elif target in (*open_, path) or count[0] >= _MOST_FILES:
                found = replace(found, missing=f"`{path}` extends too much, or itself")
            else:
                found = _over(self._options(target, [*open_, path], count), found)
        own = said.get("compilerOptions")
        return _over(_own(own if isinstance(own, dict) else {}, folder), found)

    def _extended(self, folder: str, written: str) -> str | None:
        if written.startswith((".", "/")) or "\\" in written:
            target = within(folder, written)
            ends: tuple[str, ...] = ("", ".json")
        else:
            name, inner = split(written)
            at = self.package(name, folder)
            target = within(at, inner or ".") if at is not None else None
            ends = ("", ".json", "/tsconfig.json")
        if target is None:
            return None
        known = (f"{target}{end}".removeprefix("/") for end in ends)
        return next((each for each in known if each in self.files), None)


def _own(options: Mapping[str, Any], folder: str) -> _Options:
    paths, base = options.get("paths"), options.get("baseUrl")
    roots = texts(options.get("rootDirs"))
    listed = None
    if isinstance(paths, dict):
        some = list(paths.items())[:_MOST_PATTERNS]
        listed = {name: texts(targets) for name, targets in some}
    return _Options(
        listed,
        folder,
        (folder, base) if isinstance(base, str) else None,
        (folder, roots) if roots else None,
    )


def _over(own: _Options, base: _Options) -> _Options:
    """Both, where the first one counts."""
    has_paths = own.paths is not None
    return _Options(
        own.paths if has_paths else base.paths,
        own.paths_from if has_paths else base.paths_from,
        own.base or base.base,
        own.root_dirs or base.root_dirs,
        own.missing if has_paths else own.missing or base.missing,
    )
