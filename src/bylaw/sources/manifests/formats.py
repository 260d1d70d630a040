"""Which file is read by which reader: the one table of formats.

To add a format: one module beside this one, one line here, and a folder of cases in
`tests/manifests/`.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import Final

from bylaw.sources.manifests.interface import Format, Reading, Source, Unreadable

_PYTHON: Final = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml")
_NPM: Final = (
    "npm-shrinkwrap.json", "package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock",
)  # fmt: skip
_DOTNET: Final = ("packages.lock.json",)

FORMATS: Final[tuple[Format, ...]] = (
    Format("requirements", "pypi", "manifest",
           ("requirements*.txt", "*requirements.txt", "**/requirements/*.txt",
            "!*constraints*.txt"), may_be_empty=True),
    Format("requirements_in", "pypi", "manifest",
           ("requirements*.in", "*requirements.in", "**/requirements/*.in",
            "!*constraints*.in"), locks=("*.txt",), may_be_empty=True),
    Format("pyproject", "pypi", "manifest", ("pyproject.toml",), locks=_PYTHON,
           above=("uv.lock",), may_be_empty=True),
    Format("setup_cfg", "pypi", "manifest", ("setup.cfg",), may_be_empty=True),
    Format("pipfile", "pypi", "manifest", ("Pipfile",), locks=("Pipfile.lock",), may_be_empty=True),
    Format("pipfile_lock", "pypi", "lock", ("Pipfile.lock",)),
    Format("poetry_lock", "pypi", "lock", ("poetry.lock",)),
    Format("uv_lock", "pypi", "lock", ("uv.lock",)),
    Format("pdm_lock", "pypi", "lock", ("pdm.lock",)),
    Format("pylock", "pypi", "lock", ("pylock.toml", "pylock.*.toml")),
    Format("conda", "conda", "manifest",
           ("environment.yml", "environment.yaml", "environment-*.yml", "environment-*.yaml")),
    Format("package_json", "npm", "manifest", ("package.json",), locks=_NPM, above=_NPM),
    Format("npm_lock", "npm", "lock", ("package-lock.json", "npm-shrinkwrap.json")),
    Format("yarn_lock", "npm", "lock", ("yarn.lock",)),
    Format("pnpm_lock", "npm", "lock", ("pnpm-lock.yaml",)),
    Format("bun_lock", "npm", "lock", ("bun.lock",)),
    Format("go_mod", "golang", "manifest", ("go.mod",), locks=("go.sum",)),
    Format("go_sum", "golang", "checksums", ("go.sum",), may_be_empty=True),
    Format("cargo_toml", "cargo", "manifest", ("Cargo.toml",), locks=("Cargo.lock",),
           above=("Cargo.lock",)),
    Format("cargo_lock", "cargo", "lock", ("Cargo.lock",)),
    Format("maven_pom", "maven", "manifest", ("pom.xml", "*.pom")),
    Format("gradle_lock", "maven", "lock",
           ("gradle.lockfile", "buildscript-gradle.lockfile", "settings-gradle.lockfile",
            "**/gradle/dependency-locks/*.lockfile")),
    Format("version_catalog", "maven", "manifest", ("*.versions.toml",),
           locks=("gradle.lockfile",), above=("gradle.lockfile",), may_be_empty=True),
    Format("msbuild", "nuget", "manifest",
           ("*.csproj", "*.fsproj", "*.vbproj", "Directory.Packages.props",
            "Directory.Build.props", "Directory.Build.targets"), locks=_DOTNET),
    Format("packages_config", "nuget", "manifest", ("packages.config",)),
    Format("nuget_lock", "nuget", "lock", ("packages.lock.json",)),
    Format("composer_json", "composer", "manifest", ("composer.json",), locks=("composer.lock",)),
    Format("composer_lock", "composer", "lock", ("composer.lock",)),
    Format("gemfile", "gem", "manifest", ("Gemfile", "gems.rb"),
           locks=("Gemfile.lock", "gems.locked"), may_be_empty=True),
    Format("gemfile_lock", "gem", "lock", ("Gemfile.lock", "gems.locked")),
    Format("pubspec", "pub", "manifest", ("pubspec.yaml",), locks=("pubspec.lock",),
           above=("pubspec.lock",)),
    Format("pubspec_lock", "pub", "lock", ("pubspec.lock",)),
    Format("swift_resolved", "swift", "lock", ("Package.resolved",)),
    Format("podfile_lock", "cocoapods", "lock", ("Podfile.lock",)),
    Format("mix_lock", "hex", "lock", ("mix.lock",)),
    Format("github_workflow", "githubactions", "manifest",
           (".github/workflows/*.yml", ".github/workflows/*.yaml", "action.yml", "action.yaml")),
    Format("pre_commit", "github", "manifest",
           (".pre-commit-config.yaml", ".pre-commit-config.yml")),
    Format("gitlab_ci", "gitlab", "manifest",
           (".gitlab-ci.yml", "*.gitlab-ci.yml", "*.gitlab-ci.yaml",
            "**/.gitlab/ci/*.yml", "**/.gitlab/ci/*.yaml")),
    Format("dockerfile", "docker", "manifest",
           ("Dockerfile", "dockerfile", "Dockerfile.*", "*.dockerfile", "*.Dockerfile",
            "Containerfile", "Containerfile.*")),
    Format("compose", "docker", "manifest",
           ("compose.yml", "compose.yaml", "compose.*.yml", "compose.*.yaml",
            "docker-compose*.yml", "docker-compose*.yaml")),
    Format("helm_chart", "helm", "manifest", ("Chart.yaml", "requirements.yaml"),
           locks=("Chart.lock", "requirements.lock")),
    Format("helm_lock", "helm", "lock", ("Chart.lock", "requirements.lock")),
    Format("terraform", "terraform", "manifest",
           ("*.tf", "*.tofu", "*.tf.json", "*.tofu.json"), locks=(".terraform.lock.hcl",),
           above=(".terraform.lock.hcl",), may_be_empty=True),
    Format("terraform_lock", "terraform", "lock", (".terraform.lock.hcl",)),
    Format("cyclonedx", "", "inventory",
           ("bom.json", "bom.xml", "sbom.json", "sbom.xml", "*.cdx.json", "*.cdx.xml",
            "*.cyclonedx.json", "*.cyclonedx.xml", "*.sbom.json")),
    Format("spdx", "", "inventory",
           ("*.spdx.json", "*.spdx", "*.spdx.yaml", "*.spdx.yml", "*.spdx3.json")),
)  # fmt: skip
"""The first whose pattern fits reads the file. A pattern with a `/` is one of the whole path, the
others are of the name alone; `*` stays in one folder, and `!` takes away from the others."""

FOREIGN: Final = frozenset(
    ("node_modules", "bower_components", "vendor", "site-packages", "Pods", ".venv")
)
"""Folders that package managers fill: what stands in them was asked for elsewhere."""


@cache
def _finder() -> re.Pattern[str]:
    """One regex over a path; the group that took part is the format's."""
    parts = []
    for number, each in enumerate(FORMATS):
        shapes = "|".join(_shape(shape) for shape in each.patterns if shape[0] != "!")
        others = "|".join(_shape(shape[1:]) for shape in each.patterns if shape[0] == "!")
        unlike = f"(?!(?:{others})\\Z)" if others else ""
        parts.append(f"{unlike}(?P<f{number}>{shapes})")
    return re.compile(f"(?:{'|'.join(parts)})\\Z", re.DOTALL)


def _shape(pattern: str) -> str:
    name = "[^/]*".join(map(re.escape, pattern.removeprefix("**/").split("*")))
    anywhere = "/" not in pattern or pattern.startswith("**/")
    return f"(?:.*/)?{name}" if anywhere else name


def format_of(path: str) -> Format | None:
    """The format of a file by its path; None where no reader is for it."""
    found = _finder().match(path)
    if found is None or not FOREIGN.isdisjoint(path.split("/")[:-1]):
        return None
    return FORMATS[int(str(found.lastgroup)[1:])]


def read(format_: Format, file: Source) -> Reading:
    """What stands in a file.

    Raises:
        Unreadable: nothing of it can be read.
    """
    if not format_.may_be_empty and (not file.data or file.data.isspace()):
        raise Unreadable("it is empty")
    module = import_module(f"bylaw.sources.manifests.{format_.module}")
    reading: Reading = module.read(file)
    return reading
