"""Where the imports of JavaScript and TypeScript lead to.

In this order, as bundlers and TypeScript do together:

- A relative path is the file, with any extension that a bundler knows, or `index` of the folder.
  `.js` may mean `.ts`, and so on. Of an import from TypeScript, TypeScript's files come first, but
  a `.d.ts` stands for a module only where there is no other file.
  Prefixes of loaders (`raw-loader!./x`) and queries (`./x.svg?raw`) are left out. One that is not
  found is looked for in the other `rootDirs`, then as the URL that Node.js takes it for. One that
  leads into `node_modules` is a package.
- The workspace and the import map of Deno: see `deno.py`.
- `paths` of the nearest `tsconfig.json` or `jsconfig.json`, then of those in folders above it where
  that file exists. A name that `paths` are about and that no `package.json` asks for is in the
  repository, even where the file is not there. `baseUrl` counts where there is such a file, or its
  first folder, and no `package.json` asks for a package of that name.
- `#name` is looked up in `imports` of the `package.json` above.
- Modules of Node.js, with `node:` or without, and of other runtimes (`bun:`, `cloudflare:`) are the
  language's own library.
- Packages that are in the repository, by their names: see `npm_packages.py`.
- `@/x` and `~/x` without any of these are what Vite, Next.js and Nuxt make of them: `x` in `src`,
  in `app` or beside the `package.json`; `$lib/x` is what SvelteKit does, `src/lib/x`. The same goes
  for `x/y` and `@x/y` that no `package.json` asks for, which bundlers are often told to look up
  there. It counts where exactly one such file is there. Otherwise such a name is a package, and
  what cannot be the name of one is not known: it hangs on a configuration that is code, or on one
  that is not in the repository.
- All else is a package outside. `npm:` and `jsr:` name it, too; a URL is one without its query.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Final
from urllib.parse import unquote

from bylaw.sources.imports.deno import DenoFiles
from bylaw.sources.imports.folders import LONGEST, below
from bylaw.sources.imports.interface import Files, Statement, Target, inside, outside, unclear
from bylaw.sources.imports.node_builtins import BUILTINS
from bylaw.sources.imports.npm_packages import Package, Packages, addressed, is_built, split
from bylaw.sources.imports.tsconfig import Configs
from bylaw.sources.manifests.references import within

_TYPESCRIPT: Final = frozenset(("ts", "tsx", "mts", "cts", "vue", "svelte"))
_TS: Final = (".ts", ".tsx", ".mts", ".cts")
_DECLARED: Final = (".d.ts", ".d.mts", ".d.cts")
_JS: Final = (".js", ".jsx", ".mjs", ".cjs")
_OTHERS: Final = (".vue", ".svelte")
_PLATFORMS: Final = (".native", ".ios", ".android", ".web")
"""What React Native puts before the extension."""
_FROM_TS: Final = (*_TS, *_JS, *_DECLARED, *_OTHERS)
_FROM_JS: Final = (*_JS, ".json", ".node", *_TS, *_DECLARED, *_OTHERS)
"""TypeScript finds no JSON without its extension."""
_STANDS_FOR: Final = {
    ".js": (".ts", ".tsx", ".jsx"),
    ".jsx": (".tsx",),
    ".mjs": (".mts", ".ts"),
    ".cjs": (".cts", ".ts"),
}
"""The sources that a compiler makes such a file of."""
_DECLARED_BY: Final = {".js": ".d.ts", ".jsx": ".d.ts", ".mjs": ".d.mts", ".cjs": ".d.cts"}
_EXTENSION: Final = re.compile(
    r"\.(?:[cm]?[jt]sx?|json[c5]?|ya?ml|toml|xml|csv|txt|mdx?|html?|css|scss|sass|less|styl|vue|svelte"
    r"|astro|node|wasm|graphql|gql|glsl|wgsl|svg|png|jpe?g|gif|webp|avif|ico|woff2?|[ot]tf|eot"
    r"|mp[34]|webm|ogg|wav|pdf)$"
)
"""Of a name that ends otherwise, a point is part of the name: `./chart.prod`."""
_URL: Final = re.compile(r"[%\\\t\r\n]")
_STRIPPED: Final = re.compile(r"[\t\r\n]")
"""What URLs leave out, https://url.spec.whatwg.org/#concept-basic-url-parser."""
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]+):")
_NAME: Final = re.compile(r"(?:@[A-Za-z0-9_-][\w.~-]*/)?[A-Za-z0-9_-][\w.~-]*", re.ASCII)
"""A package, as "name" in the documentation of `package.json` says; older ones may be larger."""
_RUNTIMES: Final = frozenset(("node", "bun", "deno", "cloudflare", "workerd", "sass"))
_ALIASES: Final = ("@/", "~/", "~~/", "@@/")
_ROOTS: Final = ("src", "app", "")
_SVELTEKIT: Final = ("$app", "$env", "$service-worker")


