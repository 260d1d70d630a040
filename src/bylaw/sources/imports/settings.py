"""What of a file that says how names are resolved does say so.

Most changes to such a file concern something else, such as the version of a dependency, and lead no
import elsewhere; where one does, every file of the language is compared.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

_NPM: Final = (
    "name", "type", "main", "module", "browser", "types", "typings", "source", "imports",
    "exports", "workspaces", "files", "directories",
)  # fmt: skip
_LARGEST: Final = 1 << 20
"""Bytes of a file that is read for what it says."""
_COMPILER: Final = ("baseUrl", "paths", "rootDirs")
_WHOLE: Final = re.compile(r"(?:ts|js)config.*\.json|deno\.jsonc?|lerna\.json")
"""Files of which all counts."""
_PACKAGE: Final = (
    "name", "edition", "build", "autobins", "autotests", "autoexamples", "autobenches",
)  # fmt: skip
_COMPOSER: Final = ("name", "autoload", "autoload-dev", "replace")
_GO: Final = re.compile(rb"^\s*(?:module|replace|use)\b|=>|^\s*(?:\./|\.\./)", re.MULTILINE)


def settings(path: str, data: bytes) -> object:
    """What counts of a file, to be compared; all of it where that cannot be told."""
    name = path.rpartition("/")[2]
    read = _READERS.get(name)
    if read is None and not _WHOLE.fullmatch(name):
        read = _READERS.get(f"*.{name.rpartition('.')[2]}")
    if read is None:
        return data
    try:
        return read(data)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return data


def says_nothing(path: str, data: bytes) -> bool:
    """Whether a file that may be of any name, such as what a tsconfig.json extends, is none."""
    name = path.rpartition("/")[2]
    if name in _READERS or _WHOLE.fullmatch(name) or not name.endswith((".json", ".jsonc")):
        return False
    return not any(_of_json(data))


def _of_json(data: bytes) -> Sequence[object]:
    """What a tsconfig.json or an import map says, in a file of another name."""
    from bylaw.sources.imports.jsonc import read_object

    said = read_object(data) if len(data) <= _LARGEST else None
    if said is None:
        # what cannot be read says nothing to who extends it, either
        return ()
    options = said.get("compilerOptions")
    options = options if isinstance(options, dict) else {}
    return [
        *(options.get(key) for key in _COMPILER),
        *(said.get(key) for key in ("extends", "references", "imports", "scopes")),
    ]


def _of_npm(data: bytes) -> object:
    said = json.loads(data)
    return [said.get(key) for key in _NPM]


def _of_composer(data: bytes) -> object:
    said = json.loads(data)
    return [said.get(key) for key in _COMPOSER]


def _of_go(data: bytes) -> object:
    return [line.strip() for line in data.split(b"\n") if _GO.search(line)]


def _of_cargo(data: bytes) -> object:
    import tomllib

    said = tomllib.loads(data.decode())
    workspace = said.get("workspace", {})
    package = said.get("package", {})
    return [
        *(package.get(key) for key in _PACKAGE),
        *(said.get(key) for key in ("lib", "bin", "test", "example", "bench", "patch")),
        workspace.get("members"),
        workspace.get("exclude"),
        workspace.get("package", {}).get("edition"),
        *(_renamed(table) for table in _tables(said)),
    ]


def _tables(said: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    kinds = ("dependencies", "dev-dependencies", "build-dependencies")
    places = [said, said.get("workspace", {}), *said.get("target", {}).values()]
    return [place.get(kind, {}) for place in places for kind in kinds]


def _renamed(table: Mapping[str, Any]) -> object:
    """Names that lead to a folder, or to a package of another name."""
    return sorted(
        (name, str(each.get("path")), str(each.get("package")), str(each.get("workspace")))
        for name, each in table.items()
        if isinstance(each, dict)
    )


def _of_dotnet(data: bytes) -> object:
    from bylaw.sources.imports.nuget import first_parts

    return first_parts(data)


def _nothing(data: bytes) -> object:
    """That it is there is all that counts."""
    return None


_READERS: Final[Mapping[str, Callable[[bytes], object]]] = MappingProxyType(
    {
        "*.csproj": _of_dotnet,
        "*.json": _of_json,
        "*.jsonc": _of_json,
        "Cargo.toml": _of_cargo,
        "Directory.Build.props": _of_dotnet,
        "Directory.Packages.props": _of_dotnet,
        "composer.json": _of_composer,
        "go.mod": _of_go,
        "go.work": _of_go,
        "package.json": _of_npm,
        "packages.config": _of_dotnet,
        "pyproject.toml": _nothing,
        "setup.cfg": _nothing,
        "setup.py": _nothing,
    }
)
