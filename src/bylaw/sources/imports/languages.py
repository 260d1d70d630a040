"""Which languages are read, by the extensions of their files."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bylaw.sources.imports.interface import Language

_C: Final = ("c", "h", "m", "mm", "cu", "cuh")
_CPP: Final = ("cc", "cpp", "cxx", "hpp", "hh", "hxx", "inl", "ipp", "tpp", "cppm", "ixx", "mpp")

LANGUAGES: Final = (
    Language(
        "python",
        {"py": "python", "pyi": "python"},
        r"\bimport\b|__import__",
        configs=("pyproject.toml", "setup.py", "setup.cfg"),
    ),
    Language(
        "javascript",
        {
            **dict.fromkeys(("js", "mjs", "cjs", "jsx"), "javascript"),
            **dict.fromkeys(("ts", "mts", "cts"), "typescript"),
            "tsx": "tsx",
            **dict.fromkeys(("vue", "svelte"), "html"),
        },
        r"\bimport\b|\brequire\b|\bfrom\b|<script\b[^>]{0,200}\bsrc\b",
        configs=(
            # a tsconfig may extend, and Deno may take as its import map, a file of any name
            "*.json",
            "*.jsonc",
            "pnpm-workspace.yaml",
        ),
    ),
    Language(
        "java", {"java": "java"}, r"\bimport\b|\brequires\b|\\u", configs=("module-info.java",)
    ),
    Language("kotlin", {"kt": "kotlin"}, r"\bimport\b|\bpackage\b"),
    Language(
        "csharp",
        {"cs": "csharp"},
        r"\busing\b|\bnamespace\b",
        configs=(
            *("*.csproj", "Directory.Packages.props", "Directory.Build.props"),
            "packages.config",
        ),
    ),
    Language(
        "php",
        {"php": "php"},
        r"(?i)\b(?:use|namespace|require|include|class|interface|trait|enum|function|const)",
        configs=("composer.json",),
    ),
    Language(
        "ruby", {"rb": "ruby", "rake": "ruby", "ru": "ruby"}, r"\brequire|\bload\b|\bautoload\b"
    ),
    Language("go", {"go": "go"}, r"\bimport\b", configs=("go.mod", "go.work")),
    Language("rust", {"rs": "rust"}, r"\buse\b|\bcrate\b|::|\bpath\b", configs=("Cargo.toml",)),
    Language(
        "c",
        dict.fromkeys((*_C, *_CPP), ""),
        r"include|import|module|(?:\\|\?\?/)[ \t\f\v]*\r?\n",
    ),
)
"""One for each module of this folder that reads a language."""

BY_EXTENSION: Final[Mapping[str, Language]] = MappingProxyType(
    {extension: each for each in LANGUAGES for extension in each.parsers}
)


def language_of(path: str) -> Language | None:
    """The language that a file is read as; None where nothing here reads it."""
    name = path.rpartition("/")[2]
    stem, dot, extension = name.rpartition(".")
    return BY_EXTENSION.get(extension.lower()) if dot and stem else None


def extension_of(path: str) -> str:
    """The extension in lower case, without its dot."""
    return path.rpartition(".")[2].lower()