class Modules:
    """The modules of one tree."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.packages = Packages(files)
        self.configs = Configs(files, self.packages.folder_of)
        self.deno = DenoFiles(files)
        self.find: Callable[[str, bool], str | None] = cache(self._find)
        self.lead: Callable[[str, bool, str], tuple[Target, ...]] = cache(self._lead)

    def resolve(self, path: str, statement: Statement) -> Sequence[Target]:
        """See interface."""
        folder, _, name = path.rpartition("/")
        is_typed = name.rpartition(".")[2].lower() in _TYPESCRIPT
        return self.lead(folder, is_typed, statement.module)

    def _lead(self, folder: str, is_typed: bool, written: str) -> tuple[Target, ...]:
        if len(written) > LONGEST:
            return (unclear(written, "its name is too long"),)
        module = _plain(written)
        if not module:
            return ()
        return (
            self._by_path(folder, is_typed, module)
            or self._by_deno(folder, is_typed, module)
            or self._by_scheme(module)
            or self._by_name(folder, is_typed, module),
        )

    def _by_path(self, folder: str, is_typed: bool, module: str) -> Target | None:
        if module.startswith("/"):
            return self._from_root(folder, is_typed, module)
        if module not in (".", "..") and not module.startswith(("./", "../")):
            return None
        path = within(folder, module)
        if path is None:
            return unclear(module, "it leads out of the repository")
        if "node_modules/" in path:
            return outside(module, split(path.rpartition("node_modules/")[2])[0])
        is_folder = module.endswith(("/", "/.", "/..")) or module in (".", "..")
        if is_folder and path:
            path = f"{path}/"
        found = self.find(path, is_typed) or self._in_roots(folder, is_typed, path)
        if found is None and _URL.search(module):
            address = within(folder, unquote(_STRIPPED.sub("", module)).replace("\\", "/"))
            found = self.find(address, is_typed) if address else None
        return _at(found or self._gone(path, is_typed))

    def _in_roots(self, folder: str, is_typed: bool, path: str) -> str | None:
        """The file in another of `rootDirs`, which TypeScript takes for one folder."""
        for config in self.configs.above(folder)[:1]:
            for root in config.root_dirs:
                if path.startswith(f"{root}/") or not root:
                    inner = path[len(root) + 1 :] if root else path
                    for other in config.root_dirs:
                        found = self.find(below(other, inner), is_typed)
                        if found is not None:
                            return found
        return None

    def _from_root(self, folder: str, is_typed: bool, module: str) -> Target:
        """`/x`, which for servers is a path from the root of the project."""
        inner = module.lstrip("/")
        own = self.packages.own(folder)
        roots = dict.fromkeys((*((own.folder,) if own is not None else ()), ""))
        places = [within(root, each) for root in roots for each in (inner, f"public/{inner}")]
        found = {self.find(place, is_typed) for place in places if place} - {None}
        if len(found) == 1 and (path := found.pop()) is not None:
            return _at(path)
        return unclear(module, "it is an absolute path")

    def _by_deno(self, folder: str, is_typed: bool, module: str) -> Target | None:
        name, inner = split(module)
        member = self.deno.member(name, folder)
        if member is not None:
            return self._in_package(member, inner, is_typed)
        mapped = self.deno.mapped(folder, module)
        if mapped is None:
            return None
        at, target = mapped
        if (meant := addressed(target)) is not None:
            member = self.deno.member(meant[0], folder)
            if member is not None:
                return self._in_package(member, meant[1] or inner, is_typed)
        found = self._by_path(at, is_typed, target) or self._by_scheme(target)
        return replace(found, module=module) if found and found.path is None else found

    def _by_scheme(self, module: str) -> Target | None:
        scheme = _SCHEME.match(module)
        if scheme is None:
            return None
        name = scheme[1]
        if name in _RUNTIMES:
            return outside(module, None)
        if (meant := addressed(module)) is not None:
            return outside(module, meant[0])
        if name in ("http", "https"):
            return outside(module, module)
        return unclear(module, f"a build tool makes what stands behind `{name}:`")

    def _by_name(self, folder: str, is_typed: bool, module: str) -> Target:
        name, inner = split(module)
        asked = self.packages.requirement(name, folder)
        found, meant = self._by_paths(folder, is_typed, module)
        if found is not None:
            return found
        if module.startswith("#"):
            found = self._by_imports(folder, is_typed, module)
        elif module in BUILTINS:
            return outside(module, None)
        found = found or self._by_base(folder, is_typed, module, asked is None)
        if found is not None:
            return found
        package = self.packages.find(name, folder)
        if package is not None:
            return self._in_package(package, inner, is_typed)
        if asked is not None:
            alias = addressed(asked[0])
            return outside(module, alias[0] if alias is not None else name)
        if meant is not None:
            start = self.configs.above(folder)[0].folder
            is_source = not is_built(meant.removeprefix(f"{start}/"))
            built = None if is_source else self.packages.named(name)
            if built is not None:
                return self._in_package(built, inner, is_typed)
            return _at(self._gone(meant, is_typed))
        if module.startswith((*_ALIASES, "$")) or not _NAME.fullmatch(name):
            return self._by_custom(folder, is_typed, module)
        path = self._in_sources(folder, is_typed, module.removeprefix("@"), _ROOTS)
        if path is not None and "/" in module:
            return _at(path)
        broken = self.packages.broken(folder)
        return unclear(module, f"`{broken}` cannot be read") if broken else outside(module, name)

    def _by_paths(
        self, folder: str, is_typed: bool, module: str
    ) -> tuple[Target | None, str | None]:
        """What `paths` lead to, and where they would where there is no such file."""
        meant: str | None = None
        configs = self.configs.above(folder)
        for config in configs:
            mapped = config.mapped(module)
            places = [each for each in mapped if "node_modules" not in each]
            for place in places:
                found = self.find(place, is_typed)
                if found is not None:
                    return _at(found), None
            if meant is None and config.folder == configs[0].folder and config.means(module):
                if not mapped:
                    return unclear(module, f"`paths` of `{config.path}` lead to no file"), None
                meant = places[0] if places else None
        return None, meant

    def _by_imports(self, folder: str, is_typed: bool, module: str) -> Target | None:
        for package in self.packages.above(folder):
            targets = package.imports(module)
            for target in targets:
                if _NAME.fullmatch(split(target)[0]):
                    return self._by_name(package.folder, is_typed, target)
            for place in package.paths_of(targets):
                found = self.find(place, is_typed)
                if found is not None:
                    return _at(found)
            for target in targets:
                gone = within(package.folder, target) if target.startswith("./") else None
                if gone:
                    return _at(self._gone(gone, is_typed))
        return None

    def _by_base(self, folder: str, is_typed: bool, module: str, is_free: bool) -> Target | None:
        for config in self.configs.above(folder):
            if config.base is None:
                continue
            place = within(config.base, module)
            if not place:
                continue
            found = self.find(place, is_typed)
            if found is not None and (is_free or _extends(found, place)):
                return _at(found)
            top = within(config.base, module.partition("/")[0])
            if is_free and "/" in module and top and self.files.has_folder(top):
                return _at(self._gone(place, is_typed))
        return None

    def _in_package(self, package: Package, inner: str, is_typed: bool) -> Target:
        for place in package.places(inner):
            found = self.find(place, is_typed)
            if found is not None:
                return _at(found)
        gone = package.exported(inner) if inner else None
        if gone is not None:
            return _at(gone)
        if inner:
            start = below(package.folder, "src")
            is_source = self.files.has_folder(start) and not is_built(inner)
            gone = within(start if is_source else package.folder, inner)
        manifest = below(package.folder, "package.json")
        return _at(self._gone(gone, is_typed) if gone else manifest)

    def _by_custom(self, folder: str, is_typed: bool, module: str) -> Target:
        """What tools make of a name unless they are told otherwise."""
        head, _, inner = module.partition("/")
        if head in _SVELTEKIT and self.packages.requirement("@sveltejs/kit", folder):
            return self._by_name(folder, is_typed, "@sveltejs/kit")
        starts = ("src/lib",) if head == "$lib" else _ROOTS if f"{head}/" in _ALIASES else ()
        path = self._in_sources(folder, is_typed, inner, starts)
        if path is not None:
            return _at(path)
        missing = (each.missing for each in self.configs.above(folder) if each.missing)
        return unclear(module, next(missing, f"no configuration says what `{head[:40]}` is"))

    def _in_sources(
        self, folder: str, is_typed: bool, inner: str, starts: Sequence[str]
    ) -> str | None:
        """The file in one of these folders of the package; None where several have one."""
        own = self.packages.own(folder)
        root = own.folder if own is not None else ""
        places = [within(root, below(start, inner)) for start in starts]
        found = {self.find(place, is_typed) for place in places if place} - {None}
        return found.pop() if len(found) == 1 else None

    def _find(self, path: str, is_typed: bool) -> str | None:
        """The file that a path means, with or without its extension; of a folder its `index`."""
        if path.endswith("/"):
            return self._first(f"{path}index", is_typed)
        if not path:
            return self._first("index", is_typed)
        match = _EXTENSION.search(path)
        extension = match[0] if match is not None else ""
        stem = path.removesuffix(extension)
        built = [path, *(stem + each for each in _STANDS_FOR.get(extension, ()))]
        if is_typed:
            built = [*built[1:], path]
        if extension in _DECLARED_BY:
            built.append(stem + _DECLARED_BY[extension])
        for each in built:
            if each in self.files:
                return each
        found = self._first(path, is_typed)
        if found is None and self.files.has_folder(path):
            found = self._first(f"{path}/index", is_typed)
        return found

    def _first(self, stem: str, is_typed: bool) -> str | None:
        for end in _FROM_TS if is_typed else _FROM_JS:
            if stem + end in self.files:
                return stem + end
        for platform in _PLATFORMS:
            for end in (".tsx", ".ts", ".jsx", ".js"):
                if stem + platform + end in self.files:
                    return stem + platform + end
        return None

    def _gone(self, path: str, is_typed: bool) -> str:
        """The file where a module that is not there would have to be."""
        extension = _EXTENSION.search(path)
        if extension is not None:
            source = _STANDS_FOR.get(extension[0], ("",))[0] if is_typed else ""
            return path[: -len(extension[0])] + source if source else path
        path = path.rstrip("/") if (is_folder := path.endswith("/")) else path
        if is_folder or not path or self.files.has_folder(path):
            path = below(path, "index")
        return path + (".ts" if is_typed else ".js")


def _extends(found: str, place: str) -> bool:
    """Whether a file is the one that a path names, not the `index` of a folder."""
    return not found.startswith(f"{place}/")


def _at(path: str) -> Target:
    return inside(path, path)


def _plain(written: str) -> str:
    """What is imported, without loaders and without a query."""
    module = written.rpartition("!")[2]
    return module.partition("?")[0].strip()
